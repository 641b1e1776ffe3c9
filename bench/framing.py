"""Innocents framed with identifiers of a gang, and a gang that lists those of innocents: how many are named.

    python -m bench.framing [--accounts 20000] [--evasion 0.5] [--seed 61] [--framed 50] [--owners 12]

A phone that a gang lists, or an address to which its returns go, is written onto innocent accounts whose trade
nothing else ties to a gang. And gangs write phones and addresses of honest owners of several shops onto accounts of
their own: each owner meets another gang, of which a tenth, a third or all members list one, two or three of his values.
One line for each: how many innocent accounts there were, how many are named members, uncertain, told to the police.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

import counterfeit_graph as cg

if TYPE_CHECKING:
    from counterfeit_graph.simulate.world import World

# What a third party can write, and where: on a shop's page, on a parcel's label.
WRITABLE = {"phone": "contact", "address": "return"}


def framed(world: World, count: int, *, seed: int) -> tuple[pd.DataFrame, set[str]]:
    """Rows that put a writable identifier of a gang on each of `count` innocents, and who they are."""
    rng, real, known = np.random.default_rng(seed), _truth(world), _written(world)
    plain = real.loc[(real["gang_id"] == "") & (real["innocent"] == ""), "account_id"].to_numpy(object)
    forged = known[known["gang_id"] != ""].sample(count, random_state=seed)
    victims = rng.choice(plain, count, replace=False)
    return forged.assign(account_id=victims), set(victims)


def listed(world: World, owners: int, *, seed: int) -> tuple[pd.DataFrame, set[str]]:
    """Rows with which gangs list values of honest owners of three shops or more, and the accounts of these."""
    rng, real, known = np.random.default_rng(seed), _truth(world), _written(world)
    shops = known[known["innocent"] == "multi_shop_owner"]
    users = shops.groupby(["controller", "kind", "value"])["account_id"].nunique()
    own = users[users >= 3].sort_values(ascending=False).reset_index()
    gangs = real[real["gang_id"] != ""].groupby("gang_id")["account_id"].agg(list)
    gangs = gangs[gangs.map(len) >= 5]
    rows, victims = [], set()
    chosen = [name for name, values in own.groupby("controller", sort=False) if len(values) >= 2][:owners]
    for number, owner in enumerate(chosen):
        many, share = 1 + number % 3, (0.1, 0.3, 1.0)[number // 3 % 3]
        members = rng.permutation(gangs.iloc[number % len(gangs)])
        values = shops[shops["value"].isin(own.loc[own["controller"] == owner, "value"].head(many))]
        values = values.drop_duplicates("value")
        rows += [values.assign(account_id=who) for who in members[: max(3, round(share * len(members)))]]
        victims |= set(real.loc[real["controller"] == owner, "account_id"])
    return pd.concat(rows), victims


def _truth(world: World) -> pd.DataFrame:
    return world.truth["accounts"].to_pandas()


def _written(world: World) -> pd.DataFrame:
    """The identifiers that third parties can write, with what is true of their accounts."""
    given = world.tables["identifiers"].to_pandas()
    given = given[given["kind"].isin(WRITABLE) & (given["relation"] == given["kind"].map(WRITABLE))]
    return given.merge(_truth(world)[["account_id", "gang_id", "innocent", "controller"]], on="account_id")


def report(world: World, rows: pd.DataFrame, victims: set[str]) -> str:
    """What becomes of the victims in the world with these rows."""
    old = world.tables["identifiers"]
    new = pa.Table.from_pandas(rows[old.column_names], schema=old.schema, preserve_index=False)
    tables = dict(world.tables) | {"identifiers": pa.concat_tables([old, new])}
    members = cg.find_gangs(cg.weigh(cg.resolve(cg.read(tables)))).members.to_pandas()
    mine = members[members["account_id"].isin(victims)]
    states = " ".join(f"{name}={(mine['state'] == name).sum()}" for name in ("member", "uncertain"))
    return f"accounts={len(victims)} {states} police={(mine['tier'] == 'police').sum()}"


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, value in (("--accounts", 20_000), ("--seed", 61), ("--framed", 50), ("--owners", 12)):
        reader.add_argument(name, type=int, default=value)
    reader.add_argument("--evasion", type=float, default=0.5)
    chosen = reader.parse_args()
    world = cg.simulate(chosen.accounts, seed=chosen.seed, evasion=chosen.evasion)
    print("framed: " + report(world, *framed(world, chosen.framed, seed=chosen.seed)))
    print("listed by gangs: " + report(world, *listed(world, chosen.owners, seed=chosen.seed)))


if __name__ == "__main__":
    main()

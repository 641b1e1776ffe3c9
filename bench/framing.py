"""Innocents framed with one identifier of a gang each: how many are named.

    python -m bench.framing [--accounts 20000] [--evasion 0.5] [--seed 61] [--framed 50]

A phone that a gang lists, or an address to which its returns go, is written onto innocent accounts whose trade
nothing else ties to a gang. One line: how many were framed, how many are named members, how many are uncertain.
"""

from __future__ import annotations

import argparse

import numpy as np
import pyarrow as pa

import counterfeit_graph as cg
from counterfeit_graph.simulate.world import World


def framed(world: World, count: int, *, seed: int) -> tuple[dict[str, pa.Table], set[str]]:
    """The world's tables with a writable identifier of a gang on each of `count` innocents, and who they are."""
    rng, real = np.random.default_rng(seed), world.truth["accounts"].to_pandas()
    gang = set(real.loc[real["gang_id"] != "", "account_id"])
    plain = real.loc[(real["gang_id"] == "") & (real["innocent"] == ""), "account_id"].to_numpy(object)
    given = world.tables["identifiers"].to_pandas()
    known = given[given["account_id"].isin(gang) & given["relation"].isin(["contact", "return"])]
    forged = known[known["kind"].isin(["phone", "address"])].sample(count, random_state=seed)
    victims = rng.choice(plain, count, replace=False)
    forged = forged.assign(account_id=victims)
    rows = pa.Table.from_pandas(forged, schema=world.tables["identifiers"].schema, preserve_index=False)
    return dict(world.tables) | {"identifiers": pa.concat_tables([world.tables["identifiers"], rows])}, set(victims)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, value in (("--accounts", 20_000), ("--seed", 61), ("--framed", 50)):
        reader.add_argument(name, type=int, default=value)
    reader.add_argument("--evasion", type=float, default=0.5)
    chosen = reader.parse_args()
    world = cg.simulate(chosen.accounts, seed=chosen.seed, evasion=chosen.evasion)
    tables, victims = framed(world, chosen.framed, seed=chosen.seed)
    members = cg.find_gangs(cg.weigh(cg.resolve(cg.read(tables)))).members.to_pandas()
    state = members[members["account_id"].isin(victims)]["state"].value_counts()
    print(f"framed={len(victims)} members={state.get('member', 0)} uncertain={state.get('uncertain', 0)}")


if __name__ == "__main__":
    main()

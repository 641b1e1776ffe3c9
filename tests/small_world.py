"""One small simulated case and its run, made once for all tests that look at real results."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

import counterfeit_graph as cg
from counterfeit_graph.investigation import Options

if TYPE_CHECKING:
    from counterfeit_graph.investigation import Investigation
    from counterfeit_graph.simulate import World

ACCOUNTS = 1_500


@cache
def world() -> World:
    """A case with a known truth."""
    return cg.simulate(ACCOUNTS, seed=3, evasion=0.3)


@cache
def run() -> Investigation:
    """The case, investigated."""
    return cg.investigate(world().tables, options=Options(reruns=4, shuffles=0), seed=1)


def shuffled(seed: int) -> dict[str, pa.Table]:
    """The case with the rows of every table in another order."""
    rng = np.random.default_rng(seed)
    return {name: arrow.take(pa.array(rng.permutation(arrow.num_rows))) for name, arrow in arrows().items()}


def renamed() -> dict[str, pa.Table]:
    """The case with every account under another name, whose order is another too."""
    out = {}
    for name, arrow in arrows().items():
        for at, column in enumerate(arrow.column_names):
            if column == "account_id":
                ids = [new_name(account) for account in arrow.column(at).to_pylist()]
                arrow = arrow.set_column(at, column, pa.array(ids, pa.string()))
        out[name] = arrow
    return out


def new_name(account_id: str | None) -> str | None:
    """Another name for an account: its own, written backwards."""
    return account_id[::-1] if account_id else account_id


def arrows() -> dict[str, pa.Table]:
    """The case's tables as Arrow."""
    return {name: pa.table(table) for name, table in world().tables.items()}


def groups_of(gangs: cg.Table, *, back: bool = False) -> set[frozenset[str]]:
    """The member sets of gangs, under the old names if `back`."""
    found: dict[str, set[str]] = {}
    for row in gangs.rows():
        name = row["account_id"]
        found.setdefault(row["gang_id"], set()).add(name[::-1] if back else name)
    return {frozenset(members) for members in found.values()}

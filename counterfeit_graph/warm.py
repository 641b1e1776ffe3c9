"""Compiling ahead: tiny cases through everything that calls a kernel, so that no later run waits for one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence import weigh
from counterfeit_graph.gangs import LabelPropagation, WeightedGraph, find_gangs
from counterfeit_graph.gangs.bare import ENOUGH
from counterfeit_graph.identity import resolve
from counterfeit_graph.investigation import Options, investigate
from counterfeit_graph.model._kernels_compiled import compiling
from counterfeit_graph.records import read
from counterfeit_graph.simulate import simulate
from counterfeit_graph.takedown.dismantle import dismantle
from counterfeit_graph.takedown.key_players import key_players

if TYPE_CHECKING:
    from collections.abc import Callable

# The smallest world that the simulator makes.
_ACCOUNTS = 500


def warm(tell: Callable[[], None] = lambda: None) -> int:
    """Compile every kernel that is not compiled yet: a minute or two, once for each version of the package.

    What is compiled is kept in the folder that the environment variable NUMBA_CACHE_DIR names, else beside the package,
    else, where that cannot be written, in the user's own cache.

    Args:
        tell: called once, before the first kernel is compiled.

    Returns:
        How many functions were compiled; 0 where nothing was left to do.
    """
    with compiling(tell) as seen:
        first_runs()
        _update()
    return seen.count


def first_runs() -> None:
    """All but updates, whose columns come from other places and are other kinds of array to the compiler."""
    _case()
    _bare_case()
    _graph()


def _case() -> None:
    """A case from its files to its report, then with one more row."""
    with tempfile.TemporaryDirectory() as folder:
        simulate(_ACCOUNTS, seed=1, evasion=0.0).save(Path(folder) / "case")
        run = investigate(Path(folder) / "case", options=Options(reruns=1))
        run.save(Path(folder) / "out")
    phone = run.who.values.where(run.who.values.isin("kind", ["phone"]))["shown"][0]
    run.update({"accounts": [{"account_id": "one more", "platform": "p", "contact_phone": phone}]})
    LabelPropagation().labels(WeightedGraph.of(run.evidence))


def _bare_case() -> None:
    """Accounts, kinds and values alone, and so many of them that groups are looked for by their pattern."""
    ring, pairs = np.arange(8), np.arange(100, ENOUGH // 2)
    uses = [(account, f"ring {value}") for value in range(8) for account in np.roll(ring, value)[:4].tolist()]
    uses += [(account, f"pair {account // 2}") for account in pairs.tolist()]
    shops = [f"shop {number}" for number in range(ENOUGH)]
    tables: dict[str, Any] = {
        "accounts": [{"account_id": name, "platform": "p"} for name in shops],
        "identifiers": [{"account_id": shops[account], "kind": "device", "value": value} for account, value in uses],
    }
    find_gangs(weigh(resolve(read(tables))), reruns=0)


def _update() -> None:
    """A case of accounts and identifiers, then with one account more."""
    shops = [{"account_id": f"shop {number}", "platform": "p"} for number in range(40)]
    uses = [
        {"account_id": shop["account_id"], "kind": kind, "value": f"{kind} {number // 4}"}
        for number, shop in enumerate(shops)
        for kind in ("device", "payment")
    ]
    evidence = weigh(resolve(read({"accounts": shops[1:], "identifiers": uses[2:]})))
    gangs = find_gangs(evidence, reruns=0)
    gangs.update(evidence.update({"accounts": shops[:1], "identifiers": uses[:2]}))


def _graph() -> None:
    """Orders of removal and key players: of sets that can all be looked at, and of more than that."""
    nodes = np.arange(200)
    ends = (np.tile(nodes, 2), np.concatenate([(nodes * 7 + 3) % 200, (nodes * 11 + 5) % 200]))
    dismantle(ends)
    for k, objective in ((1, "fragmentation"), (4, "fragmentation"), (2, "reach")):
        key_players(ends, k, objective=objective)

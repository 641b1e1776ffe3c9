"""What must not change the gangs, each law beside a planted fault that breaks it.

A law is a change of the case and a fault: with the change alone the gangs stay, with the fault as well they do not.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv

import counterfeit_graph as cg
from counterfeit_graph.evidence import graph
from counterfeit_graph.gangs import finding, stability
from counterfeit_graph.records import links
from tests import small_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from counterfeit_graph.gangs import Gangs
    from counterfeit_graph.identity import Identities

DATES = ("opened_at", "closed_at", "first_seen", "last_seen", "listed_at", "removed_at", "paid_at", "shipped_at", "at")
# From 2019 on the case has dates; whole weeks, about four years.
SHIFT = timedelta(weeks=208)
Case = dict[str, pa.Table]


@cache
def arrows() -> Case:
    """A case of 600 accounts."""
    return {name: pa.table(table) for name, table in cg.simulate(600, seed=3, evasion=0.3).tables.items()}


def found(case: Any, *, reruns: int = 0) -> Gangs:
    """The gangs of a case."""
    return cg.find_gangs(cg.weigh(cg.resolve(cg.read(case))), reruns=reruns)


def said(gangs: Gangs, *, back: bool = False) -> tuple[Any, ...]:
    """What is said of the gangs, but for ids, dates and decibans: members, sales, persons, money moved."""
    rows = [(row["accounts"], row["uncertain"], row["sales"], row["persons"]) for row in gangs.table.rows()]
    moved = sorted(int(gang.network.edges["amount"].sum()) for gang in gangs)
    return small_world.groups_of(gangs.members, back=back), sorted(rows), moved


def shuffled(case: Case, _folder: Path) -> Any:
    rng = np.random.default_rng(5)
    return {name: table.take(pa.array(rng.permutation(table.num_rows))) for name, table in case.items()}


def renamed(case: Case, _folder: Path) -> Any:
    out = {}
    for name, table in case.items():
        if "account_id" in table.column_names:
            ids = [small_world.new_name(account) for account in table["account_id"].to_pylist()]
            table = table.set_column(table.column_names.index("account_id"), "account_id", pa.array(ids, pa.string()))
        out[name] = table
    return out


def doubled(case: Case, _folder: Path) -> Any:
    return {name: pa.concat_tables([table, table]) for name, table in case.items()}


def with_strangers(case: Case, _folder: Path) -> Any:
    """Fourteen more accounts, far away, of one hand."""
    names = [f"far-{n:02d}" for n in range(14)]
    kinds = {"device": "far-device", "email": "far@away.de"}
    uses = [
        {"account_id": name, "relation": "login", "kind": kind, "value": value}
        for name in names
        for kind, value in kinds.items()
    ]
    more = {"accounts": [{"account_id": name, "platform": "far"} for name in names], "identifiers": uses}
    return case | {
        name: pa.concat_tables([case[name], pa.Table.from_pylist(rows)], promote_options="default")
        for name, rows in more.items()
    }


def earlier(case: Case, _folder: Path) -> Any:
    """The same case four years before."""
    out = {}
    for name, table in case.items():
        for column in set(DATES) & set(table.column_names):
            days = [
                text and f"{date.fromisoformat(text[:10]) - SHIFT}{text[10:]}" for text in table[column].to_pylist()
            ]
            table = table.set_column(table.column_names.index(column), column, pa.array(days, pa.string()))
        out[name] = table
    return out


def in_parts(case: Case, folder: Path) -> Any:
    """A folder in which every table lies in three files."""
    for name, table in case.items():
        (folder / name).mkdir()
        size = -(-table.num_rows // 3)
        for part in range(3):
            csv.write_csv(table.slice(part * size, size), folder / name / f"{part}.csv")
    return folder


def reads_first_rows(patch: pytest.MonkeyPatch) -> None:
    """Takes in the first five hundred rows of a table alone."""
    _facts(patch, lambda facts, _who: facts["record"] <= 500)


def knows_rows_by_number(patch: pytest.MonkeyPatch) -> None:
    """Takes rows of the same number in several files of a table for one row."""
    _facts(patch, lambda facts, _who: _first_of(facts["table"], facts["record"], facts["kind"]))


def _first_of(*columns: Any) -> Any:
    _, first = np.unique(np.array(["|".join(map(str, row)) for row in zip(*columns, strict=True)]), return_index=True)
    return np.isin(np.arange(len(columns[0])), first)


def _facts(patch: pytest.MonkeyPatch, wanted: Callable[[cg.Table, Identities], Any]) -> None:
    right = graph.gather_uses

    def wrong(who: Identities, *args: Any, **named: Any) -> Any:
        return right(replace(who, facts=who.facts.where(wanted(who.facts, who))), *args, **named)

    patch.setattr(graph, "gather_uses", wrong)


def goes_by_names(patch: pytest.MonkeyPatch) -> None:
    """Passes over accounts whose id comes early in the alphabet."""
    _facts(patch, lambda facts, who: who.accounts["account_id"].astype(str)[facts["account"]] >= "k")


def counts_doubles(patch: pytest.MonkeyPatch) -> None:
    """Keeps rows that stand twice."""
    patch.setattr(links, "keepers", lambda table, _columns: np.arange(table.num_rows))


def goes_by_the_whole(patch: pytest.MonkeyPatch) -> None:
    """Sees no group of less than three fifths of the largest, as objectives with a resolution limit."""
    right = finding.join_groups

    def wrong(field: Any, label: Any, **named: Any) -> Any:
        joined = right(field, label, **named)
        size = np.bincount(joined[joined >= 0])
        return np.where(size[joined] >= 0.6 * size.max(), joined, -1)

    patch.setattr(finding, "join_groups", wrong)


def knows_what_is_old(patch: pytest.MonkeyPatch) -> None:
    """Passes over whatever was last used before a fixed day."""
    day = (date(2022, 9, 1) - date(1970, 1, 1)).days
    _facts(patch, lambda facts, _who: facts["last"] >= day)


@dataclass(frozen=True)
class Law:
    """A change that must not matter, and a fault with which it does."""

    change: Callable[[Case, Path], Any]
    fault: Callable[[pytest.MonkeyPatch], None]


LAWS = [
    Law(shuffled, reads_first_rows),
    Law(renamed, goes_by_names),
    Law(doubled, counts_doubles),
    Law(with_strangers, goes_by_the_whole),
    Law(earlier, knows_what_is_old),
    Law(in_parts, knows_rows_by_number),
]


def holds(law: Law, folder: Path) -> bool:
    """Whether the gangs of the changed case are those of the case."""
    return said(found(law.change(arrows(), folder)), back=law.change is renamed) == said(found(arrows()))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.change.__name__)
def test_the_law_holds(law: Law, tmp_path: Path) -> None:
    assert len(found(arrows())) >= 3
    assert holds(law, tmp_path)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.fault.__name__)
def test_the_fault_is_found(law: Law, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    law.fault(monkeypatch)
    assert not holds(law, tmp_path)


def at_once() -> bool:
    """Whether two runs side by side say, to the last digit, what one alone says."""
    alone = _rows(found(arrows(), reruns=12))
    with ThreadPoolExecutor(2) as two:
        return all(_rows(run) == alone for run in two.map(lambda _: found(arrows(), reruns=12), range(2)))


def _rows(gangs: Gangs) -> list[Any]:
    return [gangs.table.rows(), gangs.members.rows()]


def test_runs_side_by_side_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert at_once()
    shared = np.random.default_rng(1)
    monkeypatch.setattr(stability, "generator", lambda *_: shared)
    assert not at_once()

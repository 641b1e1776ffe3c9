"""What may be done to any case, and what must not come of it: laws, and the faults of the package that break them.

A law takes a case, a source of chance and what a room says of a case, and tells whether it holds. Each room lists its
laws, each beside a planted fault: a plausible mistake, put in place of one function, with which some case breaks it.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, get_ident
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning, NoSuchExample
from pyarrow import csv

import counterfeit_graph as cg
from counterfeit_graph.evidence import graph
from counterfeit_graph.identity import Identities, accounts, spelling
from counterfeit_graph.records import Records, adding
from tests.strategies import FIRST_DAY, RELATIONS, Case, cases, shop, use

Chance = np.random.Generator
Told = dict[str, list[dict[str, Any]]]
Said = Callable[[Any], Told]
Law = Callable[[Case, Chance, Said], bool]
# Shrinking a case of all tables takes minutes, and tells little that the case does not.
FEW = settings(max_examples=settings().max_examples // 10, phases=(Phase.explicit, Phase.generate))
_UNTIL_ONE = settings(FEW, max_examples=60, report_multiple_bugs=False)


def chances() -> st.SearchStrategy[Chance]:
    """A source of chance for a law."""
    return st.integers(0, 2**32).map(np.random.default_rng)


def broken(law: Law, said: Said) -> bool:
    """Whether some case breaks the law."""
    with warnings.catch_warnings():
        # What breaks a law may be long to write, and nobody reads it.
        warnings.simplefilter("ignore", HypothesisWarning)
        try:
            find(st.tuples(cases(), chances()), lambda drawn: not law(*drawn, said), settings=_UNTIL_ONE)
        except NoSuchExample:
            return False
    return True


def remembered(said: Said) -> Said:
    """The same, and what was said of a case before is not worked out again: all laws are tried on the same cases."""
    known: dict[str, Told] = {}

    def told(case: Any) -> Told:
        if not isinstance(case, dict):
            return said(case)
        key = repr(case)
        if key not in known:
            known[key] = said(case)
        return known[key]

    return told


def resolved(case: Any) -> Any:
    """Who is who in a case, be it tables, a folder, records or known already."""
    if isinstance(case, Identities):
        return case
    return cg.resolve(case if isinstance(case, Records) else cg.read(case))


def each_row(case: Case, how: Callable[[str, dict[str, Any]], dict[str, Any]]) -> Case:
    """The case with every row changed; `how` takes the table's name and a row."""
    return {name: [how(name, row) for row in rows] for name, rows in case.items()}


def plus(case: Case, **more: list[dict[str, Any]]) -> Case:
    """The case with more rows."""
    return case | {name: case[name] + rows for name, rows in more.items()}


def ids(case: Case) -> list[str]:
    """The accounts of a case."""
    return [row["account_id"] for row in case["accounts"]]


def alike(told: Told, *, back: dict[str, str] | None = None, days: int = 0, but: tuple[str, ...] = ()) -> Any:
    """What is told, however accounts and groups are called, pairs turned and rows ordered.

    Args:
        told: tables as rows.
        back: old name of each account.
        days: how much later the dates are.
        but: columns that may differ.
    """
    back, groups = back or {}, {}
    for row in (row for rows in told.values() for row in rows if "account_id" in row):
        for name in {"gang_id", "den_id", "group_id"} & set(row):
            groups.setdefault(row[name], set()).add(back.get(row["account_id"], row["account_id"]))
    names = back | {name: str(sorted(members)) for name, members in groups.items()}

    def cell(value: Any) -> str:
        return str(value - timedelta(days)) if isinstance(value, date) else names.get(value, str(value))

    rows = {name: [{k: cell(v) for k, v in row.items() if k not in but} for row in rows] for name, rows in told.items()}
    return {name: sorted(sorted(_turned(row).items()) for row in table) for name, table in rows.items()}


def _turned(row: dict[str, str]) -> dict[str, str]:
    """A pair with the lesser name first."""
    if row.get("a", "") <= row.get("b", ""):
        return row
    sides = {"a": "b", "b": "a"} | {
        f"{name}_{x}": f"{name}_{y}" for name in ("relation", "value") for x, y in ("ab", "ba")
    }
    turned = {sides.get(name, name): cell for name, cell in row.items()}
    return turned | {name: sides.get(cell, cell) for name, cell in turned.items() if name == "passing"}


def the_order_of_rows(case: Case, chance: Chance, said: Said) -> bool:
    """Rows in another order change nothing."""
    return said({name: chance.permutation(rows).tolist() for name, rows in case.items()}) == said(case)


def rows_that_stand_twice(case: Case, chance: Chance, said: Said) -> bool:
    """Rows that stand twice change nothing."""
    return said({name: rows + [row for row in rows if chance.random() < 0.5] for name, rows in case.items()}) == said(
        case
    )


def how_values_are_written(case: Case, chance: Chance, said: Said) -> bool:
    """Values in capitals, in full width or between blanks are the same values."""
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    forms = (str.upper, str.lower, str.strip, " {}\t".format, lambda text: text.translate(wide))

    def written(_: str, row: dict[str, Any]) -> dict[str, Any]:
        columns = {"value", "payment", "from_payment", "to_payment"} & set(row)
        return row | {name: forms[chance.integers(len(forms))](row[name]) for name in sorted(columns)}

    shown = ("value", "value_a", "value_b", "place")
    return bool(alike(said(each_row(case, written)), but=shown) == alike(said(case), but=shown))


def the_names_of_accounts(case: Case, chance: Chance, said: Said) -> bool:
    """Accounts may have any names, in any order."""
    names = [f"{number:05d}" for number in chance.choice(10**5, len(ids(case)), replace=False)]
    new = dict(zip(ids(case), names, strict=True))
    renamed = each_row(case, lambda _, row: row | {name: new[row[name]] for name in {"account_id"} & set(row)})
    return bool(alike(said(renamed), back={name: old for old, name in new.items()}) == alike(said(case)))


def the_days_of_all(case: Case, chance: Chance, said: Said) -> bool:
    """If everything happens earlier or later, only dates change."""
    days = int(chance.integers(-4000, 1500))
    columns = {"opened_at", "closed_at", "first_seen", "last_seen", "at", "paid_at"}

    def shifted(_: str, row: dict[str, Any]) -> dict[str, Any]:
        told = {name: str(date.fromisoformat(row[name]) + timedelta(days)) for name in columns & set(row) if row[name]}
        return row | told

    return bool(alike(said(each_row(case, shifted)), days=days) == alike(said(case)))


def the_files_that_tables_lie_in(case: Case, chance: Chance, said: Said) -> bool:
    """A table in several files is the same table."""
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in case.items():
            (Path(folder) / name).mkdir()
            table, files = pa.Table.from_pylist(rows), chance.integers(3, size=len(rows))
            for file in set(files.tolist()):
                csv.write_csv(table.filter(pa.array(files == file)), Path(folder) / name / f"{file}.csv")
        return said(folder) == said(case)


def parts_of(case: Case, chance: Chance) -> list[Case]:
    """The case in two or three parts, some rows before the accounts that they speak of."""
    count = int(chance.integers(2, 4))
    found: list[Case] = [{"accounts": []} for _ in range(count)]
    for name, rows in case.items():
        for at, row in enumerate(rows):
            first = name == "accounts" and at % 3 == 0
            found[0 if first else int(chance.integers(count))].setdefault(name, []).append(row)
    return found


def added(parts: list[Case]) -> Records:
    """The records of parts that come one after the other."""
    records = cg.read(parts[0])
    for part in parts[1:]:
        records = adding.add(records, part).records
    return records


def parts_that_come_one_by_one(case: Case, chance: Chance, said: Said) -> bool:
    """What is read part by part is what is read at once."""
    return said(added(parts_of(case, chance))) == said(case)


def runs_side_by_side(case: Case, chance: Chance, said: Said) -> bool:
    """What two threads say at one time is what each would say alone."""
    fewer = case | {"identifiers": [row for row in case["identifiers"] if chance.random() < 0.8]}
    two = [resolved(case), resolved(fewer)]
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(said, two)) == [said(each) for each in two]


def however_many_threads(case: Case, chance: Chance, said: Said) -> bool:
    """What two threads or more say, each taking a few accounts or pairs at a time, is what one says that takes all."""
    who, several = resolved(case), [2, 3, 7]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUMBA_NUM_THREADS", "1")
        alone = said(who)
        patch.setattr("counterfeit_graph.evidence.pairing._LEAST", int(chance.integers(1, 20)))
        told = []
        for threads in several:
            patch.setenv("NUMBA_NUM_THREADS", str(threads))
            told.append(said(who))
    return told == [alone] * len(several)


def strangers(chance: Chance) -> Case:
    """Accounts of one hand that share nothing with anybody else."""
    names = [f"zz{number}" for number in range(chance.integers(1, 12))]
    kinds = chance.choice(list(RELATIONS), chance.integers(1, 5), replace=False).tolist()
    values = chance.integers(1, 4)
    uses = [use(name, kind, 5000 + int(chance.integers(values))) for name in names for kind in kinds]
    return {"accounts": [shop(name) for name in names], "identifiers": uses}


def loses_the_last_row(patch: pytest.MonkeyPatch) -> None:
    """A reader that loses the last row of each table."""
    facts_lost(patch, lambda who: who.facts["record"] == who.facts["record"].max(initial=0))


def takes_ids_for_numbers(patch: pytest.MonkeyPatch) -> None:
    """Ids that lose their leading zeros where tables speak of accounts."""
    right = accounts._positions

    def wrong(told: pa.ChunkedArray, known: pa.Array) -> Any:
        return right(pc.utf8_ltrim(told, "0"), known)

    patch.setattr(accounts, "_positions", wrong)


def takes_values_as_written(patch: pytest.MonkeyPatch) -> None:
    """Values that are compared without being brought into one form."""
    patch.setattr(spelling, "keys_of", lambda _, values: values)


def takes_rows_for_their_numbers(patch: pytest.MonkeyPatch) -> None:
    """Rows of one number in several files of a table, taken for one row."""

    def lost(who: Identities) -> Any:
        keys = zip(who.facts["table"], who.facts["kind"], who.facts["record"], strict=True)
        seen: set[Any] = set()
        return np.array([key in seen or bool(seen.add(key)) for key in keys], bool)

    facts_lost(patch, lost)


def knows_no_row_that_waits(patch: pytest.MonkeyPatch) -> None:
    """Rows that are refused for good because their account comes later."""
    right = adding.known_only

    def wrong(*args: Any, **named: Any) -> Any:
        rows, refused, waiting = right(*args, **named)
        return rows, refused, waiting.slice(0, 0)

    patch.setattr(adding, "known_only", wrong)


def forgets_what_is_old(patch: pytest.MonkeyPatch) -> None:
    """Uses that ended before a fixed day, passed over."""
    facts_lost(patch, lambda who: who.facts["last"] < (FIRST_DAY - date(1970, 1, 1)).days)


def keeps_the_case_in_one_place(patch: pytest.MonkeyPatch) -> None:
    """A case kept where another thread keeps its own."""
    right, place, home, meeting = graph.gather_uses, {}, get_ident(), Barrier(2)

    def wrong(who: Identities, *args: Any, **named: Any) -> Any:
        place["who"] = who
        if get_ident() != home:
            # Both have put theirs down before either goes on: a race would be lost now and then.
            meeting.wait(10)
        return right(place["who"], *args, **named)

    patch.setattr(graph, "gather_uses", wrong)


def facts_lost(patch: pytest.MonkeyPatch, lost: Callable[[Identities], Any]) -> None:
    """Facts that evidence passes over."""
    right = graph.gather_uses

    def wrong(who: Identities, *args: Any, **named: Any) -> Any:
        return right(replace(who, facts=who.facts.where(~lost(who))), *args, **named)

    patch.setattr(graph, "gather_uses", wrong)

"""New rows of each table of a case, and of all of them, give what a whole run gives."""

from __future__ import annotations

from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import counterfeit_graph as cg
from counterfeit_graph.identity import identities
from counterfeit_graph.identity.spelling import Spelling
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.records.adding import add
from tests import updates
from tests.gangs.test_update import halves

Told = tuple[dict[str, Any], dict[str, Any]]
# The tables that say who is who, and whose rows no run may pass over.
DEALINGS = ("holders", "listings", "orders", "shipments", "ties", "transfers")


@cache
def first() -> cg.Gangs:
    """The case without a twentieth of each table, and its gangs."""
    return cg.find_gangs(cg.weigh(cg.resolve(cg.read(halves(seed=1)[0]))), reruns=2)


def later(*names: str) -> dict[str, pa.Table]:
    """What was left out of some tables."""
    return {name: table for name, table in halves(seed=1)[1].items() if name in names}


def told(gangs: cg.Gangs) -> Told:
    """Everything that tables say of gangs and of the evidence behind them."""
    return updates.gangs_of(gangs), updates.evidence_of(gangs.evidence)


def updated(*parts: dict[str, pa.Table]) -> Told:
    """What updates give, one after the other."""
    gangs = first()
    for part in parts:
        gangs = gangs.update(gangs.evidence.update(part)).gangs
    return told(gangs)


@cache
def whole(*names: str) -> Told:
    """What a whole run gives over the case and what was left out of some tables."""
    records = add(first().evidence.who.records, later(*names)).records
    evidence = cg.weigh(cg.resolve(records), options=first().evidence.as_options())
    return told(cg.find_gangs(evidence, reruns=2).following(first()).gangs)


@pytest.mark.parametrize("name", TABLES)
def test_new_rows_of_a_table_give_what_a_whole_run_gives(name: str) -> None:
    assert updated(later(name)) == whole(name)


def test_what_an_update_keeps_serves_the_next() -> None:
    some = [name for name in TABLES if name in ("accounts", "identifiers", "listings", "parties")]
    rest = [name for name in TABLES if name not in some]
    found = updated(later(*some), later(*rest))[1]
    assert found == whole(*TABLES)[1]


@pytest.mark.parametrize("name", DEALINGS)
def test_a_table_that_is_passed_over_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    others = tuple(table for table in identities.RESOLVED if table != name)
    expected = whole(name)
    monkeypatch.setattr(identities, "RESOLVED", others)
    assert updated(later(name)) != expected


def test_texts_that_lose_their_keys_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts met before, taken for such as cannot join."""
    right, expected = Spelling.keys, whole("transfers")

    def wrong(spelling: Spelling, kind: str, distinct: pa.Array) -> pa.Array:
        known = {} if spelling.known is None else dict(spelling.known)
        keys = right(spelling, kind, distinct)
        return pc.if_else(pc.is_in(distinct, value_set=known[kind][0]), None, keys) if kind in known else keys

    first().evidence.prepare()
    monkeypatch.setattr(Spelling, "keys", wrong)
    assert updated(later("transfers")) != expected

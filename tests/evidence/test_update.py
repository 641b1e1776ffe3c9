"""An update gives what a whole run over old and new rows gives, under the same parameters."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import counterfeit_graph as cg
from counterfeit_graph.evidence import Weighing, updating
from counterfeit_graph.evidence.uses import GROUP_NAMES
from counterfeit_graph.model.schema import GROUPS
from tests import small_world, updates
from tests.updates import FIRST, Part, identifier, shop


def run(part: Part, **options: Any) -> cg.EvidenceGraph:
    """Evidence of the first part of a case."""
    return cg.weigh(cg.resolve(cg.read(updates.of(part))), options=Weighing(**options))


def same(first: Part, *later: Part, **options: Any) -> bool:
    """Whether updates, one after the other, give what one run gives."""
    evidence = before = run(first, **options)
    for part in later:
        evidence = evidence.update(updates.of(part))
    return updates.evidence_of(evidence) == updates.evidence_of(updates.whole([first, *later], at=before))


@settings(max_examples=15)
@given(updates.parts())
def test_updates_give_what_a_whole_run_gives(parts: list[Part]) -> None:
    assert same(*parts)


@settings(max_examples=15)
@given(updates.parts())
def test_values_that_become_hubs_are_weighed_as_in_a_whole_run(parts: list[Part]) -> None:
    assert same(*parts, caps=dict.fromkeys(updates.KINDS, 3), keep=-30.0)


@settings(max_examples=15)
@given(updates.parts())
def test_updates_of_one_kind_stay_what_a_whole_run_gives(parts: list[Part]) -> None:
    first = updates.of_one_kind(FIRST)
    assert run(first).weights.lone == "machine"
    assert same(first, *map(updates.of_one_kind, parts[:-1]), parts[-1])


@settings(max_examples=15)
@given(updates.parts(most=2))
def test_a_forgotten_value_is_noticed(parts: list[Part]) -> None:
    evidence = run(parts[0])
    later = evidence.update(updates.of(parts[1]))
    moved = later.estimation.moved
    assert moved is not None
    fresh = later.uses.users > moved.by_value(evidence.uses.users)
    assert moved.changed[fresh].all()


def test_a_planted_fault_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"accounts": [], "identifiers": [identifier(5, "phone", 0), identifier(5, "device", 0)]}
    assert same(FIRST, more)

    def forget(*of: Any, **_: Any) -> np.ndarray[Any, Any]:
        return np.zeros(of[2].accounts, bool)

    monkeypatch.setattr(updating.Earlier, "_again", forget)
    assert not same(FIRST, more)


def test_a_row_that_says_what_an_old_one_said_changes_nothing() -> None:
    evidence = run(FIRST)
    later = evidence.update({"identifiers": FIRST["identifiers"][:4]})
    assert later.table.rows() == evidence.table.rows()
    assert len(later.who.records.duplicates) == 4


def test_a_row_waits_for_its_account() -> None:
    early = {"accounts": FIRST["accounts"][:3], "identifiers": FIRST["identifiers"]}
    evidence = run(early)
    later = evidence.update({"accounts": FIRST["accounts"][3:]})
    assert (len(evidence.who.records.refused), len(later.who.records.refused)) == (4, 0)
    assert updates.evidence_of(later)["facts"] == updates.evidence_of(updates.whole([FIRST], at=evidence))["facts"]


def test_an_account_told_otherwise_is_the_smaller_row() -> None:
    named = [shop(2) | {"platform": "other", "closed_at": "2026-01-01"}]
    assert same(FIRST, {"accounts": named, "identifiers": []})


def test_other_tables_are_worked_out_anew() -> None:
    paid = {"order_id": "1", "account_id": "a05", "payment": "622200000000001", "amount": "5", "paid_at": "2026-01-01"}
    assert same(FIRST, {"accounts": [], "orders": [paid]}, {"accounts": [], "identifiers": [identifier(5, "phone", 1)]})


def test_parameters_are_those_of_the_first_run_to_the_last_bit() -> None:
    evidence = run(FIRST)
    again = cg.weigh(evidence.who, options=Weighing(parameters=evidence.estimated.as_mapping()))
    assert updates.evidence_of(again) == updates.evidence_of(evidence)
    assert evidence.update({"accounts": [shop(9)]}).estimated == evidence.estimated


def test_fitted_discounts_and_horizons_are_kept_to_the_last_bit() -> None:
    evidence = small_world.run().evidence
    again = cg.weigh(evidence.who, options=Weighing(parameters=json.loads(json.dumps(evidence.estimated.as_mapping()))))
    assert updates.evidence_of(again) == updates.evidence_of(evidence)
    kept = evidence.estimated.rounds[-1]
    assert kept.discounts == dict(zip(GROUP_NAMES, again.weights.discount.tolist(), strict=True))
    assert any(kept.discounts[name] != GROUPS[name].discount for name in GROUP_NAMES)

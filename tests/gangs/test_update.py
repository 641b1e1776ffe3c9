"""Gangs after an update are those of a whole run, under the ids that they had."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

import counterfeit_graph as cg
from counterfeit_graph.evidence import Weighing
from counterfeit_graph.gangs import regions
from counterfeit_graph.records.adding import add
from tests import small_world, updates
from tests.updates import Part, identifier, shop


def followed(first: Part, *later: Part, reruns: int = 2, **options: Any) -> tuple[Any, Any]:
    """Tables of the gangs after updates, one after the other, and of whole runs that follow each other."""
    records = cg.read(updates.of(first))
    evidence = base = cg.weigh(cg.resolve(records), options=Weighing(**options))
    gangs = again = cg.find_gangs(evidence, reruns=reruns)
    for part in later:
        evidence = evidence.update(updates.of(part))
        gangs = gangs.update(evidence).gangs
        records = add(records, updates.of(part)).records
        whole = cg.weigh(cg.resolve(records), options=base.as_options())
        again = cg.find_gangs(whole, reruns=reruns).following(again).gangs
    return updates.gangs_of(gangs), updates.gangs_of(again)


@settings(max_examples=15)
@given(updates.parts())
def test_updates_give_the_groups_of_a_whole_run(parts: list[Part]) -> None:
    found, whole = followed(*parts)
    assert found == whole


@settings(max_examples=15)
@given(updates.parts())
def test_groups_that_fall_apart_as_values_become_hubs_are_those_of_a_whole_run(parts: list[Part]) -> None:
    found, whole = followed(*parts, caps=dict.fromkeys(updates.KINDS, 3), keep=-30.0)
    assert found == whole


@settings(max_examples=15)
@given(updates.parts())
def test_groups_of_one_kind_are_those_of_a_whole_run(parts: list[Part]) -> None:
    found, whole = followed(*map(updates.of_one_kind, parts))
    assert found == whole


def pair(*accounts: int, value: int) -> list[dict[str, Any]]:
    """Three values of three groups of evidence that some accounts share."""
    return [identifier(n, kind, value) for n in accounts for kind in ("phone", "device", "payment")]


TWO: Part = {"accounts": [shop(n) for n in range(8)], "identifiers": pair(0, 1, 2, value=0) + pair(4, 5, 6, value=1)}
BRIDGE: Part = {"accounts": [shop(12)], "identifiers": pair(2, 4, 12, value=2) + pair(0, 5, value=3)}


def test_new_rows_join_two_groups() -> None:
    found, whole = followed(TWO, BRIDGE)
    assert found == whole
    assert len({row["group_id"] for row in found["groups"]}) < len(followed(TWO)[0]["groups"]) / 3


def test_a_group_falls_apart_as_its_values_become_hubs() -> None:
    more = {"accounts": [shop(n) for n in (9, 10, 11)], "identifiers": pair(9, 10, 11, value=0)}
    found, whole = followed(TWO, more, caps=dict.fromkeys(updates.KINDS, 4))
    assert found == whole
    assert {row["account_id"] for row in found["groups"]} == {"a04", "a05", "a06"}


def test_an_account_that_stood_level_between_two_groups_goes_where_a_third_account_goes() -> None:
    level = [identifier(7, kind, value) for value in (0, 1) for kind in ("phone", "device", "payment")]
    first = {"accounts": TWO["accounts"], "identifiers": TWO["identifiers"] + level}
    for value in (0, 1):
        found, whole = followed(first, {"accounts": [shop(13)], "identifiers": pair(13, value=value)})
        assert found == whole


def test_gangs_and_their_members_are_those_of_a_whole_run() -> None:
    closed = [account | {"close_reason": "counterfeit goods"} for account in TWO["accounts"]]
    first = {"accounts": closed + [shop(n) for n in range(20, 60)], "identifiers": TWO["identifiers"]}
    then = {"accounts": [shop(13)], "identifiers": [*pair(13, 4, value=1), identifier(7, "phone", 0)]}
    found, whole = followed(first, BRIDGE, then, reruns=4)
    assert found == whole
    assert {row["account_id"] for row in found["members"]} > {"a00", "a04", "a12", "a13"}


def test_updates_follow_each_other() -> None:
    parts = [{"accounts": [shop(n)], "identifiers": pair(n, n - 8, value=n - 8) + pair(n, 2, value=4)} for n in (8, 9)]
    found, whole = followed(TWO, BRIDGE, *parts, {"accounts": [], "identifiers": pair(0, 4, value=6)})
    assert found == whole


def test_a_planted_fault_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has nothing new of its own, but lives in a region where something is, must be looked at again."""
    monkeypatch.setattr(regions.Earlier, "calm", lambda earlier, ground, *_, **__: ~earlier.stirred[ground.codes])
    found, whole = followed(TWO, BRIDGE)
    assert found != whole


TOLD = ("signals", "actions")


def halves(seed: int) -> tuple[dict[str, pa.Table], dict[str, pa.Table]]:
    """A simulated case without some accounts and rows, and these."""
    rng, whole = np.random.default_rng(seed), small_world.arrows()
    ids = whole["accounts"]["account_id"].to_pylist()
    late = {name for name, held in zip(ids, rng.random(len(ids)) < 0.05, strict=True) if held}
    held = {name: rng.random(len(table)) < 0.05 * (name != "accounts") for name, table in whole.items()}
    for name, table in whole.items():
        if "account_id" in table.column_names:
            held[name] |= np.array([account in late for account in table["account_id"].to_pylist()])
    first, then = ({name: table.filter(pa.array(held[name] == side)) for name, table in whole.items()}
                   for side in (False, True))  # fmt: skip
    return first, then


def test_a_simulated_case_of_all_tables_comes_in_two_parts() -> None:
    first, then = halves(seed=1)
    records = cg.read(first)
    evidence = cg.weigh(cg.resolve(records))
    gangs = cg.find_gangs(evidence, reruns=2)
    found = gangs.update(evidence.update(then)).gangs
    whole = cg.weigh(cg.resolve(add(records, then).records), options=evidence.as_options())
    assert updates.gangs_of(found) == updates.gangs_of(cg.find_gangs(whole, reruns=2).following(gangs).gangs)
    assert len(found.table) > 0


def test_notices_and_closures_alone_leave_the_evidence_as_it_is() -> None:
    case = small_world.arrows()
    first = {name: table.slice(0, len(table) // 2 if name in TOLD else None) for name, table in case.items()}
    then = {name: case[name].slice(len(case[name]) // 2) for name in TOLD}
    evidence = cg.weigh(cg.resolve(cg.read(first)))
    gangs, later = cg.find_gangs(evidence, reruns=2), evidence.update(then)
    found = gangs.update(later).gangs
    assert later.who.facts is evidence.who.facts
    whole = cg.weigh(cg.resolve(add(cg.read(first), then).records), options=evidence.as_options())
    assert updates.evidence_of(later) == updates.evidence_of(whole)
    assert updates.gangs_of(found) == updates.gangs_of(cg.find_gangs(whole, reruns=2).following(gangs).gangs)
    assert updates.gangs_of(found)["members"] != updates.gangs_of(gangs)["members"]


def test_what_was_read_in_two_parts_is_what_is_read_at_once() -> None:
    first, then = halves(seed=2)
    records, whole = add(cg.read(first), then).records, cg.read(small_world.arrows())
    for name, table in whole.tables.items():
        columns = [column for column in table.columns if column not in ("file", "record")]
        told = (sorted(map(str, each.select(*columns).rows())) for each in (records[name], table))
        assert next(told) == next(told), name
    assert len(records.refused) == len(whole.refused)

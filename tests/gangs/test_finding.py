"""Gangs found in a small world: recovery, laws, tables."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

import counterfeit_graph as cg
from counterfeit_graph.gangs import Finding, Growth, Marks
from counterfeit_graph.gangs.suspicion import _fails
from counterfeit_graph.model.errors import NotFoundError, OptionError
from tests import small_world


@cache
def listing_all() -> cg.Gangs:
    """The small world with every account listed that was taken into a gang, however little speaks for it."""
    return cg.find_gangs(small_world.run().evidence, options=Finding(doubt=0.0), reruns=4, seed=1)


def test_who_is_almost_surely_no_member_is_not_listed() -> None:
    gangs, everybody = small_world.run().gangs, listing_all()
    assert gangs.members["confidence"].min() >= Finding().doubt > gangs.unlisted["confidence"].max()
    assert not set(gangs.members["account_id"]) & set(gangs.unlisted["account_id"])
    together = {*gangs.members["account_id"], *gangs.unlisted["account_id"]}
    assert together == set(everybody.members["account_id"])
    assert len(everybody.unlisted) == 0 < len(gangs.unlisted)


def test_who_is_not_listed_changes_nothing_about_members() -> None:
    gangs, everybody = small_world.run().gangs, listing_all()
    named, as_before = (each.members.where(each.members["state"] == "member") for each in (gangs, everybody))
    columns = [name for name in named.columns if name != "den_id"]
    assert named.select(*columns).sort("account_id").rows() == as_before.select(*columns).sort("account_id").rows()
    uncertain = gangs.members.where(gangs.members["state"] == "uncertain")
    assert len(uncertain) == gangs.table["uncertain"].sum()
    assert set(gangs.dens["den_id"]) == set(named["den_id"])


def test_planted_gangs_are_found_and_innocents_are_not() -> None:
    score = {
        row["measure"]: row["value"] for row in cg.score(small_world.run().tables, small_world.world()).table.rows()
    }
    assert score["pair_f1"] >= 0.85
    assert score["pair_precision"] >= 0.97
    assert score["innocents_per_10000"] <= 30


def test_members_stand_in_their_gangs_and_dens() -> None:
    gangs = small_world.run().gangs
    assert set(gangs.members["gang_id"]) <= set(gangs.table["gang_id"])
    assert set(gangs.members["den_id"]) - {""} >= set(gangs.dens["den_id"])
    members = gangs.members.where(gangs.members["state"] == "member")
    assert len(members) == gangs.table["accounts"].sum()


def test_no_den_stands_at_a_place_of_the_public() -> None:
    gangs = small_world.run().gangs
    public = {row["value"] for row in gangs.evidence.hubs.rows() if row["kind"] == "address"}
    assert public
    assert not public & set(gangs.dens["place"])
    assert any(gangs.dens["place"])


def test_nobody_is_a_gang_without_a_sign() -> None:
    gangs = small_world.run().gangs
    assert (gangs.table["signs"] >= 1).all()
    assert not set(gangs.groups["account_id"]) & set(gangs.members["account_id"])


@pytest.mark.parametrize("seed", [1, 2])
def test_row_order_changes_nothing(seed: int) -> None:
    found = cg.find_gangs(cg.weigh(cg.resolve(cg.read(small_world.shuffled(seed)))), reruns=4, seed=1)
    whole = small_world.run().gangs
    assert found.table.rows() == whole.table.rows()
    assert found.members.rows() == whole.members.rows()


def test_names_of_accounts_change_nothing() -> None:
    found = cg.find_gangs(cg.weigh(cg.resolve(cg.read(small_world.renamed()))), reruns=4, seed=1)
    expected = small_world.groups_of(small_world.run().gangs.members)
    assert small_world.groups_of(found.members, back=True) == expected


def test_an_isolated_component_changes_no_members() -> None:
    tables = small_world.arrows()
    shops = [{"account_id": f"far-{n}", "platform": "far", "contact_phone": "+4915112345678"} for n in range(3)]
    extra = cg.read(
        {"accounts": [*tables["accounts"].to_pylist(), *shops], **{k: v for k, v in tables.items() if k != "accounts"}}
    )
    found = cg.find_gangs(cg.weigh(cg.resolve(extra)), reruns=0)
    whole = cg.find_gangs(small_world.run().evidence, reruns=0)
    assert small_world.groups_of(found.members) == small_world.groups_of(whole.members)


def test_a_gang_shows_its_parts() -> None:
    gang = small_world.run().gangs.largest()
    graph = gang.to_networkx()
    assert set(graph) == set(gang.members["account_id"])
    assert len(gang.roles) > 0
    assert set(gang.links["a"]) <= set(gang.members["account_id"])
    assert (gang.links["decibans"] > 0).all()


def test_gangs_are_filtered_by_stability_and_tier() -> None:
    gangs = small_world.run().gangs
    firm = gangs.at_least(stability=0.9, tier="platform")
    assert (firm.table["stability"] >= 0.9).all()
    assert set(firm.table["tier"]) <= {"platform", "police"}
    assert set(firm.members["gang_id"]) == set(firm.table["gang_id"])


def test_unknown_names_are_faults() -> None:
    gangs = small_world.run().gangs
    with pytest.raises(NotFoundError, match="did you mean .G00"):
        gangs["G001"]
    with pytest.raises(NotFoundError, match="police"):
        gangs.at_least(tier="polce")


@pytest.mark.parametrize("fault", [{"groups": 0}, {"rounds": -1}])
def test_options_are_checked_when_built(fault: dict[str, int]) -> None:
    with pytest.raises(OptionError):
        Growth(**fault)
    with pytest.raises(OptionError):
        Finding(sure=1.5)


@pytest.mark.parametrize("fault", [{"doubt": -0.1}, {"doubt": 0.9}, {"sure": 0.05}])
def test_doubt_lies_between_nothing_and_sure(fault: dict[str, float]) -> None:
    with pytest.raises(OptionError, match="doubt must lie between 0 and sure"):
        Finding(**fault)


def test_a_case_without_gangs_has_empty_tables() -> None:
    shops = [{"account_id": f"s{n}", "platform": "p"} for n in range(10)]
    gangs = cg.find_gangs(cg.weigh(cg.resolve(cg.read({"accounts": shops}))))
    assert len(gangs) == len(gangs.members) == len(gangs.dens) == 0
    with pytest.raises(NotFoundError):
        gangs.largest()


def test_finders_are_compared_on_the_same_evidence() -> None:
    found = cg.compare_finders(small_world.run().evidence)
    assert found["agreement"][0] == 1.0
    assert np.all(found["largest"] <= found["accounts"])


def test_reporters_whose_notices_fail_confirm_nothing() -> None:
    notices = pd.DataFrame(
        {"reporter_id": ["liar"] * 8 + ["new", None], "passed": [True] * 3 + [False] * 5 + [True, True]}
    )
    assert _fails(notices, Marks().record).tolist() == [True] * 8 + [False, False]


def test_two_whom_a_reviewer_holds_apart_are_not_both_named() -> None:
    members = small_world.run().gangs.members
    named = members.where((members["state"] == "member") & (members["gang_id"] == members["gang_id"][0]))
    a, b = named["account_id"][0], named["account_id"][1]
    who = small_world.run().evidence.who.reject(a, b, by="reviewer 1", why="two offices")
    found = cg.find_gangs(cg.weigh(who), reruns=0).members
    state = dict(zip(found["account_id"], found["state"], strict=True))
    assert sorted([state[a], state[b]]) == ["member", "uncertain"]

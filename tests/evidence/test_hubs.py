"""Hubs: found by who uses them, worth nothing in a pair, and shown with what decided."""

from __future__ import annotations

import numpy as np

from counterfeit_graph.evidence import EvidenceGraph
from counterfeit_graph.evidence.hubs import kinds_alike
from tests import small_world
from tests.evidence.test_weigh import case

# Everybody has an address; twelve have the depot's.
DEPOT = [(f"s{n}", "address", f"No. {max(n, 11)} Depot Road, Hangzhou") for n in range(400)]
# Twelve shops of one gang: one till, and a handset and an e-mail address for every two.
GANG = [(f"s{n}", kind, v) for n in range(12) for kind, v in (("payment", "6222"), ("device", f"d{n // 2}"))]


def hub(evidence: EvidenceGraph, kind: str) -> list[dict[str, object]]:
    return evidence.hubs.where(evidence.hubs["kind"] == kind).rows()


def test_a_value_of_strangers_is_a_hub_and_counts_nothing_in_a_pair() -> None:
    evidence = case(DEPOT)
    [found] = hub(evidence, "address")
    assert (found["users"], found["controllers"], found["kinds_alike"], found["decibans"]) == (12, 12, 0, 0)
    assert found["reason"] == "users of many hands with little else in common"
    assert evidence.between("s1", "s2")["decibans"].tolist() == [0]


def test_a_hub_still_says_something_of_an_account_against_a_group() -> None:
    evidence = case(DEPOT)
    [found] = hub(evidence, "address")
    assert 0 < found["in_groups"] == round(float(evidence.weights.alone.max()) / 1000, 3)


def test_a_value_whose_users_share_more_is_no_hub() -> None:
    assert hub(case(GANG), "payment") == []


def test_kinds_alike_are_those_that_two_users_share() -> None:
    evidence = case([*GANG, *((f"s{n}", "ip", "8.8.4.4") for n in range(3))])
    uses = evidence.uses
    [till] = np.flatnonzero(uses.values["kind"] == "payment")
    # Every shop shares a handset with its neighbour, and three of the twelve a connection as well.
    assert kinds_alike(uses, evidence.weights, values=np.array([till])).tolist() == [1.25]


def test_no_hub_of_a_world_is_a_gangs_own() -> None:
    evidence, truth = small_world.run().evidence, small_world.world().truth["accounts"].to_pandas()
    uses, gang = evidence.uses, truth.set_index("account_id")["gang_id"][evidence.who.accounts["account_id"]].to_numpy()
    for value in np.flatnonzero(~evidence.weights.makes_pairs):
        users = uses.account[uses.value_use[uses.value_ptr[value] : uses.value_ptr[value + 1]]]
        own, often = np.unique(gang[users].astype(str), return_counts=True)
        assert (often[own != ""] < len(users) / 2).all()


def test_suppliers_are_shown_without_the_kind_that_they_were_written_as() -> None:
    uses = small_world.run().evidence.uses
    suppliers = uses.values.where(uses.values["kind"] == "supplier")
    assert len(suppliers)
    assert suppliers["key"].tolist() != suppliers["shown"].tolist()
    assert not any(":" in each for each in suppliers["shown"])

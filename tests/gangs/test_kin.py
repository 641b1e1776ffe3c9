"""Kin: who stands in a gang through one relative alone is not named."""

from __future__ import annotations

from typing import Any

import numpy as np

import counterfeit_graph as cg
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.kin import explained_by_kin

SHARED = [
    ("straw", "home"),
    ("aunt", "home"),
    ("straw", "purse"),
    ("aunt", "purse"),
    ("straw", "den"),
    ("store", "den"),
]


def explained(relation: str, *more: tuple[str, str]) -> dict[str, bool]:
    """Which accounts of a gang of three are explained by kin, the aunt's tie to the straw owner being `relation`."""
    names = ["straw", "aunt", "store", *(f"s{n}" for n in range(40))]
    shops = [{"account_id": name, "platform": "p", "registrant_person": name} for name in names]
    people = [{"party_id": name, "kind": "person", "name": name} for name in names]
    uses: list[dict[str, Any]] = [
        {"account_id": a, "kind": "device", "value": v, "relation": "login"}
        for a, v in [*SHARED, *more, *((name, f"own {name}") for name in names)]
    ]
    ties = [{"from_party": "straw", "to_party": "aunt", "relation": relation}]
    case = {"accounts": shops, "parties": people, "ties": ties, "identifiers": uses}
    who = cg.resolve(cg.read(case))
    gang = np.where(np.isin(who.accounts["account_id"].astype(str), names[:3]), 0, -1)
    found = explained_by_kin(who, Field.of(cg.weigh(who)), gang=gang)
    return dict(zip(who.accounts["account_id"], found.tolist(), strict=True))


def test_a_relative_who_shares_with_her_kin_alone_is_explained() -> None:
    found = explained("family")
    assert found["aunt"]
    assert not found["store"]
    assert not found["straw"]


def test_a_tie_of_control_explains_nothing() -> None:
    assert not any(explained("associate").values())


def test_a_value_shared_with_others_is_not_explained() -> None:
    assert not explained("family", ("aunt", "till"), ("store", "till"))["aunt"]

"""Dealing in what a gang deals in speaks for it a little, by how far the gang stands out from the market."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.gangs.offers import OTHER_LINE, Offers

GANG = [f"g{n}" for n in range(8)]
CROWD = [f"s{n}" for n in range(40)]
LINES = ("shoes", "watches", "toys", "lamps")


def offers(**deals: list[str | None]) -> tuple[Offers, dict[str, int]]:
    """The offers of a gang, a crowd that deals in everything and whoever `deals` tells of, and everybody's code."""
    crowd: dict[str, list[str | None]] = {account: [LINES[n % len(LINES)]] for n, account in enumerate(CROWD)}
    rows = [
        {"listing_id": f"{account}-{n}", "account_id": account, "category": line}
        for account, lines in {**crowd, **deals}.items()
        for n, line in enumerate(lines)
    ]
    accounts = [{"account_id": account, "platform": "p"} for account in {**crowd, **deals}]
    who = cg.resolve(cg.read({"accounts": accounts, "listings": rows}))
    return Offers.of(who), {name: at for at, name in enumerate(who.accounts["account_id"].tolist())}


def alike(account: str, **deals: list[str | None]) -> float:
    """What the offers of one account say for a gang of all g.. beside it."""
    found, code = offers(**deals)
    gang, named = np.full(len(code), -1), np.zeros(len(code), bool)
    members = [code[name] for name in code if name.startswith("g")]
    gang[[*members, code[account]]], named[members] = 0, True
    return float(found.alike(gang, named=named)[code[account]])


def dealing(*lines: str | None) -> dict[str, Any]:
    return {account: list(lines) for account in GANG}


def test_who_deals_in_what_the_gang_deals_in_stands_nearer() -> None:
    assert 3 < alike("x", **dealing("shoes"), x=["shoes"]) < 7
    assert OTHER_LINE <= alike("x", **dealing("shoes"), x=["watches"]) < -4
    assert 0 < alike("x", **dealing("shoes"), x=["shoes", "watches"]) < alike("x", **dealing("shoes"), x=["shoes"])


def test_decoys_and_sidelines_speak_against_no_further_than_so() -> None:
    many = {f"g{n}": ["shoes"] for n in range(60)}
    assert alike("x", **many, x=["watches"]) == OTHER_LINE


def test_a_gang_that_deals_in_everything_says_nothing() -> None:
    assert alike("x", **dealing(*LINES), x=["shoes"]) == pytest.approx(0, abs=0.2)


def test_what_all_deal_in_says_nothing() -> None:
    everybody = {account: ["shoes"] for account in (*GANG, *CROWD, "x")}
    assert alike("x", **everybody) == pytest.approx(0, abs=0.2)


def test_nobody_speaks_for_himself() -> None:
    assert alike("g0", g0=["shoes"]) == 0
    assert alike("g0", **{**dealing("shoes"), "g0": ["watches"]}) < -4


def test_who_offers_nothing_of_a_known_kind_is_not_held_against_anybody() -> None:
    assert alike("x", **dealing("shoes"), x=[None]) == 0
    assert alike("x", **dealing(None), x=["shoes"]) == pytest.approx(0, abs=0.2)


def test_case_and_blanks_of_a_category_tell_nothing_apart() -> None:
    assert alike("x", **dealing("Shoes "), x=["shoes"]) == alike("x", **dealing("shoes"), x=["shoes"])


@pytest.mark.parametrize("listings", [{}, {"listings": [{"listing_id": "1", "account_id": "a"}]}])
def test_without_categories_nothing_is_said(listings: dict[str, Any]) -> None:
    who = cg.resolve(cg.read({"accounts": [{"account_id": "a", "platform": "p"}], **listings}))
    assert Offers.of(who).alike(np.zeros(1, np.int64), named=np.ones(1, bool)).tolist() == [0]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=6), st.randoms())
def test_order_of_offers_changes_nothing(lines: list[str], chance: Any) -> None:
    other = chance.sample(lines, len(lines))
    assert alike("x", **dealing("shoes"), x=[*lines]) == alike("x", **dealing("shoes"), x=[*other])

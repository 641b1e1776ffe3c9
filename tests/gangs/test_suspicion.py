"""A group is a gang for what several sources say of it; trading openly under one company speaks for a group."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import counterfeit_graph as cg
from counterfeit_graph.gangs import Finding
from counterfeit_graph.gangs.suspicion import Suspicion, one_company, weigh_suspicion

OWNERS, EACH = 12, 6


def case(*, companies: int, signed: int = 1) -> tuple[Any, np.ndarray[Any, Any]]:
    """Twelve owners of six shops, each owner's under so many companies; purchases at so many of the first's failed."""
    shops = [f"{owner:02d}-{n}" for owner in range(OWNERS) for n in range(EACH)]
    rows = [
        {"account_id": shop, "kind": kind, "value": value, "relation": relation}
        for number, shop in enumerate(shops)
        for kind, value, relation in (
            ("device", f"machine {number // EACH}", "login"),
            ("payment", f"till {number // EACH}", "payout"),
            ("company", f"firm {number // EACH} {number % companies}", "registrant"),
        )
    ]
    bought = [
        {"signal_id": shop, "account_id": shop, "kind": "test_purchase", "reporter_id": f"buyer at {shop}",
         "verdict": "confirmed"} for shop in shops[:signed]
    ]  # fmt: skip
    tables = {"accounts": [{"account_id": a, "platform": "p"} for a in shops], "identifiers": rows, "signals": bought}
    return cg.weigh(cg.resolve(cg.read(tables))), np.repeat(np.arange(OWNERS), EACH)


def weighed(*, companies: int) -> Suspicion:
    return weigh_suspicion(*case(companies=companies))


def test_shops_under_one_company_are_counted() -> None:
    assert one_company(case(companies=1)[0].uses, np.repeat(np.arange(OWNERS), EACH)).tolist() == [EACH] * OWNERS
    assert one_company(case(companies=3)[0].uses, np.repeat(np.arange(OWNERS), EACH)).tolist() == [2] * OWNERS


def test_trading_openly_speaks_for_a_group_and_hiding_says_nothing() -> None:
    under_one, under_three = weighed(companies=1), weighed(companies=3)
    assert (under_one.openly < -5.0).all()
    assert not under_three.openly.any()
    assert under_one.group[0] == pytest.approx(under_three.group[0] + under_one.openly[0], abs=1.0)


@pytest.mark.parametrize("signed", [1, 2])
def test_a_lone_source_is_asked_for_more(signed: int) -> None:
    evidence, _ = case(companies=3, signed=signed)
    found = [len(cg.find_gangs(evidence, options=Finding(lone=lone), reruns=0)) for lone in (-100.0, 200.0)]
    assert found == ([1, 0] if signed == 1 else [1, 1])


@pytest.mark.parametrize("companies", [1, 3])
def test_an_explanation_tells_that_a_gang_trades_openly(companies: int) -> None:
    evidence, _ = case(companies=companies, signed=EACH)
    told = str(cg.explain(cg.find_gangs(evidence, reruns=0).largest()))
    assert ("trade openly" in told) == (companies == 1)

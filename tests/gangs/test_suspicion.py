"""A group is a gang for what several sources say of it; trading openly under one company speaks for a group."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import counterfeit_graph as cg
from counterfeit_graph.gangs import Finding, Marks
from counterfeit_graph.gangs.suspicion import Suspicion, one_company, weigh_suspicion
from counterfeit_graph.investigation import options_of
from counterfeit_graph.model.errors import OptionError

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


def weighed(*, companies: int, **marks: Any) -> Suspicion:
    return weigh_suspicion(*case(companies=companies), how=Marks(**marks))


def test_shops_under_one_company_are_counted() -> None:
    assert one_company(case(companies=1)[0].uses, np.repeat(np.arange(OWNERS), EACH)).tolist() == [EACH] * OWNERS
    assert one_company(case(companies=3)[0].uses, np.repeat(np.arange(OWNERS), EACH)).tolist() == [2] * OWNERS


def test_trading_openly_speaks_for_a_group() -> None:
    under_one, under_three = weighed(companies=1).group, weighed(companies=3).group
    assert np.median(under_one) < np.median(under_three) - 5.0
    assert np.median(weighed(companies=1, trade=(0.3, 0.0003)).group) < np.median(under_one) - 1.0


def test_what_is_believed_beforehand_can_be_chosen() -> None:
    first = {name: weighed(companies=3, **chosen).group.max() for name, chosen in CHOSEN.items()}
    assert first["start"] < first["usual"] < first["prior"] - 3.0
    assert weighed(companies=3).confirmed.sum() == 1
    assert len(cg.find_gangs(case(companies=3, signed=2)[0], options=Finding(marks=Marks(prior=0.001)), reruns=0)) == 0


CHOSEN: dict[str, dict[str, Any]] = {"usual": {}, "prior": {"prior": 0.5}, "start": {"start": {"test_purchase": 3.0}}}


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ({"start": {"test_purchas": 3.0}}, "did you mean 'test_purchase'"),
        ({"prior": 1.0}, "prior takes a share"),
        ({"record": (2.0,)}, "record takes a list"),
        ({"trade": (0.3, 0.0)}, "trade takes two shares"),
        ({"record": (2.0, 3.0)}, "record takes a number of notices"),
        ({"words": "fake"}, "words takes a list"),
        ({"cheap": "half"}, "cheap takes a number"),
        ({"start": {"closure": "many"}}, "start takes .* a number"),
    ],
)
def test_a_wrong_belief_fails_when_it_is_stated(chosen: dict[str, Any], named: str) -> None:
    with pytest.raises(OptionError, match=named):
        options_of({"finding": {"marks": chosen}})


def test_a_closure_is_for_counterfeiting_by_the_words_that_are_chosen() -> None:
    shops = [{"account_id": n, "platform": "p", "closed_at": "2026-01-01", "close_reason": "Sold FAKES"} for n in "ab"]
    evidence = cg.weigh(cg.resolve(cg.read({"accounts": shops})))
    label, found = np.zeros(2, np.int64), {(): 0, ("fake",): 2, ("FAKE", ""): 2, ("replica",): 0}
    for words, count in found.items():
        assert weigh_suspicion(evidence, label, how=Marks(words=words)).confirmed.tolist() == [count]


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

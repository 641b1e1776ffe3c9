"""Values that lie behind an account's own: money that goes on, and parties that registers tell of."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import counterfeit_graph as cg
from counterfeit_graph.explain import pair
from counterfeit_graph.explain.pool import Pool
from tests.explain.made import gangs, shop, unsourced_digits, weighed

CUP = "6222021234567894"


def till(account):
    return f"62220299999999{account}"


@cache
def paying():
    """Three shops: the money of the first two goes on to where buyers of the third pay; a boss behind two of them."""
    shops = [shop(str(n), payout_payment=till(f"0{n}"), registrant_person=f"P{n}") for n in (1, 2)]
    transfers = [{"from_payment": till(f"0{n}"), "to_payment": CUP, "amount": "9", "currency": "CNY"} for n in (1, 2)]
    ties = [{"from_party": "boss", "to_party": f"P{n}", "relation": "directs"} for n in (1, 2)]
    return weighed(*shops, shop("3", payout_payment=CUP), transfers=transfers, ties=ties)


def clue(a, b, *, of, language="en"):
    [told] = [text for text in pair(paying(), (a, b), language=language).section("ties") if of in text]
    return told


def test_a_pair_whose_money_meets_is_not_said_to_use_where_it_meets():
    told = clue("1", "2", of=CUP)
    assert "used by" not in told
    assert "reached by money of 1 and 2 through transfers" in told
    assert all(f"transfers:{n}" in told for n in (1, 2))
    assert "1、2 的资金经转账流入" in clue("1", "2", of=CUP, language="zh")


def test_who_uses_what_another_reaches_is_told_apart():
    told = clue("1", "3", of=CUP)
    assert "reached by money of 1 through transfers" in told
    assert "used by 3 (paid out to)" in told
    assert "use it or have it behind them: 3" in told


def test_a_party_behind_two_is_used_by_nobody():
    told = clue("1", "2", of="boss")
    assert "behind 1 and 2 through ties that a register tells" in told
    assert "used by" not in told
    assert "背后" in clue("1", "2", of="boss", language="zh")


def reached(gang):
    """Payment accounts and parties that members of a gang have in common, though no record of theirs has them."""
    uses, facts = gang.evidence.uses, gang.evidence.who.facts
    own = set(uses.code.tolist()) & set(facts["value"][np.isin(facts["account"], gang.codes)].tolist())
    for value in sorted(set(Pool.of(gang).value.tolist())):
        if str(uses.values["kind"][value]) in ("payment", "person", "company") and uses.code[value] not in own:
            yield str(uses.values["shown"][value])


@pytest.mark.parametrize(("language", "words"), [("en", "used by"), ("zh", "名使用")])
def test_no_gang_is_said_to_use_what_none_of_its_records_has(language, words):
    seen = 0
    for gang in gangs():
        explained = cg.explain(gang, language=language)
        named = tuple(f" {value}{colon}" for value in reached(gang) for colon in "::")
        found = [text for text in explained.section("ties") if any(value in text for value in named)]
        assert not [text for text in found if words in text]
        assert unsourced_digits(explained) == []
        seen += len(found)
    assert seen

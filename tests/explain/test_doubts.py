"""Doubts: why an account is uncertain, and what it gave up long ago."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

import counterfeit_graph as cg
from counterfeit_graph.explain.doubts import tell_doubt, tell_passing
from counterfeit_graph.explain.explanation import Telling
from tests.explain.made import unsourced_digits

NOBODY = cg.Table.of({"account_id": []})
LIFE = ("2020-01-01", "2023-01-01")
SHARED = [(name, value, *LIFE) for value in ("home", "purse") for name in ("straw", "aunt")]
SHARED += [("straw", "den", *LIFE), ("store", "den", *LIFE), ("store", "old", *LIFE)]
SHARED += [("straw", "old", "2020-01-01", "2020-03-01")]


@cache
def gang():
    """A gang of a straw owner and a store, with an aunt who shares things with the straw owner alone."""
    names = ["straw", "aunt", "store", *(f"s{n}" for n in range(40))]
    shops = [{"account_id": name, "platform": "p", "registrant_person": name} for name in names]
    columns = ("account_id", "value", "first_seen", "last_seen")
    rows = [*SHARED, *((name, f"own {name}", *LIFE) for name in names)]
    uses = [dict(zip(columns, row, strict=True), kind="device", relation="login") for row in rows]
    ties = [{"from_party": "straw", "to_party": "aunt", "relation": "family"}]
    evidence = cg.weigh(cg.resolve(cg.read({"accounts": shops, "ties": ties, "identifiers": uses})))
    return made(evidence)


def made(evidence):
    codes = np.sort([evidence.who.account(name) for name in ("straw", "store")])
    members = cg.Table.of({"account_id": ["straw", "aunt", "store"], "control": [12.0, 3.0, 0.0]})
    return SimpleNamespace(id="G0001", evidence=evidence, members=members, unlisted=NOBODY, codes=codes)


def doubt(account, found, language="en"):
    telling = Telling(language)
    [row] = [row for row in found.members.rows() if row["account_id"] == account]
    tell_doubt(telling, found, row=row)
    return telling.done("")


@pytest.mark.parametrize(("language", "words"), [("en", "relatives, employers or agents"), ("zh", "亲属、雇主或代办")])
def test_kin_are_named_with_the_row_of_the_register(language, words):
    told = doubt("aunt", gang(), language)
    assert words in told.sentences[0]
    assert "straw" in told.sentences[0]
    assert "[ties:1]" in told.sentences[0]


def test_who_stands_there_as_an_acquaintance_does_is_told_so():
    found = gang()
    members = cg.Table.of({"account_id": ["straw", "store"], "control": [12.0, -8.0]})
    distant = SimpleNamespace(**{**vars(found), "members": members})
    assert "as an acquaintance of a member does" in doubt("store", distant).sentences[0]


def test_who_has_no_kin_lacks_evidence():
    told = doubt("store", gang())
    assert "too little speaks for control" in told.sentences[0]
    assert "counts it as a member" in told.sentences[1]


def test_a_reviewers_word_is_the_reason_where_there_is_one():
    who = gang().evidence.who.reject("store", "straw", by="reviewer 2", why="two owners")
    told = doubt("store", made(cg.weigh(who)))
    assert "and straw are not under one control" in told.sentences[0]
    assert "[judgements:1]" in told.sentences[0]


def test_what_was_given_up_long_ago_is_told_to_count_nothing():
    telling = Telling("en")
    tell_passing(telling, gang(), account="straw")
    told = telling.done("")
    assert "used as well by 1 of the 1 other members, but the account gave it up" in told.sentences[0]
    assert unsourced_digits(told) == []


def test_what_is_still_in_use_is_not_told_as_given_up():
    telling = Telling("en")
    tell_passing(telling, gang(), account="store")
    assert telling.told == []


def test_the_ledger_of_a_pair_says_who_gave_a_value_up():
    told = cg.explain(gang().evidence, between=("straw", "store")).section("ties")
    assert any("device old" in text and "straw gave it up" in text for text in told)
    assert not any("shared too widely" in text for text in told)

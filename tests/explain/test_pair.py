"""Pairs: the ledger as sentences, alternatives tested on hand-made cases."""

from __future__ import annotations

import pytest

import counterfeit_graph as cg
from counterfeit_graph.explain import pair
from counterfeit_graph.model.errors import NotFoundError
from tests.explain.made import HOSTILE, PHONE, TILL, shop, twins, weighed


def of(evidence, name, language="en"):
    """The sentences of one alternative."""
    return [
        text for text in pair(evidence, ("a", "b"), language=language).section("alternatives") if text.startswith(name)
    ]


def identifier(account, kind, value, **more):
    return {"account_id": account, "kind": kind, "value": value, **more}


def test_the_sentences_sum_to_the_link():
    evidence = twins()
    rows = pair(evidence, ("a", "b")).rows
    clues = rows.where((rows["section"] == "ties") & (rows["quantity"] == "decibans"))
    total = rows.where((rows["section"] == "total") & (rows["quantity"] == "decibans"))["value"][0]
    assert round(sum(clues["value"]), 3) == round(total, 3) == round(evidence.between("a", "b")["decibans"].sum(), 3)


def test_the_order_of_the_two_does_not_matter():
    assert str(pair(twins(), ("a", "b"))) == str(pair(twins(), ("b", "a")))


def test_each_clue_names_its_value_and_its_records():
    told = pair(twins(), ("a", "b")).section("ties")
    assert any(PHONE in text and "[accounts:1; accounts:2]" in text for text in told)
    assert any(TILL in text and "paid out to" in text for text in told)


def test_nothing_in_common_is_said_plainly():
    told = pair(twins(), ("x01", "x02"))
    assert told.section("total") == ("Nothing in the case ties the two accounts.",)
    assert told.section("alternatives") == ()


def test_an_unknown_account_is_refused():
    with pytest.raises(NotFoundError, match="no such account"):
        pair(twins(), ("a", "nobody"))


def test_a_reviewers_judgement_is_told_with_name_and_reason():
    who = twins().who.confirm("a", "b", by="reviewer 2", why="same passport scan")
    told = pair(cg.weigh(who), ("a", "b")).section("total")
    assert any("reviewer 2" in text and "same passport scan" in text for text in told)


def test_one_group_alone_is_pointed_out():
    evidence = weighed(shop("a", payout_payment=TILL), shop("b", payout_payment=TILL))
    assert any("All of it belongs to one group" in text for text in pair(evidence, ("a", "b")).section("total"))


def test_family_ties_speak_for_family():
    registrants = [identifier(a, "person", f"P{a}", relation="registrant") for a in "ab"]
    parties = [{"party_id": f"P{a}", "kind": "person"} for a in "ab"]
    ties = [{"from_party": "Pa", "to_party": "Pb", "relation": "family"}]
    shops = (shop(a, contact_phone=PHONE) for a in "ab")
    told = of(weighed(*shops, identifiers=registrants, parties=parties, ties=ties), "Family")
    assert "tied as family" in told[0]
    assert "[ties:1]" in told[0]


def test_a_number_in_use_by_both_speaks_against_second_hand():
    uses = [
        identifier(a, "phone", PHONE, first_seen=f"2026-0{n}-01", last_seen="2026-09-01")
        for n, a in ((1, "a"), (3, "b"))
    ]
    told = of(weighed(shop("a"), shop("b"), identifiers=uses), "Second-hand")
    assert any("against" in text and "until 2026-09-01" in text for text in told)


def test_a_number_that_lay_idle_speaks_for_second_hand():
    days = {"a": ("2025-01-01", "2025-03-01"), "b": ("2026-01-01", "2026-03-01")}
    uses = [identifier(a, "phone", PHONE, first_seen=first, last_seen=last) for a, (first, last) in days.items()]
    told = of(weighed(shop("a"), shop("b"), identifiers=uses), "Second-hand")
    assert any(", for:" in text and "306 days" in text for text in told)


def test_a_value_that_came_late_speaks_for_a_hijack():
    uses = [
        identifier(a, "device", "35209900176148", first_seen=day)
        for a, day in (("a", "2026-08-01"), ("b", "2025-01-09"))
    ]
    told = of(weighed(shop("a"), shop("b"), identifiers=uses), "Hijacked")
    assert any(", for: a was open for 573 days" in text for text in told)
    assert any(", against: b used device" in text for text in told)


def test_confirmed_signals_speak_against_resale():
    signal = {"signal_id": "1", "account_id": "a", "kind": "test_purchase", "verdict": "confirmed"}
    told = of(weighed(*(shop(a, payout_payment=TILL) for a in "ab"), signals=[signal]), "Resale")
    assert any("against: signals confirmed against these accounts: 1. [signals:1]" in text for text in told)


def test_what_anybody_can_write_speaks_for_framing():
    evidence = weighed(*(shop(a, contact_phone=PHONE) for a in "ab"))
    assert any("a third party can write" in text for text in of(evidence, "Framing"))
    assert any("nothing remains" in text for text in of(evidence, "Framing"))


def test_every_alternative_is_told_for_and_against():
    told = pair(twins(), ("a", "b")).section("alternatives")
    names = ("Family", "Agency", "Market", "Resale", "Hijacked", "Second-hand", "Framing")
    assert all(any(text.startswith(name) for text in told) for name in names)


def test_hostile_text_is_escaped_and_made_visible():
    evidence = weighed(*(shop(a, contact_handle=HOSTILE) for a in ("a", "b")))
    told = pair(evidence, ("a", "b"))
    assert "<script>" not in told._repr_html_()
    assert "\u202e" not in str(told) + told._repr_html_()


def test_ids_of_hostile_accounts_are_escaped_in_the_title():
    evidence = weighed(shop("<b>a</b>", payout_payment=TILL), shop("b", payout_payment=TILL))
    assert "<b>" not in pair(evidence, ("<b>a</b>", "b"))._repr_html_()

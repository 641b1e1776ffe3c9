"""What `resolve` finds in a small case."""

from __future__ import annotations

import pytest

import counterfeit_graph as cg
from counterfeit_graph.identity import resolve
from counterfeit_graph.identity.gather import UNKNOWN
from counterfeit_graph.model.errors import CaseError
from tests.identity.made import case, facts, small, table

NEVER = UNKNOWN


def values(who):
    return [(row["kind"], row["key"]) for row in who.values.rows()]


def test_facts_are_the_rows_of_every_table():
    assert facts(resolve(small())) == sorted(
        [
            ("a", "+8613812345670", "contact", 1, 2, 1, "identifiers", 1),
            ("a", "P1", "registrant", NEVER, NEVER, 1, "identifiers", 4),
            ("a", "pay-1", "payee", 20, 30, 2, "orders", 1),
            ("b", "+8613812345670", "login", 3, NEVER, 1, "identifiers", 2),
            ("b", "P1", "registrant", NEVER, NEVER, 1, "identifiers", 5),
            ("b", "pay-2", "payee", 5, 5, 1, "orders", 3),
            ("c", "abc", "shows", 4, 9, 1, "listings", 1),
            ("c", "福建省|莆田市|荔城区|幸福路1号", "ship_from", 7, 7, 1, "shipments", 1),
        ]
    )


def test_values_with_several_users_come_first_in_order():
    assert values(resolve(small()))[:2] == [("person", "P1"), ("phone", "+8613812345670")]


def test_shown_is_the_smallest_written_form():
    shown = {row["key"]: row["shown"] for row in resolve(small()).values.rows()}
    assert shown["+8613812345670"] == "+86 138-1234-5670"
    assert shown["pay-1"] == "PAY-1"


def test_what_cannot_join_is_listed_with_why():
    found = [(r["table"], r["record"], r["kind"], r["reason"]) for r in resolve(small()).unusable.rows()]
    assert found == [
        ("identifiers", 3, "email", "placeholder"),
        ("identifiers", 6, "email", "unknown account"),
        ("shipments", 1, "phone", "masked"),
        ("transfers", 2, "payment", "placeholder"),
    ]


def test_an_unknown_kind_is_listed_too():
    some = case(
        accounts=table("account_id platform", [("a", "t")]),
        identifiers=table("account_id kind value", [("a", "fax", "1")]),
    )
    assert [row["reason"] for row in resolve(some).unusable.rows()] == ["unknown kind"]


def test_transfers_and_holders_point_at_values():
    who = resolve(small())
    key = who.values["key"]
    (moved,) = who.transfers.rows()
    assert (key[moved["from_value"]], key[moved["to_value"]], moved["amount"], moved["at"]) == (
        "pay-1",
        "pay-9",
        100,
        3,
    )
    held = [(key[row["value"]], row["party_id"], row["root"]) for row in who.holders.rows()]
    assert held == [("pay-9", "P2", "P1"), ("+8613812345670", "P7", "P7")]


def test_ties_carry_the_roots_of_both_ends():
    (tie,) = resolve(small()).ties.rows()
    assert (tie["from_party"], tie["from_root"], tie["to_root"], tie["relation"]) == ("P2", "P1", "P9", "owns")


def test_accounts_alone_are_a_case():
    who = resolve(case(accounts=table("account_id platform", [("a", "t"), ("b", "t")])))
    assert (len(who), len(who.facts), len(who.values), len(who.unusable)) == (2, 0, 0, 0)


def test_an_account_listed_twice_is_one():
    who = resolve(case(accounts=table("account_id platform name", [("a", "t", "first"), ("a", "t", "second")])))
    assert who.accounts["name"].tolist() == ["first"]


def test_a_case_without_accounts_is_refused():
    with pytest.raises(CaseError, match="no table of accounts"):
        resolve(case())


def test_the_root_offers_resolve_and_it_keeps_how_it_was_made():
    who = cg.resolve(small(), seed=3)
    assert who.made_with == {"seed": 3, "version": cg.__version__}
    assert len(who.to_pandas()) == 3
    assert "3 accounts" in repr(who)


def test_account_codes_of_ids():
    who = resolve(small())
    ids = who.accounts["account_id"].tolist()
    assert who.codes([*ids, "nobody", None]).tolist() == [*range(len(ids)), -1, -1]
    assert who.codes([]).tolist() == []

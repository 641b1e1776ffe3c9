"""Reopened shops: who is listed, in which order, with which rows, and what must not change the answer."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.evidence.clues._resemblance import letter_runs, likenesses, word_pairs
from counterfeit_graph.evidence.clues._succession import TERMS
from counterfeit_graph.evidence.clues._survived import group_rule, lives_of, place
from counterfeit_graph.evidence.clues.phoenix import find_phoenix, phoenix_facts, phoenix_ledger
from counterfeit_graph.identity import resolve
from counterfeit_graph.model.errors import NotFoundError, OptionError
from counterfeit_graph.records import read

PHONES = ("13905712846", "13671925384", "15288461937")
ALL = {"least": -999, "least_own": -999}


def shop(account, opened="2025-01-05", **more):
    return {"account_id": account, "platform": "p", "opened_at": opened, **more}


def crowd(count=30):
    return [shop(f"x{n:02d}", contact_phone=f"1370571{n:02d}48") for n in range(count)]


def case(*shops, **tables):
    return resolve(read({"accounts": [*shops, *crowd()], **tables}))


def pairs(table):
    return list(zip(table["closed_account"], table["reopened_account"], strict=True))


OLD = shop("old", closed_at="2026-03-01", contact_phone=PHONES[0], payout_payment="6222021234567894")
NEW = shop("new", "2026-03-11", contact_phone=PHONES[0], payout_payment="6222021234567894")


def test_the_successor_is_found_with_its_gap_and_what_survived():
    row = find_phoenix(case(OLD, NEW), **ALL).rows()[0]
    assert (row["closed_account"], row["reopened_account"]) == ("old", "new")
    assert (row["gap_days"], row["kinds"], row["rank"]) == (10, "payment+phone", 1)


def test_the_better_predecessor_comes_first():
    other = shop("other", closed_at="2026-03-01", contact_phone=PHONES[0])
    found = find_phoenix(case(OLD, NEW, other), **ALL)
    assert pairs(found) == [("old", "new"), ("other", "new")]
    assert found["rank"].tolist() == [1, 2]


def test_terms_sum_to_the_decibans():
    found = find_phoenix(case(OLD, NEW), **ALL)
    assert found["decibans"][0] == pytest.approx(found["survived"][0] + found["own"][0], abs=1e-9)
    assert found["own"][0] == pytest.approx(sum(found[term][0] for term in TERMS), abs=1e-9)


def test_the_ledger_sums_to_the_decibans_and_names_its_sources():
    who = case(OLD, NEW)
    ledger = phoenix_ledger(who, "old", reopened="new")
    assert sum(np.round(ledger["decibans"] * 1000)) == round(find_phoenix(who, **ALL)["decibans"][0] * 1000)
    assert set(ledger["source_a"]) == {"accounts:1"}
    assert set(ledger["source_b"]) == {"accounts:2"}


def test_a_pair_that_nothing_ties_has_no_ledger():
    with pytest.raises(NotFoundError, match="nothing that survived"):
        phoenix_ledger(case(OLD, NEW), "old", reopened="x01")


def test_an_action_of_closure_closes_an_account():
    old = {key: value for key, value in OLD.items() if key != "closed_at"}
    action = {"action_id": "1", "account_id": "old", "kind": "closure", "at": "2026-03-06"}
    assert find_phoenix(case(old, NEW, actions=[action]), **ALL)["gap_days"].tolist() == [5]
    assert len(find_phoenix(case(old, NEW), **ALL)) == 0


def test_opening_before_the_closure_is_no_succession():
    early = {**NEW, "opened_at": "2026-02-28"}
    assert len(find_phoenix(case(OLD, early), **ALL)) == 0


def test_opening_after_the_window_is_no_succession():
    who = case(OLD, NEW)
    assert len(find_phoenix(who, window_days=9, **ALL)) == 0
    assert len(find_phoenix(who, window_days=10, **ALL)) == 1


def test_an_unknown_opening_is_the_first_use():
    seen = {"account_id": "new", "kind": "phone", "value": PHONES[0], "first_seen": "2026-03-04"}
    who = case(OLD, {"account_id": "new", "platform": "q"}, identifiers=[seen])
    assert find_phoenix(who, **ALL)["gap_days"].tolist() == [3]


def test_a_value_that_everybody_uses_makes_no_pair():
    hub = [shop(f"h{n}", contact_phone=PHONES[1]) for n in range(70)]
    old, new = ({**each, "contact_phone": PHONES[1], "payout_payment": None} for each in (OLD, NEW))
    assert len(find_phoenix(case(old, new, *hub), **ALL)) == 0


def test_a_number_that_lay_idle_counts_less():
    def survived(last):
        seen = {"account_id": "old", "kind": "phone", "value": PHONES[2], "first_seen": "2020-01-05", "last_seen": last}
        new = {"account_id": "new", "kind": "phone", "value": PHONES[2], "first_seen": "2026-03-11"}
        old = shop("old", "2020-01-01", closed_at="2026-03-01")
        return find_phoenix(case(old, shop("new", "2026-03-11"), identifiers=[seen, new]), **ALL)["survived"][0]

    assert survived("2020-03-01") < survived("2025-03-01") < survived("2026-02-27")


def test_a_name_in_other_letters_survives():
    old = shop("old", closed_at="2026-03-01", name="锦绣鞋坊")
    who = case(old, shop("new", "2026-03-11", name="JinXiu XieFang 88"))
    assert find_phoenix(who, **ALL)["kinds"].tolist() == ["name"]


def test_a_title_and_a_picture_survive():
    offers = [
        {
            "listing_id": n,
            "account_id": a,
            "title": "kestrelle runner 2026 limited",
            "image_hash": "a1b2c3",
            "brand": "k",
        }
        for n, a in (("1", "old"), ("2", "new"))
    ]
    who = case(shop("old", closed_at="2026-03-01"), shop("new", "2026-03-11"), listings=offers)
    assert find_phoenix(who, **ALL)["kinds"].tolist() == ["image+title"]


@given(st.permutations(range(4)))
def test_row_order_and_names_do_not_matter(order):
    more = {"contact_phone": PHONES[0]}
    shops = [OLD, NEW, shop("other", closed_at="2026-03-01", **more), shop("last", "2026-04-01", **more)]
    plain = find_phoenix(case(*shops), **ALL)
    names = {row["account_id"]: f"renamed {order[n]}" for n, row in enumerate(shops)}
    moved = find_phoenix(case(*({**shops[n], "account_id": names[shops[n]["account_id"]]} for n in order)), **ALL)
    assert plain.select("decibans", "gap_days", "rank").rows() == moved.select("decibans", "gap_days", "rank").rows()
    assert [(names[a], names[b]) for a, b in pairs(plain)] == pairs(moved)


@given(st.lists(st.sampled_from(["contact_email", "device", "return_address"]), unique=True))
def test_one_more_shared_value_never_weakens_what_survived(kinds):
    values = {"contact_email": "a@x-shop.com", "device": "35209900176148", "return_address": "人民路12号502室"}
    more = {kind: values[kind] for kind in kinds}
    before, after = (find_phoenix(case(OLD | add, NEW | add), **ALL)["survived"][0] for add in ({}, more))
    assert after >= before


def test_facts_are_codes_and_never_below_zero():
    who = case(OLD, NEW)
    facts = phoenix_facts(who, least=0)
    assert (facts["a"].tolist(), facts["b"].tolist()) == ([who.account("old")], [who.account("new")])
    assert facts.arrow["a"].type == pa.int32()
    assert facts["own"].min() >= 0


def test_a_window_below_one_day_is_refused():
    with pytest.raises(OptionError, match="1 or more"):
        find_phoenix(case(OLD, NEW), window_days=0)


def test_an_empty_case_has_no_phoenix():
    assert len(find_phoenix(resolve(read({"accounts": [shop("a")]})))) == 0


def test_lives_take_the_earlier_closure():
    action = {"action_id": "1", "account_id": "old", "kind": "closure", "at": "2026-02-01"}
    who = case(OLD, actions=[action])
    assert str(np.datetime64(int(lives_of(who).closed[who.account("old")]), "D")) == "2026-02-01"


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 50_000)), max_size=12))
def test_the_group_rule_bounds_a_group_by_its_strongest(rows):
    pair, group, milli = (np.array([row[i] for row in rows], np.int64) for i in range(3))
    counted = group_rule(pair, group, milli=milli)
    assert (counted <= milli).all()
    for key in {row[:2] for row in rows}:
        inside = [n for n, row in enumerate(rows) if row[:2] == key]
        assert max(counted[inside]) == max(milli[inside])


def test_place_starts_anew_with_each_run():
    assert place(np.array([5, 5, 7, 5])).tolist() == [0, 1, 0, 0]


def test_a_name_is_alike_in_every_alphabet_and_with_a_slip():
    who = case(*(shop(n, name=t) for n, t in (("a", "锦绣鞋坊"), ("b", "jinxiu xiefang"), ("c", "jinxiu xiefeng 88"))))
    name = likenesses(who)[0]
    a, b, c = (np.array([who.account(n)]) for n in "abc")
    assert 0 < name.cosine(a, c)[0] < name.cosine(b, c)[0] < 1
    assert name.cosine(b, b)[0] == pytest.approx(1.0, abs=0.4)


def test_likeness_counts_more_the_rarer_it_is():
    common = [shop(f"c{n}", name="best shoes shop") for n in range(20)]
    old = [shop(f"o{n}", closed_at="2026-03-01", name=t) for n, t in enumerate(("best shoes shop", "zanzibar kicks"))]
    new = [shop(f"n{n}", "2026-03-11", name=t) for n, t in enumerate(("best shoes shop", "zanzibar kicks"))]
    found = find_phoenix(case(*common, *old, *new), **ALL)
    survived = {row["reopened_account"]: row["survived"] for row in found.rows() if row["rank"] == 1}
    assert survived["n1"] > survived.get("n0", 0.0)


@given(st.lists(st.text(alphabet="ab c鞋店1", max_size=9), min_size=1, max_size=6))
def test_texts_are_cut_alike_wherever_they_stand(texts):
    for cut in (word_pairs, letter_runs):
        row, piece = cut(pa.array([*texts, *texts]))
        pieces = [sorted(piece[row == number].tolist()) for number in range(2 * len(texts))]
        assert pieces[: len(texts)] == pieces[len(texts) :]


def test_a_pair_of_texts_is_told_with_both():
    old, new = (
        shop("old", closed_at="2026-03-01", name="zanzibar kicks"),
        shop("new", "2026-03-11", name="zanzibar kick"),
    )
    ledger = phoenix_ledger(case(old, new), "old", reopened="new")
    row = ledger.where(ledger["kind"] == "name").rows()[0]
    assert (row["value_a"], row["value_b"]) == ("zanzibar kicks", "zanzibar kick")
    assert (row["source_a"], row["source_b"]) == ("accounts:1", "accounts:2")

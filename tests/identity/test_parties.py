"""Parties are one by identity number or judgement, and apart where a reviewer says so."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.identity import resolve
from counterfeit_graph.identity.parties import resolve_parties
from tests.identity.made import case, small, table

NUMBER = "11010519491231002X"


def roots(numbers, confirmed=(), rejected=()):
    rows = [(f"P{i}", "person", None, number) for i, number in enumerate(numbers)]
    some = case(parties=table("party_id kind name id_number", rows))
    return resolve_parties(some, confirmed, rejected=rejected)["root"].tolist()


def test_one_number_is_one_party_and_placeholders_are_none():
    assert roots([NUMBER, None, "110105 19491231 002x", "none", "none"]) == ["P0", "P1", "P0", "P3", "P4"]


def test_a_confirmed_pair_is_one_party_through_others():
    assert roots([NUMBER, None, NUMBER, None], confirmed=[("P1", "P2"), ("P3", "P1")]) == ["P0"] * 4


def test_a_rejected_pair_is_parted_and_the_others_stay():
    assert roots([NUMBER, NUMBER, NUMBER], rejected=[("P0", "P1")]) == ["P0", "P1", "P0"]


def test_names_that_no_party_has_are_left_out_of_judgements():
    assert roots([None, None], confirmed=[("P0", "P9")]) == ["P0", "P1"]


@given(st.lists(st.sampled_from([NUMBER, "G12345678", None]), min_size=1, max_size=6))
def test_the_root_is_the_smallest_of_its_group(numbers):
    smallest = {number: f"P{numbers.index(number)}" for number in numbers if number}
    assert roots(numbers) == [smallest.get(number, f"P{i}") for i, number in enumerate(numbers)]


def test_judging_parties_moves_the_values_that_name_them():
    parted = resolve(small()).reject("P1", "party:P2", by="r", why="different photographs")
    assert [row["root"] for row in parted.parties.rows()] == ["P1", "P2"]
    assert ("person", "P2") in [(row["kind"], row["key"]) for row in parted.values.rows()]

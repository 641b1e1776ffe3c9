"""Tiny cases, and cases of whatever size with one kind of identifier alone."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

import counterfeit_graph as cg
from counterfeit_graph.explain import pair
from counterfeit_graph.gangs import Gangs

KINDS = {"device": "login", "payment": "payout", "email": "contact"}
FORMS = {
    "device": "8610367{:08d}", "payment": "622200000{:07d}", "email": "u{}@x.cn", "phone": "139{:08d}",
    "address": "No. {} Long Road, Hangzhou", "person": "P{}",
}  # fmt: skip
ALONE = ["device", "payment", "email", "phone", "address", "person"]
# Accounts of the case; gangs, their accounts and what all of one share; users of one public value.
CASES = [(60, 3, 3, 2, 20), (60, 3, 6, 3, 20), (1_000, 10, 3, 2, 200), (1_000, 10, 6, 3, 200)]
CASES += [(10_000, 60, 3, 2, 200), (10_000, 60, 6, 2, 200)]


def tiny(accounts: int, *kinds: str) -> dict[str, list[dict[str, str]]]:
    """So many shops; the first three share every value, and test purchases at two of them failed."""
    names = [f"s{n}" for n in range(accounts)]
    values = {name: "622200000000" + ("9999" if n < 3 else f"{n:04d}") for n, name in enumerate(names)}
    rows = [
        {"account_id": name, "kind": kind, "value": f"{values[name]}@x.cn" if kind == "email" else values[name],
         "relation": KINDS[kind]}
        for name in names for kind in kinds
    ]  # fmt: skip
    bought = [{"signal_id": name, "account_id": name, "kind": "test_purchase", "reporter_id": f"buyer of {name}",
               "verdict": "confirmed"} for name in ("s0", "s1")]  # fmt: skip
    shops = [{"account_id": name, "platform": "p"} for name in names]
    return {"accounts": shops, "identifiers": rows, "signals": bought}


def crowd(kind: str, size: tuple[int, int, int, int, int]) -> tuple[dict[str, Any], set[frozenset[str]]]:
    """A case of one kind and its gangs.

    Everybody has a value of his own. Behind the gangs come five households of two with one value in common; a member
    of each gang shares one with a stranger, and the last accounts share a public one.
    """
    accounts, gangs, members, values, public = size
    groups = [range(members * n, members * (n + 1)) for n in range(gangs)]
    start = gangs * members
    homes = [range(start + 2 * n, start + 2 * n + 2) for n in range(5)]
    leaks = [(group[0], accounts - 1 - n) for n, group in enumerate(groups)]
    shared = [group for group in groups for _ in range(values)] + homes + leaks
    shared += [range(accounts - public, accounts), *((n,) for n in range(accounts))]
    rows = [
        {"account_id": f"s{n}", "kind": kind, "value": FORMS[kind].format(number)}
        for number, users in enumerate(shared, 1_571_284) for n in users
    ]  # fmt: skip
    shops = [{"account_id": f"s{n}", "platform": "p"} for n in range(accounts)]
    return {"accounts": shops, "identifiers": rows}, {frozenset(f"s{n}" for n in group) for group in groups}


def groups_of(gangs: Gangs) -> set[frozenset[str]]:
    """The groups as sets of accounts."""
    rows = gangs.groups.rows()
    numbers = {row["group_id"] for row in rows}
    return {frozenset(row["account_id"] for row in rows if row["group_id"] == each) for each in numbers}


@pytest.mark.parametrize("accounts", [5, 10, 60, 300])
def test_three_shops_with_one_till_and_handset_are_a_gang(accounts: int) -> None:
    gangs = cg.find_gangs(cg.weigh(cg.resolve(cg.read(tiny(accounts, *KINDS)))))
    members = gangs.members.where(gangs.members["state"] == "member")
    assert sorted(members["account_id"]) == ["s0", "s1", "s2"]


@pytest.mark.parametrize("accounts", [5, 10, 60, 300])
@pytest.mark.parametrize("kind", ["device", "email"])
def test_one_value_alone_ties_and_names_nobody(kind: str, accounts: int) -> None:
    evidence = cg.weigh(cg.resolve(cg.read(tiny(accounts, kind))))
    assert len(evidence.pairs) == 3
    assert not (cg.find_gangs(evidence).members["state"] == "member").any()


@pytest.mark.parametrize("size", CASES, ids=str)
@pytest.mark.parametrize("kind", ALONE)
def test_gangs_that_share_several_values_of_one_kind_are_found(kind: str, size: Any) -> None:
    tables, truth = crowd(kind, size)
    evidence = cg.weigh(cg.resolve(cg.read(tables)))
    links = {frozenset(row) for row in zip(evidence.table["a"], evidence.table["b"], strict=True)}
    assert {frozenset(ends) for group in truth for ends in combinations(group, 2)} <= links
    assert groups_of(cg.find_gangs(evidence, reruns=0)) == truth
    # Beside the gangs no more is linked than households and leaks, each by its one value; and the users of what a few
    # share, for where no other kind is known nothing tells a public till from one of twenty shops in one hand.
    few = size[4] * (size[4] - 1) // 2 if size[4] <= 20 else 0
    assert len(links) <= len(truth) * (size[2] * (size[2] - 1) // 2 + 1) + 5 + few


@pytest.mark.parametrize("size", CASES, ids=str)
def test_links_hubs_and_explanations_of_one_kind_agree(size: Any) -> None:
    evidence = cg.weigh(cg.resolve(cg.read(crowd("device", size)[0])))
    public = [row["users"] for row in evidence.hubs.rows()]
    assert (public == [size[4]]) or (size[4] < 60 and set(public) <= {size[4]})
    [link] = [row for row in evidence.table.rows() if {row["a"], row["b"]} == {"s1", "s2"}]
    assert f"+{link['decibans']:.1f} decibans" in str(pair(evidence, ("s1", "s2")))
    assert link["decibans"] > 40


def test_a_stray_value_of_another_kind_hides_no_gang() -> None:
    tables, truth = crowd("device", CASES[3])
    stray = [{"account_id": name, "kind": "phone", "value": "13905712846"} for name in ("s0", "s1", "s500")]
    tables["identifiers"] += stray
    assert groups_of(cg.find_gangs(cg.weigh(cg.resolve(cg.read(tables))), reruns=0)) == truth


def test_two_accounts_and_none_at_all_are_answered() -> None:
    assert len(cg.find_gangs(cg.weigh(cg.resolve(cg.read(tiny(2, *KINDS) | {"signals": []}))))) == 0
    assert len(cg.find_gangs(cg.weigh(cg.resolve(cg.read({"accounts": []}))))) == 0

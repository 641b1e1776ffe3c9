"""Tiny cases: a handful of accounts, one kind of identifier."""

from __future__ import annotations

import pytest

import counterfeit_graph as cg

KINDS = {"device": "login", "payment": "payout", "email": "contact"}


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


@pytest.mark.parametrize("accounts", [5, 10, 60, 300])
def test_three_shops_with_one_till_and_handset_are_a_gang(accounts: int) -> None:
    gangs = cg.find_gangs(cg.weigh(cg.resolve(cg.read(tiny(accounts, *KINDS)))))
    members = gangs.members.where(gangs.members["state"] == "member")
    assert sorted(members["account_id"]) == ["s0", "s1", "s2"]


@pytest.mark.parametrize("kind", ["device", "email"])
def test_one_kind_alone_ties_and_names_nobody(kind: str) -> None:
    evidence = cg.weigh(cg.resolve(cg.read(tiny(10, kind))))
    assert len(evidence.pairs) == 3
    assert not (cg.find_gangs(evidence).members["state"] == "member").any()


def test_two_accounts_and_none_at_all_are_answered() -> None:
    assert len(cg.find_gangs(cg.weigh(cg.resolve(cg.read(tiny(2, *KINDS) | {"signals": []}))))) == 0
    assert len(cg.find_gangs(cg.weigh(cg.resolve(cg.read({"accounts": []}))))) == 0

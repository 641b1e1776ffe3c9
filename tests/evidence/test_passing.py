"""Passing uses: what an account gave up long before its end ties it to nobody."""

from __future__ import annotations

import pytest

import counterfeit_graph as cg
from counterfeit_graph.evidence.passing import passing_facts


def passing(*stays: tuple[str, str, str | None, str | None]) -> list[bool]:
    """Whether each stay (kind, value, first, last) of one account is passing, in the order given."""
    names = ("kind", "value", "first_seen", "last_seen")
    rows = [dict(zip(names, stay, strict=True), account_id="a") for stay in stays]
    who = cg.resolve(cg.read({"accounts": [{"account_id": "a", "platform": "p"}], "identifiers": rows}))
    shown = dict(zip(who.values["key"][who.facts["value"]], passing_facts(who).tolist(), strict=True))
    return [shown[value] for _, value, _, _ in stays]


OWN = ("device", "own", "2020-01-01", "2023-01-01")


@pytest.mark.parametrize(
    ("stay", "expected"),
    [
        (("device", "d", "2020-01-01", "2020-06-01"), True),
        (("device", "d", "2020-01-01", "2022-12-20"), False),
        (("device", "d", "2022-08-01", "2023-01-01"), False),
        (("device", "d", "2022-10-01", "2022-10-05"), True),
        (("device", "d", "2020-06-01", "2020-06-01"), False),
        (("device", "d", None, "2020-06-01"), False),
        (("person", "P1", "2020-01-01", "2020-06-01"), False),
    ],
)
def test_a_short_stay_given_up_long_ago_is_passing(stay: tuple[str, str, str, str], *, expected: bool) -> None:
    assert passing(OWN, stay) == [False, expected]


def test_the_only_dated_value_is_never_passing() -> None:
    assert passing(("device", "d", "2020-01-01", "2020-02-01")) == [False]


def shared(last: str) -> cg.EvidenceGraph:
    """Evidence of two shops that shared a handset until `last`, among others."""
    shops = [{"account_id": f"s{n}", "platform": "p"} for n in range(60)]
    rows = [("s0", "both", "2020-01-01", last), ("s1", "both", "2020-01-01", "2023-01-01")]
    rows += [(f"s{n}", f"own-{n}", "2020-01-01", "2023-01-01") for n in range(60)]
    columns = ("account_id", "value", "first_seen", "last_seen")
    known = [dict(zip(columns, row, strict=True), kind="device", relation="login") for row in rows]
    return cg.weigh(cg.resolve(cg.read({"accounts": shops, "identifiers": known})))


def test_a_passing_use_stays_in_the_ledger_and_counts_nothing() -> None:
    assert shared("2023-01-01").between("s0", "s1")["decibans"].sum() > 5
    [row] = shared("2020-06-01").between("s0", "s1").rows()
    assert (row["value_a"], row["decibans"]) == ("both", 0.0)


def test_who_is_tied_without_control_stands_behind_nothing() -> None:
    known = [("x", "employs"), ("y", "directs")]
    ties = [{"from_party": "boss", "to_party": party, "relation": word} for party, word in known]
    people = [{"party_id": name, "kind": "person", "name": name} for name in ("boss", "x", "y", "z")]
    shops = [{"account_id": name, "platform": "p", "registrant_person": name} for name in ("x", "y", "z", "boss")]
    evidence = cg.weigh(cg.resolve(cg.read({"accounts": shops, "parties": people, "ties": ties})))
    behind = evidence.uses.facts.where(evidence.uses.facts["relation"].astype(str) == "tied")
    ids = evidence.who.accounts["account_id"]
    assert {ids[code] for code in behind["account"]} == {"y", "boss"}

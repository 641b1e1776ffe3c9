"""Nobody belongs to a gang for what the gang wrote of him, nor for what he wrote of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.evidence.estimate import Links
from counterfeit_graph.gangs import finding, growth
from counterfeit_graph.gangs.growth import Growth

GANG = [f"g{n}" for n in range(6)]
FIRM = [f"f{n}" for n in range(5)]
CROWD = [f"s{n}" for n in range(80)]
KINDS = {"device": "login", "payment": "payout", "phone": "contact", "address": "return"}


def value(kind: str, owner: int) -> str:
    """A value of some owner as a platform would have it."""
    return {"phone": f"1380013{owner:04d}", "address": f"浙江省杭州市西湖区文三路{owner + 1}号"}.get(
        kind, f"{kind}{owner:06d}"
    )


def case(*, wrote: int) -> dict[str, list[dict[str, str]]]:
    """A gang with one till, handset, phone and address, and an honest firm with others, which so many of them list."""
    mine = {**dict.fromkeys(GANG, 0), **dict.fromkeys(FIRM, 1), **{a: 2 + n for n, a in enumerate(CROWD)}}
    rows = [
        {"account_id": account, "kind": kind, "value": value(kind, owner), "relation": relation}
        for account, owner in mine.items()
        for kind, relation in KINDS.items()
    ]
    for account in GANG[:wrote]:
        rows += [
            {"account_id": account, "kind": kind, "value": value(kind, 1), "relation": KINDS[kind]}
            for kind in ("phone", "address")
        ]
    bought = [
        {"signal_id": name, "account_id": name, "kind": "test_purchase", "reporter_id": f"buyer of {name}",
         "verdict": "confirmed"} for name in GANG[:3]
    ]  # fmt: skip
    return {"accounts": [{"account_id": a, "platform": "p"} for a in mine], "identifiers": rows, "signals": bought}


def named(tables: dict[str, Any]) -> set[str]:
    members = cg.find_gangs(cg.weigh(cg.resolve(cg.read(tables)))).members
    return set(members.where(members["state"] == "member")["account_id"])


@pytest.mark.parametrize("wrote", [0, 1, 3, 6])
def test_a_gang_that_lists_the_phone_and_the_address_of_a_firm_draws_nobody_in(wrote: int) -> None:
    assert named(case(wrote=wrote)) == set(GANG)


@pytest.mark.parametrize("wrote", [0, 3])
def test_dealing_in_what_the_gang_deals_in_draws_nobody_in(wrote: int) -> None:
    """Nor does it where a rival writes the gang's phone and address onto its competitors."""
    tables = case(wrote=wrote)
    written = [
        row for row in tables["identifiers"] if row["account_id"] == "g0" and row["kind"] in {"phone", "address"}
    ]
    tables["identifiers"] += [{**row, "account_id": CROWD[0]} for row in written]
    lines = {**dict.fromkeys([*GANG, *FIRM, CROWD[0]], "shoes"), **dict.fromkeys(CROWD[1:], "lamps")}
    tables["listings"] = [{"listing_id": a, "account_id": a, "category": line} for a, line in lines.items()]
    assert named(tables) == set(GANG)


def test_the_law_fails_where_what_ties_may_be_forged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Links, "unforged", lambda links, _: np.ones(len(links), bool))
    monkeypatch.setattr(growth, "_unforged", lambda *_, c, **__: np.ones(len(c), bool))
    assert set(FIRM) <= named(case(wrote=3))


@pytest.mark.parametrize("hard", [False, True])
def test_what_is_not_known_of_an_account_is_not_asked_for(*, hard: bool) -> None:
    """Phones and addresses start groups in a case that has nothing else, not where there are tills and handsets."""
    tables = case(wrote=0)
    for number, row in enumerate(tables["identifiers"]):
        if row["kind"] in {"device", "payment"}:
            row["value"] = value(row["kind"], 1000 + number)
    if not hard:
        tables["identifiers"] = [row for row in tables["identifiers"] if row["kind"] in {"phone", "address"}]
    evidence = cg.weigh(cg.resolve(cg.read(tables)))
    sure = Growth().confident(evidence.pairs, prior=evidence.weights.prior, soft=evidence.uses.soft)
    assert len(sure) > 0
    assert sure.any() == (not hard)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(GANG), st.integers(1, 12)), min_size=1, max_size=60, unique=True))
def test_camouflage_names_no_outsider_and_hides_no_member(listed: list[tuple[str, int]]) -> None:
    """The gang lists phones and addresses of the firm and of a dozen strangers, as it likes."""
    tables = case(wrote=0)
    tables["identifiers"] += [
        {"account_id": account, "kind": kind, "value": value(kind, owner), "relation": KINDS[kind]}
        for account, owner in listed
        for kind in ("phone", "address")
    ]
    assert named(tables) == set(GANG)


def papers(*who: str) -> dict[str, list[dict[str, str]]]:
    """The case in which some of the gang's accounts show the papers of the firm's owner; a larger crowd is around."""
    tables = case(wrote=0)
    crowd = [f"more{n}" for n in range(400)]
    tables["accounts"] += [{"account_id": account, "platform": "p"} for account in crowd]
    tables["identifiers"] += [
        {"account_id": account, "kind": kind, "value": f"{kind} {owner}", "relation": "registrant"}
        for account, owner in [*((a, "of the firm") for a in (*who, *FIRM)), *((a, f"of {a}") for a in crowd)]
        for kind in ("person", "company")
    ]
    return tables


def test_papers_of_one_owner_in_a_gang_do_not_draw_his_shops_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """He sold copies of them, or they were stolen: one group of evidence joins no two groups of accounts."""
    assert named(papers(*GANG[:2])) == set(GANG)
    right = finding.join_groups

    def lax(*given: Any, growth: Growth, **named: Any) -> Any:
        return right(*given, growth=replace(growth, groups=1, values=1), **named)

    monkeypatch.setattr(finding, "join_groups", lax)
    assert set(FIRM) <= named(papers(*GANG[:2]))

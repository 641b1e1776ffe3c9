"""Dens inside a gang: four teams of five, and what must not join two of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.evidence.clues._survived import Lives
from counterfeit_graph.gangs import DenSplit
from counterfeit_graph.gangs.dens import handed_on, split_dens
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.identity.gather import UNKNOWN

MEMBERS = [f"{team}{n}" for team in "abcd" for n in range(5)]
STRANGERS = [f"s{n}" for n in range(30)]
TEAMS = [set(MEMBERS[at : at + 5]) for at in (0, 5, 10, 15)]
JOINED = [TEAMS[0] | TEAMS[1], *TEAMS[2:]]
Row = dict[str, Any]


def uses(kind: str, value: str, *accounts: str) -> list[Row]:
    return [{"account_id": name, "kind": kind, "value": value, "relation": "login"} for name in accounts]


def dens(*rows: Row, lives: dict[str, Row] | None = None, **tables: list[Row]) -> list[set[str]]:
    """The dens of a case in which each team has its device and its connection, and `rows` besides."""
    known = lives or {}
    shops = [{"account_id": name, "platform": "p", **known.get(name, {})} for name in (*MEMBERS, *STRANGERS)]
    own = [row for team in TEAMS for kind in ("device", "domain") for row in uses(kind, f"{kind}.{min(team)}", *team)]
    evidence = cg.weigh(cg.resolve(cg.read({"accounts": shops, "identifiers": [*own, *rows], **tables})))
    ids = evidence.who.accounts["account_id"]
    gang = np.where(np.isin(ids, MEMBERS), 0, -1)
    den = split_dens(evidence, Field.of(evidence), gang=gang, split=DenSplit())
    return sorted((set(ids[den == d].tolist()) for d in range(den.max() + 1)), key=min)


def test_teams_are_dens() -> None:
    assert dens() == TEAMS


def test_what_two_of_them_share_joins_them_but_not_a_depot() -> None:
    assert dens(*uses("address", "8 Dock Road, Putian", "a0", "b0")) == JOINED
    assert dens(*uses("address", "8 Dock Road, Putian", "a0", "b0", *STRANGERS)) == TEAMS


def test_a_name_on_several_platforms_joins_no_dens() -> None:
    assert dens(*uses("handle", "jinxiu_shop", "a0", "b0")) == TEAMS


def test_an_account_behind_tills_says_less_than_a_till() -> None:
    tills = [
        row for name in ("a0", "a1", "b0", "b1") for row in uses("payment", f"62170000{ord(name[0])}{name[1]}", name)
    ]
    moved = [
        {"from_payment": row["value"], "to_payment": "6222020000", "amount": "9", "at": "2026-01-05"} for row in tills
    ]
    assert dens(*tills[::2], transfers=moved) == JOINED
    assert dens(*tills, transfers=moved) == TEAMS
    assert dens(*uses("payment", "6222020000", "a0", "a1", "b0", "b1")) == JOINED


@pytest.mark.parametrize(("opened", "found"), [("2026-01-20", TEAMS), ("2026-09-20", JOINED)])
def test_what_a_reopened_shop_took_over_joins_no_dens(opened: str, found: list[set[str]]) -> None:
    lives = {"a0": {"opened_at": "2024-01-01", "closed_at": "2026-01-01"}, "b0": {"opened_at": opened}}
    assert dens(*uses("email", "old@shop.example", "a0", "b0"), lives=lives) == found


def test_a_small_gang_is_one_den() -> None:
    evidence = cg.weigh(cg.resolve(cg.read({"accounts": [{"account_id": str(n), "platform": "p"} for n in range(8)]})))
    assert not split_dens(evidence, Field.of(evidence), gang=np.zeros(8, np.int64), split=DenSplit()).any()


DAYS = st.integers(0, 9) | st.just(UNKNOWN)


@given(st.lists(st.tuples(st.integers(0, 2), DAYS, DAYS), min_size=1, max_size=9), st.integers(1, 9))
def test_handed_on_is_what_a_plain_look_says(rows: list[tuple[int, int, int]], days: int) -> None:
    cell, opened, closed = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    plain = [
        begins != UNKNOWN and any(own == c and end != UNKNOWN and 0 < begins - end <= days for c, _, end in rows)
        for own, begins, _ in rows
    ]
    assert handed_on(Lives(opened, closed), np.arange(len(rows)), cell=cell, days=days).tolist() == plain

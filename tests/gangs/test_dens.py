"""Dens inside a gang: what sets parts of it apart, and what joins none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.evidence.clues._survived import Lives
from counterfeit_graph.gangs import DenSplit
from counterfeit_graph.gangs.crew import Crew
from counterfeit_graph.gangs.dens import split_dens
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.telling import crews, handed_on
from counterfeit_graph.identity.gather import UNKNOWN
from tests.naive_gangs import plain_crew

MEMBERS = [f"{team}{n}" for team in "abcd" for n in range(5)]
STRANGERS = [f"s{n}" for n in range(30)]
TEAMS = [set(MEMBERS[at : at + 5]) for at in (0, 5, 10, 15)]
JOINED = [TEAMS[0] | TEAMS[1], *TEAMS[2:]]
Row = dict[str, Any]


def uses(kind: str, value: str, *accounts: str) -> list[Row]:
    return [{"account_id": name, "kind": kind, "value": value, "relation": "login"} for name in accounts]


def case(gang: list[str], *rows: Row, lives: dict[str, Row] | None = None, **tables: list[Row]) -> cg.EvidenceGraph:
    """A gang among strangers; `rows` tell who uses what."""
    known = lives or {}
    shops = [{"account_id": name, "platform": "p", **known.get(name, {})} for name in (*gang, *STRANGERS)]
    return cg.weigh(cg.resolve(cg.read({"accounts": shops, "identifiers": list(rows), **tables})))


def split(gang: list[str], *rows: Row, **more: Any) -> list[set[str]]:
    """The dens of a gang in such a case."""
    evidence = case(gang, *rows, **more)
    ids = evidence.who.accounts["account_id"]
    den = split_dens(evidence, Field.of(evidence), gang=np.where(np.isin(ids, gang), 0, -1), split=DenSplit())
    return sorted((set(ids[den == d].tolist()) for d in range(den.max() + 1)), key=min)


def dens(*rows: Row, **more: Any) -> list[set[str]]:
    """The dens of four teams of five, each with its device and its site, and `rows` besides."""
    own = [row for team in TEAMS for kind in ("device", "domain") for row in uses(kind, f"{kind}.{min(team)}", *team)]
    return split(MEMBERS, *own, *rows, **more)


def common(*accounts: str) -> list[Row]:
    """A device, a till and a mail box that all of the accounts use."""
    values = {"device": "one", "payment": "6222000000009999", "email": "all@x.cn"}
    return [row for kind, value in values.items() for row in uses(kind, value, *accounts)]


def test_teams_are_dens() -> None:
    assert dens() == TEAMS


@pytest.mark.parametrize("size", [2, 8, 9, 20])
def test_who_all_use_the_same_are_one_den(size: int) -> None:
    assert split(MEMBERS[:size], *common(*MEMBERS[:size])) == [set(MEMBERS[:size])]


@pytest.mark.parametrize(("kind", "value"), [("phone", "13905712841"), ("ip", "203.0.113.7")])
def test_what_some_share_besides_makes_no_den_of_them(kind: str, value: str) -> None:
    assert split(MEMBERS, *common(*MEMBERS), *uses(kind, value, *MEMBERS[:6])) == [set(MEMBERS)]


def test_what_nearly_all_share_makes_no_dens() -> None:
    phones = [
        row for n in range(6) for row in uses("phone", f"1390571284{n}", *MEMBERS[: 3 * n], *MEMBERS[3 * n + 3 :])
    ]
    assert split(MEMBERS, *phones) == [set(MEMBERS)]


@pytest.mark.parametrize("size", [2, 4, 5])
def test_two_small_teams_with_one_till_for_all_are_two_dens(size: int) -> None:
    teams = [sorted(team)[:size] for team in TEAMS[:2]]
    own = [row for team in teams for kind in ("device", "domain") for row in uses(kind, f"{kind}.{team[0]}", *team)]
    till = uses("payment", "6222000000009999", *teams[0], *teams[1])
    assert split([*teams[0], *teams[1]], *own, *till) == [set(team) for team in teams]


def test_one_value_joins_no_dens_but_two_do_and_depots_none() -> None:
    doors = ["8 Dock Road, Putian", "99 Mill Lane, Putian"]
    rows = [uses("address", door, "a0", "b0") for door in doors]
    assert dens(*rows[0]) == TEAMS
    assert dens(*rows[0], *rows[1]) == JOINED
    assert dens(*(row for door in doors for row in uses("address", door, "a0", "b0", *STRANGERS))) == TEAMS


def test_a_till_and_what_lies_behind_it_are_one_value() -> None:
    moved = [{"from_payment": "62170000", "to_payment": "6222020000", "amount": "9", "at": "2026-01-05"}]
    till = uses("payment", "62170000", "a0", "b0")
    assert dens(*till, transfers=moved) == TEAMS
    assert dens(*till, *uses("payment", "6222020000", "a1", "b1"), transfers=moved) == JOINED


def test_a_name_on_several_platforms_joins_no_dens() -> None:
    assert dens(*uses("handle", "jinxiu_shop", "a0", "b0"), *uses("handle", "jinxiu_two", "a0", "b0")) == TEAMS


def test_who_is_left_alone_goes_with_the_nearest() -> None:
    gang = [*MEMBERS, "lone"]
    own = [row for team in TEAMS for kind in ("device", "domain") for row in uses(kind, f"{kind}.{min(team)}", *team)]
    for kind in ("email", "handle"):
        assert TEAMS[2] | {"lone"} in split(gang, *own, *uses(kind, "lone@x.cn", "lone", "c0"))


def test_an_account_behind_tills_says_less_than_a_till() -> None:
    names = ("a0", "a1", "b0", "b1")
    door = uses("address", "8 Dock Road, Putian", "a0", "b0")
    tills = [row for name in names for row in uses("payment", f"62170000{ord(name[0])}{name[1]}", name)]
    moved = [
        {"from_payment": row["value"], "to_payment": "6222020000", "amount": "9", "at": "2026-01-05"} for row in tills
    ]
    assert dens(*door, *tills[::2], transfers=moved) == JOINED
    assert len(dens(*tills, transfers=moved)) == len(TEAMS)


@pytest.mark.parametrize(("opened", "found"), [("2026-01-20", TEAMS), ("2026-09-20", JOINED)])
def test_what_a_reopened_shop_took_over_joins_no_dens(opened: str, found: list[set[str]]) -> None:
    lives = {"a0": {"opened_at": "2024-01-01", "closed_at": "2026-01-01"}, "b0": {"opened_at": opened}}
    rows = [row for name in ("old", "new") for row in uses("email", f"{name}@shop.example", "a0", "b0")]
    assert dens(*rows, lives=lives) == found


def test_nobody_in_a_gang_has_no_den() -> None:
    evidence = cg.weigh(cg.resolve(cg.read({"accounts": [{"account_id": "1", "platform": "p"}]})))
    assert split_dens(evidence, Field.of(evidence), gang=np.array([-1]), split=DenSplit()).tolist() == [-1]


GANG = MEMBERS[:12]
SHARED = st.lists(st.sets(st.sampled_from(GANG), min_size=2, max_size=5), min_size=4, max_size=16)


def rows_of(shared: list[set[str]]) -> list[Row]:
    kinds = ("device", "email", "domain")
    return [row for n, who in enumerate(shared) for row in uses(kinds[n % 3], f"v@{n}.cn", *sorted(who))]


@settings(max_examples=8)
@given(SHARED, st.integers(1, 3))
def test_what_everybody_uses_changes_nothing(shared: list[set[str]], values: int) -> None:
    everybody = [row for n in range(values) for row in uses("device", f"all{n}", *GANG)]
    assert split(GANG, *rows_of(shared), *everybody) == split(GANG, *rows_of(shared))


@settings(max_examples=8)
@given(SHARED)
def test_ties_and_ways_are_what_a_plain_count_says(shared: list[set[str]]) -> None:
    evidence = case(GANG, *rows_of(shared))
    ids = evidence.who.accounts["account_id"].tolist()
    gang = np.where(np.isin(ids, GANG), 0, -1)
    ((accounts, found),) = crews(evidence, Field.of(evidence), gang=gang, handed=120)
    number = {ids[account]: at for at, account in enumerate(accounts)}
    plain = plain_crew(len(GANG), [{number[name] for name in who} for who in shared])
    assert ties_of(found) == ties_of(plain)
    assert found.dens(resolution=0.2).tolist() == plain.dens(resolution=0.2).tolist()


def ties_of(crew: Crew) -> list[list[int]]:
    told = crew.telling
    return sorted(np.stack([told.a, told.b, told.milli], axis=1).tolist())


DAYS = st.integers(0, 9) | st.just(UNKNOWN)


@given(st.lists(st.tuples(st.integers(0, 2), DAYS, DAYS), min_size=1, max_size=9), st.integers(1, 9))
def test_handed_on_is_what_a_plain_look_says(rows: list[tuple[int, int, int]], days: int) -> None:
    cell, opened, closed = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    plain = [
        begins != UNKNOWN and any(own == c and end != UNKNOWN and 0 < begins - end <= days for c, _, end in rows)
        for own, begins, _ in rows
    ]
    assert handed_on(Lives(opened, closed), np.arange(len(rows)), cell=cell, days=days).tolist() == plain

"""Laws of a pair's evidence, each beside a planted fault that breaks it.

More shared clues never weaken a pair; more users of a value never strengthen it; and whatever the two use besides
(camouflage) leaves it alone, unless others take up their values: k further users of a value that f use take at most
10 log10((f + k) / f) decibans from it, on parameters that stay.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.evidence import Weighing
from counterfeit_graph.evidence._kernels import group_rule
from counterfeit_graph.evidence.uses import GROUP_NAMES

CLUES = st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 2)), max_size=6)
CLUE = st.tuples(st.integers(0, 60_000), st.integers(0, 2))
ACCOUNTS = 60
Uses = list[tuple[int, str, str]]


def total(clues: list[tuple[int, int]]) -> int:
    """What clues (milli-decibans, group) count together."""
    alone, group = (np.array([clue[at] for clue in clues], np.int64) for at in (0, 1))
    order = np.argsort(-alone, kind="stable")
    return group_rule(alone, group, np.full(len(GROUP_NAMES), 0.4), order, np.zeros(len(clues), np.int64))


def mean(clues: list[tuple[int, int]]) -> float:
    """The fault: clues averaged instead of summed."""
    return total(clues) / max(len(clues), 1)


def shown(kind: str, name: str) -> str:
    """A value of a kind."""
    forms = {"device": "device-{}", "email": "u{}@x.cn", "phone": "138{:0>8}", "handle": "someone{}"}
    return forms[kind].format(name)


def pair(uses: Uses) -> float:
    """Decibans between accounts 0 and 1 among sixty; each has an own value of every kind, and parameters stay."""
    own = [(n, kind, str(1000 + n)) for n in range(ACCOUNTS) for kind in ("device", "email", "phone", "handle")]
    shops = [{"account_id": f"s{n}", "platform": "p"} for n in range(ACCOUNTS)]
    rows = [{"account_id": f"s{n}", "kind": k, "value": shown(k, v), "relation": "login"} for n, k, v in own + uses]
    who = cg.resolve(cg.read({"accounts": shops, "identifiers": rows}))
    return float(cg.weigh(who, options=Weighing(partners=2.0, rounds=0)).between("s0", "s1")["decibans"].sum())


def likeness(uses: Uses) -> float:
    """The fault: what two share, divided by all that either uses, as a cosine does."""
    return pair(uses) / sum(account < 2 for account, _, _ in uses)


def support_holds(clues: list[tuple[int, int]], more: tuple[int, int], *, score: Any) -> bool:
    """Whether one clue more leaves the pair at least as strong."""
    return bool(score([*clues, more]) >= score(clues))


@given(CLUES, CLUE)
def test_supporting_evidence_never_lowers_a_pair(clues: list[tuple[int, int]], more: tuple[int, int]) -> None:
    assert support_holds(clues, more, score=total)


def test_an_average_would() -> None:
    assert not support_holds([(40_000, 0)], (1_000, 1), score=mean)


def shared_by(users: int, kind: str = "device") -> Uses:
    """A value that so many accounts use, the pair among them."""
    return [(n, kind, "7") for n in range(users)]


def degree_holds(few: int, many: int, kind: str, *, score: Any = pair) -> bool:
    """Whether a value of more users leaves the pair at most as strong."""
    return bool(score(shared_by(many, kind)) <= score(shared_by(few, kind)))


def test_the_more_use_a_value_the_less_it_ties() -> None:
    assert all(degree_holds(n, n + 3, kind) for n in (2, 9, 33) for kind in ("device", "email"))
    assert not degree_holds(2, 5, "device", score=lambda uses: pair(uses) * len(uses))


def camouflage_holds(besides: list[tuple[str, int]], joining: int, *, score: Any = pair) -> bool:
    """Whether a pair that shares a device loses no more than the bound: two users before, `joining` more after."""
    before = [(0, "device", "7"), (1, "device", "7")]
    strangers = [(n + 2, "device", "7") for n in range(joining)]
    noise = [(at % 2, kind, str(1000 + at + stranger)) for at, (kind, stranger) in enumerate(besides)]
    lost = score(before) - score(before + strangers + noise)
    return bool(lost <= 10 * np.log10((2 + joining) / 2) + 0.002)


CASES = [([], 0), ([("email", 5)], 0), ([("phone", 9), ("handle", 20)], 3), ([("email", n) for n in range(3, 40)], 8)]


def test_camouflage_takes_no_more_than_the_bound() -> None:
    assert all(camouflage_holds(besides, joining) for besides, joining in CASES)
    assert not camouflage_holds(*CASES[3], score=likeness)

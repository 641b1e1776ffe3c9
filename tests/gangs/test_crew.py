"""The dens of one gang, whatever its accounts share."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.naive_gangs import plain_crew, sets_apart

SIZE = 12
SHARED = st.lists(st.sets(st.integers(0, SIZE - 1), min_size=2, max_size=6), max_size=24)
# Teams of four with two values of each, and whatever else.
TEAMS = [set(range(at, at + 4)) for at in (0, 4, 8)]


def dens(shared: list[set[int]]) -> list[set[int]]:
    label = plain_crew(SIZE, shared).dens(resolution=0.2)
    return [set(np.flatnonzero(label == d).tolist()) for d in range(label.max() + 1)]


def reached(shared: list[set[int]], inside: set[int]) -> set[int]:
    """Who hangs together with the first of some accounts by what they share among themselves."""
    found = {min(inside)}
    for _ in inside:
        found |= {other for who in shared if who & found for other in who & inside}
    return found


@given(SHARED)
def test_where_the_gang_hangs_together_every_den_does(shared: list[set[int]]) -> None:
    everybody = set(range(SIZE))
    if reached(shared, everybody) < everybody:
        shared = [*shared, everybody]
    assert all(reached(shared, den) == den for den in dens(shared))


@given(SHARED)
def test_two_values_set_a_den_apart(shared: list[set[int]]) -> None:
    found = dens([*TEAMS, *TEAMS, *shared])
    held = [den for den in found if sets_apart(shared + TEAMS + TEAMS, den, size=SIZE) > 1]
    assert len(found) == 1 or len(held) >= max(2, len(found) - 1)


@given(SHARED, st.permutations(range(SIZE)))
def test_names_and_order_change_nothing(shared: list[set[int]], name: list[int]) -> None:
    again = [{name[account] for account in who} for who in shared[::-1]]
    # Where accounts are images of each other any of them may be the one that is taken.
    assert sorted(map(len, dens(again))) == sorted(map(len, dens(shared)))


@given(st.integers(0, 11), st.integers(0, 11), st.integers(1, 3))
def test_one_value_joins_no_teams(one: int, other: int, times: int) -> None:
    joined = dens([*TEAMS, *TEAMS, {one, other}] + [set(range(SIZE))] * times)
    assert joined == TEAMS

"""In which order, and in which wave, the moves of a plan are made.

A wave is struck on one day; between waves the gang has time to mend. What is chosen does not depend on the waves, so
that striking more often never leaves more in the end; the waves only decide what falls first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from counterfeit_graph.takedown.search import Problem
    from counterfeit_graph.takedown.wiring import Floats, Ints

_EPS = 1e-9
# Up to so many moves, every set of them is tried as the next wave; beyond it they are taken one by one.
_MOST_TRIED = 12


def in_waves(problem: Problem, chosen: list[int], *, limits: Floats) -> tuple[list[int], list[int]]:
    """The moves that a plan cannot do without, in their order, and the wave of each, from 1.

    By the end of each wave at most its limit is spent, and of all moves those are made that leave least then.
    """
    # An exact solver is indifferent to moves that buy nothing, the police are not.
    rest, order, numbers = _needed(problem, sorted(chosen)), list[int](), list[int]()
    for wave, limit in enumerate(limits.tolist(), 1):
        allowed = limit - problem.cost(order)
        taken = rest if wave == len(limits) else _best_part(problem, order, rest=rest, allowed=allowed)
        order = _ordered(problem, order, rest=list(taken))
        numbers += [wave] * len(taken)
        rest = [move for move in rest if move not in order]
    return order, numbers


def _needed(problem: Problem, chosen: list[int]) -> list[int]:
    """The choice less what may be left out without loss, the dearest first."""
    kept, aim = list(chosen), problem.aim(chosen)
    for move in sorted(chosen, key=lambda row: -problem.costs[row]):
        without = [each for each in kept if each != move]
        if problem.aim(without) <= aim + _EPS:
            kept = without
    return kept


def _ordered(problem: Problem, before: list[int], *, rest: list[int]) -> list[int]:
    """The moves made before and the rest, the one that takes most per unit of cost first."""
    order = list(before)
    while rest:
        now = problem.aim(order)
        falls = now - problem.aims(np.asarray([problem.dead([*order, move]) for move in rest]))
        order.append(rest.pop(int(np.argmax(np.round(falls / problem.costs[rest], 9)))))
    return order


def _best_part(problem: Problem, before: list[int], *, rest: list[int], allowed: float) -> list[int]:
    """The part of the rest that leaves least of what is allowed to be spent."""
    if len(rest) > _MOST_TRIED:
        row = _ordered(problem, before, rest=list(rest))[len(before) :]
        spent = np.cumsum(problem.costs[row])
        return row[: int((spent <= allowed + _EPS).sum())]
    sets = _subsets(len(rest))
    sets = sets[sets @ problem.costs[rest] <= allowed + _EPS]
    marks = np.zeros((len(sets), len(problem.moves)), bool)
    marks[:, rest] = sets
    marks[:, before] = True
    best = int(np.argmin(np.round(problem.aims(problem.felled(marks)), 9)))
    return [move for move, taken in zip(rest, sets[best], strict=True) if taken]


def _subsets(size: int) -> Ints:
    """Every subset of so many things, the empty one first: 2 ** size x size."""
    return np.asarray((np.arange(2**size)[:, None] >> np.arange(size)) & 1, dtype=bool)

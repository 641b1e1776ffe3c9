"""Which moves to make where there are too many for proof: greedy steps and exchanges from several starts.

The aim is the capacity left under the worst rule of recovery; a thousandth of the mean over all rules breaks ties.
Steps are taken in bundles, since the second till of a shop is worth nothing without the first. The starts are the moves
on those who command: what they buy is seen only once other moves are made, which no greedy step knows. Answers are
sought at every whole unit of budget up to the one given and then filled up, and the best counts, so that more budget
never buys less.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from counterfeit_graph.takedown.capacity import Trade, worst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfeit_graph.takedown.moves import Move
    from counterfeit_graph.takedown.wiring import Floats, Ints

TIE = 1e-3
_EPS = 1e-9
_ROUNDS = 10
_STARTS = 3
_GIVEN, _MOST_GIVEN = 3, 200
_PROMISING = 40
_PAIRED = 24
_KEPT = 2


@dataclass(frozen=True)
class Problem:
    """Moves to choose from, the nodes that each takes out (moves x nodes) and the trade that they hit."""

    trade: Trade
    moves: Sequence[Move]
    kills: Ints
    costs: Floats

    @classmethod
    def of(cls, trade: Trade, moves: Sequence[Move]) -> Problem:
        """The problem of those of the moves that touch the trade or its command at all."""
        matter = trade.command > 0
        for nodes in (trade.shops, trade.payments, trade.sources):
            matter[nodes] = True
        kept = [move for move in moves if matter[list(move.nodes)].any()]
        kills = np.zeros((len(kept), trade.wiring.size), bool)
        for row, move in enumerate(kept):
            kills[row, list(move.nodes)] = True
        return cls(trade, kept, kills, np.asarray([move.cost for move in kept], dtype=float))

    def aims(self, dead: Ints) -> Floats:
        """What is to be made small, for each row of `dead` (sets x nodes), as a share of sales."""
        left = self.trade.left(dead)
        total = max(float(self.trade.value.sum()), _EPS)
        return np.asarray((worst(left) + TIE * np.mean(list(left.values()), axis=0)) / total)

    def dead(self, chosen: Sequence[int]) -> Ints:
        """Nodes that a choice of moves takes out."""
        return np.asarray(self.kills[list(chosen)].any(axis=0))

    def aim(self, chosen: Sequence[int]) -> float:
        """The aim of one choice."""
        return float(self.aims(self.dead(chosen)[None, :])[0])

    def cost(self, chosen: Sequence[int]) -> float:
        """What a choice costs."""
        return float(self.costs[list(chosen)].sum())

    @cached_property
    def bundles(self) -> Ints:
        """Bundles x moves: every move by itself, and the moves that buy something only together.

        These are the cheapest ones on all tills of a shop, on all its sources of goods, and on all who command.
        """
        trade, cheapest = self.trade, self._cheapest
        tills = [trade.payments[row > 0] for row in trade.needs.tills]
        goods = [trade.sources[row > 0] for row in trade.needs.goods]
        together = [cheapest[nodes] for nodes in (*tills, *goods, np.flatnonzero(trade.command))]
        found = {tuple(np.unique(rows).tolist()) for rows in together if len(rows) and (rows >= 0).all()}
        every = sorted(found | {(row,) for row in range(len(self.moves))}, key=lambda rows: (len(rows), rows))
        marks = np.zeros((len(every), len(self.moves)), bool)
        for at, rows in enumerate(every):
            marks[at, list(rows)] = True
        return marks

    @cached_property
    def _cheapest(self) -> Ints:
        """The cheapest move that takes out each node, -1 where none does."""
        found = np.full(self.trade.wiring.size, -1, np.int64)
        for row in np.argsort(-self.costs, kind="stable").tolist():
            found[self.kills[row]] = row
        return found

    def felled(self, sets: Ints) -> Ints:
        """Sets x nodes: what each set of moves (sets x moves) takes out."""
        return np.asarray((sets.astype(np.float32) @ self._kills) > 0)

    @cached_property
    def _kills(self) -> Floats:
        return self.kills.astype(np.float32)

    def beyond(self, chosen: Sequence[int]) -> tuple[Ints, Floats]:
        """Bundles x moves without the moves chosen already, of which any is left, and what each then costs."""
        more = self.bundles.copy()
        more[:, list(chosen)] = False
        more = more[more.any(axis=1)]
        return more, more @ self.costs

    def falls(self, chosen: Sequence[int], more: Ints) -> Floats:
        """How far the aim falls when each row of `more` (sets x moves) is added to a choice."""
        dead = self.dead(chosen)
        aims = self.aims(np.concatenate([dead[None, :], dead | self.felled(more)]))
        return np.asarray(aims[0] - aims[1:])

    def best_addition(self, chosen: Sequence[int], budget: float) -> list[int]:
        """The choice with the bundle added that falls most per unit of cost; as it is if none helps."""
        more, costs = self.beyond(chosen)
        fit = costs <= budget - self.cost(chosen) + _EPS
        more, costs = more[fit], costs[fit]
        falls = self.falls(chosen, more)
        if falls.max(initial=0.0) <= _EPS:
            return list(chosen)
        best = int(np.argmax(np.round(falls / costs, 9)))
        return [*chosen, *np.flatnonzero(more[best]).tolist()]


def greedy(problem: Problem, budget: float, *, start: Sequence[int] = ()) -> list[int]:
    """Add the best bundle until none fits or none helps."""
    chosen = list(start)
    while True:
        more = problem.best_addition(chosen, budget)
        if len(more) == len(chosen):
            return chosen
        chosen = more


def exchanged(problem: Problem, chosen: list[int], *, budget: float) -> list[int]:
    """Take up one bundle or two for as few moves as pay for them, and fill up, as long as the aim falls."""
    now = problem.aim(chosen)
    for _ in range(_ROUNDS):
        sets = _exchanges(problem, chosen, budget=budget)
        if not len(sets):
            return chosen
        aims = np.round(problem.aims(problem.felled(sets)), 9)
        other = greedy(problem, budget, start=np.flatnonzero(sets[int(np.argmin(aims))]).tolist())
        if problem.aim(other) >= now - _EPS:
            return chosen
        now, chosen = problem.aim(other), other
    return chosen


def _exchanges(problem: Problem, chosen: list[int], *, budget: float) -> Ints:
    """Choices x moves: the choice with the most promising bundles, by one or two, less up to three that make room."""
    sizes = [size for size in range(_GIVEN + 1) if comb(len(chosen), size) <= _MOST_GIVEN]
    given = [each for size in sizes for each in combinations(chosen, size)]
    room = np.asarray([problem.cost(each) for each in given]) + budget - problem.cost(chosen)
    # Nothing is given up that need not be.
    spare = room - np.asarray([problem.costs[list(each)].min(initial=np.inf) for each in given])
    more, costs = problem.beyond(chosen)
    worth = problem.falls(chosen, more) / np.maximum(costs, _EPS)
    best = np.argsort(-np.round(worth, 9), kind="stable")[:_PROMISING]
    more = more[best]
    first, second = np.triu_indices(len(more[:_PAIRED]), 1)
    more = np.concatenate([more, more[first] | more[second]])
    costs = more @ problem.costs
    rows, gone = np.nonzero((costs[:, None] <= room + _EPS) & (costs[:, None] > spare + _EPS))
    sets = more[rows]
    sets[:, chosen] = True
    without = np.zeros((len(given), len(problem.moves)), bool)
    for at, each in enumerate(given):
        without[at, list(each)] = True
    return sets & ~without[gone]


def search(problem: Problem, budget: float) -> list[int]:
    """The best of the choices found at each whole unit of budget, each filled up with what else the budget pays for."""
    found: list[list[int]] = [[]]
    least = problem.aim(range(len(problem.moves)))
    for level in range(1, int(min(budget, problem.costs.sum())) + 1):
        if problem.aim(found[-1]) <= least + _EPS:
            break
        found.append(_search_at(problem, float(level), before=found[-1]))
    filled = [_filled(problem, chosen, budget=budget) for chosen in found]
    return min(filled, key=lambda chosen: (round(problem.aim(chosen), 9), problem.cost(chosen)))


def _filled(problem: Problem, chosen: list[int], *, budget: float) -> list[int]:
    """The choice with the best additions, whatever they cost, until one does not fit: never worse for more budget."""
    while True:
        more = problem.best_addition(chosen, np.inf)
        if len(more) == len(chosen) or problem.cost(more) > budget + _EPS:
            return chosen
        chosen = more


def _search_at(problem: Problem, budget: float, *, before: list[int]) -> list[int]:
    """The best choice from a few starts; the one `before` was found for a unit less."""
    starts = [[], before, *_starts(problem)]
    found = [greedy(problem, budget, start=start) for start in starts if problem.cost(start) <= budget + _EPS]
    apart = {tuple(sorted(chosen)): chosen for chosen in found}
    best = sorted(apart.values(), key=lambda chosen: round(problem.aim(chosen), 9))[:_KEPT]
    return min((exchanged(problem, chosen, budget=budget) for chosen in best), key=problem.aim)


def _starts(problem: Problem) -> list[list[int]]:
    """The moves on those who command, the mightiest first: one, two, ... of them, and each of the first by itself."""
    command = problem.trade.command[[move.node for move in problem.moves]] if problem.moves else np.zeros(0)
    order = [row for row in np.argsort(-command, kind="stable").tolist() if command[row] > 0][:_STARTS]
    return [order[: count + 1] for count in range(len(order))] + [[row] for row in order[1:]]

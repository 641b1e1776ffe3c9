"""Which moves to make: to the end for small gangs, by greedy steps and swaps from several starts for the rest.

The aim is the capacity left under the worst rule of recovery; a thousandth of the mean over all rules breaks ties. The
starts are the moves on those who command: what they buy is seen only once other moves are made, which no greedy step
knows. Answers are sought at every whole unit of budget up to the one given and then filled up, and the best counts, so
that more budget never buys less.
"""

from __future__ import annotations

from dataclasses import dataclass
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
_STARTS = 4


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

    def best_addition(self, chosen: Sequence[int], budget: float) -> tuple[list[int], float]:
        """The choice with the move added that falls most per unit of cost, and its aim; as it is if none helps."""
        now = self.aim(chosen)
        free = np.setdiff1d(np.flatnonzero(self.costs <= budget - self.cost(chosen) + _EPS), chosen)
        falls = now - self.aims(self.dead(chosen) | self.kills[free]) if len(free) else np.zeros(0)
        if not len(free) or falls.max() <= _EPS:
            return list(chosen), now
        best = int(np.argmax(np.round(falls / self.costs[free], 9)))
        return [*chosen, int(free[best])], now - float(falls[best])


def greedy(problem: Problem, budget: float, *, start: Sequence[int] = ()) -> list[int]:
    """Add the best move until none fits or none helps."""
    chosen = list(start)
    while True:
        more, _ = problem.best_addition(chosen, budget)
        if len(more) == len(chosen):
            return chosen
        chosen = more


def swapped(problem: Problem, chosen: list[int], *, budget: float) -> list[int]:
    """Give up one move and fill its place anew, as long as the aim falls."""
    now = problem.aim(chosen)
    for _ in range(_ROUNDS):
        others = [greedy(problem, budget, start=[m for m in chosen if m != gone]) for gone in chosen]
        aims = [problem.aim(other) for other in others]
        if not aims or min(aims) >= now - _EPS:
            return chosen
        now, chosen = min(aims), others[int(np.argmin(aims))]
    return chosen


def search(problem: Problem, budget: float) -> list[int]:
    """The best of the choices found at each whole unit of budget, each filled up with what else the budget pays for."""
    found = [_filled(problem, _search_at(problem, float(level)), budget=budget) for level in range(int(budget) + 1)]
    return min(found, key=lambda chosen: (round(problem.aim(chosen), 9), problem.cost(chosen)))


def _filled(problem: Problem, chosen: list[int], *, budget: float) -> list[int]:
    """The choice with the best additions, whatever they cost, until one does not fit: never worse for more budget."""
    while True:
        more, _ = problem.best_addition(chosen, np.inf)
        if len(more) == len(chosen) or problem.cost(more) > budget + _EPS:
            return chosen
        chosen = more


def _search_at(problem: Problem, budget: float) -> list[int]:
    starts = [start for start in _starts(problem) if problem.cost(start) <= budget + _EPS]
    found = [greedy(problem, budget, start=start) for start in starts]
    found.sort(key=problem.aim)
    return swapped(problem, found[0], budget=budget)


def _starts(problem: Problem) -> list[list[int]]:
    """No move, then the moves on those who command, the mightiest first: one, two, ... of them."""
    command = problem.trade.command[[move.node for move in problem.moves]] if problem.moves else np.zeros(0)
    order = [row for row in np.argsort(-command, kind="stable").tolist() if command[row] > 0]
    return [order[:count] for count in range(min(len(order), _STARTS) + 1)] + [[row] for row in order[1:_STARTS]]

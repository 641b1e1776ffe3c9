"""Better orders from good ones: stretches of an order are annealed one at a time, its tail is put right in between.

The work is counted in entries of the graph read, not in seconds, so that the answer depends on the seed alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from counterfeit_graph.takedown._kernels_anneal import Stretch, anneal, stretch
from counterfeit_graph.takedown.problem import Problem, place_of

Array = np.ndarray[Any, Any]

# Entries that one core reads in a second, about.
STEPS_A_SECOND = 150_000_000

# Places in a stretch: short enough that a move takes microseconds.
_LONGEST = 512
# Largest component, in nodes or as a share of all, at which the part to work on ends.
_DEPTHS = (3.0, 10.0, 0.01, 0.05)
# Weight of a graph above which its tail is put right in every tenth round only.
_TAIL_LIMIT = 30_000
_NOISE = 4096
_COLDEST, _HOTTEST = 0.2, 6.0
_COOLING = 25.0
_ROUNDS_A_UNIT = 15
_FIELD, _FINALISTS = 8, 3
_FAIR = 8


def best_order(problem: Problem, starts: Sequence[Array], *, rng: np.random.Generator, work: int) -> Array:
    """The best order that about `work` entries of annealing find from several starts, which come best first.

    Which start leads furthest shows only on the way, so a third of the work goes to the whole field, a third to the
    finalists and a third to the winner; the field is no larger than can be given a fair trial.
    """
    field = min(_FIELD, max(1, work // (3 * _FAIR * _round_cost(problem, starts[0]))))
    orders = list(starts[:field])
    for count in (field, min(field, _FINALISTS), 1):
        searches = [Annealing(problem, rng, order) for order in orders[:count]]
        for search in searches:
            search.run(work // 3 // count)
        orders = [each.best for each in sorted(searches, key=lambda each: each.best_score)]
    return orders[0]


def _round_cost(problem: Problem, order: Array) -> int:
    """Entries that one round of annealing reads, about."""
    nodes = 2 * min(_LONGEST, place_of(problem.curve(order), problem.size // 100))
    return 20 * problem.weight + 2 * nodes * nodes * (problem.weight // problem.size + 1)


@dataclass
class Annealing:
    """A search in progress: where it stands, the best order met, and the work done."""

    problem: Problem
    rng: np.random.Generator
    current: Array
    best: Array = field(init=False)
    best_score: float = field(init=False)
    spent: int = field(init=False, default=0)
    rounds: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.best, self.best_score = self.current, self.problem.score(self.current)
        self._state = np.array([self.rng.integers(1, 2**63)], np.uint64)
        noise = np.minimum(self.rng.gumbel(size=_NOISE), 9.0)
        self._noise = np.concatenate([[noise.max()], np.delete(noise, np.argmax(noise))])

    def run(self, work: int) -> Array:
        """Spend about `work` entries, cooling on the way; gives the best order."""
        for depth in _DEPTHS:
            if self.spent < work:
                self._round(depth, _COLDEST)
        hot = self._hottest(work)
        while self.spent < work:
            depth = _DEPTHS[self.rng.integers(len(_DEPTHS))]
            self._round(depth, max(hot * _COOLING ** -(self.spent / work), _COLDEST))
        return self.best

    def _hottest(self, work: int) -> float:
        """The first warmth, in units of the nodes that one removal parts from the largest component.

        The more rounds there are to come, the warmer the start: a short search must not lose what it began with.
        """
        unit = self.problem.size / place_of(self.problem.curve(self.best), self.problem.size // 10)
        return unit * min(work * self.rounds / max(self.spent, 1) / _ROUNDS_A_UNIT, _HOTTEST)

    def _round(self, depth: float, warmth: float) -> None:
        curve = self.problem.curve(self.current)
        lo, hi = self._bounds(curve, depth)
        piece, places = self._cut(lo, hi)
        cost = self.problem.cost[piece.node]
        away = np.where(places < hi, curve[hi - 1], curve[places])
        line = np.arange(len(places), dtype=np.int32)
        moves = self._moves(piece)
        length, good, good_length = anneal(
            piece, np.stack([cost, cost * away]), line, hi - lo, moves, warmth, self._noise, self._state
        )
        self._take(lo, piece.node[good[:good_length]])
        self.current = self._take(lo, piece.node[line[:length]])
        self.rounds += 1

    def _bounds(self, curve: Array, depth: float) -> tuple[int, int]:
        """A stretch of the part above a depth, drawn at random where that part is long."""
        hi = place_of(curve, int(max(3, depth if depth >= 1 else depth * self.problem.size)))
        if hi <= _LONGEST:
            return 0, hi
        lo = int(self.rng.integers(0, hi - _LONGEST // 2))
        return lo, min(hi, lo + _LONGEST)

    def _cut(self, lo: int, hi: int) -> tuple[Stretch, Array]:
        """The stretch as a small graph, with as many later nodes that may enter it; and the places of all."""
        later = self.current[hi:]
        waits = np.zeros(self.problem.size + 1, bool)
        waits[later] = True
        open_ = hi + np.flatnonzero(~waits[self.problem.above[later]])
        extra = np.sort(self.rng.permutation(open_)[: hi - lo])
        piece = stretch(self.problem.indptr, self.problem.indices, self.current, lo, hi, extra)
        return piece, np.concatenate([np.arange(lo, hi), extra])

    def _moves(self, piece: Stretch) -> int:
        """Two moves a node, or more where cutting the stretch out cost more than that."""
        one = len(piece.indices) + 2 * len(piece.node)
        moves = max(2 * len(piece.node), 6 * self.problem.weight // one)
        self.spent += moves * one + 20 * self.problem.weight
        return moves

    def _take(self, lo: int, line: Array) -> Array:
        """The whole order with a new stretch from `lo` on, its tail put right; kept if it is the best."""
        front = np.concatenate([self.current[:lo], line])
        waits = np.ones(self.problem.size, bool)
        waits[front] = False
        order = np.concatenate([front, self.current[waits[self.current]]]).astype(np.int32)
        if self.problem.weight < _TAIL_LIMIT or self.rounds % 10 == 0:
            order = self.problem.reinsert(order, first=len(front))
        order = self.problem.tidy(order)
        score = self.problem.score(order)
        if score < self.best_score:
            self.best, self.best_score = order, score
        return order

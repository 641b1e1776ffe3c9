"""First orders for a dismantling: cheap generators, each put right by reverse-greedy reordering.

A generator need only name a good set; reordering it is what wins. Sources: Braunstein and others 2016 and Morone and
others 2016 (reinsertion); the generators name theirs in their kernels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from counterfeit_graph.takedown._kernels_between import betweenness
from counterfeit_graph.takedown._kernels_degree import core_degree, influence
from counterfeit_graph.takedown._kernels_separate import separators
from counterfeit_graph.takedown.problem import Problem

Array = np.ndarray[Any, Any]

_CUTS = (1, 3, 12, 50, 200)
_PIVOTS = (32, 16)
_WORK = 600_000_000
"""Entries that one run of betweenness may read; separators a third of it."""
# Runs of betweenness, and how much faster than annealing it reads.
_FEWEST, _MOST = 2, 8
_PACE = 2
_BALL_WORK = 20_000_000
_PASSES = 3
_SMALLER = 20_000


def starting_orders(problem: Problem, rng: np.random.Generator, *, work: int) -> tuple[list[Array], int]:
    """One order of each generator, reordered, best first by their score; and the entries read.

    Runs of sampled betweenness differ by their pivots: two are made, and more while they read less than `work`.
    """
    firsts = _first_removals(problem, rng, work=work)
    found = [(*_reordered(problem, problem.complete(first)), read) for first, read in firsts]
    found.sort(key=lambda each: each[1])
    return [order for order, _, _ in found], sum(read for _, _, read in found)


def _first_removals(problem: Problem, rng: np.random.Generator, *, work: int) -> Iterator[tuple[Array, int]]:
    """Begun or whole orders of each generator; with unequal costs, those of unit costs as well."""
    for costs in [problem.cost] if problem.uniform else [problem.cost, np.ones(problem.size)]:
        priced = replace(problem, cost=costs)
        for first in _by_degree(priced):
            yield first, 0
        yield separators(problem.indptr, problem.indices, priced.damp, max(2, problem.size // 500), _WORK // 3), 0
        run = spent = 0
        while run < _FEWEST or (run < _MOST and spent < work):
            first, read = _by_betweenness(priced, rng, pivots=_PIVOTS[run % len(_PIVOTS)])
            run, spent = run + 1, spent + read
            yield first, read


def _by_degree(problem: Problem) -> Iterator[Array]:
    indptr, indices, damp = problem.indptr, problem.indices, problem.damp
    none = np.zeros(0, np.int32)
    degree = np.diff(indptr).astype(np.int64)
    for radius in range(3 if degree @ degree < _BALL_WORK else 2):
        yield influence(indptr, indices, none, radius, damp)
    yield core_degree(indptr, indices, damp)


def _by_betweenness(problem: Problem, rng: np.random.Generator, *, pivots: int) -> tuple[Array, int]:
    rounds = max(10, _WORK // (2 * pivots * problem.weight))
    state = np.array([rng.integers(1, 2**63)], np.uint64)
    stop = max(2, problem.size // 500)
    first, read = betweenness(problem.indptr, problem.indices, problem.damp, pivots, rounds, stop, state)
    return first, read // _PACE


def _reordered(problem: Problem, order: Array) -> tuple[Array, float]:
    """The best reordering over all cuts, repeated on its own result while that helps."""
    best, best_score = order, problem.score(order)
    for _ in range(_PASSES if problem.size < _SMALLER else 1):
        base, base_score = best, best_score
        for largest in _CUTS:
            for power in (0.5,) if problem.uniform else (0.0, 0.5, 1.0):
                found = problem.tidy(problem.reinsert(base, largest=largest, power=power))
                score = problem.score(found)
                if score < best_score:
                    best, best_score = found, score
        if best_score == base_score:
            break
    return best, best_score

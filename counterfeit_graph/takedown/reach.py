"""The few nodes nearest to all others: an integer programme for graphs of some hundred nodes, a greedy choice above.

A node at distance d of the nearest chosen one counts 1/d, a chosen one 1 (Borgatti 2006, KPP-Pos). As 1/d is a sum of
steps, one for each distance that is not exceeded, a node and a distance make one variable that some chosen node must
cover; such covering programmes are mostly whole already without asking for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from counterfeit_graph.takedown._kernels_spread import distances
from counterfeit_graph.takedown.flat_graph import FlatGraph

Array = np.ndarray[Any, Any]

_PROGRAMMED = 1_000_000
"""Entries of the programme up to which it is solved."""
_NODE_LIMIT = 2_000
_WIDEST = 3_000
_CANDIDATES = 256
_SLACK = 1e-6


@dataclass(frozen=True)
class Sources:
    """Chosen nodes, the sum of 1/distance that they reach, and a bound that no choice exceeds."""

    nodes: Array
    reach: float
    bound: float

    @property
    def proved(self) -> bool:
        """Is nothing better possible?"""
        return self.bound <= self.reach * (1 + _SLACK)


def widest_reach(graph: FlatGraph, *, cost: Array, budget: float) -> Sources:
    """The best set of sources within the budget that a greedy choice with exchanges, or the programme, finds."""
    candidates = _candidates(graph)
    far = distances(graph.indptr, graph.indices, candidates)
    near = np.where(far < 0, 0.0, 1.0 / np.maximum(far, 1)).astype(np.float32)
    choice = _Choice(near, cost[candidates], budget + 1e-9)
    rows = choice.exchanged(choice.filled([]))
    whole = len(candidates) == graph.size
    found = Sources(candidates[rows], choice.reach(rows), choice.bound(rows) if whole else float(graph.size))
    if not whole or found.proved or far.size * (far.max(initial=0) + 1) > _PROGRAMMED:
        return found
    return _programme(far, choice, found=found)


def _candidates(graph: FlatGraph) -> Array:
    """All nodes; of a graph too wide for that, those of highest degree."""
    if graph.size <= _WIDEST:
        return np.arange(graph.size)
    degree = np.diff(graph.indptr)
    return np.sort(np.argsort(-degree, kind="stable")[:_CANDIDATES])


@dataclass(frozen=True)
class _Choice:
    """Rows of 1/distance to choose from (candidates x nodes), with what each costs and what all may cost."""

    near: Array
    cost: Array
    budget: float

    def reached(self, rows: list[int]) -> Array:
        """What each node counts once the rows are chosen."""
        return np.asarray(np.max(self.near[rows], axis=0, initial=0.0))

    def reach(self, rows: list[int]) -> float:
        """What all nodes count together."""
        return float(self.reached(rows).sum(dtype=float))

    def gains(self, rows: list[int]) -> Array:
        """What each further row would add."""
        return np.asarray(np.maximum(self.near - self.reached(rows), 0).sum(axis=1, dtype=float))

    def open(self, rows: list[int]) -> Array:
        """Rows that are not chosen and can be paid for."""
        left = self.budget - self.cost[rows].sum()
        return np.setdiff1d(np.flatnonzero(self.cost <= left), rows)

    def filled(self, rows: list[int]) -> list[int]:
        """The rows with the best affordable one (gain over cost) added until none is left."""
        rows = list(rows)
        while len(free := self.open(rows)):
            merit = self.gains(rows)[free] / np.maximum(self.cost[free], _SLACK)
            rows.append(int(free[np.argmax(merit)]))
        return rows

    def exchanged(self, rows: list[int]) -> list[int]:
        """The rows after exchanging one at a time while that reaches more."""
        best, at, since = self.reach(rows), 0, 0
        while since < len(rows):
            others = rows[:at] + rows[at + 1 :]
            free = self.open(others)
            found = self.filled([*others, int(free[np.argmax(self.gains(others)[free])])])
            since += 1
            if self.reach(found) > best * (1 + _SLACK):
                rows, best, since = found, self.reach(found), 0
            at = (at + 1) % len(rows)
        return rows

    def bound(self, rows: list[int]) -> float:
        """What no choice exceeds: gains only shrink, so the best gains now, as far as they can be paid, bound them."""
        gains, price = self.gains(rows), np.maximum(self.cost, _SLACK)
        order = np.argsort(-gains / price, kind="stable")
        paid = np.clip((self.budget - np.cumsum(price[order]) + price[order]) / price[order], 0.0, 1.0)
        return self.reach(rows) + float(paid @ gains[order])


def _programme(far: Array, choice: _Choice, *, found: Sources) -> Sources:
    """The choice that the integer programme finds, if it is better than the one at hand, with its bound."""
    covers, worth = _steps(far)
    chosen, steps = far.shape[0], covers.shape[0]
    rows = sparse.hstack([-covers, sparse.eye_array(steps)]).tocsr()
    price = sparse.csr_array(np.concatenate([choice.cost, np.zeros(steps)])[None, :])
    limits = LinearConstraint(
        sparse.vstack([rows, price]).tocsr(), ub=np.concatenate([np.zeros(steps), [choice.budget]])
    )
    whole = np.concatenate([np.ones(chosen), np.zeros(steps)])
    options: Any = {"node_limit": _NODE_LIMIT, "mip_rel_gap": 0.0}
    objective = -np.concatenate([np.zeros(chosen), worth])
    answer = milp(objective, integrality=whole, bounds=Bounds(0, 1), constraints=limits, options=options)
    bound = found.bound if answer.mip_dual_bound is None else min(found.bound, -float(answer.mip_dual_bound))
    if answer.x is None:
        return Sources(found.nodes, found.reach, bound)
    picked = choice.filled(np.flatnonzero(answer.x[:chosen] > 0.5).tolist())
    reach = choice.reach(picked)
    nodes = np.array(picked) if reach > found.reach * (1 + _SLACK) else found.nodes
    return Sources(nodes, max(reach, found.reach), max(bound, reach, found.reach))


def _steps(far: Array) -> tuple[Any, Array]:
    """For each node and each distance that occurs: who is at most that far (sparse rows), and what that is worth."""
    reachable = np.where(far < 0, np.iinfo(np.int32).max, np.maximum(far, 1))
    covers, worth = [], []
    for distance in range(1, int(far.max(initial=0)) + 1):
        within = reachable <= distance
        nodes = np.flatnonzero(within.any(axis=0))
        covers.append(sparse.csr_array(within[:, nodes].T.astype(float)))
        worth.append(np.full(len(nodes), 1.0 / distance - 1.0 / (distance + 1)))
    within = reachable < np.iinfo(np.int32).max
    covers.append(sparse.csr_array(within.T.astype(float)))
    worth.append(np.full(far.shape[1], 1.0 / (int(far.max(initial=0)) + 1)))
    return sparse.vstack(covers).tocsr(), np.concatenate(worth)

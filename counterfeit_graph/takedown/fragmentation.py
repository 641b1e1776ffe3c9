"""The few nodes whose removal leaves a graph least connected: proved where that takes seconds, searched elsewhere.

Every set is completed by its best last node, which one depth-first pass finds (see the kernels), so proving k nodes
best takes the sets of k - 1, and of these only those that hold no node without the one above it: a leaf, a twin or any
other node whose neighbours all know another node is never better than that other (see `_kernels_dominate`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from counterfeit_graph.model.seeds import generator
from counterfeit_graph.takedown._kernels_dominate import dominators
from counterfeit_graph.takedown._kernels_spread import Network, best_set, count_sets, fill, network, pressures, swap
from counterfeit_graph.takedown.flat_graph import FlatGraph

Array = np.ndarray[Any, Any]

_PROVABLE = 600_000_000
"""Entries of the graph that a proof may read: seconds on one core."""
_SEARCHED = 60_000_000
"""Entries that restarts of the search may read, for each number of nodes."""
_RESTARTS = 200


@dataclass(frozen=True)
class Cut:
    """Chosen nodes, the sum of squared component weights that they leave, and whether less is impossible."""

    nodes: Array
    pressure: float
    proved: bool


def least_connected(graph: FlatGraph, *, weight: Array, cost: Array, budget: float, seed: int) -> Cut:
    """The best set of nodes within the budget that a proof or, failing that, a search finds.

    With unit costs, a larger budget never gives a worse set: the search for k nodes starts from the answer for k - 1.
    """
    net = network(graph.indptr, graph.indices, weight, cost)
    sets = _Sets.of(net)
    smaller = range(int(budget) - 1, 0, -1) if np.all(cost == 1) else ()
    proved = next((each for each in (budget, *smaller) if sets.few(float(each))), 0)
    cut = sets.best(float(proved)) if proved else Cut(np.zeros(0, np.int64), np.inf, proved=False)
    for each in (*(k for k in reversed(smaller) if k > proved), budget):
        if each != proved:
            cut = _search(net, cut.nodes, budget=float(each), seed=seed)
    return cut


@dataclass(frozen=True)
class _Sets:
    """The sets of nodes that a proof looks at: none holds a node without the one above it, which stands before it."""

    net: Network
    line: Array
    above: Array

    @classmethod
    def of(cls, net: Network) -> _Sets:
        """The sets of a network."""
        above = dominators(net.indptr, net.indices, net.weight, net.cost)
        depth, up = np.zeros(len(above), np.int64), above
        while np.any(up >= 0):
            depth += up >= 0
            up = np.where(up >= 0, above[up], up)
        return cls(net, np.argsort(depth, kind="stable"), above)

    @property
    def room(self) -> float:
        """Budget in which any two nodes have room."""
        return 2.0 * float(self.net.cost.max())

    def few(self, budget: float) -> bool:
        """Can all sets be looked at within the limit?"""
        passes = _PROVABLE // (len(self.line) + len(self.net.indices))
        return bool(count_sets(self.net, self.line, self.above, budget, self.room, passes) <= passes)

    def best(self, budget: float) -> Cut:
        """The best set of all."""
        pressure, nodes = best_set(self.net, self.line, self.above, budget, self.room)
        return Cut(nodes, float(pressure), proved=True)


def _search(net: Network, start: Array, *, budget: float, seed: int) -> Cut:
    """The best of greedy sets and of exchanges of one node, from the given start and from random sets.

    Where one round of exchanges would take seconds, the greedy sets alone.
    """
    greedy = [_grown(net, start, budget=budget, power=power) for power in (0.0, 1.0)]
    each = (len(net.weight) + len(net.indices)) * max(map(len, greedy)) ** 2
    if each > _SEARCHED:
        return min((_weighed(net, nodes) for nodes in greedy), key=lambda cut: cut.pressure)
    rng = generator(seed, "key_players", str(budget))
    drawn = (_random_set(net.cost, budget, rng=rng) for _ in range(min(_RESTARTS, _SEARCHED // each)))
    cuts = [_exchanged(net, nodes, budget=budget) for nodes in (*greedy, *drawn)]
    return min(cuts, key=lambda cut: cut.pressure)


def _grown(net: Network, start: Array, *, budget: float, power: float) -> Array:
    net.gone[start] = True
    nodes = fill(net, start, budget, power)
    net.gone[:] = False
    return np.asarray(nodes)


def _exchanged(net: Network, nodes: Array, *, budget: float) -> Cut:
    net.gone[nodes] = True
    pressure, found = swap(net, fill(net, nodes, budget, 0.0), budget)
    net.gone[:] = False
    return Cut(found, float(pressure), proved=False)


def _weighed(net: Network, nodes: Array) -> Cut:
    net.gone[nodes] = True
    pressure = pressures(net)
    net.gone[:] = False
    return Cut(nodes, float(pressure), proved=False)


def _random_set(cost: Array, budget: float, *, rng: np.random.Generator) -> Array:
    order = rng.permutation(len(cost))
    affordable = np.cumsum(cost[order]) <= budget
    return order[affordable].astype(np.int64)

"""The few nodes whose removal leaves a graph least connected: proved where that takes seconds, searched elsewhere.

Every set is completed by its best last node, which one depth-first pass finds (see the kernels), so proving k nodes
best takes the sets of k - 1. Where all nodes weigh and cost alike, fewer have to be looked at: a node whose
neighbours all know each other (a leaf, for one) is never better than such a neighbour. Only in what is then left of
its clique may it be worth removing, and there all but one of its twins will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from counterfeit_graph.model.seeds import generator
from counterfeit_graph.takedown._kernels_spread import Network, best_set, count_sets, fill, network, pressures, swap
from counterfeit_graph.takedown.flat_graph import FlatGraph

Array = np.ndarray[Any, Any]

_PROVABLE = 600_000_000
"""Entries of the graph that a proof may read: seconds on one core."""
_SEARCHED = 60_000_000
"""Entries that restarts of the search may read, for each number of nodes."""
_RESTARTS = 200
_WIDEST = 2_000


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
    smaller = range(int(budget) - 1, 0, -1) if np.all(cost == 1) else ()
    proved = next((each for each in (budget, *smaller) if _provable(graph, net, budget=float(each))), 0)
    cut = _proof(graph, net, budget=float(proved)) if proved else Cut(np.zeros(0, np.int64), np.inf, proved=False)
    for each in (*(k for k in reversed(smaller) if k > proved), budget):
        if each != proved:
            cut = _search(net, cut.nodes, budget=float(each), seed=seed)
    return cut


def _provable(graph: FlatGraph, net: Network, *, budget: float) -> bool:
    """Can all sets be looked at within the limit?"""
    passes = _PROVABLE // (graph.size + len(graph.indices))
    candidates = _candidates(graph, net, most=budget)
    return _suffice(candidates, net, budget=budget) or bool(
        count_sets(net, candidates, budget, 2.0 * net.cost.max(), passes) <= passes
    )


def _suffice(candidates: Array, net: Network, *, budget: float) -> bool:
    """Can the candidates all go, which leaves no two nodes connected?"""
    return len(candidates) < budget and len(candidates) < len(net.cost) and bool(np.all(net.cost == 1))


def _proof(graph: FlatGraph, net: Network, *, budget: float) -> Cut:
    """The best set of all."""
    candidates = _candidates(graph, net, most=budget)
    if _suffice(candidates, net, budget=budget):
        net.gone[candidates] = True
        nodes = fill(net, candidates, budget, 0.0)
        pressure = pressures(net)
        net.gone[:] = False
    else:
        pressure, nodes = best_set(net, candidates, budget, 2.0 * net.cost.max())
    return Cut(nodes, float(pressure), proved=True)


def _candidates(graph: FlatGraph, net: Network, *, most: float) -> Array:
    """Nodes of which some best set, its last node apart, can be made; all, unless all weigh and cost alike."""
    alike = np.all(net.weight == net.weight[0]) and np.all(net.cost == net.cost[0])
    if not alike or graph.size > _WIDEST:
        return np.arange(graph.size)
    near = [set(part.tolist()) for part in np.split(graph.indices, graph.indptr[1:-1])]
    taken: dict[frozenset[int], int] = {}
    kept = []
    for node, beside in enumerate(near):
        clique = frozenset(beside | {node})
        if not all(clique <= near[other] | {other} for other in beside):
            kept.append(node)
            continue
        # Twins share their clique; they are those of its members that know nobody else.
        twins = sum(len(near[other]) == len(beside) for other in clique)
        taken[clique] = taken.get(clique, 0) + 1
        if taken[clique] <= min(twins - 1, most):
            kept.append(node)
    return np.array(kept, np.int64)


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

"""`dismantle`: in which order to remove the nodes of a graph so that it falls apart soonest."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from counterfeit_graph import __version__
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.seeds import generator
from counterfeit_graph.takedown.annealing import STEPS_A_SECOND, best_order
from counterfeit_graph.takedown.flat_graph import FlatGraph, read_links
from counterfeit_graph.takedown.order import Order
from counterfeit_graph.takedown.problem import Problem
from counterfeit_graph.takedown.removal_cost import removal_costs
from counterfeit_graph.takedown.starting_orders import starting_orders

Array = np.ndarray[Any, Any]

# The short search that every answer gets: entries read for each pair of a node and an edge, and at most.
_SHARE = 50
_MOST = 2 * STEPS_A_SECOND


def dismantle(graph: Any, *, cost: Any = None, seed: int = 0, seconds: float | None = None) -> Order:
    """Order the nodes of a graph so that its largest component shrinks as early as possible.

    Several cheap generators (adaptive degree, collective influence, CoreHD, separators, sampled betweenness) each give
    an order, which reverse-greedy reordering puts right; the best is annealed. Loops and doubled edges are ignored,
    directions too. The answer depends on the structure, the costs and the seed, never on node names.

    Args:
        graph: a NetworkX graph; arrays (source, target) or (source, target, n) with n nodes numbered from 0; a square
            scipy sparse matrix; an `EvidenceGraph`, whose nodes are accounts; or any object with `to_networkx()`, such
            as a gang.
        cost: what each removal costs: a mapping from node to number, a column in the order of the nodes, or "degree".
            The order then minimises the cost form of the ANC.
        seed: chooses between equally good searches.
        seconds: about how much processor time to spend, if that is more than the first orders and a short search take.
            It is counted in steps (150 million a second, the speed of one core), so that the answer is the same on a
            slower machine, only later.

    Raises:
        OptionError: the graph cannot be read or is empty, a cost is missing or negative, or `seconds` is.

    Example:
        >>> order = dismantle(([0, 0, 0, 3], [1, 2, 3, 4]))
        >>> order.nodes[:2], round(order.anc(), 2)
        ((0, 3), 0.2)
    """
    links = read_links(graph)
    costs = removal_costs(links, cost)
    flat = FlatGraph.of(links, colours=[costs])
    problem = Problem(flat.indptr, flat.indices, costs[flat.given] / costs.mean())
    rng = generator(seed, "dismantle")
    short, work = min(_MOST, _SHARE * problem.size * len(problem.indices) // 2), _work(seconds)
    starts, read = starting_orders(problem, rng, work=max(short // 8, work // 3))
    found = best_order(problem, starts, rng=rng, work=max(short, work - read))
    nodes = tuple(links.labels[at] for at in flat.given[found])
    made_with = {"seed": seed, "seconds": seconds, "version": __version__}
    return Order.of(nodes, cost=costs[flat.given[found]], largest=problem.curve(found), made_with=made_with)


def _work(seconds: float | None) -> int:
    """Entries that may be read in all."""
    if seconds is None:
        return 0
    if not (math.isfinite(seconds) and seconds >= 0):
        fault = f"seconds must be a number from 0 on, not {seconds!r}"
        raise OptionError(fault, where="seconds")
    return int(seconds * STEPS_A_SECOND)

"""Rankings to hold a plan against. Each gives the nodes of a network in the order in which it would remove them.

A baseline sees the network as a plain graph and knows nothing of costs, tills or recovery; `sales` closes the largest
shops.

Example:
    >>> from counterfeit_graph.takedown import baselines
    >>> [each.__name__ for each in baselines.ALL]
    ['degree', 'betweenness', 'random', 'corehd', 'collective_influence', 'sales']
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.takedown import centrality

if TYPE_CHECKING:
    from counterfeit_graph.takedown.wiring import Floats, Ints, Wiring

Baseline = Callable[["Wiring", np.random.Generator], "Ints"]


def degree(wiring: Wiring, _rng: np.random.Generator) -> Ints:
    """Most neighbours first."""
    return _falling(centrality.degree(wiring.plain))


def betweenness(wiring: Wiring, _rng: np.random.Generator) -> Ints:
    """Most shortest paths first (Freeman 1977)."""
    return _falling(centrality.betweenness(wiring.plain))


def random(wiring: Wiring, rng: np.random.Generator) -> Ints:
    """Any order."""
    return np.asarray(rng.permutation(wiring.size))


def corehd(wiring: Wiring, _rng: np.random.Generator) -> Ints:
    """The node of highest degree in the 2-core, again and again; then by degree (Zdeborova et al. 2016)."""
    return _adaptive(wiring.plain, _core_degrees)


def collective_influence(wiring: Wiring, _rng: np.random.Generator) -> Ints:
    """(k - 1) times the sum of (k_j - 1) over the neighbours, refreshed after each removal (Morone and Makse 2015)."""
    return _adaptive(wiring.plain, _influence)


def sales(wiring: Wiring, _rng: np.random.Generator) -> Ints:
    """The shops that sell most."""
    return _falling(wiring.sales)[: len(wiring.accounts)]


# Every baseline.
ALL: tuple[Baseline, ...] = (degree, betweenness, random, corehd, collective_influence, sales)

# No budget reaches further than this; the rest keeps its last order.
_MOST_REMOVED = 60


def _falling(score: Floats) -> Ints:
    return np.asarray(np.argsort(-np.round(score, 9), kind="stable"))


def _adaptive(graph: Any, score: Callable[[Any], Floats]) -> Ints:
    """Remove the node of highest score, score anew, and so on; the tail, which no budget reaches, by its last score."""
    left, gone = graph.copy(), np.zeros(graph.shape[0], bool)
    order: list[int] = []
    for _ in range(min(_MOST_REMOVED, graph.shape[0])):
        found = np.where(gone, -1.0, score(left))
        order.append(int(np.argmax(np.round(found, 9))))
        gone[order[-1]] = True
        left = left.multiply(~gone[:, None]).multiply(~gone[None, :]).tocsr()
        left.eliminate_zeros()
    tail = _falling(np.where(gone, -1.0, score(left)))
    return np.asarray([*order, *tail[~gone[tail]]], dtype=np.int64)


def _core_degrees(graph: Any) -> Floats:
    """Degree within the 2-core; outside it the degree as a fraction, so that the core always comes first."""
    inside = np.ones(graph.shape[0])
    while True:
        degrees = np.asarray((graph != 0) @ inside) * inside
        kept = (degrees >= 2).astype(float)
        if (kept == inside).all():
            return np.where(inside > 0, degrees, centrality.degree(graph) / (graph.shape[0] + 1))
        inside = kept


def _influence(graph: Any) -> Floats:
    more = np.maximum(centrality.degree(graph) - 1.0, 0.0)
    return np.asarray(more * ((graph != 0) @ more))

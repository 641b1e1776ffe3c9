"""Who may wait: a node whose neighbours all know another node is never better removed than that other.

If each neighbour of v, u apart, is a neighbour of u as well, the graph without u fits into the graph without v, whoever
else is gone. This covers leaves and their stems, twins, and members of a clique and those of them who know others; it
is the vicinal preorder (Foldes and Hammer 1978). Exact for every measure that falls with the graph.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]
_NONE = -1
_TRIED = 1_000  # neighbours of a neighbour looked at, per node


@njit(cache=True)
def _covers(indptr: Array, indices: Array, above: int, node: int) -> bool:
    """Is each neighbour of `node`, `above` apart, a neighbour of `above`?"""
    known = indices[indptr[above] : indptr[above + 1]]
    for at in range(indptr[node], indptr[node + 1]):
        other = indices[at]
        if other != above:
            place = np.searchsorted(known, other)
            if place == known.size or known[place] != other:
                return False
    return True


@njit(cache=True)
def _ahead(degree: Array, weight: Array, cost: Array, above: int, node: int) -> bool:
    """May `above` go first, by what both weigh and cost; of equals the lower goes first."""
    if degree[above] < degree[node] or weight[above] < weight[node] or cost[above] > cost[node]:
        return False
    equal = degree[above] == degree[node] and weight[above] == weight[node] and cost[above] == cost[node]
    return bool(above < node or not equal)


@njit(cache=True)
def _nearest(indptr: Array, indices: Array, node: int) -> int:
    """The neighbour of `node` that has the fewest neighbours; every dominator of `node` is beside it, or it."""
    found = indices[indptr[node]]
    for at in range(indptr[node] + 1, indptr[node + 1]):
        other = indices[at]
        if indptr[other + 1] - indptr[other] < indptr[found + 1] - indptr[found]:
            found = other
    return int(found)


@njit(cache=True)
def dominators(indptr: Array, indices: Array, weight: Array, cost: Array) -> Array:
    """For each node one that may always be removed in its stead, -1 if none is found (int32).

    Of several the one of lowest degree, last of those; following them leads up and never round. To stand above, a node
    must weigh no less and cost no more.
    """
    n = weight.size
    degree = indptr[1:] - indptr[:-1]
    found = np.full(n, _NONE, np.int32)
    for node in range(n):
        if degree[node] == 0:
            continue
        middle = _nearest(indptr, indices, node)
        best = _NONE
        for at in range(-1, min(degree[middle], _TRIED)):
            above = middle if at < 0 else indices[indptr[middle] + at]
            if above == node or not _ahead(degree, weight, cost, above, node):
                continue
            better = best == _NONE or degree[above] < degree[best] or (degree[above] == degree[best] and above > best)
            if better and _covers(indptr, indices, above, node):
                best = above
        found[node] = best
    return found


@njit(cache=True)
def tidy(order: Array, above: Array) -> Array:
    """The order with every node behind those above it: such a node changes places with the topmost that waits."""
    place = np.empty(order.size, np.int32)
    place[order] = np.arange(order.size)
    found = order.copy()
    for at in range(found.size):
        node = found[at]
        top = node
        while above[top] != _NONE and place[above[top]] > at:
            top = above[top]
        if top != node:
            found[place[top]] = node
            place[node] = place[top]
            found[at] = top
            place[top] = at
    return found

"""What the removal of a few nodes leaves connected, and the search for the best few.

The pressure of a graph is the sum of the squared weights of its components. One depth-first pass finds, through the
articulation points, the pressure that the removal of any one further node would leave (Tarjan 1972), so that the last
node of a set never has to be tried.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]
_SLACK = 1e-9


class Network(NamedTuple):
    """A graph, what its nodes weigh and cost, and the working columns of a pass."""

    indptr: Array
    indices: Array
    weight: Array
    cost: Array
    gone: Array
    order: Array  # rows: time found, lowest time reached, next neighbour, node above
    load: Array  # rows: weight below, weight of the pieces cut off, their squares, pressure without the node
    visited: Array


@njit(cache=True)
def network(indptr: Array, indices: Array, weight: Array, cost: Array) -> Network:
    """A graph ready for passes, with every node present."""
    n = weight.size
    return Network(
        indptr, indices, weight, cost, np.zeros(n, np.bool_), np.zeros((4, n), np.int32), np.zeros((4, n)),
        np.zeros(n, np.int32),
    )  # fmt: skip


@njit(cache=True)
def _found(net: Network, node: int, above: int, clock: int) -> None:
    order, load = net.order, net.load
    order[0, node] = clock
    order[1, node] = clock
    order[2, node] = net.indptr[node]
    order[3, node] = above
    load[0, node] = net.weight[node]
    load[1, node] = 0.0
    load[2, node] = 0.0
    net.visited[clock - 1] = node


@njit(cache=True)
def _close(order: Array, load: Array, node: int, above: int) -> None:
    """Tell the node above what it cuts off, now that all below `node` is known."""
    order[1, above] = min(order[1, above], order[1, node])
    load[0, above] += load[0, node]
    if order[1, node] >= order[0, above]:
        load[1, above] += load[0, node]
        load[2, above] += load[0, node] * load[0, node]


@njit(cache=True)
def _descend(net: Network, root: int, clock: int) -> int:
    """Visit the component of `root` depth first; gives the clock."""
    indptr, indices, gone, order, load = net.indptr, net.indices, net.gone, net.order, net.load
    _found(net, root, -1, clock + 1)
    clock += 1
    node = root
    while node >= 0:
        above = order[3, node]
        at = order[2, node]
        if at == indptr[node + 1]:
            if above >= 0:
                _close(order, load, node, above)
            node = above
            continue
        order[2, node] = at + 1
        other = indices[at]
        if gone[other] or other == above:
            continue
        if order[0, other] == 0:
            _found(net, other, node, clock + 1)
            clock += 1
            node = other
        else:
            order[1, node] = min(order[1, node], order[0, other])
    return clock


@njit(cache=True)
def pressures(net: Network) -> float:
    """The pressure of the present nodes; load[3, v] becomes that without v as well, infinite if v is gone."""
    order, load, gone = net.order, net.load, net.gone
    order[0, :] = 0
    total = 0.0
    clock = 0
    for root in range(gone.size):
        if gone[root] or order[0, root] > 0:
            continue
        first = clock
        clock = _descend(net, root, clock)
        whole = load[0, root]
        total += whole * whole
        for i in range(first, clock):
            node = net.visited[i]
            rest = whole - net.weight[node] - load[1, node]
            load[3, node] = load[2, node] + rest * rest - whole * whole
    for node in range(gone.size):
        load[3, node] = np.inf if gone[node] else load[3, node] + total
    return total


@njit(cache=True)
def best_last(net: Network, left: float, power: float) -> tuple[float, int]:
    """The present node of cost at most `left` that lowers the pressure most, over its cost to the `power`, or -1.

    Gives the pressure without it and the node; ties go to the lowest.
    """
    total = pressures(net)
    best, value, chosen = np.inf, total, -1
    for node in range(net.gone.size):
        if net.gone[node] or net.cost[node] > left + _SLACK:
            continue
        merit = (net.load[3, node] - total) / max(net.cost[node], _SLACK) ** power
        if merit < best:
            best, value, chosen = merit, net.load[3, node], node
    return value, chosen


@njit(cache=True)
def _advance(net: Network, line: Array, above: Array, picks: Array, spent: Array, depth: int, budget: float) -> int:
    """Go to the next set within the budget, in lexicographic order of places in `line`; gives its size, -1 at the end.

    A node is picked only once the one above it is.
    """
    start = picks[depth - 1] + 1 if depth > 0 else 0
    while True:
        for p in range(start, line.size):
            node = line[p]
            if above[node] >= 0 and not net.gone[above[node]]:
                continue
            if spent[depth] + net.cost[node] <= budget + _SLACK:
                picks[depth] = p
                spent[depth + 1] = spent[depth] + net.cost[node]
                net.gone[node] = True
                return depth + 1
        if depth == 0:
            return -1
        depth -= 1
        net.gone[line[picks[depth]]] = False
        start = picks[depth] + 1


@njit(cache=True)
def count_sets(net: Network, line: Array, above: Array, budget: float, room: float, most: int) -> int:
    """How many sets `best_set` would look at, counted up to `most` + 1."""
    picks, spent = np.zeros(line.size + 1, np.int64), np.zeros(line.size + 2)
    last = budget - net.cost.min()
    depth, count, steps = 0, 0, 0
    while depth >= 0 and max(count, steps // 64) <= most:
        count += budget - spent[depth] < room - _SLACK
        steps += 1
        depth = _advance(net, line, above, picks, spent, depth, last)
    net.gone[:] = False
    return max(count, steps // 64)


@njit(cache=True)
def best_set(net: Network, line: Array, above: Array, budget: float, room: float) -> tuple[float, Array]:
    """The set of least pressure within the budget, its nodes taken from `line`, each after the one above it.

    The last node of a set is found, not tried. A set that leaves `room` or more can take two more nodes, whichever they
    are, and is passed over.
    """
    picks, spent = np.zeros(line.size + 1, np.int64), np.zeros(line.size + 2)
    best, best_nodes = np.inf, np.zeros(0, np.int64)
    last = budget - net.cost.min()
    depth = 0
    while depth >= 0:
        left = budget - spent[depth]
        if left < room - _SLACK:
            value, node = best_last(net, left, 0.0)
            if value < best:
                best = value
                best_nodes = np.append(line[picks[:depth]], node)
        depth = _advance(net, line, above, picks, spent, depth, last)
    net.gone[:] = False
    return best, best_nodes[best_nodes >= 0]


@njit(cache=True)
def fill(net: Network, chosen: Array, budget: float, power: float) -> Array:
    """Add to `chosen`, which is gone, the best affordable node (see `best_last`) until none is left."""
    left = budget - net.cost[chosen].sum()
    while True:
        _, node = best_last(net, left, power)
        if node < 0:
            return chosen
        net.gone[node] = True
        left -= net.cost[node]
        chosen = np.append(chosen, node)


@njit(cache=True)
def swap(net: Network, chosen: Array, budget: float) -> tuple[float, Array]:
    """Exchange one node of `chosen`, which is gone, at a time for the best there is, until no exchange helps."""
    best = pressures(net)
    since, at = 0, 0
    while since < chosen.size:
        old = chosen[at]
        net.gone[old] = False
        value, node = best_last(net, budget - net.cost[chosen].sum() + net.cost[old], 0.0)
        since += 1
        if value < best * (1.0 - _SLACK):
            best, old, since = value, node, 0
        chosen[at] = old
        net.gone[old] = True
        if since == 0:
            chosen = fill(net, chosen, budget, 0.0)
            best = pressures(net)
        at = (at + 1) % chosen.size
    return best, chosen


@njit(cache=True)
def distances(indptr: Array, indices: Array, sources: Array) -> Array:
    """Row i: distance of every node from sources[i], -1 if there is no path (int32)."""
    found = np.full((sources.size, indptr.size - 1), -1, np.int32)
    queue = np.zeros(indptr.size - 1, np.int32)
    for i in range(sources.size):
        far = found[i]
        far[sources[i]] = 0
        queue[0] = sources[i]
        head, tail = 0, 1
        while head < tail:
            node = queue[head]
            head += 1
            for at in range(indptr[node], indptr[node + 1]):
                if far[indices[at]] < 0:
                    far[indices[at]] = far[node] + 1
                    queue[tail] = indices[at]
                    tail += 1
    return found

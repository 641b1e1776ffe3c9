"""Leiden (Traag, Waltman and van Eck 2019) and Louvain (Blondel et al. 2008) on flat arrays.

The slow twins are in tests/naive_gangs.py.

One objective serves constant Potts and modularity: H = sum over communities of w_c - gamma * n_c^2 / 2; w_c is the
weight inside and n_c the sum of node weights. Node weight 1 gives constant Potts; node weight = strength and
gamma = resolution / total strength gives modularity.

A graph is compressed rows (`ptr`, `neighbour`, `weight`), every edge stored in both directions, no loops. Arrays are
handed on one by one in the inner loops: unpacking tuples there costs a third of the time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from counterfeit_graph.identity._kernels import compress

Array = np.ndarray[Any, Any]
# Gains below this are rounding.
TINY = 1e-12
# What is kept of a community: weight from the node at hand, and mass; side by side, for both are read at once.
WEIGHT, MASS = 0, 1
# What the nodes of a next level are: parts of communities, which may be put elsewhere there; or whole communities, and
# as these are never parted, nodes are moved once more on the way back down (Rotta and Noack 2011).
LEIDEN, LOUVAIN = 0, 1


@njit(cache=True)
def _tally(node_mass: Array, label: Array) -> tuple[Array, Array, Array, int]:
    """Of each community (weight 0, mass) side by side and its size; a stack of the empty ones with its height."""
    n = node_mass.shape[0]
    cell, size, empty = np.zeros((n, 2)), np.zeros(n, np.int32), np.empty(n, np.int32)
    for v in range(n):
        cell[label[v], MASS] += node_mass[v]
        size[label[v]] += 1
    empties = 0
    for c in range(n - 1, -1, -1):
        if size[c] == 0:
            empty[empties] = c
            empties += 1
    return cell, size, empty, empties


@njit(cache=True)
def _gather(near: Array, weight: Array, label: Array, cell: Array, touched: Array) -> int:
    """Add the weight to each neighbouring community into `cell`; the communities into `touched`; gives how many."""
    k = 0
    for i in range(near.shape[0]):
        c = label[near[i]]
        so_far = cell[c, WEIGHT]
        # No branch: whether a community is new is as good as random, and a wrong guess costs more than the addition.
        touched[k] = c
        k += so_far == 0.0
        cell[c, WEIGHT] = so_far + weight[i]
    return k


@njit(cache=True)
def _best(own: int, touched: Array, cell: Array, mass: float, gamma: float) -> int:
    """The community that gains most, the node's own on a tie, -1 where being alone is better. Clears the weights."""
    price = gamma * mass
    stay = cell[own, WEIGHT] - price * (cell[own, MASS] - mass)
    cell[own, WEIGHT] = 0.0
    best, best_gain = own, stay + TINY
    for c in touched:
        gain = cell[c, WEIGHT] - price * cell[c, MASS]
        cell[c, WEIGHT] = 0.0
        if gain > best_gain:
            best, best_gain = c, gain
    return -1 if best == own and stay < -TINY else best


@njit(cache=True)
def _move_nodes(
    ptr: Array, neighbour: Array, weight: Array, node_mass: Array, gamma: float, method: int, label: Array
) -> None:
    """Move nodes to better communities until none gains; `label` (0..n-1) is changed in place."""
    n = node_mass.shape[0]
    cell, size, empty, empties = _tally(node_mass, label)
    touched, waiting = np.empty(n, np.int32), np.ones(n, np.bool_)
    # The last nodes have fewest neighbours, and their choice is plainest: what Louvain merges first it never parts.
    queue = (np.arange(n)[::-1] if method == LOUVAIN else np.arange(n)).astype(np.int32)
    head, count = 0, n
    while count > 0:
        v = queue[head]
        head = head + 1 if head + 1 < n else 0
        count -= 1
        waiting[v] = False
        own, near = label[v], neighbour[ptr[v] : ptr[v + 1]]
        k = _gather(near, weight[ptr[v] : ptr[v + 1]], label, cell, touched)
        best = _best(own, touched[:k], cell, node_mass[v], gamma)
        if best == own or (best == -1 and size[own] == 1):
            continue
        if best == -1:
            empties -= 1
            best = empty[empties]
        cell[own, MASS] -= node_mass[v]
        size[own] -= 1
        if size[own] == 0:
            cell[own, MASS] = 0.0
            empty[empties] = own
            empties += 1
        label[v] = best
        cell[best, MASS] += node_mass[v]
        size[best] += 1
        for u in near:
            if not waiting[u] and label[u] != best:
                tail = head + count
                queue[tail if tail < n else tail - n] = u
                count += 1
                waiting[u] = True


@njit(cache=True)
def _inside(ptr: Array, neighbour: Array, weight: Array, node_mass: Array, label: Array) -> tuple[Array, Array]:
    """Mass of each community, and the weight from each node to the rest of its own."""
    n = node_mass.shape[0]
    whole, cut = np.zeros(n), np.zeros(n)
    for v in range(n):
        own, total = label[v], 0.0
        whole[own] += node_mass[v]
        for i in range(ptr[v], ptr[v + 1]):
            if label[neighbour[i]] == own:
                total += weight[i]
        cut[v] = total
    return whole, cut


@njit(cache=True)
def _refine(ptr: Array, neighbour: Array, weight: Array, node_mass: Array, gamma: float, label: Array) -> Array:
    """Split each community into parts that hold together: the nodes of the next level. Labels 0..n-1."""
    n = node_mass.shape[0]
    part, mass, alone = np.arange(n).astype(np.int32), node_mass.copy(), np.ones(n, np.bool_)
    whole, cut = _inside(ptr, neighbour, weight, node_mass, label)
    total, touched = np.zeros(n), np.empty(n, np.int32)
    for v in range(n):
        own = label[v]
        if not alone[v] or cut[v] < gamma * node_mass[v] * (whole[own] - node_mass[v]):
            continue
        k = 0
        for i in range(ptr[v], ptr[v + 1]):
            if label[neighbour[i]] == own:
                c = part[neighbour[i]]
                touched[k] = c
                k += total[c] == 0.0
                total[c] += weight[i]
        best, best_gain, best_total = -1, TINY, 0.0
        for c in touched[:k]:
            gain = total[c] - gamma * node_mass[v] * mass[c]
            if gain > best_gain and cut[c] >= gamma * mass[c] * (whole[own] - mass[c]) - TINY:
                best, best_gain, best_total = c, gain, total[c]
            total[c] = 0.0
        if best >= 0:
            cut[best] += cut[v] - 2.0 * best_total
            mass[best] += node_mass[v]
            alone[best] = False
            mass[v] = 0.0
            part[v] = best
    return part


@njit(cache=True, nogil=True)
def renumber(label: Array) -> tuple[Array, int]:
    """Labels 0.. in order of first appearance, and how many there are."""
    seen = np.full(label.max() + 1, -1, np.int32)
    out = np.empty(label.shape[0], np.int32)
    n = 0
    for v in range(label.shape[0]):
        if seen[label[v]] < 0:
            seen[label[v]] = n
            n += 1
        out[v] = seen[label[v]]
    return out, n


@njit(cache=True)
def _aggregate(
    ptr: Array, neighbour: Array, weight: Array, node_mass: Array, part: Array, parts: int
) -> tuple[Array, Array, Array, Array]:
    """The graph of parts 0..parts-1: (ptr, neighbour, weight, node mass), loops left out."""
    start, nodes = compress(part, parts + 1)
    mass, out_ptr = np.zeros(parts), np.zeros(parts + 1, np.int64)
    out_neighbour, out_weight = np.empty(neighbour.shape[0], np.int32), np.empty(neighbour.shape[0])
    total, touched = np.zeros(parts), np.empty(parts, np.int32)
    e = 0
    for c in range(parts):
        k = 0
        for v in nodes[start[c] : start[c + 1]]:
            mass[c] += node_mass[v]
            for i in range(ptr[v], ptr[v + 1]):
                d = part[neighbour[i]]
                if d != c:
                    touched[k] = d
                    k += total[d] == 0.0
                    total[d] += weight[i]
        for d in touched[:k]:
            out_neighbour[e], out_weight[e] = d, total[d]
            total[d] = 0.0
            e += 1
        out_ptr[c + 1] = e
    return out_ptr, out_neighbour[:e].copy(), out_weight[:e].copy(), mass


@njit(cache=True)
def _merging(part: Array, component: Array) -> tuple[Array, int]:
    """Parts 0.. of the components in which nodes are merged, and how many; nodes of the others get that number.

    A component where nothing is merged is done: moved again beside others, it would end otherwise than alone.
    """
    n = part.shape[0]
    number, size, merges = np.full(n, -1, np.int32), np.zeros(n, np.int32), np.zeros(n, np.bool_)
    for v in range(n):
        size[part[v]] += 1
    parts = 0
    for v in range(n):
        merges[component[v]] |= size[part[v]] > 1
    for v in range(n):
        if merges[component[v]] and number[part[v]] < 0:
            number[part[v]] = parts
            parts += 1
    out = np.empty(n, np.int32)
    for v in range(n):
        out[v] = number[part[v]] if merges[component[v]] else parts
    return out, parts


@njit(cache=True)
def _improve(graph: Any, component: Array, node_mass: Array, prices: Any, method: int, label: Array) -> None:
    """Move nodes, merge them into those of a next level, and improve that; `label` (0..n-1) is changed in place.

    `prices` are that of mass here and that on the levels above.
    """
    ptr, neighbour, weight = graph
    price, dearer = prices
    _move_nodes(ptr, neighbour, weight, node_mass, price, method, label)
    part = label if method == LOUVAIN else _refine(ptr, neighbour, weight, node_mass, price, label)
    part, parts = _merging(part, component)
    if parts > 0:
        community, among = np.empty(parts, np.int32), np.empty(parts, np.int32)
        for v in range(part.shape[0]):
            if part[v] < parts:
                community[part[v]], among[part[v]] = label[v], component[v]
        (community, _), (among, _) = renumber(community), renumber(among)
        rows = _aggregate(ptr, neighbour, weight, node_mass, part, parts)
        _improve(rows[:3], among, rows[3], (dearer, dearer), method, community)
        for v in range(part.shape[0]):
            label[v] = community[part[v]] if part[v] < parts else parts + label[v]
        # One by one: an assignment to the whole costs three seconds of compiling.
        fresh, _ = renumber(label)
        for v in range(part.shape[0]):
            label[v] = fresh[v]
    if method == LOUVAIN:
        _move_nodes(ptr, neighbour, weight, node_mass, price, method, label)


@njit(cache=True)
def _pieces(graph: Any, label: Array) -> Array:
    """Communities that fell apart, each piece by itself; labels 0.. in order of first appearance."""
    ptr, neighbour, _ = graph
    n = label.shape[0]
    piece, stack = np.full(n, -1, np.int32), np.empty(n, np.int32)
    pieces = 0
    for start in range(n):
        if piece[start] >= 0:
            continue
        stack[0], height = start, 1
        piece[start] = pieces
        while height > 0:
            height -= 1
            v = stack[height]
            for i in range(ptr[v], ptr[v + 1]):
                u = neighbour[i]
                if piece[u] < 0 and label[u] == label[v]:
                    piece[u] = pieces
                    stack[height] = u
                    height += 1
        pieces += 1
    return piece


@njit(cache=True, nogil=True)
def communities(graph: Any, component: Array, node_mass: Array, prices: Any, iterations: int, method: int) -> Array:
    """Community of each node; up to `iterations` passes, fewer when nothing changes, and a last round of moves.

    Args:
        graph: compressed rows (ptr, neighbour int32, weight above 0).
        component: of each node, 0..n-1, int32.
        node_mass: of each node.
        prices: of mass where nodes move, and where the communities that they make are merged.
        iterations: most passes.
        method: LEIDEN or LOUVAIN.

    Returns:
        Labels 0.. in order of first appearance. Every community hangs together, and each component is split as if it
        were alone.
    """
    ptr, neighbour, weight = graph
    best = np.arange(node_mass.shape[0]).astype(np.int32)
    for _ in range(iterations):
        before = best.copy()
        _improve(graph, component, node_mass, prices, method, best)
        best, _ = renumber(best)
        if np.array_equal(before, best):
            break
    _move_nodes(ptr, neighbour, weight, node_mass, prices[0], method, best)
    return _pieces(graph, best)

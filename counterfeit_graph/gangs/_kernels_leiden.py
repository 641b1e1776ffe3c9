"""Leiden (Traag, Waltman and van Eck 2019) on flat arrays; slow twin in tests/naive_gangs.py.

One objective serves constant Potts and modularity: H = sum over communities of w_c - gamma * n_c^2 / 2; w_c is the
weight inside and n_c the sum of node weights. Node weight 1 gives constant Potts; node weight = strength and
gamma = resolution / total strength gives modularity.

A graph is compressed rows (`ptr`, `neighbour`, `weight`), every edge stored in both directions, no loops.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


@njit(cache=True)
def _gather(v: int, graph: Any, label: Array, total: Array, touched: Array) -> int:
    """Weight from v to each neighbouring community, in `total`; the communities, in `touched`."""
    ptr, neighbour, weight = graph
    n = 0
    for i in range(ptr[v], ptr[v + 1]):
        c = label[neighbour[i]]
        if total[c] == 0.0:
            touched[n] = c
            n += 1
        total[c] += weight[i]
    return n


@njit(cache=True)
def _best(v: int, own: int, n: int, scores: Any, mass: Array, gamma: float) -> int:
    """The community that v gains most by joining; its own on a tie, -1 for one of its own."""
    total, touched, node_mass = scores
    best, best_gain = own, total[own] - gamma * node_mass[v] * (mass[own] - node_mass[v])
    for i in range(n):
        c = touched[i]
        if c != own:
            gain = total[c] - gamma * node_mass[v] * mass[c]
            if gain > best_gain + 1e-12:
                best, best_gain = c, gain
    if best_gain < -1e-12:
        return -1
    return best


@njit(cache=True)
def _tally(node_mass: Array, label: Array) -> tuple[Array, Array, Array, int]:
    """Mass and size of each community, and a stack of the empty ones with its height."""
    n = node_mass.shape[0]
    mass, size, empty = np.zeros(n), np.zeros(n, np.int64), np.empty(n, np.int64)
    for v in range(n):
        mass[label[v]] += node_mass[v]
        size[label[v]] += 1
    empties = 0
    for c in range(n - 1, -1, -1):
        if size[c] == 0:
            empty[empties] = c
            empties += 1
    return mass, size, empty, empties


@njit(cache=True)
def _move_nodes(graph: Any, node_mass: Array, gamma: float, label: Array) -> bool:
    """Move nodes to better communities until none gains; `label` (0..n-1) is changed in place. True if any moved."""
    ptr, neighbour, _ = graph
    n = node_mass.shape[0]
    mass, size, empty, empties = _tally(node_mass, label)
    total, touched = np.zeros(n), np.empty(n, np.int64)
    queue, waiting = np.arange(n), np.ones(n, np.bool_)
    head, count, moved = 0, n, False
    while count > 0:
        v = queue[head]
        head = head + 1 if head + 1 < n else 0
        count -= 1
        waiting[v] = False
        own = label[v]
        k = _gather(v, graph, label, total, touched)
        best = _best(v, own, k, (total, touched, node_mass), mass, gamma)
        for i in range(k):
            total[touched[i]] = 0.0
        if best == -1 and size[own] > 1:
            empties -= 1
            best = empty[empties]
        if best in (-1, own):
            continue
        moved = True
        mass[own] -= node_mass[v]
        size[own] -= 1
        if size[own] == 0:
            mass[own] = 0.0
            empty[empties] = own
            empties += 1
        label[v] = best
        mass[best] += node_mass[v]
        size[best] += 1
        for i in range(ptr[v], ptr[v + 1]):
            u = neighbour[i]
            if not waiting[u] and label[u] != best:
                tail = head + count
                queue[tail if tail < n else tail - n] = u
                count += 1
                waiting[u] = True
    return moved


@njit(cache=True)
def _refine(graph: Any, node_mass: Array, gamma: float, label: Array) -> Array:
    """Split each community into parts that hold together: the nodes of the next level. Labels 0..n-1."""
    ptr, neighbour, weight = graph
    n = node_mass.shape[0]
    part = np.arange(n)
    mass, size = node_mass.copy(), np.ones(n, np.int64)
    whole, cut = np.zeros(n), np.zeros(n)
    for v in range(n):
        whole[label[v]] += node_mass[v]
        for i in range(ptr[v], ptr[v + 1]):
            if label[neighbour[i]] == label[v]:
                cut[v] += weight[i]
    total, touched = np.zeros(n), np.empty(n, np.int64)
    for v in range(n):
        if size[part[v]] > 1 or cut[v] < gamma * node_mass[v] * (whole[label[v]] - node_mass[v]):
            continue
        k = 0
        for i in range(ptr[v], ptr[v + 1]):
            u = neighbour[i]
            if label[u] == label[v]:
                if total[part[u]] == 0.0:
                    touched[k] = part[u]
                    k += 1
                total[part[u]] += weight[i]
        best, best_gain = -1, 1e-12
        for i in range(k):
            c = touched[i]
            gain = total[c] - gamma * node_mass[v] * mass[c]
            holds = cut[c] >= gamma * mass[c] * (whole[label[v]] - mass[c]) - 1e-12
            if holds and gain > best_gain:
                best, best_gain = c, gain
        if best >= 0 and best != part[v]:
            own = part[v]
            cut[best] += cut[own] - 2.0 * total[best]
            mass[best] += node_mass[v]
            size[best] += 1
            size[own] -= 1
            mass[own] = 0.0
            part[v] = best
        for i in range(k):
            total[touched[i]] = 0.0
    return part


@njit(cache=True)
def renumber(label: Array) -> tuple[Array, int]:
    """Labels 0.. in order of first appearance, and how many there are."""
    seen = np.full(label.max() + 1, -1, np.int64)
    out = np.empty(label.shape[0], np.int64)
    n = 0
    for v in range(label.shape[0]):
        if seen[label[v]] < 0:
            seen[label[v]] = n
            n += 1
        out[v] = seen[label[v]]
    return out, n


@njit(cache=True)
def _aggregate(graph: Any, node_mass: Array, part: Array, parts: int) -> tuple[Array, Array, Array, Array]:
    """The graph of parts: (ptr, neighbour, weight, node mass), loops left out."""
    ptr, neighbour, weight = graph
    n = node_mass.shape[0]
    start = np.zeros(parts + 1, np.int64)
    for v in range(n):
        start[part[v] + 1] += 1
    for c in range(parts):
        start[c + 1] += start[c]
    fill, nodes = start[:-1].copy(), np.empty(n, np.int64)
    mass = np.zeros(parts)
    for v in range(n):
        nodes[fill[part[v]]] = v
        fill[part[v]] += 1
        mass[part[v]] += node_mass[v]
    out_ptr = np.zeros(parts + 1, np.int64)
    out_neighbour, out_weight = np.empty(neighbour.shape[0], neighbour.dtype), np.empty(neighbour.shape[0])
    total, touched = np.zeros(parts), np.empty(parts, np.int64)
    e = 0
    for c in range(parts):
        k = 0
        for j in range(start[c], start[c + 1]):
            v = nodes[j]
            for i in range(ptr[v], ptr[v + 1]):
                d = part[neighbour[i]]
                if d != c:
                    if total[d] == 0.0:
                        touched[k] = d
                        k += 1
                    total[d] += weight[i]
        for i in range(k):
            out_neighbour[e], out_weight[e] = touched[i], total[touched[i]]
            total[touched[i]] = 0.0
            e += 1
        out_ptr[c + 1] = e
    return out_ptr, out_neighbour[:e].copy(), out_weight[:e].copy(), mass


@njit(cache=True)
def leiden(graph: Any, node_mass: Array, gamma: float, label: Array, iterations: int) -> Array:
    """Community of each node, starting from `label`; up to `iterations` passes, fewer when nothing changes."""
    best = label.copy()
    for _ in range(iterations):
        before = best.copy()
        level, mass, current = graph, node_mass, best
        member = np.arange(node_mass.shape[0])
        while True:
            moved = _move_nodes(level, mass, gamma, current)
            part, parts = renumber(_refine(level, mass, gamma, current))
            for v in range(member.shape[0]):
                best[v] = current[member[v]]
            if parts == mass.shape[0] or not (moved or parts < mass.shape[0]):
                break
            community = np.empty(parts, np.int64)
            for v in range(part.shape[0]):
                community[part[v]] = current[v]
            for v in range(member.shape[0]):
                member[v] = part[member[v]]
            p, q, w, mass = _aggregate(level, mass, part, parts)
            level = (p, q, w)
            current, _ = renumber(community)
        best, _ = renumber(best)
        if np.array_equal(before, best):
            break
    return best

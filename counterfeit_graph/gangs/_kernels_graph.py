"""Kernels that lay out a graph: compressed rows, and colours of nodes that depend on the structure alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


@njit(cache=True)
def _mix(x: np.uint64) -> np.uint64:
    """Scatter the bits of a 64-bit number (finaliser of SplitMix64; Steele, Lea and Flood 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(cache=True, nogil=True)
def refined_colours(a: Array, b: Array, code: Array, colour: Array) -> Array:
    """One round of colour refinement (Weisfeiler and Leman 1968) over edges (a, b) of kind `code`; all uint64 hashes.

    Sums of hashes do not depend on the order of edges.
    """
    gathered = np.zeros(colour.shape[0], np.uint64)
    for e in range(a.shape[0]):
        gathered[a[e]] += _mix(colour[b[e]] + code[e])
        gathered[b[e]] += _mix(colour[a[e]] + code[e])
    out = np.empty(colour.shape[0], np.uint64)
    for v in range(colour.shape[0]):
        out[v] = _mix(colour[v] * np.uint64(0x9E3779B97F4A7C15) + gathered[v])
    return out


@njit(cache=True, nogil=True)
def heaviest_labels(rows: Any, order: Array, rounds: int) -> Array:
    """Label propagation: each node in `order` takes the heaviest label around it, until a round changes none.

    Labels start as the nodes. Of equally heavy ones a node keeps its own, else it takes the lowest.

    Args:
        rows: compressed rows (ptr, neighbour, weight above 0).
        order: nodes in the order in which they look around.
        rounds: most rounds.
    """
    ptr, neighbour, weight = rows
    label, total = np.arange(order.shape[0]), np.zeros(order.shape[0])
    for _ in range(rounds):
        changed = False
        for v in order:
            for i in range(ptr[v], ptr[v + 1]):
                total[label[neighbour[i]]] += weight[i]
            own = best = label[v]
            for i in range(ptr[v], ptr[v + 1]):
                c = label[neighbour[i]]
                if total[c] > total[best] or (total[c] == total[best] and c < best and best != own):
                    best = c
            for i in range(ptr[v], ptr[v + 1]):
                total[label[neighbour[i]]] = 0.0
            changed |= best != own
            label[v] = best
        if not changed:
            break
    return label


@njit(cache=True, nogil=True)
def compressed_rows(size: int, a: Array, b: Array, weight: Array) -> tuple[Array, Array, Array]:
    """Rows (ptr, neighbour int32, weight) of the edges in both directions, neighbours ascending: two counting sorts."""
    m = a.shape[0]
    ptr = np.zeros(size + 1, np.int64)
    for e in range(m):
        ptr[a[e] + 1] += 1
        ptr[b[e] + 1] += 1
    for v in range(size):
        ptr[v + 1] += ptr[v]
    fill = ptr[:-1].copy()
    source, by_target = np.empty(2 * m, np.int32), np.empty(2 * m)
    for e in range(m):
        for s, t in ((a[e], b[e]), (b[e], a[e])):
            source[fill[t]], by_target[fill[t]] = s, weight[e]
            fill[t] += 1
    fill = ptr[:-1].copy()
    neighbour, out_weight = np.empty(2 * m, np.int32), np.empty(2 * m)
    for t in range(size):
        for i in range(ptr[t], ptr[t + 1]):
            s = source[i]
            neighbour[fill[s]], out_weight[fill[s]] = t, by_target[i]
            fill[s] += 1
    return ptr, neighbour, out_weight

"""Removal orders by what is near a node: adaptive degree, collective influence, degree inside the 2-core.

Sources: Morone and Makse 2015 (collective influence); Zdeborova, Zhang and Zhou 2016 (CoreHD).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from counterfeit_graph.takedown._kernels_heap import sink

Array = np.ndarray[Any, Any]
_OUT = -1


@njit(cache=True)
def _two_steps(indptr: Array, indices: Array, degree: Array, node: int, seen: Array, rim: Array) -> int:
    """Sum of degree - 1 over the nodes at distance two of `node`; the last entry of `seen` is a clock."""
    seen[-1] += 1
    seen[node] = seen[-1]
    count = 0
    for at in range(indptr[node], indptr[node + 1]):
        if degree[indices[at]] != _OUT:
            seen[indices[at]] = seen[-1]
            rim[count] = indices[at]
            count += 1
    total = 0
    for i in range(count):
        for at in range(indptr[rim[i]], indptr[rim[i] + 1]):
            other = indices[at]
            if degree[other] != _OUT and seen[other] != seen[-1]:
                seen[other] = seen[-1]
                total += degree[other] - 1
    return total


@njit(cache=True)
def _one_step(indptr: Array, indices: Array, degree: Array, node: int) -> int:
    total = 0
    for at in range(indptr[node], indptr[node + 1]):
        if degree[indices[at]] != _OUT:
            total += degree[indices[at]] - 1
    return total


@njit(cache=True)
def _take_out(indptr: Array, indices: Array, degree: Array, node: int) -> None:
    for at in range(indptr[node], indptr[node + 1]):
        if degree[indices[at]] != _OUT:
            degree[indices[at]] -= 1
    degree[node] = _OUT


@njit(cache=True)
def _degrees(indptr: Array, indices: Array, first: Array) -> Array:
    """Degrees once the nodes `first`, marked _OUT, are gone."""
    degree = (indptr[1:] - indptr[:-1]).astype(np.int64)
    for i in range(first.size):
        _take_out(indptr, indices, degree, first[i])
    return degree


@njit(cache=True)
def influence(indptr: Array, indices: Array, first: Array, radius: int, damp: Array) -> Array:
    """Complete the removal order that starts with `first`, one node at a time.

    Next comes the node of highest degree (radius 0) or collective influence (radius 1 or 2), divided by `damp`; ties
    to the lowest node. Scores only fall, so scoring again what comes to the top of a heap is exact.
    """
    n = damp.size
    degree = _degrees(indptr, indices, first)
    key = np.full(n, -np.inf)
    heap = np.flatnonzero(degree != _OUT)
    place = np.zeros(n, np.int64)
    seen = np.zeros(n + 1, np.int64)
    rim = np.zeros(n, np.int64)
    order = np.zeros(n, np.int32)
    order[: first.size] = first
    length = heap.size
    while length > 0:
        node = heap[0]
        if radius == 0:
            score = degree[node]
        elif radius == 1:
            score = (degree[node] - 1) * _one_step(indptr, indices, degree, node)
        else:
            score = (degree[node] - 1) * _two_steps(indptr, indices, degree, node, seen, rim)
        if -score / damp[node] > key[node]:
            key[node] = -score / damp[node]
            sink(heap, place, key, 0, length)
            continue
        order[n - length] = node
        length -= 1
        heap[0] = heap[length]
        sink(heap, place, key, 0, length)
        _take_out(indptr, indices, degree, node)
    return order


@njit(cache=True)
def _peel(indptr: Array, indices: Array, degree: Array, queue: Array, tail: int) -> None:
    """Take the queued nodes, and all that fall below degree two thereby, out of the core."""
    head = 0
    while head < tail:
        node = queue[head]
        head += 1
        for at in range(indptr[node], indptr[node + 1]):
            other = indices[at]
            if degree[other] != _OUT:
                degree[other] -= 1
                if degree[other] < 2:
                    degree[other] = _OUT
                    queue[tail] = other
                    tail += 1


@njit(cache=True)
def core_degree(indptr: Array, indices: Array, damp: Array) -> Array:
    """The nodes whose removal, highest degree inside the 2-core over `damp` first, leaves no cycle (CoreHD)."""
    n = damp.size
    degree = (indptr[1:] - indptr[:-1]).astype(np.int64)
    queue = np.zeros(n, np.int64)
    leaves = np.flatnonzero(degree < 2)
    queue[: leaves.size] = leaves
    degree[leaves] = _OUT
    _peel(indptr, indices, degree, queue, leaves.size)
    key = np.full(n, -np.inf)
    heap = np.flatnonzero(degree != _OUT)
    place = np.zeros(n, np.int64)
    order = np.zeros(heap.size, np.int32)
    count = 0
    length = heap.size
    while length > 0:
        node = heap[0]
        if degree[node] != _OUT and -degree[node] / damp[node] > key[node]:
            key[node] = -degree[node] / damp[node]
            sink(heap, place, key, 0, length)
            continue
        length -= 1
        heap[0] = heap[length]
        sink(heap, place, key, 0, length)
        if degree[node] != _OUT:
            degree[node] = _OUT
            order[count] = node
            count += 1
            queue[0] = node
            _peel(indptr, indices, degree, queue, 1)
    return order[:count]

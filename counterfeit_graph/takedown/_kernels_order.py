"""Union-find kernels that read a removal order backwards.

Graphs are flat: the neighbours of node v are `indices[indptr[v]:indptr[v + 1]]`, each edge stored both ways, no loops.
A forest is one int32 array `tree`: ABSENT for a node that is out, minus the size for a root, else the parent.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]
ABSENT = -(2**31)


@njit(cache=True)
def find(tree: Array, node: int) -> int:
    """The root of `node`, halving the path on the way."""
    while tree[node] >= 0:
        above = tree[node]
        if tree[above] >= 0:
            tree[node] = tree[above]
        node = above
    return node


@njit(cache=True)
def join(tree: Array, a: int, b: int) -> int:
    """The root of the union of two different roots; the larger one stays on top."""
    if tree[a] > tree[b]:
        a, b = b, a
    tree[a] += tree[b]
    tree[b] = a
    return a


@njit(cache=True)
def put_back(indptr: Array, indices: Array, tree: Array, node: int) -> int:
    """Return `node` to the graph; gives the size of its component."""
    tree[node] = -1
    root = node
    for at in range(indptr[node], indptr[node + 1]):
        if tree[indices[at]] != ABSENT:
            other = find(tree, indices[at])
            if other != root:
                root = join(tree, root, other)
    return -int(tree[root])


@njit(cache=True)
def curve(indptr: Array, indices: Array, order: Array) -> Array:
    """Nodes in the largest component after the first k + 1 removals of `order`, for every k (int64)."""
    n = order.size
    tree = np.full(n, ABSENT, np.int32)
    largest = np.zeros(n, np.int64)
    now = 0
    for k in range(n - 1, -1, -1):
        largest[k] = now
        now = max(now, put_back(indptr, indices, tree, order[k]))
    return largest

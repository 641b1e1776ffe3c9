"""Connected components with labels that depend on the order of accounts alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Array = np.ndarray[Any, Any]


def component_labels(size: int, a: Array, *, b: Array) -> Array:
    """Label of each of `size` nodes: the lowest node of its component under the edges (a, b).

    Example:
        >>> component_labels(4, np.array([1]), b=np.array([3])).tolist()
        [0, 1, 2, 1]
    """
    linked = np.zeros(size, bool)
    linked[a] = linked[b] = True
    # Most nodes of a large case have no edge and stand for themselves.
    nodes, place = np.flatnonzero(linked), np.cumsum(linked) - 1
    graph = coo_array((np.ones(len(a), np.int8), (place[a], place[b])), shape=(len(nodes), len(nodes)))
    _, label = connected_components(graph, directed=False) if len(nodes) else (0, nodes)
    lowest = np.full(label.max(initial=-1) + 1, size, np.int64)
    np.minimum.at(lowest, label, nodes)
    out = np.arange(size)
    out[nodes] = lowest[label]
    return out

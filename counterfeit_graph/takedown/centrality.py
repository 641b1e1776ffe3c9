"""Off-the-shelf centralities: the yardsticks that a ranking of heads is shown beside, never the answer.

Each takes a symmetric sparse n x n matrix of weights and gives n scores. Sources: degree; betweenness (Freeman 1977;
Brandes 2001); PageRank (Page et al. 1999, damping 0.85); eigenvector (Bonacich 1972); k-core (Seidman 1983); KPP-Neg
and KPP-Pos for single nodes (Borgatti 2006).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import csgraph

Floats = np.ndarray[Any, Any]

_DAMPING = 0.85
_ROUNDS = 200
_BATCH = 256


def degree(graph: Any) -> Floats:
    """Number of neighbours.

    Example:
        >>> from scipy import sparse
        >>> degree(sparse.csr_array([[0, 2, 1], [2, 0, 0], [1, 0, 0]])).tolist()
        [2.0, 1.0, 1.0]
    """
    return np.asarray(np.diff(graph.indptr), dtype=float)


def strength(graph: Any) -> Floats:
    """Sum of the weights of a node's edges.

    Example:
        >>> from scipy import sparse
        >>> strength(sparse.csr_array([[0, 2.0], [2.0, 0]])).tolist()
        [2.0, 2.0]
    """
    return np.asarray(graph.sum(axis=1), dtype=float).ravel()


def betweenness(graph: Any) -> Floats:
    """Share of shortest paths that run through a node, edges counted as one step each.

    Example:
        >>> from scipy import sparse
        >>> betweenness(sparse.csr_array([[0, 1, 1], [1, 0, 0], [1, 0, 0]])).tolist()
        [1.0, 0.0, 0.0]
    """
    size = graph.shape[0]
    step = (graph != 0).astype(float)
    found = np.zeros(size)
    for first in range(0, size, _BATCH):
        found += _dependencies(step, np.arange(first, min(first + _BATCH, size)))
    return np.asarray(found / max((size - 1) * (size - 2), 1))


def _dependencies(step: Any, sources: Floats) -> Floats:
    """Brandes' dependencies of all nodes on some sources, level by level for all of these at once."""
    paths = np.zeros((len(sources), step.shape[0]))
    paths[np.arange(len(sources)), sources] = 1.0
    levels, seen = [paths], paths > 0
    while levels[-1].any():
        onward = levels[-1] @ step
        onward[seen] = 0.0
        seen |= onward > 0
        levels.append(onward)
    share = np.zeros_like(paths)
    for before, here in zip(levels[-2:0:-1], levels[:1:-1], strict=True):
        per = np.divide(1.0 + share, here, out=np.zeros_like(here), where=here > 0)
        share += before * (per @ step)
    return np.asarray(share.sum(axis=0))


def pagerank(graph: Any) -> Floats:
    """Where a walker who now and then starts anew is met.

    Example:
        >>> from scipy import sparse
        >>> pagerank(sparse.csr_array([[0, 1.0], [1.0, 0]])).tolist()
        [0.5, 0.5]
    """
    size, total = graph.shape[0], strength(graph)
    share = np.divide(1.0, total, out=np.zeros(size), where=total > 0)
    rank = np.full(size, 1.0 / max(size, 1))
    for _ in range(_ROUNDS):
        lost = rank[total == 0].sum() / max(size, 1)
        rank = _DAMPING * (graph.T @ (rank * share) + lost) + (1 - _DAMPING) / max(size, 1)
    return np.asarray(rank)


def eigenvector(graph: Any) -> Floats:
    """How well connected a node's neighbours are; the matrix is shifted so that two-coloured graphs converge.

    Example:
        >>> from scipy import sparse
        >>> eigenvector(sparse.csr_array([[0, 1.0], [1.0, 0]])).round(3).tolist()
        [0.707, 0.707]
    """
    found = np.ones(graph.shape[0])
    for _ in range(_ROUNDS):
        found = graph @ found + found
        found /= max(float(np.linalg.norm(found)), 1e-300)
    return np.asarray(found)


def core(graph: Any) -> Floats:
    """The largest k such that the node is in a part where everybody has k neighbours.

    Example:
        >>> from scipy import sparse
        >>> core(sparse.csr_array([[0, 1], [1, 0]])).tolist()
        [1.0, 1.0]
    """
    found = nx.core_number(nx.from_scipy_sparse_array(graph))
    return np.asarray([found[node] for node in range(graph.shape[0])], dtype=float)


def kpp_neg(graph: Any) -> Floats:
    """Share of the pairs of nodes that can no longer reach each other once a node is gone.

    Example:
        >>> from scipy import sparse
        >>> kpp_neg(sparse.csr_array([[0, 1, 1], [1, 0, 0], [1, 0, 0]])).tolist()
        [1.0, 0.0, 0.0]
    """
    size = graph.shape[0]
    label = csgraph.connected_components(graph, directed=False)[1]
    whole = np.bincount(label).astype(float)
    pairs = (whole * (whole - 1)).sum()
    # A node that holds nothing together takes only its own pairs along.
    left = pairs - 2 * (whole[label] - 1)
    for node in sorted(nx.articulation_points(nx.from_scipy_sparse_array(graph))):
        rest = np.delete(np.arange(size), node)
        groups = np.bincount(csgraph.connected_components(graph[rest][:, rest], directed=False)[1]).astype(float)
        left[node] = (groups * (groups - 1)).sum()
    return np.asarray(1.0 - left / max((size - 1) * (size - 2), 1))


def kpp_pos(graph: Any) -> Floats:
    """Mean of one over the distance to every other node.

    Example:
        >>> from scipy import sparse
        >>> kpp_pos(sparse.csr_array([[0, 1, 1], [1, 0, 0], [1, 0, 0]])).tolist()
        [1.0, 0.75, 0.75]
    """
    steps = csgraph.shortest_path(graph, unweighted=True, directed=False)
    near = np.divide(1.0, steps, out=np.zeros_like(steps), where=steps > 0)
    return np.asarray(near.sum(axis=1) / max(graph.shape[0] - 1, 1))


# Name of each centrality to its function, in the order in which they are shown.
YARDSTICKS: Mapping[str, Callable[[Any], Floats]] = MappingProxyType(
    {
        "degree": degree,
        "betweenness": betweenness,
        "pagerank": pagerank,
        "eigenvector": eigenvector,
        "core": core,
        "kpp_neg": kpp_neg,
        "kpp_pos": kpp_pos,
    }
)

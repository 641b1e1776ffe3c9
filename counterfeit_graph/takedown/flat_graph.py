"""`FlatGraph`: any graph one can hand in, as flat arrays in an order that its node names do not touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from counterfeit_graph.evidence.graph import EvidenceGraph
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.takedown._kernels_canon import canonical_order, profiles

Array = np.ndarray[Any, Any]

# Nodes times entries up to which distances help to tell nodes apart.
_PROFILED = 20_000_000

_FORMS = (
    "hand in a NetworkX graph, (source, target) arrays, a square sparse matrix, an EvidenceGraph or another object with"
    " to_networkx()"
)


@dataclass(frozen=True)
class Links:
    """A graph as read: labels in the order given, and the undirected ends of its edges as node numbers.

    Loops are left out and doubled edges kept once; `named` holds the numbers that the nodes carry, by name.
    """

    labels: Sequence[Any]
    source: Array
    target: Array
    named: Mapping[str, Array]

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.labels)


@dataclass(frozen=True)
class FlatGraph:
    """Undirected graph: neighbours of node v are `indices[indptr[v]:indptr[v + 1]]`.

    `given[v]` is the place of v in the order in which the nodes were handed in.
    """

    indptr: Array
    indices: Array
    given: Array

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.given)

    @classmethod
    def of(cls, links: Links, *, colours: Sequence[Array] = ()) -> FlatGraph:
        """Number the nodes by structure; nodes that differ in a colour are never taken for images of each other.

        Example:
            >>> links = read_links(([0, 0, 0], [1, 2, 3]))
            >>> FlatGraph.of(links).given[0]
            np.int64(0)
        """
        indptr, indices = _compress(links.source, links.target, size=links.size)
        degree = np.diff(indptr)
        keys = [*colours, -degree, _component_sizes(links)]
        if links.size * len(indices) <= _PROFILED:
            keys.append(profiles(indptr, indices))
        given = canonical_order(indptr, indices, _ranks(keys))
        number = np.empty(links.size, np.int64)
        number[given] = np.arange(links.size)
        return cls(*_compress(number[links.source], number[links.target], size=links.size), given)


def read_links(graph: Any) -> Links:
    """Read a graph in any of the forms that `dismantle` takes.

    Raises:
        OptionError: the graph is of no such form, has no node, or its arrays do not fit together.

    Example:
        >>> read_links((["a", "b"], ["b", "c"])).labels
        ['a', 'b', 'c']
    """
    links = _read(graph)
    if links.size == 0:
        fault = "the graph has no node"
        raise OptionError(fault, where="graph", remedy="hand in at least one node")
    ends = np.sort(np.stack([links.source, links.target]), axis=0)
    ends = np.unique(ends[:, ends[0] != ends[1]], axis=1)
    return Links(links.labels, ends[0], ends[1], links.named)


def _read(graph: Any) -> Links:
    if isinstance(graph, EvidenceGraph):
        # A case may hold millions of accounts, for which a NetworkX graph would be too wide.
        ends = (graph.pairs.a.astype(np.int64), graph.pairs.b.astype(np.int64))
        return Links(graph.who.accounts["account_id"].tolist(), *ends, {})
    if hasattr(graph, "to_networkx"):
        graph = graph.to_networkx()
    if sparse.issparse(graph):
        return _from_matrix(graph)
    if hasattr(graph, "nodes") and hasattr(graph, "edges"):
        return _from_networkx(graph)
    if isinstance(graph, (tuple, list)) and len(graph) in {2, 3}:
        return _from_arrays(np.asarray(graph[0]), np.asarray(graph[1]), size=graph[2] if len(graph) == 3 else None)
    fault = f"cannot read a graph from {type(graph).__name__}"
    raise OptionError(fault, where="graph", remedy=_FORMS)


def _from_networkx(graph: Any) -> Links:
    labels = list(graph.nodes)
    number = {label: at for at, label in enumerate(labels)}
    ends = np.array([(number[a], number[b]) for a, b in graph.edges()], np.int64).reshape(-1, 2)
    carried = [graph.nodes[label] for label in labels]
    names = sorted({name for each in carried for name in each if isinstance(name, str)})
    named = {name: np.array([each.get(name) for each in carried], dtype=object) for name in names}
    return Links(labels, ends[:, 0], ends[:, 1], named)


def _from_matrix(matrix: Any) -> Links:
    if matrix.shape[0] != matrix.shape[1]:
        fault = f"an adjacency matrix is square, this one is {matrix.shape[0]} x {matrix.shape[1]}"
        raise OptionError(fault, where="graph")
    entries = matrix.tocoo()
    kept = entries.data != 0
    ends = (entries.row[kept].astype(np.int64), entries.col[kept].astype(np.int64))
    return Links(range(matrix.shape[0]), *ends, {})


def _from_arrays(source: Array, target: Array, *, size: Any) -> Links:
    if source.ndim != 1 or source.shape != target.shape:
        fault = f"source and target must be two columns of one length, not {source.shape} and {target.shape}"
        raise OptionError(fault, where="graph")
    kinds = {each.dtype.kind for each in (source, target) if each.size}
    if kinds <= set("iu"):
        return _from_numbers(source.astype(np.int64), target.astype(np.int64), size=size)
    if size is not None or kinds - set("OU"):
        fault = "source and target must be whole numbers or texts"
        raise OptionError(fault, where="graph", remedy="the number of nodes, a third entry, goes with whole numbers")
    labels, ends = np.unique(np.concatenate([source, target]).astype(str), return_inverse=True)
    return Links(labels.tolist(), ends[: source.size], ends[source.size :], {})


def _from_numbers(source: Array, target: Array, *, size: Any) -> Links:
    last = max(source.max(initial=-1), target.max(initial=-1))
    count = int(last) + 1 if size is None else size
    lowest = min(source.min(initial=0), target.min(initial=0))
    if not isinstance(count, (int, np.integer)) or count <= last or lowest < 0:
        fault = f"node numbers must lie in 0..n-1: the lowest is {lowest}, the highest {last}, n is {count!r}"
        raise OptionError(fault, where="graph")
    return Links(range(int(count)), source, target, {})


def _compress(source: Array, target: Array, *, size: int) -> tuple[Array, Array]:
    rows, columns = np.concatenate([source, target]), np.concatenate([target, source])
    matrix = sparse.csr_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(size, size))
    matrix.sort_indices()
    return matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32)


def _component_sizes(links: Links) -> Array:
    matrix = sparse.csr_array((np.ones(len(links.source)), (links.source, links.target)), shape=(links.size,) * 2)
    _, label = sparse.csgraph.connected_components(matrix, directed=False)
    return np.bincount(label)[label]


def _ranks(keys: Sequence[Array]) -> Array:
    """Rank of each row of the key columns, equal rows alike; the first key counts most."""
    order = np.lexsort([np.asarray(key) for key in reversed(keys)])
    new = np.zeros(len(order), bool)
    for key in keys:
        ordered = np.asarray(key)[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.cumsum(new)
    return ranks

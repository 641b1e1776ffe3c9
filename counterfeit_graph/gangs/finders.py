"""Community finders: small frozen options, checked when built, each turning a weighted graph into labels.

`Leiden` with the constant Potts objective is the default: its resolution has a meaning (decibans asked per pair) and
the answer for one component does not depend on any other. The others are there for comparison and for habits. Our own
finders take the nodes in an order that the structure sets, so that neither names nor the order of rows change anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.gangs._kernels_graph import compressed_rows, refined_colours
from counterfeit_graph.gangs._kernels_leiden import leiden, renumber
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.seeds import generator

if TYPE_CHECKING:
    import networkx as nx

    from counterfeit_graph.evidence import EvidenceGraph

Array = np.ndarray[Any, Any]
# Rounds of colour refinement: what stands further from a node than this tells it apart no more.
_MOST_ROUNDS = 64
# Modularity is nearly flat where communities could be merged or not (Good, de Montjoye and Clauset 2010): they are
# merged only for a tenth more weight between them than the price: of nearly equal partitions the finer is given.
MARGIN = 1.1


@dataclass(frozen=True)
class WeightedGraph:
    """An undirected graph: `size` nodes 0..size-1 and edges (a, b, weight), each pair once, weights above 0."""

    size: int
    a: Array
    b: Array
    weight: Array

    @classmethod
    def of(cls, evidence: EvidenceGraph) -> WeightedGraph:
        """The kept pairs of some evidence, weighted by posterior decibans; nodes are account codes."""
        a, b = evidence.pairs.a.astype(np.int64), evidence.pairs.b.astype(np.int64)
        return cls(evidence.uses.accounts, a, b, evidence.posterior)

    @property
    def rows(self) -> tuple[Array, Array, Array]:
        """Compressed rows (ptr, neighbour, weight) of nodes by `place`, each edge both ways, neighbours ascending."""
        rows = compressed_rows(self.size, self.place[self.a], self.place[self.b], self.weight.astype(float))
        return rows[0], rows[1], rows[2]

    @cached_property
    def place(self) -> Array:
        """Place of each node in an order that names do not change: most neighbours first, then by colour.

        Colours are refined until no more nodes are told apart (Weisfeiler and Leman 1968). Those that stay alike are,
        but for rare regular graphs, images of each other, and stand in their own order.
        """
        code = self.weight.astype(float).view(np.uint64)
        colour, told_apart = np.ones(self.size, np.uint64), min(self.size, 1)
        for _ in range(_MOST_ROUNDS):
            colour, before = refined_colours(self.a, self.b, code, colour), told_apart
            told_apart = 1 + int(np.count_nonzero(np.diff(np.sort(colour))))
            if told_apart in (before, self.size):
                break
        degree = np.bincount(np.concatenate([self.a, self.b]), minlength=self.size)
        order = np.argsort(colour)
        order = order[np.argsort(-degree[order], kind="stable")]
        place = np.empty(self.size, np.int64)
        place[order] = np.arange(self.size)
        return place

    def named(self, label: Array) -> Array:
        """Labels of nodes numbered by `place` as labels of the nodes themselves, 0.. in order of first appearance."""
        return np.asarray(renumber(np.asarray(label, np.int64)[self.place])[0], np.int64)

    def to_networkx(self) -> nx.Graph[int]:
        """The same as a NetworkX graph with edge attribute `weight`."""
        import networkx as nx  # noqa: PLC0415 - loaded by the finders that need it

        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(self.size))
        graph.add_weighted_edges_from(zip(self.a.tolist(), self.b.tolist(), self.weight.tolist(), strict=True))
        return graph


class Finder(Protocol):
    """Anything that turns a weighted graph into one label a node."""

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node, 0.. in order of first appearance."""
        ...


@dataclass(frozen=True)
class Leiden:
    """Leiden (Traag, Waltman and van Eck 2019), own kernel; it depends on the structure alone, not on names or order.

    Attributes:
        resolution: decibans asked per pair (constant Potts), or gamma (modularity).
        objective: "cpm" or "modularity".
        iterations: most passes.

    Example:
        >>> graph = WeightedGraph(4, np.array([0, 2]), np.array([1, 3]), np.array([9.0, 9.0]))
        >>> Leiden(resolution=3.0).labels(graph).tolist()
        [0, 0, 1, 1]
    """

    resolution: float = 3.0
    objective: Literal["cpm", "modularity"] = "cpm"
    iterations: int = 4

    def __post_init__(self) -> None:
        if self.resolution <= 0 or self.iterations < 1:
            msg = "resolution must be above 0 and iterations 1 or more"
            raise OptionError(msg, where="Leiden")
        if self.objective not in ("cpm", "modularity"):
            msg = "objective is 'cpm' or 'modularity'"
            raise OptionError(msg, where=f"Leiden(objective={self.objective!r})")

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node; each hangs together."""
        rows = graph.rows
        if self.objective == "cpm":
            return graph.named(leiden(rows, np.ones(graph.size), self.resolution, 1.0, self.iterations))
        strength = np.add.reduceat(np.append(rows[2], 0.0), rows[0][:-1]) * (np.diff(rows[0]) > 0)
        gamma = self.resolution / max(float(strength.sum()), 1e-12)
        return graph.named(leiden(rows, strength, gamma, MARGIN, self.iterations))


@dataclass(frozen=True)
class Louvain:
    """Louvain modularity (Blondel et al. 2008) through python-louvain, for comparison.

    Example:
        >>> graph = WeightedGraph(4, np.array([0, 2]), np.array([1, 3]), np.array([9.0, 9.0]))
        >>> Louvain().labels(graph).tolist()
        [0, 0, 1, 1]
    """

    resolution: float = 1.0
    seed: int = 0

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node."""
        import community  # noqa: PLC0415 - python-louvain, a guest of this one call

        found = community.best_partition(graph.to_networkx(), resolution=self.resolution, random_state=self.seed)
        return np.asarray(renumber(np.array([found[v] for v in range(graph.size)], np.int64))[0])


@dataclass(frozen=True)
class LabelPropagation:
    """Weighted label propagation (Raghavan, Albert and Kumara 2007): each node takes its neighbours' heaviest label.

    Example:
        >>> graph = WeightedGraph(4, np.array([0, 2]), np.array([1, 3]), np.array([9.0, 9.0]))
        >>> LabelPropagation().labels(graph).tolist()
        [0, 0, 1, 1]
    """

    rounds: int = 30
    seed: int = 0

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node."""
        ptr, neighbour, weight = graph.rows
        label = np.arange(graph.size)
        order = generator(self.seed, "label propagation").permutation(graph.size)
        for _ in range(self.rounds):
            before = label.copy()
            for v in order:
                _take_heaviest(label, v, neighbours=neighbour[ptr[v] : ptr[v + 1]], weight=weight[ptr[v] : ptr[v + 1]])
            if np.array_equal(before, label):
                break
        return graph.named(label)


def _take_heaviest(label: Array, node: int, *, neighbours: Array, weight: Array) -> None:
    if len(neighbours):
        names, inverse = np.unique(label[neighbours], return_inverse=True)
        total = np.bincount(inverse, weights=weight)
        own = np.flatnonzero((names == label[node]) & (total >= total.max()))
        label[node] = label[node] if len(own) else names[int(np.argmax(total))]


@dataclass(frozen=True)
class Components:
    """Connected components: the coarsest answer.

    Example:
        >>> Components().labels(WeightedGraph(3, np.array([0]), np.array([1]), np.array([1.0]))).tolist()
        [0, 0, 1]
    """

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node."""
        return np.asarray(renumber(component_labels(graph.size, graph.a, b=graph.b))[0])

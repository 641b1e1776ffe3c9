"""Community finders: small frozen options, checked when built, each turning a weighted graph into labels.

`Leiden` with the constant Potts objective is the default: its resolution has a meaning (what is asked of each pair of a
group) and the answer for one component does not depend on any other. The others are there for comparison and for
habits. All take the nodes in an order that the structure sets, so that neither names nor the order of rows change
anything.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.gangs._kernels_graph import compressed_rows, heaviest_labels, refined_colours
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
# What is asked of each pair of a group: decibans of evidence, and for weights without a unit a share of their mean.
DECIBANS = 3.0
SHARE = 0.2
_SCATTER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class WeightedGraph:
    """An undirected graph: `size` nodes 0..size-1 and edges (a, b, weight), each pair once, weights above 0.

    `asked` is the weight that each pair of a group must bring where nothing else is chosen; None where weights have no
    unit, and a share of their mean stands for it.
    """

    size: int
    a: Array
    b: Array
    weight: Array
    asked: float | None = None

    @classmethod
    def of(cls, evidence: EvidenceGraph) -> WeightedGraph:
        """The kept pairs of some evidence, weighted by posterior decibans; nodes are account codes."""
        a, b = evidence.pairs.a.astype(np.int64), evidence.pairs.b.astype(np.int64)
        return cls(evidence.uses.accounts, a, b, evidence.posterior, DECIBANS)

    @cached_property
    def component(self) -> Array:
        """The lowest node of each node's component."""
        return component_labels(self.size, self.a, b=self.b)

    @cached_property
    def rows(self) -> tuple[Array, Array, Array]:
        """Compressed rows (ptr, neighbour, weight) of nodes by `place`, each edge both ways, neighbours ascending."""
        rows = compressed_rows(self.size, self.place[self.a], self.place[self.b], self.weight.astype(float))
        return rows[0], rows[1], rows[2]

    @cached_property
    def place(self) -> Array:
        """Place of each node in an order that names do not change: most neighbours first, then by colour.

        Colours are refined in each component until no more of its nodes are told apart (Weisfeiler and Leman 1968).
        Those that stay alike are, but for rare regular graphs, images of each other, and stand in their own order.
        """
        a, b, code = self.a, self.b, self.weight.astype(float).view(np.uint64)
        size, colour = np.bincount(self.component, minlength=self.size), np.ones(self.size, np.uint64)
        told_apart, growing = np.minimum(size, 1), size > 1
        for _ in range(_MOST_ROUNDS):
            if not growing.any():
                break
            kept, nodes = growing[self.component[a]], np.flatnonzero(growing[self.component])
            a, b, code = a[kept], b[kept], code[kept]
            # One number for component and colour: what other components are must not count.
            colour[nodes] = refined_colours(a, b, code, colour)[nodes]
            _, first = np.unique(colour[nodes] + self.component[nodes] * _SCATTER, return_index=True)
            before, told_apart = told_apart, np.bincount(self.component[nodes[first]], minlength=self.size)
            growing &= (told_apart > before) & (told_apart < size)
        degree = np.bincount(np.concatenate([self.a, self.b]), minlength=self.size)
        order = np.argsort(colour)
        order = order[np.argsort(-degree[order], kind="stable")]
        place = np.empty(self.size, np.int64)
        place[order] = np.arange(self.size)
        return place

    @property
    def relative_weight(self) -> Array:
        """The weights of `rows` as shares of the mean weight of their component's edges."""
        ptr, _, weight = self.rows
        component, degree = np.empty(self.size, np.int64), np.diff(ptr)
        component[self.place] = self.component
        total = np.bincount(component, weights=_row_sums(ptr, weight), minlength=self.size)
        mean = total / np.maximum(np.bincount(component, weights=degree, minlength=self.size), 1)
        return weight / np.repeat(mean[component], degree)

    def named(self, label: Array) -> Array:
        """Labels of nodes numbered by `place` as labels of the nodes themselves, 0.. in order of first appearance."""
        return first_seen(np.asarray(label)[self.place])

    def placed(self) -> WeightedGraph:
        """The same with nodes numbered by `place`, edges in order."""
        one, two = self.place[self.a], self.place[self.b]
        low, high = np.minimum(one, two), np.maximum(one, two)
        order = np.lexsort((high, low))
        return WeightedGraph(self.size, low[order], high[order], self.weight[order], self.asked)

    def to_networkx(self) -> nx.Graph[int]:
        """The same as a NetworkX graph with edge attribute `weight`."""
        import networkx as nx  # noqa: PLC0415 - loaded by the finders that need it

        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(self.size))
        graph.add_weighted_edges_from(zip(self.a.tolist(), self.b.tolist(), self.weight.tolist(), strict=True))
        return graph


def first_seen(label: Array) -> Array:
    """Labels numbered 0.. in order of first appearance.

    Example:
        >>> first_seen(np.array([4, 4, 2])).tolist()
        [0, 0, 1]
    """
    return np.asarray(renumber(np.asarray(label, np.int32))[0], np.int64)


def _row_sums(ptr: Array, weight: Array) -> Array:
    return np.asarray(np.add.reduceat(np.append(weight, 0.0), ptr[:-1]) * (np.diff(ptr) > 0))


def described(finder: Any, name: str, *, untold: tuple[str, ...] = ()) -> str:
    """A finder in words: its name, its resolution, and whatever else was chosen.

    Example:
        >>> described(Louvain(seed=3), "Louvain")
        'Louvain, resolution 1, seed 3'
    """
    told = [name]
    for each in fields(finder):
        value = getattr(finder, each.name)
        chosen = value is not None and (each.name == "resolution" or value != each.default)
        if chosen and each.default is not MISSING and each.name not in untold:
            told.append(f"{each.name} {value:g}")
    return ", ".join(told)


class Finder(Protocol):
    """Anything that turns a weighted graph into one label a node."""

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node, 0.. in order of first appearance."""
        ...


@dataclass(frozen=True)
class Leiden:
    """Leiden (Traag, Waltman and van Eck 2019), own kernel; it depends on the structure alone, not on names or order.

    Attributes:
        resolution: weight that each pair of a group must bring in the mean (constant Potts), decibans for evidence;
            or gamma (modularity). If left out: 3 decibans for evidence; a fifth of the mean weight of the component's
            edges for any other graph, so that of a group's pairs at least one in five is linked; gamma 1.
        objective: "cpm" or "modularity". By modularity the answer for one component depends on all others.
        iterations: most passes.

    Example:
        >>> graph = WeightedGraph(4, np.array([0, 2]), np.array([1, 3]), np.array([9.0, 9.0]))
        >>> Leiden(resolution=3.0).labels(graph).tolist()
        [0, 0, 1, 1]
        >>> print(Leiden(), Leiden(2.5), Leiden(objective="modularity"), sep="; ")
        Leiden; Leiden, resolution 2.5; Leiden by modularity
    """

    resolution: float | None = None
    objective: Literal["cpm", "modularity"] = "cpm"
    iterations: int = 4

    def __post_init__(self) -> None:
        if (self.resolution is not None and self.resolution <= 0) or self.iterations < 1:
            msg = "resolution must be above 0 and iterations 1 or more"
            raise OptionError(msg, where="Leiden")
        if self.objective not in ("cpm", "modularity"):
            msg = "objective is 'cpm' or 'modularity'"
            raise OptionError(msg, where=f"Leiden(objective={self.objective!r})")

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node; each hangs together."""
        if self.objective == "modularity":
            strength = _row_sums(graph.rows[0], graph.rows[2])
            gamma = (self.resolution or 1.0) / max(float(strength.sum()), 1e-12)
            return graph.named(leiden(graph.rows, strength, gamma, MARGIN, self.iterations))
        rows, asked = graph.rows, self.resolution or graph.asked
        if asked is None:
            rows, asked = (rows[0], rows[1], graph.relative_weight), SHARE
        return graph.named(leiden(rows, np.ones(graph.size), asked, 1.0, self.iterations))

    def __str__(self) -> str:
        name = "Leiden" if self.objective == "cpm" else "Leiden by modularity"
        return described(self, name, untold=("objective",))


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

        placed = graph.placed().to_networkx()
        found = community.best_partition(placed, resolution=self.resolution, random_state=self.seed)
        return graph.named(np.array([found[v] for v in range(graph.size)], np.int64))

    def __str__(self) -> str:
        return described(self, "Louvain")


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
        component = np.empty(graph.size, np.int64)
        component[graph.place] = graph.component
        by_component = np.argsort(component, kind="stable")
        size = np.bincount(component, minlength=graph.size)
        # Each component draws the same numbers from the start, so that no other one changes its order.
        rank = np.arange(graph.size) - np.repeat(np.cumsum(size) - size, size)
        drawn = np.empty(graph.size)
        drawn[by_component] = generator(self.seed, "label propagation").random(int(size.max(initial=0)))[rank]
        order = np.argsort(drawn, kind="stable")
        return graph.named(heaviest_labels(graph.rows, order, self.rounds))

    def __str__(self) -> str:
        return described(self, "label propagation")


@dataclass(frozen=True)
class Components:
    """Connected components: the coarsest answer.

    Example:
        >>> Components().labels(WeightedGraph(3, np.array([0]), np.array([1]), np.array([1.0]))).tolist()
        [0, 0, 1]
    """

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node."""
        return first_seen(graph.component)

    def __str__(self) -> str:
        return "components"

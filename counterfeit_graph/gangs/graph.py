"""`WeightedGraph`: what community finders split, its nodes in an order that the structure sets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.gangs._kernels_graph import compressed_rows, refined_colours
from counterfeit_graph.gangs._kernels_leiden import renumber
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.model.runs import in_turn
from counterfeit_graph.model.threads import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    from counterfeit_graph.evidence import EvidenceGraph

Array = np.ndarray[Any, Any]
# Nodes and edges of a batch of components: its arrays stay in a core's own cache.
_BATCH = 1 << 15
# A graph of which one component is as much as this is not parted: copying that one costs more than the rest gains.
_MOST = 0.9
# Rounds of colour refinement: what stands further from a node than this tells it apart no more.
_MOST_ROUNDS = 64
# What is asked of each pair of a group: decibans of evidence.
DECIBANS = 3.0
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
        order = np.argsort(colour, kind="stable")
        order = order[np.argsort(-degree[order], kind="stable")]
        place = np.empty(self.size, np.int64)
        place[order] = np.arange(self.size)
        return place

    @property
    def row_component(self) -> Array:
        """The component of each of `rows`, int32."""
        component = np.empty(self.size, np.int32)
        component[self.place] = self.component
        return component

    @property
    def relative_weight(self) -> Array:
        """The weights of `rows` as shares of the mean weight of their component's edges."""
        ptr, _, weight = self.rows
        component, degree = self.row_component, np.diff(ptr)
        total = np.bincount(component, weights=row_sums(ptr, weight), minlength=self.size)
        mean = total / np.maximum(np.bincount(component, weights=degree, minlength=self.size), 1)
        return weight / np.repeat(mean[component], degree)

    def named(self, label: Array) -> Array:
        """Labels of nodes numbered by `place` as labels of the nodes themselves, 0.. in order of first appearance."""
        return first_seen(np.asarray(label)[self.place])

    def by_components(self, find: Callable[[WeightedGraph], Array]) -> Array:
        """Labels 0.. in order of first appearance, found by `find` in batches of whole components, side by side.

        For finders that split each component as if it were alone: to them neither batches nor threads change anything.

        Example:
            >>> graph = WeightedGraph(4, np.array([0, 3]), np.array([2, 1]), np.ones(2))
            >>> graph.by_components(lambda batch: batch.component).tolist()
            [0, 1, 0, 1]
        """
        batch = self._batch
        if not batch.any():
            return first_seen(find(self))
        nodes, graphs = self._parted(batch)
        label, most = np.empty(self.size, np.int64), 0
        for mine, found in zip(nodes, side_by_side(find, graphs), strict=True):
            label[mine] = most + found
            most += int(found.max()) + 1
        return first_seen(label)

    @property
    def _batch(self) -> Array:
        """Number 0.. of each node's batch, int32: whole components, by their lowest nodes, until one is full."""
        if self.size + len(self.a) <= _BATCH:
            return np.zeros(self.size, np.int32)
        component = self.component
        work = np.bincount(component, minlength=self.size) + np.bincount(component[self.a], minlength=self.size)
        if work.max() > _MOST * work.sum():
            return np.zeros(self.size, np.int32)
        full = (np.cumsum(work) - work) // _BATCH
        # One number is not left out after a component that fills several batches.
        return np.cumsum(np.diff(full, prepend=0) > 0, dtype=np.int32)[component]

    def _parted(self, batch: Array) -> tuple[list[Array], list[WeightedGraph]]:
        """The nodes of each batch, ascending, and the graph of these, numbered in their order."""
        count = int(batch.max()) + 1
        (start, nodes), (first, edges) = compress(batch, count), compress(batch[self.a], count)
        number = np.empty(self.size, np.int64)
        number[nodes] = in_turn(np.diff(start))
        within = [edges[first[k] : first[k + 1]] for k in range(count)]
        graphs = [
            WeightedGraph(int(size), number[self.a[mine]], number[self.b[mine]], self.weight[mine], self.asked)
            for size, mine in zip(np.diff(start), within, strict=True)
        ]
        return np.split(nodes, start[1:-1]), graphs

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


def row_sums(ptr: Array, weight: Array) -> Array:
    """Sum of the weights of each row.

    Example:
        >>> row_sums(np.array([0, 2, 2]), np.array([1.0, 2.0])).tolist()
        [3.0, 0.0]
    """
    return np.asarray(np.add.reduceat(np.append(weight, 0.0), ptr[:-1]) * (np.diff(ptr) > 0))

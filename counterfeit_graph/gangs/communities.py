"""Communities of any weighted graph: what `find_gangs` gives where there is a graph and no evidence behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from counterfeit_graph import __version__
from counterfeit_graph.evidence import EvidenceGraph
from counterfeit_graph.gangs.finders import Finder, Leiden, known_finder, labels_of
from counterfeit_graph.gangs.finding import find_gangs as find_in_evidence
from counterfeit_graph.gangs.graph import WeightedGraph
from counterfeit_graph.model.errors import NotFoundError, OptionError
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import networkx as nx

    from counterfeit_graph.gangs.options import Finding
    from counterfeit_graph.gangs.result import Gangs

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, repr=False)
class Communities(Result):
    """Groups of nodes of a graph, largest first; never changed in place. Nobody is suspected: a graph tells no signs.

    Attributes:
        table: one row a group of two nodes or more: group_id, nodes, links, weight (inside), cut (weight to others).
        members: one row a node of such a group: group_id, node (as text), inside (weight to its group), share (of all
            its weight).
        nodes: the nodes of each group, as they were given; iterating gives the same.
        made_with: finder and version.
    """

    table: Table
    members: Table
    nodes: tuple[tuple[Hashable, ...], ...]
    graph: nx.Graph[Any]
    made_with: Mapping[str, Any]

    def __iter__(self) -> Iterator[tuple[Hashable, ...]]:
        return iter(self.nodes)

    def __getitem__(self, group_id: str) -> tuple[Hashable, ...]:
        ids = self.table["group_id"].tolist()
        if group_id not in ids:
            msg = "no such group"
            raise NotFoundError(msg, where=str(group_id), remedy=f"there are {len(ids)} groups")
        return self.nodes[ids.index(group_id)]

    @cached_property
    def group_of(self) -> Mapping[Hashable, str]:
        """Group of each node that is in one."""
        ids = self.table["group_id"].tolist()
        return {node: name for name, nodes in zip(ids, self.nodes, strict=True) for node in nodes}

    def to_networkx(self) -> nx.Graph[Any]:
        """A copy of the graph with node attribute `group`, blank for nodes in none."""
        graph = self.graph.copy()
        for node in graph:
            graph.nodes[node]["group"] = self.group_of.get(node, "")
        return graph

    def __repr__(self) -> str:
        return f"Communities({len(self.table):,} groups, {len(self.members):,} nodes)"


@overload
def find_gangs(
    evidence: EvidenceGraph,
    finder: Finder | None = None,
    *,
    options: Finding | None = None,
    reruns: int = 20,
    seed: int = 0,
) -> Gangs: ...


@overload
def find_gangs(evidence: nx.Graph[Any], finder: Finder | None = None) -> Communities: ...


def find_gangs(
    evidence: EvidenceGraph | nx.Graph[Any], finder: Finder | None = None, **how: Any
) -> Gangs | Communities:
    """The gangs behind the evidence, or the communities of any weighted NetworkX graph.

    Evidence is grown into groups by pooled evidence; groups tied to each other are joined by `finder`; a joined group
    with signs of counterfeiting is a gang, without them a group under common control. Whoever shares anything with a
    gang is compared with its members: a `member` where control is probable enough in the mean of reruns on resampled
    evidence, else `uncertain` if it was grown into the gang. A graph has neither signs nor rows to resample: its nodes
    are split by `finder`, and that is all.

    Args:
        evidence: what ties the accounts; or an undirected graph, edges with `weight` (1 where missing), loops ignored.
        finder: what joins groups into gangs, or splits the graph; `Leiden()` by default. In a graph it asks of each
            pair of a group a fifth of the mean weight of its component's edges, so that no component changes how
            another is split; `Leiden(objective="modularity")` for habits.
        how: for evidence only: `options` (thresholds, see `Finding`), `reruns` (resampled reruns behind `stability`
            and `confidence`; 20; with 0 the one is 1, the other what the whole evidence says), `seed` of the
            resampling.

    Returns:
        The gangs, most accounts first and of equals the most suspect; or the communities, most nodes first.

    Raises:
        OptionError: no finder, neither evidence nor a graph, a directed graph, a weight that is negative or no number,
            or thresholds for a graph.

    Source of the method: docs/method.md.

    Example:
        >>> import networkx as nx
        >>> [sorted(group) for group in find_gangs(nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("x", "y")]))]
        [['a', 'b', 'c'], ['x', 'y']]
        >>> import counterfeit_graph as cg
        >>> evidence = cg.weigh(cg.resolve(cg.read({"accounts": [{"account_id": "1", "platform": "p"}]})))
        >>> find_gangs(evidence, reruns=0)
        Gangs(0 gangs, 0 members)
    """
    if isinstance(evidence, EvidenceGraph):
        return find_in_evidence(evidence, finder, **how)
    if how:
        msg = "a graph has no signs and no rows to resample"
        raise OptionError(msg, where=", ".join(sorted(how)), remedy="give the evidence, or leave these out")
    return _communities(evidence, known_finder(Leiden() if finder is None else finder))


def weighted(evidence: EvidenceGraph | nx.Graph[Any]) -> WeightedGraph:
    """The kept links by posterior decibans, or a NetworkX graph by `weight`, on nodes 0.. in their own order.

    Raises:
        OptionError: neither evidence nor a graph, a directed graph, or a weight that is negative or no number.
    """
    if isinstance(evidence, EvidenceGraph):
        return WeightedGraph.of(evidence)
    if not hasattr(evidence, "is_directed"):
        msg = f"a {type(evidence).__name__} is neither evidence nor a graph"
        raise OptionError(msg, where="graph", remedy="give what weigh returns, or a networkx.Graph")
    if evidence.is_directed():
        msg = "links have no direction"
        raise OptionError(msg, where="graph", remedy="graph.to_undirected()")
    at = {node: number for number, node in enumerate(evidence)}
    edges: list[tuple[int, int, Any]] = [
        (at[a], at[b], weight) for a, b, weight in evidence.edges(data="weight", default=1.0) if a != b
    ]
    # What is no number becomes one that is refused: text that looks like a number is text all the same.
    ends = [(a, b, weight if isinstance(weight, Real) else np.nan) for a, b, weight in edges]
    return _folded(len(at), np.array(ends, float).reshape(-1, 3))


def _folded(size: int, ends: Array) -> WeightedGraph:
    """Each pair once, parallel edges summed, weights of 0 left out."""
    if not (np.isfinite(ends).all() and (ends[:, 2] >= 0).all()):
        msg = "a weight is negative or no number"
        raise OptionError(msg, where="graph", remedy="give weights of 0 or more")
    low, high = ends[:, :2].min(axis=1).astype(np.int64), ends[:, :2].max(axis=1).astype(np.int64)
    pair, at = np.unique(low * max(size, 1) + high, return_inverse=True)
    weight = _sums(ends[:, 2], at, count=len(pair))
    kept = weight > 0
    return WeightedGraph(size, pair[kept] // max(size, 1), pair[kept] % max(size, 1), weight[kept])


def _sums(weight: Array, of: Array, *, count: int) -> Array:
    """Sum of the weights of each of `count` numbers in `of`, exact before it is rounded: no order of edges shows."""
    order = np.argsort(of, kind="stable")
    parts = np.split(weight[order], np.searchsorted(of[order], np.arange(1, count)))
    return np.array([math.fsum(part.tolist()) for part in parts[:count]], float)


def _communities(given: nx.Graph[Any], finder: Finder) -> Communities:
    graph, nodes = weighted(given), list(given)
    label = labels_of(graph, finder)
    size = np.bincount(label, minlength=1)
    # Largest first, then by the text of the first node, so that ids do not depend on the order of nodes.
    least = _first_names(label, [str(node) for node in nodes])
    order = [g for g in np.lexsort((least, -size)).tolist() if size[g] > 1]
    rank = np.full(len(size), -1, np.int64)
    rank[order] = np.arange(len(order))
    group = rank[label] if len(label) else label
    parts: list[list[Hashable]] = [[] for _ in order]
    for node, number in sorted(zip(nodes, group.tolist(), strict=True), key=lambda pair: str(pair[0])):
        if number >= 0:
            parts[number].append(node)
    table, members = _tables(graph, group, parts=parts, index={node: at for at, node in enumerate(nodes)})
    made_with = {"finder": repr(finder), "version": __version__}
    return Communities(table, members, tuple(map(tuple, parts)), given, made_with)


def _first_names(label: Array, names: list[str]) -> Array:
    """Rank of the first name of each community among all names."""
    place = np.unique(np.array(names, object), return_inverse=True)[1] if names else np.zeros(0, np.int64)
    first = np.full(int(label.max(initial=0)) + 1, len(names), np.int64)
    np.minimum.at(first, label, place)
    return first


def _tables(
    graph: WeightedGraph, group: Array, *, parts: list[list[Hashable]], index: Mapping[Hashable, int]
) -> tuple[Table, Table]:
    count = len(parts)
    ids = [f"C{number + 1:04d}" for number in range(count)]
    one, two = group[graph.a], group[graph.b]
    inside = (one == two) & (one >= 0)
    ends, both, within = (np.concatenate(pair) for pair in ((graph.a, graph.b), (graph.weight,) * 2, (inside,) * 2))
    total, own = _sums(both, ends, count=graph.size), _sums(both * within, ends, count=graph.size)
    side = group[ends]
    leaving = ~within & (side >= 0)
    groups = {
        "group_id": ids,
        "nodes": [len(part) for part in parts],
        "links": np.bincount(one[inside], minlength=count),
        "weight": _sums(graph.weight[inside], one[inside], count=count),
        "cut": _sums(both[leaving], side[leaving], count=count),
    }
    at = np.array([index[node] for part in parts for node in part], np.int64)
    members = {
        "group_id": [ids[number] for number in group[at]],
        "node": [str(node) for part in parts for node in part],
        "inside": own[at],
        "share": own[at] / np.maximum(total[at], 1e-300),
    }
    return Table.of(groups, {"group_id": "string"}), Table.of(members, {"group_id": "string", "node": "string"})

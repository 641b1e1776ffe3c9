"""`compare_finders`: several community finders on the same evidence, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.gangs.communities import weighted
from counterfeit_graph.gangs.finders import Components, LabelPropagation, Leiden, Louvain, labels_of
from counterfeit_graph.gangs.yardsticks import available
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    import networkx as nx

    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.finders import Finder
    from counterfeit_graph.gangs.graph import WeightedGraph

Array = np.ndarray[Any, Any]
USUAL: tuple[Finder, ...] = (
    Leiden(),
    Leiden(resolution=1.0, objective="modularity"),
    Louvain(),
    LabelPropagation(),
    Components(),
)


def compare_finders(evidence: EvidenceGraph | nx.Graph[Any], *finders: Finder) -> Table:
    """How finders split the kept links of some evidence, or any weighted NetworkX graph.

    Args:
        evidence: its links, weighted by posterior decibans, are the graph; or a graph with edge attribute `weight`.
        finders: by default Leiden (constant Potts and modularity), Louvain, label propagation and components, and
            modularity by python-louvain, NetworkX and, where they are installed, igraph and leidenalg.

    Returns:
        Table(finder, groups, accounts, largest, disconnected, modularity, agreement): groups of two accounts or more,
        the accounts in them, the largest group, groups that do not hang together, modularity (Newman and Girvan 2004),
        and the adjusted Rand index (Hubert and Arabie 1985) with the first finder. `plots.finders` draws it.

    Example:
        >>> import counterfeit_graph as cg
        >>> shops = [{"account_id": n, "platform": "p", "contact_phone": "13905712846"} for n in "ab"]
        >>> compare_finders(cg.weigh(cg.resolve(cg.read({"accounts": shops}))), Components())["finder"].tolist()
        ['components']
    """
    chosen = finders or (*USUAL, *available())
    graph = weighted(evidence)
    labels = [labels_of(graph, finder) for finder in chosen]
    sizes = [np.bincount(label) for label in labels]
    columns = {
        "finder": [finder.on(graph) if isinstance(finder, Leiden | Louvain) else str(finder) for finder in chosen],
        "groups": [int((size > 1).sum()) for size in sizes],
        "accounts": [int(size[size > 1].sum()) for size in sizes],
        "largest": [int(size.max(initial=0)) for size in sizes],
        "disconnected": [disconnected(graph, label) for label in labels],
        "modularity": [round(modularity(graph, label), 4) + 0.0 for label in labels],
        "agreement": [round(adjusted_rand(labels[0], label), 4) for label in labels],
    }
    return Table.of(columns, {"finder": "string"})


def disconnected(graph: WeightedGraph, label: Array) -> int:
    """Communities that do not hang together by their own edges.

    Example:
        >>> from counterfeit_graph.gangs.graph import WeightedGraph
        >>> graph = WeightedGraph(3, np.array([0]), np.array([1]), np.array([1.0]))
        >>> disconnected(graph, np.array([0, 0, 0]))
        1
    """
    if not graph.size:
        return 0
    inside = label[graph.a] == label[graph.b]
    parts = component_labels(graph.size, graph.a[inside], b=graph.b[inside])
    pieces = np.bincount(label[np.unique(parts)])
    return int((pieces > 1).sum())


def modularity(graph: WeightedGraph, label: Array) -> float:
    """Weighted modularity of a partition (Newman 2004), resolution 1.

    Example:
        >>> from counterfeit_graph.gangs.graph import WeightedGraph
        >>> graph = WeightedGraph(4, np.array([0, 2]), np.array([1, 3]), np.array([1.0, 1.0]))
        >>> modularity(graph, np.array([0, 0, 1, 1]))
        0.5
    """
    total = float(graph.weight.sum())
    if total == 0:
        return 0.0
    inside = float(graph.weight[label[graph.a] == label[graph.b]].sum())
    ends, both = np.concatenate([label[graph.a], label[graph.b]]), np.concatenate([graph.weight, graph.weight])
    strength = np.bincount(ends, weights=both)
    return inside / total - float((strength**2).sum()) / (4 * total**2)


def adjusted_rand(one: Array, two: Array) -> float:
    """Adjusted Rand index of two partitions of the same nodes; 1 for equal ones.

    Example:
        >>> adjusted_rand(np.array([0, 0, 1]), np.array([5, 5, 2]))
        1.0
    """
    both = np.unique(np.stack([one, two]), axis=1, return_counts=True)[1]
    together, left, right = (_pairs(counts) for counts in (both, np.bincount(one), np.bincount(two)))
    chance = left * right / max(len(one) * (len(one) - 1) / 2, 1.0)
    most = (left + right) / 2
    return 1.0 if most == chance else float((together - chance) / (most - chance))


def _pairs(counts: Array) -> float:
    return float((counts.astype(float) * (counts - 1) / 2).sum())

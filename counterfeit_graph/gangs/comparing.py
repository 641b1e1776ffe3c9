"""`compare_finders`: several community finders on the same evidence, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.gangs.finders import Components, LabelPropagation, Leiden, Louvain, WeightedGraph
from counterfeit_graph.model.table import Table
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.finders import Finder

Array = np.ndarray[Any, Any]
USUAL: tuple[Finder, ...] = (
    Leiden(),
    Leiden(resolution=1.0, objective="modularity"),
    Louvain(),
    LabelPropagation(),
    Components(),
)


def compare_finders(evidence: EvidenceGraph, *finders: Finder) -> Table:
    """How finders split the kept links of some evidence.

    Args:
        evidence: its links, weighted by posterior decibans, are the graph.
        finders: by default Leiden (constant Potts and modularity), Louvain, label propagation and components.

    Returns:
        Table(finder, groups, accounts, largest, agreement): groups of two accounts or more, the accounts in them, the
        largest group, and the adjusted Rand index (Hubert and Arabie 1985) with the first finder.

    Example:
        >>> import counterfeit_graph as cg
        >>> shops = [{"account_id": n, "platform": "p", "contact_phone": "13905712846"} for n in "ab"]
        >>> compare_finders(cg.weigh(cg.resolve(cg.read({"accounts": shops}))), Components())["finder"].tolist()
        ['Components()']
    """
    chosen = finders or USUAL
    pairs = evidence.pairs
    weight = np.maximum(pairs.milli / MILLI + evidence.weights.prior, 0.001)
    graph = WeightedGraph(evidence.uses.accounts, pairs.a.astype(np.int64), pairs.b.astype(np.int64), weight)
    labels = [finder.labels(graph) for finder in chosen]
    sizes = [np.bincount(label) for label in labels]
    columns = {
        "finder": [repr(finder) for finder in chosen],
        "groups": [int((size > 1).sum()) for size in sizes],
        "accounts": [int(size[size > 1].sum()) for size in sizes],
        "largest": [int(size.max(initial=0)) for size in sizes],
        "agreement": [round(adjusted_rand(labels[0], label), 4) for label in labels],
    }
    return Table.of(columns, {"finder": "string"})


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

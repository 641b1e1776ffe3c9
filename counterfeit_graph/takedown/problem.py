"""`Problem`: a graph as flat arrays with the cost of each removal, and the score of an order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from counterfeit_graph.takedown._kernels_degree import influence
from counterfeit_graph.takedown._kernels_dominate import dominators, tidy
from counterfeit_graph.takedown._kernels_order import curve
from counterfeit_graph.takedown._kernels_reinsert import reverse_greedy

Array = np.ndarray[Any, Any]
_FREE = 1e-9


@dataclass(frozen=True)
class Problem:
    """A graph in flat form; `cost` has mean 1, so that unit costs and others work on one scale."""

    indptr: Array
    indices: Array
    cost: Array

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.cost)

    @property
    def weight(self) -> int:
        """Entries that one pass over the graph reads: nodes and both directions of the edges."""
        return self.size + len(self.indices)

    @property
    def uniform(self) -> bool:
        """Does every removal cost the same?"""
        return bool(np.all(self.cost == self.cost[0]))

    @property
    def damp(self) -> Array:
        """What a node's merit is divided by: its cost, kept above zero."""
        return np.maximum(self.cost, _FREE)

    @cached_property
    def above(self) -> Array:
        """For each node one that some best order removes before it, -1 if none is known."""
        return dominators(self.indptr, self.indices, np.ones(self.size), self.cost)

    def curve(self, order: Array) -> Array:
        """Nodes in the largest component after each removal."""
        return curve(self.indptr, self.indices, order)

    def score(self, order: Array) -> float:
        """Area under the curve, each step as wide as its cost: N * N times the ANC."""
        return float(self.cost[order] @ self.curve(order))

    def complete(self, first: Array) -> Array:
        """A whole order from its first removals; the others follow by adaptive degree."""
        return influence(self.indptr, self.indices, first, 0, self.damp)

    def tidy(self, order: Array) -> Array:
        """The order with every node behind the one above it, which never scores worse."""
        return tidy(order, self.above)

    def reinsert(self, order: Array, *, first: int = 0, largest: int = 1, power: float = 0.5) -> Array:
        """Reverse-greedy reordering from place `first` to the place where no component is above `largest` nodes.

        A component counts for its size over the cost of the node to the `power`.
        """
        keep = place_of(self.curve(order), largest)
        if keep - first < 2:
            return order
        return reverse_greedy(self.indptr, self.indices, order, first, keep, self.damp**power)


def place_of(curve: Array, largest: int) -> int:
    """Removals until no component is above `largest` nodes.

    Example:
        >>> place_of(np.array([5, 3, 1, 0]), 3)
        2
    """
    return int(np.argmax(curve <= largest)) + 1

"""`Order`: every node of a graph in the order of removal, with what each removal leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Table

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, repr=False)
class Order(Result):
    """A removal order of all N nodes.

    `nodes` holds them as they were handed in; `table` has one row a removal: step (from 1), node (as text), cost,
    largest (nodes in the largest component afterwards) and fraction (that over N). `plots.curve` draws it.
    """

    nodes: tuple[Any, ...]
    table: Table
    made_with: Mapping[str, Any]

    @classmethod
    def of(cls, nodes: tuple[Any, ...], *, cost: Array, largest: Array, made_with: Mapping[str, Any]) -> Order:
        """An order from its nodes and, for each, its cost and the nodes in the largest component without it."""
        columns = {
            "step": np.arange(1, len(nodes) + 1),
            "node": [str(node) for node in nodes],
            "cost": cost,
            "largest": largest,
            "fraction": largest / len(nodes),
        }
        return cls(nodes, Table.of(columns, types={"node": "string"}), made_with)

    def curve(self) -> Array:
        """Nodes in the largest component over N, after each of the N removals (the last is 0)."""
        return self.table["fraction"]

    def anc(self) -> float:
        """Accumulated normalised connectivity, lower is better: the mean of `curve()`, each step weighted by its cost.

        The largest component is divided by N (not by its first size), and k = 0 is not counted, as in FINDER's
        evaluation (Fan and others 2020).
        """
        cost = self.table["cost"]
        return float(cost @ self.curve() / cost.sum())

    def until(self, share: float) -> int:
        """How many removals it takes until the largest component holds at most `share` of all nodes."""
        if not 0 <= share <= 1:
            fault = f"a share lies between 0 and 1, not at {share!r}"
            raise OptionError(fault, where="share")
        return int(np.argmax(self.curve() <= share)) + 1

    def __repr__(self) -> str:
        return f"Order({len(self):,} nodes, ANC {self.anc():.4f}, {self.until(0.1):,} removals to 10 %)"

"""The rows of a gang's network that touch one node, as sentences and as places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.explain.explanation import Figure
from counterfeit_graph.explain.wording import said, templates, visible
from counterfeit_graph.model.units import minor_units

if TYPE_CHECKING:
    from counterfeit_graph.explain.explanation import Telling
    from counterfeit_graph.gangs.network import Network

_MOST_EDGES = 8


@dataclass(frozen=True)
class Touching:
    """Edges at one node of a network and at what it is the registered holder of, the largest amounts first.

    Attributes:
        network: the network.
        rows: the edges, with the ids of both ends as `source_id` and `target_id` and the place of their first row.
    """

    network: Network
    rows: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, network: Network, kind: str, *, node_id: str) -> Touching:
        """The edges at the node of a kind and id and at what it holds; none where the network has no such node."""
        nodes, edges = network.nodes, network.edges
        own = np.flatnonzero((nodes["kind"] == kind) & (nodes["id"] == node_id))
        # A person's hold on money shows in the flows of the accounts that are registered to him.
        held = np.isin(edges["source"], own) & (edges["relation"] == "holds")
        at = np.union1d(own, edges["target"][held])
        touching = np.flatnonzero(np.isin(edges["source"], at) | np.isin(edges["target"], at))
        ids = nodes["id"]
        rows = [
            {**row, "source_id": ids[row["source"]], "target_id": ids[row["target"]], "place": _place(row, int(number))}
            for row, number in zip(edges.take(touching).rows(), touching, strict=True)
        ]
        # The names break ties, so that the order never depends on how the network was built.
        rows.sort(key=lambda row: (-row["amount"], row["relation"], row["source_id"], row["target_id"]))
        return cls(network, tuple(rows))

    @property
    def places(self) -> tuple[str, ...]:
        """Where the edges stand, each place once; the node's own row of the network where it has none."""
        return tuple(dict.fromkeys(row["place"] for row in self.rows)) or ("network:nodes",)


def _place(row: dict[str, Any], number: int) -> str:
    return f"{row['file']}:{row['record']}" if row["file"] else f"network:{number + 1}"


def tell_edges(telling: Telling, touching: Touching, *, section: str) -> None:
    """One sentence for each of the largest edges."""
    for row in touching.rows[:_MOST_EDGES]:
        where = (row["place"],)
        ends = {side: Figure(visible(row[f"{side}_id"]), where) for side in ("source", "target")}
        relation = relation_words(row["relation"], telling.language)
        if row["amount"]:
            amount = Figure(money(row["amount"], row["currency"] or touching.network.currency), where, row["amount"])
            count = Figure(f"{row['weight']:,.0f}", where, row["weight"])
            telling.say(f"{section}.flow", relation=relation, amount=amount, count=count, **ends)
        else:
            telling.say(f"{section}.edge", relation=relation, **ends)


def relation_words(relation: str, language: str) -> str:
    """What an edge says, as a verb; a tie between parties keeps the word of the case."""
    if relation.startswith("tie:"):
        return said("edge.tie", language, relation=relation.removeprefix("tie:"))
    key = f"edge.{relation}"
    return said(key, language) if key in templates() else visible(relation)


def money(minor: float, unit: str) -> str:
    """An amount in minor units as people write it; a bare count where the unit is no currency.

    Example:
        >>> money(1250, "CNY"), money(3, "accounts")
        ('12.50 CNY', '3 accounts')
    """
    if len(unit) != 3:
        return f"{minor:,.0f} {visible(unit)}".strip()
    digits = minor_units(unit)
    return f"{minor / 10**digits:,.{digits}f} {unit}"

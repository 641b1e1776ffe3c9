"""`find_heads`: who holds a gang in his hands, with every term of the score beside it.

A head is not a hub: money and stock end with him while his hands are nowhere to be seen. The score of a node is the sum
of its terms (Borgatti 2006 for the fall; the others are this library's own):

- `control`: half the share of money and stock that passes it, ends with it, or is commanded by it;
- `insulation`: that share, times the share of accounts that do not touch it, times the square of its distance from the
  shops (1 for the farthest node);
- `fall`: a quarter of the rise of the value-weighted fragmentation of the network when it goes;
- `substitutability`: minus a fifth of the share, as far as another of its kind and level serves the same accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from counterfeit_graph import __version__
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.seeds import generator
from counterfeit_graph.model.table import Table
from counterfeit_graph.takedown import candidates, lineup
from counterfeit_graph.takedown.centrality import YARDSTICKS
from counterfeit_graph.takedown.subject import Subject, network_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfeit_graph.takedown.candidates import Candidates
    from counterfeit_graph.takedown.wiring import Floats, Ints

_INTERVAL = (5, 95)
# Whoever can be arrested comes before what he uses, where scores are equal.
_ORDER = ("person", "company", "payment", "card", "address", "phone", "supplier")
_TYPES = {"gang_id": "string", "rank": "int64", "node_kind": "string", "node_id": "string"}
_DRAWN = {"low": "float64", "high": "float64", "leads": "float64"}


@dataclass(frozen=True)
class Head:
    """One ranked node; its `terms` sum to its `score`."""

    rank: int
    node_kind: str
    node_id: str
    score: float
    terms: Mapping[str, float]


@dataclass(frozen=True, repr=False, eq=False)
class Heads(Result):
    """Heads of one gang, the likeliest first.

    `table`: gang_id, rank (from 1), node_kind, node_id, score, the terms that sum to it, then `low` and `high` (5 and
    95 % of the score over reruns) and `leads` (share of reruns in which the node is first), null without reruns.
    """

    table: Table
    gang: Any
    made_with: Mapping[str, Any]
    candidates: Candidates
    order: Ints

    @property
    def first(self) -> Head | None:
        """The likeliest head, None where nobody can be ranked."""
        rows = self.table.arrow.slice(0, 1).to_pylist()
        names = self.candidates.terms
        return Head(**{k: rows[0][k] for k in _HEAD}, terms={k: rows[0][k] for k in names}) if rows else None

    def compare(self) -> Table:
        """The ranking beside those of degree, betweenness, PageRank, eigenvector, k-core, KPP-Neg and KPP-Pos.

        Columns: node_kind, node_id, `heads` (the rank here), then the rank of each yardstick among the same nodes.
        """
        places = self.candidates.places[self.order]
        graph = self.candidates.graph
        scores = {name: pd.Series(measure(graph)[places]) for name, measure in YARDSTICKS.items()}
        ranks = {name: score.rank(method="min", ascending=False).to_numpy(np.int64) for name, score in scores.items()}
        named = {name: self.table[name] for name in ("node_kind", "node_id")}
        return Table.of({**named, "heads": self.table["rank"], **ranks}, _TYPES)

    def __repr__(self) -> str:
        return f"Heads({len(self.table):,} ranked)"


_HEAD = ("rank", "node_kind", "node_id", "score")


def find_heads(gang: Subject | nx.Graph[Any], *, reruns: int = 0, seed: int = 0) -> Heads:
    """Rank persons, companies and choke points by how far the gang is in their hands.

    Args:
        gang: a gang, its network, or a NetworkX graph of people in contact (`weight` and `at` on its edges).
        reruns: how often the rows are drawn anew, for the intervals; 0 gives none.
        seed: of these draws.

    Returns:
        At most 60 nodes of a network. A party stands at least as high as what it holds; a payment account whose holder
        nobody knows stands for him. Empty where no node has a share of money, stock or command.

    Raises:
        OptionError: `gang` is none of these, or `reruns` is negative.

    Example:
        >>> from counterfeit_graph.gangs.network import Network
        >>> nodes = {"account:a": 10, "account:b": 20, "payment:till": 0, "payment:purse": 0, "person:x": 0}
        >>> edges = [("account:a", "pays_into", "payment:till", 10), ("account:b", "pays_into", "payment:till", 20)]
        >>> edges += [("payment:till", "transfers", "payment:purse", 30), ("person:x", "holds", "payment:purse", 0)]
        >>> find_heads(Network.by_hand(nodes, edges)).first.node_id
        'x'
    """
    if reruns < 0:
        fault = f"{reruns} reruns cannot be drawn"
        raise OptionError(fault, where="reruns", remedy="give 0 or more")
    if isinstance(gang, nx.Graph):
        name, found = "", lineup.of_contacts(gang)
    else:
        name, network = network_of(gang)
        found = candidates.of_network(network)
    order = _order(found)
    rng = generator(seed, "heads", name)
    draws = np.asarray([found.redraw(rng) for _ in range(reruns)]).reshape(reruns, len(found.ids))[:, order]
    table = Table.of(_columns(name, found, order=order) | _intervals(draws), _TYPES | _DRAWN)
    return Heads(table, gang, {"reruns": reruns, "seed": seed, "version": __version__}, found, order)


def _order(found: Candidates) -> Ints:
    score = found.score
    keys = [(-score[at], _ORDER.index(kind), found.ids[at]) for at, kind in enumerate(found.kinds)]
    return np.asarray(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)


def _columns(name: str, found: Candidates, *, order: Ints) -> dict[str, Any]:
    named = {"node_kind": [found.kinds[at] for at in order], "node_id": [found.ids[at] for at in order]}
    size = len(order)
    head = {"gang_id": [name] * size, "rank": np.arange(1, size + 1), **named, "score": found.score[order]}
    return head | {term: column[order] for term, column in found.terms.items()}


def _intervals(draws: Floats) -> dict[str, Any]:
    """Low and high of each node's score, and how often it leads; null where nothing was drawn."""
    if not draws.size:
        return dict.fromkeys(_DRAWN, [None] * draws.shape[1])
    low, high = np.percentile(draws, _INTERVAL, axis=0)
    leads = np.bincount(draws.argmax(axis=1), minlength=draws.shape[1]) / len(draws)
    return {"low": low, "high": high, "leads": leads}

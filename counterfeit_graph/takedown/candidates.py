"""`Candidates`: the nodes of a gang's network that can be ranked as heads, with the terms of their scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.takedown.standing import CANDIDATES, PARTIES, Standing, falls, standing, substitutes
from counterfeit_graph.takedown.wiring import Floats, Ints, Wiring

if TYPE_CHECKING:
    from counterfeit_graph.gangs.network import Network

TERMS = ("control", "insulation", "fall", "substitutability")
_CONTROL, _FALL, _SUBSTITUTE = 0.5, 0.25, 0.2
_MOST = 60


@dataclass(frozen=True)
class Candidates:
    """Nodes to rank: kinds, ids, terms (one column each) and how to draw the score anew from resampled rows.

    `graph` is the symmetric sparse matrix under the network and `places` the row of each candidate in it.
    """

    kinds: list[str]
    ids: list[str]
    terms: dict[str, Floats]
    redraw: Callable[[np.random.Generator], Floats]
    graph: Any
    places: Ints

    @property
    def score(self) -> Floats:
        """Sum of the terms, rounded so that equal nodes score equally on every machine."""
        return np.round(sum(self.terms.values(), np.zeros(len(self.ids))), 9)


def of_network(network: Network) -> Candidates:
    """The candidates of a typed network: those with most control, at most sixty.

    Example:
        >>> from counterfeit_graph.gangs.network import Network
        >>> network = Network.by_hand({"account:a": 10, "payment:t": 0}, [("account:a", "pays_into", "payment:t", 10)])
        >>> of_network(network).ids
        ['t']
    """
    wiring = Wiring.of(network)
    found = standing(wiring)
    fit = np.isin(wiring.kind, CANDIDATES) & ~wiring.public & (found.control > 0)
    nodes = np.flatnonzero(fit)
    nodes = np.sort(nodes[np.argsort(-np.round(found.control[nodes], 9), kind="stable")[:_MOST]])
    fall = _FALL * falls(wiring, nodes)
    terms = _terms(wiring, found, nodes=nodes) | {"fall": fall}
    terms = _lift(wiring, {name: terms[name] for name in TERMS}, nodes=nodes)

    def redraw(rng: np.random.Generator) -> Floats:
        # Rows are weighted anew (Rubin 1981) and never lost: a chain would break with its one seen transfer.
        drawn = wiring.resampled(np.where(wiring.written, wiring.weight, rng.gamma(wiring.weight)))
        again = _terms(drawn, standing(drawn), nodes=nodes) | {"fall": fall}
        return np.asarray(sum(_lift(drawn, again, nodes=nodes).values()))

    kinds, ids = wiring.kind[nodes].tolist(), network.nodes["id"][nodes].tolist()
    return Candidates(kinds, ids, terms, redraw, wiring.plain, nodes)


def _terms(wiring: Wiring, found: Standing, *, nodes: Ints) -> dict[str, Floats]:
    control, depth = found.control[nodes], found.depth / max(float(found.depth.max(initial=0.0)), 1.0)
    insulation = control * (1.0 - found.visible[nodes]) * depth[nodes] ** 2
    rivals = substitutes(wiring, found, nodes=nodes)
    return {
        "control": _CONTROL * control,
        "insulation": insulation,
        "substitutability": 0.0 - _SUBSTITUTE * control * rivals,
    }


def _lift(wiring: Wiring, terms: dict[str, Floats], *, nodes: Ints) -> dict[str, Floats]:
    """Each party's terms, at least as high as those of what it alone holds: a purse has an owner, who is the head."""
    held = wiring.holdings[nodes][:, nodes].tocoo()
    party = np.isin(wiring.kind[nodes], PARTIES)
    rows = np.flatnonzero(party[held.row] & (held.data == 1.0))
    for column in terms.values():
        np.maximum.at(column, held.row[rows], column[held.col[rows]])
    return terms

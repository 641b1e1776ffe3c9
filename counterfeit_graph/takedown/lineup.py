"""Ranking people when nothing is known but who was in contact with whom: tapped calls, meetings, joint offences.

Four measures are brought to ranks and averaged, since none is reliable alone: `volume` (all contact), `contacts`
(people in touch, counted again in every slice of time), `span` (slices in which the person is active: leaders last,
couriers are replaced) and `backing` (contact with people who are themselves connected; the square root keeps one
talkative line from deciding). Without slices of time `contacts` is the degree and `span` tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from counterfeit_graph.takedown import centrality
from counterfeit_graph.takedown.candidates import Candidates

if TYPE_CHECKING:
    import networkx as nx

Floats = np.ndarray[Any, Any]
Ints = np.ndarray[Any, Any]

TERMS = ("volume", "contacts", "span", "backing")


@dataclass(frozen=True)
class Contacts:
    """Contacts between n people: two ends, a weight and the slice of time of each row; `names` are the people's ids."""

    names: tuple[str, ...]
    source: Ints
    target: Ints
    weight: Floats
    slice: Ints

    @classmethod
    def of(cls, graph: nx.Graph[Any]) -> Contacts:
        """The contacts of a NetworkX graph: edge attributes `weight` (1 if absent) and `at`, any label of a slice."""
        names = tuple(sorted(map(str, graph.nodes)))
        place = {name: number for number, name in enumerate(names)}
        rows = [
            (place[str(a)], place[str(b)], d.get("weight", 1.0), str(d.get("at", "")))
            for a, b, d in graph.edges(data=True)
        ]
        rows = [row for row in rows if row[0] != row[1]]
        _, times = np.unique([row[3] for row in rows], return_inverse=True)
        source, target = (np.asarray([row[at] for row in rows], dtype=np.int64) for at in (0, 1))
        return cls(names, source, target, np.asarray([row[2] for row in rows], dtype=float), times.astype(np.int64))

    def matrix(self, weight: Floats) -> Any:
        """Symmetric sparse matrix of the contacts, with the rows counted as `weight` tells."""
        size = len(self.names)
        ends = np.r_[self.source, self.target], np.r_[self.target, self.source]
        found = sparse.csr_array((np.r_[weight, weight], ends), shape=(size, size))
        found.sum_duplicates()
        found.eliminate_zeros()
        return found


def measures(contacts: Contacts, times: Floats) -> dict[str, Floats]:
    """The four measures, each n long; `times` tells how often each row counts.

    Example:
        >>> import networkx as nx
        >>> found = measures(Contacts.of(nx.path_graph(3)), np.ones(2))
        >>> found["contacts"].tolist()
        [1.0, 2.0, 1.0]
    """
    whole = contacts.matrix(contacts.weight * times)
    slices = [
        contacts.matrix(np.where(contacts.slice == at, times, 0.0)) for at in range(contacts.slice.max(initial=0) + 1)
    ]
    degrees = np.asarray([centrality.degree(each) for each in slices])
    found = {"volume": centrality.strength(whole), "contacts": degrees.sum(axis=0), "span": (degrees > 0).sum(axis=0)}
    return {**found, "backing": np.sqrt(whole) @ centrality.degree(whole)}


def ranks(found: dict[str, Floats]) -> dict[str, Floats]:
    """Each measure as the share of people it is at least as large as, divided by the number of measures.

    Example:
        >>> ranks({"volume": np.array([1.0, 9.0])})["volume"].tolist()
        [0.5, 1.0]
    """
    size = max(len(next(iter(found.values()))), 1)
    return {name: pd.Series(values).rank().to_numpy() / size / len(found) for name, values in found.items()}


def of_contacts(graph: nx.Graph[Any]) -> Candidates:
    """The people of a graph of contacts, all of whom can be ranked; see the head of this file for the terms.

    Example:
        >>> import networkx as nx
        >>> found = of_contacts(nx.path_graph(3))
        >>> found.ids[int(found.score.argmax())]
        '1'
    """
    contacts = Contacts.of(graph)
    once = np.ones(len(contacts.weight))

    def redraw(rng: np.random.Generator) -> Floats:
        again = ranks(measures(contacts, rng.poisson(once).astype(float)))
        return np.asarray(sum(again.values()))

    names = list(contacts.names)
    whole = contacts.matrix(contacts.weight)
    return Candidates(
        ["person"] * len(names), names, ranks(measures(contacts, once)), redraw, whole, np.arange(len(names))
    )

"""The dens of one gang: the parts that two values hold, and everybody else with the part that he is nearest to.

A value holds a part whose accounts use it twice as often as the rest of the gang: it sets them apart. One value alone
makes no den and joins no two dens, for it may be stale, forged or a landlord's. What everybody in the gang uses sets
nobody apart, and a gang in which nothing sets two parts apart is one den.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.gangs.finders import Leiden
from counterfeit_graph.gangs.graph import WeightedGraph, first_seen
from counterfeit_graph.model.units import MILLI

Array = np.ndarray[Any, Any]
# Values that hold a den: take one of them out, and there is still one that sets it apart.
HOLD = 2
# So many times as often as the rest of the gang does a part use what sets it apart.
OFTEN = 2


@dataclass(frozen=True)
class Ties:
    """Pairs of accounts, each once, and what the values that they share say of them, in milli-decibans above 0."""

    a: Array
    b: Array
    milli: Array


@dataclass(frozen=True)
class Ways:
    """How accounts come to use values: of each way the account, what leads to the value, and the value.

    An account leads to its own values. What lies behind an own value that is itself shared is led to by that value: a
    till and all that lies behind it are taken out together. Values are numbered after the accounts; `users` of the gang
    use the value of each way.
    """

    account: Array
    source: Array
    value: Array
    users: Array

    def of(self, kept: Array) -> Ways:
        """The ways `kept` (mask or places)."""
        return Ways(self.account[kept], self.source[kept], self.value[kept], self.users[kept])

    def without(self, value: int) -> Ways:
        """The ways that neither end at `value` nor pass through it."""
        return self.of((self.value != value) & (self.source != value))


@dataclass(frozen=True)
class Crew:
    """A gang of accounts 0..size-1 and what tells its dens apart.

    Attributes:
        size: number of accounts.
        telling: ties by values that tell dens apart.
        shared: ties by anything that some of the gang use and not all.
        ways: to the values that tell dens apart.

    Example:
        >>> ties, users = Ties(np.array([0, 2]), np.array([1, 3]), np.array([6000, 6000])), np.repeat(np.arange(4), 2)
        >>> ways = Ways(users, users, np.array([4, 5, 4, 5, 6, 7, 6, 7]), np.full(8, 2))
        >>> Crew(4, ties, ties, ways).dens(resolution=0.2).tolist()
        [0, 0, 1, 1]
        >>> Crew(4, ties, ties, ways.without(7)).dens(resolution=0.2).tolist()
        [0, 0, 0, 0]
    """

    size: int
    telling: Ties
    shared: Ties
    ways: Ways

    def dens(self, *, resolution: float) -> Array:
        """Den of each account, 0.. in order of first appearance.

        Communities by what tells dens apart are parts, cut where one value alone joins two that are held without it.
        A part that is not held goes with the one nearest to it, by what tells dens apart or else by anything.

        Args:
            resolution: decibans asked of each pair of one part (constant Potts).
        """
        telling = WeightedGraph(self.size, self.telling.a, self.telling.b, self.telling.milli / MILLI)
        part = self._cut(Leiden(resolution=resolution).labels(telling))
        for ties in (self.telling, self.shared):
            part = self._gathered(part, ties, price=round(resolution * MILLI))
        held = _held(self.ways, part, gang=self.size)
        if held.sum() < 2:
            return np.zeros(self.size, np.int64)
        # Whom nothing ties to one den more than to another is with those of whom the same is true.
        return first_seen(np.where(held[part], part, len(held)))

    @cached_property
    def _place(self) -> Array:
        """Place of each account in an order that ties of both kinds set, so that no choice hangs on names."""
        a, b = (np.concatenate(ends) for ends in ((self.telling.a, self.shared.a), (self.telling.b, self.shared.b)))
        return WeightedGraph(self.size, a, b, np.concatenate([self.telling.milli, -self.shared.milli])).place

    def _ranked(self, part: Array) -> Array:
        """The parts numbered 0.. by the first place in each."""
        return first_seen(part[np.argsort(self._place)])[self._place]

    def _gathered(self, part: Array, ties: Ties, *, price: int) -> Array:
        """Each part that is not held with the one to which it goes at the least loss, until all that are tied are held.

        The loss is that of the constant Potts objective: `price` for each pair brought together, less what ties them.
        Parts that are held are never joined with each other.
        """
        while True:
            part = self._ranked(part)
            held, size = _held(self.ways, part, gang=self.size), np.bincount(part)
            mine, other = part[np.r_[ties.a, ties.b]], part[np.r_[ties.b, ties.a]]
            loose = ~held[mine] & (mine != other)
            if not loose.any():
                return part
            both, place = np.unique(mine[loose] * len(size) + other[loose], return_inverse=True)
            mine, other = both // len(size), both % len(size)
            gain = np.bincount(place, weights=np.r_[ties.milli, ties.milli][loose]) - price * size[mine] * size[other]
            best = np.lexsort((other, -gain, mine))
            best = best[np.flatnonzero(np.diff(mine, prepend=-1))]
            part = component_labels(len(size), mine[best], b=other[best])[part]

    def _cut(self, part: Array) -> Array:
        """The parts, cut at every value that alone joins two pieces of one."""
        out, owner = part.copy(), part[self.ways.account]
        order = np.argsort(owner, kind="stable")
        for rows in np.split(order, np.flatnonzero(np.diff(owner[order])) + 1):
            accounts, piece = _pieces(self.ways.of(rows), gang=self.size)
            out[accounts] = out.max() + 1 + piece
        return out


def _held(ways: Ways, part: Array, *, gang: int) -> Array:
    """Whether two values or more set each part apart from the rest of a `gang` of so many accounts."""
    nodes = int(ways.value.max(initial=0)) + 1
    cells, first, cell = np.unique(part[ways.account] * nodes + ways.value, return_index=True, return_inverse=True)
    # Accounts that all come to a value by way of one till are one source of it.
    sources, users = (np.bincount(np.unique(cell * nodes + end) // nodes) for end in (ways.source, ways.account))
    own, elsewhere = np.bincount(part)[cells // nodes], ways.users[first] - users
    apart = (sources > 1) & (users * (gang - own) > OFTEN * elsewhere * own)
    return np.bincount(cells[apart] // nodes, minlength=int(part.max()) + 1) >= HOLD


def _pieces(ways: Ways, *, gang: int) -> tuple[Array, Array]:
    """The accounts of one part of a gang, and the piece of each with what alone joins two held pieces taken out."""
    nodes, ends = np.unique(np.r_[ways.account, ways.source, ways.value], return_inverse=True)
    account, source, value = np.split(ends, 3)
    within = kept = Ways(account, source, value, ways.users)
    accounts = int(np.searchsorted(nodes, gang))
    values, users = np.unique(within.value, return_counts=True)
    # Two values on either side and one between them.
    shared = values[users > 1] if np.count_nonzero(users > 1) > 2 * HOLD else values[:0]
    for one in shared.tolist():
        rest = within.without(one)
        piece = _hanging(rest, nodes=len(nodes))[:accounts]
        if piece.any() and _held(rest, piece, gang=gang).sum() > 1:
            kept = kept.without(one)
    return nodes[:accounts], _hanging(kept, nodes=len(nodes))[:accounts]


def _hanging(ways: Ways, *, nodes: int) -> Array:
    """Label of each node: the lowest of those that the ways connect it with."""
    return component_labels(nodes, ways.source, b=ways.value)

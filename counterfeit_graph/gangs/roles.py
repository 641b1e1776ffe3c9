"""`find_roles`: who does what for a gang, by rules on typed flows, each with its figures as the reason.

Who heads the gang is no rule of one node; `counterfeit_graph.find_heads` answers that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.gangs.network import Network

Array = np.ndarray[Any, Any]
# Node, role, number of things that speak for it, reason.
Found = tuple[int, str, int, str]

_TYPES = {"node_kind": "string", "node_id": "string", "role": "string", "score": "float64", "reason": "string"}
_MACHINES = ("device", "ip")
_PAGES = ("page", "channel")
# A page that logs in beside so many accounts is run by who manages them.
_MANY = 4


@dataclass(frozen=True)
class Flows:
    """A network's edges by relation, counted at either end."""

    network: Network

    @cached_property
    def kind(self) -> Array:
        """Kind of each node."""
        return self.network.nodes["kind"]

    @cached_property
    def _edges(self) -> tuple[Array, Array, Array]:
        edges, public = self.network.edges, self.network.nodes["public"].astype(bool)
        source, target = (edges[name].astype(np.int64) for name in ("source", "target"))
        kept = ~public[source] & ~public[target]
        return source[kept], target[kept], edges["relation"].astype(str)[kept]

    def pairs(self, relation: str) -> tuple[Array, Array]:
        """Ends of the edges of a relation; `tie` means ties of every kind. Public nodes are left out."""
        source, target, relations = self._edges
        rows = np.flatnonzero(np.char.startswith(relations, "tie") if relation == "tie" else relations == relation)
        return source[rows], target[rows]

    def into(self, relation: str) -> Array:
        """Edges of a relation that end at each node."""
        return np.bincount(self.pairs(relation)[1], minlength=len(self.kind))

    def out_of(self, relation: str) -> Array:
        """Edges of a relation that start at each node."""
        return np.bincount(self.pairs(relation)[0], minlength=len(self.kind))

    def reached(self, relation: str, mark: Array) -> Array:
        """Over the edges of a relation that start at each node, the sum of `mark` at their ends."""
        source, target = self.pairs(relation)
        return np.bincount(source, np.asarray(mark)[target], minlength=len(self.kind)).astype(np.int64)

    def column(self, name: str) -> Array:
        """A column of the nodes table."""
        return self.network.nodes[name]

    def told(self, relation: str, mark: Array) -> Array:
        """Over the edges of a relation that end at each node, the sum of `mark` at their starts."""
        source, target = self.pairs(relation)
        return np.bincount(target, np.asarray(mark)[source], minlength=len(self.kind)).astype(np.int64)


def find_roles(network: Network) -> Table:
    """The role of every account, and of every party, payment account, address and supplier that has one.

    Args:
        network: a gang's network.

    Returns:
        node_kind, node_id, role (a word of `model.schema.ROLES`), score (n / (n + 1) for n things that speak for it)
        and reason; in the order of the network's nodes, the strongest role of a node first.

    Example:
        >>> from counterfeit_graph.gangs.network import Network
        >>> edges = [(f"account:{name}", "pays_into", "payment:p", 5) for name in "abc"]
        >>> edges += [("person:x", "holds", "payment:p", 0)]
        >>> nodes = {"account:a": 5, "account:b": 5, "account:c": 5, "payment:p": 0, "person:x": 0}
        >>> find_roles(Network.by_hand(nodes, edges)).select("node_id", "role").rows()[3:]
        [{'node_id': 'p', 'role': 'cashier'}, {'node_id': 'x', 'role': 'cashier'}]
    """
    flows = Flows(network)
    found = [row for rule in _RULES for row in rule(flows)]
    found.sort(key=lambda row: (row[0], -row[2], row[1]))
    kinds, ids = flows.kind, network.nodes["id"]
    rows = [(kinds[node], ids[node], role, count / (count + 1), reason) for node, role, count, reason in found]
    return Table.of({name: [row[at] for row in rows] for at, name in enumerate(_TYPES)}, _TYPES)


def _accounts(flows: Flows) -> Iterator[Found]:
    """What an account does, from what it leaves undone: who lists, sells and ships is a store."""
    seen = Served.of(flows)
    acts = np.column_stack([flows.column(name) for name in ("listings", "orders", "shipments")])
    pages = np.isin(flows.column("account_kind").astype(str), _PAGES)
    for node in np.flatnonzero(flows.kind == "account").tolist():
        listings, orders, parcels = acts[node].tolist()
        done = f"{listings} listings, {orders} orders, {parcels} parcels"
        if seen.buyers[node] or (listings + orders + parcels and seen.paid[node] > 1):
            reason = f"supplies {seen.buyers[node]} accounts; {seen.paid[node]} of the gang's payment accounts pay it"
            yield node, "supplier", int(seen.buyers[node] + seen.paid[node]), reason
        elif parcels and not listings and not orders:
            yield node, "warehouse", parcels, f"ships without selling: {done}"
        elif not listings and not parcels and not (pages[node] and seen.machines[node] < _MANY):
            yield _behind(node, seen, done=acts[node].tolist())
        elif not orders and not parcels:
            yield node, "promoter", max(listings, 1), f"shows without selling: {done}"
        else:
            yield node, "store", listings + orders + parcels, done


def _behind(node: int, seen: Served, *, done: list[int]) -> Found:
    """An account that neither lists nor ships: does it stand at the tills or at the machines of those that do?"""
    tills, machines, orders = int(seen.tills[node]), int(seen.machines[node]), done[1]
    if tills and (orders or tills >= machines):
        return node, "cashier", tills, f"neither lists nor ships; shares payment accounts with {tills} shops"
    if machines and not orders:
        return node, "manager", machines, f"neither lists nor ships; logs in beside {machines} shops"
    return node, "store", max(orders, 1), f"{orders} orders"


@dataclass(frozen=True)
class Served:
    """For every node: shops at its tills and machines, accounts it supplies, payments that pay its own.

    Shops list or ship. Where none does, or the case does not say, nobody is told apart by the till that all use.
    """

    tills: Array
    machines: Array
    buyers: Array
    paid: Array

    @classmethod
    def of(cls, flows: Flows) -> Served:
        """Count them."""
        machine = np.isin(flows.kind.astype(str), _MACHINES)
        shops = (flows.column("listings") + flows.column("shipments")) > 0
        tills, machines = flows.told("pays_into", shops), np.where(machine, flows.told("uses", shops), 0)
        paid = flows.reached("pays_into", flows.into("transfers"))
        return cls(flows.reached("pays_into", tills), flows.reached("uses", machines), _buyers(flows), paid)


def _buyers(flows: Flows) -> Array:
    """Accounts supplied by way of each account's own phone, company or payment account."""
    supplied = flows.into("supplied_by")
    ids = flows.column("id")
    by_value = {ids[node]: int(supplied[node]) for node in np.flatnonzero(flows.kind == "supplier").tolist()}
    # A supplier known by a phone is a node apart from that phone, so the two are matched by their text.
    same = np.asarray(
        [by_value.get(name, 0) if kind != "supplier" else 0 for name, kind in zip(ids, flows.kind, strict=True)]
    )
    return flows.reached("uses", same) + flows.reached("registered_by", supplied)


def _payments(flows: Flows) -> Iterator[Found]:
    shops, feeders, onward = flows.into("pays_into"), flows.into("transfers"), flows.out_of("transfers")
    for node in np.flatnonzero(np.isin(flows.kind.astype(str), ("payment", "card"))).tolist():
        # One shop's own till is no cashier; an account that is fed and pays on is one, however few feed it.
        count = int(shops[node] + feeders[node])
        if count > 1 or (feeders[node] and onward[node]):
            reason = (
                f"collects from {shops[node]} accounts and {feeders[node]} payment accounts, pays {onward[node]} on"
            )
            yield node, "cashier", count, reason


def _places(flows: Flows) -> Iterator[Found]:
    shipped, supplied = flows.into("ships_from"), flows.into("supplied_by")
    for node in np.flatnonzero(shipped > 1).tolist():
        yield node, "warehouse", int(shipped[node]), f"{shipped[node]} accounts ship from it"
    for node in np.flatnonzero(supplied > 0).tolist():
        yield node, "supplier", int(supplied[node]), f"{supplied[node]} accounts buy from it"


def _parties(flows: Flows) -> Iterator[Found]:
    """What a party does, from the accounts in its name, the money it holds, and whom it is tied to."""
    collects = flows.into("pays_into") + flows.into("transfers")
    names, taken = flows.into("registered_by"), flows.reached("holds", np.where(collects > 1, collects, 0))
    fronts = flows.reached("tie", names > 0) + flows.told("tie", names > 0)
    seen = Served.of(flows)
    sells = flows.told("registered_by", np.maximum(seen.buyers, np.where(seen.paid > 1, seen.paid, 0)))
    for node in np.flatnonzero(np.isin(flows.kind.astype(str), ("person", "company"))).tolist():
        # A person in whose name a supplier's account runs is its straw man as likely as its owner.
        if sells[node] and flows.kind[node] == "company":
            yield (
                node,
                "supplier",
                int(sells[node]),
                f"its own accounts supply, or are paid by, {sells[node]} of the gang",
            )
        if names[node]:
            yield node, "registrar", int(names[node]), f"{names[node]} accounts are registered in this name"
        elif fronts[node] and (taken[node] or fronts[node] > 1):
            reason = f"tied to {fronts[node]} registrants, holds what collects from {taken[node]}"
            yield node, "manager", int(fronts[node] + taken[node]), reason
        elif taken[node]:
            yield node, "cashier", int(taken[node]), f"holds payment accounts that collect from {taken[node]}"


_RULES: tuple[Callable[[Flows], Iterator[Found]], ...] = (_accounts, _payments, _places, _parties)

"""`Network`: the typed neighbourhood of a gang: its accounts, their values, money, stock and people.

It stops at what the rest of the world uses too: a node with more users outside the gang than inside is public, is kept
only where it joins two insiders, and nothing is followed through it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from counterfeit_graph.gangs.cut import Cut
from counterfeit_graph.gangs.grouped import UNKNOWN_DAY, places_in
from counterfeit_graph.gangs.layout import EDGE_TYPES, NODE_TYPES, tables
from counterfeit_graph.gangs.neighbours import ACTIVITY, NetworkIndex
from counterfeit_graph.model.table import Table, concat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from counterfeit_graph.identity import Identities

_MOST_TIES = 3
_NODE_DEFAULTS: dict[str, Any] = {
    "label": "",
    "role": "",
    "account_kind": "",
    "platform": "",
    "open": True,
    **dict.fromkeys(ACTIVITY, 0),
    "inside": 0,
    "outside": 0,
    "public": False,
}
_EDGE_DEFAULTS: dict[str, Any] = {
    "currency": "",
    "weight": 1.0,
    "first": UNKNOWN_DAY,
    "last": UNKNOWN_DAY,
    "file": "",
    "record": 0,
}


@dataclass(frozen=True)
class Network:
    """Nodes and typed edges around some accounts.

    `nodes`: node (int32), kind, id, label, sales (int64 minor units, of accounts only), role, account_kind, platform,
    open (false for a closed account), listings, orders and shipments (rows of accounts), inside and outside (users
    within and beyond the gang), public.
    `edges`: source, target (int32), relation, amount (int64 minor units of `currency`), weight (rows behind the edge),
    first, last (int32 days, -2^31 unknown), file, record (the first row behind the edge).

    Example:
        >>> Network.by_hand({"account:a": 600, "payment:p": 0}, [("account:a", "pays_into", "payment:p", 600)])
        Network(1 accounts, 2 nodes, 1 edges)
    """

    nodes: Table
    edges: Table
    currency: str = ""

    @classmethod
    def by_hand(
        cls,
        nodes: Mapping[str, int],
        edges: Iterable[tuple[str, str, str, int]],
        *,
        outside: Mapping[str, int] | None = None,
    ) -> Network:
        """A network from `kind:id` names with their sales, and (source, relation, target, amount) edges.

        `outside` gives the users beyond the gang of the nodes that have any.

        Example:
            >>> nodes = {"payment:p": 0, "payment:q": 0}
            >>> network = Network.by_hand(nodes, [("payment:p", "transfers", "payment:q", 9)])
            >>> network.edges["amount"].tolist()
            [9]
        """
        place, beyond = {name: number for number, name in enumerate(nodes)}, outside or {}
        rows = [
            _NODE_DEFAULTS | {"node": at, "sales": nodes[name], "outside": beyond.get(name, 0)}
            for name, at in place.items()
        ]
        for row, name in zip(rows, nodes, strict=True):
            row["kind"], _, row["id"] = name.partition(":")
        links = [
            _EDGE_DEFAULTS | {"source": place[a], "target": place[b], "relation": relation, "amount": amount}
            for a, relation, b, amount in edges
        ]
        return cls(_table(rows, NODE_TYPES), _table(links, EDGE_TYPES))

    def __repr__(self) -> str:
        accounts = int((self.nodes["kind"] == "account").sum())
        return f"Network({accounts:,} accounts, {len(self.nodes):,} nodes, {len(self.edges):,} edges)"

    def with_roles(self, roles: Table) -> Network:
        """The network with the role that `roles` (node_kind, node_id, role) gives each node; its first row counts.

        Example:
            >>> roles = Table.of({"node_kind": ["account"], "node_id": ["a"], "role": ["store"]})
            >>> Network.by_hand({"account:a": 1}, []).with_roles(roles).nodes["role"].tolist()
            ['store']
        """
        named = zip(roles["node_kind"], roles["node_id"], roles["role"], strict=True)
        found: dict[tuple[str, str], str] = {}
        for kind, name, role in named:
            found.setdefault((kind, name), role)
        keys = zip(self.nodes["kind"], self.nodes["id"], strict=True)
        column = np.asarray([found.get(key, "") for key in keys], dtype=object)
        return Network(self.nodes.with_columns({"role": column}), self.edges, self.currency)

    def with_successions(self, pairs: Table) -> Network:
        """The network with an edge from each closed account to the one that took its place.

        Args:
            pairs: `closed_account`, `reopened_account`; pairs of other accounts are passed over.

        Example:
            >>> pairs = Table.of({"closed_account": ["a", "a"], "reopened_account": ["b", "z"]})
            >>> Network.by_hand({"account:a": 1, "account:b": 1}, []).with_successions(pairs).edges["target"].tolist()
            [1]
        """
        known = self.nodes["id"].copy()
        known[self.nodes["kind"] != "account"] = None
        ends = [places_in(pairs[name], known) for name in ("closed_account", "reopened_account")]
        met = zip(*(end[(ends[0] >= 0) & (ends[1] >= 0)].tolist() for end in ends), strict=True)
        more = [_EDGE_DEFAULTS | {"source": a, "target": b, "relation": "reopened_as", "amount": 0} for a, b in met]
        if not more:
            return self
        edges = concat([self.edges, _table(more, EDGE_TYPES)])
        order = np.lexsort((edges["relation"].astype(str), edges["target"], edges["source"]))
        return Network(self.nodes, edges.take(order), self.currency)

    def to_networkx(self) -> nx.MultiDiGraph[int]:
        """A NetworkX multigraph with every column as an attribute; its nodes are the numbers of `nodes`.

        Example:
            >>> Network.by_hand({"account:a": 1}, []).to_networkx().nodes[0]["id"]
            'a'
        """
        graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
        graph.add_nodes_from((row.pop("node"), row) for row in self.nodes.rows())
        graph.add_edges_from((row.pop("source"), row.pop("target"), row) for row in self.edges.rows())
        return graph


def build_network(
    who: Identities | NetworkIndex,
    accounts: npt.ArrayLike,
    *,
    hops: int = 5,
    hubs: npt.ArrayLike = (),
    reopened: Table | None = None,
) -> Network:
    """The neighbourhood of some accounts.

    Args:
        who: the identities of a case, or their `NetworkIndex`: build it once when many gangs are cut from one case.
        accounts: codes of the gang's accounts.
        hops: how far money is followed over transfers. Papers are followed over at most three ties between parties.
        hubs: codes of values known to be public, whatever their number of users.
        reopened: pairs `closed_account`, `reopened_account` of the gang.

    Returns:
        A network whose nodes and edges are in canonical order.

    Example:
        >>> import counterfeit_graph as cg
        >>> orders = Table.of({"order_id": ["1"], "account_id": ["a"], "amount": ["6.00"], "payment": ["P-17"]})
        >>> accounts = Table.of({"account_id": ["a"], "platform": ["x"]})
        >>> who = cg.resolve(cg.read({"accounts": accounts, "orders": orders}))
        >>> build_network(who, [0]).edges.select("relation", "amount").rows()
        [{'relation': 'pays_into', 'amount': 600}]
    """
    index = who if isinstance(who, NetworkIndex) else NetworkIndex(who)
    cut = Cut(index, np.unique(np.asarray(accounts, dtype=np.int64)), hubs=np.asarray(hubs, dtype=np.int64))
    cut.follow_money(hops)
    cut.follow_papers(min(hops, _MOST_TIES))
    network = Network(*tables(cut), currency=cut.currency)
    return network if reopened is None else network.with_successions(reopened)


def _table(rows: list[dict[str, Any]], types: Mapping[str, str]) -> Table:
    return Table.of({name: [row[name] for row in rows] for name in types}, types)

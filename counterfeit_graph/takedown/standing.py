"""What each node of a gang's network holds in its hands: money, stock, papers, and how far it stands from the shops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from counterfeit_graph.takedown.wiring import Floats, Ints, Wiring

PARTIES = ("person", "company")
PLACES = ("address", "phone", "supplier", "company")
# Kinds of node that can be ranked.
CANDIDATES = (*PARTIES, "payment", "card", "address", "phone", "supplier")

# Share of what the second party of a tie controls that the first has a hand in, and the other way round.
_COMMAND = {
    "owns": (1.0, 0.0), "directs": (0.8, 0.0), "controls": (0.8, 0.0), "manages": (0.6, 0.0), "employs": (0.5, 0.0),
    "associate": (0.2, 0.2), "family": (0.1, 0.1),
}  # fmt: skip
_OTHER_TIE = (0.1, 0.1)
# To lend one's name to a shop is little control of its money; to supply it is half.
_PAPER = 0.1
_STOCK = 0.5
# Nodes in one chain are a step apart and no substitutes of each other.
_LEVEL = 0.75


@dataclass(frozen=True)
class Standing:
    """Measures of every node, each n long: shares lie in 0..1, `depth` counts steps from the shops.

    `money` is half of what passes plus half of what ends; `stock` the sales supplied or shipped; `command` what parties
    tied to it control; `reach` the n x accounts shares of money or stock that go through it.
    """

    money: Floats
    stock: Floats
    command: Floats
    depth: Floats
    visible: Floats
    reach: Floats

    @property
    def control(self) -> Floats:
        """Money, half as much for stock, and command, at most one."""
        return np.minimum(self.money + _STOCK * self.stock + self.command, 1.0)


def standing(wiring: Wiring) -> Standing:
    """Measure every node of a wiring.

    Example:
        >>> from counterfeit_graph.gangs.network import Network
        >>> chain = [("account:a", "pays_into", "payment:t", 10), ("payment:t", "transfers", "payment:b", 10)]
        >>> found = standing(Wiring.of(Network.by_hand({"account:a": 10, "payment:t": 0, "payment:b": 0}, chain)))
        >>> found.depth.tolist(), bool(found.money[2] > found.money[1])
        ([0.0, 1.0, 2.0], True)
    """
    worth = wiring.worth
    money, holds = wiring.money, wiring.holdings
    through = np.minimum(money.through + holds @ money.through, 1.0)
    ends = np.minimum(money.ends + holds @ money.ends, 1.0)
    goods = _goods(wiring)
    paper = wiring.served("registered_by")[wiring.accounts].T.toarray()
    cash = (through @ worth + ends @ worth) / 2 + _PAPER * (paper @ worth)
    stock = goods @ worth
    # One step only: the head of a head would otherwise collect everybody's acquaintances.
    command = _command(wiring) @ np.minimum(cash + _STOCK * stock, 1.0)
    depth = _depth(wiring, holds)
    reach = np.minimum(through + goods, 1.0)
    return Standing(cash, stock, np.minimum(command, 1.0), depth, _visible(wiring, holds), reach)


def _goods(wiring: Wiring) -> Floats:
    """Dense n x accounts: the share of each account's goods that comes from or leaves by each node."""
    supplied, shipped = wiring.served("supplied_by"), wiring.served("ships_from")
    return np.asarray((supplied + shipped)[wiring.accounts].T.toarray())


def _command(wiring: Wiring) -> Any:
    """Sparse n x n: the share of what each column controls that each row has a hand in, by ties between parties."""
    blocks = []
    for relation in np.unique(wiring.relation.astype(str)):
        if relation.startswith("tie"):
            rows = wiring.rows(relation)
            down, up = _COMMAND.get(relation.removeprefix("tie:"), _OTHER_TIE)
            there = wiring.matrix(rows, np.full(len(rows), down))
            blocks += [there, wiring.matrix(rows, np.full(len(rows), up)).T]
    total = sum(blocks, sparse.csr_matrix((wiring.size, wiring.size)))
    return total.minimum(1.0) if len(blocks) else total


def _depth(wiring: Wiring, holds: Any) -> Floats:
    """Mean steps from the shops: of payments along the money, of parties one step behind what they hold or command."""
    depth = wiring.money.depth.copy()
    near = np.isin(wiring.kind, PLACES) & (depth == 0)
    depth[near] = 1.0
    money = wiring.money.through.sum(axis=1)
    mass = holds @ money
    behind = np.divide(holds @ (money * depth), mass, out=np.zeros_like(mass), where=mass > 0)
    party = np.isin(wiring.kind, PARTIES)
    return np.where(party, np.maximum(behind + 1.0, 1.0), depth)


def _visible(wiring: Wiring, holds: Any) -> Floats:
    """Share of the accounts that touch a node, or what it holds, with their own hands."""
    count = max(len(wiring.accounts), 1)
    is_account = wiring.kind == "account"
    rows = np.flatnonzero(is_account[wiring.source] & ~is_account[wiring.target])
    touch = wiring.matrix(rows, np.ones(len(rows))).T.tocsr()
    touch = touch + (holds > 0) @ touch
    return np.asarray((touch > 0).sum(axis=1)).ravel() / count


def falls(wiring: Wiring, nodes: Ints) -> Floats:
    """Rise of the value-weighted fragmentation 1 - sum(V_k^2)/V^2 when each of `nodes` goes with what it holds.

    V_k is the sales of the accounts in component k (Borgatti 2006, with sales in place of heads).
    """
    whole = fragmentation(wiring, gone=np.zeros(0, np.int64))
    cuts = np.zeros(wiring.size, bool)
    cuts[list(nx.articulation_points(nx.from_scipy_sparse_array(wiring.plain)))] = True
    # Most nodes hold nothing together and nothing in their hands: their fall is none, and need not be measured.
    gone = [np.r_[node, wiring.holdings[[node]].indices] for node in nodes]
    parts = [fragmentation(wiring, gone=each) if len(each) > 1 or cuts[each[0]] else whole for each in gone]
    return np.maximum(np.asarray(parts, dtype=float) - whole, 0.0)


def fragmentation(wiring: Wiring, *, gone: Ints) -> float:
    """1 - sum(V_k^2)/V^2 over the components that are left when the nodes `gone` are taken out."""
    rows, dead = wiring.joins, np.zeros(wiring.size, bool)
    dead[gone] = True
    left = rows[~dead[wiring.source[rows]] & ~dead[wiring.target[rows]]]
    label = csgraph.connected_components(wiring.matrix(left, np.ones(len(left))), directed=False)[1]
    return 1.0 - float((np.bincount(label, wiring.sales) ** 2).sum() / max(wiring.sales.sum(), 1.0) ** 2)


def substitutes(wiring: Wiring, found: Standing, *, nodes: Ints) -> Floats:
    """How far another node of the same kind, at the same distance from the shops, serves the same accounts: 0 to 1."""
    reach, depth, kind = found.reach[nodes] * wiring.worth, found.depth[nodes], wiring.kind[nodes]
    total = reach.sum(axis=1)
    best = np.zeros(len(nodes))
    for at in np.flatnonzero(total > 0):
        rivals = (kind == kind[at]) & (np.abs(depth - depth[at]) < _LEVEL)
        rivals[at] = False
        shared = np.minimum(reach[rivals], reach[at]).sum(axis=1)
        best[at] = shared.max(initial=0.0) / total[at]
    return best

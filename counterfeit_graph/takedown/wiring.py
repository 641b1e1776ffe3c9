"""`Wiring`: a gang's network as flat arrays, and the way of its money through them.

That a payment account passes money on is well seen in the transfers of a case, how much it keeps is not, since they are
a sample. An account is therefore held to pass on most of its money as soon as more than a trickle is seen to leave it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from counterfeit_graph.gangs.network import Network
    from counterfeit_graph.model.table import Table

Floats = np.ndarray[Any, Any]
Ints = np.ndarray[Any, Any]

# No account passes on all: rings of accounts would else keep money going round for ever.
_MOST_PASSED, _USUALLY_PASSED = 0.95, 0.9
_MOST_HOPS = 40
_LEAST_FLOW = 1e-9


@dataclass(frozen=True)
class Wiring:
    """Nodes 0..n-1 with their kind and sales, and typed edges between them.

    Sales of a gang without any order are taken as one unit an account, so that shares still mean something.
    """

    network: Network
    kind: Ints
    sales: Floats
    public: Ints
    source: Ints
    target: Ints
    relation: Ints
    amount: Floats
    weight: Floats

    @classmethod
    def of(cls, network: Network) -> Wiring:
        """The wiring of a network.

        Example:
            >>> from counterfeit_graph.gangs.network import Network
            >>> Wiring.of(Network.by_hand({"account:a": 0, "account:b": 0}, [])).sales.tolist()
            [1.0, 1.0]
        """
        nodes, edges = network.nodes, network.edges
        kind, sales = nodes["kind"], nodes["sales"].astype(float)
        if not sales.any():
            sales = (kind == "account").astype(float)
        source, target = (edges[name].astype(np.int64) for name in ("source", "target"))
        amount, weight = (edges[name].astype(float) for name in ("amount", "weight"))
        public, relation = nodes["public"].astype(bool), edges["relation"]
        # Amounts in another currency than most transfers count as unknown; their rows still count.
        amount = np.where((relation != "transfers") | (edges["currency"] == _coin(edges)), amount, 0.0)
        return cls(network, kind, sales, public, source, target, relation, amount, weight)

    def resampled(self, times: Floats) -> Wiring:
        """The wiring with the rows behind each edge drawn `times` as often; edges drawn never are gone."""
        kept = np.flatnonzero(times > 0)
        scale = times[kept] / np.maximum(self.weight[kept], 1.0)
        edges = replace(self, source=self.source[kept], target=self.target[kept], relation=self.relation[kept])
        return replace(edges, amount=self.amount[kept] * scale, weight=times[kept])

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.kind)

    @cached_property
    def accounts(self) -> Ints:
        """Numbers of the account nodes."""
        return np.flatnonzero(self.kind == "account")

    def rows(self, *relations: str) -> Ints:
        """Edges of these relations between nodes that are not public."""
        return np.flatnonzero(np.isin(self.relation.astype(str), relations) & self._private)

    @property
    def written(self) -> Ints:
        """Edges that a register or a file states once, rather than events that repeat."""
        named = self.relation.astype(str)
        return np.isin(named, ("holds", "registered_by", "reopened_as")) | np.char.startswith(named, "tie")

    @property
    def worth(self) -> Floats:
        """Share of the gang's sales of each account, in the order of `accounts`."""
        return self.sales[self.accounts] / max(float(self.sales.sum()), 1.0)

    @cached_property
    def holdings(self) -> Any:
        """Sparse n x n: the share of a value that each party holds, itself or through a company that it owns."""
        rows, owns = self.rows("holds"), self.rows("tie:owns")
        firms = owns[self.kind[self.target[owns]] == "company"]
        held, owned = (normalised(self.matrix(each, np.ones(len(each))).T).T for each in (rows, firms))
        return (held + owned @ held).minimum(1.0).tocsr()

    @cached_property
    def joins(self) -> Ints:
        """Edges of any relation between nodes that are not public."""
        return np.flatnonzero(self._private)

    @cached_property
    def plain(self) -> Any:
        """Symmetric sparse n x n matrix of edges in the network, of any relation, between nodes that are not public."""
        both = self.matrix(self.joins, np.ones(len(self.joins)))
        return (both + both.T).tocsr()

    @cached_property
    def _private(self) -> Ints:
        return ~self.public[self.source] & ~self.public[self.target]

    def matrix(self, rows: Ints, values: Floats) -> Any:
        """Sparse n x n matrix with `values` at the ends of the edges `rows`."""
        return sparse.csr_matrix((values, (self.source[rows], self.target[rows])), shape=(self.size, self.size))

    def served(self, *relations: str) -> Any:
        """Sparse n x n matrix: the share of each account's (row's) business that each target takes.

        Half of it follows amounts, half is spread evenly: a payout account that no order names takes money as well.
        """
        rows = self.rows(*relations)
        even = normalised(self.matrix(rows, np.ones(len(rows))))
        return even / 2 + normalised(self.matrix(rows, self._by_money(rows))) / 2

    def _by_money(self, rows: Ints) -> Floats:
        """Amounts of edges, or rows where their source has no amount at all."""
        known = np.bincount(self.source[rows], self.amount[rows], minlength=self.size)
        return np.where(known[self.source[rows]] > 0, self.amount[rows], self.weight[rows])

    @cached_property
    def money(self) -> Money:
        """Where the accounts' money goes."""
        rows = self.rows("transfers")
        share = self._passed(rows)
        onward = sparse.diags(share) @ normalised(self.matrix(rows, self._by_money(rows)))
        direct = self.served("pays_into")[self.accounts].T
        return flow(direct.tocsr(), onward.T.tocsr(), kept=1.0 - share)

    def _passed(self, rows: Ints) -> Floats:
        """Share of what each payment account takes in that it passes on.

        What leaves is compared with what came in, in sum or, if that is larger, by the geometric mean of sum and piece:
        transfers of a case are a sample, so that one large payment onward tells more than its sum, while rent or pocket
        money is small in both. Where amounts cannot be compared, an account that pays is held to pass on most of it.
        """
        one_coin = self.network.currency == _coin(self.network.edges)
        into = np.r_[self.rows("pays_into"), rows] if one_coin else rows
        taken, passed = self._sums(self.target, into), self._sums(self.source, rows)
        total, piece = _over(passed[0], taken[0]), _over(_over(*passed), _over(*taken))
        size = np.maximum(total, np.sqrt(total * piece))
        passes = np.bincount(self.source[rows], minlength=self.size) > 0
        return np.where(passes, np.where(size > 0, np.minimum(size, _MOST_PASSED), _USUALLY_PASSED), 0.0)

    def _sums(self, ends: Ints, rows: Ints) -> tuple[Floats, Floats]:
        """Known amounts and the rows they stand in, by the node at one end of the edges `rows`."""
        known = rows[self.amount[rows] > 0]
        amount, rows = (np.bincount(ends[known], each[known], self.size) for each in (self.amount, self.weight))
        return amount.astype(float), rows.astype(float)


def _coin(edges: Table) -> str:
    """The currency that most transfers are made in; amounts in others cannot be compared with them."""
    rows = np.flatnonzero(edges["relation"] == "transfers")
    words, code = np.unique(edges["currency"][rows].astype(str), return_inverse=True)
    return str(words[np.bincount(code, edges["weight"][rows]).argmax()]) if len(rows) else ""


def _over(amount: Floats, by: Floats) -> Floats:
    """The ratio of two columns, 0 where the second is."""
    return np.divide(amount, by, out=np.zeros(len(amount)), where=by > 0)


@dataclass(frozen=True)
class Money:
    """For every node and account: the share of the account's money that passes the node, that ends there, and how far.

    `through` and `ends` are dense n x accounts; `depth` is the mean number of steps from the shops to each node.
    """

    through: Floats
    ends: Floats
    depth: Floats


def flow(direct: Any, onward: Any, *, kept: Floats) -> Money:
    """Follow money from the tills (`direct`, n x accounts) over `onward` (n x n, columns are payers) until it rests."""
    step = direct.toarray()
    through, far = step.copy(), step.sum(axis=1)
    for hop in range(2, _MOST_HOPS):
        step = onward @ step
        if step.max(initial=0.0) < _LEAST_FLOW:
            break
        through += step
        far += hop * step.sum(axis=1)
    total = through.sum(axis=1)
    return Money(np.minimum(through, 1.0), np.minimum(through * kept[:, None], 1.0), _over(far, total))


def normalised(matrix: Any) -> Any:
    """Rows of a sparse matrix brought to sum one; empty rows stay empty."""
    total = np.asarray(matrix.sum(axis=1)).ravel()
    return sparse.diags(_over(np.ones_like(total), total)) @ matrix

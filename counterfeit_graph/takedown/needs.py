"""`Needs`: which shop needs which tills and goods, and which payment account passes money on to which.

All matrices are sparse with ones; a step is a product, and a way exists where the product is above zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from counterfeit_graph.takedown.wiring import Ints, Wiring

GOODS = ("ships_from", "supplied_by")
_RESTS = 0.5
# So many others of the role stand ready to take over.
_NEAREST = 3
_HOPS = 8


@dataclass(frozen=True)
class Needs:
    """`tills` shops x payments, `goods` shops x sources, `onward` payments x payments, `heirs` shops x shops.

    `heirs` tells whose customers go where when a shop cannot sell, `ends` in which payments money may rest.
    """

    tills: Any
    goods: Any
    onward: Any
    heirs: Ints
    ends: Ints

    @property
    def has_till(self) -> Ints:
        """Shops of which a till is known."""
        return np.asarray(np.diff(self.tills.indptr) > 0)

    @property
    def has_goods(self) -> Ints:
        """Shops of which a source of goods is known."""
        return np.asarray(np.diff(self.goods.indptr) > 0)

    @property
    def role(self) -> Ints:
        """One word for each payment: paid by shops, fed by others, passing on, or several of these."""
        direct, fed = (np.asarray(each.sum(axis=0)).ravel() > 0 for each in (self.tills, self.onward))
        return np.asarray(direct * 4 + fed * 2 + (np.diff(self.onward.indptr) > 0))

    def behind(self, friends: Ints) -> Ints:
        """Payments x shops: whose friends' money passes each payment."""
        reach = steps(self.tills.T, friends)
        for _ in range(_HOPS):
            reach = reach | steps(self.onward.T, reach)
        return reach

    def widened(self, tills: Ints, goods: Ints) -> Needs:
        """The needs with more tills and goods that serve as well."""
        return replace(self, tills=ones(steps_or(self.tills, tills)), goods=ones(steps_or(self.goods, goods)))

    def rerouted(self, onward: Ints, ends: Ints) -> Needs:
        """The needs with more ways for money, and more places for it to rest."""
        return replace(self, onward=ones(steps_or(self.onward, onward)), ends=ends)

    def passed_to(self, heirs: Ints) -> Needs:
        """The needs with customers passed on to `heirs`."""
        return replace(self, heirs=heirs)


def needs_of(wiring: Wiring, shops: Ints) -> tuple[Ints, Ints, Needs]:
    """Nodes of the payments, nodes of the sources of goods, and what `shops` need of them.

    A public till or depot counts, though nobody can take it away.
    """
    payments = np.flatnonzero(np.isin(wiring.kind, ("payment", "card")))
    goods = _edges(wiring, GOODS)[shops]
    sources = np.unique(goods.indices).astype(np.int64)
    moved = wiring.rows("transfers")
    moved = moved[wiring.source[moved] != wiring.target[moved]]
    onward = wiring.matrix(moved, np.ones(len(moved)))[payments][:, payments]
    tills = _edges(wiring, ("pays_into",))[shops][:, payments]
    heirs, ends = np.zeros((len(shops), len(shops)), bool), _ends(wiring, payments, onward=onward)
    return payments, sources, Needs(ones(tills), ones(goods[:, sources]), ones(onward), heirs, ends)


def _ends(wiring: Wiring, payments: Ints, *, onward: Any) -> Ints:
    """Payments in which money is meant to rest.

    These are the ones behind the tills that keep at least half as much as the one that keeps most; where money leads to
    none of them, the payment itself.
    """
    fed = np.asarray(onward.sum(axis=0)).ravel() > 0
    kept = np.where(fed, (wiring.money.ends @ wiring.worth)[payments], 0.0)
    main = (kept > 0) & (kept >= _RESTS * kept.max(initial=0.0))
    return np.asarray(main | ~reaching(onward, np.ones((1, len(payments)), bool), ends=main)[0])


def _edges(wiring: Wiring, relations: tuple[str, ...]) -> Any:
    rows = np.flatnonzero(np.isin(wiring.relation.astype(str), relations))
    return wiring.matrix(rows, np.ones(len(rows)))


def ones(matrix: Any) -> Any:
    """A sparse matrix of ones where the given one is not zero.

    Example:
        >>> ones(np.array([[0, 7]])).toarray().tolist()
        [[0.0, 1.0]]
    """
    found = sparse.csr_array(matrix, dtype=np.float32)
    found.eliminate_zeros()
    found.data[:] = 1.0
    return found


def steps(first: Any, second: Any) -> Ints:
    """Dense product of 0/1 matrices as true or false: is there a way by the one and then the other?

    Example:
        >>> steps(np.array([[True, False]]), np.array([[False], [True]])).tolist()
        [[False]]
    """
    ways: Any = _numbers(first) @ _numbers(second)
    return np.asarray(ways if isinstance(ways, np.ndarray) else ways.toarray()) > 0


def _numbers(matrix: Any) -> Any:
    """Floats, since these are multiplied fastest."""
    return matrix if sparse.issparse(matrix) else np.asarray(matrix, dtype=np.float32)


def steps_or(matrix: Any, more: Ints) -> Ints:
    """A sparse 0/1 matrix and a dense one together.

    Example:
        >>> steps_or(ones(np.array([[1, 0]])), np.array([[False, True]])).tolist()
        [[True, True]]
    """
    return np.asarray((matrix.toarray() > 0) | more)


def reaching(onward: Any, live: Ints, *, ends: Ints) -> Ints:
    """Sets x payments: from which live payments does a way over live ones lead to a live end?

    Example:
        >>> chain = ones(np.array([[0, 1], [0, 0]]))
        >>> reaching(chain, np.array([[True, True], [True, False]]), ends=np.array([False, True])).tolist()
        [[True, True], [False, False]]
    """
    reached = live & ends
    while True:
        more = reached | (live & steps(onward, reached.T).T)
        if (more == reached).all():
            return reached
        reached = more


def nearest(reach: Ints, *, role: Ints | None = None) -> Ints:
    """For each row of `reach` the three other rows of the same role that overlap most with it, the first of equals.

    Example:
        >>> nearest(np.array([[True, True], [True, False], [False, False]])).tolist()
        [[False, True, False], [True, False, False], [False, False, False]]
    """
    wide = reach.astype(np.float32)
    shared = wide @ wide.T
    if role is not None:
        shared *= role[:, None] == role[None, :]
    np.fill_diagonal(shared, 0.0)
    first = np.argsort(-shared, axis=1, kind="stable")[:, :_NEAREST]
    near = np.zeros(shared.shape, bool)
    np.put_along_axis(near, first, values=True, axis=1)
    return near & (shared > 0)

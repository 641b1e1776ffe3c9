"""`Needs`: which shop needs which tills and goods, and which payment account passes money on to which.

All matrices are dense with zeros and ones; a step is a product, and a way exists where the product is above zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from counterfeit_graph.takedown.wiring import Floats, Ints, Wiring

GOODS = ("ships_from", "supplied_by")
_RESTS = 0.5
# So many others of the role stand ready to take over.
_NEAREST = 3
_HOPS = 8


@dataclass(frozen=True)
class Needs:
    """`tills` shops x payments, `goods` shops x sources, `onward` payments x payments, `heirs` shops x shops.

    `heirs` tells whose customers go where when a shop cannot sell, `ends` in which payments money may rest. A matrix
    of one row holds for every shop.
    """

    tills: Floats
    goods: Floats
    onward: Floats
    heirs: Floats
    ends: Ints

    @property
    def has_till(self) -> Ints:
        """Shops of which a till is known."""
        return np.asarray(self.tills.any(axis=1))

    @property
    def has_goods(self) -> Ints:
        """Shops of which a source of goods is known."""
        return np.asarray(self.goods.any(axis=1))

    @property
    def role(self) -> Ints:
        """One word for each payment: paid by shops, fed by others, passing on, or several of these."""
        direct, fed = (each.any(axis=0) for each in (self.tills, self.onward))
        return np.asarray(direct * 4 + fed * 2 + self.onward.any(axis=1))

    def behind(self, friends: Floats) -> Floats:
        """Payments x shops: whose friends' money passes each payment."""
        reach = steps(self.tills.T, friends)
        for _ in range(_HOPS):
            reach = ones(reach + steps(self.onward.T, reach))
        return reach

    def shared(self, friends: Floats) -> Needs:
        """The needs of shops that may use the tills and goods of their friends, and pass their customers on to them."""
        tills, goods = steps(friends, self.tills), steps(friends, self.goods)
        return replace(self, tills=tills, goods=goods, heirs=friends)

    def replaced(self, payments: Floats, sources: Floats, *, heirs: Floats) -> Needs:
        """The needs where other payments and sources may stand in for each one, and others take the customers."""
        tills, goods, onward = (
            steps(*each) for each in ((self.tills, payments), (self.goods, sources), (self.onward, payments))
        )
        ends = self.ends | payments[self.ends].any(axis=0)
        return Needs(tills, goods, onward, heirs, np.asarray(ends))


def needs_of(wiring: Wiring, shops: Ints) -> tuple[Ints, Ints, Needs]:
    """Nodes of the payments, nodes of the sources of goods, and what `shops` need of them.

    A public till or depot counts, though nobody can take it away.
    """
    payments = np.flatnonzero(np.isin(wiring.kind, ("payment", "card")))
    goods = _edges(wiring, GOODS)[shops]
    sources = np.unique(goods.indices).astype(np.int64)
    moved = wiring.rows("transfers")
    moved = moved[wiring.source[moved] != wiring.target[moved]]
    onward = ones(wiring.matrix(moved, np.ones(len(moved)))[payments][:, payments].toarray())
    tills = ones(_edges(wiring, ("pays_into",))[shops][:, payments].toarray())
    ends = _ends(wiring, payments, onward=onward)
    return payments, sources, Needs(tills, ones(goods[:, sources].toarray()), onward, itself(len(shops)), ends)


def _ends(wiring: Wiring, payments: Ints, *, onward: Floats) -> Ints:
    """Payments in which money is meant to rest.

    These are the ones behind the tills that keep at least half as much as the one that keeps most; where money leads to
    none of them, the payment itself.
    """
    fed = onward.any(axis=0)
    kept = np.where(fed, (wiring.money.ends @ wiring.worth)[payments], 0.0)
    main = (kept > 0) & (kept >= _RESTS * kept.max(initial=0.0))
    every = ones(np.ones((1, len(payments))))
    return np.asarray(main | (reaching(onward, every, ends=main)[0] == 0))


def _edges(wiring: Wiring, relations: tuple[str, ...]) -> Any:
    rows = np.flatnonzero(np.isin(wiring.relation.astype(str), relations))
    return wiring.matrix(rows, np.ones(len(rows)))


def ones(matrix: Any) -> Floats:
    """A dense matrix of ones where the given one is not zero; floats, since these are multiplied fastest.

    Example:
        >>> ones(np.array([[0, 7]])).tolist()
        [[0.0, 1.0]]
    """
    return np.asarray(np.asarray(matrix) != 0, dtype=np.float32)


def itself(size: int) -> Floats:
    """Every row leads to itself alone.

    Example:
        >>> itself(2).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    return np.eye(size, dtype=np.float32)


def steps(first: Floats, second: Floats) -> Floats:
    """Product of 0/1 matrices as zeros and ones: is there a way by the one and then the other?

    Example:
        >>> steps(ones([[1, 0]]), ones([[0], [1]])).tolist()
        [[0.0]]
    """
    return ones(product(first, second))


def product(first: Floats, second: Floats) -> Floats:
    """Product of 0/1 matrices: how many ways there are.

    Example:
        >>> product(ones([[1, 1]]), ones([[1], [1]])).tolist()
        [[2.0]]
    """
    # BLAS reads past short rows, and what lies there may raise its flag of an invalid number though none goes into the
    # product (numpy issue 24067): zeros and ones make none.
    with np.errstate(invalid="ignore"):
        return np.asarray(first @ second)


def reaching(onward: Floats, live: Floats, *, ends: Ints) -> Floats:
    """Sets x payments: from which live payments does a way over live ones lead to a live end?

    Example:
        >>> chain, live = ones([[0, 1], [0, 0]]), ones([[1, 1], [1, 0]])
        >>> reaching(chain, live, ends=np.array([False, True])).tolist()
        [[1.0, 1.0], [0.0, 0.0]]
    """
    reached = live * ends
    while True:
        more = np.maximum(reached, live * steps(reached, onward.T))
        if (more == reached).all():
            return np.asarray(reached)
        reached = more


def nearest(reach: Floats, *, role: Ints | None = None) -> Floats:
    """For each row of `reach` the three other rows of the same role that overlap most with it, the first of equals.

    Example:
        >>> nearest(ones([[1, 1], [1, 0], [0, 0]])).tolist()
        [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    shared = product(reach, reach.T)
    if role is not None:
        shared *= role[:, None] == role[None, :]
    np.fill_diagonal(shared, 0.0)
    first = np.argsort(-shared, axis=1, kind="stable")[:, :_NEAREST]
    near = np.zeros(shared.shape, bool)
    np.put_along_axis(near, first, values=True, axis=1)
    return ones(near & (shared > 0))

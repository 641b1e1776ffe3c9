"""A plan as a mixed integer program, for gangs small enough to be solved to the end.

The capacity left is a sum over shops that sell; shops sell where some till and some source of goods is live. All of
this is said by "at least", and since the sum is made small, only the moves need be whole numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from counterfeit_graph.takedown.capacity import STUCK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfeit_graph.takedown.needs import Needs
    from counterfeit_graph.takedown.search import Problem
    from counterfeit_graph.takedown.wiring import Floats, Ints

# Factor of each variable; variable 0 is the constant one.
Sum = dict[int, float]
ONE: Sum = {0: 1.0}


class Program:
    """Variables in 0..1 and constraints that one is at least a sum of others."""

    def __init__(self) -> None:
        self.size = 1
        self.found: dict[frozenset[tuple[tuple[int, float], ...]], Sum] = {}
        self.entries: list[tuple[int, int, float]] = []
        self.rows = 0

    def new(self) -> int:
        """The number of a new variable."""
        self.size += 1
        return self.size - 1

    def least(self, variable: int, amount: Sum) -> None:
        """Demand that the variable is at least the sum."""
        total = {variable: 1.0}
        for other, factor in amount.items():
            total[other] = total.get(other, 0.0) - factor
        self.entries += [(self.rows, other, factor) for other, factor in total.items()]
        self.rows += 1

    def any_of(self, amounts: Iterable[Sum]) -> Sum:
        """A variable that is at least each of the sums; the same one for the same sums."""
        sums = list(amounts)
        named = frozenset(tuple(sorted(each.items())) for each in sums)
        if named not in self.found:
            self.found[named] = {self.new(): 1.0}
            for each in sums:
                self.least(next(iter(self.found[named])), each)
        return self.found[named]

    def solve(self, aim: Sum, whole: list[int], *, nodes: int | None = None) -> tuple[Ints, float]:
        """Make the aim small with the variables `whole` in {0, 1}: their values, and the proven lower bound.

        With a limit on the `nodes` of the search tree the bound holds, and the values are those of no move at all.
        """
        weights, low, integral = np.zeros(self.size), np.zeros(self.size), np.zeros(self.size, dtype=np.int64)
        weights[list(aim)], low[0], integral[whole] = list(aim.values()), 1.0, 1
        rows, columns, factors = (np.asarray(each) for each in zip(*self.entries, strict=True))
        matrix = sparse.csr_array((factors, (rows, columns)), shape=(self.rows, self.size))
        limits, bounds = LinearConstraint(matrix, lb=np.zeros(self.rows)), Bounds(low, np.ones(self.size))
        options: Any = {"mip_rel_gap": 0.0} | ({} if nodes is None else {"node_limit": nodes})
        found = milp(weights, integrality=integral, bounds=bounds, constraints=limits, options=options)
        values = np.zeros(self.size) if found.x is None or nodes is not None else np.asarray(found.x)
        return values[whole] > 1 / 2, float(found.mip_dual_bound or 0.0)


def plus(*amounts: Sum) -> Sum:
    """The sum of sums.

    Example:
        >>> plus({0: 1.0, 3: 2.0}, {3: -1.0})
        {0: 1.0, 3: 1.0}
    """
    total: Sum = {}
    for amount in amounts:
        for variable, factor in amount.items():
            total[variable] = total.get(variable, 0.0) + factor
    return total


def times(factor: float, amount: Sum) -> Sum:
    """A sum with every factor multiplied.

    Example:
        >>> times(2.0, {0: 1.0})
        {0: 2.0}
    """
    return {variable: factor * each for variable, each in amount.items()}


class Plant:
    """The constraints of one problem: what is out, what is live, who sells, and what each rule wins back."""

    def __init__(self, problem: Problem, budget: float) -> None:
        self.trade, self.program = problem.trade, Program()
        self.moves = [self.program.new() for _ in problem.moves]
        self.out = self._fallen(problem)
        spent = dict(zip(self.moves, problem.costs.tolist(), strict=True))
        self.program.least(0, {**times(1 / budget, spent), 0: 0.0})
        value = self.trade.value
        self.share = (value / max(float(value.sum()), 1.0)).tolist()

    def _fallen(self, problem: Problem) -> dict[int, Sum]:
        """For every node that a move can take out, a variable that is at most the sum of these moves."""
        found: dict[int, Sum] = {}
        for node in np.flatnonzero(problem.kills.any(axis=0)).tolist():
            found[node] = {self.program.new(): 1.0}
            by = {self.moves[row]: 1.0 for row in np.flatnonzero(problem.kills[:, node]).tolist()}
            self.program.least(0, plus(ONE, found[node], times(-1.0, by)))
        return found

    def live(self, node: int) -> Sum:
        """One while the node is not out."""
        return plus(ONE, times(-1.0, self.out.get(node, {})))

    def reached(self, needs: Needs) -> list[Sum]:
        """For each payment: can its money reach a live end over live accounts?"""
        program, payments = self.program, self.trade.payments.tolist()
        # Rings need no care: the least solution lets a ring without a live end be unreached.
        found = [program.new() for _ in payments]
        for at, node in enumerate(payments):
            if needs.ends[at]:
                program.least(found[at], self.live(node))
            for following in np.flatnonzero(needs.onward[at]).tolist():
                program.least(found[at], plus({found[following]: 1.0}, self.live(node), times(-1.0, ONE)))
        return [{variable: 1.0} for variable in found]

    def served(self, by: Floats, needy: Ints, *, live: list[Sum]) -> list[Sum]:
        """For each shop: is any of its nodes live?"""
        used = [np.flatnonzero(row).tolist() for row in np.broadcast_to(by, (len(needy), by.shape[1]))]
        any_of = self.program.any_of
        return [any_of(live[at] for at in row) if need else ONE for row, need in zip(used, needy, strict=True)]

    def parts(self, needs: Needs) -> tuple[list[Sum], list[Sum], list[Sum]]:
        """For each shop: goods, a live till, and a till whose money reaches an end (`Trade.parts`)."""
        trade = self.trade
        payments, sources = ([self.live(node) for node in each.tolist()] for each in (trade.payments, trade.sources))
        goods = self.served(needs.goods, trade.needs.has_goods, live=sources)
        till = self.served(needs.tills, trade.needs.has_till, live=payments)
        return goods, till, self.served(needs.tills, trade.needs.has_till, live=self.reached(needs))

    def levels(self, needs: Needs) -> tuple[list[Sum], list[Sum]]:
        """For each shop: does it sell, and does its money arrive (`Trade.levels`)?"""
        goods, till, end = self.parts(needs)
        shops = self.trade.shops.tolist()

        def both(first: list[Sum]) -> list[Sum]:
            rows = zip(shops, goods, first, strict=True)
            return [self.program.any_of([plus(self.live(s), g, f, {0: -2.0})]) for s, g, f in rows]

        return both(till), both(end)

    def worth(self, sells: list[Sum], arrives: list[Sum]) -> Sum:
        """The share of sales that is left."""
        rows = zip(self.share, sells, arrives, strict=True)
        return plus({}, *(plus(times(v * STUCK, s), times(v * (1 - STUCK), a)) for v, s, a in rows))

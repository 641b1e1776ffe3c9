"""`key_players`: the few nodes to remove, or to watch, for the most effect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from counterfeit_graph import __version__
from counterfeit_graph.model.errors import OptionError, nearest_of
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Table
from counterfeit_graph.takedown._kernels_spread import distances, network, pressures
from counterfeit_graph.takedown.flat_graph import FlatGraph, Links, read_links
from counterfeit_graph.takedown.fragmentation import least_connected
from counterfeit_graph.takedown.reach import widest_reach
from counterfeit_graph.takedown.removal_cost import removal_costs

Array = np.ndarray[Any, Any]

_OBJECTIVES = ("fragmentation", "reach", "value")
_ORDERED = 12


@dataclass(frozen=True, repr=False)
class KeyPlayers(Result):
    """Chosen nodes and what they achieve.

    `before` and `after` are the objective without and with them, between 0 and 1, higher is better; no choice within
    the budget does better than `bound`, and `proved` says that this one reaches it. `pairs_left` counts the pairs of
    nodes still connected once the chosen are gone. `table` has one row a node, in the order in which each adds most:
    step, node (as text), cost, alone (the objective of this node only) and together (of the nodes so far).
    """

    nodes: tuple[Any, ...]
    objective: str
    before: float
    after: float
    bound: float
    proved: bool
    pairs_left: int
    table: Table
    made_with: Mapping[str, Any]

    def __repr__(self) -> str:
        certain = "proved best" if self.proved else f"at most {self.bound:.4f} is possible"
        return f"KeyPlayers({len(self)} nodes, {self.objective} {self.before:.4f} -> {self.after:.4f}, {certain})"


def key_players(
    graph: Any, k: float, *, objective: str = "fragmentation", cost: Any = None, seed: int = 0
) -> KeyPlayers:
    """The k nodes that matter most together, which are seldom the k that matter most alone (Borgatti 2006).

    - "fragmentation" (KPP-Neg): least connected once they are gone, F = 1 - sum s(s-1) / (n(n-1)) over the components'
      sizes s, with n all nodes of the graph, the removed ones too.
    - "reach" (KPP-Pos): nearest to all, R = (sum of 1/d over all nodes) / n with d the distance from the nearest chosen
      node; a chosen node counts 1.
    - "value": F_v = 1 - sum V^2 / V_all^2, with V the value in each component that is left. Values are the node
      attribute "value" of a NetworkX graph, or the sales in the network of a gang.

    Small cases are proved: by looking at every set that can be best, or by an integer programme (reach). Elsewhere a
    greedy choice is improved by exchanges of one node, from many random starts too; with unit costs, more nodes then
    never fragment less.

    Args:
        graph: as for `dismantle`.
        k: how many nodes; with `cost`, what they may cost together.
        objective: "fragmentation", "reach" or "value".
        cost: as for `dismantle`.
        seed: of the random starts.

    Raises:
        OptionError: the graph, a cost or a value cannot be used, k is not within 1..n (or pays for no node), or the
            objective is unknown.

    Example:
        >>> key_players(([0, 0, 0, 3], [1, 2, 3, 4]), 1)
        KeyPlayers(1 nodes, fragmentation 0.0000 -> 0.9000, proved best)
    """
    links = read_links(graph)
    costs = removal_costs(links, cost)
    weight = _weights(links, objective)
    _check_budget(k, costs, unit=cost is None)
    flat = FlatGraph.of(links, colours=[costs, weight])
    task = _Task(flat, objective, weight[flat.given], costs[flat.given])
    nodes, bound, proved = task.solve(float(k), seed=seed)
    nodes = task.ordered(nodes)
    after = task.measure(nodes)
    return KeyPlayers(
        nodes=tuple(links.labels[at] for at in flat.given[nodes]),
        objective=objective,
        before=task.measure(nodes[:0]),
        after=after,
        bound=after if proved else max(bound, after),
        proved=proved,
        pairs_left=task.pairs_left(nodes),
        table=task.table(nodes, names=[str(links.labels[at]) for at in flat.given[nodes]]),
        made_with={"k": k, "seed": seed, "version": __version__},
    )


def _weights(links: Links, objective: str) -> Array:
    """What each node weighs in the objective."""
    if objective not in _OBJECTIVES:
        fault = f"unknown objective {objective!r}"
        near = nearest_of(objective, _OBJECTIVES)
        raise OptionError(fault, where="objective", nearest=near, remedy=f"choose one of {', '.join(_OBJECTIVES)}")
    if objective != "value":
        return np.ones(links.size)
    try:
        values = np.asarray(links.named["value" if "value" in links.named else "sales"], dtype=float)
    except (KeyError, TypeError, ValueError):
        values = np.full(links.size, np.nan)
    if not np.all(np.isfinite(values) & (values >= 0)) or not values.any():
        fault = "some nodes have no value from 0 on, or all values are 0"
        raise OptionError(fault, where="graph", remedy='give each node of a NetworkX graph a number as "value"')
    return values


def _check_budget(k: float, costs: Array, *, unit: bool) -> None:
    size = len(costs)
    if unit and not (float(k).is_integer() and 1 <= k <= size):
        fault = f"k must be a whole number from 1 to {size}, the nodes of the graph, not {k!r}"
        raise OptionError(fault, where="k", nearest=str(size) if k > size else "1")
    if not (math.isfinite(k) and costs.min() <= k and k > 0):
        fault = f"a budget of {k!r} pays for no node; the cheapest costs {costs.min():g}"
        raise OptionError(fault, where="k")


@dataclass(frozen=True)
class _Task:
    """A graph in flat form and what is asked of its nodes."""

    graph: FlatGraph
    objective: str
    weight: Array
    cost: Array

    def measure(self, nodes: Array) -> float:
        """The objective with these nodes chosen, between 0 and 1."""
        if self.objective == "reach":
            far = distances(self.graph.indptr, self.graph.indices, nodes)
            near = np.where(far < 0, 0.0, 1.0 / np.maximum(far, 1))
            return float(near.max(axis=0, initial=0.0).sum()) / self.graph.size
        return self.share(self.pressure(nodes), removed=len(nodes))

    def pressure(self, nodes: Array, *, weight: Array | None = None) -> float:
        """Sum of squared component weights once the nodes are gone."""
        net = network(self.graph.indptr, self.graph.indices, self.weight if weight is None else weight, self.cost)
        net.gone[nodes] = True
        return float(pressures(net))

    def pairs_left(self, nodes: Array) -> int:
        """Pairs of nodes still connected once the nodes are gone."""
        size = self.graph.size
        return round(self.pressure(nodes, weight=np.ones(size)) - (size - len(nodes))) // 2

    def ordered(self, nodes: Array) -> Array:
        """The nodes in the order in which each adds most; too many to try that stay as found, lowest first."""
        left, order = np.sort(nodes).tolist(), np.zeros(0, np.int64)
        while left and len(nodes) <= _ORDERED:
            best = max(left, key=lambda node: (self.measure(np.append(order, node)), -node))
            left.remove(best)
            order = np.append(order, best)
        return np.append(order, np.array(left, np.int64))

    def table(self, nodes: Array, *, names: list[str]) -> Table:
        """One row a node: what it does alone, and together with those before it."""
        columns = {
            "step": np.arange(1, len(nodes) + 1),
            "node": names,
            "cost": self.cost[nodes],
            "alone": np.array([self.measure(nodes[i : i + 1]) for i in range(len(nodes))]),
            "together": np.array([self.measure(nodes[: i + 1]) for i in range(len(nodes))]),
        }
        return Table.of(columns, types={"node": "string"})

    def share(self, pressure: float, *, removed: int) -> float:
        """The fragmentation that a sum of squared component weights stands for."""
        if self.objective == "value":
            return 1.0 - pressure / float(self.weight.sum()) ** 2
        size = self.graph.size
        return 1.0 - (pressure - (size - removed)) / max(size * (size - 1), 1)

    def solve(self, budget: float, *, seed: int) -> tuple[Array, float, bool]:
        """The nodes found, a bound on the objective, and whether they are proved best."""
        budget = min(budget, float(self.cost.sum()))
        if self.objective == "reach":
            sources = widest_reach(self.graph, cost=self.cost, budget=budget)
            return sources.nodes, min(sources.bound / self.graph.size, 1.0), sources.proved
        cut = least_connected(self.graph, weight=self.weight, cost=self.cost, budget=budget, seed=seed)
        limit = self.limit(budget)
        return cut.nodes, limit, cut.proved or self.share(cut.pressure, removed=len(cut.nodes)) >= limit

    def limit(self, budget: float) -> float:
        """What no choice exceeds: neighbours that both stay are connected, and a node takes only its own edges away."""
        ends = np.repeat(np.arange(self.graph.size), np.diff(self.graph.indptr))
        own: Array = 2 * self.weight * np.bincount(ends, self.weight[self.graph.indices], self.graph.size)
        if self.objective == "value":
            own += self.weight**2
        price = np.maximum(self.cost, 1e-9)
        order = np.argsort(-own / price, kind="stable")
        paid = np.clip((budget - np.cumsum(price[order]) + price[order]) / price[order], 0.0, 1.0)
        total = own.sum() - self._twice_counted
        left = max(total - float(paid @ own[order]), 0.0)
        whole = float(self.weight.sum()) ** 2 if self.objective == "value" else self.graph.size * (self.graph.size - 1)
        return float(1.0 - left / max(whole, 1.0))

    @property
    def _twice_counted(self) -> float:
        """Each edge stands in `own` of both its ends."""
        ends = np.repeat(np.arange(self.graph.size), np.diff(self.graph.indptr))
        return float(self.weight[ends] @ self.weight[self.graph.indices])

"""`plan_takedown`: which actions leave a gang least to sell, once it has mended itself as well as it can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph import __version__
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.schema import ACTIONS
from counterfeit_graph.model.seeds import generator
from counterfeit_graph.model.table import Table
from counterfeit_graph.takedown import baselines as yardsticks
from counterfeit_graph.takedown import exact
from counterfeit_graph.takedown.capacity import Trade, worst
from counterfeit_graph.takedown.moves import costs_of, moves_of
from counterfeit_graph.takedown.recovery import RULES, Odds
from counterfeit_graph.takedown.search import Problem, search
from counterfeit_graph.takedown.sequence import in_waves
from counterfeit_graph.takedown.subject import Subject, network_of
from counterfeit_graph.takedown.wiring import Wiring

if TYPE_CHECKING:
    from counterfeit_graph.takedown.baselines import Baseline
    from counterfeit_graph.takedown.wiring import Ints

_MOST_EXACT = 60
_EPS, _TOLERANCE = 1e-9, 1e-5
_TYPES = {
    "gang_id": "string", "step": "int64", "action": "string", "target_kind": "string", "target": "string",
    "cost": "float64", "capacity_left": "int64", "exposure": "int64", "impact": "int64", "accounts": "int64",
    "innocents": "int64", "share_left": "float64", "unmended": "int64", "rule": "string", "spent": "float64",
    "lead_days": "int64", "wave": "int64", "currency": "string",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One action of a plan; the fields are the columns of `Plan.table`."""

    gang_id: str
    step: int
    action: str
    target_kind: str
    target: str
    cost: float
    capacity_left: int
    exposure: int
    impact: int
    accounts: int
    innocents: int
    share_left: float
    unmended: int
    rule: str
    spent: float
    lead_days: int
    wave: int
    currency: str


@dataclass(frozen=True, repr=False, eq=False)
class Plan(Result):
    """Actions in the order in which they should be taken.

    `table`, one row a step:
        gang_id, step (from 1), action, target_kind, target, cost;
        capacity_left: what the gang can still sell after this step under the worst rule of recovery, in minor units
            of its currency (in accounts, where no sale is known); share_left: the same as a share of what it sold;
        exposure, accounts: sales and shops that depend on the target;
        impact: how much this step takes away;
        innocents: users of the target, or of what goes with it, that are not of the gang;
        unmended: capacity left before any recovery; rule: the worst rule; spent: cost so far; lead_days: preparation;
        wave: the wave, from 1, in which the step is taken; currency: of the amounts, empty where accounts are counted.

    `bound` is a proven lower bound of what any plan of this budget leaves, as a share, up to the thousandth that breaks
    ties; None for larger gangs until asked for by `bounded`.
    """

    table: Table
    gang: Any
    made_with: Mapping[str, Any]
    problem: Problem
    bound: float | None

    @property
    def first(self) -> Step | None:
        """The first step, None in an empty plan."""
        return next(iter(self.steps), None)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps."""
        return tuple(Step(**row) for row in self.table.rows())

    @property
    def proven(self) -> bool:
        """No plan of this budget leaves less."""
        return self.gap is not None and self.gap < _TOLERANCE

    @property
    def gap(self) -> float | None:
        """How much less, as a share of sales, another plan of this budget could leave at most; None while unknown."""
        if self.bound is None:
            return None
        return max(self.problem.aim(list(self.made_with["chosen"])) - self.bound, 0.0)

    def bounded(self, *, nodes: int = 20) -> Plan:
        """The same plan with a bound, from a search tree of at most so many nodes; takes seconds for large gangs.

        Example:
            >>> from counterfeit_graph.gangs.network import Network
            >>> plan_takedown(Network.by_hand({"account:a": 10}, []), budget=1).bounded().proven
            True
        """
        if self.bound is not None:
            return self
        return replace(self, bound=exact.best(self.problem, self.made_with["budget"], nodes=nodes)[1])

    def compare(self, *baselines: Baseline) -> Table:
        """The plan beside what each baseline (all, if none is named) does with the same budget.

        Columns: plan (its name), steps, cost, capacity_left, share_left, then the share left without recovery (`none`)
        and under each rule, and innocents.
        """
        chosen = self._chosen(baselines)
        rows = [_measured(self.problem, name, moves=moves) for name, moves in chosen.items()]
        return Table.of({name: [row[name] for row in rows] for name in rows[0]})

    def courses(self, *baselines: Baseline) -> Table:
        """What is left after each step of the plan and of each baseline (all, if none is named).

        Columns: plan (its name), step (0 before any), spent, share_left under the worst rule.

        Example:
            >>> from counterfeit_graph.gangs.network import Network
            >>> plan_takedown(Network.by_hand({"account:a": 10}, []), budget=1).courses(yardsticks.sales).rows()[-1]
            {'plan': 'sales', 'step': 1, 'spent': 0.3, 'share_left': 0.9}
        """
        problem, rows = self.problem, list[dict[str, Any]]()
        for name, moves in self._chosen(baselines).items():
            left = worst(problem.trade.left(np.asarray([problem.dead(moves[:k]) for k in range(len(moves) + 1)])))
            shares = np.round(left / max(float(problem.trade.value.sum()), 1.0), 9).tolist()
            spent = np.round(np.cumsum([0.0, *problem.costs[moves]]), 9).tolist()
            rows += [
                {"plan": name, "step": at, "spent": cost, "share_left": share}
                for at, (cost, share) in enumerate(zip(spent, shares, strict=True))
            ]
        return Table.of({name: [row[name] for row in rows] for name in rows[0]})

    def _chosen(self, baselines: Sequence[Baseline]) -> dict[str, list[int]]:
        """The moves of the plan and of each baseline, by name."""
        rng, budget = generator(self.made_with["seed"], "baselines"), self.made_with["budget"]
        chosen = {"plan": list(self.made_with["chosen"])}
        for baseline in baselines or yardsticks.ALL:
            order = baseline(self.problem.trade.wiring, rng)
            chosen[baseline.__name__] = _in_order(self.problem, order, budget=budget)
        return chosen

    def __repr__(self) -> str:
        left = self.table["share_left"][-1] if len(self.table) else 1.0
        return f"Plan({len(self.table)} steps, {left:.0%} of sales left)"


def plan_takedown(
    gang: Subject,
    *,
    budget: float | Sequence[float] = 3.0,
    actions: Iterable[str] | Mapping[str, float] | None = None,
    odds: Odds | None = None,
    seed: int = 0,
) -> Plan:
    """The actions that leave the gang least to sell under the worst of four rules of recovery.

    Gangs with at most 60 possible moves are solved to the end, larger ones by greedy steps and exchanges; more budget
    never leaves more. Nothing outside the possible moves is ever chosen: see `counterfeit_graph.takedown.moves`.

    Args:
        gang: a gang, or a network.
        budget: in units of one ordinary action; 0 gives an empty plan. Several numbers are the budgets of as many
            waves, each struck on one day; what one leaves goes to the next. Waves decide the order of the steps alone.
        actions: names of the allowed actions, or their costs by name; all, with the vocabulary's costs, if not given.
        odds: what each rule of recovery wins back.
        seed: of the random baseline.

    Returns:
        A plan that stops where no further move helps. A gang of which no payment account or place is known can only be
        hit at its shops; one in several unconnected parts is measured as a whole.

    Raises:
        OptionError: a budget is negative or without end, or an action is unknown or free.

    Example:
        >>> from counterfeit_graph.gangs.network import Network
        >>> edges = [(f"account:{name}", "pays_into", "payment:till", 10) for name in "abc"]
        >>> nodes = {"account:a": 10, "account:b": 10, "account:c": 10, "payment:till": 0}
        >>> network = Network.by_hand(nodes, edges)
        >>> plan = plan_takedown(network, budget=1)
        >>> plan.first.action, plan.first.target, plan.first.unmended
        ('freeze', 'till', 0)
    """
    waves = np.atleast_1d(np.asarray(budget, dtype=float))
    if not len(waves) or not ((waves >= 0) & (waves < np.inf)).all():
        fault = f"a budget of {', '.join(f'{each:g}' for each in waves)}"
        raise OptionError(fault, where="budget", remedy="give 0 or more, or such a number for each wave")
    name, network = network_of(gang)
    costs = costs_of(actions)
    wiring = Wiring.of(network)
    problem = Problem.of(Trade.of(wiring, odds), moves_of(wiring, costs))
    total = float(waves.sum())
    chosen, bound = _solved(problem, total)
    chosen, numbers = in_waves(problem, chosen, limits=np.cumsum(waves))
    made_with: dict[str, Any] = {"budget": total, "waves": tuple(waves.tolist()), "actions": costs, "seed": seed}
    made_with |= {"odds": problem.trade.odds, "chosen": tuple(chosen)}
    # Where no sale is known each account counts one, whatever currency the gang's file names.
    currency = network.currency if network.nodes["sales"].any() else ""
    made_with |= {"unit": currency or "accounts", "version": __version__}
    table = _table(problem, chosen, waves=numbers, named={"gang_id": name, "currency": currency})
    return Plan(table, gang, made_with, problem, bound)


def _solved(problem: Problem, budget: float) -> tuple[list[int], float | None]:
    if not len(problem.moves) or problem.costs.min() > budget or not problem.trade.value.any():
        return [], problem.aim([])
    if len(problem.moves) <= _MOST_EXACT:
        return exact.best(problem, budget)
    return search(problem, budget), None


def _in_order(problem: Problem, order: Ints, *, budget: float) -> list[int]:
    """What a baseline does: its nodes one after the other, each by the cheapest move on it, if that still fits."""
    by_node: dict[int, int] = {}
    for row in np.argsort(problem.costs, kind="stable").tolist():
        by_node.setdefault(problem.moves[row].node, row)
    chosen: list[int] = []
    for row in (by_node[node] for node in order.tolist() if node in by_node):
        if problem.cost([*chosen, row]) <= budget + _EPS:
            chosen.append(row)
    return chosen


def _table(problem: Problem, chosen: list[int], *, waves: list[int], named: Mapping[str, str]) -> Table:
    """One row a step; `named` holds the columns that are the same in all of them."""
    moves, nodes = [problem.moves[row] for row in chosen], problem.trade.wiring.network.nodes
    prefixes = [problem.dead(chosen[:count]) for count in range(len(chosen) + 1)]
    left = problem.trade.left(np.asarray(prefixes))
    worth, total = np.rint(worst(left)).astype(np.int64), max(float(problem.trade.value.sum()), 1.0)
    rules = np.argmax([left[rule] for rule in RULES], axis=0)
    shops = _depending(problem, chosen)
    target, spent = [move.node for move in moves], np.round(np.cumsum([move.cost for move in moves]), 9)
    columns = {
        "step": np.arange(1, len(moves) + 1),
        "action": [move.action for move in moves],
        "target_kind": nodes["kind"][target].tolist(),
        "target": nodes["id"][target].tolist(),
        "cost": [move.cost for move in moves],
        "capacity_left": worth[1:],
        "exposure": np.rint(shops @ problem.trade.value).astype(np.int64),
        "impact": worth[:-1] - worth[1:],
        "accounts": shops.sum(axis=1),
        "innocents": _innocents(problem, chosen),
        "share_left": np.round(worst(left)[1:] / total, 9),
        "unmended": np.rint(left["none"]).astype(np.int64)[1:],
        "rule": [RULES[at] for at in rules[1:]],
        "spent": spent,
        "lead_days": [ACTIONS[move.action].lead_days for move in moves],
        "wave": waves,
    }
    same = {key: [word] * len(moves) for key, word in named.items()}
    return Table.of({key: (columns | same)[key] for key in _TYPES}, _TYPES)


def _depending(problem: Problem, chosen: list[int]) -> Ints:
    """Steps x shops: is the shop the target, or does its money or stock pass through what the step takes out?"""
    trade = problem.trade
    reach = trade.standing.reach > 0
    place = np.searchsorted(trade.wiring.accounts, trade.shops)
    kills = problem.kills[chosen]
    through = kills.astype(float) @ reach[:, place].astype(float) > 0
    return np.asarray(through | kills[:, trade.shops])


def _innocents(problem: Problem, chosen: list[int]) -> list[int]:
    outside = problem.trade.wiring.network.nodes["outside"].astype(np.int64)
    return [int(outside[list(problem.moves[row].nodes)].sum()) for row in chosen]


def _measured(problem: Problem, name: str, *, moves: list[int]) -> dict[str, Any]:
    """One row of a comparison."""
    left = problem.trade.left(problem.dead(moves)[None, :])
    total = max(float(problem.trade.value.sum()), 1.0)
    row: dict[str, Any] = {"plan": name, "steps": len(moves), "cost": round(problem.cost(moves), 9)}
    row |= {"capacity_left": round(float(worst(left)[0])), "share_left": float(worst(left)[0]) / total}
    row |= {rule: float(value[0]) / total for rule, value in left.items()}
    return row | {"innocents": sum(_innocents(problem, moves))}

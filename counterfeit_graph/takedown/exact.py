"""The best plan of a small gang, with proof: `best` solves the whole problem as a mixed integer program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counterfeit_graph.takedown.program import ONE, Plant, Sum, plus, times
from counterfeit_graph.takedown.search import TIE

if TYPE_CHECKING:
    from counterfeit_graph.takedown.needs import Needs
    from counterfeit_graph.takedown.search import Problem


def best(problem: Problem, budget: float, *, nodes: int | None = None) -> tuple[list[int], float]:
    """The moves that leave least under the worst rule, and the proven bound of the aim as a share of sales.

    The aim is that of `Problem.aim`: the worst rule, and a thousandth of the mean over all rules. A limit on the
    `nodes` of the search tree gives the bound alone.
    """
    plant = Plant(problem, budget)
    now = plant.levels(problem.trade.needs)
    left = [plant.worth(*now)]
    left += [_mended(plant, rule, needs=needs, now=now) for rule, needs in problem.trade.mended.items()]
    left.append(_reborn(plant, now))
    worst = plant.program.any_of(left[1:])
    aim = plus(worst, times(TIE / len(left), plus(*left)))
    chosen, bound = plant.program.solve(aim, plant.moves, nodes=nodes)
    return np.flatnonzero(chosen).tolist(), bound


def _mended(plant: Plant, rule: str, *, needs: Needs, now: tuple[list[Sum], list[Sum]]) -> Sum:  # as in `Trade.left`
    odds, any_of = getattr(plant.trade.odds, rule), plant.program.any_of
    every = [np.flatnonzero(row).tolist() for row in np.broadcast_to(needs.heirs, (len(now[0]), len(now[0])))]
    columns = []
    for own, base in zip(plant.levels(needs), now, strict=True):
        won = [any_of([o, any_of(base[at] for at in heirs)]) for o, heirs in zip(own, every, strict=True)]
        # Who sells as ever is won as well, so that a mean of both says more than the larger of them.
        columns.append([plus(times(odds, w), times(1 - odds, b)) for w, b in zip(won, base, strict=True)])
    return plant.worth(*columns)


def _reborn(plant: Plant, now: tuple[list[Sum], list[Sum]]) -> Sum:  # as in `Trade.left`
    odds, command, any_of = plant.trade.odds, plant.trade.command, plant.program.any_of
    held = [times(-float(command[node]), plant.out.get(node, {})) for node in np.flatnonzero(command).tolist()]
    free = plus(ONE, *held)
    goods, till, end = plant.parts(plant.trade.needs)

    def again(first: list[Sum], base: list[Sum]) -> list[Sum]:
        found = []
        for b, f, g in zip(base, first, goods, strict=True):
            source, shop = any_of([plus(free, f, {0: -1.0})]), any_of([plus(free, f, g, {0: -2.0})])
            gains = times(odds.source - odds.payment, source), times(odds.shop - odds.source, shop)
            found.append(any_of([b, plus(times(odds.payment, free), *gains, times(1 - odds.shop, b))]))
        return found

    return plant.worth(again(till, now[0]), again(end, now[1]))

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
    odds = getattr(plant.trade.odds, rule)
    columns = []
    for own, base in zip(plant.levels(needs), now, strict=True):
        heirs = [[base[at] for at in np.flatnonzero(row).tolist()] for row in needs.heirs]
        rows = zip(base, own, heirs, strict=True)
        columns.append([plant.program.any_of([b, *(times(odds, each) for each in (o, *h))]) for b, o, h in rows])
    return plant.worth(*columns)


def _reborn(plant: Plant, now: tuple[list[Sum], list[Sum]]) -> Sum:  # as in `Trade._reborn`
    odds, command = plant.trade.odds, plant.trade.command
    held = [times(-float(command[node]), plant.out.get(node, {})) for node in np.flatnonzero(command).tolist()]
    free = plus(ONE, *held)
    goods, till, end = plant.parts(plant.trade.needs)

    def again(first: list[Sum], base: list[Sum]) -> list[Sum]:
        return [
            plant.program.any_of([
                b,
                times(odds.payment, free),
                times(odds.source, plus(free, f, {0: -1.0})),
                times(odds.shop, plus(free, f, g, {0: -2.0})),
            ])
            for b, f, g in zip(base, first, goods, strict=True)
        ]  # fmt: skip

    return plant.worth(again(till, now[0]), again(end, now[1]))

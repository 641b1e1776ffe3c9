"""What a plan leaves of a gang's trade for each unit spent, beside what simpler rankings leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfeit_graph.model.schema import ACTIONS
from counterfeit_graph.views.palette import MUTED, RULE
from counterfeit_graph.views.plots.sheet import SMALL, axis_names, legend, sheet, style
from counterfeit_graph.views.text import shorten, visible

if TYPE_CHECKING:
    from typing import Any

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from counterfeit_graph.takedown import Plan

_LINE = "#0072B2"
_OTHER = "#D55E00"
_APART = 0.05  # of the height of the axes


def capacity(plan: Plan) -> Figure:
    """Share of sales left under the worst rule of recovery against the cost spent, for the plan and every baseline.

    Args:
        plan: a plan of takedown.
    """
    rows = plan.table.rows()
    figure, axes = sheet(f"剩余能力 capacity left: {len(rows)} 步 steps", size=(9.5, 4.2))
    spent, left = [0.0, *(row["spent"] for row in rows)], [1.0, *(row["share_left"] for row in rows)]
    budget = max(float(plan.made_with["budget"]), spent[-1])
    axes.step([*spent, budget], [*left, left[-1]], where="post", color=_LINE, linewidth=2.0, zorder=3)
    axes.plot(spent, left, "o", color=_LINE, markersize=4, zorder=3)
    _steps(axes, rows)
    _baselines(axes, plan.courses().rows(), budget=budget)
    axes.set_ylim(-0.03, 1.06)
    axes.set_xlim(-0.02 * budget, budget * 1.45)
    # To the right of the budget stand the names alone.
    axes.set_xticks([at for at in axes.get_xticks() if 0 <= at <= budget])
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axis_names(axes, x="已用成本 cost spent", y="剩余销售占比 share of sales left")
    legend(figure, axes)
    return figure


def _steps(axes: Axes, rows: list[dict[str, Any]]) -> None:
    """Steps by their number at the line, and in full in the legend."""
    for row in rows:
        action = ACTIONS[row["action"]]
        label = f"{row['step']} {action.label_zh} {action.label}: {shorten(visible(row['target']), width=24)}"
        axes.plot([], [], " ", label=label)
        axes.text(row["spent"], row["share_left"] - 0.015, f" {row['step']}", va="top", **style(SMALL))


def _baselines(axes: Axes, rows: list[dict[str, Any]], *, budget: float) -> None:
    """What each baseline leaves as it spends the same budget; names beside the end, moved apart where they meet."""
    courses: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        courses.setdefault(row["plan"], []).append((row["spent"], row["share_left"]))
    del courses["plan"]
    # Each name goes no higher than just below the one before it.
    below = 1.2
    for name, course in sorted(courses.items(), key=lambda each: (-each[1][-1][1], each[0])):
        spent, left = zip(*course, (budget, course[-1][1]), strict=True)
        axes.step(spent, left, where="post", color=_OTHER, linewidth=1.0, alpha=0.55)
        share, below = left[-1], min(left[-1], below - _APART)
        axes.plot([budget * 1.01, budget * 1.05], [share, below], color=RULE, linewidth=0.8)
        axes.text(
            budget * 1.06, below, f"{name.replace('_', ' ')} {share:.0%}", va="center", **style(SMALL, colour=MUTED)
        )

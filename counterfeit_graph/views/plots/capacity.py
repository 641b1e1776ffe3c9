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
    """Share of sales left under the worst rule of recovery against the cost spent, with every baseline at its own cost.

    Args:
        plan: a plan of takedown.
    """
    rows = plan.table.rows()
    figure, axes = sheet(f"剩余能力 capacity left: {len(rows)} 步 steps", size=(9.5, 4.2))
    spent, left = [0.0, *(row["spent"] for row in rows)], [1.0, *(row["share_left"] for row in rows)]
    budget = max(float(plan.made_with["budget"]), spent[-1])
    axes.step([*spent, budget], [*left, left[-1]], where="post", color=_LINE, linewidth=2.0)
    axes.plot(spent, left, "o", color=_LINE, markersize=4)
    _steps(axes, rows)
    _baselines(axes, plan.compare().rows(), at=budget * 1.06)
    axes.set_ylim(-0.03, 1.06)
    axes.set_xlim(-0.02 * budget, budget * 1.45)
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


def _baselines(axes: Axes, rows: list[dict[str, Any]], *, at: float) -> None:
    """What each baseline leaves of the same budget, beside the end of the line, names moved apart where they meet."""
    # Each name goes no higher than just below the one before it.
    below = 1.2
    for row in sorted(
        (row for row in rows if row["plan"] != "plan"), key=lambda row: (-row["share_left"], row["plan"])
    ):
        share, below = row["share_left"], min(row["share_left"], below - _APART)
        axes.plot(at, share, "x", color=_OTHER, markersize=6, markeredgewidth=1.6)
        name = f"{row['plan'].replace('_', ' ')} {share:.0%}"
        axes.plot([at * 1.015, at * 1.04], [share, below], color=RULE, linewidth=0.8)
        axes.text(at * 1.05, below, name, va="center", **style(SMALL, colour=MUTED))

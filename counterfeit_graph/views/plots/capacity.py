"""What a plan leaves of a gang's trade for each unit spent, beside what simpler rankings leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfeit_graph.views.palette import MUTED
from counterfeit_graph.views.plots.sheet import SMALL, axis_names, plain, sheet, style

if TYPE_CHECKING:
    from typing import Any

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from counterfeit_graph.takedown import Plan

_LINE = "#0072B2"
_OTHER = "#D55E00"


def capacity(plan: Plan) -> Figure:
    """Share of sales left under the worst rule of recovery against the cost spent, with every baseline at its own cost.

    Args:
        plan: a plan of takedown.
    """
    rows = plan.table.rows()
    figure, axes = sheet(f"剩余能力 capacity left: {len(rows)} 步 steps", size=(7.5, 4.2))
    spent, left = [0.0, *(row["spent"] for row in rows)], [1.0, *(row["share_left"] for row in rows)]
    budget = max(float(plan.made_with["budget"]), spent[-1])
    axes.step([*spent, budget], [*left, left[-1]], where="post", color=_LINE, linewidth=2.0)
    axes.plot(spent, left, "o", color=_LINE, markersize=4)
    _steps(axes, rows)
    _baselines(axes, plan.compare().rows())
    axes.set_ylim(-0.03, 1.05)
    axes.set_xlim(-0.02 * budget, budget * 1.3)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axis_names(axes, x="已用成本 cost spent", y="剩余销售占比 share of sales left")
    return figure


def _steps(axes: Axes, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        text = plain(f" {row['step']} {row['action']} {row['target']}")
        axes.text(row["spent"], row["share_left"] + 0.02, text, va="bottom", **style(SMALL))


def _baselines(axes: Axes, rows: list[dict[str, Any]]) -> None:
    """Baselines that end at one point share one label, one name below the other."""
    places: dict[tuple[float, float], list[str]] = {}
    for row in rows:
        if row["plan"] != "plan":
            places.setdefault((row["cost"], round(row["share_left"], 3)), []).append(row["plan"].replace("_", " "))
    for (cost, share), names in sorted(places.items()):
        axes.plot(cost, share, "x", color=_OTHER, markersize=6, markeredgewidth=1.6)
        axes.annotate(
            "\n".join(names),
            (cost, share),
            (7, 0),
            textcoords="offset points",
            va="center",
            **style(SMALL, colour=MUTED),
        )

"""The life of a gang: accounts opened and closed, who doubted them when, and which shop came back as which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import FancyArrowPatch

from counterfeit_graph.model.schema import SIGNALS
from counterfeit_graph.views.life import Life, life
from counterfeit_graph.views.palette import INK, ROLE_COLOURS, colour
from counterfeit_graph.views.plots.sheet import categories, legend, sheet
from counterfeit_graph.views.text import shorten, visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from counterfeit_graph.gangs.result import Gang

_MARKS = dict(zip(SIGNALS, ("v", "o", "s", "D", "P"), strict=False))


def timeline(of: Gang, *, limit: int = 60) -> Figure:
    """Accounts of a gang as bars from opening to closing, signals on them, arrows from closed shop to successor.

    Args:
        of: the gang.
        limit: most accounts to draw; those with signals or successors come first.
    """
    found = life(of, limit=limit)
    figure, axes = sheet(
        f"{of.id}: {len(found.rows):,} 个账号 accounts", size=(10.0, 1.4 + 0.19 * max(len(found.rows), 4))
    )
    _bars(axes, found)
    _signals(axes, found)
    _successions(axes, found)
    categories(axes, [shorten(visible(row["name"]), width=26) for row in found.rows])
    # Days since 1970 are matplotlib's own dates, so that only the axis has to be told.
    axes.xaxis_date()
    legend(figure, axes)
    return figure


def _bars(axes: Axes, found: Life) -> None:
    named: set[str] = set()
    for at, row in enumerate(found.rows):
        role = row["role"] if row["role"] in ROLE_COLOURS else ""
        label = None if role in named else (role or "no role")
        named.add(role)
        axes.barh(
            at,
            _days(row["end"]) - _days(row["start"]),
            left=_days(row["start"]),
            height=0.5,
            color=colour(role),
            label=label,
        )
        if row["closed"]:
            axes.plot(_days(row["end"]), at, marker="|", color=INK, markersize=7, markeredgewidth=1.6)


def _signals(axes: Axes, found: Life) -> None:
    # One entry in the legend for each kind, at its first mark.
    named: set[str] = set()
    for signal in found.signals:
        kind, sure = signal["kind"], signal["verdict"] == "confirmed"
        label = None if kind in named else f"{SIGNALS[kind].label_zh} {SIGNALS[kind].label}"
        named.add(kind)
        axes.plot(
            _days(signal["day"]),
            signal["row"],
            marker=_MARKS.get(kind, "x"),
            markersize=5,
            linestyle="",
            label=label,
            markerfacecolor="#D55E00" if sure else "white",
            markeredgecolor=INK,
            markeredgewidth=0.6,
        )


def _successions(axes: Axes, found: Life) -> None:
    for old, new in found.successions:
        ends = [(_days(found.rows[old]["end"]), old), (_days(found.rows[new]["start"]), new)]
        axes.add_patch(
            FancyArrowPatch(
                *ends,
                arrowstyle="-|>",
                mutation_scale=7,
                linestyle="--",
                color=INK,
                linewidth=0.8,
                connectionstyle="arc3,rad=0.15",
                zorder=4,
            )
        )


def _days(days: int) -> Any:
    # Matplotlib counts days from 1970 too.
    return np.float64(days)

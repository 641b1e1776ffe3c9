"""Community finders on the same evidence, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfeit_graph.views.palette import MUTED
from counterfeit_graph.views.plots.sheet import SMALL, axis_names, categories, sheet, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from counterfeit_graph.model.table import Table

_BAR = "#0072B2"
_PANELS = (
    ("groups", "群组 groups", "{:,.0f}"),
    ("largest", "最大群组 largest group", "{:,.0f}"),
    ("disconnected", "不连通 in pieces", "{:,.0f}"),
    ("modularity", "模块度 modularity", "{:z.3f}"),
    ("agreement", "与首行一致 agreement with the first", "{:z.3f}"),
)


def finders(compared: Table) -> Figure:
    """How many groups each finder makes, the largest, how many fall into pieces, modularity, how far finders agree.

    Args:
        compared: what `compare_finders` gives.

    Example:
        >>> from counterfeit_graph.model.table import Table
        >>> row = {"groups": [1], "largest": [2], "disconnected": [0], "modularity": [0.5], "agreement": [1.0]}
        >>> len(finders(Table.of({"finder": ["Leiden"], **row})).axes)
        5
    """
    names = compared["finder"].tolist()
    figure, axes = sheet(f"{len(names)} 种算法 finders", size=(13.0, 1.4 + 0.42 * len(names)))
    grid = figure.add_gridspec(1, len(_PANELS))
    axes.set_subplotspec(grid[0])
    categories(axes, names)
    for place, (column, title, shown) in enumerate(_PANELS):
        panel = axes if place == 0 else figure.add_subplot(grid[place], sharey=axes)
        _bars(panel, compared[column].tolist(), shown=shown)
        axis_names(panel, x=title)
        panel.tick_params(left=False, labelleft=place == 0)
    return figure


def _bars(axes: Axes, values: list[float], *, shown: str) -> None:
    axes.barh(range(len(values)), values, height=0.62, color=_BAR)
    for at, value in enumerate(values):
        axes.text(max(value, 0.0), at, " " + shown.format(value), va="center", **style(SMALL, colour=MUTED))
    # The numbers stand at the bars, so the axes need neither ticks nor frame.
    axes.set_xticks([])
    for side in axes.spines.values():
        side.set_visible(False)
    # Room for the numbers; bars that are all 0 begin where others do.
    axes.set_xlim(min(0.0, *values), 1.3 * max(0.0, *values) or 1.0)

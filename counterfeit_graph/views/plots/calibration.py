"""How well stated decibans keep their word: the reliability curve, and Tippett's curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.model.errors import NotFoundError, OptionError, nearest_of
from counterfeit_graph.views.palette import MUTED, RULE
from counterfeit_graph.views.plots.sheet import SMALL, axis_names, dress, sheet, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from counterfeit_graph.evidence.calibration import Calibration, Scores

_SAME, _DIFFERENT = "#0072B2", "#D55E00"


def calibration(found: Calibration, clue: str = "total") -> Figure:
    """What statements turned out to be worth (left), and how often pairs of either sort are told as much (right).

    On the left a point on the diagonal keeps its word, one below it says too much; nothing above the dotted ceiling can
    be shown with so many pairs, and what is stated in the grey part is extrapolation: no such statement is supported.
    On the right (Tippett) the share of same and of different pairs of which so many decibans or more are stated.

    Args:
        found: what `evidence.calibrate(truth)` gives.
        clue: which clue; the whole link by default.

    Raises:
        NotFoundError: a clue that the calibration does not hold.
        OptionError: no pairs of both sorts.

    Example:
        >>> from counterfeit_graph.evidence.calibration import Scores, calibration_of
        >>> scores = Scores.of(np.array([20.0, 20.0, 0.0]), np.array([True, True, False]))
        >>> calibration(calibration_of({"total": scores}, made_with={})).axes[0].get_title(loc="left")
        'total: Cllr 0.507, at best 0.000'
    """
    if clue not in found.scores:
        fault = "no such clue"
        raise NotFoundError(fault, where=clue, nearest=nearest_of(clue, list(found.scores)))
    scores = found.scores[clue]
    if not scores.judged:
        fault = "a calibration needs pairs that are the same and pairs that are not"
        raise OptionError(fault, where="plots.calibration", remedy="judge more pairs")
    figure, axes = sheet(f"{clue}: Cllr {scores.cllr:.3f}, at best {scores.cllr_min:.3f}", size=(10.5, 4.6))
    grid = figure.add_gridspec(1, 2)
    axes.set_subplotspec(grid[0])
    _reliability(axes, found.curve.where(found.curve["clue"] == clue).rows(), scores=scores)
    _tippett(figure.add_subplot(grid[1]), scores)
    return figure


def _reliability(axes: Axes, rows: list[dict[str, Any]], *, scores: Scores) -> None:
    stated, shown = [row["stated"] for row in rows], [row["shown"] for row in rows]
    spread = [[row["shown"] - row["low"] for row in rows], [row["high"] - row["shown"] for row in rows]]
    ends = (min(0.0, *stated), max(scores.ceiling, *stated))
    axes.plot(ends, ends, color=RULE, linewidth=1.0)
    if ends[1] > scores.supported:
        label = f"外推 beyond the {scores.supported:.0f} that the pairs support"
        axes.axvspan(scores.supported, ends[1], color=RULE, alpha=0.35, linewidth=0, zorder=0, label=label)
    axes.axhline(scores.ceiling, color=MUTED, linewidth=1.0, linestyle=":", label="上限 ceiling of so many pairs")
    axes.errorbar(stated, shown, yerr=spread, fmt="o", color=_SAME, markersize=3.5, linewidth=0.9, label="95 %")
    axis_names(axes, x="所述分贝班 decibans stated", y="实际分贝班 decibans shown")
    _legend_below(axes)


def _tippett(axes: Axes, scores: Scores) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(RULE)
    for count, colour, dash, name in (
        (scores.same, _SAME, "-", "同一控制人 same"),
        (scores.different, _DIFFERENT, "--", "不同控制人 different"),
    ):
        beyond = np.cumsum(count[::-1])[::-1] / count.sum()
        axes.step(scores.level, beyond, where="pre", color=colour, linestyle=dash, linewidth=1.6, label=name)
    # Wrong statements are rare, and they are what matters: only a logarithmic axis shows them.
    axes.set_yscale("log")
    axes.tick_params(labelsize=SMALL, labelcolor=MUTED, color=RULE)
    axes.set_title("Tippett", loc="left", **style())
    axis_names(axes, x="分贝班 decibans", y="不低于此值的比例 share stated as much")
    _legend_below(axes)


def _legend_below(axes: Axes) -> None:
    """A legend below the axes, where neither a curve nor a title of whatever length can run through it."""
    dress(axes.legend(loc="upper left", bbox_to_anchor=(0.0, -0.15), ncols=2, frameon=False, borderaxespad=0.2))

"""One link as a waterfall: the prior, each clue, and the sum."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.schema import GROUPS, KINDS
from counterfeit_graph.model.units import MILLI, words
from counterfeit_graph.views.palette import INK, MUTED, RULE
from counterfeit_graph.views.plots.sheet import SMALL, axis_names, categories, legend, sheet, style
from counterfeit_graph.views.text import shorten, visible

if TYPE_CHECKING:
    from typing import Any

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from counterfeit_graph.model.table import Table

_COLOURS = dict(
    zip(
        GROUPS,
        ("#0072B2", "#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#B8B000", "#D55E00", "#7F7F7F", INK),
        strict=True,
    )
)
_SCALE = (10.0, 20.0, 30.0, 40.0)


def waterfall(ledger: Table) -> Figure:
    """How the evidence between two accounts adds up, clue by clue, in decibans.

    Args:
        ledger: the rows of one pair, as `evidence.between(a, b)` gives them.

    Raises:
        OptionError: no row, or rows of several pairs.

    Example:
        >>> from counterfeit_graph.model.table import Table
        >>> rows = {"a": ["1"], "b": ["2"], "kind": ["phone"], "value_a": ["+86 1"], "decibans": [12.5]}
        >>> waterfall(Table.of(rows | {"group": ["contact"]})).axes[0].get_title(loc="left")
        '1 – 2: +12.5 decibans, moderate'
    """
    rows = ledger.rows()
    if len({(row["a"], row["b"]) for row in rows}) != 1:
        fault = "give the ledger of one pair"
        raise OptionError(fault, where="plots.waterfall", remedy="evidence.between(a, b)")
    # Strongest first, ties by kind and value, so that equal ledgers give equal pictures.
    rows.sort(key=lambda row: (-row["decibans"], row["kind"], row["value_a"] or ""))
    # Whole milli-decibans, as the link itself was summed.
    ends = [end / MILLI for end in accumulate(round(row["decibans"] * MILLI) for row in rows)]
    title = f"{rows[0]['a']} – {rows[0]['b']}: {ends[-1]:+.1f} decibans, {words(ends[-1])}"
    figure, axes = sheet(title, size=(8.0, 2.0 + 0.32 * len(rows)))
    _bars(axes, rows, ends=ends)
    categories(
        axes,
        [
            f"{KINDS[row['kind']].label_zh} {KINDS[row['kind']].label}: {shorten(visible(row['value_a'] or ''))}"
            for row in rows
        ]
        + ["合计 sum"],
    )
    axis_names(axes, x="分贝班 decibans")
    # A title as long as two account ids would run under a legend at the side.
    legend(figure, axes, below=4)
    return figure


def _bars(axes: Axes, rows: list[dict[str, Any]], *, ends: list[float]) -> None:
    # The bounds of the verbal scale stand behind the bars as thin lines.
    for bound in _SCALE:
        axes.axvline(bound, color=RULE, linewidth=0.7, zorder=0)
    named: set[str] = set()
    for at, (row, end) in enumerate(zip(rows, ends, strict=True)):
        group = row["group"]
        label = "" if group in named else f"{GROUPS[group].label_zh} {GROUPS[group].label}"
        named.add(group)
        axes.barh(
            at, row["decibans"], left=end - row["decibans"], height=0.62, color=_COLOURS[group], label=label or None
        )
        axes.text(
            max(end, end - row["decibans"]), at, f" {row['decibans']:+.1f}", va="center", **style(SMALL, colour=MUTED)
        )
    axes.barh(len(rows), ends[-1], height=0.62, color=INK)
    axes.text(max(ends[-1], 0.0), len(rows), f" {ends[-1]:+.1f}", va="center", **style(SMALL))
    axes.margins(x=0.12)

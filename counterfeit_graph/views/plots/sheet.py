"""A sheet to draw on: a matplotlib figure with our fonts and colours that leaves matplotlib's own settings alone."""

from __future__ import annotations

import io
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from counterfeit_graph.views.fonts import drawable, families
from counterfeit_graph.views.palette import INK, MUTED, RULE
from counterfeit_graph.views.text import visible

SMALL, NORMAL, LARGE = 7.5, 9.0, 11.0


class Drawing(Figure):
    """A figure that shows itself in a notebook, also where nobody has loaded pyplot.

    Example:
        >>> sheet("x")[0]._repr_png_()[1:4]
        b'PNG'
    """

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.savefig(file, format="png", metadata={"Software": None})
        return file.getvalue()


def sheet(title: str, *, size: tuple[float, float] = (8.0, 4.5)) -> tuple[Figure, Axes]:
    """A figure of `size` inches and its axes, titled at the left.

    Example:
        >>> figure, axes = sheet("Gang G0001")
        >>> axes.get_title(loc="left")
        'Gang G0001'
    """
    # No pyplot: a figure of its own is freed with its last reference and opens no window.
    figure = Drawing(figsize=size, dpi=150, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(plain(title), loc="left", **style(LARGE))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(RULE)
    axes.tick_params(labelsize=SMALL, labelcolor=MUTED, color=RULE, labelfontfamily=families())
    return figure, axes


def style(size: float = NORMAL, *, colour: str = INK) -> dict[str, Any]:
    """Keyword arguments of any text: our fonts, and no reading of `$` as a formula, since sellers write prices.

    Example:
        >>> style()["parse_math"]
        False
    """
    return {"fontsize": size, "color": colour, "fontfamily": families(), "parse_math": False}


def plain(text: str) -> str:
    r"""Text of a case as a plot can show it: hidden characters marked, undrawable ones boxed.

    Example:
        >>> plain("a\u202eb")
        'a‹U+202E›b'
    """
    return drawable(visible(text))


def axis_names(axes: Axes, *, x: str = "", y: str = "") -> None:
    """Name the axes."""
    axes.set_xlabel(plain(x), **style(NORMAL, colour=MUTED))
    axes.set_ylabel(plain(y), **style(NORMAL, colour=MUTED))


def categories(axes: Axes, names: list[str]) -> None:
    """Write `names` beside the rows of a plot, first at the top."""
    axes.set_yticks(range(len(names)), [plain(name) for name in names])
    for label in axes.get_yticklabels():
        label.set(**style(SMALL))
    axes.set_ylim(len(names) - 0.4, -0.6)


def dress(found: Legend) -> None:
    """Set a legend in our fonts."""
    for text in found.get_texts():
        text.set(text=plain(text.get_text()), **style(SMALL))


def legend(figure: Figure, axes: Axes, *, below: int = 0) -> None:
    """A legend of what carries a label, to the right of the axes, or below them in so many columns."""
    handles, names = axes.get_legend_handles_labels()
    if handles:
        how: dict[str, Any] = {"loc": "outside right upper", "frameon": False, "fontsize": SMALL}
        found = figure.legend(
            handles, names, **(how | ({"loc": "outside lower center", "ncols": below} if below else {}))
        )
        dress(found)

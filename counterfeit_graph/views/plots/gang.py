"""A gang as a still picture: nodes by role and kind, dens as outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from counterfeit_graph.model.schema import KINDS, ROLES
from counterfeit_graph.views.gang_picture import gang_picture
from counterfeit_graph.views.labels import place_labels, text_width
from counterfeit_graph.views.outline import hull
from counterfeit_graph.views.palette import INK, MUTED, PLAIN, colour, shape
from counterfeit_graph.views.plots.sheet import SMALL, dress, plain, sheet, style
from counterfeit_graph.views.text import shorten, visible

if TYPE_CHECKING:
    from typing import Any

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from counterfeit_graph.gangs.result import Gang
    from counterfeit_graph.views.picture import Picture

    Array = np.ndarray[Any, Any]

_MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "d",
    "triangle": "^",
    "hexagon": "h",
    "pentagon": "p",
    "small": "o",
}
_MOST_LABELS = 40
# How far above the outline of a den its label stands, in pixels.
_ABOVE = 9.0
_SIZE = (10.0, 6.2)
# Pixels of the page, at 100 to an inch, that the network itself may take.
_ROOM = (760.0, 560.0)
# A hull of rings is a hull with round corners.
# Round corners of an outline, as complex offsets in pixels.
_CORNERS = np.exp(1j * np.linspace(0.0, 2.0 * np.pi, 24, endpoint=False)) * 20.0


def gang(of: Gang, *, limit: int = 400) -> Figure:
    """The network of a gang, drawn once.

    Args:
        of: the gang.
        limit: most nodes to draw; the best connected stay.
    """
    picture = gang_picture(of, limit=limit)
    at = picture.places() * (1.0, -1.0)
    figure, axes = sheet(
        f"{picture.title}: {len(picture.nodes):,} 个节点 nodes, {len(picture.edges):,} 条连线 links", size=_SIZE
    )
    axes.set_axis_off()
    scale = _frame(axes, at)
    dens = _dens(axes, picture, at=at)
    _edges(axes, picture, at=at)
    _nodes(axes, picture, at=at, scale=scale)
    _labels(axes, picture, at=(at * scale, scale), dens=dens)
    _legend(figure, picture)
    return figure


def _frame(axes: Axes, at: Array) -> float:
    """Fit the axes to the network; gives how many pixels of the page one pixel of the layout takes."""
    low, high = (at.min(axis=0) - 50.0, at.max(axis=0) + 50.0) if len(at) else (np.zeros(2), np.ones(2))
    scale = min(1.4, *(np.array(_ROOM) / (high - low)))
    middle, half = (low + high) / 2.0, np.array(_ROOM) / scale / 2.0
    axes.set_xlim(middle[0] - half[0], middle[0] + half[0])
    axes.set_ylim(middle[1] - half[1], middle[1] + half[1])
    axes.set_aspect("equal", adjustable="box")
    return float(scale)


def _dens(axes: Axes, picture: Picture, *, at: Array) -> list[tuple[str, tuple[float, float]]]:
    """Draw the outlines of the dens; gives the label of each and the highest corner of its outline."""
    labels = []
    for den, count in picture.dens.items():
        inside = at[picture.nodes["den"] == den]
        if len(inside):
            # Round corners: the hull of a small ring of points about every node.
            ring = (inside[:, None, :] + np.column_stack((_CORNERS.real, _CORNERS.imag))[None]).reshape(-1, 2)
            corners = hull(map(tuple, ring.tolist()))
            axes.add_patch(
                Polygon(corners, closed=True, facecolor="#F1F3F6", edgecolor="#B9C1C9", linewidth=0.8, zorder=0)
            )
            labels.append((f"{den} ({count})", max(corners, key=lambda corner: corner[1])))
    return labels


def _edges(axes: Axes, picture: Picture, *, at: Array) -> None:
    relations = picture.edges["relation"]
    for a, b, width, relation in zip(
        picture.edges["a"], picture.edges["b"], picture.edges["width"], relations, strict=True
    ):
        dashes = "--" if relation == "reopened_as" else "-"
        axes.plot(
            *at[[a, b]].T, color="#9AA6B2", linewidth=0.6 * width, linestyle=dashes, zorder=1, solid_capstyle="round"
        )


def _nodes(axes: Axes, picture: Picture, *, at: Array, scale: float) -> None:
    kinds, roles = picture.nodes["kind"], picture.nodes["role"]
    for kind in dict.fromkeys(kinds):
        rows = np.flatnonzero(kinds == kind)
        # Scatter sizes are squares of diameters in points, 72 to the inch; radii are in pixels of the layout.
        axes.scatter(
            at[rows, 0],
            at[rows, 1],
            s=(2 * 0.72 * scale * picture.radius[rows]) ** 2,
            marker=_MARKERS[shape(kind)],
            c=[colour(role) for role in roles[rows]],
            edgecolors=INK,
            linewidths=0.6,
            zorder=3,
        )


def _labels(
    axes: Axes, picture: Picture, *, at: tuple[Array, float], dens: list[tuple[str, tuple[float, float]]]
) -> None:
    """Labels of dens, then of nodes; `at` are places in pixels of the page, and how many one of the layout takes."""
    (places, scale), count = at, len(picture.nodes)
    order = np.lexsort((np.arange(count), -picture.radius - 3.0 * (picture.nodes["role"] != "")))
    texts = [shorten(visible(text), width=20) for text in picture.nodes["label"]] + [text for text, _ in dens]
    # A label stands to the right of its mark as a rule: that of a den has its mark so far left that it stands centred.
    tops = np.array([[x * scale - text_width(text) / 2, y * scale + _ABOVE] for text, (x, y) in dens]).reshape(-1, 2)
    marks = np.vstack((places, tops)), np.append(picture.radius * scale, np.zeros(len(dens)))
    rows = [*range(count, len(texts)), *order[: _MOST_LABELS * 3].tolist()]
    for row, (x, y) in place_labels(*marks, texts=texts, order=rows)[: _MOST_LABELS + len(dens)]:
        look = style(6.8) if row < count else style(SMALL, colour=MUTED)
        axes.text(x / scale, y / scale, plain(texts[row]), ha="left", va="center", zorder=4, **look)


def _legend(figure: Figure, picture: Picture) -> None:
    roles = [role for role in (*ROLES, "") if role in set(picture.nodes["role"])]
    kinds = list(dict.fromkeys(picture.nodes["kind"]))
    role_keys = [
        _key("o", colour(role), name=f"{ROLES[role].label_zh} {ROLES[role].label}" if role else "未判定 no role")
        for role in roles
    ]
    kind_keys = [_key(_MARKERS[shape(kind)], "white", name=_kind(kind)) for kind in kinds]
    dress(figure.legend(handles=role_keys + kind_keys, loc="outside right upper", frameon=False, fontsize=SMALL))


def _key(marker: str, fill: str, *, name: str) -> Line2D:
    return Line2D(
        [],
        [],
        marker=marker,
        linestyle="",
        markerfacecolor=fill or PLAIN,
        markeredgecolor=INK,
        markeredgewidth=0.6,
        label=name,
    )


def _kind(kind: str) -> str:
    return f"{KINDS[kind].label_zh} {KINDS[kind].label}" if kind in KINDS else "账号 account"

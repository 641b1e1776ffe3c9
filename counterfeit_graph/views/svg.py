"""Pictures as SVG text: for pages that must print without a script."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.views.labels import place_labels, text_width
from counterfeit_graph.views.markup import cell
from counterfeit_graph.views.outline import hull
from counterfeit_graph.views.palette import INK, MUTED, colour, shape
from counterfeit_graph.views.text import day, shorten, visible

if TYPE_CHECKING:
    from counterfeit_graph.views.life import Life
    from counterfeit_graph.views.picture import Picture

    Array = np.ndarray[Any, Any]

# Corners, turn in degrees and reach of each mark, as in static/shapes.js.
_CORNERS = {
    "square": (4, 45.0, 1.2),
    "diamond": (4, 0.0, 1.15),
    "triangle": (3, -90.0, 1.25),
    "hexagon": (6, 0.0, 1.0),
    "pentagon": (5, -90.0, 1.1),
}
_DASHED = ' stroke-dasharray="4 3"'
_ROUND = 'stroke-linejoin="round" stroke-linecap="round"'
_MARGIN = 40.0
_LEFT, _ROW = 190.0, 16.0


def network_svg(picture: Picture, *, most_labels: int = 60) -> str:
    """The network as an SVG element that scales to the width it is given.

    Example:
        >>> import networkx as nx
        >>> from counterfeit_graph.views.picture import graph_picture
        >>> network_svg(graph_picture(nx.path_graph(2)))[:4]
        '<svg'
    """
    at = picture.places()
    labels = _placed(picture, at, most=most_labels)
    ends = [(x, y) for x, y, _ in labels] + [(x + text_width(text), y) for x, y, text in labels]
    reach = np.array([*at.tolist(), *ends] or [(0.0, 0.0)])
    (left, top), (right, bottom) = reach.min(axis=0) - _MARGIN, reach.max(axis=0) + _MARGIN
    parts = [_dens(picture, at), _edges(picture, at), _nodes(picture, at), _labels(labels)]
    size = f'viewBox="{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}" width="{right - left:.0f}"'
    title = cell(picture.title)
    # The namespace is for the picture in a file of its own; a page does not need it and does not mind it.
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}" class="still">'
    return f"{head}<title>{title}</title>{''.join(parts)}</svg>"


def _dens(picture: Picture, at: Array) -> str:
    """Each den as the hull of its nodes, drawn with a thick round pen so that it stands clear of them."""
    told = []
    for den, count in picture.dens.items():
        corners = hull(map(tuple, at[picture.nodes["den"] == den].tolist()))
        if corners:
            # A den of one node still needs two points for the pen to make a disc.
            points = " ".join(f"{x},{y}" for x, y in (corners * 2)[: max(2, len(corners))])
            # Drawn twice, the wider one showing as a rim.
            for fill, pen in (("#C3CAD1", 46), ("#F3F5F7", 44)):
                told.append(f'<polygon points="{points}" fill="{fill}" stroke="{fill}" stroke-width="{pen}" {_ROUND}/>')
            x, y = min(corners, key=lambda corner: corner[1])
            told.append(
                f'<text x="{x:.1f}" y="{y - 27:.1f}" text-anchor="middle" fill="{MUTED}" font-size="11">'
                f"{cell(den)} ({count})</text>"
            )
    return "".join(told)


def _edges(picture: Picture, at: Array) -> str:
    rows = zip(picture.edges["a"], picture.edges["b"], picture.edges["width"], picture.edges["relation"], strict=True)
    return "".join(
        f'<line x1="{at[a, 0]}" y1="{at[a, 1]}" x2="{at[b, 0]}" y2="{at[b, 1]}" stroke="#9AA6B2" stroke-width="{width}"'
        f"{_DASHED if relation == 'reopened_as' else ''}/>"
        for a, b, width, relation in rows
    )


def _nodes(picture: Picture, at: Array) -> str:
    kinds, roles, sure = (picture.nodes[name] for name in ("kind", "role", "sure"))
    return "".join(
        f'{_outline(shape(kind), x, y=y, r=float(r))} fill="{colour(role)}" '
        f'stroke="{INK}"{"" if certain else _DASHED}/>'
        for (x, y), r, kind, role, certain in zip(at.tolist(), picture.radius, kinds, roles, sure, strict=True)
    )


def _outline(form: str, x: float, *, y: float, r: float) -> str:
    """The open tag of a mark."""
    if form not in _CORNERS:
        return f'<circle cx="{x}" cy="{y}" r="{r * (0.8 if form == "small" else 1.0):.1f}"'
    count, turn, size = _CORNERS[form]
    # Corners of a regular polygon, turned so that each kind stands as people know it.
    angles = [math.radians(turn + 360.0 * corner / count) for corner in range(count)]
    points = " ".join(f"{x + r * size * math.cos(a):.1f},{y + r * size * math.sin(a):.1f}" for a in angles)
    return f'<polygon points="{points}"'


def _placed(picture: Picture, at: Array, *, most: int) -> list[tuple[float, float, str]]:
    """The labels that find room: left end, middle and text; nodes with a role and large ones first."""
    order = np.lexsort((np.arange(len(at)), -picture.radius - 3.0 * (picture.nodes["role"] != "")))
    texts = [shorten(visible(text), width=22) for text in picture.nodes["label"]]
    return [
        (x, y, texts[row])
        for row, (x, y) in place_labels(at, picture.radius, texts=texts, order=order[: 3 * most])[:most]
    ]


def _labels(placed: list[tuple[float, float, str]]) -> str:
    return "".join(
        f'<text x="{x}" y="{y + 4:.1f}" fill="{INK}" font-size="10.5">{cell(text)}</text>' for x, y, text in placed
    )


def timeline_svg(life: Life, *, width: float = 900.0) -> str:
    """The timeline of a gang as an SVG element; see `counterfeit_graph.views.life.Life`."""
    first = min((row["start"] for row in life.rows), default=0)
    last = max([row["end"] for row in life.rows] + [signal["day"] for signal in life.signals], default=1)
    scale = (width - _LEFT - 12.0) / max(last - first, 1)
    bars = "".join(_bar(row, at, first=first, scale=scale) for at, row in enumerate(life.rows))
    marks = "".join(_signal(signal, first=first, scale=scale) for signal in life.signals)
    height = _ROW * len(life.rows) + 20
    ends = f'<text x="{_LEFT}" y="{height - 4}" fill="{MUTED}" font-size="10">{day(first)}</text>'
    ends += (
        f'<text x="{width - 12}" y="{height - 4}" text-anchor="end" fill="{MUTED}" font-size="10">{day(last)}</text>'
    )
    box = f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="timeline" class="still"'
    return f"<svg {box}>{bars}{marks}{ends}</svg>"


def _bar(row: dict[str, Any], at: int, *, first: int, scale: float) -> str:
    x, y = _LEFT + (row["start"] - first) * scale, at * _ROW
    length = max(2.0, (row["end"] - row["start"]) * scale)
    end = f'<path d="M{x + length:.1f},{y + 1}v14" stroke="{INK}" stroke-width="2"/>' if row["closed"] else ""
    name = cell(shorten(visible(row["name"]), width=28))
    return (
        f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end" font-size="10.5" fill="{INK}">{name}</text>'
        f'<rect x="{x:.1f}" y="{y + 3}" width="{length:.1f}" height="10" fill="{colour(row["role"])}"/>{end}'
    )


def _signal(signal: dict[str, Any], *, first: int, scale: float) -> str:
    x, y = _LEFT + (signal["day"] - first) * scale, signal["row"] * _ROW + 8
    fill = "#D55E00" if signal["verdict"] == "confirmed" else "#FFFFFF"
    return f'<path d="M{x:.1f},{y - 4.5}l4.5,4.5l-4.5,4.5l-4.5,-4.5z" fill="{fill}" stroke="{INK}"/>'

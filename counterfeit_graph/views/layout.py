"""Where the nodes of a picture stand: forces inside each component, components packed side by side.

The answer depends on the graph and the order of its nodes alone: no clock, no thread, no global random state.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from counterfeit_graph.model.seeds import generator
from counterfeit_graph.views._kernels import part, spread

Array = np.ndarray[Any, Any]

# Pixels between two neighbours at rest, found by looking at gangs of 5 to 400 nodes.
_LENGTH = 46.0
_STEPS = 240
_PULL = 4.0
_ACROSS = 0.1
_MARGIN = 7.0
_ASPECT = 1.6


def layout(edges: Array, radius: Array, *, group: Array) -> Array:
    """Coordinates of n nodes (n x 2, in pixels at zoom 1, middle at 0).

    Args:
        edges: m x 2 node numbers; direction and parallels do not matter.
        radius: n radii in pixels, none of which overlap in the answer but in very dense pictures.
        group: n numbers of the den that holds the node, -1 for none; members of a den are drawn together.

    Example:
        >>> at = layout(np.array([[0, 1]]), np.array([5.0, 5.0]), group=np.array([-1, -1]))
        >>> at.shape, bool(abs(at.mean()) < 1)
        ((2, 2), True)
    """
    n = len(radius)
    pairs = _distinct(np.asarray(edges, dtype=np.int64).reshape(-1, 2))
    labels = _together(np.vstack((pairs, _den_mates(group))), n=n)
    parts = [np.flatnonzero(labels == label) for label in range(labels.max(initial=-1) + 1)]
    boxes = [_component(nodes, pairs, radius=radius, group=group) for nodes in parts]
    return _packed(parts, boxes, n=n)


def _distinct(edges: Array) -> Array:
    pairs = np.unique(np.sort(edges, axis=1), axis=0)
    return np.asarray(pairs[pairs[:, 0] != pairs[:, 1]])


def _den_mates(group: Array) -> Array:
    """Each member of a den with the next one, so that a den is drawn in one piece even where no edge joins it."""
    order = np.argsort(group, kind="stable")
    order = order[group[order] >= 0].astype(np.int64)
    mates = np.column_stack((order[:-1], order[1:]))
    return np.asarray(mates[group[mates[:, 0]] == group[mates[:, 1]]])


def _together(pairs: Array, *, n: int) -> Array:
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    return np.asarray(connected_components(links, directed=False)[1]) if n else np.empty(0, dtype=np.int64)


def _component(nodes: Array, pairs: Array, *, radius: Array, group: Array) -> Array:
    """Coordinates of one component, its long axis lying level, its least corner at (0, 0) with the discs inside."""
    ends = np.searchsorted(nodes, pairs[np.isin(pairs[:, 0], nodes)])
    den = _numbered(group[nodes])
    xy = _start(ends, den)
    _forces(xy, ends, den=den, heat=0.35)
    # Forces make a round picture, pages are wide.
    xy = _level(xy) * _LENGTH * (1.2, 0.85)
    part(xy, radius[nodes] + _MARGIN / 2, 60)
    return np.asarray(xy - (xy - radius[nodes][:, None]).min(axis=0))


def _numbered(group: Array) -> Array:
    """Groups of a component as 0, 1, ...; -1 stays."""
    found = np.unique(group[group >= 0])
    return np.where(group < 0, -1, np.searchsorted(found, group)).astype(np.int64)


def _start(ends: Array, den: Array) -> Array:
    """First places: every den drawn as one point among the others, then its members about that point."""
    n, dens = len(den), int(den.max(initial=-1)) + 1
    free = np.cumsum(den < 0) - 1 + dens
    point = np.where(den < 0, free, den)
    size = np.sqrt(np.bincount(point))
    places = generator(n, "layout").uniform(-1.0, 1.0, (len(size), 2)) * math.sqrt(n)
    _forces(places, _distinct(point[ends]), den=np.full(len(size), -1), heat=0.9)
    # Room for a den grows with the root of its members, as its area does.
    scatter = generator(n, "layout", "members").uniform(-0.6, 0.6, (n, 2))
    return np.asarray(places[point] * (1.0 + size.max()) * 0.6 + scatter * size[point][:, None])


def _forces(xy: Array, ends: Array, *, den: Array, heat: float) -> None:
    """Move points by the forces of the layout.

    Edges of busy nodes pull less, so that hubs do not draw all to one spot; so do edges between dens, so that each
    den stands by itself.
    """
    degree = np.bincount(ends.ravel(), minlength=len(xy))
    across = (den[ends].min(axis=1, initial=len(xy)) >= 0) & (den[ends[:, 0]] != den[ends[:, 1]])
    weight = np.where(across, _ACROSS, 1.0) / np.sqrt(np.maximum(degree[ends].max(axis=1, initial=1), 1.0))
    spread(xy, ends[:, 0].copy(), ends[:, 1].copy(), weight, den, _PULL, heat, _STEPS)


def _level(xy: Array) -> Array:
    """The points turned so that they spread most from left to right, as screens do."""
    centred = xy - xy.mean(axis=0)
    # The direction of the larger principal axis, written out: a matrix product may sum in another order elsewhere.
    if len(xy) < 2:
        return np.asarray(centred)
    x, y = centred[:, 0], centred[:, 1]
    angle = 0.5 * math.atan2(2.0 * float((x * y).sum()), float((x * x - y * y).sum()))
    cos, sin = math.cos(angle), math.sin(angle)
    return np.column_stack((x * cos + y * sin, y * cos - x * sin))


def _packed(parts: list[Array], boxes: list[Array], *, n: int) -> Array:
    """All components on shelves, tallest first, in about the shape of a screen."""
    at = np.zeros((n, 2))
    sizes = [box.max(axis=0) + 2 * _MARGIN + 10.0 for box in boxes]
    width = math.sqrt(sum(float(w * h) for w, h in sizes) * _ASPECT)
    width = max([width, *(float(w) for w, _ in sizes)])
    x = y = shelf = 0.0
    # Heights are rounded so that a last digit does not decide which of two alike goes first.
    for k in sorted(range(len(boxes)), key=lambda k: (-round(float(sizes[k][1]), 6), k)):
        w, h = (float(side) for side in sizes[k])
        if x > 0 and x + w > width:
            x, y, shelf = 0.0, y + shelf, 0.0
        at[parts[k]] = boxes[k] + (x, y)
        x, shelf = x + w, max(shelf, h)
    return np.round(at - (at.max(axis=0) + at.min(axis=0)) / 2, 1) if n else at

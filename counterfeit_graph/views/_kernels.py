"""Compiled inner loops of the layout; each has a slow twin in tests/naive_views.py.

Points are rows of an n x 2 array and are moved in place. Every loop runs in the order of the rows, so that the same
rows give the same picture.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]
NEAREST = 1e-2
ATTRACTION = 3.0
GRAVITY = 0.06


@njit(cache=True)
def spread(
    xy: Array, source: Array, target: Array, weight: Array, group: Array, pull: float, heat: float, steps: int
) -> None:
    """Places the points of one component after Fruchterman and Reingold (1991).

    Edges draw with the logarithm of their length (Noack 2007), so that groups stand apart, and everything is drawn
    gently to the middle, so that nothing strays.
    `group` (n, -1 for none) draws each point towards the middle of its group with strength `pull`; nobody moves
    further in a step than the heat of that step, which falls in a straight line from `heat`.
    """
    for step in range(steps):
        move = np.zeros(xy.shape)
        _push(xy, move)
        _draw(xy, move, source, target, weight)
        _gather(xy, move, group, pull)
        _sink(xy, move)
        _step(xy, move, heat * (1.0 - step / steps) + 0.02)


@njit(cache=True)
def _push(xy: Array, move: Array) -> None:
    for i in range(xy.shape[0]):
        for j in range(i + 1, xy.shape[0]):
            dx = xy[i, 0] - xy[j, 0]
            dy = xy[i, 1] - xy[j, 1]
            push = 1.0 / max(dx * dx + dy * dy, NEAREST * NEAREST)
            move[i, 0] += dx * push
            move[i, 1] += dy * push
            move[j, 0] -= dx * push
            move[j, 1] -= dy * push


@njit(cache=True)
def _draw(xy: Array, move: Array, source: Array, target: Array, weight: Array) -> None:
    for e in range(source.shape[0]):
        a, b = source[e], target[e]
        dx = xy[b, 0] - xy[a, 0]
        dy = xy[b, 1] - xy[a, 1]
        length = np.sqrt(dx * dx + dy * dy)
        draw = ATTRACTION * weight[e] * np.log1p(length) / max(length, NEAREST)
        move[a, 0] += dx * draw
        move[a, 1] += dy * draw
        move[b, 0] -= dx * draw
        move[b, 1] -= dy * draw


@njit(cache=True)
def _gather(xy: Array, move: Array, group: Array, pull: float) -> None:
    middle = np.zeros((xy.shape[0], 3))
    for i in range(xy.shape[0]):
        if group[i] >= 0:
            middle[group[i], 0] += xy[i, 0]
            middle[group[i], 1] += xy[i, 1]
            middle[group[i], 2] += 1.0
    for i in range(xy.shape[0]):
        g = group[i]
        if g >= 0:
            move[i, 0] += pull * (middle[g, 0] / middle[g, 2] - xy[i, 0])
            move[i, 1] += pull * (middle[g, 1] / middle[g, 2] - xy[i, 1])


@njit(cache=True)
def _sink(xy: Array, move: Array) -> None:
    """Draws every point to the middle of all, the more the more there are, as they push each other the more."""
    n = xy.shape[0]
    weight = GRAVITY * np.sqrt(n)
    for axis in range(2):
        middle = 0.0
        for i in range(n):
            middle += xy[i, axis] / n
        for i in range(n):
            move[i, axis] += weight * (middle - xy[i, axis])


@njit(cache=True)
def _step(xy: Array, move: Array, heat: float) -> None:
    for i in range(xy.shape[0]):
        size = np.sqrt(move[i, 0] ** 2 + move[i, 1] ** 2)
        if size > 0.0:
            share = min(size, heat) / size
            xy[i, 0] += move[i, 0] * share
            xy[i, 1] += move[i, 1] * share


@njit(cache=True)
def part(xy: Array, radius: Array, passes: int) -> None:
    """Pushes points apart, `passes` times at most, until the discs of `radius` (n) around them do not overlap."""
    for _ in range(passes):
        moved = False
        for i in range(xy.shape[0]):
            for j in range(i + 1, xy.shape[0]):
                moved |= _part_pair(xy, i, j, radius[i] + radius[j])
        if not moved:
            return


@njit(cache=True)
def _part_pair(xy: Array, i: int, j: int, least: float) -> bool:
    dx = xy[j, 0] - xy[i, 0]
    dy = xy[j, 1] - xy[i, 1]
    apart = np.sqrt(dx * dx + dy * dy)
    if apart >= least - 1e-9:
        return False
    # Two points in one place have no direction of their own: they part sideways.
    ux, uy = (dx / apart, dy / apart) if apart > 0.0 else (1.0, 0.0)
    half = (least - apart) / 2.0
    xy[i, 0] -= ux * half
    xy[i, 1] -= uy * half
    xy[j, 0] += ux * half
    xy[j, 1] += uy * half
    return True

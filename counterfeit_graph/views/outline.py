"""The outline round the nodes of a den."""

from __future__ import annotations

from collections.abc import Iterable

Point = tuple[float, float]


def hull(points: Iterable[Point]) -> list[Point]:
    """Corners of the convex hull, anticlockwise from the lowest point at the left (monotone chain, Andrew 1979).

    Example:
        >>> hull([(0, 0), (2, 0), (1, 1), (1, 3)])
        [(0, 0), (2, 0), (1, 3)]
    """
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return _chain(ordered)[:-1] + _chain(ordered[::-1])[:-1]


def _chain(ordered: list[Point]) -> list[Point]:
    kept: list[Point] = []
    for point in ordered:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], to=point) <= 0:
            kept.pop()
        kept.append(point)
    return kept


def _turn(origin: Point, over: Point, *, to: Point) -> float:
    """Positive where the way from `origin` over `over` to `to` bends to the left."""
    return (over[0] - origin[0]) * (to[1] - origin[1]) - (over[1] - origin[1]) * (to[0] - origin[0])

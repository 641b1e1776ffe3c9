"""Slow twins of the layout's kernels, written as the formulas read."""

from __future__ import annotations

import math


def spread(xy, source, target, weight, group, pull, hottest, steps):
    points = [list(point) for point in xy]
    for step in range(steps):
        moves = [
            _force(i, points, list(zip(source, target, weight, strict=True)), group, pull) for i in range(len(points))
        ]
        heat = hottest * (1.0 - step / steps) + 0.02
        for point, (dx, dy) in zip(points, moves, strict=True):
            size = math.hypot(dx, dy)
            if size > 0:
                point[0] += dx * min(size, heat) / size
                point[1] += dy * min(size, heat) / size
    return points


def _force(i, points, edges, group, pull):
    x, y = points[i]
    total = [0.0, 0.0]
    for j, (other_x, other_y) in enumerate(points):
        if j != i:
            push = 1.0 / max((x - other_x) ** 2 + (y - other_y) ** 2, 1e-4)
            total = [total[0] + (x - other_x) * push, total[1] + (y - other_y) * push]
    for a, b, weight in edges:
        if i in (a, b) and a != b:
            other = points[b if a == i else a]
            length = math.hypot(other[0] - x, other[1] - y)
            draw = 3.0 * weight * math.log1p(length) / max(length, 1e-2)
            total = [total[0] + (other[0] - x) * draw, total[1] + (other[1] - y) * draw]
    if group[i] >= 0:
        mates = [points[j] for j in range(len(points)) if group[j] == group[i]]
        middle = [sum(mate[axis] for mate in mates) / len(mates) for axis in (0, 1)]
        total = [total[0] + pull * (middle[0] - x), total[1] + pull * (middle[1] - y)]
    middle = [sum(point[axis] for point in points) / len(points) for axis in (0, 1)]
    weight = 0.06 * math.sqrt(len(points))
    return [total[0] + weight * (middle[0] - x), total[1] + weight * (middle[1] - y)]


def part(xy, radius, passes):
    points = [list(point) for point in xy]
    pairs = [(i, j) for i in range(len(points)) for j in range(i + 1, len(points))]
    for _ in range(passes):
        close = False
        for i, j in pairs:
            dx, dy = points[j][0] - points[i][0], points[j][1] - points[i][1]
            apart, least = math.hypot(dx, dy), radius[i] + radius[j]
            if apart < least - 1e-9:
                close = True
                ux, uy = (dx / apart, dy / apart) if apart else (1.0, 0.0)
                for axis, unit in enumerate((ux, uy)):
                    points[i][axis] -= unit * (least - apart) / 2
                    points[j][axis] += unit * (least - apart) / 2
        if not close:
            break
    return points

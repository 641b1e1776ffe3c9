"""Removal order by separators: the largest component is split in two, again and again, by few nodes.

The nodes of the component are laid on a line, first by their distances from two far ends, then smoothed towards the
mean of their neighbours, which draws the line towards the second eigenvector of the Laplacian. The cut is where the
fewest boundary nodes (by cost) part the most. Source: Ren, Gleinig, Helbing and Antulov-Fantulin 2019 (GND).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from counterfeit_graph.evidence._kernels import stable_order
from counterfeit_graph.takedown._kernels_between import largest, reach

Array = np.ndarray[Any, Any]
_UNSEEN = -1
_GONE = -2
_ON_THE_LEFT = -3
_LEFT = 2**40
_SMOOTHINGS = 40


@njit(cache=True)
def _far_ends(indptr: Array, indices: Array, depth: Array, queue: Array, members: Array, line: Array) -> None:
    """Lay the members on a line by their distance from one far end less that from the other."""
    count = reach(indptr, indices, depth, members[0], queue)
    for sign in (1.0, -1.0):
        end = queue[count - 1]
        for i in range(count):
            depth[members[i]] = _UNSEEN
        reach(indptr, indices, depth, end, queue)
        for i in range(count):
            line[members[i]] = sign * depth[members[i]] + (0.0 if sign > 0 else line[members[i]])
    for i in range(count):
        depth[members[i]] = _UNSEEN


@njit(cache=True)
def _smooth(indptr: Array, indices: Array, depth: Array, members: Array, line: Array, mean: Array) -> None:
    """Move every member half way to the mean of its neighbours, keeping the weighted centre at zero."""
    weight, centre = 0, 0.0
    for i in range(members.size):
        node = members[i]
        total, degree = 0.0, 0
        for at in range(indptr[node], indptr[node + 1]):
            if depth[indices[at]] != _GONE:
                total += line[indices[at]]
                degree += 1
        mean[i] = (line[node] + total / degree) / 2
        weight += degree
        centre += degree * mean[i]
    for i in range(members.size):
        line[members[i]] = mean[i] - centre / weight


@njit(cache=True)
def _cut(indptr: Array, indices: Array, depth: Array, members: Array, damp: Array, side: Array) -> int:
    """How many of the sorted members to part from the others, so that the boundary costs least for what it parts.

    `side` is the working column: a member's neighbours to the right of the place, plus _LEFT once it is on the left.
    """
    for i in range(members.size):
        node = members[i]
        side[node] = 0
        for at in range(indptr[node], indptr[node + 1]):
            side[node] += depth[indices[at]] != _GONE
    boundary, edge = 0.0, 0
    best, best_at = np.inf, 1
    for i in range(members.size - 1):
        node = members[i]
        boundary += damp[node] * (side[node] > 0)
        edge += side[node] > 0
        side[node] += _LEFT
        for at in range(indptr[node], indptr[node + 1]):
            other = indices[at]
            side[other] -= 1
            if side[other] == _LEFT:
                boundary -= damp[other]
                edge -= 1
        parted = min(i + 1 - edge, members.size - i - 1)
        if parted > 0 and boundary / parted < best:
            best, best_at = boundary / parted, i + 1
    return best_at


@njit(cache=True)
def _boundary(indptr: Array, indices: Array, depth: Array, members: Array, place: int, found: Array) -> int:
    """Remove the members before `place` that have a neighbour behind it, into `found`; gives their number."""
    for i in range(place):
        depth[members[i]] = _ON_THE_LEFT
    count = 0
    for i in range(place):
        node = members[i]
        for at in range(indptr[node], indptr[node + 1]):
            if depth[indices[at]] == _UNSEEN:
                found[count] = node
                count += 1
                break
    for i in range(place):
        depth[members[i]] = _UNSEEN
    for i in range(count):
        depth[found[i]] = _GONE
    return count


@njit(cache=True)
def separators(indptr: Array, indices: Array, damp: Array, stop: int, work: int) -> Array:
    """The nodes whose removal, one separator after the other, leaves no component above `stop` nodes.

    Ends early after about `work` entries of the graph have been read.
    """
    n = damp.size
    depth = np.full(n, _UNSEEN, np.int32)
    queue = np.zeros(n, np.int32)
    space = np.zeros(n, np.int32)
    line = np.zeros(n)
    mean = np.zeros(n)
    side = np.zeros(n, np.int64)
    order = np.zeros(n, np.int32)
    done = 0
    count = largest(indptr, indices, depth, queue, space)
    while count > stop and work > 0:
        members = space[:count]
        _far_ends(indptr, indices, depth, queue, members, line)
        for _ in range(_SMOOTHINGS):
            _smooth(indptr, indices, depth, members, line, mean)
        members.sort()
        members = members[stable_order(line[members])]
        place = _cut(indptr, indices, depth, members, damp, side)
        done += _boundary(indptr, indices, depth, members, place, order[done:])
        work -= _SMOOTHINGS * np.sum(indptr[members + 1] - indptr[members])
        count = largest(indptr, indices, depth, queue, space)
    return order[:done]

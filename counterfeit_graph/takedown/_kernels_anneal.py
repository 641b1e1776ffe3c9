"""Annealing of a stretch of a removal order, by moves that weigh all places of one node in a single pass.

Take a node u out of the order and put the others back one by one, last first. Without u the largest component is
L(k) when the first k others are gone; with u it is the larger of L(k) and the component that u would form. So one
union-find pass gives the area under the curve for every place that u can take, and the place is drawn with
probability exp(-area / warmth). What lies behind the stretch is shrunk to its components.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from counterfeit_graph.takedown._kernels_between import draw
from counterfeit_graph.takedown._kernels_order import ABSENT, find, join, put_back

Array = np.ndarray[Any, Any]


class Stretch(NamedTuple):
    """Places lo..hi-1 of an order, with some later nodes that may enter, as a small graph.

    Points 0..p-1 are those nodes, in the order's sequence; points from p on are components of what else is present.
    """

    node: Array  # point -> node of the whole graph
    indptr: Array  # neighbours of the points 0..p-1
    indices: Array
    tree: Array  # the forest before any point has come back: ABSENT, or minus the component's size
    floor: int  # size of the largest component behind


@njit(cache=True)
def _behind(indptr: Array, indices: Array, order: Array, start: int, point: Array) -> tuple[Array, int]:
    """The forest of the nodes from `start` on that are no points, and the size of its largest tree."""
    tree = np.full(order.size, ABSENT, np.int32)
    floor = 0
    for k in range(order.size - 1, start - 1, -1):
        if point[order[k]] < 0:
            floor = max(floor, put_back(indptr, indices, tree, order[k]))
    return tree, floor


@njit(cache=True)
def stretch(indptr: Array, indices: Array, order: Array, lo: int, hi: int, extra: Array) -> Stretch:
    """Cut the places lo..hi-1 of `order`, and the ascending later places `extra`, out of the whole."""
    node = np.concatenate((order[lo:hi], order[extra]))
    point = np.full(order.size, -1, np.int32)
    point[node] = np.arange(node.size)
    tree, floor = _behind(indptr, indices, order, hi, point)
    start = np.zeros(node.size + 1, np.int32)
    near = np.empty(np.sum(indptr[node + 1] - indptr[node]), np.int32)
    sizes = np.full(node.size + near.size, ABSENT, np.int32)
    seen = np.full(order.size, -1, np.int32)
    count, last = 0, node.size
    for p in range(node.size):
        for at in range(indptr[node[p]], indptr[node[p] + 1]):
            other = indices[at]
            if point[other] < 0 and tree[other] != ABSENT:
                other = find(tree, other)
                if point[other] < 0:
                    sizes[last] = tree[other]
                    point[other] = last
                    last += 1
            if point[other] >= 0 and seen[other] != p:
                seen[other] = p
                near[count] = point[other]
                count += 1
        start[p + 1] = count
    return Stretch(node, start, near[:count].copy(), sizes[:last].copy(), floor)


@njit(cache=True)
def _enter(piece: Stretch, tree: Array, beside: Array, point: int, formed: int) -> tuple[int, int]:
    """Put a point back; gives the size of its component, and of what the node in hand would form."""
    tree[point] = -1
    root = point
    near = beside[point]
    counted = 0
    for at in range(piece.indptr[point], piece.indptr[point + 1]):
        other = piece.indices[at]
        if tree[other] == ABSENT:
            continue
        other = find(tree, other)
        if other != root:
            if beside[other]:
                near = True
                counted -= tree[other]
            root = join(tree, root, other)
    beside[root] = near
    if near:
        formed += -tree[root] - counted
    return -tree[root], formed


@njit(cache=True)
def _take_up(piece: Stretch, tree: Array, beside: Array, hand: int) -> int:
    """Clear the forest and mark what is beside the point `hand`; gives the component that it would form."""
    tree[:] = piece.tree
    beside[:] = False
    formed = 1
    for at in range(piece.indptr[hand], piece.indptr[hand + 1]):
        other = piece.indices[at]
        beside[other] = True
        if tree[other] != ABSENT:
            formed -= tree[other]
    return formed


@njit(cache=True)
def _weigh(
    piece: Stretch, cost: Array, line: Array, length: int, pick: int, tree: Array, beside: Array, area: Array
) -> float:
    """Fill area[k] for the node line[pick] at place k among the others; gives the area that all places share."""
    hand = line[pick]
    formed = _take_up(piece, tree, beside, hand)
    largest = piece.floor
    for i in range(length, line.size):
        if i != pick:
            size, formed = _enter(piece, tree, beside, line[i], formed)
            largest = max(largest, size)
    common, saved = 0.0, 0.0
    place = length - 1 if pick < length else length
    for i in range(length - 1, -1, -1):
        if i == pick:
            continue
        area[place] = cost[hand] * largest - saved
        place -= 1
        whole = max(largest, formed)
        saved += cost[line[i]] * (whole - largest)
        common += cost[line[i]] * whole
        size, formed = _enter(piece, tree, beside, line[i], formed)
        largest = max(largest, size)
    area[0] = cost[hand] * largest - saved
    return common


@njit(cache=True)
def _choose(area: Array, count: int, warmth: float, noise: Array, state: Array) -> int:
    """Draw a place with probability exp(-area / warmth), by the best sum of merit and Gumbel noise.

    `noise` holds a power of two of draws, the largest in front.
    """
    at = draw(state, noise.size)
    reach = warmth * noise[0]
    best = np.inf
    chosen = 0
    for k in range(count):
        if area[k] - reach < best:
            value = area[k] - warmth * noise[(at + k) & (noise.size - 1)]
            if value < best:
                best = value
                chosen = k
    return chosen


@njit(cache=True)
def _move(line: Array, length: int, pick: int, place: int) -> int:
    """Bring line[pick] to `place` among the first `length` others, or behind them; gives the new length."""
    hand = line[pick]
    if pick < length:
        length -= 1
        line[pick:length] = line[pick + 1 : length + 1].copy()
    else:
        line[pick] = line[length]
    line[length] = hand
    if place <= length:
        line[place + 1 : length + 1] = line[place:length].copy()
        line[place] = hand
        length += 1
    return length


@njit(cache=True)
def anneal(
    piece: Stretch, price: Array, line: Array, length: int, moves: int, warmth: float, noise: Array, state: Array
) -> tuple[int, Array, int]:
    """Make `moves` moves, in place, on `line`: the first `length` points in removal order, then those left behind.

    price[0] is each point's cost, price[1] the area that it adds if it is left behind. Gives the new length, and the
    best line met on the way with its length.
    """
    tree = np.empty_like(piece.tree)
    beside = np.empty(tree.size, np.bool_)
    area = np.empty(line.size + 1)
    left = np.sum(price[1][line[length:]])
    best, best_line, best_length = np.inf, line.copy(), length
    for _ in range(moves):
        pick = draw(state, line.size)
        hand = line[pick]
        others = length - 1 if pick < length else length
        if pick >= length:
            left -= price[1][hand]
        common = _weigh(piece, price[0], line, length, pick, tree, beside, area)
        area[others + 1] = price[1][hand]
        place = _choose(area, others + 2, warmth, noise, state)
        length = _move(line, length, pick, place)
        total = common + area[place] + left
        if place > others:
            left += price[1][hand]
        if total < best:
            best, best_length = total, length
            best_line[:] = line
    return length, best_line, best_length

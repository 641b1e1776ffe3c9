"""Reverse-greedy reordering: removed nodes come back one by one, the smallest merged component first.

A waiting node's key is the size of the component that it would form; a key kept in the heap is never above the true
one, so scoring again what comes to the top is exact. One large component, the giant, would spoil this, since every
return to it changes the key of all nodes beside it: its size is therefore held apart, the same for all (`keyed`), and
nodes beside it are marked. A key can then fall, when a component beside its node is swallowed by the giant; those are
mended at once. Each neighbour list shrinks to one entry per component, so a pass costs about O(M log N).

Waiting nodes stand in slots, the last of the order in slot 0, so that ties go to the one that was removed last.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from counterfeit_graph.takedown._kernels_heap import rise, sink
from counterfeit_graph.takedown._kernels_order import ABSENT, find, join

Array = np.ndarray[Any, Any]
_LARGE = 64  # a component above this size is worth keeping apart
_DRIFT = 1.05  # keys are refreshed when the giant has grown by this factor
_OUT = -1


class _Ground(NamedTuple):
    """What is present: the graph, its components, and the shrunken neighbour lists of the nodes that wait."""

    indptr: Array
    indices: Array
    tree: Array
    chain: Array  # circular list through the members of each component
    near: Array  # like indices, but one entry per component
    held: Array  # entries of `near` still in use, by node
    seen: Array  # stamps, by node; the last entry is the clock


class _Queue(NamedTuple):
    """The slots of the waiting nodes, as a min-heap by (key, slot)."""

    heap: Array
    place: Array  # slot -> place in the heap
    key: Array
    node: Array  # slot -> node
    slot: Array  # node -> slot, or _OUT
    rest: Array  # slot -> 1 + sizes of the components beside its node, the giant left out
    beside: Array  # slot -> 1 if the giant is beside its node
    damp: Array


@njit(cache=True)
def _look(ground: _Ground, node: int, giant: int) -> tuple[int, int]:
    """One plus the sizes of the components beside `node`, and whether the giant, not counted, is one of them."""
    tree, near, seen = ground.tree, ground.near, ground.seen
    seen[-1] += 1
    stamp = seen[-1]
    rest, beside = 1, 0
    first = ground.indptr[node]
    kept = first
    for at in range(first, first + ground.held[node]):
        other = near[at]
        if tree[other] != ABSENT:
            other = find(tree, other)
            if seen[other] == stamp:
                continue
            seen[other] = stamp
            if other == giant:
                beside = 1
            else:
                rest -= tree[other]
        near[kept] = other
        kept += 1
    ground.held[node] = kept - first
    return rest, beside


@njit(cache=True)
def _merge(ground: _Ground, node: int) -> int:
    """Put `node` back and join it to the components on its shrunken list; gives the root."""
    tree, near, chain = ground.tree, ground.near, ground.chain
    tree[node] = -1
    chain[node] = node
    root = node
    first = ground.indptr[node]
    for at in range(first, first + ground.held[node]):
        if tree[near[at]] == ABSENT:
            continue
        other = find(tree, near[at])
        if other != root:
            chain[node], chain[other] = chain[other], chain[node]
            root = join(tree, root, other)
    return root


@njit(cache=True)
def _swallow(ground: _Ground, queue: _Queue, root: int, keyed: int) -> None:
    """Lower the keys of the giant's waiting neighbours that the component of `root`, now the giant's, touches."""
    indptr, indices, seen, chain = ground.indptr, ground.indices, ground.seen, ground.chain
    slots, rest, key = queue.slot, queue.rest, queue.key
    seen[-1] += 1
    stamp = seen[-1]
    member = root
    while True:
        for at in range(indptr[member], indptr[member + 1]):
            slot = slots[indices[at]]
            if slot != _OUT and queue.beside[slot] == 1 and seen[indices[at]] != stamp:
                seen[indices[at]] = stamp
                rest[slot] += ground.tree[root]
                key[slot] = (rest[slot] + keyed) / queue.damp[indices[at]]
                rise(queue.heap, queue.place, key, queue.place[slot])
        member = chain[member]
        if member == root:
            break


@njit(cache=True)
def _rescore(ground: _Ground, queue: _Queue, slot: int, giant: int, keyed: int) -> bool:
    """Bring one key up to date; tells whether it has grown."""
    node = queue.node[slot]
    queue.rest[slot], queue.beside[slot] = _look(ground, node, giant)
    key = (queue.rest[slot] + keyed * queue.beside[slot]) / queue.damp[node]
    grown = key > queue.key[slot]
    queue.key[slot] = key
    return bool(grown)


@njit(cache=True)
def _refresh(ground: _Ground, queue: _Queue, length: int, giant: int) -> int:
    """Score all waiting nodes anew; gives the giant's size, by which they are keyed."""
    keyed = 0 if giant == _OUT else -ground.tree[giant]
    for at in range(length):
        _rescore(ground, queue, queue.heap[at], giant, keyed)
    for at in range(length // 2 - 1, -1, -1):
        sink(queue.heap, queue.place, queue.key, at, length)
    return keyed


@njit(cache=True)
def _lay(indptr: Array, indices: Array, order: Array, keep: int) -> tuple[_Ground, int]:
    """The graph with the tail of `order` present, and the root of its largest component if that is large."""
    n = order.size
    ground = _Ground(
        indptr, indices, np.full(n, ABSENT, np.int32), np.zeros(n, np.int32), indices.copy(),
        indptr[1:] - indptr[:-1], np.zeros(n + 1, np.int64),
    )  # fmt: skip
    giant = _OUT
    largest = _LARGE
    for k in range(n - 1, keep - 1, -1):
        root = _merge(ground, order[k])
        if -ground.tree[root] > largest:
            giant, largest = root, -ground.tree[root]
    return ground, giant if giant == _OUT else find(ground.tree, giant)


@njit(cache=True)
def _line_up(order: Array, first: int, keep: int, damp: Array) -> _Queue:
    """Slots for the nodes order[first:keep], not yet scored."""
    count = keep - first
    queue = _Queue(
        np.arange(count), np.arange(count), np.zeros(count), order[first:keep][::-1].copy(),
        np.full(order.size, _OUT, np.int32), np.zeros(count, np.int64), np.zeros(count, np.int64), damp,
    )  # fmt: skip
    for slot in range(count):
        queue.slot[queue.node[slot]] = slot
    return queue


@njit(cache=True)
def _return(ground: _Ground, queue: _Queue, slot: int, giant: int, keyed: int) -> int:
    """Put the node of `slot` back, mend the keys that fall thereby, and give the root of its component."""
    node = queue.node[slot]
    queue.slot[node] = _OUT
    if queue.beside[slot] == 1:
        first = ground.indptr[node]
        for at in range(first, first + ground.held[node]):
            other = ground.near[at]
            if ground.tree[other] != ABSENT and other != giant:
                _swallow(ground, queue, other, keyed)
    return _merge(ground, node)


@njit(cache=True)
def reverse_greedy(indptr: Array, indices: Array, order: Array, first: int, keep: int, damp: Array) -> Array:
    """Reorder order[first:keep]; what stands before and after stays.

    From the graph of the nodes after `keep`, the waiting node that makes the smallest component (size over `damp`,
    ties to the later in `order`) comes back first; read backwards, that is the new order.
    """
    ground, giant = _lay(indptr, indices, order, keep)
    queue = _line_up(order, first, keep, damp)
    heap, place, key = queue.heap, queue.place, queue.key
    found = order.copy()
    length = keep - first
    keyed = _refresh(ground, queue, length, giant)
    while length > 0:
        slot = heap[0]
        if _rescore(ground, queue, slot, giant, keyed):
            sink(heap, place, key, 0, length)
            continue
        length -= 1
        found[first + length] = queue.node[slot]
        heap[0] = heap[length]
        sink(heap, place, key, 0, length)
        root = _return(ground, queue, slot, giant, keyed)
        size = -ground.tree[root]
        if queue.beside[slot] == 1:
            giant = root
            if size > _DRIFT * keyed:
                keyed = _refresh(ground, queue, length, giant)
        elif size > max(_LARGE, 2 * keyed):
            giant = root
            keyed = _refresh(ground, queue, length, giant)
    return found

"""A min-heap of slots ordered by (key, slot): `place[slot]` is where each slot stands in `heap`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


@njit(cache=True)
def rise(heap: Array, place: Array, key: Array, at: int) -> None:
    """Let the slot at `at` climb to its place after its key has fallen."""
    slot = heap[at]
    while at > 0:
        above = heap[(at - 1) // 2]
        if key[above] < key[slot] or (key[above] == key[slot] and above < slot):
            break
        heap[at] = above
        place[above] = at
        at = (at - 1) // 2
    heap[at] = slot
    place[slot] = at


@njit(cache=True)
def sink(heap: Array, place: Array, key: Array, at: int, length: int) -> None:
    """Let the slot at `at` sink to its place among the first `length` after its key has grown."""
    slot = heap[at]
    while 2 * at + 1 < length:
        child = 2 * at + 1
        low = heap[child]
        if child + 1 < length:
            other = heap[child + 1]
            if key[other] < key[low] or (key[other] == key[low] and other < low):
                child += 1
                low = other
        if key[slot] < key[low] or (key[slot] == key[low] and slot < low):
            break
        heap[at] = low
        place[low] = at
        at = child
    heap[at] = slot
    place[slot] = at

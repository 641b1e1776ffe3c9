"""Runs: what stands in a row for each of many, given by how many or by where each begins, and rows of equals."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def in_turn(counts: Array) -> Array:
    """0.. for each of so many in turn.

    Example:
        >>> in_turn(np.array([2, 0, 3])).tolist()
        [0, 1, 0, 1, 2]
    """
    return np.asarray(np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts))


def spans(ptr: Array, codes: Array) -> Array:
    """What compressed rows have for some codes, one after the other.

    Example:
        >>> spans(np.array([0, 2, 2, 5]), np.array([2, 0])).tolist()
        [2, 3, 4, 0, 1]
    """
    count = ptr[codes + 1] - ptr[codes]
    return np.asarray(np.repeat(ptr[codes], count) + in_turn(count))


def distinct(numbers: Array) -> Array:
    """The distinct ones of many numbers, ascending.

    NumPy's `unique` hashes whole numbers where nothing else is asked of it, and takes forty times as long for millions.

    Example:
        >>> distinct(np.array([3, 1, 3])).tolist()
        [1, 3]
    """
    ordered = np.sort(numbers)
    return np.asarray(ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]])

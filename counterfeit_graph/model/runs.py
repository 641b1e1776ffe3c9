"""Runs: what stands in a row for each of many, given by how many or by where each begins."""

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

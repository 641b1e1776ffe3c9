"""The kernel that finds words among sorted ones, beside NumPy's search in tests/model/test_lookup.py."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


@njit(cache=True)
def first_among(words: Array, starts: Array, bits: int, sought: Array) -> Array:
    """Where each of `sought` stands, or would stand, among words in ascending order.

    Args:
        words: uint64, ascending.
        starts: where the words of each beginning start, and the number of words.
        bits: how many first bits make a beginning.
        sought: uint64.
    """
    out = np.empty(sought.shape[0], np.int64)
    for i in range(sought.shape[0]):
        beginning = np.int64(sought[i] >> np.uint64(64 - bits))
        low, high = np.int64(starts[beginning]), np.int64(starts[beginning + 1])
        # Few words have one beginning, unless they are no hashes.
        while low < high:
            middle = (low + high) // 2
            if words[middle] < sought[i]:
                low = middle + 1
            else:
                high = middle
        out[i] = low
    return out

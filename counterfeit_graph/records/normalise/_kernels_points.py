"""Drop spaces and punctuation from texts without letting numbers run together; a loop over code points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]

SPACE, SEPARATOR, KEPT, LETTER, DIGIT = 0, 1, 2, 3, 4
HYPHEN, HASH = 45, 35


@njit(cache=True)
def _parts(left: int, right: int, separated: int) -> bool:
    """Whether a hyphen must stay between two kept signs: two numbers, or a number and a letter with a sign between."""
    numbers = (left == DIGIT) + (right == DIGIT)
    return numbers == 2 or (numbers == 1 and separated > 0 and left >= LETTER and right >= LETTER)


@njit(cache=True)
def condense(bounds: Array, points: Array, simple: Array, classes: Array, out: Array, ends: Array) -> int:
    """Write each row's kept signs, simplified, into `out`; `ends` gets where rows end. `out` is as long as `points`.

    A # is kept after a letter or digit alone (5# is the fifth building).
    """
    to = 0
    for row in range(len(bounds) - 1):
        last, gap, separated = KEPT, False, 0
        for i in range(bounds[row], bounds[row + 1]):
            sign = points[i]
            if sign < len(simple):
                sign = simple[sign]
            kind = int(classes[sign]) if sign < len(classes) else KEPT
            if sign == HASH:
                kind = KEPT if last >= LETTER else SEPARATOR
            if kind < KEPT:
                gap, separated = True, separated + (kind == SEPARATOR)
                continue
            # 12 A is one number, 12, A are two.
            if gap and _parts(last, kind, separated):
                out[to] = HYPHEN
                to += 1
            out[to] = sign
            to += 1
            last, gap, separated = kind, False, 0
        ends[row] = to
    return to

"""Drop spaces and punctuation from texts without letting numbers run together; a loop over code points."""

from __future__ import annotations

import numpy as np
from numba import njit

SPACE, SEPARATOR, KEPT, LETTER, DIGIT = 0, 1, 2, 3, 4
HYPHEN = 45


@njit(cache=True)
def parts(left, right, separated):  # type: ignore[no-untyped-def]
    """Whether a hyphen must stay between two kept signs: two numbers, or a number and a letter with a sign between."""
    numbers = (left == DIGIT) + (right == DIGIT)
    return numbers == 2 or (numbers == 1 and separated and left >= LETTER and right >= LETTER)


@njit(cache=True)
def condense(bounds, points, simple, classes, out, ends):  # type: ignore[no-untyped-def]
    """Write each row's kept signs, simplified, into `out`; `ends` gets where rows end. `out` is as long as `points`."""
    to = 0
    for row in range(len(bounds) - 1):
        last, gap, separated = KEPT, False, False
        for i in range(bounds[row], bounds[row + 1]):
            sign = points[i]
            if sign < len(simple):
                sign = simple[sign]
            kind = classes[sign] if sign < len(classes) else np.uint8(KEPT)
            if kind < KEPT:
                gap, separated = True, separated or kind == SEPARATOR
                continue
            if gap and parts(last, kind, separated):
                out[to] = HYPHEN
                to += 1
            out[to] = sign
            to += 1
            last, gap, separated = kind, False, False
        ends[row] = to
    return to

"""Labels that cover neither marks nor each other, for pictures that do not move."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

# Of our fonts at 10 pixels; labels are measured without drawing them.
_CHARACTER = 5.2
_HEIGHT = 11.0


def place_labels(
    at: Array, radius: Array, *, texts: Sequence[str], order: Iterable[int]
) -> list[tuple[int, tuple[float, float]]]:
    """Places of the labels that find room, each tried right, left, below and above its node.

    Args:
        at: n x 2 coordinates in pixels.
        radius: n radii.
        texts: n labels.
        order: rows, the most important first.

    Returns:
        (row, (x, y)) of each label placed: x is its left end, y its middle.

    Example:
        >>> place_labels(np.zeros((1, 2)), np.array([5.0]), texts=["a"], order=[0])
        [(0, (7.0, 0.0))]
    """
    taken = np.column_stack((at - radius[:, None], at + radius[:, None]))
    placed = []
    for row in order:
        width = text_width(texts[row])
        for x, y in _candidates(at[row], float(radius[row]) + 2.0, width=width):
            # Marks are taken from the start, so that no label hides one.
            box = np.array([x, y - _HEIGHT / 2, x + width, y + _HEIGHT / 2])
            if texts[row] and not _hits(taken, box):
                taken = np.vstack((taken, box))
                placed.append((int(row), (round(x, 1), round(y, 1))))
                break
    return placed


def text_width(text: str) -> float:
    """Width of a label in pixels, a Han character taking twice the room of a Latin one.

    Example:
        >>> text_width("ab") == text_width("羊")
        True
    """
    return _CHARACTER * sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _candidates(at: Array, reach: float, *, width: float) -> list[tuple[float, float]]:
    x, y = float(at[0]), float(at[1])
    down = reach + _HEIGHT / 2
    return [(x + reach, y), (x - reach - width, y), (x - width / 2, y - down), (x - width / 2, y + down)]


def _hits(taken: Array, box: Array) -> bool:
    return bool(
        ((box[0] < taken[:, 2]) & (box[2] > taken[:, 0]) & (box[1] < taken[:, 3]) & (box[3] > taken[:, 1])).any()
    )

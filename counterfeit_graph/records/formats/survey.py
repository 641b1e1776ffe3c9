"""Count the records of clean delimited bytes, or find that they are not clean, without reading a single cell.

In well-formed text a line end closes a record when an even number of quotes stands before it; the text is well formed
when every opening quote follows a delimiter or a line end and every closing one precedes one of them (RFC 4180).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from counterfeit_graph.records.formats.lines import LONGEST

_STEP = 32 * 2**20
_LF, _CR, _QUOTE = 10, 13, 34


def survey(body: memoryview, delimiter: bytes) -> int:
    r"""Number of records, or -1 when the bytes need the careful reader.

    Example:
        >>> survey(memoryview(b'a,"x y"\n\nb,c'), b",")
        2
        >>> survey(memoryview(b'a,"x\nb,c'), b",")
        -1
    """
    data = np.frombuffer(body, dtype=np.uint8)
    ends: list[np.ndarray[Any, Any]] = []
    inside = 0
    for start in range(0, len(data), _STEP):
        block = data[start : start + _STEP]
        quotes = np.flatnonzero(block == _QUOTE)
        lines = np.flatnonzero(block == _LF)
        state = (inside, delimiter[0])
        if not _clean_returns(data, start, block=block) or not _clean_quotes(data, quotes + start, state=state):
            return -1
        outside = (np.searchsorted(quotes, lines) + inside) % 2 == 0
        ends.append(lines[outside] + start)
        inside = (inside + len(quotes)) % 2
    return -1 if inside else _count(data, np.concatenate([*ends, np.zeros(0, np.int64)]))


def _clean_returns(data: np.ndarray[Any, Any], start: int, *, block: np.ndarray[Any, Any]) -> bool:
    """No NUL, and every carriage return before a line feed."""
    if (block == 0).any():
        return False
    returns = np.flatnonzero(block == _CR) + start + 1
    return not len(returns) or bool(returns[-1] < len(data) and (data[returns] == _LF).all())


def _clean_quotes(data: np.ndarray[Any, Any], quotes: np.ndarray[Any, Any], *, state: tuple[int, int]) -> bool:
    inside, delimiter = state
    opening, closing = (quotes[1::2], quotes[::2]) if inside else (quotes[::2], quotes[1::2])
    before = data[opening[opening > 0] - 1]
    after = data[closing[closing < len(data) - 1] + 1]
    return bool(np.isin(before, [delimiter, _LF, _QUOTE]).all() and np.isin(after, [delimiter, _LF, _CR, _QUOTE]).all())


def _count(data: np.ndarray[Any, Any], ends: np.ndarray[Any, Any]) -> int:
    """Records between the line ends, without empty lines."""
    stops = np.append(ends, len(data))
    starts = np.concatenate([[0], ends + 1])
    sizes = stops - starts
    returns = (sizes > 0) & (data[np.maximum(stops - 1, 0)] == _CR) if len(data) else np.zeros(len(sizes), bool)
    sizes = sizes - returns
    return -1 if (sizes > LONGEST).any() else int((sizes > 0).sum())

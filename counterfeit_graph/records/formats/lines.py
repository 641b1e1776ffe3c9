"""What whole arrays of bytes tell about the physical lines of delimited text, before any cell is read."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from counterfeit_graph.records.formats.encoding import is_utf8

# Bytes that one record may have.
LONGEST = 1_000_000
_LF, _CR, _QUOTE = 10, 13, 34
_Array = np.ndarray[Any, Any]


class Lines(NamedTuple):
    """The lines of a block that hold a character.

    Args:
        starts: where each begins in the file.
        stops: where its text ends.
        nexts: where the line after it begins.
        cells: how many cells it has, if it is a record by itself.
        tangled: its quotes do not stand as RFC 4180 wants them, or are not all closed in it.
        odd: too long, with a NUL byte, or no UTF-8.
    """

    starts: _Array
    stops: _Array
    nexts: _Array
    cells: _Array
    tangled: _Array
    odd: _Array


def lines_of(data: bytes, delimiter: int, *, bounds: tuple[int, int]) -> Lines:
    r"""The lines between two places of a file, of which the first begins a line and the second ends one.

    Example:
        >>> lines_of(b'a,"b,c"\r\n\nd,"e', ord(","), bounds=(0, 14)).tangled
        array([False,  True])
    """
    start, stop = bounds
    block = np.frombuffer(data, dtype=np.uint8, count=stop - start, offset=start)
    starts, stops, nexts = _split(block)
    cells, tangled = _cells(block, delimiter, bounds=(starts, stops))
    odd = (stops - starts > LONGEST) | (_count(np.flatnonzero(block == 0), starts, stops=stops) > 0)
    if not is_utf8(block.tobytes()):
        texts = (data[start + one : start + other] for one, other in zip(starts.tolist(), stops.tolist(), strict=True))
        odd |= np.fromiter((not decodes(text) for text in texts), dtype=bool, count=len(starts))
    return Lines(starts + start, stops + start, nexts + start, cells, tangled, odd)


def decodes(text: bytes) -> bool:
    r"""Whether bytes are UTF-8.

    Example:
        >>> decodes("店".encode()), decodes(b"\xff")
        (True, False)
    """
    if text.isascii():
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _split(block: _Array) -> tuple[_Array, _Array, _Array]:
    feeds, returns = block == _LF, block == _CR
    pairs = returns & np.append(feeds[1:], np.zeros(min(len(block), 1), dtype=bool))
    ends = np.flatnonzero(feeds | (returns & ~pairs))
    # A line feed after a carriage return ends the line at the return.
    stops = ends - np.append(np.zeros(1, dtype=bool), pairs)[ends] if len(ends) else ends
    nexts = ends + 1
    if not len(ends) or nexts[-1] < len(block):
        nexts, stops = np.append(nexts, len(block)), np.append(stops, len(block))
    starts = np.concatenate([np.zeros(1, dtype=np.int64), nexts[:-1]])
    some = stops > starts
    return starts[some], stops[some], nexts[some]


def _cells(block: _Array, delimiter: int, *, bounds: tuple[_Array, _Array]) -> tuple[_Array, _Array]:
    """Cells of every line, and whether its quotes are tangled; the cells of tangled lines mean nothing."""
    starts, stops = bounds
    marks, quotes = np.flatnonzero(block == delimiter), np.flatnonzero(block == _QUOTE)
    if not len(quotes):
        return _count(marks, starts, stops=stops) + 1, np.zeros(len(starts), dtype=bool)
    first = np.searchsorted(quotes, starts)
    line = np.searchsorted(starts, quotes, side="right") - 1
    opening = (np.arange(len(quotes)) - first[line]) % 2 == 0
    before = (quotes == starts[line]) | np.isin(block[quotes - 1], [delimiter, _QUOTE])
    after = (quotes + 1 == stops[line]) | np.isin(block[np.minimum(quotes + 1, len(block) - 1)], [delimiter, _QUOTE])
    wrong = np.where(opening, ~before, ~after)
    tangled = (np.bincount(line[wrong], minlength=len(starts)) > 0) | (_count(quotes, starts, stops=stops) % 2 == 1)
    home = np.searchsorted(starts, marks, side="right") - 1
    outside = (np.searchsorted(quotes, marks) - first[home]) % 2 == 0
    return np.bincount(home[outside], minlength=len(starts)) + 1, tangled


def _count(marks: _Array, starts: _Array, *, stops: _Array) -> _Array:
    """How many marks stand in each line."""
    return np.asarray(np.searchsorted(marks, stops) - np.searchsorted(marks, starts))

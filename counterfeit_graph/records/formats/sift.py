"""Split delimited text into records by RFC 4180, one physical line after the other, losing none.

A quoted cell that is not closed, or is followed by text, costs its first physical line only: that is refused and the
reading goes on at the next one, so that a lost quote does not swallow the records after it. A quote inside an unquoted
cell is a character like any other. Lines without any character are no records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.records.formats.lines import LONGEST, Lines, decodes, lines_of

if TYPE_CHECKING:
    from counterfeit_graph.records.raw import Bad

_STEP = 16 * 2**20
_END = re.compile(rb"\r\n|\r|\n")


@dataclass
class Sifted:
    """Good records as spans of the bytes, bad ones with their reason.

    Args:
        spans: (start, end) of runs of good records with their line ends.
        runs: (number of the first, how many) of runs of good records.
        bad: the others.
        read: how many there are in all.
    """

    spans: list[tuple[int, int]] = field(default_factory=list)
    runs: list[tuple[int, int]] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    read: int = 0

    def take(self, start: int, end: int, *, count: int = 1) -> None:
        """Good records that follow each other; they join the run before them when they touch it."""
        if self.spans and self.spans[-1][1] == start:
            start = self.spans.pop()[0]
        self.spans.append((start, end))
        first, before = self.runs.pop() if self.runs and sum(self.runs[-1]) == self.read + 1 else (self.read + 1, 0)
        self.runs.append((first, before + count))
        self.read += count

    def drop(self, reason: str, text: bytes) -> None:
        """One bad record."""
        self.read += 1
        self.bad.append((self.read, reason, text.decode("utf-8", "backslashreplace")))

    @property
    def record(self) -> np.ndarray[Any, Any]:
        """Numbers of the good records (int64)."""
        runs = [np.arange(first, first + count, dtype=np.int64) for first, count in self.runs]
        return np.concatenate([np.zeros(0, dtype=np.int64), *runs])


class Grammar:
    """The cells of one delimiter.

    Example:
        >>> Grammar(",").cells(b"a,'b", 0)
        ([b'a', b"'b"], 4)
    """

    def __init__(self, delimiter: str) -> None:
        mark = re.escape(delimiter.encode())
        self.delimiter = delimiter.encode()
        self._quoted = re.compile(rb'"((?:[^"]|"")*+)"(?=' + mark + rb"|[\r\n]|\Z)")
        self._plain = re.compile(rb"[^\r\n" + mark + rb"]*+")

    def cells(self, data: bytes, start: int) -> tuple[list[bytes], int]:
        """Cells of the record at `start` and where it ends, before its line end; -1 when a quote is broken."""
        found: list[bytes] = []
        while True:
            quoted = data[start : start + 1] == b'"'
            match = (self._quoted if quoted else self._plain).match(data, start, start + LONGEST + 2)
            if match is None:
                return found, -1
            found.append(match[1].replace(b'""', b'"') if quoted else match[0])
            start = match.end()
            if data[start : start + 1] != self.delimiter:
                return found, start
            start += 1


def sift(data: bytes, grammar: Grammar, *, width: int, start: int = 0) -> Sifted:
    """Every record of `data` from `start` on: good when it has `width` cells of proper text, else bad with a reason."""
    sifted, at = Sifted(), start
    while at < len(data):
        end = _END.search(data, min(at + _STEP, len(data)))
        at = _block(sifted, data, grammar=grammar, bounds=(at, end.end() if end else len(data), width))
    return sifted


def _block(sifted: Sifted, data: bytes, *, grammar: Grammar, bounds: tuple[int, int, int]) -> int:
    """Sift whole lines of one block; the last record may reach beyond it. Gives where to go on."""
    at, stop, width = bounds
    lines = lines_of(data, grammar.delimiter[0], bounds=(at, stop))
    plain = (lines.cells == width) & ~lines.tangled & ~lines.odd
    line = 0
    # Plain lines are taken in runs; Python looks at the others one by one.
    for other in [*np.flatnonzero(~plain).tolist(), len(plain)]:
        if other > line:
            at = int(lines.nexts[other - 1])
            sifted.take(int(lines.starts[line]), at, count=other - line)
        if line <= other < len(plain):
            at = _one(sifted, data, grammar=grammar, line=(lines, other, width))
            line = int(np.searchsorted(lines.starts, at))
    return max(at, stop)


def _one(sifted: Sifted, data: bytes, *, grammar: Grammar, line: tuple[Lines, int, int]) -> int:
    """One record that needs a look; gives where the next one starts."""
    lines, at, width = line
    start, stop, following = (int(bound[at]) for bound in (lines.starts, lines.stops, lines.nexts))
    count = int(lines.cells[at])
    if lines.tangled[at]:
        cells, end = grammar.cells(data, start)
        count = len(cells) if 0 <= end <= start + LONGEST else -1
        if count >= 0:
            stop, following = end, _after(data, end)
    text = data[start:stop]
    reason = _fault(text, count - width) if count >= 0 else _quote_fault(text)
    if reason:
        sifted.drop(reason, text)
    else:
        sifted.take(start, following)
    return following


def _after(data: bytes, end: int) -> int:
    found = _END.match(data, end)
    return found.end() if found else end


def _fault(text: bytes, surplus: int) -> str:
    if len(text) > LONGEST:
        return "too_long"
    if surplus:
        return "too_many_cells" if surplus > 0 else "too_few_cells"
    if b"\0" in text:
        return "nul_byte"
    return "" if decodes(text) else "bad_encoding"


def _quote_fault(text: bytes) -> str:
    if len(text) > LONGEST:
        return "too_long"
    return "bad_quote" if text.count(b'"') % 2 == 0 else "unclosed_quote"

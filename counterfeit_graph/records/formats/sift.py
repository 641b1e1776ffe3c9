"""Split delimited text into records by RFC 4180, one physical line after the other, losing none.

A quoted cell that is not closed, or is followed by text, costs its first physical line only: that is refused and the
reading goes on at the next one, so that a lost quote does not swallow the records after it. A quote inside an unquoted
cell is a character like any other. Lines without any character are no records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LONGEST = 1_000_000
"""Bytes that one record may have."""
_END = re.compile(rb"\r\n|\r|\n")


@dataclass
class Sifted:
    """Good records as spans of the bytes; bad ones as (record, reason, text)."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    record: list[int] = field(default_factory=list)
    bad: list[tuple[int, str, str]] = field(default_factory=list)
    read: int = 0

    def take(self, start: int, end: int) -> None:
        """One more good record; it joins the span before it when they touch."""
        self.read += 1
        self.record.append(self.read)
        if self.spans and self.spans[-1][1] == start:
            start = self.spans.pop()[0]
        self.spans.append((start, end))

    def drop(self, reason: str, text: bytes) -> None:
        """One more bad record."""
        self.read += 1
        self.bad.append((self.read, reason, text.rstrip(b"\r\n").decode("utf-8", "backslashreplace")))


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


def sift(data: bytes, grammar: Grammar, *, width: int) -> Sifted:
    """Every record of `data`: good when it has `width` cells of proper text, else bad with a reason."""
    sifted, at = Sifted(), 0
    while at < len(data):
        found = _END.search(data, at)
        stop, following = (found.start(), found.end()) if found else (len(data), len(data))
        if stop == at:
            at = following
            continue
        at = _one(sifted, data, grammar=grammar, line=(at, stop, following, width))
    return sifted


def _one(sifted: Sifted, data: bytes, *, grammar: Grammar, line: tuple[int, int, int, int]) -> int:
    start, stop, following, width = line
    count = -1
    if data.find(b'"', start, stop) < 0:
        count = data.count(grammar.delimiter, start, stop) + 1
    else:
        cells, end = grammar.cells(data, start)
        if 0 <= end <= start + LONGEST:
            count, stop = len(cells), end
            following = _after(data, end)
    text = data[start:stop]
    reason = _fault(text, count - width) if count >= 0 else _quote_fault(data, start, stop=stop)
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
    return "" if text.isascii() or _decodes(text) else "bad_encoding"


def _quote_fault(data: bytes, start: int, *, stop: int) -> str:
    if stop - start > LONGEST:
        return "too_long"
    return "bad_quote" if data.count(b'"', start, stop) % 2 == 0 else "unclosed_quote"


def _decodes(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

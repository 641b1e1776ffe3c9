"""Bring any Arrow column to text without losing a digit: trimmed, blank as null, numbers by their exact figures."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Whole numbers below it survive being stored as a float; spreadsheets keep fifteen digits.
EXACT = 10**15
_SPACE = "[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
_NARROW = np.arange(256) < 33
# First and last bytes that a space beyond ASCII can have in UTF-8.
_WIDE_FIRST = np.isin(np.arange(256), [0xC2, 0xE1, 0xE2, 0xE3])
_WIDE_LAST = np.isin(np.arange(256), [*range(0x80, 0x8B), 0x9F, 0xA0, 0xA8, 0xA9, 0xAF])


class Worded(NamedTuple):
    """A column as text, and the positions at which the digits were lost before we saw them."""

    text: pa.ChunkedArray
    lost: np.ndarray[Any, Any]


def as_text(column: pa.ChunkedArray) -> Worded:
    """Any flat column as trimmed text; blank cells are null.

    Example:
        >>> as_text(pa.chunked_array([[13800138000.0, None, 1.1010519900307882e17]])).lost
        array([2])
    """
    none = np.zeros(0, dtype=np.int64)
    kind = column.type
    if pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type):
        # Each different text is looked at once.
        chunks = [_trimmed(chunk.dictionary).take(chunk.indices) for chunk in column.chunks]
        return Worded(pa.chunked_array(chunks, pa.string()), none)
    if pa.types.is_dictionary(kind):
        return as_text(column.cast(kind.value_type))
    if pa.types.is_floating(kind):
        return _figures(column)
    if pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return Worded(column.cast(pa.string()), none)
    if pa.types.is_timestamp(kind):
        return Worded(pc.strftime(column, format="%Y-%m-%dT%H:%M:%S"), none)
    return Worded(trimmed(_plain(column)), none)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_nested(column.type):
        return pa.chunked_array([pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())])
    return column if column.type == pa.string() else column.cast(pa.string())


def trimmed(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text without white space around it; what is empty then is null. Untouched where nothing is to do."""
    return pa.chunked_array([_trimmed(chunk) for chunk in text.chunks], pa.string())


def _trimmed(text: pa.Array) -> pa.Array:
    first, last, empty = _ends(text)
    narrow = _NARROW[first].any() or _NARROW[last].any()
    wide = _WIDE_FIRST[first].any() or _WIDE_LAST[last].any()
    if narrow or (wide and pc.any(pc.match_substring_regex(text, f"^{_SPACE}|{_SPACE}$")).as_py()):
        text, empty = pc.utf8_trim_whitespace(text), True
    if empty and pc.any(pc.equal(text, "")).as_py():
        return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    return text


def _ends(text: pa.Array) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], bool]:
    """First and last byte of every cell that has one, and whether some cell has none."""
    _, offsets, data = text.buffers()
    if data is None or not len(text):
        return np.zeros(0, np.uint8), np.zeros(0, np.uint8), bool(len(text))
    bounds = np.frombuffer(offsets, dtype=np.int32)[text.offset : text.offset + len(text) + 1]
    letters = np.frombuffer(data, dtype=np.uint8)
    starts, stops = bounds[:-1], bounds[1:]
    some = stops > starts
    if some.all():
        return letters[starts], letters[stops - 1], False
    return letters[starts[some]], letters[stops[some] - 1], True


def _figures(column: pa.ChunkedArray) -> Worded:
    """Floats by their figures: whole numbers without a point; what may have lost digits is named."""
    values = column.to_numpy().astype(np.float64)
    blank = np.isnan(values)
    whole = ~blank & np.isfinite(values) & (np.floor(values) == values)
    exact = whole & (np.abs(values) < EXACT)
    text = np.full(len(values), None, dtype=object)
    text[exact] = [str(v) for v in values[exact].astype(np.int64).tolist()]
    rest = ~blank & ~exact
    text[rest] = [figure(v) for v in values[rest].tolist()]
    return Worded(pa.chunked_array([pa.array(text, pa.string())]), np.flatnonzero(whole & ~exact))


def figure(value: float) -> str:
    """The figures of one number: whole ones without a point, at most the fifteen digits that are true.

    Example:
        >>> figure(13800138000.0), figure(0.1 + 0.2), figure(1.1010519900307882e17)
        ('13800138000', '0.3', '1.10105199003079e+17')
    """
    return str(int(value)) if abs(value) < EXACT and value == int(value) else f"{value:.15g}"


# Rows of the one block that a constant column repeats.
_BLOCK = 1 << 16


def constant(value: str | None, size: int, *, kind: pa.DataType | None = None) -> pa.ChunkedArray:
    """A column that holds one value `size` times: one block of it, again and again, so that it takes no memory.

    Example:
        >>> constant("a.csv", 3).to_pylist(), constant(None, 1, kind=pa.int64()).to_pylist()
        (['a.csv', 'a.csv', 'a.csv'], [None])
    """
    block = pa.repeat(pa.scalar(value, kind or pa.string()), min(size, _BLOCK))
    rest = [block.slice(0, size % _BLOCK)] if size > _BLOCK and size % _BLOCK else []
    return pa.chunked_array([*[block] * max(size // _BLOCK, 1), *rest], block.type)


def kept(table: pa.Table, stay: np.ndarray[Any, Any]) -> pa.Table:
    """The rows of a table that stay; blocks of rows that all do are not copied."""
    if stay.all():
        return table
    bounds = [(start, stay[start : start + _BLOCK]) for start in range(0, len(stay), _BLOCK)]
    parts = [table.slice(at, len(mask)) for at, mask in bounds]
    parts = [part if mask.all() else part.filter(pa.array(mask)) for part, (_, mask) in zip(parts, bounds, strict=True)]
    return pa.concat_tables([table.slice(0, 0), *parts])


def holds(column: pa.ChunkedArray, byte: int) -> bool:
    """Whether the bytes of a text column hold `byte` anywhere; a quick no for the usual case."""
    buffers = [chunk.buffers()[2] for chunk in column.chunks]
    return any(buffer is not None and bool((np.frombuffer(buffer, np.uint8) == byte).any()) for buffer in buffers)

"""Text as flat arrays of code points, so that a whole column is rewritten in a few array steps."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import opencc
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray[Any, Any]
_BMP = 0x10000
_SURROGATES = range(0xD800, 0xE000)


def to_points(values: pa.Array) -> tuple[Array, Array]:
    """Bounds (int64, n + 1) and code points (uint32) of n texts; a null has no points.

    Example:
        >>> [x.tolist() for x in to_points(pa.array(["ab", "莆"]))]
        [[0, 2, 3], [97, 98, 33670]]
    """
    lengths = np.asarray(pc.fill_null(pc.utf8_length(values), 0)).astype(np.int64)
    chunk = pc.fill_null(values, "").cast(pa.large_string())
    _, offsets, data = chunk.buffers()
    bounds = np.frombuffer(offsets, np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
    # Decoding the whole column at once is C; decoding row by row would be a hundred times slower.
    raw = bytes(memoryview(data)[bounds[0] : bounds[-1]]) if data and len(chunk) else b""
    return np.insert(np.cumsum(lengths), 0, 0), np.frombuffer(raw.decode("utf-8").encode("utf-32-le"), np.uint32)


def from_points(bounds: Array, points: Array) -> pa.Array:
    """The texts again: the inverse of `to_points`.

    Example:
        >>> from_points(*to_points(pa.array(["ab", "", "莆田"]))).to_pylist()
        ['ab', '', '莆田']
    """
    raw = points.astype(np.uint32, copy=False).tobytes().decode("utf-32-le").encode()
    sizes = 1 + (points > 0x7F).astype(np.int64) + (points > 0x7FF) + (points > 0xFFFF)
    ends = np.insert(np.cumsum(sizes), 0, 0)[bounds].astype(np.int64)
    return pa.LargeStringArray.from_buffers(len(bounds) - 1, pa.py_buffer(ends), pa.py_buffer(raw)).cast(pa.string())


@cache
def simplified() -> Array:
    """Table of 65,536 code points: each with its simplified Chinese form.

    Character by character, so that two writings of one text always meet; opencc is asked once.
    """
    table = np.arange(_BMP, dtype=np.uint32)
    characters = [chr(code) for code in range(0x2E80, _BMP) if code not in _SURROGATES]
    convert = opencc.OpenCC("t2s").convert
    for character, found in zip(characters, convert("\n".join(characters)).split("\n"), strict=True):
        table[ord(character)] = ord(found) if len(found) == 1 and ord(found) < _BMP else ord(character)
    # Twice, because a few forms lead to another traditional one (薴, 苧, 苎).
    return table[table]


def map_points(points: Array, table: Array) -> Array:
    """Each code point replaced through a table; those beyond the table stay."""
    if not len(points) or points.max() < len(table):
        return table[points]
    return np.where(points < len(table), table[np.minimum(points, len(table) - 1)], points)


def simplify(values: pa.Array) -> pa.Array:
    """Texts with every character in its simplified Chinese form.

    Example:
        >>> simplify(pa.array(["莆田鞋廠", None])).to_pylist()
        ['莆田鞋厂', None]
    """
    bounds, points = to_points(values)
    return pc.if_else(pc.is_valid(values), from_points(bounds, map_points(points, simplified())), values)

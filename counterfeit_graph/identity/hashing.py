"""Words of 64 bits that depend on content alone: the same on every machine, in every run, under every name order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from counterfeit_graph.identity import _kernels

Array = np.ndarray[Any, Any]


def hash_texts(texts: pa.Array | pa.ChunkedArray) -> Array:
    """uint64 word of each text; nulls count as empty text.

    Example:
        >>> words = hash_texts(pa.array(["a", "b", "a"]))
        >>> bool(words[0] == words[2]), bool(words[0] == words[1])
        (True, False)
    """
    flat = pa.chunked_array([texts]) if isinstance(texts, pa.Array) else texts
    return np.concatenate([np.zeros(0, np.uint64), *(_hash_chunk(chunk) for chunk in flat.chunks)])


def _hash_chunk(chunk: pa.Array) -> Array:
    # Large strings have 64-bit bounds, so one loop serves columns of any size.
    chunk = chunk.cast(pa.large_string())
    _, offsets, data = chunk.buffers()
    out = np.zeros(len(chunk), np.uint64)
    if len(chunk):
        bounds = _read_only(offsets, np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
        _kernels.hash_texts(bounds, _read_only(data or b"", np.uint8), out)
    return out


def _read_only(buffer: Any, kind: type) -> Array:
    # Some buffers may be written to and some not; to a kernel these would be two kinds of arrays.
    return np.frombuffer(memoryview(buffer).toreadonly(), kind)


def mix(words: Array) -> Array:
    """Each word stirred (splitmix64), so that words can be combined by exclusive or without cancelling.

    Example:
        >>> bool(mix(np.array([1], np.uint64))[0] != 1)
        True
    """
    with np.errstate(over="ignore"):
        words = words + np.uint64(0x9E3779B97F4A7C15)
        words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(words ^ (words >> np.uint64(31)))


def order_with_ties(primary: Array, ties: Callable[[Array], Sequence[Array]]) -> Array:
    """Row order by `primary`; only rows that tie are compared further.

    Sorting millions of rows by eight columns is slow, and after the first column hardly any row is undecided.

    Args:
        primary: n integers.
        ties: given the positions of tied rows, the further keys of these rows, most important first.

    Returns:
        n positions.

    Example:
        >>> order_with_ties(np.array([2, 1, 1]), lambda rows: [-rows]).tolist()
        [2, 1, 0]
    """
    order = np.argsort(primary)
    sorted_primary = primary[order]
    same = sorted_primary[1:] == sorted_primary[:-1]
    tied = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False)) if len(primary) else order
    if len(tied):
        rows = order[tied]
        keys = [*ties(rows)]
        order[tied] = rows[np.lexsort((*reversed(keys), primary[rows]))]
    return order

"""`Parsed`: a column after its text was read as dates, amounts, numbers or words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class Parsed(NamedTuple):
    """Typed values, null where the text could not be read; positions and reasons of those."""

    values: pa.ChunkedArray
    bad: np.ndarray[Any, Any]
    reasons: tuple[str, ...]

    @classmethod
    def fine(cls, values: pa.ChunkedArray | pa.Array) -> Parsed:
        """Every cell could be read."""
        chunked = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
        return cls(chunked, np.zeros(0, dtype=np.int64), ())


def encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A column as codes into its distinct values."""
    return column.dictionary_encode().combine_chunks()


def by_distinct(text: pa.ChunkedArray, read: Callable[[str], tuple[Any, str]], *, kind: pa.DataType) -> Parsed:
    """Read each distinct text once; `read` gives (value, reason), the reason empty when the value holds.

    Example:
        >>> def one(text): return (1, "") if text == "1" else (None, "odd")
        >>> by_distinct(pa.chunked_array([["1", "x", None]]), one, kind=pa.int64()).bad
        array([1])
    """
    coded = encoded(text)
    results = [read(word) for word in coded.dictionary.to_pylist()]
    values = pa.array([value for value, _ in results], kind).take(coded.indices)
    codes = pc.fill_null(coded.indices, len(results)).to_numpy(zero_copy_only=False)
    faulty = np.array([bool(reason) for _, reason in results] + [False])
    bad = np.flatnonzero(faulty[codes])
    return Parsed(pa.chunked_array([values]), bad, tuple(results[code][1] for code in codes[bad].tolist()))

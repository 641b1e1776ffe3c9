"""Plain numbers, such as a weight: finite, with the declared decimal mark."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.parsed import Parsed, by_distinct

if TYPE_CHECKING:
    from counterfeit_graph.records.settings import Settings

_PLAIN = r"^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$"


def parse_numbers(text: pa.ChunkedArray, settings: Settings) -> Parsed:
    """A column of numbers as float64.

    Example:
        >>> from counterfeit_graph.records.settings import Settings
        >>> parse_numbers(pa.chunked_array([["1.5", "1,200.5", "NaN"]]), Settings()).values.to_pylist()
        [1.5, 1200.5, None]
    """
    plain = pc.fill_null(pc.match_substring_regex(text, _PLAIN), fill_value=True)
    if settings.decimal == "." and pc.all(plain).as_py() is not False:
        return Parsed.fine(text.cast(pa.float64()))
    return by_distinct(text, partial(read_number, decimal=settings.decimal), kind=pa.float64())


def read_number(text: str, decimal: str) -> tuple[float | None, str]:
    """One number: (value, "") or (None, reason)."""
    plain = unicodedata.normalize("NFKC", text).replace("'", "").replace(" ", "")
    group = "," if decimal == "." else "."
    plain = re.sub(rf"(?<=\d){re.escape(group)}(?=\d{{3}}(?!\d))", "", plain).replace(decimal, ".")
    if not re.fullmatch(r"[-+]?\d+(\.\d+)?([eE][-+]?\d{1,3})?", plain) or not math.isfinite(float(plain)):
        return None, "not_a_number"
    return float(plain), ""

"""Columns of text from arrays of numbers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.simulate.draft import Column, Ints


def days(values: Ints) -> pa.Array:
    """Dates as text; -1 is blank.

    Example:
        >>> days(np.array([0, -1])).to_pylist()
        ['1970-01-01', '']
    """
    text = pc.strftime(pa.array(values.astype("int64")).cast(pa.int32()).cast(pa.date32()), format="%Y-%m-%d")
    return pc.if_else(pa.array(values >= 0), text, "")


def seconds(values: Ints) -> pa.Array:
    """Times as text.

    Example:
        >>> seconds(np.array([61])).to_pylist()
        ['1970-01-01 00:01:01']
    """
    return pc.strftime(pa.array(values.astype("int64")).cast(pa.timestamp("s")), format="%Y-%m-%d %H:%M:%S")


def money(values: Column) -> pa.Array:
    """Amounts with two decimals.

    Example:
        >>> money(np.array([12.5, 3.0])).to_pylist()
        ['12.50', '3.00']
    """
    cents = np.round(values * 100).astype(np.int64)
    whole, rest = pa.array(cents // 100).cast(pa.string()), pa.array(cents % 100).cast(pa.string())
    return pc.binary_join_element_wise(whole, pc.utf8_lpad(rest, 2, "0"), ".")


def words(entries: Iterable[str], at: Column) -> pa.Array:
    """The entry at each place.

    Example:
        >>> words(("a", "b"), np.array([1, 0])).to_pylist()
        ['b', 'a']
    """
    return pa.array(list(entries), pa.string()).take(pa.array(np.asarray(at, dtype=np.int64)))


def text(column: Column) -> pa.Array:
    """Words kept as Python text.

    Example:
        >>> text(np.array(["a", ""], dtype=object)).to_pylist()
        ['a', '']
    """
    return pa.array(column.tolist(), pa.string())

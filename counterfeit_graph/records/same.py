"""Rows that say the same, and ids that say different things; decided without looking at the order of the rows."""

from __future__ import annotations

import os
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence


# Rows below which a dictionary is faster than opening DuckDB.
FEW = 2000


def keepers(
    table: pa.Table, columns: Sequence[str], *, words: np.ndarray[Any, Any] | None = None
) -> np.ndarray[Any, Any]:
    """For each row the position of the first row that is equal in all `columns` (int64); itself when it is the first.

    Rows are compared cell by cell; hashes only tell which ones to compare. `words` are these, where they are known.

    Example:
        >>> keepers(pa.table({"a": ["x", "y", "x"], "b": [1, 2, 1]}), ["a", "b"])
        array([0, 1, 0])
    """
    if table.num_rows < FEW:
        return _plainly(table.select(list(columns)))
    kept = np.arange(table.num_rows, dtype=np.int64)
    words = hashes(table, columns) if words is None else words
    ordered = np.sort(words)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return kept
    rows = np.flatnonzero(np.isin(words, twice))
    rows = rows[np.argsort(words[rows], kind="stable")]
    starts = ~_equal_to_previous(table.select(list(columns)).take(pa.array(rows)))
    kept[rows] = rows[np.maximum.accumulate(np.where(starts, np.arange(len(rows)), 0))]
    return kept


def _plainly(table: pa.Table) -> np.ndarray[Any, Any]:
    first: dict[tuple[Any, ...], int] = {}
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return np.array([first.setdefault(row, at) for at, row in enumerate(rows)], dtype=np.int64)


def conflicts(table: pa.Table, key: str, *, columns: Sequence[str]) -> np.ndarray[Any, Any]:
    """Positions of rows whose key another row has too, all but the smallest row of each key.

    Rows are compared as text, column by column, a blank cell before any other.

    Example:
        >>> conflicts(pa.table({"id": ["1", "2", "1"], "name": ["b", "c", "a"]}), "id", columns=["id", "name"])
        array([0])
    """
    rows = repeated(table, key)
    groups: dict[Any, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    for at, row in zip(rows.tolist(), table.select(list(columns)).take(pa.array(rows)).to_pylist(), strict=True):
        groups[row[key]].append((tuple("" if row[name] is None else str(row[name]) for name in columns), at))
    losers = [at for group in groups.values() for _, at in sorted(group)[1:]]
    return np.array(sorted(losers), dtype=np.int64)


def repeated(table: pa.Table, key: str) -> np.ndarray[Any, Any]:
    """Positions of the rows whose key stands more than once."""
    column = table[key]
    if pc.count_distinct(column).as_py() == len(column):
        return np.zeros(0, dtype=np.int64)
    counts = pc.value_counts(column)
    twice = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    return np.flatnonzero(pc.is_in(column, value_set=twice).to_numpy())


def hashes(table: pa.Table, columns: Sequence[str]) -> np.ndarray[Any, Any]:
    """uint64 hash of each row over `columns`; equal rows have equal ones."""
    if not table.num_rows:
        return np.zeros(0, dtype=np.uint64)
    # Opening a database takes longer than to hash some thousand rows.
    with _database(os.getpid()).cursor() as connection:
        connection.register("rows", table.select(list(columns)))
        found = connection.execute("select hash(*columns(*)) as h from rows").fetchnumpy()
    return np.asarray(found["h"], dtype=np.uint64)


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """A database in memory, one a process: threads of another are not there after a fork."""
    del process
    return duckdb.connect(":memory:")


def _equal_to_previous(rows: pa.Table) -> np.ndarray[Any, Any]:
    """Whether each row equals the one before it; the first does not."""
    same = np.ones(max(rows.num_rows - 1, 0), dtype=bool)
    for column in rows.columns:
        one, other = column.slice(1), column.slice(0, rows.num_rows - 1)
        both_blank = pc.and_(one.is_null(), other.is_null())
        same &= pc.or_(pc.fill_null(pc.equal(one, other), fill_value=False), both_blank).to_numpy()
    return np.concatenate([np.zeros(min(rows.num_rows, 1), dtype=bool), same])

"""Columns sorted once and sliced often: rows grouped by a code, links with their sums, words as codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.runs import spans
from counterfeit_graph.model.table import taken

if TYPE_CHECKING:
    from counterfeit_graph.model.table import Table

# Whole numbers, int64.
Ints = np.ndarray[Any, Any]
# A column of any type.
Column = np.ndarray[Any, Any]

# The day of a fact whose date nobody wrote down.
UNKNOWN_DAY = -(2**31)


@dataclass(frozen=True)
class Grouped:
    """Row numbers grouped by a whole number, so that the rows of any codes are read off without a search.

    Example:
        >>> g = Grouped.by(np.array([2, 0, 2, -1]), 3)
        >>> g.of(np.array([2, 0])).tolist(), g.counts.tolist()
        ([0, 2, 1], [1, 0, 2])
    """

    start: Ints
    rows: Ints

    @classmethod
    def by(cls, codes: Column, size: int) -> Grouped:
        """Rows by their code in 0..size-1; a row with a negative code belongs to nobody."""
        rows = np.argsort(codes, kind="stable").astype(np.int64)
        rows = rows[np.searchsorted(codes[rows], 0) :]
        return cls(np.searchsorted(codes[rows], np.arange(size + 1)).astype(np.int64), rows)

    @property
    def counts(self) -> Ints:
        """Rows of each code."""
        return np.diff(self.start)

    def of(self, codes: Column) -> Ints:
        """The rows of `codes`, one code after the other."""
        return np.asarray(self.rows[spans(self.start, codes)])


@dataclass(frozen=True)
class Texts:
    """A text column that is read at a few rows at a time: as objects the whole would take ten times its memory.

    Example:
        >>> texts = Texts(pa.chunked_array([["a", None, "c"]]))
        >>> texts[np.array([2, 1])].tolist(), len(texts)
        (['c', ''], 3)
    """

    column: pa.ChunkedArray

    def __getitem__(self, rows: Column) -> Column:
        found = taken(self.column, np.asarray(rows, np.int64)).cast(pa.string())
        return np.asarray(pc.fill_null(found, "").to_numpy(zero_copy_only=False), dtype=object)

    def __len__(self) -> int:
        return len(self.column)


@dataclass(frozen=True)
class Links:
    """Directed links between codes, one a source, target and relation: sums of their rows, and the first row's place.

    `amount` is in minor units, `weight` counts the rows behind the link, `first` and `last` are days since 1970;
    `relation` and `file` are positions in `relations` and `files`.
    """

    source: Ints
    target: Ints
    relation: Ints
    amount: Ints
    weight: Ints
    first: Ints
    last: Ints
    file: Ints
    record: Ints
    relations: tuple[str, ...]
    files: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.source)


def coded(table: Table, name: str) -> tuple[Ints, tuple[str, ...]]:
    """A text column as positions among its sorted words; null and an absent column are the empty word.

    Example:
        >>> from counterfeit_graph.model.table import Table
        >>> codes, words = coded(Table.of({"relation": ["owns", "employs", "owns"]}), "relation")
        >>> codes.tolist(), words
        ([1, 0, 1], ('employs', 'owns'))
    """
    if name not in table.columns or not len(table):
        return np.zeros(len(table), np.int64), ("",)
    whole = pa.chunked_array(table.arrow.column(name).cast(pa.string()).chunks).combine_chunks()
    column = pc.fill_null(whole, "").dictionary_encode()
    found = column.dictionary.to_pylist()
    words = tuple(sorted(found))
    rank = {word: place for place, word in enumerate(words)}
    return np.asarray([rank[word] for word in found])[np.asarray(column.indices)].astype(np.int64), words


def places_in(texts: Any, among: Any) -> Ints:
    """Position of each text in `among`, -1 where it is absent or null.

    Example:
        >>> places_in(["b", None, "x"], ["a", "b"]).tolist()
        [1, -1, -1]
    """
    given, known = (pa.array(list(each), pa.string()) for each in (texts, among))
    return np.asarray(pc.fill_null(pc.index_in(given, value_set=known, skip_nulls=True), -1)).astype(np.int64)


def links_of(
    table: Table, ends: tuple[Ints, Ints], *, by: str = "relation", columns: dict[str, Ints] | None = None
) -> Links:
    """The rows of `table` as links; a row with an unknown end (-1) is left out.

    The column `by` tells links between the same ends apart. `columns` may give the `amount`, `first` and `last` of each
    row; file and record are read off the table.
    """
    (source, target), given, size = ends, columns or {}, len(table)
    (word, words), (file, files) = coded(table, by), coded(table, "file")
    record = table["record"].astype(np.int64) if "record" in table.columns else np.arange(size)
    order = np.lexsort((record, file, word, target, source))
    order = order[(source[order] >= 0) & (target[order] >= 0)]
    new = starts(np.column_stack([source, target, word])[order])
    unknown = np.full(size, UNKNOWN_DAY, np.int64)
    amount = fold(np.add, given.get("amount", np.zeros(size, np.int64))[order], new=new)
    days = (
        earliest(given.get("first", unknown)[order], new),
        fold(np.maximum, given.get("last", unknown)[order], new=new),
    )
    at, weight = order[new], np.diff(np.r_[new, len(order)])
    return Links(source[at], target[at], word[at], amount, weight, *days, file[at], record[at], words, files)


def starts(keys: Ints) -> Ints:
    """Where a new row of keys begins, in rows that are sorted.

    Example:
        >>> starts(np.array([[1, 1], [1, 1], [1, 2]])).tolist()
        [0, 2]
    """
    if not len(keys):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)])


def fold(how: np.ufunc, values: Ints, *, new: Ints) -> Ints:
    """`values` folded from each position of `new` to the next.

    Example:
        >>> fold(np.add, np.array([1, 2, 4]), new=np.array([0, 2])).tolist()
        [3, 4]
    """
    return np.asarray(how.reduceat(values, new), dtype=np.int64) if len(new) else np.empty(0, np.int64)


def earliest(days: Ints, new: Ints) -> Ints:
    """The first known day from each position of `new` to the next.

    Example:
        >>> earliest(np.array([UNKNOWN_DAY, 7, UNKNOWN_DAY]), np.array([0, 2])).tolist()
        [7, -2147483648]
    """
    # One more than the last of 32 bits, which stored days have.
    found = fold(np.minimum, np.where(days == UNKNOWN_DAY, np.int64(-UNKNOWN_DAY), days), new=new)
    return np.where(found == -UNKNOWN_DAY, UNKNOWN_DAY, found)

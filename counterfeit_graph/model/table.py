"""`Table`: the frozen, Arrow-backed table that every result is made of."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.errors import ColumnError, nearest_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_SHOWN_ROWS = 12


@dataclass(frozen=True, repr=False, eq=False)
class Table:
    """Named columns of equal length; never changed in place.

    Any tool that speaks the Arrow C stream reads it directly: `polars.DataFrame(table)`,
    `pyarrow.table(table)`, `duckdb.sql("from table")`.

    Example:
        >>> t = Table.of({"shop": ["a", "b"], "decibans": [12.0, 3.5]})
        >>> t.where(t["decibans"] > 10).rows()
        [{'shop': 'a', 'decibans': 12.0}]
    """

    arrow: pa.Table

    @classmethod
    def of(cls, columns: Mapping[str, Any], types: Mapping[str, Any] | None = None) -> Table:
        """A table from arrays or lists; `types` names Arrow types for columns that need one."""
        arrays = {name: _array(values, (types or {}).get(name)) for name, values in columns.items()}
        return cls(pa.table(arrays))

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names, in order."""
        return tuple(self.arrow.column_names)

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    def __getitem__(self, name: str) -> np.ndarray[Any, Any]:
        """One column as numpy: text as objects (null is None), dates as int32 days, times as int64 seconds."""
        if name not in self.columns:
            msg = f"no column {name!r}"
            raise ColumnError(msg, nearest=nearest_of(name, self.columns))
        column = self.arrow.column(name)
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if pa.types.is_date32(column.type):
            column = column.cast(pa.int32())
        elif pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        return np.asarray(column.to_numpy(zero_copy_only=False))

    def isin(self, name: str, words: Sequence[str]) -> np.ndarray[Any, Any]:
        """Whether the text of each row is one of `words`; a blank is none.

        Example:
            >>> Table.of({"kind": ["phone", "ip", None]}).isin("kind", ["ip", "device"]).tolist()
            [False, True, False]
        """
        # Asked of Arrow's own buffers: fifty million rows of text would cost gigabytes as objects.
        column, wanted = self.arrow.column(name), pa.array(words, pa.string())
        if not pa.types.is_dictionary(column.type):
            return np.asarray(pc.is_in(column, value_set=wanted), bool)
        # Each word is asked for once, not in every row.
        asked = [pc.is_in(chunk.dictionary, value_set=wanted).take(chunk.indices) for chunk in column.chunks]
        return np.asarray(pc.fill_null(pa.chunked_array(asked, pa.bool_()), fill_value=False), bool)

    def rows(self) -> list[dict[str, Any]]:
        """Every row as a dict; for small tables."""
        return list(self.arrow.to_pylist())

    def where(self, mask: Sequence[bool] | np.ndarray[Any, Any]) -> Table:
        """The rows at which `mask` is true."""
        return Table(self.arrow.filter(pa.array(np.asarray(mask, dtype=bool))))

    def take(self, indices: Sequence[int] | np.ndarray[Any, Any]) -> Table:
        """The rows at `indices`, in that order."""
        rows = np.asarray(indices, dtype=np.int64)
        return Table(pa.table([taken(column, rows) for column in self.arrow.columns], schema=self.arrow.schema))

    def sort(self, *names: str) -> Table:
        """Rows in ascending order of `names`; a name with a leading '-' sorts descending. Stable."""
        keys = [(n.lstrip("-"), "descending" if n.startswith("-") else "ascending") for n in names]
        return Table(self.arrow.take(pc.sort_indices(self.arrow, sort_keys=keys)))

    def select(self, *names: str) -> Table:
        """Only the named columns, in that order."""
        return Table(self.arrow.select(list(names)))

    def with_columns(self, columns: Mapping[str, Any]) -> Table:
        """The table with columns added or replaced."""
        arrow = self.arrow
        for name, values in columns.items():
            array = _array(values, None)
            at = arrow.column_names.index(name) if name in arrow.column_names else -1
            arrow = arrow.set_column(at, name, array) if at >= 0 else arrow.append_column(name, array)
        return Table(arrow)

    def to_pandas(self) -> pd.DataFrame:
        """A pandas frame; text stays text."""
        frame: pd.DataFrame = self.arrow.to_pandas()
        return frame

    def to_polars(self) -> pl.DataFrame:
        """A polars frame."""
        import polars as pl  # noqa: PLC0415 - a guest of this one line; Arrow serves everything else

        return pl.DataFrame(self.arrow)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.arrow.__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"Table({len(self):,} rows: {', '.join(self.columns)})"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(_html_row(row.values()) for row in self.arrow.slice(0, _SHOWN_ROWS).to_pylist())
        more = f"<caption>{len(self):,} rows</caption>"
        return f"<table>{more}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class Deferred(Table):
    """A table that is made when it is first looked at: many updates may pass before somebody asks for it.

    Example:
        >>> table = Deferred(lambda: pa.table({"a": [1, 2]}))
        >>> len(table)
        2
    """

    def __init__(self, make: Callable[[], pa.Table]) -> None:
        object.__setattr__(self, "_make", make)

    @cached_property
    def arrow(self) -> pa.Table:
        """The table."""
        made: pa.Table = vars(self).pop("_make")()
        return made


def taken(column: pa.ChunkedArray, rows: np.ndarray[Any, Any]) -> pa.Array:
    """The cells of a column at some rows: Arrow's own `take` first goes over the whole of a column in several chunks.

    Example:
        >>> taken(pa.chunked_array([["a", "b"], ["c"]]), np.array([2, 0])).to_pylist()
        ['c', 'a']
    """
    if column.num_chunks == 1:
        return column.chunk(0).take(pa.array(rows))
    ends = np.cumsum([len(chunk) for chunk in column.chunks])
    chunk_of = np.searchsorted(ends, rows, side="right")
    found = np.flatnonzero(np.bincount(chunk_of, minlength=1)).tolist()
    if len(found) == 1:
        return column.chunk(found[0]).take(pa.array(rows - ends[found[0]] + len(column.chunk(found[0]))))
    at = [np.flatnonzero(chunk_of == n) for n in found]
    parts = [
        column.chunk(n).take(pa.array(rows[mine] - ends[n] + len(column.chunk(n))))
        for n, mine in zip(found, at, strict=True)
    ]
    whole = pa.chunked_array(parts, column.type).unify_dictionaries().combine_chunks()
    place = np.empty(len(rows), np.int64)
    place[np.concatenate([np.zeros(0, np.int64), *at])] = np.arange(len(rows))
    return whole.take(pa.array(place))


def concat(tables: Iterable[Table]) -> Table:
    """Tables of one shape under each other.

    Example:
        >>> len(concat([Table.of({"a": [1]}), Table.of({"a": [2, 3]})]))
        3
    """
    arrows = [t.arrow for t in tables]
    mixed = {name for name in arrows[0].column_names if len({arrow.schema.field(name).type for arrow in arrows}) > 1}
    return Table(pa.concat_tables([_decoded(arrow, mixed) for arrow in arrows], promote_options="default"))


def _decoded(arrow: pa.Table, names: set[str]) -> pa.Table:
    """The table with the dictionary columns among `names` written out."""
    for at, field in enumerate(arrow.schema):
        if field.name in names and pa.types.is_dictionary(field.type):
            arrow = arrow.set_column(at, field.name, arrow.column(at).cast(field.type.value_type))
    return arrow


def _array(values: Any, kind: Any) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values if kind is None else values.cast(kind)
    target = pa.type_for_alias(kind) if isinstance(kind, str) else kind
    if isinstance(values, np.ndarray) and values.dtype.kind in "OU" and target is None:
        return pa.array(values.tolist(), pa.string()) if _is_text(values) else pa.array(values.tolist())
    return pa.array(values, target)


def _is_text(values: np.ndarray[Any, Any]) -> bool:
    return all(v is None or isinstance(v, str) for v in values)


def _html_row(cells: Iterable[Any]) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(_shown(cell))}</td>" for cell in cells) + "</tr>"


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)

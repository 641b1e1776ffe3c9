"""Where values stand in a case: which columns of which tables say that an account used a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.model.table import Table

# The tables that say who is who; the others (signals, actions) tell what was said of them, or done.
RESOLVED = ("accounts", "identifiers", "parties", "ties", "holders", "listings", "orders", "shipments", "transfers")
# Kinds whose values are party ids, and whose keys are therefore roots of parties.
PARTY_KINDS = ("person", "company", "backer")
# The day that stands for "not known".
UNKNOWN = -(2**31)

Array = np.ndarray[Any, Any]


class Case(Protocol):
    """What this room needs of records: their tables."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """Name of a case table to its kept rows."""


@dataclass(frozen=True)
class Place:
    """A column that holds values of one kind; `relation`, `first` and `last` may name columns or be fixed."""

    table: str
    column: str
    kind: str
    relation: str
    first: str
    last: str


# Tables of events: many rows say the same, so they become one fact per account, value and relation.
EVENTS = (
    Place("shipments", "sender_address", "address", "ship_from", "shipped_at", "shipped_at"),
    Place("shipments", "sender_phone", "phone", "ship_from", "shipped_at", "shipped_at"),
    Place("orders", "payment", "payment", "payee", "paid_at", "paid_at"),
    Place("listings", "image_hash", "image", "shows", "listed_at", "removed_at"),
)


@dataclass(frozen=True)
class Raw:
    """Values of one kind as they were written in one column, for some rows of a table."""

    sheet: Sheet
    column: str
    kind: str
    rows: Array
    place: Place | None = None

    @property
    def values(self) -> pa.ChunkedArray:
        """The text of each row of `rows`."""
        return self.at(slice(None))

    def at(self, places: Array | slice) -> pa.ChunkedArray:
        """The text of some of `rows`, given by their places there."""
        column, rows = self.sheet.text(self.column), self.rows[places]
        return column if len(rows) == len(column) else column.take(pa.array(rows))


@dataclass(frozen=True)
class Read:
    """A raw column with what was found for each of its rows: account position and value code, -1 for none.

    `accounts` is None where the column's table does not speak of accounts.
    """

    raw: Raw
    accounts: Array | None
    codes: Array


@dataclass(frozen=True)
class Sheet:
    """One table of the case, with the columns it may lack filled in."""

    name: str
    table: Table

    def text(self, column: str) -> pa.ChunkedArray:
        """A text column; all null where the table has none."""
        if column not in self.table.columns:
            return pa.chunked_array([pa.nulls(len(self.table), pa.string())])
        return self.table.arrow.column(column).cast(pa.string())

    def days(self, column: str) -> Array:
        """A date column as int32 days since 1970; UNKNOWN where blank."""
        if column not in self.table.columns:
            return np.full(len(self.table), UNKNOWN, np.int32)
        return days(self.table.arrow.column(column))

    @cached_property
    def files(self) -> pa.ChunkedArray:
        """The file of each row; the table's own name where it came from memory."""
        if "file" in self.table.columns:
            return self.text("file")
        return pa.chunked_array([pa.array([self.name] * len(self.table), pa.string())])

    @cached_property
    def records(self) -> Array:
        """The record number of each row in its file, from 1."""
        if "record" in self.table.columns:
            return np.asarray(self.table["record"]).astype(np.int64, copy=False)
        return np.arange(1, len(self.table) + 1, dtype=np.int64)


def days(column: pa.ChunkedArray | pa.Array) -> Array:
    """int32 days since 1970 of dates or times; UNKNOWN for nulls.

    Example:
        >>> days(pa.array([86400, None]).cast(pa.timestamp("s"))).tolist()
        [1, -2147483648]
    """
    if pa.types.is_date32(column.type):
        return _filled(column.cast(pa.int32()))
    if pa.types.is_integer(column.type) or pa.types.is_null(column.type):
        return _filled(column.cast(pa.int32()))
    seconds = column.cast(pa.timestamp("s"), safe=False).cast(pa.int64())
    known = np.asarray(pc.is_valid(seconds))
    numbers = np.asarray(pc.fill_null(seconds, 0)) // 86_400
    return np.where(known, numbers, UNKNOWN).astype(np.int32)


def _filled(column: pa.ChunkedArray | pa.Array) -> Array:
    return np.asarray(pc.fill_null(column, UNKNOWN)).astype(np.int32)


def sheet(case: Case, name: str) -> Sheet:
    """A table of the case by name, empty where the case has none."""
    return Sheet(name, case.tables.get(name, Table(pa.table({}))))


def raws(case: Case) -> list[Raw]:
    """Every place of the case where values stand, those of identifiers split by kind; unknown kinds are left out.

    Example:
        >>> from types import SimpleNamespace
        >>> orders = Table.of({"order_id": ["1"], "account_id": ["a"], "payment": ["p"]})
        >>> [raw.kind for raw in raws(SimpleNamespace(tables={"orders": orders})) if len(raw.rows)]
        ['payment']
    """
    return [*_identifiers(case), *_events(case), *_payments(case), *_by_kind(sheet(case, "holders"), None)]


def _identifiers(case: Case) -> Iterator[Raw]:
    place = Place("identifiers", "value", "", "", "first_seen", "last_seen")
    return _by_kind(sheet(case, "identifiers"), place)


def _by_kind(source: Sheet, place: Place | None) -> Iterator[Raw]:
    column = source.text("kind")
    kinds = column.unique().drop_null()
    codes = np.asarray(pc.fill_null(pc.index_in(column, value_set=kinds), -1))
    known = np.asarray(pc.is_valid(source.text("value")))
    for code, kind in sorted(enumerate(kinds.to_pylist()), key=lambda pair: str(pair[1])):
        if kind in KINDS:
            yield Raw(source, "value", kind, np.flatnonzero(known & (codes == code)).astype(np.int32), place)


def _events(case: Case) -> Iterator[Raw]:
    sources = {place.table: sheet(case, place.table) for place in EVENTS}
    for place in EVENTS:
        yield Raw(sources[place.table], place.column, place.kind, _known(sources[place.table], place.column), place)


def _payments(case: Case) -> Iterator[Raw]:
    source = sheet(case, "transfers")
    for column in ("from_payment", "to_payment"):
        yield Raw(source, column, "payment", _known(source, column))


def _known(source: Sheet, column: str) -> Array:
    """Rows in which a column holds something."""
    return np.flatnonzero(np.asarray(pc.is_valid(source.text(column)))).astype(np.int32)

"""Facts: account a used value x, in this relation, between these days, says this row of this file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity.gather import EVENTS, UNKNOWN, Array, Raw, Read
from counterfeit_graph.identity.hashing import hash_texts, mix, order_with_ties
from counterfeit_graph.model.table import Table

TABLES = ("identifiers", *sorted({place.table for place in EVENTS}))
_LATE = np.int32(2**31 - 1)
_NONE = np.zeros(0, np.int32)
_FILE_BITS = np.int64(40)
_RECORD = np.int64((1 << 40) - 1)


@dataclass(frozen=True)
class Words:
    """The relations and files that facts name, each in alphabetical order: a fact holds their places."""

    relations: pa.Array
    files: pa.Array

    @classmethod
    def of(cls, raws: Sequence[Raw]) -> Words:
        """The words that some raw columns use."""
        sheets = {id(raw.sheet): raw.sheet for raw in raws}.values()
        relations = [_relation(raw) for raw in raws if raw.place]
        return cls(_distinct(relations), _distinct(sheet.files for sheet in sheets))


def _distinct(columns: Iterable[pa.ChunkedArray]) -> pa.Array:
    words = pa.chunked_array([column.unique() for column in columns], pa.string()).unique()
    return words.take(pc.sort_indices(words))


def _relation(raw: Raw) -> pa.ChunkedArray:
    if raw.place and raw.place.relation:
        return pa.chunked_array([pa.array([raw.place.relation])])
    return pc.fill_null(raw.sheet.text("relation"), "uses")


def _places(column: pa.ChunkedArray, words: pa.Array, *, rows: Array) -> Array:
    found = np.asarray(pc.index_in(column, value_set=words)).astype(np.int32)
    return np.full(len(rows), found[0], np.int32) if len(found) == 1 else found[rows]


@dataclass(frozen=True)
class Facts:
    """Columns of n facts, int32 but for `record` (int64); accounts and values are codes, days count from 1970."""

    account: Array
    value: Array
    relation: Array
    table: Array
    first: Array
    last: Array
    rows: Array
    file: Array
    record: Array

    def take(self, rows: Array) -> Facts:
        """The facts at `rows`."""
        return Facts(*(getattr(self, field.name)[rows] for field in fields(self)))

    def content(self, of_values: Array, words: Words) -> Array:
        """uint64 word of what each fact says: its value and relation."""
        return of_values[self.value] ^ mix(hash_texts(words.relations))[self.relation]

    def table_of(self, values: Table, words: Words) -> Table:
        """The facts as a table, the words spelt out (dictionary encoded)."""
        kinds = values.arrow.column("kind").combine_chunks()
        kind = pa.DictionaryArray.from_arrays(kinds.indices.take(pa.array(self.value)), kinds.dictionary)
        spelt = {
            "kind": kind,
            "relation": _spelt(self.relation, words.relations),
            "table": _spelt(self.table, pa.array(TABLES)),
            "file": _spelt(self.file, words.files),
        }
        names = ("account", "value", "kind", "relation", "first", "last", "rows", "table", "file", "record")
        return Table(pa.table({name: spelt.get(name, getattr(self, name, None)) for name in names}))


def _spelt(places: Array, words: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places), words)


def collect(reads: Sequence[Read], words: Words) -> Facts:
    """The facts of all raw columns that name accounts; rows without a usable value or account are left out."""
    found = [(read, _facts_of(read, read.accounts, words=words)) for read in reads if read.accounts is not None]
    parts = [_merged(part) if read.raw.place in EVENTS else part for read, part in found]
    return Facts(*(np.concatenate([_NONE, *(getattr(part, f.name) for part in parts)]) for f in fields(Facts)))


def _facts_of(read: Read, accounts: Array, *, words: Words) -> Facts:
    use = np.flatnonzero((accounts >= 0) & (read.codes >= 0))
    source, rows, place = read.raw.sheet, read.raw.rows[use], read.raw.place or EVENTS[0]
    first, last = source.days(place.first)[rows], source.days(place.last)[rows]
    return Facts(
        account=accounts[use].astype(np.int32),
        value=read.codes[use],
        relation=_places(_relation(read.raw), words.relations, rows=rows),
        table=np.full(len(rows), TABLES.index(source.name), np.int32),
        first=first,
        # An offer that was never taken down, or was before it was up, still showed its picture on its first day.
        last=np.maximum(first, last) if place in EVENTS else last,
        rows=np.ones(len(rows), np.int32),
        file=_places(source.files, words.files, rows=rows),
        record=source.records[rows],
    )


def _merged(facts: Facts) -> Facts:
    """One fact per account and value (the relation is one): days spanned, rows counted, the first row cited."""
    if not len(facts.account):
        return facts
    pair = _pair(facts)
    # Rows of one pair may come in any order here: only their least and greatest are taken.
    order = np.argsort(pair)
    starts = np.flatnonzero(np.insert(np.diff(pair[order]) != 0, 0, True))
    begin = np.where(facts.first == UNKNOWN, _LATE, facts.first)[order]
    first = np.minimum.reduceat(begin, starts)
    cited = np.minimum.reduceat(((facts.file.astype(np.int64) << _FILE_BITS) | facts.record)[order], starts)
    kept = facts.take(order[starts])
    return Facts(
        account=kept.account,
        value=kept.value,
        relation=kept.relation,
        table=kept.table,
        first=np.where(first == _LATE, UNKNOWN, first).astype(np.int32),
        last=np.maximum.reduceat(facts.last[order], starts),
        rows=np.diff(np.append(starts, len(order))).astype(np.int32),
        file=(cited >> _FILE_BITS).astype(np.int32),
        record=cited & _RECORD,
    )


def in_order(facts: Facts, account_code: Array) -> Facts:
    """The facts under the final account codes, sorted by account, value and then every other column."""
    moved = Facts(account_code[facts.account].astype(np.int32), *(getattr(facts, f.name) for f in fields(Facts)[1:]))
    rest = ("relation", "table", "first", "last", "file", "record")
    return moved.take(order_with_ties(_pair(moved), lambda rows: [getattr(moved, name)[rows] for name in rest]))


def _pair(facts: Facts) -> Array:
    return (facts.account.astype(np.int64) << 32) | facts.value

"""Facts: account a used value x, in this relation, between these days, says this row of this file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity.gather import EVENTS, UNKNOWN, Array, Raw, Read
from counterfeit_graph.identity.hashing import hash_texts, mix, order_with_ties
from counterfeit_graph.model.table import Table

TABLES = ("identifiers", *sorted({place.table for place in EVENTS}))
_LATE = np.int32(2**31 - 1)
# Words from which on their places take 32 bits.
_MANY_WORDS = 1 << 14
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
        relations = [_relation(raw) for raw in {raw.place: raw for raw in raws if raw.place}.values()]
        return cls(_distinct(relations), _distinct(sheet.files for sheet in sheets))


def _distinct(columns: Iterable[pa.ChunkedArray]) -> pa.Array:
    words = pa.chunked_array([column.unique() for column in columns], pa.string()).unique()
    return words.take(pc.sort_indices(words))


def _relation(raw: Raw) -> pa.ChunkedArray:
    if raw.place and raw.place.relation:
        return pa.chunked_array([pa.array([raw.place.relation])])
    return pc.fill_null(raw.sheet.text("relation"), "uses")


def _places(column: pa.ChunkedArray, words: pa.Array, *, size: int) -> Array:
    narrow = _narrow(len(words))
    if len(words) == 1 and not column.null_count:
        return np.zeros(size, narrow)
    found = np.asarray(pc.index_in(column, value_set=words)).astype(narrow)
    return np.full(size, found[0], narrow) if len(found) == 1 else found


def _narrow(words: int) -> np.dtype[Any]:
    """Integers for places among so many words, with room for as many again."""
    return np.dtype(np.int16 if words < _MANY_WORDS else np.int32)


@dataclass(frozen=True)
class Facts:
    """Columns of n facts; accounts and values are int32 codes, days int32 since 1970, `record` is int64.

    `relation`, `table` and `file` are places among a few words, as narrow as these allow.
    """

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

    def joined(self, more: Facts) -> Facts:
        """These facts and then `more`."""
        return Facts(*(np.concatenate([getattr(each, f.name) for each in (self, more)]) for f in fields(self)))

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
    places = dict.fromkeys((read.raw.sheet.name, read.raw.place) for read in reads if read.raw.place)
    # Kinds that stand in one column of one table are taken together, so that the table is gone through once.
    together = [[read for read in reads if (read.raw.sheet.name, read.raw.place) == place] for place in places]
    parts = [vars(_facts_of(part, words)) for part in together]
    # Column by column, and what is copied is let go: the facts are never in memory twice.
    return Facts(*(_joined([part.pop(field.name) for part in parts]) for field in fields(Facts)))


def _joined(columns: list[Array]) -> Array:
    filled = [column for column in columns if len(column)]
    return filled[0] if len(filled) == 1 else np.concatenate(columns)


def _facts_of(reads: Sequence[Read], words: Words) -> Facts:
    """The facts of raw columns that share a table and a place, in the order of its rows."""
    source, place = reads[0].raw.sheet, reads[0].raw.place or EVENTS[0]
    account, value = (np.full(len(source.table), -1, np.int32) for _ in range(2))
    for read in reads:
        account[read.raw.rows] = -1 if read.accounts is None else read.accounts
        value[read.raw.rows] = read.codes
    used = (account >= 0) & (value >= 0)
    use = slice(None) if used.all() else np.flatnonzero(used)
    first, last = source.days(place.first)[use], source.days(place.last)[use]
    facts = Facts(
        account=account[use],
        value=value[use],
        relation=_places(_relation(reads[0].raw), words.relations, size=len(used))[use],
        table=np.full(len(first), TABLES.index(source.name), np.int8),
        first=first,
        # An offer that was never taken down, or was before it was up, still showed its picture on its first day.
        last=np.maximum(first, last) if place in EVENTS else last,
        rows=np.ones(len(first), np.int32),
        file=_places(source.files, words.files, size=len(used))[use],
        record=source.records[use],
    )
    return _merged(facts) if place in EVENTS else facts


def _merged(facts: Facts) -> Facts:
    """One fact per account and value (the relation is one): days spanned, rows counted, the first row cited."""
    if not len(facts.account):
        return facts
    pair = _pair(facts.account, facts.value)
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
    """The facts under the final account codes, sorted by account, value and then every other column.

    The facts given are used up: each column is let go once it is sorted.
    """
    columns, account = vars(facts), account_code[facts.account]
    rest = ("relation", "table", "first", "last", "file", "record")
    order = order_with_ties(_pair(account, facts.value), lambda rows: [columns[name][rows] for name in rest])
    columns["account"] = account
    return Facts(*(columns.pop(field.name)[order] for field in fields(Facts)))


def _pair(account: Array, value: Array) -> Array:
    return (account.astype(np.int64) << 32) | value

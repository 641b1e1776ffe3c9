"""Checks between tables: what is spoken of must be known, equal rows count once, an id means one thing.

Of rows that give one id other values the smallest is kept, whatever their order, and the others are listed. What their
wide columns say about the account is kept from all of them: two facts are no conflict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.records.draft import Draft, schema_of
from counterfeit_graph.records.refuse import Place, refusals
from counterfeit_graph.records.same import conflicts, keepers, repeated
from counterfeit_graph.records.text import kept as kept_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DUPLICATES = pa.schema(
    {
        "table": pa.string(),
        "file": pa.string(),
        "record": pa.int64(),
        "same_file": pa.string(),
        "same_record": pa.int64(),
    }
)


@dataclass(frozen=True)
class Settled:
    """One table after the checks between tables; `own` rows stood in a file of the table itself.

    `waiting` are refused rows that speak of what is unknown: a later reading may know it.
    """

    arrow: pa.Table
    own: int
    refused: tuple[pa.Table, ...]
    duplicates: pa.Table
    waiting: pa.Table


def settle_all(drafts: Mapping[str, Sequence[Draft]]) -> dict[str, Settled]:
    """Every table of the case, accounts first."""
    settled: dict[str, Settled] = {}
    wide = [part for draft in drafts.get("accounts", ()) for part in draft.wide]
    for name in ORDER:
        parts = [draft.arrow for draft in drafts.get(name, ())]
        own = pa.concat_tables([schema_of(TABLES[name]).empty_table(), *parts])
        settled[name] = _settle(name, own, wide=wide if name == "identifiers" else [], known=settled)
    return settled


_FIRST = ("accounts", "identifiers", "parties", "listings")
# What other tables speak of is settled before them.
ORDER = (*_FIRST, *(name for name in TABLES if name not in _FIRST))


def _settle(name: str, own: pa.Table, *, wide: Sequence[pa.Table], known: Mapping[str, Settled]) -> Settled:
    own, refused, waiting = known_only(name, own, known=known)
    rows = pa.concat_tables([own, *wide])
    columns = [column.name for column in TABLES[name].columns]
    key = TABLES[name].key
    if key and not len(repeated(rows, key)):
        return Settled(rows, own.num_rows, tuple(refused), DUPLICATES.empty_table(), waiting)
    kept = keepers(rows, columns)
    first = kept == np.arange(rows.num_rows)
    duplicates = duplicates_of(name, rows, at=np.flatnonzero(~first[: own.num_rows]), kept=kept)
    count = int(first[: own.num_rows].sum())
    if not first.all():
        rows = kept_rows(rows, first)
    if key:
        rows, lost = drop(name, rows, at=conflicts(rows, key, columns=columns), fault=(key, "id_conflict"))
        refused, count = [*refused, *lost], rows.num_rows
    return Settled(rows, count, tuple(refused), duplicates, waiting)


def known_only(name: str, rows: pa.Table, *, known: Mapping[str, Settled]) -> tuple[pa.Table, list[pa.Table], pa.Table]:
    """The rows that speak of nothing unknown, the refusals of the others, and these others themselves."""
    refused: list[pa.Table] = []
    waiting = [rows.slice(0, 0)]
    if name == "signals":
        rows, lost, strangers = _accounts_of_listings(rows, known["listings"].arrow)
        refused, waiting = lost, [*waiting, strangers]
    for column, table, reason in _links(name, known):
        strange = _strange(rows[column], table)
        waiting.append(rows.take(pa.array(strange)))
        rows, lost = drop(name, rows, at=strange, fault=(column, reason))
        refused += lost
    return rows, refused, pa.concat_tables(waiting)


def _links(name: str, known: Mapping[str, Settled]) -> list[tuple[str, pa.Array, str]]:
    """(column, what it may hold, reason) of the columns that speak of other tables."""
    links: list[tuple[str, pa.Array, str]] = []
    if name != "accounts" and "account_id" in {column.name for column in TABLES[name].columns}:
        links.append(("account_id", known["accounts"].arrow["account_id"], "unknown_account"))
    if name == "ties" and known["parties"].arrow.num_rows:
        parties = _parties(known)
        links += [("from_party", parties, "unknown_party"), ("to_party", parties, "unknown_party")]
    return links


def _parties(known: Mapping[str, Settled]) -> pa.ChunkedArray:
    """Parties of their own table, and those that accounts use."""
    facts = known["identifiers"].arrow
    used = facts.filter(pc.is_in(facts["kind"], value_set=pa.array(["person", "company"])))["value"]
    return pa.chunked_array([*known["parties"].arrow["party_id"].chunks, *used.chunks], pa.string())


def _strange(column: pa.ChunkedArray, known: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    found = pc.is_in(column, value_set=known.combine_chunks())
    if pc.all(found).as_py() is not False:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(pc.and_(pc.invert(found), column.is_valid()).to_numpy())


def _accounts_of_listings(rows: pa.Table, listings: pa.Table) -> tuple[pa.Table, list[pa.Table], pa.Table]:
    """Signals that name only a listing are about the account that offers it."""
    at = pc.index_in(rows["listing_id"], value_set=listings["listing_id"].combine_chunks())
    lost = np.flatnonzero(pc.and_(at.is_null(), rows["account_id"].is_null()).to_numpy())
    owner = listings["account_id"].combine_chunks().take(at.combine_chunks())
    filled = pc.if_else(rows["account_id"].is_null(), owner, rows["account_id"])
    rows = rows.set_column(rows.column_names.index("account_id"), "account_id", filled)
    strangers = rows.take(pa.array(lost))
    return *drop("signals", rows, at=lost, fault=("listing_id", "unknown_listing")), strangers


def drop(
    name: str, rows: pa.Table, *, at: np.ndarray[Any, Any], fault: tuple[str, str]
) -> tuple[pa.Table, list[pa.Table]]:
    """The rows but for those at `at`, and their refusals."""
    if not len(at):
        return rows, []
    gone = rows.take(pa.array(at))
    place = Place(name, gone["file"].to_numpy(), gone["record"].to_numpy())
    lost = refusals(place, range(len(at)), fault=(*fault, "row"), values=gone[fault[0]])
    stay = np.ones(rows.num_rows, dtype=bool)
    stay[at] = False
    return kept_rows(rows, stay), [lost]


def duplicates_of(name: str, rows: pa.Table, *, at: np.ndarray[Any, Any], kept: np.ndarray[Any, Any]) -> pa.Table:
    """The own rows at `at`, each with the place of the row, at `kept`, that says the same."""
    places = rows.select(["file", "record"])
    again, first = places.take(pa.array(at)), places.take(pa.array(kept[at]))
    columns = [pa.repeat(pa.scalar(name), len(at)), *again.columns, *first.columns]
    return pa.table(columns, schema=DUPLICATES)

"""What ties values and parties to each other: transfers of money, holders of values, ties between parties."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity.gather import Array, Case, Read, sheet
from counterfeit_graph.model.table import Table

_HOLDERS = {
    "value": pa.int32(),
    "party_id": pa.string(),
    "root": pa.string(),
    "file": pa.string(),
    "record": pa.int64(),
}


def ties(case: Case, parties: Table) -> Table:
    """Ties between parties: `from_party to_party from_root to_root relation source file record`."""
    found = sheet(case, "ties")
    ends = {name: found.text(name) for name in ("from_party", "to_party")}
    roots = {"from_root": _root(ends["from_party"], parties), "to_root": _root(ends["to_party"], parties)}
    rest = {"relation": found.text("relation"), "source": found.text("source")}
    return Table(pa.table({**ends, **roots, **rest, "file": found.files, "record": pa.array(found.records)}))


def transfers(case: Case, reads: Sequence[Read]) -> Table:
    """Transfers between usable payment accounts: `from_value to_value amount currency at file record`."""
    source = sheet(case, "transfers")
    ends = {read.raw.column: _codes_of_rows(read) for read in reads if read.raw.sheet.name == "transfers"}
    start, end = ends["from_payment"], ends["to_payment"]
    rows = np.flatnonzero((start >= 0) & (end >= 0))
    taken = pa.array(rows)
    stated = "amount" in source.table.columns
    amount = source.table.arrow.column("amount") if stated else pa.nulls(len(source.table), pa.int64())
    columns = {
        "from_value": start[rows],
        "to_value": end[rows],
        "amount": amount.take(taken),
        "currency": source.text("currency").take(taken),
        "at": source.days("at")[rows],
        "file": source.files.take(taken),
        "record": source.records[rows],
    }
    return Table(pa.table(columns))


def holders(reads: Sequence[Read], parties: Table) -> Table:
    """Who is said to stand behind a value: `value party_id root file record`."""
    parts = [_held(read, parties) for read in reads if read.raw.sheet.name == "holders"]
    return Table(pa.concat_tables([pa.schema(list(_HOLDERS.items())).empty_table(), *parts])).sort("file", "record")


def _held(read: Read, parties: Table) -> pa.Table:
    source, keep = read.raw.sheet, read.codes >= 0
    rows = read.raw.rows[keep]
    party = source.text("party_id").take(pa.array(rows))
    columns = {"value": pa.array(read.codes[keep]), "party_id": party, "root": _root(party, parties)}
    return pa.table({**columns, "file": source.files.take(pa.array(rows)), "record": source.records[rows]})


def _codes_of_rows(read: Read) -> Array:
    """Value code of each row of the column's table, -1 in the rows without a usable value."""
    out = np.full(len(read.raw.sheet.table), -1, np.int32)
    out[read.raw.rows] = read.codes
    return out


def _root(ids: pa.ChunkedArray, parties: Table) -> pa.ChunkedArray:
    """Root of each party id; an id that no table of parties lists is its own."""
    found = pc.index_in(ids, value_set=parties.arrow.column("party_id").combine_chunks())
    return pc.coalesce(parties.arrow.column("root").take(found), ids)

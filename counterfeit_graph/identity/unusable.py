"""What could not be used to join anybody, and why: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity.gather import Array, Case, Read, Sheet, sheet
from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.model.table import Table
from counterfeit_graph.records.normalise import reasons

_SHAPE = {"table": pa.string(), "file": pa.string(), "record": pa.int64(), "kind": pa.string(), "reason": pa.string()}


def unusable(case: Case, reads: Sequence[Read]) -> Table:
    """Columns `table file record kind reason`, in that order of rows.

    Reasons: "masked", "placeholder" and "not valid" of a value, "unknown account" and "unknown kind" of a row.
    """
    parts = [part for read in reads for part in (_no_key(read), _no_account(read))]
    empty = pa.schema(list(_SHAPE.items())).empty_table()
    everything = pa.concat_tables([empty, *parts, _no_kind(sheet(case, "identifiers"))])
    return Table(everything).sort("table", "file", "record", "kind", "reason")


def _no_key(read: Read) -> pa.Table:
    rows = np.flatnonzero(read.codes < 0)
    why = reasons(read.raw.at(rows).combine_chunks())
    return _rows(read.raw.sheet, read.raw.rows[rows], kind=read.raw.kind, why=why)


def _no_account(read: Read) -> pa.Table:
    # A row without a key is listed once, for its value; its account may be fine.
    stray = read.accounts < 0 if read.accounts is not None else np.zeros(len(read.codes), bool)
    rows = read.raw.rows[(read.codes >= 0) & stray]
    return _rows(read.raw.sheet, rows, kind=read.raw.kind, why=_same("unknown account", len(rows)))


def _no_kind(source: Sheet) -> pa.Table:
    known = pc.is_in(source.text("kind"), value_set=pa.array(list(KINDS)))
    rows = np.flatnonzero(~np.asarray(known))
    return _rows(source, rows, kind="", why=_same("unknown kind", len(rows)))


def _rows(source: Sheet, rows: Array, *, kind: str, why: pa.Array) -> pa.Table:
    places = {"file": source.files.take(pa.array(rows)), "record": pa.array(source.records[rows])}
    columns = {"table": _same(source.name, len(rows)), **places, "kind": _same(kind, len(rows)), "reason": why}
    return pa.table({name: columns[name] for name in _SHAPE})


def _same(word: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(word, pa.string()), count)

"""`Records`: the case after reading: what was taken, what was not, and where each row stood."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.result import Result
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.model.table import Table
from counterfeit_graph.records.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfeit_graph.records.settings import Settings


@dataclass(frozen=True)
class Records(Result):
    """A case as typed tables, with every row that was not taken beside them.

    Args:
        tables: every table of the schema by name, empty when the case has none. Text is string, dates are
            `timestamp("s")` in the declared zone, amounts int64 in minor units; `file` and `record` (1-based) tell
            where a row stood.
        refused: `table file record column reason value scope`; scope is "row" or "cell".
        table: the counts, see `counts`.
        ignored: `table file column`: headers and files that were not read.
        duplicates: `table file record same_file same_record`: rows that say again what another row said.
        inputs: SHA-256 of each input's bytes.
        settings: currency, time zone, date format and decimal mark that were used.
        made_with: what is needed to read the same again.
        waiting: by table, refused rows that spoke of an account, a listing or a party that no table knew: `update`
            takes them once it is known.
    """

    tables: Mapping[str, Table]
    refused: Table
    table: Table
    ignored: Table
    duplicates: Table
    inputs: Mapping[str, str]
    settings: Settings
    made_with: Mapping[str, Any]
    waiting: Mapping[str, Table] = field(default_factory=dict)

    @property
    def counts(self) -> Table:
        """`table file read accepted refused duplicates`; for each file the last three sum to `read`."""
        return self.table

    @cached_property
    def seen(self) -> Seen:
        """Which rows the case holds, by hash; made when rows are added for the first time."""
        return Seen(self.tables)

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def reasons(self) -> Table:
        """How often each reason was given: `table reason scope count`, and the first place of each.

        The place is that of the smallest file name and record.
        """
        arrow = self.refused.arrow
        grouped = arrow.group_by(["table", "reason", "scope"], use_threads=False)
        found = grouped.aggregate([("reason", "count"), ("file", "first"), ("record", "first")])
        renamed = found.rename_columns(["table", "reason", "scope", "count", "file", "record"])
        return Table(renamed).sort("table", "-count", "reason")

    def __repr__(self) -> str:
        read, refused = (int(pc.sum(self.counts.arrow[name]).as_py() or 0) for name in ("read", "refused"))
        return f"Records({read:,} records of {len(set(self.counts['table']))} tables, {refused:,} refused)"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>{self.counts._repr_html_()}{self.reasons()._repr_html_()}"


def count(
    reads: Mapping[tuple[str, str], int], kept: Mapping[str, pa.Table], *, refused: pa.Table, duplicates: pa.Table
) -> Table:
    """The account of every record: read = accepted + refused + duplicates, file by file.

    Args:
        reads: (table, file) -> records read.
        kept: table -> rows that stood in its own files and were taken.
        refused: all refusals; those of scope "row" count.
        duplicates: all duplicates.
    """
    lost = _tally(refused.filter(pc.equal(refused["scope"], "row")))
    again = _tally(duplicates)
    taken = {(name, file): number for name, rows in kept.items() for file, number in _files(rows).items()}
    keys = sorted(reads, key=lambda key: (list(TABLES).index(key[0]), key[1]))
    columns = {"read": reads, "accepted": taken, "refused": lost, "duplicates": again}
    numbers = {name: np.array([found.get(key, 0) for key in keys], dtype=np.int64) for name, found in columns.items()}
    names = {"table": [table for table, _ in keys], "file": [file for _, file in keys]}
    return Table.of({**names, **numbers}, types={"table": "string", "file": "string"})


def tallied(before: Table, reads: Mapping[tuple[str, str], int], *, refused: pa.Table, duplicates: pa.Table) -> Table:
    """The account of every record after further files were read; an old row may have become refused.

    Args:
        before: the counts so far.
        reads: (table, file) -> records read anew.
        refused: all refusals, of old and new files; those of scope "row" count.
        duplicates: all duplicates.
    """
    known = {(row["table"], row["file"]): row["read"] for row in before.rows()} | dict(reads)
    lost, again = _tally(refused.filter(pc.equal(refused["scope"], "row"))), _tally(duplicates)
    keys = sorted(known, key=lambda key: (list(TABLES).index(key[0]), key[1]))
    rows = [(*key, known[key], lost.get(key, 0), again.get(key, 0)) for key in keys]
    numbers = np.array([row[2:] for row in rows], np.int64).reshape(-1, 3)
    columns = {"read": numbers[:, 0], "accepted": numbers[:, 0] - numbers[:, 1] - numbers[:, 2]}
    columns |= {"refused": numbers[:, 1], "duplicates": numbers[:, 2]}
    names = {"table": [row[0] for row in rows], "file": [row[1] for row in rows]}
    return Table.of({**names, **columns}, types={"table": "string", "file": "string"})


def _tally(rows: pa.Table) -> dict[tuple[str, str], int]:
    grouped = rows.group_by(["table", "file"], use_threads=False).aggregate([("record", "count")])
    return {(row["table"], row["file"]): row["record_count"] for row in grouped.to_pylist()}


def _files(rows: pa.Table) -> dict[str, int]:
    return {row["values"]: row["counts"] for row in pc.value_counts(rows["file"]).to_pylist()}

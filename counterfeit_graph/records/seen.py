"""Which rows, and which ids, a case holds already: found by hash, confirmed cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.lookup import Lookup
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.model.table import Table
from counterfeit_graph.records.same import hashes

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Seen:
    """The rows of a case by their hashes; a table is hashed when new rows of it come for the first time."""

    tables: Mapping[str, Table]
    indexes: dict[tuple[str, ...], Lookup] = field(default_factory=dict)

    def places(self, name: str, rows: pa.Table, *, words: Array) -> Array:
        """For each of `rows` the position of the row of table `name` that is equal in all columns, -1 for none.

        `words` are the hashes of the rows over all columns.
        """
        return self._places(name, rows, columns=[column.name for column in TABLES[name].columns], words=words)

    def keyed(self, name: str, rows: pa.Table, *, words: Array) -> Array:
        """For each of `rows` the position of the row of table `name` with the same id, -1 for none.

        `words` are the hashes of the ids.
        """
        return self._places(name, rows, columns=[TABLES[name].key], words=words)

    def ready(self) -> None:
        """Hash every table now."""
        for name, table in self.tables.items():
            for columns in ([column.name for column in TABLES[name].columns], [TABLES[name].key]):
                if len(table) and columns[0]:
                    self._index(name, columns)

    def _places(self, name: str, rows: pa.Table, *, columns: list[str], words: Array) -> Array:
        old = self.tables[name].arrow
        if not old.num_rows or not rows.num_rows:
            return np.full(rows.num_rows, -1, np.int64)
        sought, known = Table(rows.select(columns)), Table(old.select(columns))
        return self._index(name, columns).find(
            words, lambda asked, places: _equal(sought.take(asked).arrow, known.take(places).arrow)
        )

    def _index(self, name: str, columns: list[str]) -> Lookup:
        key = (name, *columns)
        if key not in self.indexes:
            self.indexes[key] = Lookup.of(hashes(self.tables[name].arrow, columns))
        return self.indexes[key]

    def with_more(self, tables: Mapping[str, Table], words: Mapping[str, tuple[Array, Array]]) -> Seen:
        """The same for `tables`, which hold more rows below the old ones; tables that lost a row are hashed anew.

        `words` are, by table, the hashes of these rows and of their ids.
        """
        indexes: dict[tuple[str, ...], Lookup] = {}
        for (name, *columns), index in self.indexes.items():
            start, more = len(self.tables[name]), words[name][columns == [TABLES[name].key]]
            if len(tables[name]) == start + len(more):
                indexes[(name, *columns)] = index.with_more(more, start)
        return Seen(tables, indexes)


def _equal(one: pa.Table, other: pa.Table) -> Array:
    same = np.ones(one.num_rows, bool)
    for a, b in zip(one.columns, other.columns, strict=True):
        blank = pc.and_(a.is_null(), b.is_null())
        same &= pc.or_(pc.fill_null(pc.equal(a, b), fill_value=False), blank).to_numpy()
    return same

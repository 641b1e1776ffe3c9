"""Rows picked out of large tables."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.table import Table


def having(table: Table, column: str, *, names: Iterable[str]) -> Table:
    """The rows whose text in `column` is one of `names`, in the order of the table.

    Example:
        >>> having(Table.of({"a": ["x", None, "y"]}), "a", names=["y", "z"]).rows()
        [{'a': 'y'}]
    """
    # Whole columns, since a report asks this for every gang of a case that may hold a million accounts.
    wanted = pa.array(sorted(set(names)), pa.string())
    return Table(table.arrow.filter(pc.is_in(table.arrow.column(column).cast(pa.string()), value_set=wanted)))


def first(table: Table, rows: int) -> Table:
    """The first rows of a table.

    Example:
        >>> len(first(Table.of({"a": [1, 2, 3]}), 2))
        2
    """
    return Table(table.arrow.slice(0, rows))

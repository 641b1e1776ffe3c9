"""`Result`: what every result of the walk can do with its main table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from counterfeit_graph.model.table import Table


class Result:
    """Mixin for frozen results that keep their rows in `table`.

    A result shows itself as HTML in a notebook, and pandas, polars, Arrow and DuckDB read it directly.

    Example:
        >>> from dataclasses import dataclass
        >>> from counterfeit_graph.model.table import Table
        >>> @dataclass(frozen=True)
        ... class Names(Result):
        ...     table: Table
        >>> len(Names(Table.of({"name": ["a", "b"]})))
        2
    """

    table: Table

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame."""
        return self.table.to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """The rows as a polars frame."""
        return self.table.to_polars()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return len(self.table)

    def _repr_html_(self) -> str:
        return self.table._repr_html_()

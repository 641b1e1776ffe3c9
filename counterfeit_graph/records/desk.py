"""`Desk`: one file's columns while they are checked, with the rows and cells taken off it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.refuse import Place, refusals
from counterfeit_graph.records.text import constant, kept

if TYPE_CHECKING:
    from counterfeit_graph.model.schema import Column, TableSpec
    from counterfeit_graph.records.parsed import Parsed


class Desk:
    """Rows leave the desk for one reason only, the first found; cells become null.

    Args:
        place: table, file and record numbers of the rows.
        spec: the table's columns.
    """

    def __init__(self, place: Place, spec: TableSpec) -> None:
        self.place = place
        self.spec = spec
        self.alive = np.ones(len(place.record), dtype=bool)
        self.columns: dict[str, pa.ChunkedArray] = {}
        self.refused: list[pa.Table] = []

    def refuse_rows(self, column: str, at: np.ndarray[Any, Any], *, reason: Any) -> None:
        """Take whole rows off; `reason` is one code for all or one per position."""
        self._refuse(column, at, fault=(reason, "row"))
        self.alive[at] = False

    def refuse_cells(self, column: Column, at: np.ndarray[Any, Any], *, reason: Any) -> None:
        """Blank some cells of a column; where the column is required its rows go."""
        if not len(at):
            return
        if column.required:
            self.refuse_rows(column.name, at, reason=reason)
            return
        self._refuse(column.name, at, fault=(reason, "cell"))
        gone = np.zeros(len(self.alive), dtype=bool)
        gone[at] = True
        values = self.columns[column.name]
        self.columns[column.name] = pa.chunked_array([_blanked(values, gone)], values.type)

    def settle(self, column: Column, parsed: Parsed) -> None:
        """Put typed values in the place of a column's text, after refusing what could not be read."""
        self.refuse_cells(column, parsed.bad, reason=parsed.reasons)
        self.columns[column.name] = parsed.values

    def rest(self) -> pa.Table:
        """The rows still on the desk: the table's columns, `file` and `record`."""
        names = [column.name for column in self.spec.columns]
        file = constant(str(self.place.file), len(self.alive))
        columns = [*(self.columns[name] for name in names), file, pa.array(self.place.record)]
        return kept(pa.table(columns, names=[*names, "file", "record"]), self.alive)

    def _refuse(self, column: str, at: np.ndarray[Any, Any], *, fault: tuple[Any, str]) -> None:
        reasons, scope = fault
        fresh = self.alive[at]
        if not fresh.any():
            return
        if not isinstance(reasons, str):
            reasons = [reason for reason, keep in zip(reasons, fresh.tolist(), strict=True) if keep]
        values = self.columns[column].take(pa.array(at[fresh]))
        self.refused.append(refusals(self.place, at[fresh], fault=(column, reasons, scope), values=values))


def _blanked(values: pa.ChunkedArray, gone: np.ndarray[Any, Any]) -> pa.Array:
    whole = values.combine_chunks()
    return pc.if_else(pa.array(gone), pa.scalar(None, whole.type), whole)

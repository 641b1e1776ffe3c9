"""What a file reader hands on: one table of one file, still unchecked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from counterfeit_graph.records.refuse import Place, refusals

if TYPE_CHECKING:
    from collections.abc import Iterable

# Header -> text of one record.
Row = dict[str, "str | None"]
# Record number, reason code and text of one record that is refused.
Bad = tuple[int, str, str]


@dataclass(frozen=True)
class Raw:
    """The records of one file as columns, beside those that could not even be split into cells.

    Args:
        file: the file's name inside the case, or the name of the frame.
        arrow: the records that hold together; text columns where the format is text.
        record: their 1-based numbers among the data records of the file (int64).
        read: how many data records the file holds.
        refused: refusals of the shape `refuse.SCHEMA`, without the table's name.
        ignored: parts of the file that were not read, such as further sheets.
    """

    file: str
    arrow: pa.Table
    record: np.ndarray[Any, Any]
    read: int
    refused: tuple[pa.Table, ...] = ()
    ignored: tuple[str, ...] = ()

    @classmethod
    def whole(cls, file: str, arrow: pa.Table) -> Raw:
        """All records of a file hold together."""
        return cls(file, arrow, np.arange(1, arrow.num_rows + 1, dtype=np.int64), arrow.num_rows)

    @classmethod
    def of_rows(
        cls, file: str, names: Iterable[str] = (), *, rows: Iterable[tuple[int, Row]], bad: Iterable[Bad]
    ) -> Raw:
        """From numbered rows of text and numbered refusals; further columns follow `names` as they appear."""
        kept, lost = list(rows), list(bad)
        columns = list(dict.fromkeys([*names, *(name for _, row in kept for name in row)]))
        arrays = {name: pa.array([row.get(name) for _, row in kept], pa.string()) for name in columns}
        record = np.array([number for number, _ in kept], dtype=np.int64)
        return cls(file, pa.table(arrays), record, len(kept) + len(lost), broken(file, lost))


def broken(file: str, bad: list[Bad]) -> tuple[pa.Table, ...]:
    """Refusals of whole records."""
    if not bad:
        return ()
    place = Place("", file, np.array([number for number, _, _ in bad], dtype=np.int64))
    fault = ("", [reason for _, reason, _ in bad], "row")
    return (refusals(place, range(len(bad)), fault=fault, values=[text for _, _, text in bad]),)

"""Parquet: columns as they are stored; text conversion is the reader's next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from counterfeit_graph.model.errors import CaseError, ColumnError
from counterfeit_graph.records.raw import Raw

if TYPE_CHECKING:
    from counterfeit_graph.records.formats.payload import Payload

MOST_ROWS = 500_000_000
"""Rows that one Parquet file may claim; a few bytes can claim any number."""


def read_parquet(payload: Payload) -> Raw:
    """The records of a Parquet file.

    Raises:
        CaseError: truncated, broken or claiming too many rows.
        ColumnError: a column name stands twice.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(payload.data), pre_buffer=False)
        names = file.schema_arrow.names
        if len(set(names)) < len(names):
            what = "two columns have one name"
            raise ColumnError(what, where=payload.file)
        if file.metadata.num_rows > MOST_ROWS:
            what = f"claims {file.metadata.num_rows:,} rows"
            raise CaseError(what, where=payload.file, remedy="split it into part files")
        table = file.read(use_threads=True)
        # Arrow trusts the file's text; one bad byte would only surface far from here.
        table.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        what = "is no whole Parquet file"
        raise CaseError(what, where=payload.file, remedy="copy or export it again") from error
    return Raw.whole(payload.file, table)

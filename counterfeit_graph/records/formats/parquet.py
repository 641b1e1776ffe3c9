"""Parquet: columns as they are stored; text conversion is the reader's next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from counterfeit_graph.model.errors import CaseError, ColumnError
from counterfeit_graph.records.raw import Raw

if TYPE_CHECKING:
    from counterfeit_graph.records.formats.payload import Payload

# Rows that one Parquet file may claim; a few bytes can claim any number.
MOST_ROWS = 500_000_000


# Bytes a value below which a column holds few different texts and is kept as codes while it is checked.
_COMPACT = 2.5


def read_parquet(payload: Payload) -> Raw:
    """The records of a Parquet file.

    Raises:
        CaseError: truncated, broken or claiming too many rows.
        ColumnError: a column name stands twice.
    """
    source = pa.BufferReader(payload.data)
    try:
        known = pq.read_metadata(source)
        _check(known, payload.file)
        file = pq.ParquetFile(source, metadata=known, read_dictionary=_few_valued(known))
        table = file.read(use_threads=True)
        # Arrow trusts the file's text; one bad byte would only surface far from here.
        table.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        what = "is no whole Parquet file"
        raise CaseError(what, where=payload.file, remedy="copy or export it again") from error
    return Raw.whole(payload.file, table)


def _check(known: pq.FileMetaData, file: str) -> None:
    names = known.schema.to_arrow_schema().names
    if len(set(names)) < len(names):
        what = "two columns have one name"
        raise ColumnError(what, where=file)
    if known.num_rows > MOST_ROWS:
        what = f"claims {known.num_rows:,} rows"
        raise CaseError(what, where=file, remedy="split it into part files")


def _few_valued(known: pq.FileMetaData) -> list[str]:
    """Text columns whose size on disk tells that the same few values come again and again."""
    sizes: dict[str, int] = {}
    for group in range(known.num_row_groups):
        for at in range(known.num_columns):
            part = known.row_group(group).column(at)
            sizes[part.path_in_schema] = sizes.get(part.path_in_schema, 0) + part.total_uncompressed_size
    return [name for name, size in sizes.items() if size < _COMPACT * known.num_rows]

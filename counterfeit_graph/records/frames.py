"""Frames as a case: pandas, polars, Arrow, DuckDB relations, lists of dicts, or whatever has an Arrow stream."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.errors import CaseError, ColumnError, nearest_of
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.records.raw import Raw
from counterfeit_graph.records.text import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_HASHED = 1 << 16


def raw_frames(frames: Mapping[str, Any], *, partial: bool = False) -> Iterator[tuple[str, Raw, str]]:
    """(table, records, SHA-256) of every frame, tables in their order.

    Raises:
        CaseError: a name is no table's, no accounts, or a value is no frame.
    """
    for name in frames:
        if name not in TABLES:
            what = f"no table is called {str(name)!r}"
            raise CaseError(what, where="frames", nearest=nearest_of(str(name), TABLES))
    if "accounts" not in frames and not partial:
        what = "no accounts table"
        raise CaseError(what, where="frames", remedy="add a frame under the key 'accounts'")
    for name in TABLES:
        if name in frames:
            arrow = to_arrow(frames[name], name)
            yield name, Raw.whole(name, arrow), frame_digest(arrow)


def to_arrow(frame: Any, name: str) -> pa.Table:
    """A frame as an Arrow table; columns of mixed Python values become text.

    Raises:
        CaseError: the value is no frame.
        ColumnError: two columns have one name.
    """
    if type(frame).__module__.partition(".")[0] == "pandas":
        arrow = _from_pandas(frame)
    elif hasattr(frame, "__arrow_c_stream__"):
        arrow = pa.table(frame)
    elif isinstance(frame, Mapping):
        arrow = pa.table({str(key): _column(list(values)) for key, values in frame.items()})
    elif isinstance(frame, (list, tuple)) and all(isinstance(row, Mapping) for row in frame):
        names = list(dict.fromkeys(str(key) for row in frame for key in row))
        arrow = pa.table({key: _column([row.get(key) for row in frame]) for key in names})
    else:
        what = f"a {type(frame).__name__} is no frame"
        raise CaseError(what, where=name, remedy="give pandas, polars, Arrow or DuckDB")
    try:
        arrow.validate(full=True)
    except pa.ArrowInvalid as error:
        what = "holds text that is not UTF-8"
        raise CaseError(what, where=name, remedy="decode it before") from error
    doubled = [column for column, times in Counter(arrow.column_names).items() if times > 1]
    if doubled:
        what = f"column {doubled[0]!r} stands twice"
        raise ColumnError(what, where=name, remedy="rename or drop one")
    return arrow


def _from_pandas(frame: Any) -> pa.Table:
    columns = [_series(frame.iloc[:, at]) for at in range(frame.shape[1])]
    return pa.table(columns, names=[str(name) for name in frame.columns])


def _series(series: Any) -> pa.ChunkedArray:
    try:
        values = pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        values = _column([None if value is None or value != value else value for value in series.tolist()])
    return values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])


def _column(values: list[Any]) -> pa.ChunkedArray:
    """Python values as one column; text where the values are of several kinds."""
    try:
        return pa.chunked_array([pa.array(values)])
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.chunked_array([pa.array([None if value is None else str(value) for value in values], pa.string())])


def _hashable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text of any column; bytes that are no text by their figures."""
    try:
        return as_text(column).text
    except pa.ArrowException:
        return pa.chunked_array([pa.array([repr(value) for value in column.to_pylist()], pa.string())])


def frame_digest(arrow: pa.Table) -> str:
    """SHA-256 over names, lengths and text of all columns: the same for the same content in any frame library.

    Example:
        >>> frame_digest(pa.table({"a": ["x"]})) == frame_digest(pa.table({"a": pa.array(["x"]).dictionary_encode()}))
        True
    """
    digest = hashlib.sha256(f"{arrow.num_rows}".encode())
    for name, column in zip(arrow.column_names, arrow.columns, strict=True):
        digest.update(f"\x1e{name}\x1f".encode())
        text = _hashable(column)
        for start in range(0, len(text), _HASHED):
            block = text.slice(start, _HASHED).combine_chunks()
            digest.update(pc.fill_null(pc.binary_length(block), -1).to_numpy(zero_copy_only=False).tobytes())
            digest.update("".join(value for value in block.to_pylist() if value).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()

"""Tables as files: CSV that every tool reads alike, and Parquet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from counterfeit_graph.exports.cells import text_columns
from counterfeit_graph.exports.money import in_units
from counterfeit_graph.model.errors import OptionError, OutputError
from counterfeit_graph.model.table import Table
from counterfeit_graph.views.atomic import replacing

if TYPE_CHECKING:
    from counterfeit_graph.model.result import Result

_BLOCK = 65_536
_NEEDS_QUOTES = '[",\r\n]|^ | $'


def tables(
    named: Mapping[str, Table | Result],
    folder: str | Path,
    *,
    format: Literal["csv", "parquet"] = "csv",
    money: Iterable[str] = (),
) -> list[Path]:
    r"""One file per table, named after it.

    CSV is RFC 4180: UTF-8 without a mark, commas, CRLF, quotes where needed, a header line. Text that a spreadsheet
    would run gets an apostrophe in front (`counterfeit_graph.exports.cells.armed` takes it off); numbers, dates and ids
    are exact.

    Args:
        named: tables, or results that hold one, by name.
        folder: made if missing; files of these names are replaced.
        format: "csv" or "parquet".
        money: columns of minor units that are to be written in units of the `currency` of their row.

    Returns:
        The paths, in the order of `named`.

    Raises:
        OptionError: another format, or a name that is no plain file name.
        OutputError: a file cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     [path] = tables({"gangs": Table.of({"gang_id": ["G1"], "name": ["a,b"]})}, folder)
        ...     path.read_bytes()
        b'gang_id,name\r\nG1,"a,b"\r\n'
    """
    if format not in _WRITERS:
        fault = f"unknown format {format!r}"
        raise OptionError(fault, where="exports.tables", remedy="csv or parquet")
    paths = [Path(folder) / f"{_plain(name)}.{format}" for name in named]
    columns = tuple(money)
    for path, result in zip(paths, named.values(), strict=True):
        table = result if isinstance(result, Table) else result.table
        with replacing(path) as draft:
            _WRITERS[format](in_units(table, columns), draft)
    return paths


def write_csv(table: Table, path: Path, *, cells: Callable[[Table], list[pa.Array]] = text_columns) -> None:
    """One CSV file, written in place; `cells` says how columns become text."""
    with path.open("wb") as file:
        _lines(file, [pa.array([name]) for name in table.columns])
        for batch in table.arrow.to_batches(max_chunksize=_BLOCK):
            _lines(file, cells(Table(pa.Table.from_batches([batch]))))


def _lines(file: BinaryIO, columns: list[pa.Array]) -> None:
    """Rows of text as lines, in one write."""
    quoted = [_quoted(column) for column in columns]
    if len(quoted) == 1:  # an empty line would be read as no row at all
        quoted = [pc.if_else(pc.equal(quoted[0], ""), '""', quoted[0])]
    lines = pc.binary_join_element_wise(*quoted, ",") if quoted else pa.array([], pa.string())
    # Columns are joined whole, since a ledger can have millions of rows.
    text = pc.binary_join_element_wise(lines, "", "\r\n")
    file.write("".join(text.to_pylist()).encode("utf-8"))


def _quoted(column: pa.Array) -> pa.Array:
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(
        pc.match_substring_regex(column, _NEEDS_QUOTES), pc.binary_join_element_wise('"', doubled, '"', ""), column
    )


def write_parquet(table: Table, path: Path) -> None:
    """One Parquet file, written in place; it names no clock and no machine."""
    # Metadata of the maker (pandas, our caller) would change the bytes of equal tables.
    pq.write_table(table.arrow.replace_schema_metadata(None), path, compression="zstd", store_schema=True)


_WRITERS: dict[str, Any] = {"csv": write_csv, "parquet": write_parquet}


def _plain(name: str) -> str:
    if not name or not all(character.isalnum() or character in "_-" for character in name):
        fault = "a table is named with letters, digits, - and _"
        raise OptionError(fault, where="exports.tables")
    return name


def checked_file(path: str | Path, suffix: str) -> Path:
    """The path if it ends as the format does.

    Raises:
        OutputError: it ends otherwise, so that the reader of the file would guess wrong.

    Example:
        >>> checked_file("a.xlsx", ".xlsx").name
        'a.xlsx'
    """
    target = Path(path)
    if target.suffix.lower() != suffix:
        fault = f"must end with {suffix}"
        raise OutputError(fault, where=target.name, nearest=f"{target.stem}{suffix}")
    return target


def check_output(folder: str | Path) -> Path:
    """The output folder's path, checked before any work is done.

    Raises:
        OutputError: it exists, or its parent cannot be written.
    """
    target = Path(folder).resolve()
    if target.exists():
        msg = "exists already"
        raise OutputError(msg, where=str(folder), remedy="name another folder or remove this one")
    parent = next(path for path in target.parents if path.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        msg = "cannot be written"
        raise OutputError(msg, where=str(folder), remedy="name a folder that you may write")
    return target

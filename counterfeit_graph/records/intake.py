"""Where records come from: a folder, frames, a DuckDB file or a store, all as the same stream of raw tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.records.folder import Found, ending, list_folder
from counterfeit_graph.records.formats.delimited import read_delimited
from counterfeit_graph.records.formats.jsonl import read_lines
from counterfeit_graph.records.formats.parquet import read_parquet
from counterfeit_graph.records.formats.payload import fetch
from counterfeit_graph.records.formats.workbook import read_workbook
from counterfeit_graph.records.frames import raw_frames
from counterfeit_graph.records.mapping import TableMap
from counterfeit_graph.records.raw import Raw
from counterfeit_graph.stores import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfeit_graph.records.formats.payload import Payload
    from counterfeit_graph.records.mapping import CaseMap
    from counterfeit_graph.records.settings import Settings


class Intake(NamedTuple):
    """(table, records, SHA-256) of every part of a case, and the names of files that belong to no table."""

    parts: Iterator[tuple[str, Raw, str]]
    ignored: tuple[str, ...]


def take_in(case: Any, case_map: CaseMap, *, partial: bool = False) -> Intake:
    """Open a case of any kind; one that is `partial` adds to another and may lack accounts.

    Raises:
        CaseError: there is no such case, or it is of no known kind.
    """
    if isinstance(case, Store):
        return Intake(raw_frames(case.load(), partial=partial), ())
    if isinstance(case, Mapping):
        return Intake(raw_frames(case, partial=partial), ())
    if not isinstance(case, (str, Path)):
        remedy = "give a folder, a dict of frames, a DuckDB file or a store"
        what = f"a {type(case).__name__} is no case"
        raise CaseError(what, remedy=remedy)
    path = Path(case)
    if not path.exists():
        what = "there is no such folder"
        raise CaseError(what, where=path.name, remedy="check the path of the case")
    if path.is_dir():
        listing = list_folder(path, case_map, partial=partial)
        return Intake((_part(found, case_map.of(found.table)) for found in listing.found), listing.ignored)
    return _database(path, partial=partial)


def _part(found: Found, how: TableMap) -> tuple[str, Raw, str]:
    payload = fetch(found.path, found.file)
    return found.table, _read(payload, found, how=how), payload.sha256


def read_file(path: Path, file: str, *, settings: Settings) -> Raw:
    """The records of one file on its own, by its ending.

    Raises:
        CaseError: the file cannot be used as a whole.
    """
    found = Found("", path, file)
    return _read(fetch(path, file), found, how=TableMap(settings=settings))


def _read(payload: Payload, found: Found, *, how: TableMap) -> Raw:
    form = ending(found.path).removesuffix(".gz")
    if form == ".parquet":
        return read_parquet(payload)
    if form == ".xlsx":
        return read_workbook(payload, found.table, sheet=how.sheet)
    if form == ".jsonl":
        return read_lines(payload, how.settings)
    default = "\t" if form == ".tsv" else ","
    return read_delimited(payload, how.settings, delimiter=how.settings.delimiter or default)


def _database(path: Path, *, partial: bool) -> Intake:
    """The tables of a DuckDB file by their names; others are ignored."""
    payload, before = fetch(path, path.name), path.stat()
    if payload.data[8:12] != b"DUCK":
        what = "is a file, not a case"
        raise CaseError(what, where=path.name, remedy="put it into a folder as accounts.csv")
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            names = [row[0] for row in connection.execute("show tables").fetchall()]
            tables = {name: connection.table(name).to_arrow_table() for name in names if name in TABLES}
    except duckdb.Error as error:
        what = "cannot be opened by DuckDB"
        raise CaseError(what, where=path.name, remedy="close other programs that use it") from error
    # DuckDB opens the file again, so it must still be the one that was hashed.
    if path.stat().st_mtime_ns != before.st_mtime_ns:
        what = "was changed while it was read"
        raise CaseError(what, where=path.name, remedy="read it again")
    if "accounts" not in tables and not partial:
        what = "no accounts table"
        raise CaseError(what, where=path.name, remedy="name one table `accounts`")
    label = path.name + ":{}"
    parts = ((name, Raw.whole(label.format(name), tables[name]), payload.sha256) for name in TABLES if name in tables)
    return Intake(parts, tuple(label.format(name) for name in sorted(names) if name not in TABLES))

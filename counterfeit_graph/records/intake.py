"""Where records come from: a folder, frames, a DuckDB file or a store, all as the same stream of raw tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.records.folder import ending, list_folder
from counterfeit_graph.records.formats.delimited import read_delimited
from counterfeit_graph.records.formats.parquet import read_parquet
from counterfeit_graph.records.formats.payload import fetch
from counterfeit_graph.records.frames import raw_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfeit_graph.records.folder import Found
    from counterfeit_graph.records.mapping import CaseMap, TableMap
    from counterfeit_graph.records.raw import Raw


class Intake(NamedTuple):
    """(table, records, SHA-256) of every part of a case, and the names of files that belong to no table."""

    parts: Iterator[tuple[str, Raw, str]]
    ignored: tuple[str, ...]


def take_in(case: Any, case_map: CaseMap) -> Intake:
    """Open a case of any kind.

    Raises:
        CaseError: there is no such case, or it is of no known kind.
    """
    if isinstance(case, Mapping):
        return Intake(raw_frames(case), ())
    if not isinstance(case, (str, Path)):
        raise CaseError(
            f"a {type(case).__name__} is no case", remedy="give a folder, a dict of frames, a DuckDB file or a store"
        )
    path = Path(case)
    if not path.exists():
        raise CaseError("there is no such folder", where=path.name, remedy="check the path of the case")
    if not path.is_dir():
        raise CaseError("is a file, not a case", where=path.name, remedy="put it into a folder as accounts.csv")
    listing = list_folder(path, case_map)
    return Intake((_part(found, case_map.of(found.table)) for found in listing.found), listing.ignored)


def _part(found: Found, how: TableMap) -> tuple[str, Raw, str]:
    payload = fetch(found.path, found.file)
    form = ending(found.path).removesuffix(".gz")
    if form == ".parquet":
        return found.table, read_parquet(payload), payload.sha256
    default = "\t" if form == ".tsv" else ","
    return (
        found.table,
        read_delimited(payload, how.settings, delimiter=how.settings.delimiter or default),
        payload.sha256,
    )

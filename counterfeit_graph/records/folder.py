"""A case folder: which file belongs to which table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from counterfeit_graph.model.errors import CaseError, nearest_of
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.records.columns import slip_of
from counterfeit_graph.records.mapping import FILE, CaseMap

if TYPE_CHECKING:
    from collections.abc import Iterator

# Endings that can be read.
FORMATS = (".csv.gz", ".tsv.gz", ".jsonl.gz", ".csv", ".tsv", ".jsonl", ".parquet", ".xlsx")
_CODE = (".pkl", ".pickle", ".joblib", ".npy", ".npz", ".pt", ".pth")
_LIKELY = (".xls", ".xlsm", ".xlsb", ".ods", ".json", ".txt", ".feather", ".arrow", ".orc", ".csv.zip", ".zip")


class Found(NamedTuple):
    """One file of one table: its path, and its name inside the case."""

    table: str
    path: Path
    file: str


class Listing(NamedTuple):
    """The files of a case, and the names of those that belong to no table."""

    found: tuple[Found, ...]
    ignored: tuple[str, ...]


def list_folder(folder: Path, case_map: CaseMap, *, partial: bool = False) -> Listing:
    """Every file of every table, tables in their order and files by name.

    Raises:
        CaseError: the folder is empty, has no accounts, two sources of one table, a misspelt table or a format that
            is not read.
    """
    entries = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.name != FILE)
    if not entries:
        what = "the folder is empty"
        raise CaseError(what, where=folder.name, remedy="put accounts.csv into it")
    named = {table: tuple(_named(folder, table, case_map=case_map)) for table in TABLES if case_map.of(table).files}
    claimed = {found.path for files in named.values() for found in files}
    own = _by_name(folder, entries, tables=[name for name in TABLES if name not in named])
    free = [name for name in TABLES if name not in named and name not in own]
    ignored: list[str] = []
    for path in entries:
        if path not in own.values() and path not in claimed and not any(path in file.parents for file in claimed):
            _check_slip(path, free)
            ignored.append(path.name)
    found = [
        file
        for table in TABLES
        for file in named.get(table) or _files(folder, table, path=own.get(table), ignored=ignored)
    ]
    if not partial and not any(file.table == "accounts" for file in found):
        what = "no accounts table"
        raise CaseError(what, where=folder.name, remedy="add accounts.csv, or name its file in case.yaml")
    return Listing(tuple(found), tuple(ignored))


_PARTS = "keep one, or put parts into a folder {}/"


def ending(path: Path) -> str:
    """The ending that a file is read by, or ''.

    Example:
        >>> ending(Path("orders.csv.gz")), ending(Path("orders.doc"))
        ('.csv.gz', '')
    """
    return next((form for form in FORMATS if path.name.lower().endswith(form)), "")


def _by_name(folder: Path, entries: list[Path], *, tables: list[str]) -> dict[str, Path]:
    """The file or folder of each table that has one under its own name."""
    own: dict[str, Path] = {}
    for path in entries:
        table = _stem(path)
        if table not in tables:
            continue
        _check_format(path, ending(path))
        if table in own:
            what = f"{own[table].name} and {path.name} are both {table}"
            raise CaseError(what, where=folder.name, remedy=_PARTS.format(table))
        own[table] = path
    return own


def _stem(path: Path) -> str:
    form = ending(path)
    return path.name[: len(path.name) - len(form)] if form else path.name.split(".")[0]


def _check_slip(path: Path, free: list[str]) -> None:
    near = slip_of(_stem(path), free) if ending(path) else ""
    if near:
        what = f"no table is called {_stem(path)!r}"
        raise CaseError(what, where=path.name, nearest=near, remedy="rename it or name it in case.yaml")


def _check_format(path: Path, form: str) -> None:
    if form or path.is_dir():
        return
    if path.suffix.lower() in _CODE:
        what = "pickled data can run code and is never opened"
        raise CaseError(what, where=path.name, remedy="export it as CSV or Parquet")
    what = "this format is not read"
    raise CaseError(what, where=path.name, remedy=f"use one of {' '.join(FORMATS)}")


def _files(folder: Path, table: str, *, path: Path | None, ignored: list[str]) -> Iterator[Found]:
    if path is None:
        return
    if not path.is_dir() or path.is_symlink():
        yield Found(table, path, path.relative_to(folder).as_posix())
        return
    for part in sorted(path.iterdir()):
        label = part.relative_to(folder).as_posix()
        if part.name.startswith((".", "_")) or not (ending(part) or part.suffix.lower() in _CODE):
            ignored.append(label)
        else:
            _check_format(part, ending(part))
            yield Found(table, part, label)


def _named(folder: Path, table: str, *, case_map: CaseMap) -> Iterator[Found]:
    for name in case_map.of(table).files:
        path = folder / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            what = f"case.yaml names a file of {table} outside the case"
            raise CaseError(what, where=FILE)
        if not path.exists():
            near = nearest_of(name, [entry.name for entry in folder.iterdir()])
            what = f"case.yaml names {name!r} for {table}, which is not there"
            raise CaseError(what, where=FILE, nearest=near)
        yield from _files(folder, table, path=path, ignored=[])

"""Digests: what a file or a table is, so that anybody can check that it is still the same."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfeit_graph.exports.tables import write_csv

if TYPE_CHECKING:
    from counterfeit_graph.model.table import Table

MANIFEST = "manifest.json"


def digest(table: Table) -> str:
    """SHA-256 of a table as our CSV.

    Example:
        >>> from counterfeit_graph.model.table import Table
        >>> digest(Table.of({"a": ["1"]}))[:12]
        '64c0dea2e1c3'
    """
    # Through a file, so that the digest is of the very bytes that `tables` writes.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write_csv(table, path)
        return file_digest(path)


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(folder: Path, told: Mapping[str, Any]) -> None:
    """List every file of a folder with its size and SHA-256, after what is `told` about the whole."""
    # The manifest is written last and lists everything but itself.
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = [
        {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": file_digest(path)}
        for path in files
    ]
    text = json.dumps({**told, "files": listed}, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def changed_files(folder: str | Path) -> list[str]:
    """Files of a folder that are missing, changed, or not in its manifest; an empty list if all is as it was written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as home:
        ...     _ = (Path(home) / "a.csv").write_text("a")
        ...     write_manifest(Path(home), {})
        ...     _ = (Path(home) / "a.csv").write_text("b")
        ...     changed_files(home)
        ['a.csv']
    """
    home = Path(folder)
    told = {each["path"]: each["sha256"] for each in json.loads((home / MANIFEST).read_text(encoding="utf-8"))["files"]}
    here = {
        path.relative_to(home).as_posix(): file_digest(path)
        for path in home.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    return sorted(name for name in {*told, *here} if told.get(name) != here.get(name))

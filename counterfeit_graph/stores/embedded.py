"""`Embedded`: tables as Parquet files in one folder, asked by DuckDB; no server."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from counterfeit_graph.model.errors import CaseError, OutputError
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

# Version of the folder's shape; newer ones are not opened.
VERSION = 1
_INDEX = "store.json"
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


@dataclass(frozen=True)
class Embedded:
    """A folder that holds tables; it is written beside itself and then put in place, so it is always whole.

    Args:
        folder: where the store is or will be.

    Example:
        >>> with tempfile.TemporaryDirectory() as place:
        ...     store = Embedded(Path(place) / "case")
        ...     store.save({"accounts": Table.of({"account_id": ["00012"], "platform": ["taobao"]})})
        ...     store.sql("select account_id from accounts").rows()
        [{'account_id': '00012'}]
    """

    folder: str | Path

    @property
    def _path(self) -> Path:
        return Path(self.folder)

    def save(self, tables: Mapping[str, Table], *, about: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Write all tables anew; `about` is kept beside them as JSON.

        Raises:
            OutputError: the folder cannot be written, or is there and is no store.
        """
        if self._path.exists() and not (self._path / _INDEX).is_file():
            what = "is there and is no store"
            raise OutputError(what, where=self._path.name, remedy="name another folder")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(prefix=f".{self._path.name}.", dir=self._path.parent))
            try:
                _write(fresh, tables, about=about)
                _put(fresh, self._path)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        except OSError as error:
            what = f"cannot be written ({error.strerror})"
            raise OutputError(what, where=self._path.name) from error

    def load(self) -> dict[str, Table]:
        """All tables by name, after their bytes were checked against the index.

        Raises:
            CaseError: there is no store, it is newer than this version, or a file was changed.
        """
        return {name: Table(self._read(name, digest)) for name, digest in self._index()["tables"].items()}

    def about(self) -> dict[str, Any]:
        """What was kept beside the tables."""
        return dict(self._index()["about"])

    def sql(self, query: str) -> Table:
        """Answer a query over the tables; they are views by their names, and nothing can be written.

        Raises:
            CaseError: DuckDB cannot run the query.
        """
        tables = self.load()
        with duckdb.connect(":memory:", config={"enable_external_access": False}) as connection:
            for name, table in tables.items():
                connection.register(name, table.arrow)
            try:
                return Table(connection.sql(query).to_arrow_table())
            except duckdb.Error as error:
                what = "the query cannot be run"
                raise CaseError(what, where=self._path.name, remedy=str(error)) from error

    def _index(self) -> dict[str, Any]:
        try:
            index: dict[str, Any] = json.loads((self._path / _INDEX).read_text("utf-8"))
        except (OSError, ValueError) as error:
            what = "is no store"
            raise CaseError(what, where=self._path.name, remedy="check the path") from error
        if index["version"] > VERSION:
            what = f"is a store of version {index['version']}, newer than {VERSION}"
            raise CaseError(what, where=self._path.name, remedy="update counterfeit-graph")
        return index

    def _read(self, name: str, digest: str) -> pa.Table:
        data = (self._path / f"{name}.parquet").read_bytes() if (self._path / f"{name}.parquet").is_file() else b""
        if hashlib.sha256(data).hexdigest() != digest:
            what = f"table {name} was changed or lost"
            raise CaseError(what, where=self._path.name, remedy="save the case again")
        return pq.ParquetFile(pa.BufferReader(data)).read()


def _write(folder: Path, tables: Mapping[str, Table], *, about: Mapping[str, Any]) -> None:
    digests: dict[str, str] = {}
    for name in tables:
        if not name or set(name) - _NAME:
            what = f"{name!r} cannot name a table"
            raise OutputError(what, where="save", remedy="use a-z, 0-9 and _")
        path = folder / f"{name}.parquet"
        pq.write_table(tables[name].arrow, path, compression="zstd")
        digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    index = {"version": VERSION, "tables": digests, "about": dict(about)}
    (folder / _INDEX).write_text(json.dumps(index, ensure_ascii=False, indent=1), "utf-8")
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _put(fresh: Path, place: Path) -> None:
    """Move a finished folder into place; what was there stays until the new one is."""
    old = fresh.with_suffix(".old")
    if place.exists():
        place.rename(old)
    try:
        fresh.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)

"""`case.yaml`: which file is which table, which column is which, and what the text means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from counterfeit_graph.model.errors import CaseError, OptionError, nearest_of
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.records.settings import NAMES, Settings

FILE = "case.yaml"
_LONGEST = 1_000_000
_NOTHING = (None, "", "~", "null")
_KEYS = ("file", "sheet", "columns", "constants")
_OWN = ("date_format", "decimal", "encoding", "delimiter", "currency", "timezone")


@dataclass(frozen=True)
class TableMap:
    """How one table is found and read.

    Args:
        files: its files or part folders inside the case; by the table's own name when empty.
        sheet: sheet of a workbook.
        columns: their column -> ours; mapped to nothing, a column is not read.
        constants: our column -> the one value that every row has, such as `platform: taobao`.
        settings: the case's settings with those that the table declares for itself.
    """

    files: tuple[str, ...] = ()
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class CaseMap:
    """The whole of `case.yaml`: one `TableMap` per table it speaks of, and the settings."""

    tables: Mapping[str, TableMap]
    settings: Settings

    def of(self, table: str) -> TableMap:
        """How a table is read, spoken of or not."""
        return self.tables.get(table) or TableMap(settings=self.settings)


class _Plain(yaml.SafeLoader):
    """Every plain word is text: a column called `no` must not become False, nor `1e3` a number."""


_Plain.yaml_implicit_resolvers = {}


def load_mapping(source: Mapping[str, Any] | str | Path | None, settings: Settings | None = None) -> CaseMap:
    """The mapping from a dict, a YAML file or nothing; `settings`, where given, win over the declared ones.

    Raises:
        CaseError: the file cannot be read as YAML.
        OptionError: a key or value is not known; the nearest right one is named.

    Example:
        >>> found = load_mapping({"currency": "EUR", "accounts": {"columns": {"shop": "account_id"}}})
        >>> found.of("accounts").columns["shop"], found.settings.currency
        ('account_id', 'EUR')
    """
    where = str(Path(source).name) if isinstance(source, (str, Path)) else "mapping"
    body = _load(Path(source)) if isinstance(source, (str, Path)) else dict(source or {})
    _check_keys(body, (*TABLES, *NAMES), where=where)
    try:
        base = settings or Settings.of({name: body[name] for name in NAMES if name in body})
        tables = {name: _table(name, body[name] or {}, base=base) for name in TABLES if name in body}
    except OptionError as error:
        place = f"{where}, {error.where}"
        raise OptionError(error.what, where=place, nearest=error.nearest, remedy=error.remedy) from error
    return CaseMap(MappingProxyType(tables), base)


def _load(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes()
        body = _Plain(text[:_LONGEST].decode("utf-8-sig")).get_single_data()
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise CaseError(what, where=path.name) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        what = "is no YAML"
        raise CaseError(what, where=path.name, remedy="quote names that hold ':' or '#'") from error
    if not isinstance(body or {}, dict):
        what = "is no list of tables and settings"
        raise CaseError(what, where=path.name)
    return dict(body or {})


def _check_keys(body: Mapping[str, Any], known: tuple[str, ...], *, where: str) -> None:
    for key in body:
        if key not in known:
            what = f"unknown key {str(key)!r}"
            raise OptionError(what, where=where, nearest=nearest_of(str(key), known))


def _table(name: str, body: Any, *, base: Settings) -> TableMap:
    if not isinstance(body, Mapping):
        what = "must be a list of keys"
        raise OptionError(what, where=name, remedy=f"such as {', '.join(_KEYS)}")
    _check_keys(body, (*_KEYS, *_OWN), where=name)
    files = body.get("file") or ()
    own = {key: getattr(base, key) for key in NAMES} | {key: body[key] for key in _OWN if body.get(key)}
    constants = _pairs(body, "constants", table=name)
    _check_keys(constants, tuple(column.name for column in TABLES[name].columns), where=f"{name}.constants")
    return TableMap(
        files=(files,) if isinstance(files, str) else tuple(str(file) for file in files),
        sheet=str(body.get("sheet") or ""),
        columns=MappingProxyType(_pairs(body, "columns", table=name)),
        constants=MappingProxyType(constants),
        settings=Settings.of(own),
    )


def _pairs(body: Mapping[str, Any], key: str, *, table: str) -> dict[str, str]:
    pairs = body.get(key) or {}
    if not isinstance(pairs, Mapping):
        what = "must be pairs of names"
        raise OptionError(what, where=f"{table}.{key}", remedy="such as `shop: account_id`")
    return {str(theirs): "" if ours in _NOTHING else str(ours) for theirs, ours in pairs.items()}

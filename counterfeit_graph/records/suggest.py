"""Suggest a `case.yaml` from the names and values found in a folder; people check it, the reader never guesses."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.records.columns import fold, wide_pair
from counterfeit_graph.records.folder import ending
from counterfeit_graph.records.intake import read_file
from counterfeit_graph.records.looks import date_order, decimal_comma, look_at
from counterfeit_graph.records.settings import Settings
from counterfeit_graph.records.text import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLE = 1000
_EXACT, _KNOWN, _VALUES = 1.0, 0.9, 0.6
_DELIMITERS = ("", ";", "\t", "|")
_BY_VALUE = {"phone": "phone", "email": "email", "ip": "ip", "id_document": "id_document", "domain": "domain"}
_OWN_TABLE = 3.0


@dataclass
class _Sheet:
    """One file with a sample of its values and what is suggested for it."""

    file: str
    delimiter: str
    values: dict[str, list[str]]
    table: str = ""
    found: dict[str, tuple[str, float, str]] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return sum(confidence for _, confidence, _ in self.found.values())


def propose_mapping(folder: str | Path) -> str:
    r"""The text of a `case.yaml` for the files of a folder, every line with its confidence and why.

    Names are compared with known English and Chinese ones; values are looked at where the name says nothing. What is
    only a guess by values, or not found, is said in a comment.

    Raises:
        CaseError: there is no such folder, or no file in it can be read.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     _ = (Path(place) / "shops.csv").write_text("店铺ID,平台,手机号\n007,taobao,13812345678\n", "utf-8")
        ...     print(propose_mapping(place).splitlines()[4].strip())
        "店铺ID": account_id  # 0.9, a known name
    """
    path = Path(folder)
    if not path.is_dir():
        what = "there is no such folder"
        raise CaseError(what, where=path.name, remedy="check the path")
    sheets = [_open(file, file.relative_to(path).as_posix()) for file in sorted(path.rglob("*")) if ending(file)]
    if not sheets:
        what = "no file in it can be read"
        raise CaseError(what, where=path.name, remedy="put CSV, Parquet, Excel or JSON lines into it")
    _assign(sheets)
    lines = [f"# Suggested from {len(sheets)} files. Check every line; nothing here is used until it is in case.yaml."]
    lines += [line for table in TABLES for line in _table_lines(table, [s for s in sheets if s.table == table])]
    lines += [f"# {json.dumps(s.file, ensure_ascii=False)}: no table found for it" for s in sheets if not s.table]
    return "\n".join([*lines, *_setting_lines(sheets)]) + "\n"


def _open(path: Path, file: str) -> _Sheet:
    """Read a file with the first delimiter that gives it columns."""
    faults: list[CaseError] = []
    for delimiter in _DELIMITERS:
        try:
            raw = read_file(path, file, settings=Settings(delimiter=delimiter))
        except CaseError as error:
            faults.append(error)
            continue
        head = raw.arrow.slice(0, _SAMPLE)
        values = {name: as_text(head[name]).text.drop_null().to_pylist() for name in head.column_names}
        return _Sheet(file, delimiter, values)
    raise faults[0]


def _assign(sheets: list[_Sheet]) -> None:
    """Give each file the table that explains most of its columns, its name counting as three of them."""
    for sheet in sheets:
        scored = []
        for table, spec in TABLES.items():
            sheet.found = _match(sheet, table)
            named = _OWN_TABLE if _squeeze(_stem(sheet.file)) in _names("tables")[table] else 0.0
            missing = sum(name not in {ours for ours, _, _ in sheet.found.values()} for name in spec.required)
            scored.append((sheet.score + named - missing, table))
        best, sheet.table = max(scored, key=lambda pair: pair[0])
        sheet.table = sheet.table if best > 1 else ""
        sheet.found = _match(sheet, sheet.table) if sheet.table else {}


def _stem(file: str) -> str:
    part = Path(file).parent.name or Path(file).name
    return part.split(".")[0]


def _match(sheet: _Sheet, table: str) -> dict[str, tuple[str, float, str]]:
    """Header -> (our column, confidence, why); each of our columns once, the surest first."""
    found: dict[str, tuple[str, float, str]] = {}
    guesses = [
        (header, *guess) for header in sheet.values for guess in _guesses(header, sheet.values[header], table=table)
    ]
    for header, ours, confidence, why in sorted(guesses, key=lambda guess: -guess[2]):
        if header not in found and ours not in {taken for taken, _, _ in found.values()}:
            found[header] = (ours, confidence, why)
    return found


def _guesses(header: str, values: list[str], *, table: str) -> Iterator[tuple[str, float, str]]:
    ours = [column.name for column in TABLES[table].columns]
    if header in ours or (table == "accounts" and wide_pair(header)):
        yield header, _EXACT, "our own name"
    folded = _squeeze(header)
    wide = _names("wide") if table == "accounts" else {}
    for name, known in {**_names("columns"), **wide}.items():
        if (name in ours or name in wide) and folded in known:
            yield name, _KNOWN, "a known name"
    look = look_at(values) if table == "accounts" else look_at([])
    if look.name in _BY_VALUE:
        yield _BY_VALUE[look.name], _VALUES * look.share, f"{look.share:.0%} of its values look like one"


@cache
def _names(section: str) -> dict[str, frozenset[str]]:
    text = resources.files("counterfeit_graph.records").joinpath("synonyms.yaml").read_text("utf-8")
    body: dict[str, list[Any]] = yaml.safe_load(text)[section]
    return {ours: frozenset(_squeeze(str(name)) for name in (ours, *theirs)) for ours, theirs in body.items()}


def _squeeze(name: str) -> str:
    return fold(name).replace("_", "")


def _table_lines(table: str, sheets: list[_Sheet]) -> Iterator[str]:
    if not sheets:
        return
    first = max(sheets, key=lambda sheet: (sheet.score, sheet.file))
    alike = [sheet.file for sheet in sheets if list(sheet.values) == list(first.values)]
    yield f"{table}:"
    yield f"  file: {json.dumps(alike if len(alike) > 1 else alike[0], ensure_ascii=False)}"
    if first.delimiter:
        yield f"  delimiter: {json.dumps(first.delimiter)}"
    yield from (f"  # also of this table, it seems: {s.file}" for s in sheets if s.file not in alike)
    yield "  columns:"
    for header in first.values:
        yield f"    {_column_line(header, first)}"
    taken = {ours for ours, _, _ in first.found.values()}
    for name in TABLES[table].required:
        if name not in taken:
            yield f"  # required and not found: {name}; if it is the same in every row: constants: {{{name}: ...}}"


def _column_line(header: str, sheet: _Sheet) -> str:
    quoted = json.dumps(header, ensure_ascii=False)
    if header not in sheet.found:
        look = look_at(sheet.values[header])
        hint = f"; {look.share:.0%} look like {look.name}" if look.name else ""
        return f'{quoted}: ""  # not read: no match{hint}'
    ours, confidence, why = sheet.found[header]
    return f"{quoted}: {ours}  # {confidence:.1f}, {why}"


def _setting_lines(sheets: list[_Sheet]) -> Iterator[str]:
    kinds = {column.name: column.type for spec in TABLES.values() for column in spec.columns}
    typed: dict[str, list[str]] = {"date": [], "money": []}
    for sheet in sheets:
        for header, (ours, _, _) in sheet.found.items():
            typed.get(kinds.get(ours, ""), []).extend(sheet.values[header])
    orders = Counter(order for value in typed["date"] if (order := date_order([value])))
    order = date_order(typed["date"])
    if order == "?":
        yield "# date_format: day and month cannot be told apart; declare DD/MM/YYYY or MM/DD/YYYY"
    elif order:
        yield f"date_format: {json.dumps(order)}  # {orders[order]} of {sum(orders.values())} dates tell"
    if decimal_comma(typed["money"]):
        yield 'decimal: ","  # amounts end in a comma and two figures'

"""From the raw records of one file to typed rows of one table, with everything refused on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.errors import ColumnError
from counterfeit_graph.model.schema import TABLES, TableSpec
from counterfeit_graph.records import checks
from counterfeit_graph.records.columns import Layout, lay_out
from counterfeit_graph.records.dates import SECONDS, parse_dates
from counterfeit_graph.records.desk import Desk
from counterfeit_graph.records.money import parse_money
from counterfeit_graph.records.numbers import parse_numbers
from counterfeit_graph.records.parsed import by_distinct
from counterfeit_graph.records.refuse import Place, refusals
from counterfeit_graph.records.text import Worded, as_text, constant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfeit_graph.records.raw import Raw
    from counterfeit_graph.records.settings import Settings

# Arrow type of a column type; every other one is text.
ARROW: Mapping[str, pa.DataType] = {"date": SECONDS, "money": pa.int64(), "number": pa.float64()}

_CARRIED = {"account_id": "account_id", "first_seen": "opened_at", "last_seen": "closed_at"}
# What an identifier in a column of `accounts` takes over from its row.


@dataclass(frozen=True)
class Draft:
    """Rows of one table out of one file.

    Args:
        arrow: the table's columns in their types, then `file` and `record`.
        refused: refusals so far, of the shape `refuse.SCHEMA`.
        ignored: headers and parts that were not read.
        wide: identifiers that stood in columns of `accounts`, in the columns of `identifiers`.
    """

    table: str
    file: str
    read: int
    arrow: pa.Table
    refused: tuple[pa.Table, ...]
    ignored: tuple[str, ...]
    wide: tuple[pa.Table, ...] = ()


@dataclass(frozen=True)
class Terms:
    """How the files of one table are to be read: renamed columns, constant columns and settings."""

    renamed: Mapping[str, str]
    constants: Mapping[str, str]
    settings: Settings


def schema_of(spec: TableSpec) -> pa.Schema:
    """Arrow schema of a table of `Records`."""
    fields = {column.name: ARROW.get(column.type, pa.string()) for column in spec.columns}
    return pa.schema({**fields, "file": pa.string(), "record": pa.int64()})


def draft(raw: Raw, spec: TableSpec, *, terms: Terms) -> Draft:
    """Check and type the records of one file.

    Raises:
        ColumnError: the columns do not fit the table.
    """
    headers = raw.arrow.column_names
    names = [*headers, *(name for name in terms.constants if name not in headers)]
    empty = not headers and not raw.read
    layout = Layout({}, (), ()) if empty else lay_out(names, spec, renamed=terms.renamed, where=raw.file)
    desk = Desk(Place(spec.name, raw.file, raw.record), spec)
    _spread(desk, raw, layout=layout, terms=terms)
    _check(desk, terms.settings)
    wide = tuple(_unpivot(desk, raw, entry=entry) for entry in layout.wide)
    before = tuple(part.set_column(0, "table", pa.repeat(pa.scalar(spec.name), len(part))) for part in raw.refused)
    refused = (*before, *desk.refused, *(lost for _, lost in wide))
    facts = tuple(found for found, _ in wide)
    return Draft(spec.name, raw.file, raw.read, desk.rest(), refused, (*layout.ignored, *raw.ignored), facts)


def _spread(desk: Desk, raw: Raw, *, layout: Layout, terms: Terms) -> None:
    """Lay the table's columns out as text (dates may keep their type), blank ones included."""
    size = len(raw.record)
    for column in desk.spec.columns:
        at = layout.places.get(column.name, -1)
        if 0 <= at < raw.arrow.num_columns:
            text, lost = _words(raw, at, native=column.type)
        else:
            # A column that the file lacks is the case's constant, or blank.
            text = constant(terms.constants.get(column.name), size)
            lost = np.zeros(0, np.int64)
        desk.columns[column.name] = text
        if column.type in {"id", "value"}:
            desk.refuse_cells(column, lost, reason="precision_lost")


def _words(raw: Raw, at: int, *, native: str = "text") -> Worded:
    """One column of a file as text; a typed date of a date column stays as it is."""
    values = raw.arrow.column(at)
    if native == "date" and (pa.types.is_date(values.type) or pa.types.is_timestamp(values.type)):
        return Worded(values, np.zeros(0, np.int64))
    name = raw.arrow.column_names[at]
    if pa.types.is_nested(values.type):
        what = f"column {name!r} holds lists"
        raise ColumnError(what, where=raw.file, remedy="write one value a row")
    try:
        return as_text(values)
    except pa.ArrowException as error:
        what = f"column {name!r} holds no text"
        raise ColumnError(what, where=raw.file, remedy="write its values as text") from error


def _check(desk: Desk, settings: Settings) -> None:
    texts = [c for c in desk.spec.columns if desk.columns[c.name].type == pa.string()]
    for check in (checks.check_nul, checks.check_word, checks.check_format):
        for column in texts:
            check(desk, column)
    for column in desk.spec.columns:
        checks.check_required(desk, column)
    checks.check_either(desk)
    checks.check_ends(desk)
    _type(desk, settings)


def _type(desk: Desk, settings: Settings) -> None:
    """Dates, amounts and numbers in their types; currencies and relations filled in where blank."""
    if "currency" in desk.columns:
        _settle_currency(desk, settings)
    if desk.spec.name == "identifiers":
        desk.columns["relation"] = pc.fill_null(desk.columns["relation"], "uses")
    for column in desk.spec.columns:
        text = desk.columns[column.name]
        if text.null_count == len(text):
            desk.columns[column.name] = constant(None, len(text), kind=ARROW.get(column.type))
        elif column.type == "date":
            desk.settle(column, parse_dates(text, settings))
        elif column.type == "money":
            desk.settle(column, parse_money(text, desk.columns["currency"], settings=settings))
        elif column.type == "number":
            desk.settle(column, parse_numbers(text, settings))


def _settle_currency(desk: Desk, settings: Settings) -> None:
    """Codes in capitals; an amount in an unknown currency is no amount."""
    parsed = by_distinct(desk.columns["currency"], _read_currency, kind=pa.string())
    for column in desk.spec.columns:
        if column.type == "money":
            desk.refuse_cells(column, parsed.bad, reason=parsed.reasons)
    desk.columns["currency"] = pc.fill_null(parsed.values, settings.currency)


def _read_currency(code: str) -> tuple[str | None, str]:
    plain = code.upper()
    plain = "CNY" if plain in {"RMB", "人民币"} else plain
    return (plain, "") if re.fullmatch("[A-Z]{3}", plain) else (None, "unknown_currency")


def _unpivot(desk: Desk, raw: Raw, *, entry: tuple[str, str, str, int]) -> tuple[pa.Table, pa.Table]:
    """One wide column of `accounts` as identifiers, and its cells that had lost their digits."""
    relation, kind, header, at = entry
    text, lost = _words(raw, at)
    inner = Desk(desk.place, TABLES["identifiers"])
    fixed = {"relation": relation, "kind": kind, "source": header}
    inner.columns = {name: constant(word, len(text)) for name, word in fixed.items()}
    inner.columns |= {ours: desk.columns[theirs] for ours, theirs in _CARRIED.items()} | {"value": text}
    inner.alive = desk.alive & text.is_valid().to_numpy()
    value = inner.spec.column("value")
    inner.refuse_rows("value", lost, reason="precision_lost")
    checks.check_nul(inner, value)
    checks.check_format(inner, value)
    parts: list[pa.Table] = [_as_cells(part, header) for part in inner.refused]
    return inner.rest(), pa.concat_tables(parts) if parts else refusals(
        desk.place, [], fault=("", "", "cell"), values=[]
    )


def _as_cells(part: pa.Table, header: str) -> pa.Table:
    """Refused identifiers of a wide column, told as cells of the accounts row they stood in."""
    named: Any = part.set_column(3, "column", pa.repeat(pa.scalar(header), len(part)))
    return named.set_column(6, "scope", pa.repeat(pa.scalar("cell"), len(part)))

"""An Excel workbook: one sheet a table, ids as text, no formula anywhere, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xlsxwriter

from counterfeit_graph.exports.cells import defused
from counterfeit_graph.exports.manifest import digest
from counterfeit_graph.exports.money import MONEY, in_units
from counterfeit_graph.exports.sheets import made_with, sheets
from counterfeit_graph.exports.tables import checked_file
from counterfeit_graph.model.table import Table
from counterfeit_graph.views.atomic import replacing

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from counterfeit_graph.gangs.result import Gang, Gangs
    from counterfeit_graph.takedown import Plan

_MOST_ROWS = 1_000_000
_LONGEST = 32_767
_EXACT = 2**53
_TOLD = (
    ("counterfeit-graph", "售假图谱"),
    (
        "Common control is not a crime: these are leads for people to check.",
        "共同控制并不等于违法:以下均为供人工核查的线索。",
    ),
    (
        "Ids are text. An apostrophe stands in front of text that a spreadsheet would run as a formula.",
        "编号均为文本。可能被表格软件当作公式执行的文本前加了撇号。",
    ),
    ("Amounts of money are in units of the currency beside them.", "金额以其旁所列币种的主单位表示。"),
)


def xlsx(what: Gang | Gangs | Plan | Mapping[str, Table], path: str | Path) -> Path:
    """A workbook with a README sheet (parameters, and the SHA-256 of each table as CSV) and one sheet per table.

    Args:
        what: a gang, all gangs, a plan, or tables by name.
        path: ends with .xlsx; replaced if it is there.

    Raises:
        OutputError: the file cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     xlsx({"gangs": Table.of({"gang_id": ["00012"]})}, f"{folder}/a.xlsx").name
        'a.xlsx'
    """
    target, named = checked_file(path, ".xlsx"), sheets(what)
    with replacing(target) as draft:
        book = xlsxwriter.Workbook(
            str(draft),
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
        )
        # Workbooks carry a date of making; a fixed one keeps the bytes the same.
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC), "title": "counterfeit-graph"})
        looks = _looks(book)
        _readme(book.add_worksheet("README"), named, told=made_with(what), looks=looks)
        for name, part in _parts(named):
            _sheet(book.add_worksheet(name), in_units(part, MONEY), looks=looks)
        book.close()
    return target


def _looks(book: Workbook) -> dict[str, Format]:
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True}),
        "text": book.add_format({"num_format": "@"}),
        "long": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "part": book.add_format({"num_format": "#,##0.0##"}),
    }


def _readme(
    sheet: Worksheet, named: Mapping[str, Table], *, told: Mapping[str, Any], looks: Mapping[str, Format]
) -> None:
    lines: list[tuple[str, ...]] = [*_TOLD, ("",), ("parameter", "value")]
    lines += [(key, str(value)) for key, value in sorted(told.items())]
    lines += [("",), ("sheet", "rows", "SHA-256 of the table as CSV")]
    lines += [(name, f"{len(table)}", digest(table)) for name, table in named.items()]
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(row, column, _fitting(text), looks["long"])
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 2, 68)


def _parts(named: Mapping[str, Table]) -> Iterator[tuple[str, Table]]:
    """Sheets of at most a million rows, since Excel holds no more."""
    for name, table in named.items():
        yield name[:31], table.take(np.arange(min(len(table), _MOST_ROWS)))
        for start in range(_MOST_ROWS, len(table), _MOST_ROWS):
            rows = np.arange(start, min(start + _MOST_ROWS, len(table)))
            yield f"{name[:24]} ({start // _MOST_ROWS + 1})", table.take(rows)


def _sheet(sheet: Worksheet, table: Table, *, looks: Mapping[str, Format]) -> None:
    # The header stays in sight, and filters work, however long the table is.
    sheet.freeze_panes(1, 0)
    for at, name in enumerate(table.columns):
        sheet.write_string(0, at, _fitting(name), looks["head"])
        cells = table.arrow.column(name).to_pylist()
        for row, value in enumerate(cells, 1):
            _write(sheet, (row, at), value=value, looks=looks)
        sheet.set_column(at, at, _width(name, cells))
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _write(sheet: Worksheet, at: tuple[int, int], *, value: Any, looks: Mapping[str, Format]) -> None:
    if value is None:
        return
    # Exact sums are in the CSV; a cell shows the nearest double.
    if isinstance(value, Decimal):
        value = float(value)
    # Excel's numbers are doubles: beyond 2^53 an amount would change silently.
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _EXACT:
        sheet.write_number(*at, value, looks["whole" if isinstance(value, int) else "part"])
    else:
        sheet.write_string(*at, _fitting(str(value)), looks["text"])


def _fitting(text: str) -> str:
    """Text as a cell holds it: defused, and cut with a mark where Excel would drop it whole."""
    safe = defused(text)
    return safe if len(safe) <= _LONGEST else f"{safe[: _LONGEST - 40]}… (cut, {len(text):,} characters)"


def _width(name: str, values: list[Any]) -> int:
    return min(60, max(10, len(name) + 2, *(len(str(value)) + 2 for value in values[:200] if value is not None), 10))

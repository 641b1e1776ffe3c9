"""Excel workbooks: one sheet as text, after the archive was found to be of honest size and without macros.

A cell that holds a number has at most fifteen true digits; longer ones come out in scientific notation, so that the
check for lost digits meets them. Error values, which the reader gives as blanks, are looked up in the sheet's XML.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from counterfeit_graph.model.errors import CaseError, ColumnError, nearest_of
from counterfeit_graph.records.raw import Bad, Raw, Row
from counterfeit_graph.records.text import figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfeit_graph.records.formats.payload import Payload

# Largest inflation of a workbook that is believed.
RATIO = 200
# Most inflated bytes of a workbook.
CAP = 512 * 2**20
_FLOOR = 16 * 2**20
_OLE = b"\xd0\xcf\x11\xe0"
_SHEET = re.compile(rb"<sheet\s[^>]*?r:id=\"(\w+)\"")
_TARGET = re.compile(rb"<Relationship\s(?=[^>]*Id=\"(\w+)\")(?=[^>]*Target=\"/?(?:xl/)?([^\"]+)\")")
_ERROR = re.compile(rb"<c\s(?=[^>]*\bt=\"e\")[^>]*?\br=\"[A-Z]+(\d+)\"")


def read_workbook(payload: Payload, table: str, *, sheet: str = "") -> Raw:
    """The records of one sheet: the named one, else the one named after the table, else the only visible one.

    Raises:
        CaseError: encrypted, with macros, broken, a bomb, or without a clear sheet.
        ColumnError: the sheet has records and no header.
    """
    archive = _opened(payload)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(payload.data))
        name = _choose(book, sheet or table, file=payload.file)
        grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        what = "is no whole workbook"
        raise CaseError(what, where=payload.file, remedy="save it again as .xlsx") from error
    others = tuple(f"sheet {other!r}" for other in book.sheet_names if other != name)
    errors = _errors(archive, book.sheet_names.index(name))
    return _records(payload.file, grid, errors=errors, others=others)


def _opened(payload: Payload) -> zipfile.ZipFile:
    remedy = "save it as .xlsx without password and macros"
    if payload.data.startswith(_OLE):
        what = "is encrypted or of a format before 2007"
        raise CaseError(what, where=payload.file, remedy=remedy)
    try:
        archive = zipfile.ZipFile(io.BytesIO(payload.data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        what = "is no whole workbook"
        raise CaseError(what, where=payload.file, remedy="save it again as .xlsx") from error
    entries = archive.infolist()
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        what = "holds macros"
        raise CaseError(what, where=payload.file, remedy=remedy)
    if any(".." in entry.filename.split("/") or entry.filename.startswith("/") for entry in entries):
        what = "names a place outside itself"
        raise CaseError(what, where=payload.file, remedy=remedy)
    size = sum(entry.file_size for entry in entries)
    if size > min(CAP, max(_FLOOR, RATIO * len(payload.data))):
        what = "inflates beyond what is believed"
        raise CaseError(what, where=payload.file, remedy="export it as CSV or Parquet")
    return archive


def _choose(book: CalamineWorkbook, wanted: str, *, file: str) -> str:
    seen = [
        m.name
        for m in book.sheets_metadata
        if m.visible == SheetVisibleEnum.Visible and m.typ == SheetTypeEnum.WorkSheet
    ]
    if wanted in book.sheet_names:
        return wanted
    if len(seen) == 1:
        return seen[0]
    near = nearest_of(wanted, book.sheet_names)
    remedy = "name one under `sheet:` in case.yaml"
    what = f"none of its {len(book.sheet_names)} sheets is {wanted!r}"
    raise CaseError(what, where=file, nearest=near, remedy=remedy)


def _errors(archive: zipfile.ZipFile, index: int) -> frozenset[int]:
    """Rows with a cell that holds an error value, counted from 0."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return frozenset()
    order = _SHEET.findall(archive.read("xl/workbook.xml"))
    targets = dict(_TARGET.findall(archive.read("xl/_rels/workbook.xml.rels")))
    path = "xl/" + targets.get(order[index], b"").decode() if index < len(order) else ""
    found = _ERROR.findall(archive.read(path)) if path in names else []
    return frozenset(int(row) - 1 for row in found)


def _records(file: str, grid: list[list[Any]], *, errors: frozenset[int], others: tuple[str, ...]) -> Raw:
    head = next((at for at, cells in enumerate(grid) if any(cell != "" for cell in cells)), len(grid))
    names = [_text(cell) or "" for cell in grid[head]] if grid[head:] else []
    doubled = [name for at, name in enumerate(names) if name and name in names[:at]]
    if doubled:
        what = f"column {doubled[0]!r} stands twice"
        raise ColumnError(what, where=file, remedy="rename or drop one")
    rows: list[tuple[int, Row]] = []
    bad: list[Bad] = []
    for number, (at, cells) in enumerate(_filled(grid, head), 1):
        texts = [_text(cell) for cell in cells]
        if at in errors:
            bad.append((number, "error_cell", ",".join(text or "" for text in texts)))
        else:
            rows.append((number, dict(zip(names, texts, strict=False))))
    raw = Raw.of_rows(file, names, rows=rows, bad=bad)
    return Raw(raw.file, raw.arrow, raw.record, raw.read, raw.refused, others)


def _filled(grid: list[list[Any]], head: int) -> Iterator[tuple[int, list[Any]]]:
    """Rows below the header that hold anything."""
    for at in range(head + 1, len(grid)):
        if any(cell != "" for cell in grid[at]):
            yield at, grid[at]


def _text(cell: Any) -> str | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return figure(cell)
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell) or None

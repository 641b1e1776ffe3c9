"""CSV and TSV: every cell as text; fast where the file is clean, record by record where it is not.

A file is clean when its bytes are UTF-8 without NUL, its quotes stand where RFC 4180 wants them and no record is longer
than a million bytes. Its records are counted by `survey` on whole arrays and the count must agree with what Arrow's
reader finds; else `sift` goes through the file and Arrow only reads the records that hold together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as pcsv

from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.records.formats.encoding import to_utf8
from counterfeit_graph.records.formats.lines import LONGEST
from counterfeit_graph.records.formats.payload import refuse_alien
from counterfeit_graph.records.formats.sift import Grammar, sift
from counterfeit_graph.records.formats.survey import survey
from counterfeit_graph.records.raw import Raw, broken

if TYPE_CHECKING:
    from counterfeit_graph.records.formats.payload import Payload
    from counterfeit_graph.records.settings import Settings

_OTHERS = (";", "\t", "|", ",", "，")


def read_delimited(payload: Payload, settings: Settings, *, delimiter: str) -> Raw:
    """The records of a CSV or TSV file.

    Raises:
        CaseError: no text, unknown encoding, another delimiter or a broken header.
    """
    refuse_alien(payload)
    text = to_utf8(payload, settings.encoding)
    grammar = Grammar(delimiter)
    names, start = _header(text.data, grammar, file=payload.file)
    body = memoryview(text.data)[start:]
    count = survey(body, grammar.delimiter) if text.clean else -1
    if count >= 0:
        table = _parse(body, names, delimiter=delimiter)
        if table is not None and table.num_rows == count:
            return Raw.whole(payload.file, table)
    return _careful(payload.file, text.data, header=(names, start), grammar=grammar)


def _careful(file: str, data: bytes, *, header: tuple[list[str], int], grammar: Grammar) -> Raw:
    names, start = header
    sifted = sift(data, grammar, width=len(names), start=start)
    good = b"".join(data[start:end] for start, end in sifted.spans)
    table = _parse(memoryview(good), names, delimiter=grammar.delimiter.decode())
    record = sifted.record
    if table is None or table.num_rows != len(record):
        what = "its records cannot be told apart"
        raise CaseError(what, where=file, remedy="export it again, as Parquet if possible")
    return Raw(file, table, record, sifted.read, broken(file, sifted.bad))


def _header(data: bytes, grammar: Grammar, *, file: str) -> tuple[list[str], int]:
    start = len(data) - len(data.lstrip(b"\r\n"))
    cells, end = grammar.cells(data, start)
    if end < 0 or end - start > LONGEST:
        what = "the header line has a broken quote"
        raise CaseError(what, where=file)
    try:
        names = [cell.decode("utf-8") for cell in cells]
    except UnicodeDecodeError:
        what = "the header is not text"
        raise CaseError(what, where=file, remedy="declare `encoding:` in case.yaml") from None
    _check_delimiter(names, grammar.delimiter.decode(), file=file)
    return (names if data[start:] else []), end


def _check_delimiter(names: list[str], delimiter: str, *, file: str) -> None:
    other = [mark for mark in _OTHERS if mark != delimiter and mark in names[0]]
    if len(names) == 1 and other:
        remedy = f"declare `delimiter: {other[0]!r}` in case.yaml"
        what = f"cells are not divided by {delimiter!r} but, it seems, by {other[0]!r}"
        raise CaseError(what, where=file, remedy=remedy)


def _parse(body: memoryview, names: list[str], *, delimiter: str) -> pa.Table | None:
    labels = [f"c{i}" for i in range(len(names))]
    empty = pa.table([pa.array([], pa.string())] * len(names), names=names)
    if not bytes(body[:LONGEST]).strip(b"\r\n") and len(body) <= LONGEST:
        return empty
    try:
        table = pcsv.read_csv(
            pa.BufferReader(pa.py_buffer(body)),
            read_options=pcsv.ReadOptions(column_names=labels, block_size=8 * LONGEST),
            parse_options=pcsv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=pcsv.ConvertOptions(
                column_types=dict.fromkeys(labels, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return table.rename_columns(names)

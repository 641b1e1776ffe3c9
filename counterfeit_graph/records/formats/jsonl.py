"""JSON lines: one object a line, every value as the text it was written in, whole numbers to the last digit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.records.formats.encoding import to_utf8
from counterfeit_graph.records.formats.lines import LONGEST
from counterfeit_graph.records.formats.payload import refuse_alien
from counterfeit_graph.records.raw import Bad, Raw, Row

if TYPE_CHECKING:
    from counterfeit_graph.records.formats.payload import Payload
    from counterfeit_graph.records.settings import Settings


class _Pairs(list[tuple[str, Any]]):
    """The pairs of an object before a repeated key can hide another."""


_NO_NUMBER = object()


def read_lines(payload: Payload, settings: Settings) -> Raw:
    """The records of a JSON-lines file; blank lines are none.

    Raises:
        CaseError: the file is one JSON array, or no text.
    """
    refuse_alien(payload)
    data = to_utf8(payload, settings.encoding).data
    if data.lstrip().startswith(b"["):
        what = "is one JSON array"
        raise CaseError(what, where=payload.file, remedy="write one object a line")
    rows: list[tuple[int, Row]] = []
    bad: list[Bad] = []
    lines = (line for line in data.replace(b"\r\n", b"\n").split(b"\n") if line.strip())
    for number, line in enumerate(lines, 1):
        row, reason = _record(line)
        if reason:
            bad.append((number, reason, line.decode("utf-8", "backslashreplace")))
        else:
            rows.append((number, row))
    return Raw.of_rows(payload.file, rows=rows, bad=bad)


def _record(line: bytes) -> tuple[Row, str]:
    if len(line) > LONGEST:
        return {}, "too_long"
    try:
        pairs = json.loads(
            line.decode("utf-8"),
            object_pairs_hook=_Pairs,
            parse_int=str,
            parse_float=str,
            parse_constant=lambda _: _NO_NUMBER,
        )
    except UnicodeDecodeError:
        return {}, "bad_encoding"
    except (ValueError, RecursionError):
        return {}, "bad_json"
    return _row(pairs) if isinstance(pairs, _Pairs) else ({}, "bad_json")


def _row(pairs: _Pairs) -> tuple[Row, str]:
    row: Row = {}
    for key, value in pairs:
        reason = _fault(value) or ("repeated_key" if key in row else "")
        if reason:
            return {}, reason
        row[key] = _text(value)
    return row, ""


def _fault(value: Any) -> str:
    if isinstance(value, list):
        return "nested_value"
    if value is _NO_NUMBER:
        return "bad_json"
    return "bad_encoding" if isinstance(value, str) and not _is_text(value) else ""


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)

"""Cells as text: exact, the same everywhere, and harmless to the spreadsheet that opens them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from counterfeit_graph.model.table import Table

# What a spreadsheet takes for a formula: = + - @ and their full-width forms, tab, carriage return and line feed, also
# behind blanks or characters that do not show. An apostrophe in front of one of those is doubled, so that `armed` can
# tell our apostrophe from the seller's.
_RISKY = r"[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
_BLANK = r"[ \x{A0}\x{3000}\x{200B}-\x{200F}\x{2060}\x{FEFF}]"
_ARROW_PATTERN = f"^('*{_BLANK}*{_RISKY})"
_PATTERN = re.compile(re.sub(r"\\x\{([0-9A-F]+)\}", lambda found: f"\\u{int(found[1], 16):04x}", _ARROW_PATTERN))


def defused(text: str) -> str:
    """The text with an apostrophe in front if a spreadsheet would run it.

    Example:
        >>> defused("=1+1"), defused("+86 138"), defused("'=1"), defused("a-b")
        ("'=1+1", "'+86 138", "''=1", 'a-b')
    """
    return _PATTERN.sub(r"'\1", text, count=1)


def armed(text: str) -> str:
    """What `defused` was given.

    Example:
        >>> armed(defused("'=1")), armed("'quoted'")
        ("'=1", "'quoted'")
    """
    return text[1:] if text.startswith("'") and _PATTERN.match(text) else text


def text_columns(table: Table) -> list[pa.Array]:
    """Every column of a table as text, nulls empty, text defused.

    Numbers are the shortest that reads back the same, dates are ISO 8601, lists of text are joined by '+'.

    Example:
        >>> from counterfeit_graph.model.table import Table
        >>> [c.to_pylist() for c in text_columns(Table.of({"a": ["=x", None], "n": [12.5, float("nan")]}))]
        [["'=x", ''], ['12.5', '']]
    """
    return [_safe(text) if is_text else text for text, is_text in map(_text, table.arrow.columns)]


def raw_columns(table: Table) -> list[pa.Array]:
    """As `text_columns`, but text as it is: for programs that load it, never for a spreadsheet.

    Example:
        >>> from counterfeit_graph.model.table import Table
        >>> [c.to_pylist() for c in raw_columns(Table.of({"a": ["+86 1"]}))]
        [['+86 1']]
    """
    return [_text(column)[0] for column in table.arrow.columns]


def _text(chunks: pa.ChunkedArray) -> tuple[pa.Array, bool]:
    """A column as text, and whether it was text before."""
    column = chunks.combine_chunks()
    kind = column.type
    # Dictionaries are how Arrow keeps repeated text; readers of CSV must not notice.
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_floating(kind):
        return _figures(column), False
    if pa.types.is_timestamp(kind):
        return pc.fill_null(pc.strftime(column, format="%Y-%m-%dT%H:%M:%S"), ""), False
    if pa.types.is_list(kind):
        return pa.array(["+".join(map(str, each or ())) for each in column.to_pylist()], pa.string()), True
    plain = pc.fill_null(column.cast(pa.string()), "")
    return plain, pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _figures(column: pa.Array) -> pa.Array:
    """Numbers as text: whole ones without a fraction, no minus in front of zero, nothing for what is no number."""
    exact = pc.if_else(pc.is_finite(column), column, None).cast(pa.float64())
    exact = pc.if_else(pc.equal(exact, 0.0), 0.0, exact)
    # Arrow writes the shortest digits that read back the same; whole numbers lose their ".0".
    shown = pc.replace_substring_regex(exact.cast(pa.string()), r"\.0$", "")
    return pc.fill_null(shown, "")


def _safe(column: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(column.cast(pa.string()), _ARROW_PATTERN, r"'\1", max_replacements=1)

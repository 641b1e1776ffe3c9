"""The checks that one row can fail on its own, in the order in which they are made."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.schema import INPUT_KINDS, WORDS
from counterfeit_graph.records.parsed import by_distinct
from counterfeit_graph.records.text import holds

if TYPE_CHECKING:
    from counterfeit_graph.model.schema import Column
    from counterfeit_graph.records.desk import Desk

# Kinds whose values are figures, which spreadsheets spoil.
FIGURED = ("phone", "payment", "card", "id_document")
_SCIENTIFIC = r"^[0-9](?:\.[0-9]+)?[eE]\+[0-9]{1,3}$"
# How a spreadsheet shows a long number; a stock number such as 12E3 has no plus sign.
_FIGURED_COLUMNS = ("sender_phone", "payment", "from_payment", "to_payment", "id_number")
_EITHER = {"signals": ("account_id", "listing_id"), "actions": ("account_id", "value")}
_ENDS = {"ties": ("from_party", "to_party"), "transfers": ("from_payment", "to_payment")}


def check_nul(desk: Desk, column: Column) -> None:
    """A NUL byte cuts text short in other tools: the row goes."""
    text = desk.columns[column.name]
    if holds(text, 0):
        desk.refuse_rows(column.name, _where(pc.match_substring(text, "\0")), reason="nul_byte")


def check_format(desk: Desk, column: Column) -> None:
    """Long numbers that a spreadsheet wrote as 1.38E+10: their digits are gone."""
    text = desk.columns[column.name]
    figures = column.type == "id" or column.name in {"value", *_FIGURED_COLUMNS}
    if not figures or not holds(text, ord("+")):
        return
    lost = pc.match_substring_regex(text, _SCIENTIFIC)
    if column.name == "value":
        lost = pc.and_(lost, pc.is_in(desk.columns["kind"], value_set=pa.array(FIGURED)))
    desk.refuse_cells(column, _where(lost), reason="format_lost")


def check_required(desk: Desk, column: Column) -> None:
    """A blank required cell costs the row."""
    if column.required and desk.columns[column.name].null_count:
        desk.refuse_rows(column.name, _where(desk.columns[column.name].is_null()), reason="blank_required")


def check_either(desk: Desk) -> None:
    """Signals and actions must name what they are about, one way or the other."""
    if desk.spec.name in _EITHER:
        one, other = _EITHER[desk.spec.name]
        blank = pc.and_(desk.columns[one].is_null(), desk.columns[other].is_null())
        desk.refuse_rows(one, _where(blank), reason="blank_required")


def check_ends(desk: Desk) -> None:
    """A tie or transfer from something to itself says nothing."""
    if desk.spec.name in _ENDS:
        one, other = _ENDS[desk.spec.name]
        desk.refuse_rows(one, _where(pc.equal(desk.columns[one], desk.columns[other])), reason="self_loop")


def check_word(desk: Desk, column: Column) -> None:
    """Words of a closed list, in any case or width; unknown ones are refused."""
    allowed, reason = _allowed(desk.spec.name, column)
    if not allowed:
        return
    text = desk.columns[column.name]
    if pc.all(pc.is_in(text.drop_null().unique(), value_set=pa.array(allowed))).as_py() is not False:
        return
    known = frozenset(allowed)

    def read(word: str) -> tuple[str | None, str]:
        plain = unicodedata.normalize("NFKC", word).casefold()
        return (plain, "") if plain in known else (None, reason)

    desk.settle(column, by_distinct(text, read, kind=pa.string()))


def _allowed(table: str, column: Column) -> tuple[tuple[str, ...], str]:
    if column.type == "word":
        return WORDS[f"{table}.{column.name}"], "unknown_word"
    if column.name == "kind" and table in {"identifiers", "holders"}:
        return INPUT_KINDS, "unknown_kind"
    return (), ""


def _where(mask: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    return np.flatnonzero(pc.fill_null(mask, fill_value=False).to_numpy())

"""Refusals: every row and cell that is not taken, where it stood, and why."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


# Characters of a refused value that are kept; the file itself keeps the rest.
LONGEST = 4096

SCHEMA = pa.schema(
    {
        "table": pa.string(),
        "file": pa.string(),
        "record": pa.int64(),
        "column": pa.string(),
        "reason": pa.string(),
        "value": pa.string(),
        "scope": pa.string(),
    }
)


class Reason(NamedTuple):
    """What a reason code means, in English and Chinese."""

    label: str
    label_zh: str


# Every reason code that `refused` may hold.
REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "too_few_cells": Reason("fewer cells than the header", "单元格少于表头"),
        "too_many_cells": Reason("more cells than the header", "单元格多于表头"),
        "unclosed_quote": Reason("a quoted cell is not closed", "引号未闭合"),
        "bad_quote": Reason("text follows a closing quote", "引号之后有多余文字"),
        "bad_encoding": Reason("bytes that are no text in the file's encoding", "编码无法识别"),
        "nul_byte": Reason("a NUL byte in the record", "含空字节"),
        "too_long": Reason("a record of more than a million bytes", "记录过长"),
        "bad_json": Reason("the line is no JSON object", "不是有效的 JSON 对象"),
        "repeated_key": Reason("a key appears twice in one object", "键重复"),
        "nested_value": Reason("a list or object where a value is due", "嵌套的值"),
        "error_cell": Reason("an error value of the spreadsheet", "表格错误值"),
        "precision_lost": Reason("stored as a number: digits beyond the fifteenth are gone", "以数字保存, 精度已丢失"),
        "format_lost": Reason("a long number in scientific notation: digits are gone", "科学计数法, 位数已丢失"),
        "blank_required": Reason("a required cell is blank", "必填项为空"),
        "unknown_kind": Reason("no such kind of identifier", "未知的标识类型"),
        "unknown_word": Reason("not one of the words this column may hold", "不在允许的词之内"),
        "id_conflict": Reason("the id is taken by another row with other values", "编号相同而内容不同"),
        "unknown_account": Reason("the accounts table has no such account", "账号表中没有该账号"),
        "unknown_listing": Reason("the listings table has no such listing", "商品表中没有该商品"),
        "unknown_party": Reason("no table knows this party", "没有该当事人"),
        "self_loop": Reason("both ends are the same", "两端相同"),
        "not_a_date": Reason("not a date", "不是日期"),
        "no_such_date": Reason("no such day in the calendar", "日历上没有这一天"),
        "ambiguous_date": Reason("day or month first? declare date_format", "日月次序不明, 请声明 date_format"),
        "date_out_of_range": Reason("before 1900 or after 2199", "日期超出范围"),
        "not_an_amount": Reason("not an amount", "不是金额"),
        "ambiguous_amount": Reason("the decimal mark is another than the declared one", "小数点与声明不符"),
        "negative_amount": Reason("below zero", "金额为负"),
        "too_large": Reason("above a million million", "金额过大"),
        "amount_precision": Reason("more decimals than the currency has", "小数位过多"),
        "other_currency": Reason("the sign is that of another currency", "货币符号与币种不符"),
        "unknown_currency": Reason("not an ISO 4217 code of three letters", "不是三字母货币代码"),
        "not_a_number": Reason("not a finite number", "不是有限数"),
    }
)


# Column, reason code (one for all rows or one each) and scope ("row" or "cell").
Fault = tuple[str, Any, str]


class Place(NamedTuple):
    """Where the rows of a column stand: their table, and file and record per row."""

    table: str
    file: str | np.ndarray[Any, Any]
    record: np.ndarray[Any, Any]


def refusals(place: Place, at: Sequence[int] | np.ndarray[Any, Any], *, fault: Fault, values: Any) -> pa.Table:
    """Refused rows of the shape `SCHEMA`.

    Args:
        place: table, files and records that `at` points into.
        at: positions of the refused rows.
        fault: column, reason code (one for all, or one per position) and scope ("row" or "cell").
        values: the refused text, one per position; a list or an Arrow array.
    """
    column, reason, scope = fault
    spots = np.asarray(at, dtype=np.int64)
    size = len(spots)
    columns = (
        _same(place.table, size),
        _same(place.file, size) if isinstance(place.file, str) else pa.array(place.file[spots], pa.string()),
        pa.array(place.record[spots], pa.int64()),
        _same(column, size),
        _same(reason, size) if isinstance(reason, str) else pa.array(list(reason), pa.string()),
        _texts(values),
        _same(scope, size),
    )
    return pa.table(list(columns), schema=SCHEMA)


def _same(word: str, size: int) -> pa.Array:
    return pa.repeat(pa.scalar(word, pa.string()), size)


def _texts(values: Any) -> pa.Array:
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        text = pc.fill_null(values.cast(pa.string()), "")
        odd = pc.or_(pc.greater(pc.binary_length(text), LONGEST), pc.match_substring(text, "\0"))
        if not pc.any(odd).as_py():
            return text
        values = text.to_pylist()
    return pa.array([shown(value) for value in values], pa.string())


def shown(value: Any) -> str:
    """The refused text with NUL, lone surrogates and length made safe to write."""
    text = "" if value is None else str(value)
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}... (+{len(text) - LONGEST:,} characters)"
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def gather(parts: Iterable[pa.Table]) -> pa.Table:
    """All refusals under each other, in the order of tables, files, records and columns."""
    table = pa.concat_tables([SCHEMA.empty_table(), *parts])
    keyed = table.append_column("rank", pc.index_in(table["table"], value_set=pa.array(list(TABLES))))
    keys = [(name, "ascending") for name in ("rank", "file", "record", "scope", "column", "reason", "value")]
    return keyed.sort_by(keys).drop_columns(["rank"]).combine_chunks()

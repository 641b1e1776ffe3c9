from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.exports import tables
from counterfeit_graph.exports.cells import armed, defused, text_columns
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.table import Table

RISKY = [
    "=1+1",
    "+86 138",
    "-2",
    "@x",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\u200b=1",
    "\ufeff@a",
]
CELLS = st.text(
    alphabet=st.one_of(st.sampled_from("=+-@＝＠'\" ,\r\n\t\u200b\u3000羊a"), st.characters(exclude_categories=["Cs"]))
)


@pytest.mark.parametrize("text", RISKY)
def test_what_a_spreadsheet_would_run_is_defused(text):
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "00012", "'quoted'", "shop-1", "青羊", "１２", "a+b"])
def test_other_text_is_left_alone(text):
    assert defused(text) == text


@given(CELLS)
def test_armed_undoes_defused(text):
    assert armed(defused(text)) == text


@given(st.lists(CELLS, min_size=1))
def test_columns_are_defused_as_cells_are(texts):
    assert text_columns(Table.of({"a": texts}, {"a": "string"}))[0].to_pylist() == [defused(text) for text in texts]


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), st.integers(1, 2))
def test_csv_reads_back_as_written(rows, width):
    table = Table.of(
        {name: [row[at] for row in rows] for at, name in enumerate("ab"[:width])}, {"a": "string", "b": "string"}
    )
    with tempfile.TemporaryDirectory() as folder:
        [path] = tables({"t": table}, folder)
        found = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
    assert found == [list("ab"[:width]), *([defused(cell) for cell in row[:width]] for row in rows)]


SHOWN = [
    (pa.array([1.0, 0.1, -0.0, float("nan"), None]), ["1", "0.1", "0", "", ""]),
    (pa.array([dt.date(2024, 2, 29), None]), ["2024-02-29", ""]),
    (pa.array([1704164645, None], pa.timestamp("s")), ["2024-01-02T03:04:05", ""]),
    (pa.array([True, False, None]), ["true", "false", ""]),
    (pa.array([2**60, -5, None]), ["1152921504606846976", "-5", ""]),
    (pa.array([["a", "b"], [], None, ["="]]), ["a+b", "", "", "'="]),
    (pa.array(["a", "=b", None, "a"]).dictionary_encode(), ["a", "'=b", "", "a"]),
]


@pytest.mark.parametrize(("column", "cells"), SHOWN)
def test_cells_of_every_type(column, cells):
    assert text_columns(Table(pa.table({"c": column})))[0].to_pylist() == cells


def test_an_empty_table_still_has_its_header(tmp_path):
    [path] = tables({"t": Table.of({"a": [], "b": []})}, tmp_path)
    assert path.read_bytes() == b"a,b\r\n"


def test_ids_stay_text_in_parquet(tmp_path):
    table = Table.of({"id": ["00012", "180000000000000001", "NA", "=1"]})
    [path] = tables({"t": table}, tmp_path, format="parquet")
    assert pq.read_table(path).column("id").to_pylist() == ["00012", "180000000000000001", "NA", "=1"]


@pytest.mark.parametrize("name", ["../x", "a/b", "", "a.b", "con:"])
def test_a_table_name_cannot_leave_the_folder(name, tmp_path):
    with pytest.raises(OptionError, match="a table is named with"):
        tables({name: Table.of({"a": [1]})}, tmp_path)


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(OptionError, match="unknown format 'xls'"):
        tables({}, tmp_path, format="xls")


def test_money_is_written_in_units_exactly(tmp_path):
    table = Table.of({"sales": [9007199254740993, -5, None], "currency": ["CNY", "CNY", None]}, {"sales": "int64"})
    [path] = tables({"t": table}, tmp_path, money=["sales", "other"])
    assert path.read_bytes() == b"sales,currency\r\n90071992547409.93,CNY\r\n-0.05,CNY\r\n,\r\n"

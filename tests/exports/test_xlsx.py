from __future__ import annotations

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from counterfeit_graph import exports
from counterfeit_graph.exports.manifest import digest
from counterfeit_graph.exports.xlsx import _parts
from counterfeit_graph.model.table import Table
from tests.views import made


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return exports.xlsx(made.plan(), tmp_path_factory.mktemp("xlsx") / "p.xlsx")


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def column(sheet, name):
    head = [cell.value for cell in sheet[1]]
    return [row[head.index(name)] for row in sheet.iter_rows(min_row=2)]


def test_one_sheet_a_table_after_the_readme(book):
    assert book.sheetnames == [
        "README",
        "plan",
        "gang",
        "members",
        "dens",
        "roles",
        "links",
        "ledger",
        "reopened",
        "nodes",
        "edges",
    ]


def test_ids_are_text_cells(book):
    cells = column(book["members"], "account_id")
    assert [cell.value for cell in cells][3:5] == ["00012", "180000000000000001"]
    assert {cell.number_format for cell in cells} == {"@"}


def test_no_cell_is_a_formula(book):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    values = [cell.value for cell in column(book["ledger"], "value_a")]
    assert f"'{made.FORMULA}" in values


def test_money_is_in_units_of_its_currency(book):
    assert column(book["gang"], "sales")[0].value == 21000


def test_the_header_stays_in_sight(book):
    assert {sheet.freeze_panes for sheet in book if sheet.title != "README"} == {"A2"}


def test_the_readme_names_parameters_and_digests(book):
    lines = [tuple(cell.value for cell in row) for row in book["README"].iter_rows()]
    assert ("seed", "7", None) in lines
    assert ("members", "6", digest(made.members())) in lines


def test_another_reader_agrees(path, book):
    found = CalamineWorkbook.from_path(path).get_sheet_by_name("members").to_python()
    assert [row[0] for row in found] == [row[0].value for row in book["members"].iter_rows()]


def test_long_text_is_cut_with_a_mark(tmp_path):
    exports.xlsx({"t": Table.of({"a": ["x" * 40_000, "\x00\x07b"]})}, tmp_path / "t.xlsx")
    first, second = (row[0].value for row in openpyxl.load_workbook(tmp_path / "t.xlsx")["t"].iter_rows(min_row=2))
    assert first.endswith("… (cut, 40,000 characters)")
    assert second.endswith("b")


def test_large_whole_numbers_are_kept_as_text(tmp_path):
    exports.xlsx({"t": Table.of({"a": [2**60]})}, tmp_path / "t.xlsx")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx")["t"]["A2"].value == "1152921504606846976"


def test_more_rows_than_a_sheet_holds_go_on_in_another():
    parts = [(name, len(part)) for name, part in _parts({"ledger": Table.of({"a": range(2_000_001)})})]
    assert parts == [("ledger", 1_000_000), ("ledger (2)", 1_000_000), ("ledger (3)", 1)]

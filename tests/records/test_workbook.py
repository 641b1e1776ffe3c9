from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from counterfeit_graph.model.errors import CaseError, ColumnError
from counterfeit_graph.records.formats import workbook
from tests.records.made import clock, column, read_case, reasons

_HEAD = ("account_id", "platform", "opened_at", "phone")


def _book(*rows: tuple, title: str = "Sheet", **others: list) -> bytes:
    book = openpyxl.Workbook()
    for name, content in {title: list(rows), **others}.items():
        sheet = book.active if name == title else book.create_sheet(name)
        sheet.title = name
        for row in content:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_cells_come_as_text(tmp_path):
    book = _book(_HEAD, ("00012", "NA", clock(2024, 1, 2, 3, 4), 13800138000), (7, "tb", "2024-02-30", None))
    records = read_case(tmp_path, {"accounts.xlsx": book})
    assert column(records["accounts"], "account_id") == ["00012", "7"]
    assert records["accounts"].rows()[0]["opened_at"] == clock(2024, 1, 2, 3, 4)
    assert column(records["identifiers"], "value") == ["13800138000"]
    assert reasons(records) == [(2, "opened_at", "no_such_date", "cell")]


def test_long_numbers_have_lost_their_last_figures(tmp_path):
    records = read_case(tmp_path, {"accounts.xlsx": _book(_HEAD, (110105199003078811, "tb", None, None))})
    assert reasons(records) == [(1, "account_id", "format_lost", "row")]


def test_error_values_cost_their_record(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(_book(_HEAD, ("1", "tb"), ("2", "tb"))))
    book.active["C3"] = "#DIV/0!"
    out = io.BytesIO()
    book.save(out)
    records = read_case(tmp_path, {"accounts.xlsx": out.getvalue()})
    assert reasons(records) == [(2, "", "error_cell", "row")]
    assert column(records["accounts"], "account_id") == ["1"]


def test_empty_rows_are_no_records_and_empty_sheets_no_fault(tmp_path):
    book = _book((None,), _HEAD, (None,), ("1", "tb"), (None,), ("2", "tb"))
    assert column(read_case(tmp_path, {"accounts.xlsx": book})["accounts"], "record") == [1, 2]
    assert read_case(tmp_path / "x", {"accounts.xlsx": _book()}).counts.rows()[0]["read"] == 0


def test_the_sheet_of_the_tables_name_is_read_and_others_are_listed(tmp_path):
    book = _book(_HEAD, ("1", "tb"), title="accounts", notes=[("x",)])
    records = read_case(tmp_path, {"accounts.xlsx": book})
    assert column(records.ignored, "column") == ["sheet 'notes'"]


def test_the_mapping_names_the_sheet(tmp_path):
    files = {"all.xlsx": _book(_HEAD, ("1", "tb"), title="shops", notes=[("x",)])}
    mapping = {"accounts": {"file": "all.xlsx", "sheet": "shops"}}
    (tmp_path / "accounts.csv").touch()
    assert len(read_case(tmp_path, files, mapping=mapping)["accounts"]) == 1
    with pytest.raises(CaseError, match="did you mean 'shops'"):
        read_case(tmp_path, files, mapping={"accounts": {"file": "all.xlsx", "sheet": "shop"}})


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted"),
        (b"PK no zip", "no whole workbook"),
        (_zip("xl/workbook.xml", "xl/vbaProject.bin"), "holds macros"),
        (_zip("../../etc/x"), "names a place outside itself"),
        (_zip("readme.txt"), "no whole workbook"),
    ],
)
def test_unsafe_workbooks_are_refused_whole(tmp_path, data, said):
    with pytest.raises(CaseError, match=said):
        read_case(tmp_path, {"accounts.xlsx": data})


def test_a_workbook_that_inflates_too_far_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "CAP", 1000)
    with pytest.raises(CaseError, match="beyond what is believed"):
        read_case(tmp_path, {"accounts.xlsx": _book(_HEAD, ("1", "tb"))})


def test_a_doubled_header_is_refused(tmp_path):
    with pytest.raises(ColumnError, match="'account_id' stands twice"):
        read_case(tmp_path, {"accounts.xlsx": _book(("account_id", "account_id"), ("1", "2"))})

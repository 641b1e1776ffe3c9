"""The bad inputs that are promised to do no harm: refused whole with one clear line, or record by record."""

from __future__ import annotations

import gzip
import os
import pickle

import pyarrow as pa
import pytest

from counterfeit_graph.model.errors import CaseError, ColumnError
from counterfeit_graph.records import Settings, read
from counterfeit_graph.records.formats import lines, payload
from tests.records.made import ACCOUNTS, balanced, case, column, read_case, reasons

_HEAD = "account_id,platform,name\n"
_IDENTIFIERS = "account_id,kind,value\n"


def _accounts(folder, body, head=_HEAD):
    files = {"accounts.csv": (head if isinstance(body, str) else head.encode()) + body}
    return read_case(folder, files)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1,tb,a\n2,tb\n3,tb,b\n", [(2, "", "too_few_cells", "row")]),
        ("1,tb,a\n2,tb,x,y\n3,tb,b\n", [(2, "", "too_many_cells", "row")]),
        ('1,tb,a\n2,tb,"x\n3,tb,b\n', [(2, "", "unclosed_quote", "row")]),
        ('1,tb,a\n2,tb,"x\n3,tb,"b"\n', [(2, "", "unclosed_quote", "row")]),
        ('1,tb,a\n2,tb,"x"y\n3,tb,b\n', [(2, "", "bad_quote", "row")]),
        ("1,tb,a\n2,tb,\0x\n3,tb,b\n", [(2, "", "nul_byte", "row")]),
        ("1,tb,a\n,tb,x\n3,tb,b\n", [(2, "account_id", "blank_required", "row")]),
        ("1,tb,a\n  ,tb,x\n3,tb,b\n", [(2, "account_id", "blank_required", "row")]),
        ("1,tb,a\n1.1E+17,tb,x\n3,tb,b\n", [(2, "account_id", "format_lost", "row")]),
    ],
)
def test_one_bad_record_costs_itself_only(tmp_path, body, expected):
    records = _accounts(tmp_path, body)
    assert reasons(records) == expected
    assert column(records["accounts"], "account_id") == ["1", "3"]
    assert balanced(records)


def test_a_quote_that_is_never_closed_costs_its_line(tmp_path):
    records = _accounts(tmp_path, '1,tb,a\n2,tb,"x\n' + "".join(f"{i},tb,b\n" for i in range(3, 1000)))
    assert reasons(records) == [(2, "", "unclosed_quote", "row")]
    assert len(records["accounts"]) == 998


def test_invalid_bytes_cost_their_record(tmp_path):
    records = _accounts(tmp_path, "1,tb,小店\n".encode() + b"2,tb,\xff\xfe\n" + "3,tb,大店\n".encode())
    assert reasons(records) == [(2, "", "bad_encoding", "row")]
    assert records.refused.rows()[0]["value"] == r"2,tb,\xff\xfe"
    assert column(records["accounts"], "name") == ["小店", "大店"]


def test_line_ends_may_be_mixed(tmp_path):
    records = _accounts(tmp_path, "1,tb,a\r\n2,tb,b\r3,tb,c\n\n\r\n4,tb,d")
    assert column(records["accounts"], "name") == ["a", "b", "c", "d"]


def test_a_line_end_inside_quotes_is_text(tmp_path):
    records = _accounts(tmp_path, '1,tb,"a\nb"\n2,tb,"say ""hi"", ok"\n3,tb,13" screen\n')
    assert column(records["accounts"], "name") == ["a\nb", 'say "hi", ok', '13" screen']


@pytest.mark.parametrize("body", ["", "account_id,platform\n", "\n\n", "account_id,platform"])
def test_empty_accounts_are_no_fault(tmp_path, body):
    assert _accounts(tmp_path, body, head="").counts.rows()[0]["read"] == 0


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("account_id,platform,name,name\n", "'name' stands 2 times, at 3 ('name') and 4 ('name')"),
        ("acount_id,platform,name\n", "did you mean 'account_id'?"),
        ("Account ID,platform,name\n", "did you mean 'account_id'?"),
        ("ａccount_id,platform,name\n", "did you mean 'account_id'?"),
        ("аccount_id,platform,name\n", "did you mean 'account_id'?"),
        ("account_id,plattform,name\n", "did you mean 'platform'?"),
        ("account_id,platform,conact_phone\n", "did you mean 'contact_phone'?"),
        ("account_id,site,name\n", "no column 'platform'"),
        (",,\n", "no column 'account_id' "),
        ("1,tb,a\n", "no column 'account_id'"),
    ],
)
def test_a_faulty_header_is_told_with_the_nearest_name(tmp_path, head, said):
    with pytest.raises(ColumnError) as caught:
        _accounts(tmp_path, "1,tb,a\n", head=head)
    assert said.strip() in str(caught.value)
    assert str(caught.value).startswith("accounts.csv: ")


def test_columns_near_no_other_are_listed_not_read(tmp_path):
    records = _accounts(tmp_path, "1,tb,red\n", head="account_id,platform,colour\n")
    assert records.ignored.rows() == [{"table": "accounts", "file": "accounts.csv", "column": "colour"}]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"accounts.csv": "account_id;platform\n1;tb\n"}, "delimiter: ';'"),
        ({"accounts.csv": "account_id\tplatform\n1\ttb\n"}, "delimiter: '\\t'"),
        ({"accounts.csv": ",".join(f"c{i}" for i in range(10_000)) + "\n"}, "10,000 columns"),
        ({"accounts.csv": pickle.dumps([1])}, "pickled data"),
        ({"accounts.pkl": pickle.dumps([1])}, "pickled data"),
        ({"accounts.csv": b"PK\x03\x04aaaa"}, "zip or Excel"),
        ({"accounts.parquet": b"PAR1aaaa"}, "no whole Parquet"),
        ({"accounts.csv.gz": b"no gzip at all"}, "broken gzip"),
        ({"accounts.csv.gz": gzip.compress(ACCOUNTS.encode())[:-9]}, "ends early"),
        ({"accounts.xls": b""}, "format is not read"),
        ({"accounts.csv": ACCOUNTS, "accounts.tsv": ACCOUNTS}, "are both accounts"),
        ({"accounts.csv": ACCOUNTS, "idenifiers.csv": ""}, "did you mean 'identifiers'?"),
        ({"accounts.csv": ACCOUNTS.encode("utf-16-le")}, "UTF-16 without a mark"),
        ({"accounts.csv": b"\xff\xfea"}, "odd number of bytes"),
        ({"accounts.jsonl": '[{"account_id": 1}]'}, "one JSON array"),
        ({"accounts.csv": 'account_id,"platform\n1,2\n'}, "broken quote"),
    ],
)
def test_a_faulty_file_is_refused_whole_with_one_line(tmp_path, files, said):
    with pytest.raises((CaseError, ColumnError)) as caught:
        read_case(tmp_path, files)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_near_a_table_that_is_there_is_ignored(tmp_path):
    records = read_case(tmp_path, {"acounts.csv": ACCOUNTS, "accounts.csv": ACCOUNTS, "notes.txt": ""})
    assert column(records.ignored, "file") == ["acounts.csv", "notes.txt"]


def test_gzip_bombs_are_not_inflated(tmp_path, monkeypatch):
    monkeypatch.setattr(payload, "FLOOR", 1000)
    bomb = gzip.compress(b"0" * 10_000_000)
    for data in (bomb, bomb + bomb, gzip.compress(b"") * 10 + bomb):
        with pytest.raises(CaseError, match="beyond what is believed"):
            read_case(tmp_path, {"accounts.csv.gz": data})


def test_honest_gzip_members_are_joined(tmp_path):
    data = gzip.compress(b"account_id,platform\n") + gzip.compress(b"") + gzip.compress(b"1,tb\n") + b"\0" * 10
    assert len(read_case(tmp_path, {"accounts.csv.gz": data})["accounts"]) == 1


def test_links_and_devices_are_not_followed(tmp_path):
    real = tmp_path / "real.txt"
    real.write_text(ACCOUNTS, "utf-8")
    for number, make in enumerate((lambda path: path.symlink_to(real), os.mkfifo)):
        folder = tmp_path / str(number)
        folder.mkdir()
        make(folder / "accounts.csv")
        with pytest.raises(CaseError, match="a link or no regular file"):
            read(folder)


def test_a_giant_cell_costs_its_record(tmp_path, monkeypatch):
    giant = "x" * (lines.LONGEST + 1)
    records = _accounts(tmp_path, f'1,tb,{giant}\n2,tb,"{giant}"\n3,tb,c\n')
    assert reasons(records) == [(1, "", "too_long", "row"), (2, "", "too_long", "row")]
    assert all(len(value) < 5000 for value in column(records.refused, "value"))


@pytest.mark.parametrize(
    ("kind", "value", "lost"), [("phone", "1.38E+10", 1), ("handle", "12E3", 0), ("name", "1.2e+3", 0)]
)
def test_numbers_in_scientific_notation_have_lost_their_figures(tmp_path, kind, value, lost):
    records = read_case(tmp_path, {"identifiers.csv": f"{_IDENTIFIERS}1,{kind},{value}\n"})
    assert [reason for _, _, reason, _ in reasons(records)] == ["format_lost"] * lost


def test_a_lost_number_in_a_wide_column_costs_the_cell(tmp_path):
    records = _accounts(tmp_path, "1,tb,1.38E+10\n", head="account_id,platform,phone\n")
    assert reasons(records) == [(1, "phone", "format_lost", "cell")]
    assert len(records["accounts"]) == 1


@pytest.mark.parametrize("value", ["138****8000", "13800138000", "none", "＋８６ 138 0013 8000", "0086-13800138000"])
def test_odd_phones_are_kept_as_they_are(tmp_path, value):
    records = read_case(tmp_path, {"identifiers.csv": f"{_IDENTIFIERS}1,phone,{value}\n"})
    assert column(records["identifiers"], "value") == [value]


def test_floats_that_cannot_hold_an_id_are_refused():
    accounts = pa.table({"account_id": [1.0, 1.1010519900307882e17], "platform": ["tb", "tb"]})
    records = read({"accounts": accounts})
    assert column(records["accounts"], "account_id") == ["1"]
    assert reasons(records) == [(2, "account_id", "precision_lost", "row")]


@pytest.mark.parametrize("name", ["</script><img onerror=alert(1)>", "=HYPERLINK(1)", "a`b$(c)", "\u202eabc", "é"])
def test_hostile_names_are_kept_and_never_run(tmp_path, name):
    records = _accounts(tmp_path, f"1,tb,{name}\n")
    assert column(records["accounts"], "name") == [name]
    assert "<img" not in records["accounts"]._repr_html_()


def test_a_password_or_personal_value_is_in_no_error(tmp_path):
    folder = case(tmp_path, {"accounts.csv": "account_id,platform\n1,tb\n", "orders.csv": "x\n13812345678\n"})
    with pytest.raises(ColumnError) as caught:
        read(folder)
    assert "13812345678" not in str(caught.value)


def test_the_declared_decimal_mark_is_the_only_one(tmp_path):
    orders = {"orders.csv": 'order_id,account_id,amount\n1,1,"1.234,50"\n2,1,"¥1,234.50"\n'}
    dot = read_case(tmp_path, orders)
    comma = read(tmp_path, settings=Settings(decimal=","))
    assert (column(dot["orders"], "amount"), reasons(dot)) == ([123450], [(1, "amount", "ambiguous_amount", "row")])
    assert (column(comma["orders"], "amount"), reasons(comma)) == ([123450], [(2, "amount", "ambiguous_amount", "row")])

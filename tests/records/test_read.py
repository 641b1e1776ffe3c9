from __future__ import annotations

import gzip
import hashlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import counterfeit_graph as cg
from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.records import Settings, read
from counterfeit_graph.records.draft import schema_of
from tests.records.made import ACCOUNTS, balanced, case, clock, column, read_case, reasons


def test_ids_and_names_stay_the_text_they_were(tmp_path):
    text = "account_id,platform,name\n00012,taobao,NA\n110105199003078811,taobao,null\n12E3,taobao,nan\n"
    records = read_case(tmp_path, {"accounts.csv": text})
    assert column(records["accounts"], "account_id") == ["00012", "110105199003078811", "12E3"]
    assert column(records["accounts"], "name") == ["NA", "null", "nan"]


def test_a_phone_with_blank_neighbours_is_unharmed(tmp_path):
    text = "account_id,platform,contact_phone\n1,taobao,13800138001\n2,taobao,\n3,taobao,110105199003078811\n"
    records = read_case(tmp_path, {"accounts.csv": text})
    assert column(records["identifiers"], "value") == ["13800138001", "110105199003078811"]


def test_every_table_is_there_with_its_columns(tmp_path):
    records = read_case(tmp_path, {})
    assert set(records.tables) == set(TABLES)
    assert all(records[name].arrow.schema == schema_of(spec) for name, spec in TABLES.items())


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "tsv", "tsv.gz", "parquet", "jsonl", "jsonl.gz"])
def test_every_format_gives_the_same_rows(tmp_path, ending):
    data = {
        "csv": ACCOUNTS.encode(),
        "tsv": ACCOUNTS.replace(",", "\t").encode(),
        "jsonl": b'{"account_id":"1","platform":"taobao"}\n{"account_id":"2","platform":"douyin"}\n',
        "parquet": _parquet({"account_id": ["1", "2"], "platform": ["taobao", "douyin"]}),
    }[ending.removesuffix(".gz")]
    packed = gzip.compress(data) if ending.endswith(".gz") else data
    rows = read_case(tmp_path, {f"accounts.{ending}": packed})["accounts"].select("account_id", "platform", "record")
    assert rows.rows() == [
        {"account_id": "1", "platform": "taobao", "record": 1},
        {"account_id": "2", "platform": "douyin", "record": 2},
    ]


def _parquet(columns: dict) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue().to_pybytes()


def test_part_files_of_a_folder_are_one_table(tmp_path):
    files = {"accounts/a.csv": ACCOUNTS, "accounts/b.csv": "platform,account_id\npdd,3\n", "accounts/_SUCCESS": ""}
    records = read_case(tmp_path, files)
    assert column(records["accounts"], "file") == ["accounts/a.csv"] * 2 + ["accounts/b.csv"]
    assert column(records["accounts"], "record") == [1, 2, 1]
    assert records.ignored.rows() == [{"table": "", "file": "accounts/_SUCCESS", "column": ""}]


def test_wide_columns_become_identifiers(tmp_path):
    text = "account_id,platform,opened_at,phone,ship_from_address\n1,tb,2024-01-02,,义乌\n2,tb,,138****8000,\n"
    found = read_case(tmp_path, {"accounts.csv": text})["identifiers"]
    assert [(r["account_id"], r["relation"], r["kind"], r["value"], r["source"]) for r in found.rows()] == [
        ("2", "uses", "phone", "138****8000", "phone"),
        ("1", "ship_from", "address", "义乌", "ship_from_address"),
    ]
    assert [r["first_seen"] for r in found.rows()] == [None, clock(2024, 1, 2)]
    assert column(found, "record") == [2, 1]


def test_counts_balance_file_by_file(tmp_path):
    text = "account_id,platform\n1,tb\n1,tb\n1,jd\n,tb\n2\n3,tb,x\n4,tb\n"
    records = read_case(tmp_path, {"accounts.csv": text, "accounts_more.csv": ""})
    assert records.counts.rows() == [
        {"table": "accounts", "file": "accounts.csv", "read": 7, "accepted": 2, "refused": 4, "duplicates": 1}
    ]
    assert balanced(records)


def test_a_conflict_keeps_the_smallest_row_in_any_order(tmp_path):
    rows = ["1,tb,b\n", "1,tb,a\n", "1,tb,c\n", "2,tb,z\n"]
    kept = []
    for number, order in enumerate((rows, rows[::-1])):
        records = read_case(tmp_path / str(number), {"accounts.csv": "account_id,platform,name\n" + "".join(order)})
        kept.append(
            sorted(zip(column(records["accounts"], "account_id"), column(records["accounts"], "name"), strict=True))
        )
        assert [reason for _, _, reason, _ in reasons(records)] == ["id_conflict"] * 2
    assert kept == [[("1", "a"), ("2", "z")]] * 2


def test_what_conflicting_rows_say_in_wide_columns_is_kept(tmp_path):
    text = "account_id,platform,phone\n1,tb,13812345678\n1,jd,13912345678\n,tb,13712345678\n"
    records = read_case(tmp_path, {"accounts.csv": text})
    assert column(records["accounts"], "platform") == ["jd"]
    assert column(records["identifiers"], "value") == ["13812345678", "13912345678"]


def test_the_same_file_twice_changes_nothing(tmp_path):
    facts = "account_id,kind,value\n1,phone,13812345678\n2,email,a@b.cn\n"
    once = read_case(tmp_path / "1", {"identifiers.csv": facts})
    twice = read_case(tmp_path / "2", {"identifiers/a.csv": facts, "identifiers/b.csv": facts})
    names = [column.name for column in TABLES["identifiers"].columns]
    assert once["identifiers"].select(*names).rows() == twice["identifiers"].select(*names).rows()
    assert column(twice.duplicates, "same_file") == ["identifiers/a.csv"] * 2
    assert balanced(twice)


def test_what_accounts_lack_is_refused_elsewhere(tmp_path):
    files = {
        "identifiers.csv": "account_id,kind,value\n9,phone,13812345678\n",
        "orders.csv": "order_id,account_id,amount\no1,9,5\no2,1,5\n",
        "ties.csv": "from_party,to_party\np1,p1\np1,p2\n",
        "parties.csv": "party_id,kind\np1,person\n",
    }
    records = read_case(tmp_path, files)
    assert sorted((r["table"], r["reason"]) for r in records.refused.rows()) == [
        ("identifiers", "unknown_account"),
        ("orders", "unknown_account"),
        ("ties", "self_loop"),
        ("ties", "unknown_party"),
    ]


def test_ties_need_no_parties_table(tmp_path):
    assert len(read_case(tmp_path, {"ties.csv": "from_party,to_party\np1,p2\n"})["ties"]) == 1


def test_a_signal_on_a_listing_is_about_its_account(tmp_path):
    files = {
        "listings.csv": "listing_id,account_id\nl1,2\n",
        "signals.csv": "signal_id,listing_id,kind\ns1,l1,police\ns2,l9,police\ns3,,police\n",
    }
    records = read_case(tmp_path, files)
    assert column(records["signals"], "account_id") == ["2"]
    assert [(record, reason) for record, _, reason, _ in reasons(records)] == [
        (2, "unknown_listing"),
        (3, "blank_required"),
    ]


def test_words_are_of_the_vocabulary(tmp_path):
    files = {
        "signals.csv": "signal_id,account_id,kind,verdict\n1,1,Police,confirmed\n2,1,gossip,open\n3,1,police,maybe\n",
        "identifiers.csv": "account_id,kind,value\n1,phone,13812345678\n1,phnoe,13812345678\n",
    }
    records = read_case(tmp_path, files)
    assert column(records["signals"], "kind") == ["police", "police"]
    assert reasons(records) == [
        (2, "kind", "unknown_kind", "row"),
        (2, "kind", "unknown_word", "row"),
        (3, "verdict", "unknown_word", "cell"),
    ]


def test_refused_rows_tell_where_they_stood(tmp_path):
    refused = read_case(tmp_path, {"accounts.csv": "account_id,platform\n1,tb\n2,tb,x\n"}).refused
    assert refused.rows() == [
        {
            "table": "accounts",
            "file": "accounts.csv",
            "record": 2,
            "column": "",
            "reason": "too_many_cells",
            "value": "2,tb,x",
            "scope": "row",
        }
    ]


def test_inputs_are_hashed_as_they_lie(tmp_path):
    records = read_case(tmp_path, {"accounts.csv.gz": gzip.compress(ACCOUNTS.encode())})
    on_disk = hashlib.sha256((tmp_path / "accounts.csv.gz").read_bytes()).hexdigest()
    assert records.inputs == {"accounts.csv.gz": on_disk}


def test_the_root_reads(tmp_path):
    records = cg.read(case(tmp_path, {}))
    assert repr(records) == "Records(2 records of 1 tables, 0 refused)"
    assert "accounts.csv" in records._repr_html_()
    assert len(records.to_pandas()) == 1


def test_settings_win_over_the_mapping(tmp_path):
    folder = case(tmp_path, {"orders.csv": "order_id,account_id,amount\n1,1,5\n", "case.yaml": "currency: USD\n"})
    assert column(read(folder)["orders"], "currency") == ["USD"]
    assert column(read(folder, settings=Settings(currency="JPY"))["orders"], "amount") == [5]


def test_empty_tables_are_accepted(tmp_path):
    records = read_case(tmp_path, {"orders.csv": "", "listings.csv": "listing_id,account_id\n", "ties.jsonl": "\n\n"})
    assert [row["read"] for row in records.counts.rows()] == [2, 0, 0, 0]


def test_what_is_no_case_is_said_in_one_line(tmp_path):
    for wrong in (tmp_path / "nowhere", tmp_path, 7, case(tmp_path / "x", {}) / "accounts.csv", {}):
        with pytest.raises(CaseError) as caught:
            read(wrong)
        assert "\n" not in str(caught.value)

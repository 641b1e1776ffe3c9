from __future__ import annotations

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterfeit_graph.model.errors import CaseError, ColumnError
from counterfeit_graph.records import read
from counterfeit_graph.records.formats import parquet
from tests.records.made import column

_ROWS = {"account_id": ["00012", "2"], "platform": ["taobao", "NA"], "phone": ["13812345678", None]}
_MAKERS = {
    "dict": lambda rows: rows,
    "rows": lambda rows: [dict(zip(rows, values, strict=True)) for values in zip(*rows.values(), strict=True)],
    "arrow": pa.table,
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "reader": lambda rows: pa.table(rows).to_reader(),
    "duckdb": lambda rows: duckdb.connect().from_arrow(pa.table(rows)),
}


@pytest.mark.parametrize("maker", _MAKERS)
def test_every_frame_gives_the_same_records(maker):
    records = read({"accounts": _MAKERS[maker](_ROWS)})
    same = read({"accounts": _ROWS})
    assert records["accounts"].rows() == same["accounts"].rows()
    assert column(records["accounts"], "account_id") == ["00012", "2"]
    assert column(records["identifiers"], "value") == ["13812345678"]
    assert records.inputs == same.inputs


def test_pandas_ids_next_to_blanks_keep_their_figures():
    frame = pd.DataFrame({"account_id": [1, 2], "platform": ["a", "b"], "phone": [13800138000, None]})
    assert column(read({"accounts": frame})["identifiers"], "value") == ["13800138000"]


def test_mixed_objects_become_text():
    frame = pd.DataFrame({"account_id": ["00012", 7], "platform": ["a", 1.5]})
    assert column(read({"accounts": frame})["accounts"], "account_id") == ["00012", "7"]
    listed = {"account_id": [10**20, "x"], "platform": [b"a", "b"]}
    assert column(read({"accounts": listed})["accounts"], "account_id") == [str(10**20), "x"]


def test_dates_may_be_typed():
    frame = pd.DataFrame({"account_id": ["1"], "platform": ["a"], "opened_at": pd.to_datetime(["2024-01-02"])})
    assert read({"accounts": frame})["accounts"].rows()[0]["opened_at"].isoformat() == "2024-01-02T00:00:00"


def test_chunks_and_dictionaries_do_not_change_the_hash():
    whole = pa.table(_ROWS)
    parts = pa.concat_tables([whole.slice(0, 1), whole.slice(1)])
    coded = whole.set_column(1, "platform", whole["platform"].dictionary_encode())
    hashes = {read({"accounts": frame}).inputs["accounts"] for frame in (whole, parts, coded)}
    assert len(hashes) == 1
    assert read({"accounts": whole.slice(1)}).inputs["accounts"] not in hashes


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ({"acounts": []}, "did you mean 'accounts'?"),
        ({"orders": []}, "no accounts table"),
        ({"accounts": 7}, "a int is no frame"),
        ({"accounts": {"account_id": ["1"], "platfrom": ["a"]}}, "did you mean 'platform'?"),
    ],
)
def test_wrong_frames_are_told_apart(frames, said):
    with pytest.raises((CaseError, ColumnError)) as caught:
        read(frames)
    assert said in str(caught.value)


def test_doubled_columns_of_frames_are_refused():
    with pytest.raises(ColumnError, match="stands twice"):
        read({"accounts": pa.table([["1"], ["2"], ["a"]], names=["account_id", "account_id", "platform"])})


def test_a_duckdb_file_is_a_case(tmp_path):
    path = tmp_path / "case.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table accounts as select '00012' as account_id, 'taobao' as platform")
        connection.execute("create table notes as select 1 as x")
    records = read(path)
    assert column(records["accounts"], "account_id") == ["00012"]
    assert column(records["accounts"], "file") == ["case.duckdb:accounts"]
    assert column(records.ignored, "file") == ["case.duckdb:notes"]


def test_a_database_without_accounts_or_with_another_format_is_refused(tmp_path):
    path = tmp_path / "case.duckdb"
    duckdb.connect(str(path)).close()
    (tmp_path / "other.db").write_bytes(b"SQLite format 3\0")
    for name, said in (("case.duckdb", "no accounts table"), ("other.db", "is a file, not a case")):
        with pytest.raises(CaseError, match=said):
            read(tmp_path / name)


def test_lists_and_bytes_are_no_text():
    for values, said in (([["1"]], "holds lists"), ([b"\xff"], "holds no text")):
        with pytest.raises(ColumnError, match=said):
            read({"accounts": pa.table({"account_id": values, "platform": ["a"]})})


def test_text_that_is_no_utf_8_is_noticed_before_it_does_harm(tmp_path):
    broken = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff"]).buffers())
    table = pa.table({"account_id": broken, "platform": ["a"]})
    pq.write_table(table, tmp_path / "accounts.parquet")
    with pytest.raises(CaseError, match="not UTF-8"):
        read({"accounts": table})
    with pytest.raises(CaseError, match="no whole Parquet"):
        read(tmp_path)


def test_parquet_files_are_bounded(tmp_path, monkeypatch):
    pq.write_table(pa.table([["1"], ["2"]], names=["account_id", "account_id"]), tmp_path / "accounts.parquet")
    with pytest.raises(ColumnError, match="two columns have one name"):
        read(tmp_path)
    monkeypatch.setattr(parquet, "MOST_ROWS", 0)
    pq.write_table(pa.table({"account_id": ["1"], "platform": ["a"]}), tmp_path / "accounts.parquet")
    with pytest.raises(CaseError, match="claims 1 rows"):
        read(tmp_path)

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counterfeit_graph import stores
from counterfeit_graph.model.errors import CaseError, OutputError
from counterfeit_graph.model.table import Table
from counterfeit_graph.records import load_records, read
from counterfeit_graph.stores import Embedded, Store, check_store

_ACCOUNTS = Table.of({"account_id": ["00012", "2"], "platform": ["tb", "NA"]})


@pytest.fixture
def store(tmp_path):
    made = Embedded(tmp_path / "kept")
    made.save({"accounts": _ACCOUNTS, "numbers": Table.of({"n": [1, None]})}, about={"why": "测试"})
    return made


def test_tables_come_back_as_they_went(store):
    assert {name: table.rows() for name, table in store.load().items()} == {
        "accounts": _ACCOUNTS.rows(),
        "numbers": [{"n": 1}, {"n": None}],
    }
    assert store.about() == {"why": "测试"}


def test_an_embedded_store_is_a_store_and_a_case(store):
    assert isinstance(store, Store)
    store.save({"accounts": _ACCOUNTS})
    assert read(store)["accounts"]["account_id"].tolist() == ["00012", "2"]
    with pytest.raises(CaseError, match="holds no records"):
        load_records(store)


def test_a_store_that_loses_zeros_or_rows_is_found_out(store):
    class Careless(Embedded):
        def load(self):
            return {name: table.take([0]) for name, table in super().load().items()}

    check_store(store)
    with pytest.raises(OutputError, match="accounts came back as something else"):
        check_store(Careless(store.folder))


def test_saving_replaces_the_whole(store):
    store.save({"accounts": _ACCOUNTS.take([0])})
    assert list(store.load()) == ["accounts"]
    assert [path.name for path in store.folder.parent.iterdir()] == ["kept"]


def test_the_same_tables_give_the_same_bytes(store):
    before = {path.name: path.read_bytes() for path in store.folder.iterdir()}
    store.save(store.load(), about=store.about())
    assert {path.name: path.read_bytes() for path in store.folder.iterdir()} == before


def test_queries_see_the_tables_and_nothing_else(store):
    assert store.sql("select count(*) as n from accounts").rows() == [{"n": 2}]
    for query in ("select * from nowhere", "copy accounts to '/tmp/x.csv'", "select * from read_csv('/etc/passwd')"):
        with pytest.raises(CaseError, match="cannot be run"):
            store.sql(query)


def test_changed_and_lost_files_are_noticed(store):
    path = store.folder / "accounts.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(CaseError, match="table accounts was changed or lost"):
        store.load()
    path.unlink()
    with pytest.raises(CaseError, match="table accounts was changed or lost"):
        store.load()


def test_newer_and_foreign_folders_are_refused(store, tmp_path):
    index = store.folder / "store.json"
    index.write_text(json.dumps({**json.loads(index.read_text("utf-8")), "version": 2}), "utf-8")
    with pytest.raises(CaseError, match="version 2, newer than 1"):
        store.load()
    with pytest.raises(CaseError, match="is no store"):
        Embedded(tmp_path).load()
    with pytest.raises(OutputError, match="is there and is no store"):
        Embedded(tmp_path).save({})


def test_a_failed_save_leaves_what_was_there(store, monkeypatch):
    with pytest.raises(OutputError, match="cannot name a table"):
        store.save({"../x": _ACCOUNTS})
    monkeypatch.setattr("pyarrow.parquet.write_table", _full)
    with pytest.raises(OutputError, match="No space left"):
        store.save({"accounts": _ACCOUNTS})
    assert len(store.load()) == 2
    assert [path.name for path in store.folder.parent.iterdir()] == ["kept"]


def test_a_move_that_fails_puts_the_old_one_back(store, monkeypatch):
    real = Path.rename

    def rename(path, target):
        if path.name.startswith(".kept.") and not path.name.endswith(".old"):
            raise OSError(5, "Input/output error")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OutputError, match="Input/output error"):
        store.save({})
    assert len(store.load()) == 2


def test_the_room_names_its_stores():
    with pytest.raises(AttributeError):
        stores.Oracle  # noqa: B018 - looking is the test


def _full(*_args, **_kwargs):
    raise OSError(28, "No space left on device")

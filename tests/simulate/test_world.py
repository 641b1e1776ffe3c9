"""The world as a case: its tables, its bytes, its arguments."""

from __future__ import annotations

import os
import subprocess
import sys

import pyarrow as pa
import pytest
from pyarrow import csv

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.schema import ACTIONS, KINDS, RELATIONS, ROLES, SIGNALS, TABLES
from counterfeit_graph.simulate import simulate
from tests.simulate.made import column, truth_of, world

_HASH = (
    "import hashlib; from counterfeit_graph.simulate import simulate; w = simulate(600, seed=3);"
    "print(hashlib.sha256(repr([t.to_pydict() for t in (*w.tables.values(), *w.truth.values())]).encode()).hexdigest())"
)


def test_tables_and_columns_are_those_of_a_case():
    made = world()
    assert set(made.tables) == set(TABLES)
    for name, table in made.tables.items():
        assert table.column_names == [spec.name for spec in TABLES[name].columns]


def test_every_cell_is_text():
    made = world()
    kinds = {kind for table in (*made.tables.values(), *made.truth.values()) for kind in table.schema.types}
    assert kinds == {pa.string()}


def test_every_word_is_in_the_vocabulary():
    made = world().tables
    assert set(column(made["identifiers"], "kind")) <= set(KINDS)
    assert set(column(made["identifiers"], "relation")) <= set(RELATIONS)
    assert set(column(made["signals"], "kind")) == set(SIGNALS)
    assert set(column(made["actions"], "kind")) <= set(ACTIONS)


def test_roles_are_in_the_vocabulary():
    made = world()
    assert set(truth_of(made, "role").values()) - {""} <= set(ROLES)
    assert set(column(made.truth["roles"], "role")) <= set(ROLES)


@pytest.mark.parametrize(
    ("table", "key"), [("accounts", "account_id"), ("orders", "order_id"), ("listings", "listing_id")]
)
def test_keys_are_unique(table, key):
    keys = column(world().tables[table], key)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("table", ["identifiers", "listings", "orders", "shipments"])
def test_rows_speak_of_known_accounts(table):
    made = world()
    assert set(column(made.tables[table], "account_id")) <= set(column(made.tables["accounts"], "account_id"))


def test_ties_and_holders_speak_of_known_parties():
    made = world().tables
    known = set(column(made["parties"], "party_id"))
    said = [
        *column(made["ties"], "from_party"),
        *column(made["ties"], "to_party"),
        *column(made["holders"], "party_id"),
    ]
    assert set(said) <= known


def test_every_signal_names_an_account_or_an_offer():
    rows = world().tables["signals"].to_pylist()
    assert all(bool(row["account_id"]) != bool(row["listing_id"]) for row in rows)


def test_the_same_seed_gives_the_same_world():
    one, two = simulate(600, seed=3), simulate(600, seed=3)
    assert all(one.tables[name].equals(two.tables[name]) for name in one.tables)
    assert all(one.truth[name].equals(two.truth[name]) for name in one.truth)


def test_another_seed_gives_another_world():
    assert not simulate(600, seed=3).tables["accounts"].equals(simulate(600, seed=4).tables["accounts"])


def test_the_hash_seed_changes_nothing():
    runs = [
        subprocess.run(
            [sys.executable, "-c", _HASH], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    "wrong", [{"accounts": 3}, {"evasion": 1.1}, {"evasion": -0.1}, {"gang_share": 0.0}, {"gang_share": 0.9}]
)
def test_arguments_out_of_range_are_named(wrong):
    with pytest.raises(OptionError, match=next(iter(wrong))):
        simulate(**{"accounts": 600} | wrong)


def test_a_saved_world_reads_back(tmp_path):
    made = world()
    made.save(tmp_path / "case")
    options = csv.ConvertOptions(column_types={"account_id": pa.string()}, include_columns=["account_id"])
    back = csv.read_csv(tmp_path / "case" / "accounts.csv", convert_options=options)
    assert column(back, "account_id") == column(made.tables["accounts"], "account_id")
    assert {path.stem for path in (tmp_path / "case" / "truth").glob("*.csv")} == set(made.truth)


def test_parquet_is_written_when_asked(tmp_path):
    world().save(tmp_path, kind="parquet")
    assert (tmp_path / "orders.parquet").exists()
    assert not (tmp_path / "orders.csv").exists()


def test_no_other_kind_of_file_is_written(tmp_path):
    with pytest.raises(OptionError, match=r"World\.save"):
        world().save(tmp_path, kind="xls")


@pytest.mark.parametrize("evasion", [0.0, 0.3, 1.0])
def test_small_worlds_can_be_made_at_any_evasion(evasion):
    assert simulate(500, seed=1, evasion=evasion).tables["accounts"].num_rows == 500

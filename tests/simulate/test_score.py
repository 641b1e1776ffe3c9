"""Answers of known quality get the score they deserve."""

from __future__ import annotations

import pyarrow as pa
import pytest
from pyarrow import csv

from counterfeit_graph.model.errors import NotFoundError, OutputError
from counterfeit_graph.simulate import score
from tests.simulate.made import column, world


def _perfect() -> dict[str, pa.Table]:
    truth = world().truth
    members = truth["accounts"].filter(pa.compute.not_equal(truth["accounts"]["gang_id"], ""))
    members = members.append_column("state", pa.array(["member"] * members.num_rows))
    heads = truth["heads"].append_column("rank", pa.array(["1"] * truth["heads"].num_rows))
    phoenix = truth["phoenix"].append_column("decibans", pa.array(["30.0"] * truth["phoenix"].num_rows))
    return {"members": members, "heads": heads, "phoenix": phoenix, "complainants": truth["complainants"]}


def test_the_truth_itself_scores_full_marks():
    got = score(_perfect(), world())
    full = (
        "pair_f1",
        "bcubed_f1",
        "gang_recall",
        "den_pair_f1",
        "role_macro_f1",
        "heads_first",
        "phoenix_hits_at_1",
        "ring_reporter_f1",
    )
    assert {name: got[name] for name in full} == dict.fromkeys(full, 1.0)
    assert got["innocents_per_10000"] == 0


def test_files_and_tables_score_alike(tmp_path):
    for name, table in _perfect().items():
        csv.write_csv(table, tmp_path / f"{name}.csv")
    case = world().save(tmp_path / "case")
    assert score(tmp_path, case / "truth").table.rows() == score(_perfect(), world()).table.rows()


def test_an_innocent_named_is_counted_by_scenario():
    framed = next(r for r in world().truth["accounts"].to_pylist() if r["innocent"] == "framed")
    told = _perfect()
    wrong = told["members"].slice(0, 1).set_column(0, "account_id", pa.array([framed["account_id"]]))
    got = score(told | {"members": pa.concat_tables([told["members"], wrong])}, world())
    assert got["innocents: framed"] == 1
    assert got["innocents_per_10000"] == pytest.approx(5.0)
    assert got["pair_precision"] < 1 == got["pair_recall"]


def test_an_uncertain_innocent_is_kept_apart():
    framed = next(r for r in world().truth["accounts"].to_pylist() if r["innocent"] == "framed")
    told = _perfect()
    wrong = told["members"].slice(0, 1).set_column(0, "account_id", pa.array([framed["account_id"]]))
    wrong = wrong.set_column(wrong.column_names.index("state"), "state", pa.array(["uncertain"]))
    got = score(told | {"members": pa.concat_tables([told["members"], wrong])}, world())
    assert (got["pair_f1"], got["uncertain_innocents_per_10000"]) == (1.0, pytest.approx(5.0))


def test_innocents_are_counted_by_tier():
    plain = next(r for r in world().truth["accounts"].to_pylist() if not r["gang_id"])
    members = pa.table({"account_id": [plain["account_id"]], "gang_id": ["g"], "state": ["member"]})
    got = score({"members": members, "gangs": pa.table({"gang_id": ["g"], "tier": ["review"]})}, world())
    assert (got["innocents in tier review"], got["innocents in tier police"]) == (1, 0)


def test_everything_in_one_gang_has_recall_without_precision():
    ids = column(world().tables["accounts"], "account_id")
    got = score({"members": pa.table({"account_id": ids, "gang_id": ["g"] * len(ids)})}, world())
    assert got["pair_recall"] == 1.0
    assert got["pair_precision"] < 0.01


def test_the_first_of_several_predecessors_counts():
    told = _perfect()
    pairs = told["phoenix"]
    worse = pairs.set_column(0, "closed_account", pa.array(["nobody"] * pairs.num_rows))
    worse = worse.set_column(2, "decibans", pa.array(["40"] * pairs.num_rows))
    assert score(told | {"phoenix": pa.concat_tables([pairs, worse])}, world())["phoenix_hits_at_1"] == 0.0


def test_a_score_without_members_is_refused(tmp_path):
    with pytest.raises(OutputError, match="members"):
        score(tmp_path, world())


def test_a_measure_that_was_not_taken_is_named():
    with pytest.raises(NotFoundError, match="pair_f1"):
        score(_perfect(), world())["pair_f2"]


def test_a_score_prints_its_measures():
    assert "pair_f1" in repr(score(_perfect(), world()))

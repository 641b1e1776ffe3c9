"""Plans made anew from a run's folder: the same as the run's own, and clear about folders that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import counterfeit_graph as cg
from counterfeit_graph.model.errors import CaseError, NotFoundError
from counterfeit_graph.takedown.legal import assess
from counterfeit_graph.takedown.saved import load_gang, network_tables
from tests import small_world


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_world.run().save(tmp_path_factory.mktemp("run") / "out")


def test_a_saved_gang_gives_the_plan_of_the_run(out: Path) -> None:
    run = small_world.run()
    for name, plan in run.plans.items():
        gang = load_gang(out, name)
        again = cg.plan_takedown(gang, budget=plan.made_with["budget"], seed=gang.settings["seed"])
        assert again.table.rows() == plan.table.rows()
        assert again.compare().rows() == plan.compare().rows()


def test_a_saved_gang_has_the_heads_and_amounts_of_the_run(out: Path) -> None:
    gang = next(iter(small_world.run().gangs))
    saved = load_gang(out, gang.id)
    assert cg.find_heads(saved).table.rows() == cg.find_heads(gang).table.rows()
    assert assess(saved).table.rows() == assess(gang).table.rows()


def test_the_networks_are_part_of_the_manifest(out: Path) -> None:
    run = json.loads((out / "run.json").read_text("utf-8"))
    assert {"networks/nodes.parquet", "networks/edges.parquet"} <= set(run["files"])


def test_a_run_without_gangs_has_empty_networks() -> None:
    assert [len(table) for table in network_tables([]).values()] == [0, 0]


def test_an_unknown_gang_is_named_with_the_nearest(out: Path) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'G0001'"):
        load_gang(out, "G00001")


@pytest.mark.parametrize("content", [None, "{", "[]", '{"files": {}}'])
def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(CaseError, match="is not the folder of a run"):
        load_gang(tmp_path, "G0001")


def test_an_older_run_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"files": {}, "made_with": {"options": {}, "seed": 0}}', encoding="utf-8")
    with pytest.raises(CaseError, match="has kept no networks"):
        load_gang(tmp_path, "G0001")


def test_changed_networks_are_refused(tmp_path: Path) -> None:
    out = small_world.run().save(tmp_path / "out")
    path = out / "networks" / "edges.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(CaseError, match="changed since the run"):
        load_gang(out, "G0001")

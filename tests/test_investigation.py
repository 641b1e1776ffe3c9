"""The whole walk: files, determinism, whole or absent."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import counterfeit_graph as cg
from counterfeit_graph.evidence import estimate, hubs, weights
from counterfeit_graph.gangs import Marks
from counterfeit_graph.investigation import Options, options_of
from counterfeit_graph.model.errors import OutputError
from tests import small_world

COLUMNS = {
    "gangs": "gang_id accounts dens platforms decibans stability tier sales currency first_seen last_seen",
    "dens": "den_id gang_id accounts place decibans stability",
    "members": "account_id gang_id den_id role state confidence decibans",
    "links": "a b decibans kinds",
    "ledger": "a b clue kind value_a value_b decibans group source_a source_b",
    "heads": "gang_id rank node_kind node_id score",
    "plan": "gang_id step action target_kind target cost capacity_left exposure impact",
    "phoenix": "closed_account reopened_account decibans gap_days",
    "complainants": "reporter_id ring_id notices success_rate counter_rate verdict",
    "refused": "table file record column reason value",
}


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file but run.json, whose clock differs."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "run.json"]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_world.run().save(tmp_path_factory.mktemp("run") / "out", parquet=True)


@pytest.mark.parametrize("name", COLUMNS)
def test_every_file_has_its_columns_first(out: Path, name: str) -> None:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    wanted = COLUMNS[name].split()
    assert header[: len(wanted)] == wanted
    assert (out / f"{name}.parquet").exists()


def test_the_report_and_the_run_are_written(out: Path) -> None:
    report = (out / "report.html").read_text("utf-8")
    assert "<html" in report
    assert "http://" not in report.replace("http://www.w3.org", "")
    assert '"seed": 1' in (out / "run.json").read_text("utf-8")


def test_the_same_run_gives_the_same_bytes(out: Path, tmp_path: Path) -> None:
    again = cg.investigate(small_world.world().tables, options=Options(reruns=4, shuffles=0), seed=1)
    assert digests(again.save(tmp_path / "again", parquet=True)) == digests(out)


def test_an_existing_folder_is_left_alone(out: Path) -> None:
    before = digests(out)
    with pytest.raises(OutputError, match="exists"):
        small_world.run().save(out)
    assert digests(out) == before


def test_a_folder_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        small_world.run().save(tmp_path / "file" / "out")


def test_a_killed_run_leaves_nothing_half_written(tmp_path: Path) -> None:
    case = small_world.world().save(tmp_path / "case")
    called = ["investigate", str(case), "--out", str(tmp_path / "out"), "--quiet"]
    command = [sys.executable, "-m", "counterfeit_graph.cli", *called]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONHASHSEED": "5"})
    time.sleep(2.0)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "out").exists()


def test_a_run_of_the_told_options_gives_the_same_bytes(out: Path, tmp_path: Path) -> None:
    told = json.loads((out / "run.json").read_text("utf-8"))["made_with"]
    options = options_of(told["options"])
    again = cg.investigate(small_world.world().tables, options=options, seed=told["seed"]).save(tmp_path / "again")
    assert digests(again).items() <= digests(out).items()


def test_a_run_after_another_keeps_ids_and_tells_what_happened(out: Path, tmp_path: Path) -> None:
    options = Options(reruns=4, shuffles=0, after=str(out))
    later = cg.investigate(small_world.world().tables, options=options, seed=1).save(tmp_path / "later")
    told = json.loads((later / "run.json").read_text("utf-8"))
    assert (later / "gangs.csv").read_bytes() == (out / "gangs.csv").read_bytes()
    with (later / "history.csv").open(encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    assert {row["event"] for row in events} == {"continued"}
    assert told["ids_used"]["gang_id"] == len(events)
    assert str(out) not in json.dumps(told)


def test_every_number_that_the_result_rests_on_is_told(out: Path) -> None:
    told = json.loads((out / "run.json").read_text("utf-8"))["parameters"]
    assert {"prior", "strength", "honest", "marks"} <= set(told["suspicion"])
    assert all(each["honest"] <= each["counterfeit"] for each in told["suspicion"]["marks"].values())
    assert {"general", "shared", "apart", "loose", "firm", "rounds"} <= set(told["control"])
    assert set(told["reruns"]["error_rate"]) == {"writable", "co_acted", "verified"}
    assert 0 <= told["discounts_in_groups"]["place"] <= 1
    assert told["hubs"] == {"users": hubs.USERS, "loss": hubs.LOSS, "diverse": hubs.DIVERSE, "alike": hubs.ALIKE}
    assert told["estimation"]["estimate"]["belief"] == estimate.BELIEF != weights.BELIEF
    assert told["estimation"]["weights"]["belief"] == weights.BELIEF
    assert not {"milli", "none", "supply"} & {*told["control"], *told["reruns"]}


def test_what_is_told_of_suspicion_is_what_was_chosen() -> None:
    options = options_of({"finding": {"marks": {"cheap": 0.5, "trade": [0.2, 0.1], "start": {"police": 3}}}})
    told = cg.investigate({"accounts": [{"account_id": "1", "platform": "p"}]}, options=options).run
    suspicion = told["parameters"]["suspicion"]
    assert (suspicion["cheap"], suspicion["trade"], suspicion["start"]["police"]) == (0.5, (0.2, 0.1), 3.0)
    assert suspicion["start"]["closure"] == Marks().start["closure"]


def test_coincidence_is_tested_unless_nobody_asks(out: Path, tmp_path: Path) -> None:
    shops = [{"account_id": f"s{n}", "platform": "p"} for n in range(3)]
    told = cg.investigate({"accounts": shops}, options=Options(shuffles=2)).save(tmp_path / "out")
    for name in ("gangs", "dens"):
        assert (told / f"{name}.csv").read_text("utf-8").splitlines()[0].endswith(",p,q")
        assert not (out / f"{name}.csv").read_text("utf-8").splitlines()[0].endswith(",p,q")

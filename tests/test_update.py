"""A finished investigation led on with new rows."""

from __future__ import annotations

import json
from pathlib import Path

import counterfeit_graph as cg
from counterfeit_graph.investigation import Options
from tests.updates import FIRST, identifier, of, shop

MORE = {"accounts": [shop(9)], "identifiers": [identifier(9, kind, 0) for kind in ("phone", "device")]}

CLOSED = [row | {"close_reason": "counterfeit goods"} for row in FIRST["accounts"]]
CROWD = [shop(number) for number in range(20, 60)]


def test_an_investigation_goes_on_with_new_rows(tmp_path: Path) -> None:
    run = cg.investigate(of(FIRST), options=Options(reruns=2)).update(of(MORE))
    told = json.loads((run.save(tmp_path / "out") / "run.json").read_text("utf-8"))
    assert (told["found"]["accounts"], told["parameters"]["drifted"]) == (7, list(run.evidence.drifted))
    assert told["made_with"]["options"]["reruns"] == 2
    whole = cg.weigh(cg.resolve(run.records), options=run.evidence.as_options())
    assert cg.find_gangs(whole, reruns=2).groups.rows() == run.gangs.groups.rows()


def test_the_history_of_updates_is_one_table() -> None:
    run = cg.investigate(of(FIRST | {"accounts": CLOSED + CROWD}), options=Options(reruns=0))
    later = run.update(of(MORE))
    last = later.update({"accounts": [shop(12)]})
    gangs = len(run.gangs.table)
    assert (run.history, run.since, gangs > 0) == (None, None, True)
    assert last.history["run"].tolist() == [2] * gangs + [3] * gangs
    assert last.since.rows() == last.history.rows()[gangs:]
    assert (run.run["run"], later.run["run"], last.run["run"]) == (1, 2, 3)


def test_drift_is_told_and_a_run_of_its_own_has_none() -> None:
    evidence = cg.weigh(cg.resolve(cg.read(of(FIRST))))
    assert evidence.drifted == ()
    many = {
        "accounts": [shop(n) for n in range(20, 60)],
        "identifiers": [identifier(n, "ip", 1) for n in range(20, 60)],
    }
    later = evidence.update(of(many))
    assert "known of phone" in later.drifted
    assert "drifted" in repr(later)

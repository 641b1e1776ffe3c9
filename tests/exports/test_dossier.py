from __future__ import annotations

import csv
import json
import re

import pytest

from counterfeit_graph import exports
from counterfeit_graph.exports.manifest import changed_files
from counterfeit_graph.model.errors import OptionError
from tests.views import made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return exports.dossier(made.plan(), tmp_path_factory.mktemp("dossier") / "G0001", heads=made.heads())


def test_the_manifest_covers_every_file(folder):
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    here = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    assert {each["path"] for each in told["files"]} == here
    assert changed_files(folder) == []


@pytest.mark.parametrize("harm", ["change", "remove", "add"])
def test_any_change_is_found(harm, tmp_path):
    exports.dossier(made.gang(), tmp_path / "d")
    file = tmp_path / "d" / "evidence" / "ledger.csv"
    {
        "change": lambda: file.write_bytes(file.read_bytes()[:-1]),
        "remove": file.unlink,
        "add": lambda: (file.parent / "x.csv").touch(),
    }[harm]()
    assert changed_files(tmp_path / "d") == ["evidence/x.csv" if harm == "add" else "evidence/ledger.csv"]


def test_pages_run_nothing_and_fetch_nothing(folder):
    for path in folder.glob("*.html"):
        text = path.read_text("utf-8")
        assert "<script" not in text
        assert "script-src &#x27;none&#x27;" in text
        assert not re.search(r'(src|href)="(?!#)', text)


def test_hostile_text_stays_text(folder):
    text = (folder / "dossier.html").read_text("utf-8")
    assert "<img" not in text
    assert "\u202e" not in text


def test_the_evidence_is_beside_the_page(folder):
    with (folder / "evidence" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["decibans"] for row in found] == ["31.5", "4.25", "22", "29"]
    assert found[1]["value_a"] == made.HOSTILE


def test_limits_and_alternatives_are_told(folder):
    text = (folder / "dossier.html").read_text("utf-8")
    assert "Common control is not a crime" in text
    assert "Second-hand number" in text
    assert "二次放号" in text


def test_a_plan_adds_its_steps(folder):
    assert (folder / "evidence" / "plan.csv").is_file()
    assert "freeze" in (folder / "dossier.html").read_text("utf-8")


def test_only_gangs_and_plans_have_dossiers(tmp_path):
    with pytest.raises(OptionError, match="a gang or a plan"):
        exports.dossier(3, tmp_path / "d")

"""A saved run weighed again: by its own options, from its own case."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

import counterfeit_graph as cg
from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.options import Options, options_of
from counterfeit_graph.rerun import evidence_of

OPTIONS = {"m": {"phone": 0.9}, "discounts": {"machine": 0.9}, "partners": 5}


def shops(ring: str = "", first: int = 0, last: int = 40) -> str:
    """A table of shops of which the first four share a handset, a till and a phone."""
    rows = "account_id,platform,login_device,payout_payment,contact_phone\n"
    for number in range(first, last):
        value = 9000 if number < 4 else number
        rows += f"s{number},p,dev-{value}{ring},6222000000000{value:04d},1390571{value:04d}\n"
    return rows


def case_of(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "accounts.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with options and judgements of its own, and its case."""
    home = tmp_path_factory.mktemp("run")
    case = case_of(home / "case", shops())
    who = cg.resolve(cg.read(case)).confirm("s20", "s21", by="me", why="seen").reject("s0", "s1", by="me", why="asked")
    options = Options(weighing=options_of({"weighing": OPTIONS}).weighing, reruns=0, shuffles=0)
    cg.investigate(case, options=options, judgements=who.history).save(home / "out")
    return home


def links(out: Path) -> dict[tuple[str, str], float]:
    with (out / "links.csv").open(encoding="utf-8", newline="") as file:
        return {(row["a"], row["b"]): float(row["decibans"]) for row in csv.DictReader(file)}


@pytest.mark.parametrize("pair", [("s2", "s3"), ("s20", "s21"), ("s0", "s1"), ("s0", "s30")])
def test_the_ledger_sums_to_the_links_of_the_run(home: Path, pair: tuple[str, str]) -> None:
    evidence = evidence_of(home / "out", home / "case", between=pair)
    told = links(home / "out")
    assert evidence.table.rows() == [
        {"a": a, "b": b, "decibans": told[a, b], "kinds": kinds}
        for a, b, kinds in evidence.table.arrow.select(["a", "b", "kinds"]).to_pandas().itertuples(index=False)
    ]
    # Which of two accounts comes first is a matter of their contents.
    either = told | {(b, a): decibans for (a, b), decibans in told.items()}
    assert pair not in either or round(evidence.between(*pair)["decibans"].sum(), 3) == either[pair]
    assert {("s2", "s3"), ("s20", "s21")} <= either.keys()


def test_judgements_and_options_make_the_difference(home: Path) -> None:
    plain = cg.weigh(cg.resolve(cg.read(home / "case")))
    sums = {(row["a"], row["b"]): row["decibans"] for row in plain.table.rows()}
    told = links(home / "out")
    assert ("s20", "s21") not in sums
    assert sums["s2", "s3"] != told["s2", "s3"]


def test_an_updated_run_is_weighed_by_the_parameters_that_it_kept(tmp_path: Path) -> None:
    case = case_of(tmp_path / "case", shops(last=39))
    run = cg.investigate(case, options=Options(reruns=0, shuffles=0))
    (case / "accounts").mkdir()
    (case / "accounts.csv").rename(case / "accounts" / "1.csv")
    (case / "accounts" / "2.csv").write_text(shops(first=39), encoding="utf-8")
    out = cg.investigate(case, options=Options(weighing=run.evidence.as_options(), reruns=0, shuffles=0))
    found = evidence_of(out.save(tmp_path / "out"), case, between=("s2", "s3"))
    assert found.estimated == run.evidence.estimated == out.evidence.estimated


@pytest.mark.parametrize(
    ("text", "settings", "fault"),
    [
        (shops("x"), "", r"is not the case that out was made from: accounts.csv differs"),
        (shops(), "signals", "signals.csv is in one of the two alone"),
        (shops(), "currency: JPY\n", "its settings differ"),
        (shops(), "accounts: {columns: {contact_phone: name}}\n", "another sum|case.yaml"),
    ],
)
def test_another_case_is_refused(home: Path, tmp_path: Path, text: str, settings: str, fault: str) -> None:
    case = case_of(tmp_path / "case", text)
    if settings == "signals":
        (case / "signals.csv").write_text("signal_id,account_id,kind,at\n1,s1,police,2026-01-01\n", encoding="utf-8")
    elif settings:
        (case / "case.yaml").write_text(settings, encoding="utf-8")
    with pytest.raises(CaseError, match=fault):
        evidence_of(home / "out", case, between=("s2", "s3"))


@pytest.mark.parametrize(
    ("text", "fault"), [("a,b,decibans\ns2,s3,1.5\n", "another sum"), ("x\n1\n", "cannot be read")]
)
def test_links_that_were_changed_are_refused(home: Path, tmp_path: Path, text: str, fault: str) -> None:
    out = Path(shutil.copytree(home / "out", tmp_path / "out"))
    (out / "links.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=fault):
        evidence_of(out, home / "case", between=("s2", "s3"))


def test_what_is_no_run_is_refused(home: Path, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="not the folder of a run"):
        evidence_of(tmp_path, home / "case", between=("s2", "s3"))
    older = {"files": {}, "made_with": {"options": {}, "seed": 0}}
    (tmp_path / "run.json").write_text(json.dumps(older), encoding="utf-8")
    with pytest.raises(CaseError, match="does not tell what it read"):
        evidence_of(tmp_path, home / "case", between=("s2", "s3"))

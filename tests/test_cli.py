"""The command line as a user meets it: exit codes, one clear line, help."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from counterfeit_graph import cli
from tests import small_world

ACCOUNTS = "account_id,platform,contact_phone\n" + "".join(f"s{n},p,139057{n:05d}\n" for n in range(30))


def call(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command with these arguments."""
    command = [sys.executable, "-m", "counterfeit_graph.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def folder(at: Path, **tables: str) -> Path:
    """A case folder of CSV texts."""
    at.mkdir()
    for name, text in tables.items():
        (at / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return at


def test_help_teaches_a_first_run() -> None:
    said = call("--help")
    assert said.returncode == 0
    assert all(word in said.stdout for word in ("simulate", "investigate", "score", "map", "report.html"))


@pytest.mark.parametrize(("most", "said"), [(3, "; 3 of "), (10_000, "uncertain")])
def test_the_table_says_how_many_gangs_it_leaves_out(
    most: int, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "_MOST_GANGS", most)
    cli._summary(small_world.run(), Path("out"))
    title = capsys.readouterr().out.splitlines()[0]
    assert said in title
    assert ("gangs shown" in title) == (most < len(small_world.run().gangs.table))


def test_a_usable_case_ends_well_and_tells_what_was_refused(tmp_path: Path) -> None:
    hostile = '31,p,"=cmd()|x"\n32,p,</script><img src=x>\n'
    text = ACCOUNTS.replace("contact_phone", "name") + hostile + "s1,p,other\n"
    case = folder(
        tmp_path / "case", accounts=text, signals="signal_id,account_id,kind,at\n1,nobody,police,2024-02-30\n"
    )
    said = call("investigate", case, "--out", tmp_path / "out")
    assert said.returncode == 0, said.stderr
    assert "refused" in said.stdout
    assert "unknown_account" in (tmp_path / "out" / "refused.csv").read_text("utf-8")
    assert "</script><img" not in (tmp_path / "out" / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"shops": ACCOUNTS}, "accounts"),
        ({"accounts": ACCOUNTS.replace("platform", "colour")}, "platform"),
        ({"accounts": ACCOUNTS.replace("platform", "platfrom")}, "platform"),
        ({"accounts": ACCOUNTS.replace("contact_phone", "platform")}, "platform"),
    ],
)
def test_a_faulty_case_ends_with_2_and_one_line(tmp_path: Path, tables: dict[str, str], said: str) -> None:
    found = call("investigate", folder(tmp_path / "case", **tables), "--out", tmp_path / "out")
    assert found.returncode == 2
    assert said in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_truncated_parquet_file_is_a_fault(tmp_path: Path) -> None:
    case = folder(tmp_path / "case")
    (case / "accounts.parquet").write_bytes(b"PAR1 and then nothing")
    found = call("investigate", case, "--out", tmp_path / "out")
    assert found.returncode == 2
    assert "accounts.parquet" in found.stderr


def test_wrong_calls_end_with_2(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    case = folder(tmp_path / "case", accounts=ACCOUNTS)
    assert "exists" in call("investigate", case, "--out", tmp_path / "out").stderr
    assert "case" in call("investigate", tmp_path / "cas", "--out", tmp_path / "new").stderr
    assert call("investigate", case).returncode == 2


def test_a_mapping_is_proposed(tmp_path: Path) -> None:
    said = call("map", folder(tmp_path / "case", shops="店铺ID,平台,手机号\n1,taobao,13905712846\n"))
    assert said.returncode == 0
    assert "account_id" in said.stdout


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_world.run().save(tmp_path_factory.mktemp("run") / "out")


def test_a_saved_run_can_be_planned_anew(saved: Path) -> None:
    said = call("plan", saved, "--gang", "G0001", "--budget", 4, "--waves", 2)
    assert said.returncode == 0, said.stderr
    assert all(word in said.stdout for word in ("wave", "betweenness", "phoenix", "others", "A case would still lack"))


def test_a_budget_of_nothing_is_a_plan_without_steps(saved: Path) -> None:
    said = call("plan", saved, "--gang", "G0001", "--budget", 0)
    assert (said.returncode, "Nothing to do" in said.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--gang", "G00001"), "'G0001'"),
        (("--gang", "G0001", "--budget", "-1"), "budget"),
        (("--gang", "G0001", "--action", "freze"), "'freeze'"),
    ],
)
def test_a_wrong_call_of_plan_ends_with_2_and_one_line(saved: Path, arguments: tuple[str, ...], named: str) -> None:
    said = call("plan", saved, *arguments)
    assert (said.returncode, len(said.stderr.strip().splitlines())) == (2, 1)
    assert named in said.stderr


def test_a_folder_without_a_run_cannot_be_planned_from(tmp_path: Path) -> None:
    said = call("plan", tmp_path, "--gang", "G0001")
    assert (said.returncode, "not the folder of a run" in said.stderr) == (2, True)


def test_a_run_after_another_tells_what_happened_since(tmp_path: Path) -> None:
    case = folder(tmp_path / "case", accounts=ACCOUNTS)
    assert call("investigate", case, "--out", tmp_path / "one", "--quiet").returncode == 0
    said = call("investigate", case, "--out", tmp_path / "two", "--after", tmp_path / "one")
    assert (said.returncode, "since the earlier run" in said.stdout) == (0, True)
    assert (tmp_path / "two" / "history.csv").exists()
    wrong = call("investigate", case, "--out", tmp_path / "three", "--after", case)
    assert (wrong.returncode, "no run" in wrong.stderr) == (2, True)


def test_what_is_told_of_two_accounts_is_what_the_run_weighed(tmp_path: Path) -> None:
    case, out = closed(tmp_path / "case", "x"), tmp_path / "out"
    (tmp_path / "options.yaml").write_text("weighing: {m: {phone: 0.9}, partners: 5}\nshuffles: 0\n", "utf-8")
    found = call("investigate", case, "--out", out, "--options", tmp_path / "options.yaml", "--quiet")
    assert (found.returncode, found.stderr) == (0, "")
    with (out / "links.csv").open(encoding="utf-8", newline="") as file:
        [decibans] = [float(row["decibans"]) for row in csv.DictReader(file) if (row["a"], row["b"]) == ("s0", "s1")]
    said = call("explain", out, "s0", "s1", "--case", case)
    assert (said.returncode, f"{decibans:+.1f} decibans" in said.stdout) == (0, True)
    wrong = call("explain", out, "s0", "s1", "--case", closed(tmp_path / "other", "y"))
    assert (wrong.returncode, len(wrong.stderr.strip().splitlines())) == (2, 1)
    assert "other: is not the case that out was made from: accounts.csv differs" in wrong.stderr


@pytest.mark.parametrize("text", ["- a\n", "finder: 3\n", "weighing: {partners: .nan}\n", "0\n", "shuffles: 1.5\n"])
def test_wrong_options_end_with_2_and_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "options.yaml").write_text(text, encoding="utf-8")
    case = folder(tmp_path / "case", accounts=ACCOUNTS)
    said = call("investigate", case, "--out", tmp_path / "out", "--options", tmp_path / "options.yaml")
    assert (said.returncode, len(said.stderr.strip().splitlines())) == (2, 1)
    assert " takes " in said.stderr


# Shops of each gang are closed for counterfeits and share a handset, a till and a phone; others share nothing.
GANGS = {"x": range(4), "y": range(4, 8)}


def closed(at: Path, *gangs: str) -> Path:
    """A case in which these gangs were closed for counterfeits."""
    shops = "account_id,platform,close_reason,login_device,payout_payment,contact_phone\n"
    for number in range(40):
        owner = next((gang for gang in gangs if number in GANGS[gang]), "")
        value = 9000 + ord(owner) if owner else number
        why = "counterfeit goods" if owner else ""
        shops += f"s{number},p,{why},dev-{value},6222000000000{value:04d},1390571{value:04d}\n"
    return folder(at, accounts=shops)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs, each after the one before, and what the last of them said."""
    home, before = tmp_path_factory.mktemp("runs"), []
    for run, gangs in enumerate([("x",), ("x", "y"), ("y",)], 1):
        said = call("investigate", closed(home / f"case{run}", *gangs), "--out", home / f"out{run}", *before)
        before = ["--after", home / f"out{run}"]
    (home / "said.txt").write_text(said.stdout + said.stderr, encoding="utf-8")
    return home


def test_runs_that_follow_each_other_keep_one_history(home: Path) -> None:
    assert "since the earlier run: 1 continued, 1 ended" in (home / "said.txt").read_text("utf-8")
    assert (home / "out3" / "history.csv").read_text("utf-8").splitlines() == [
        "event,gang_id,other_id,accounts,run",
        "continued,G0001,G0001,4,2",
        "born,G0002,,4,2",
        "ended,G0001,,4,3",
        "continued,G0002,G0002,4,3",
    ]


def test_a_damaged_history_ends_with_2_and_one_line(home: Path, tmp_path: Path) -> None:
    (home / "out2" / "history.csv").write_text("event,gang_id,other_id,accounts,run\nborn,G0001\n", encoding="utf-8")
    wrong = call("investigate", home / "case1", "--out", tmp_path / "out", "--after", home / "out2")
    assert (wrong.returncode, len(wrong.stderr.strip().splitlines())) == (2, 1)
    assert "history.csv: is damaged: record 1 does not have a cell for each column" in wrong.stderr
    assert not (tmp_path / "out").exists()

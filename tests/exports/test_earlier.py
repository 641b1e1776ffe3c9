"""What a later run reads of an earlier one."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterfeit_graph.exports.earlier import earlier_run
from counterfeit_graph.exports.tables import tables
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.table import Table
from tests import small_world


def test_a_saved_run_tells_who_was_in_which_gang(tmp_path: Path) -> None:
    run = small_world.run()
    before = earlier_run(run.save(tmp_path / "out"))
    columns = ("account_id", "gang_id", "den_id", "state")
    assert before.members.rows() == run.gangs.members.select(*columns).rows()
    assert run.gangs.following(before).table.rows() == run.gangs.following(run.gangs).table.rows()
    assert (before.made_with["run"], before.history) == (1, None)


def test_ids_are_read_as_they_were_before_they_were_made_safe(tmp_path: Path) -> None:
    ids = Table.of({"account_id": ["=1+1", "00012"], "gang_id": ["G0001"] * 2, "den_id": ["D00001", ""]})
    tables({"members": ids, "gangs": ids, "dens": ids}, tmp_path)
    (tmp_path / "run.json").write_text('{"ids_used": {"gang_id": 7}}', "utf-8")
    before = earlier_run(tmp_path)
    assert before.members["account_id"].tolist() == ["=1+1", "00012"]
    assert before.made_with == {"ids_used": {"gang_id": 7}, "run": 1}


@pytest.mark.parametrize("text", ["", "no json", "{}"])
def test_a_folder_without_a_run_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, "utf-8")
    with pytest.raises(OptionError, match="no run"):
        earlier_run(tmp_path)


HEAD = "event,gang_id,other_id,accounts,run"


def with_history(folder: Path, text: str, *, run: str = '{"run": 3, "files": {"history.csv": ""}}') -> Path:
    """The folder of a run of nobody, the third of its kind."""
    for name, head in {"gangs": "gang_id", "dens": "den_id", "members": "account_id,gang_id,den_id"}.items():
        (folder / f"{name}.csv").write_text(f"{head}\n", "utf-8")
    (folder / "history.csv").write_bytes(text.encode("latin-1"))
    (folder / "run.json").write_text(run, "utf-8")
    return folder


def test_a_history_is_read_as_it_was_written(tmp_path: Path) -> None:
    before = earlier_run(with_history(tmp_path, f"{HEAD}\nborn,G0001,,4,2\nmerged,G0001,G0002,7,3\n"))
    assert before.made_with["run"] == 3
    assert before.history is not None
    assert [tuple(row.values()) for row in before.history.rows()] == [
        ("born", "G0001", "", 4, 2),
        ("merged", "G0001", "G0002", 7, 3),
    ]


def test_a_history_from_before_runs_had_numbers_is_of_the_second(tmp_path: Path) -> None:
    before = earlier_run(with_history(tmp_path, "event,gang_id,other_id,accounts\nborn,G0001,,4\n", run="{}"))
    assert before.made_with["run"] == 2
    assert before.history is not None
    assert before.history["run"].tolist() == [2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "its columns are not event, gang_id"),
        ("event,gang_id\nborn,G0001\n", "its columns are not"),
        (f"{HEAD}\nborn,G0001,,4,2\nborn,G0002\n", "record 2 does not have a cell for each column"),
        (f"{HEAD}\nborn,G0001,,4,2,5\n", "record 1 does not have a cell for each column"),
        (f"{HEAD}\nvanished,G0001,,4,2\n", "record 1 has no gang, or an event that is none of born"),
        (f"{HEAD}\nborn,G0001,,four,2\n", "record 1 has no possible number of accounts"),
        (f"{HEAD}\nborn,G0001,,4,1\n", "record 1 has no possible number of run"),
        (f"{HEAD}\nborn,G0001,,4,4\n", "record 1 has no possible number of run"),
        (f'{HEAD}\n"born,G0001,,4,2\n', "cannot be read"),
        (f"{HEAD}\nborn,G\xff,,4,2\n", "cannot be read"),
    ],
)
def test_a_damaged_history_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(OptionError, match=said) as told:
        earlier_run(with_history(tmp_path, text))
    assert "history.csv" in str(told.value)
    assert "put history.csv back" in str(told.value)


def test_a_history_that_is_gone_is_missed(tmp_path: Path) -> None:
    (with_history(tmp_path, "") / "history.csv").unlink()
    with pytest.raises(OptionError, match="history.csv: is damaged"):
        earlier_run(tmp_path)

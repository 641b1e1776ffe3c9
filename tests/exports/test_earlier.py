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
    columns = ("account_id", "gang_id", "den_id")
    assert before.members.rows() == run.gangs.members.select(*columns).rows()
    assert run.gangs.following(before).table.rows() == run.gangs.following(run.gangs).table.rows()


def test_ids_are_read_as_they_were_before_they_were_made_safe(tmp_path: Path) -> None:
    ids = Table.of({"account_id": ["=1+1", "00012"], "gang_id": ["G0001"] * 2, "den_id": ["D00001", ""]})
    tables({"members": ids, "gangs": ids, "dens": ids}, tmp_path)
    (tmp_path / "run.json").write_text('{"ids_used": {"gang_id": 7}}', "utf-8")
    before = earlier_run(tmp_path)
    assert before.members["account_id"].tolist() == ["=1+1", "00012"]
    assert before.made_with == {"ids_used": {"gang_id": 7}}


@pytest.mark.parametrize("text", ["", "no json", "{}"])
def test_a_folder_without_a_run_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, "utf-8")
    with pytest.raises(OptionError, match="no run"):
        earlier_run(tmp_path)

from __future__ import annotations

import pytest

from counterfeit_graph.model.errors import OutputError
from counterfeit_graph.views.atomic import replacing, replacing_folder, write_text


class BrokenDiskError(Exception):
    pass


def break_off(writing):
    with writing as draft:
        (draft / "a" if draft.is_dir() else draft).write_text("half")
        raise BrokenDiskError


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = write_text(tmp_path / "a.txt", "old")
    with pytest.raises(BrokenDiskError):
        break_off(replacing(path))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_folder_is_gone(tmp_path):
    with pytest.raises(BrokenDiskError):
        break_off(replacing_folder(tmp_path / "out", mark="m"))
    assert list(tmp_path.iterdir()) == []


def test_our_own_folder_is_replaced_whole(tmp_path):
    for name in ("one", "two"):
        with replacing_folder(tmp_path / "out", mark="m") as draft:
            (draft / "m").write_text("")
            (draft / name).write_text("")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["m", "two"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_foreign_folder_is_never_replaced(tmp_path):
    (tmp_path / "theirs.txt").write_text("keep")
    with pytest.raises(OutputError, match="name a new or an empty folder"), replacing_folder(tmp_path, mark="m"):
        pass
    assert (tmp_path / "theirs.txt").read_text() == "keep"


def test_a_folder_does_not_replace_a_file(tmp_path):
    (tmp_path / "f").write_text("")
    with pytest.raises(OutputError, match="is no folder"), replacing_folder(tmp_path / "f", mark="m"):
        pass


def test_a_file_does_not_replace_a_folder(tmp_path):
    with pytest.raises(OutputError, match="a file was expected"):
        write_text(tmp_path, "x")


def test_a_place_that_cannot_be_made_is_an_output_error(tmp_path):
    (tmp_path / "f").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_text(tmp_path / "f" / "a.txt", "x")


def test_missing_folders_are_made(tmp_path):
    assert write_text(tmp_path / "a" / "b" / "c.txt", "羊").read_text(encoding="utf-8") == "羊"

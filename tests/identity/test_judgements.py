"""People's judgements: a log that only grows, usable by any name of an account."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.identity import judgements as log_book
from counterfeit_graph.identity import resolve
from counterfeit_graph.model.errors import CaseError, NotFoundError, OptionError, OutputError
from tests.identity.made import small


@pytest.fixture(scope="module")
def who():
    return resolve(small())


def test_the_last_word_stands_and_history_keeps_all(who):
    judged = who.confirm("b", "a", by="r", why="one passport").reject("a", "b", by="s", why="two faces")
    assert [row["judgement"] for row in judged.history.rows()] == ["confirmed", "rejected"]
    (now,) = judged.judgements.rows()
    assert (now["a"], now["b"], now["judgement"], now["by"]) == ("a", "b", "rejected", "s")
    assert len(who.judgements) == 0


def test_undoing_is_a_row_too(who):
    judged = who.confirm("a", "b", by="r", why="x").undo("b", "a", by="r", why="mistaken")
    assert len(judged.judgements) == 0
    assert judged.history["sequence"].tolist() == [1, 2]


@pytest.mark.parametrize("name", ["a", "shop:a", "t:a", "account:a"])
def test_accounts_answer_to_their_names(who, name):
    assert who.accounts["account_id"][who.account(name)] == "a"


@pytest.mark.parametrize("name", ["page:a", "x:a", "d", ""])
def test_an_unknown_account_is_named_with_the_nearest(who, name):
    with pytest.raises(NotFoundError, match="no such account"):
        who.confirm(name, "b", by="r", why="x")


def test_the_nearest_account_is_offered():
    with pytest.raises(NotFoundError, match="did you mean"):
        resolve(small()).account("shop:aa")


def test_a_judgement_is_signed_and_about_two_of_one_sort(who):
    for a, b, by in (("a", "a", "r"), ("a", "b", " "), ("a", "P1", "r")):
        with pytest.raises(OptionError):
            who.confirm(a, b, by=by, why="x")


def test_later_records_keep_the_judgements(who):
    judged = who.confirm("a", "b", by="r", why="x")
    assert judged.with_records(small()).judgements.rows() == judged.judgements.rows()


@given(
    st.lists(
        st.tuples(st.text("=+-@'a\n,\"张", min_size=1, max_size=6), st.sampled_from(log_book.JUDGEMENTS)), max_size=4
    )
)
def test_a_saved_log_is_read_back_whole(tmp_path_factory, rows):
    log = log_book.empty()
    for why, judgement in rows:
        log = log_book.appended(log, "account", pair=("a", "b"), judgement=judgement, signed=("r", f"x{why}"))
    path = tmp_path_factory.mktemp("log") / "judgements.csv"
    log_book.save(log, path)
    assert log_book.load(path).rows() == log.rows()


def test_cells_that_a_spreadsheet_would_run_are_defused(who, tmp_path):
    who.confirm("a", "b", by="=cmd", why="@x").save_judgements(tmp_path / "j.csv")
    assert (tmp_path / "j.csv").read_text("utf-8").splitlines()[1] == "1,account,a,b,confirmed,'=cmd,'@x"
    assert resolve(small(), judgements=tmp_path / "j.csv").judgements["by"].tolist() == ["=cmd"]


@pytest.mark.parametrize("text", ["sequence,of\n2,account\n", "a,b\n1,2\n", "sequence,judgement\n1,maybe\n"])
def test_a_log_with_rows_missing_is_refused(tmp_path, text):
    (tmp_path / "j.csv").write_text(text, "utf-8")
    with pytest.raises(CaseError, match="record 1"):
        resolve(small(), judgements=tmp_path / "j.csv")


def test_paths_that_cannot_be_used_are_named(who, tmp_path):
    with pytest.raises(CaseError, match="cannot be read"):
        resolve(small(), judgements=tmp_path / "none.csv")
    with pytest.raises(OutputError, match="cannot be written"):
        who.save_judgements(tmp_path / "none" / "j.csv")

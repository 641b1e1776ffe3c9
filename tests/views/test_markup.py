from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model.table import Table
from counterfeit_graph.views.markup import cell, figure, results, section, table, word


@given(st.text())
def test_a_cell_opens_no_tag(text):
    assert not set("<>\"'") & set(cell(text))


def test_an_empty_table_says_so():
    assert "无" in table(("gang",), [], caption="gangs")


def test_a_long_result_says_what_it_leaves_out():
    told = results(Table.of({"reason": ["a"] * 5}), ("reason",), caption="hubs", limit=2)
    assert told.count("<tr>") == 3
    assert "2 <span" in told


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("stability", 0.5, "0.50"), ("reason", None, ""), ("success_rate", 0.25, "25%"), ("reason", "<b>", "&lt;b&gt;")],
)
def test_figures_are_shown_as_their_column_wants(name, value, told):
    assert figure(name, value) == told


def test_words_of_the_vocabulary_come_in_both_languages():
    assert figure("kind", "phone") == '<span lang="en">phone number</span><span lang="zh">电话号码</span>'


@pytest.mark.parametrize(("name", "value", "zh"), [("node_kind", "account", "账号"), ("state", "uncertain", "不确定")])
def test_words_of_the_pages_come_in_both_languages(name, value, zh):
    assert f'<span lang="zh">{zh}</span>' in figure(name, value)


def test_a_state_that_no_page_knows_stands_as_it_is():
    assert figure("state", "<x>") == "&lt;x&gt;"


def test_a_section_has_a_name_to_jump_to():
    assert section("how_to_read", "x", note="scale_note").startswith('<section id="how-to-read"><h2>')
    assert word("gangs") in section("gangs", "")

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.views.text import day, money, script_json, shorten, shown, visible


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u200b", "\u2066", "\ufeff", "\x00", "\x1b", "\u00ad", "\U000e0041", "\u2028"]
)
def test_a_hidden_character_is_shown(hidden):
    assert hidden not in visible(f"a{hidden}b")
    assert visible(f"a{hidden}b")[0] == "a"


@given(st.text())
def test_visible_text_is_printable_and_stays_as_it_is(text):
    assert visible(visible(text)) == visible(text)
    assert not any(c in visible(text) for c in "\u202e\u200b\x00\n")


def test_common_text_is_left_alone():
    assert visible("青羊 shop №1 – €5 👟") == "青羊 shop №1 – €5 👟"


@given(st.recursive(st.none() | st.booleans() | st.text() | st.integers(), lambda inner: st.lists(inner, max_size=4)))
def test_script_json_reads_back_and_closes_no_script(value):
    text = script_json(value)
    assert json.loads(text) == value
    assert not any(c in text for c in "<>&\u2028\u2029")


@given(st.text(max_size=60), st.integers(2, 40))
def test_a_shortened_text_is_short_or_whole(text, width):
    short = shorten(text, width=width)
    assert short == text or short.endswith("…")
    assert len(short) <= max(width, len(text))


def test_money_is_exact_for_large_sums():
    assert money(9007199254740993, "CNY") == "90,071,992,547,409.93 CNY"
    assert (money(-5, "CNY"), money(1234, "KWD"), money(None)) == ("-0.05 CNY", "1.234 KWD", "")


def test_days_and_cells():
    assert (day(0), day(None), shown("\u202e"), shown(2)) == ("1970-01-01", "", "‹U+202E›", "2")

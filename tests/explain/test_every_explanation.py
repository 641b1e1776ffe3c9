"""What holds for every sort of explanation, on a small simulated world."""

from __future__ import annotations

import re

import pytest

import counterfeit_graph as cg
from tests.explain.made import BANNED, explained, gangs, unsourced_digits

SORTS = ("pair", "account", "gang", "head", "plan", "step", "phoenix")
LANGUAGES = ("en", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sort", SORTS)
def test_every_number_has_its_source(sort, language):
    told = explained(language)[sort]
    assert unsourced_digits(told) == []
    assert all(re.search(r":\S+$", row["source"]) for row in told.rows.rows())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sort", SORTS)
def test_nothing_claims_guilt(sort, language):
    assert not [word for word in BANNED if word in str(explained(language)[sort]).lower()]


@pytest.mark.parametrize("sort", SORTS)
def test_both_languages_tell_the_same(sort):
    english, chinese = (explained(language)[sort] for language in LANGUAGES)
    assert (
        english.rows.select("sentence", "quantity", "value", "source").rows()
        == chinese.rows.select("sentence", "quantity", "value", "source").rows()
    )
    assert len(english) == len(chinese)


@pytest.mark.parametrize("sort", SORTS)
def test_every_explanation_ends_with_its_limits(sort):
    told = explained("en")[sort]
    assert told.told[-1].section == "limits"
    assert str(told).startswith(told.title)


@pytest.mark.parametrize("sort", SORTS)
def test_sources_stand_behind_the_sentence(sort):
    told = explained("en")[sort]
    for sentence, text in zip(told.told, told.sentences, strict=True):
        assert (sentence.sources[0] in text) if sentence.sources else text == sentence.text


def test_places_lead_back_to_rows_of_the_case():
    records, told = gangs().evidence.who.records, explained("en")["account"]
    for row in told.rows.rows():
        for place in row["source"].split("; "):
            table, _, record = place.partition(":")
            assert 1 <= int(record) <= len(records.tables[table]) + len(records.refused)


def test_an_explanation_is_a_table_of_figures():
    told = explained("en")["gang"]
    assert list(told.to_pandas().columns) == ["section", "sentence", "quantity", "shown", "value", "source"]
    assert len(told.to_polars()) == len(told.rows)
    assert repr(told).startswith("Explanation('G")


def test_the_same_question_gives_the_same_answer():
    gang = gangs().largest()
    assert str(cg.explain(gang)) == str(explained("en")["gang"])

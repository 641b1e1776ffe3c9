"""The fixed wording: two languages, the same fields, no claim beyond the records."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import counterfeit_graph as cg
from counterfeit_graph.explain.alternatives import _FOR, _TESTS
from counterfeit_graph.explain.wording import alternatives, label, listed, said, strength, templates, visible, weight
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.schema import KINDS
from tests.explain.made import BANNED

ROOM = Path(cg.__file__).parent / "explain"


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(templates()))
def test_each_template_speaks_both_languages_with_the_same_fields(key):
    template = templates()[key]
    assert fields(template["en"]) == fields(template["zh"])
    assert template.get("section", "ties") in {
        name.partition(".")[2] for name in templates() if name.startswith("section.")
    }


@pytest.mark.parametrize("key", sorted(templates()))
def test_no_template_claims_guilt_or_holds_a_number(key):
    for language in ("en", "zh"):
        text = re.sub(r"\{\w+\}", "", templates()[key][language])
        assert not any(word in text.lower() for word in BANNED)
        assert not re.search(r"\d", text)


# Keys of templates of these sorts are put together where they are said.
BUILT = ("alternative", "edge", "head", "judgement", "rule", "section", "state", "step", "succession", "suspicion")


def test_every_template_is_said_somewhere():
    code = "\n".join(path.read_text("utf-8") for path in ROOM.glob("*.py"))
    built = tuple(f"{sort}." for sort in (*BUILT, "tier", "use"))
    assert [key for key in templates() if key not in code and not key.startswith(built)] == []


def test_each_alternative_has_a_test_and_known_kinds():
    assert list(alternatives()) == list(_TESTS)
    assert {kind for body in alternatives().values() for kind in body["explains"]} <= set(KINDS)
    assert all(f"alternative.{key}" in templates() for key in _FOR)


def test_strength_points_the_way_the_evidence_does():
    assert strength(40.0, "en") == "very strong support"
    assert strength(41.0, "en") == "at least very strong support, the most that data can bear out"
    assert strength(-40.0, "en").endswith("for the contrary")
    assert strength(2.0, "en") == "support neither way"
    assert strength(-25.0, "zh").startswith("对相反命题")


def test_odds_beyond_the_scale_are_not_spelt_out():
    assert weight(61.0, "en") == "+61.0 decibans (over 10,000 to 1)"
    assert weight(-61.0, "zh") == "-61.0 分贝班(1 比 超过 10,000)"


def test_hidden_characters_are_made_visible():
    assert visible("a\u202eb\n") == "a<U+202E>b<U+000A>"
    assert "\u202e" not in said("title.gang", "en", gang="x\u202ey")


def test_names_are_listed_as_people_do():
    assert [listed(["a", "b", "c"][:n], "en") for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert label("relation", "no such relation", language="en") == "no such relation"


def test_an_unknown_language_is_refused():
    with pytest.raises(OptionError, match="choose 'en' or 'zh'"):
        said("section.ties", "fr")

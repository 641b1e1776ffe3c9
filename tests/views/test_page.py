from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources

import pytest

from counterfeit_graph.model.schema import KINDS, ROLES
from counterfeit_graph.views.page import asset, labels, page, words

SCRIPTS = (
    "base.js",
    "cards.js",
    "charts.js",
    "controls.js",
    "graph.js",
    "report.js",
    "sections.js",
    "shapes.js",
    "view.js",
)
STATIC = resources.files("counterfeit_graph.views").joinpath("static")


def sha(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_names_exactly_the_script_and_style_of_the_page():
    text = page("t", "", styles=("view.css",), scripts=("base.js",), data={})
    assert f"script-src &#x27;sha256-{sha(asset('base.js'))}&#x27;" in text
    assert f"style-src &#x27;sha256-{sha(asset('view.css'))}&#x27;" in text
    assert "default-src &#x27;none&#x27;" in text


def test_a_page_without_scripts_allows_none():
    text = page("t", "", styles=(), scripts=(), data={})
    assert "script-src &#x27;none&#x27;" in text
    assert "<script" not in text


def test_title_and_data_are_escaped():
    text = page("</title><b>", "", styles=(), scripts=(), data={"d": "</script><b>"})
    assert "<b>" not in text


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_parse_no_markup_and_fetch_nothing(name):
    banned = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttpRequest|import\(|WebSocket|https?://(?!www\.w3\.org)"
    assert not re.search(banned, asset(name))


def test_every_asset_is_tested():
    scripts = {each.name for each in STATIC.iterdir() if each.name.endswith(".js")}
    assert scripts == set(SCRIPTS)


def test_styles_fetch_nothing():
    for each in STATIC.iterdir():
        if each.name.endswith(".css"):
            assert not re.search(r"url\(|@import|https?:", each.read_text("utf-8"))


def test_every_word_is_in_both_languages_and_used():
    told = "".join(asset(name) for name in SCRIPTS)
    told += "".join(p.read_text("utf-8") for p in resources.files("counterfeit_graph").rglob("*.py"))
    assert all(english and chinese for english, chinese in words().values())
    terms = {"control", "insulation", "substitutability", "fall", "low", "high", "leads"}
    terms |= {"found", "libraries", "settings", "python"}
    quoted = set(re.findall(r"[\"']([a-z_]+)[\"']", told))
    unused = [key for key in words() if "." not in key and key not in quoted | terms]
    assert unused == []


def test_every_word_that_scripts_ask_for_exists():
    asked = {key for name in SCRIPTS for key in re.findall(r'CG\.word\("([\w.]+)"\)', asset(name))}
    assert asked - set(words()) == set()


def test_labels_hold_the_vocabulary_in_both_languages():
    assert set(labels()["kinds"]) == {"account", *KINDS}
    assert labels()["roles"]["head"] == (ROLES["head"].label, ROLES["head"].label_zh)

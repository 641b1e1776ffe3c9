from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from counterfeit_graph.takedown import find_heads
from counterfeit_graph.views import Parts, report
from counterfeit_graph.views.report_sections import expected_false
from tests.views import made

VOID = {"meta", "br", "link", "img", "input", "hr"}


@pytest.fixture(scope="module")
def page():
    return report(made.parts())


class Tree(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def data(page, name):
    return json.loads(re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page)[1])


def test_tags_are_closed_and_nothing_is_fetched(page):
    tree = Tree()
    tree.feed(page)
    assert tree.open == []
    assert not {"img", "link", "iframe", "object", "form"} & set(tree.tags)
    assert not [a for a in tree.attributes if a[1] in {"src", "style"} or a[1].startswith("on")]


def test_hostile_text_stays_text(page):
    assert made.HOSTILE not in page
    assert "\u202e" not in page
    assert page.count("</script>") == page.count("<script")


def test_the_gang_table_has_tier_stability_evidence_and_doubt(page):
    row = re.search(r'<tr><td data.*?</tr>|<tr><td><a href="#G0001".*?</tr>', page)[0]
    cells = [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td.*?>(.*?)</td>", row)]
    assert cells == [
        "G0001",
        "platform平台处置",
        "6",
        "2",
        "2",
        "+41.2",
        "0.97",
        "0.4",
        "21,000.00 CNY",
        "2022-01-08",
        "2022-07-01",
    ]


def test_the_strongest_links_are_the_sums_of_their_rows(page):
    for link in data(page, "gang-G0001")["evidence"]["links"]:
        assert link["decibans"] == pytest.approx(sum(row["decibans"] for row in link["rows"]))


def test_evidence_names_both_values_and_both_sources(page):
    row = data(page, "gang-G0001")["evidence"]["links"][0]["rows"][0]
    assert (row["value_a"], row["source_a"], row["source_b"]) == ("6222-01", "identifiers.csv:1", "identifiers.csv:2")


def test_heads_keep_every_term_of_their_score(page):
    heads = data(page, "gang-G0001")["heads"]
    assert heads["terms"] == ["control", "insulation"]
    assert heads["rows"][0]["node_id"] == "P1"


def test_the_thresholds_of_the_law_stand_beside_each_gang(page):
    frame, law = data(page, "law"), data(page, "gang-G0001")["law"]
    assert len(frame) == len(law["rows"]) > 15
    assert frame[0]["law_figure"][0] == "50,000.00 CNY"
    assert law["rows"][0]["law_amount"][0] == "150.00 CNY – 210.00 CNY"
    assert law["rows"][0]["law_reached"] == ["no", "否"]
    assert any("货物成本" in missing[1] for missing in law["missing"])


def test_columns_of_the_ranking_that_hold_nothing_are_left_out():
    gang = made.gang()
    heads = find_heads(gang)
    told = data(report(Parts(gang.gangs, heads={"G0001": heads})), "gang-G0001")["heads"]
    assert told["terms"] == ["control", "insulation", "fall", "substitutability"]


def test_refused_values_are_counted_and_not_printed(page):
    assert "orders.csv:17" in page
    assert "no number" in page


def test_the_notice_stands_in_both_languages(page):
    assert "Common control is not a crime" in page
    assert "共同控制并不等于违法" in page


def test_the_same_parts_give_the_same_bytes(page):
    assert report(made.parts()) == page


def test_a_run_without_gangs_still_has_a_report():
    gangs = made.gang().gangs
    empty = made.Gangs(gangs.table.take([]), gangs.dens, gangs.members.take([]), gangs.evidence, {})
    assert "无" in report(Parts(empty))


def test_expected_false_names_are_the_sum_of_doubt():
    gangs = made.gang().gangs
    assert expected_false(gangs) == {"G0001": pytest.approx(0.38)}
    told = made.Gangs(
        gangs.table.with_columns({"expected_false": [2.5]}), gangs.dens, gangs.members, gangs.evidence, {}
    )
    assert expected_false(told) == {"G0001": 2.5}

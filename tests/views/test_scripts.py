"""The pages' scripts, run by a real engine against as much of a browser as they use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from py_mini_racer import MiniRacer

from counterfeit_graph.views import show
from counterfeit_graph.views.law import law_frame
from counterfeit_graph.views.page import asset, labels, words
from counterfeit_graph.views.report import _SCRIPTS as REPORT
from counterfeit_graph.views.report_gang import gang_details
from counterfeit_graph.views.view import _SCRIPTS as VIEW
from tests.views import made

DOM = (Path(__file__).parent / "dom.js").read_text("utf-8")


class Page:
    def __init__(self, scripts, data, before=""):
        self.engine = MiniRacer()
        puts = "".join(f"put({json.dumps(name)}, {json.dumps(json.dumps(value))});" for name, value in data.items())
        self.engine.eval(DOM + puts + before + "".join(asset(name) for name in scripts))

    def __call__(self, script):
        return json.loads(self.engine.eval(f"JSON.stringify((() => {{ {script} }})() ?? null)"))


def common():
    return {"words": words(), "labels": labels()}


@pytest.fixture
def view():
    page = Page(VIEW[:-1], common() | {"picture": show(made.plan()).picture.to_json()})
    page(
        "CG.words = CG.read('words'); CG.labels = CG.read('labels'); globalThis.root = new Element('main');"
        "globalThis.graph = CG.graph(root, CG.read('picture'));"
    )
    return page


@pytest.fixture
def report():
    [detail] = gang_details(made.parts(), limit=100)
    second = detail | {"id": "G0002", "row": detail["row"] | {"tier": "watch"}}
    data = common() | {"law": law_frame(), "order": ["G0001", "G0002"], "gang-G0001": detail, "gang-G0002": second}
    head = [["Gang", "", "gang"], ["Decibans", "num", "decibans"], ["Tier", "", "tier"]]
    rows = [
        [["G0001", "", ""], ["+41.2", "num", ""], ["p", "tier-platform", ""]],
        [["G0002", "", ""], ["+9.5", "num", ""], ["w", "tier-watch", ""]],
    ]
    return Page(REPORT, data, f"lay('gang-table', {json.dumps(head)}, {json.dumps(rows)});")


def test_the_page_of_a_view_draws_itself():
    page = Page(VIEW, common() | {"picture": show(made.gang()).picture.to_json()})
    assert page("return drawn.length") > 200


def test_every_node_can_be_reached_by_search(view):
    view("const box = root.all((e) => e.attributes.type === 'search')[0]; box.value = 'S'; box.fire('input');")
    assert view("return [...graph.state.found].length") >= 3
    view("root.all((e) => e.attributes.class === 'cg-answers')[0].children[0].children[0].click();")
    assert view("return graph.state.picked") >= 0


def test_a_kept_card_tells_the_evidence(view):
    view("graph.pick(CG.read('picture').nodes.id.indexOf('S1'));")
    told = view("return graph.side.textContent")
    assert "+35.8 strong · payment account + handle" in told
    assert "brand" not in told


def test_hostile_text_becomes_text(view):
    view("graph.pick(CG.read('picture').nodes.id.findIndex((id) => id.includes('script')));")
    assert made.HOSTILE in view("return graph.side.textContent")
    assert view("return root.all((e) => e.tag === 'img').length") == 0


def test_the_steps_of_a_plan_can_be_walked(view):
    for expected in ("freeze: 6222-01", "raid: 成都市青羊区1号"):
        view("root.all((e) => e.tag === 'button' && e.textContent === 'Next')[0].click();")
        assert expected in view("return graph.side.textContent")
    assert view("return graph.state.step") == 2


def test_hovering_shows_a_card_and_leaving_hides_it(view):
    view("const [x, y] = graph.at(0); graph.canvas.fire('pointermove', { pointerId: 1, clientX: x, clientY: y });")
    assert view("return [graph.state.hover, graph.card.hidden]") == [0, False]
    view("graph.canvas.fire('pointerleave');")
    assert view("return graph.card.hidden") is True


def test_keys_move_and_zoom(view):
    before = view("return [graph.state.zoom, graph.state.x]")
    view("graph.canvas.fire('keydown', { key: '+' }); graph.canvas.fire('keydown', { key: 'ArrowLeft' });")
    zoom, x = view("return [graph.state.zoom, graph.state.x]")
    assert zoom > before[0]
    assert x != before[1]


def test_the_legend_picks_out_a_role(view):
    view("root.all((e) => e.attributes.class === 'cg-key' && e.textContent.startsWith('cashier'))[0].click();")
    assert view("return graph.state.role") == "cashier"


def test_weak_evidence_can_be_hidden(view):
    view("root.all((e) => e.attributes.type === 'checkbox')[0].fire('change', { target: { checked: true } });")
    move = "const [least] = root.all((e) => e.attributes.type === 'range'); least.value = '30'; least.fire('input');"
    view(f"drawn = []; {move}")
    assert view("return drawn.filter(([name]) => name === 'quadraticCurveTo').length") == 1


def test_the_table_lists_every_node(view):
    view("const t = root.all((e) => e.tag === 'details')[0]; t.open = true; t.fire('toggle');")
    assert view("return root.all((e) => e.tag === 'details')[0].all((e) => e.tag === 'tr').length") == 13


def test_the_first_gang_is_open(report):
    told = report("return document.getElementById('detail').textContent")
    for expected in ("Gang G0001", "Whom first", "control", "freeze", "identifiers.csv:1", made.HOSTILE):
        assert expected in told


def test_the_language_turns_all_of_it(report):
    report("document.getElementById('language').click();")
    told = report("return document.getElementById('detail').textContent")
    assert report("return document.documentElement.lang") == "zh"
    assert "行动方案" in told
    assert "Timeline" not in told


def test_the_law_is_told_in_either_language(report):
    told = report("return document.getElementById('detail').textContent")
    assert "Criminal Law 214selling goods under a counterfeit marksales" in told
    assert "21,000.00 CNY" in told
    report("document.getElementById('language').click();")
    assert "刑法第二百一十四条" in report("return document.getElementById('detail').textContent")


@pytest.mark.parametrize(("value", "places"), [(0.15, 1), (0.965, 2), (1234.5678, 1), (-0.35, 1)])
def test_numbers_are_rounded_as_the_tables_are(report, value, places):
    assert report(f"return CG.number({value}, {places})") == f"{value:,.{places}f}"


def test_an_address_opens_its_gang(report):
    report("location.hash = '#G0002'; heard.hashchange();")
    assert "Gang G0002" in report("return document.getElementById('detail').textContent")
    report("location.hash = '#%'; heard.hashchange(); location.hash = '#nobody'; heard.hashchange();")
    assert "Gang G0002" in report("return document.getElementById('detail').textContent")


def order(report):
    return report("return named['gang-table'].tBodies[0].rows.map((row) => row.cells[0].textContent)")


def test_the_gang_table_sorts_numbers_as_numbers(report):
    for expected in (["G0001", "G0002"], ["G0002", "G0001"]):
        report("named['gang-table'].tHead.rows[0].cells[1].click();")
        assert order(report) == expected


def test_the_gang_table_sorts_tiers_by_weight(report):
    report("const tier = named['gang-table'].tHead.rows[0].cells[2]; tier.click(); tier.click();")
    assert order(report) == ["G0002", "G0001"]


def test_a_gang_is_found_by_its_members(report):
    report("const box = named['gang-tools'].children[0]; box.value = 'nobody has this'; box.fire('input');")
    assert report("return named['gang-table'].tBodies[0].rows.map((row) => Boolean(row.hidden))") == [True, True]
    report("const box = named['gang-tools'].children[0]; box.value = '6222-09'; box.fire('input');")
    assert report("return named['gang-table'].tBodies[0].rows.map((row) => Boolean(row.hidden))") == [False, False]


def test_printing_draws_every_gang(report):
    report("document.getElementById('gang-tools').children[3].click();")
    assert report("return printed") == 1


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2024-01-15", "2024-04-02", ["2024-02", "2024-03", "2024-04"]),
        ("2015-06-01", "2024-01-01", ["2016", "2018", "2020", "2022", "2024"]),
    ],
)
def test_calendar_axes_are_marked_at_months_or_years(report, first, last, expected):
    found = report(
        f"return CG.ticks(Date.parse('{first}') / 864e5, Date.parse('{last}') / 864e5, 6).map((tick) => tick[1]);"
    )
    assert found == expected

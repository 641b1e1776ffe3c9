from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model.table import Table
from counterfeit_graph.views.gang_picture import gang_picture
from counterfeit_graph.views.labels import place_labels, text_width
from counterfeit_graph.views.life import life
from counterfeit_graph.views.outline import hull
from counterfeit_graph.views.svg import network_svg, timeline_svg
from tests.views import made

POINTS = st.tuples(st.integers(-20, 20), st.integers(-20, 20))


@given(st.lists(POINTS, min_size=1, max_size=30))
def test_a_hull_holds_every_point(points):
    corners = hull(points)
    assert set(corners) <= set(points)
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True) if len(corners) > 2 else ():
        assert all((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for x, y in points)


@given(st.lists(POINTS, min_size=2, max_size=30))
def test_labels_cover_neither_marks_nor_each_other(points):
    at, radius = np.array(points, float) * 10, np.full(len(points), 4.0)
    placed = place_labels(at, radius, texts=["shop"] * len(points), order=range(len(points)))
    boxes = [(x, y - 5.5, x + text_width("shop"), y + 5.5) for _, (x, y) in placed]
    marks = [(x - 4, y - 4, x + 4, y + 4) for x, y in at]
    others = [(box, other) for i, box in enumerate(boxes) for other in [*boxes[:i], *marks]]
    assert not any(
        a[0] < b[2] - 0.2 and a[2] > b[0] + 0.2 and a[1] < b[3] - 0.2 and a[3] > b[1] + 0.2 for a, b in others
    )


def test_the_network_is_well_formed_and_escaped():
    text = network_svg(gang_picture(made.gang()))
    tree = ET.fromstring(text)
    assert len(tree.findall(".//{*}circle")) + len(tree.findall(".//{*}polygon")) == 12 + 4
    assert any("</script>" in (node.text or "") for node in tree.iter("{http://www.w3.org/2000/svg}text"))


def test_the_timeline_is_well_formed():
    tree = ET.fromstring(timeline_svg(life(made.gang(), limit=60)))
    assert len(tree.findall("rect")) == 6
    assert len(tree.findall("path")) == 2 + 1


def test_a_life_keeps_those_that_were_doubted_first():
    short = life(made.gang(), limit=3)
    assert {row["account_id"] for row in short.rows} == {"S1", "S2", "S6"}
    assert short.left_out == 3
    assert short.successions == [(0, 2)]


def test_a_life_without_signals_is_a_life():
    gang = made.gang()
    gang.gangs.evidence.who.records.tables.clear()
    assert life(gang, limit=9).signals == []


def test_a_signal_about_an_offer_is_told_under_its_shop():
    gang = made.gang()
    tables = gang.gangs.evidence.who.records.tables
    tables["listings"] = Table.of({"listing_id": ["L1", "L2"], "account_id": ["S3", "elsewhere"]})
    about = {"signal_id": ["3", "4"], "account_id": [None, None], "listing_id": ["L1", "L2"], "at": [1640995200] * 2}
    tables["signals"] = Table.of(
        about | {"kind": ["police"] * 2, "verdict": [None] * 2}, {"at": "timestamp[s]", "account_id": "string"}
    )
    [signal] = life(gang, limit=9).signals
    assert (signal["account_id"], signal["kind"], signal["verdict"], signal["day"]) == ("S3", "police", "open", 18993)

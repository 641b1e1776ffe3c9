from __future__ import annotations

import html
import re
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from counterfeit_graph.model.errors import OptionError, OutputError
from counterfeit_graph.views import show
from tests.views import made


def test_a_gang_a_plan_and_a_graph_can_be_shown():
    assert repr(show(made.gang())) == "View('G0001', 12 nodes, 16 edges)"
    assert len(show(made.plan()).picture.steps) == 2
    assert len(show(nx.path_graph(4)).picture.nodes) == 4


def test_the_page_reaches_for_nothing():
    text = show(made.gang()).to_html()
    assert not re.search(r'(?:src|href)\s*=\s*"(?!#)', text)
    assert set(re.findall(r"https?://[\w./]+", text)) <= {"http://www.w3.org/2000/svg"}


def test_hostile_text_cannot_leave_its_place():
    text = show(made.gang()).to_html()
    assert made.HOSTILE not in text
    assert text.count("</script>") == text.count("<script")


def test_a_notebook_gets_the_whole_page_in_a_closed_frame():
    view = show(made.gang())
    frame = view._repr_mimebundle_()["text/html"]
    source = re.search(r'srcdoc="([^"]*)"', frame)[1]
    assert html.unescape(source) == view.to_html()
    assert 'sandbox="allow-scripts allow-downloads"' in frame


def test_the_same_gang_gives_the_same_bytes(tmp_path):
    first, second = (show(made.gang()).save(tmp_path / name).read_bytes() for name in ("a.html", "b.html"))
    assert first == second


def test_a_view_can_be_saved_as_a_still_picture(tmp_path):
    tree = ET.parse(show(made.gang()).save(tmp_path / "g.svg")).getroot()
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    with pytest.raises(OutputError, match=r"must end with .html or .svg"):
        show(made.gang()).save(tmp_path / "g.pdf")


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(OptionError, match="cannot draw a int"):
        show(3)
    with pytest.raises(OptionError, match="limit must be 1 or more"):
        show(nx.path_graph(2), limit=0)

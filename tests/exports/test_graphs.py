from __future__ import annotations

import re

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph import exports
from counterfeit_graph.exports.network import edges, nodes, plain
from counterfeit_graph.exports.xml import attributes
from tests.views import made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("graphs")
    exports.graphml(made.gang(), place / "g.graphml")
    exports.gexf(made.gang(), place / "g.gexf")
    return place


def expected():
    gang = made.gang()
    flat = [{k: v for k, v in row.items() if v is not None} for row in plain(nodes(gang)).rows()]
    return {row["key"]: row for row in flat}, plain(edges(gang)).rows()


def test_graphml_reads_back_whole(folder):
    graph = nx.read_graphml(folder / "g.graphml")
    points, lines = expected()
    assert {name: dict(data) for name, data in graph.nodes(data=True)} == points
    found = sorted((a, b, d["relation"], d["amount"], d["decibans"]) for a, b, d in graph.edges(data=True))
    assert found == sorted((e["source"], e["target"], e["relation"], e["amount"], e["decibans"]) for e in lines)


def test_gexf_reads_back_whole(folder):
    graph = nx.read_gexf(folder / "g.gexf", version="1.3")
    points, lines = expected()
    assert set(graph) == set(points)
    assert graph.number_of_edges() == len(lines)
    assert graph.nodes["account:180000000000000001"]["id"] == "180000000000000001"
    assert {d["relation"] for _, _, d in graph.edges(data=True)} == {e["relation"] for e in lines}


@pytest.mark.parametrize("name", ["g.graphml", "g.gexf"])
def test_money_is_a_number_of_units_beside_its_currency(folder, name):
    graph = nx.read_graphml(folder / name) if name.endswith("graphml") else nx.read_gexf(folder / name, version="1.3")
    shop = graph.nodes["account:S1"]
    assert (shop["sales"], shop["currency"]) == (10.0, "CNY")
    [passed] = [d for _, _, d in graph.edges(data=True) if d["relation"] == "transfers"]
    assert passed["amount"] == 50.0


def test_gexf_draws_what_the_pictures_draw(folder):
    graph = nx.read_gexf(folder / "g.gexf", version="1.3")
    placed = {name for name, data in graph.nodes(data=True) if "position" in data["viz"]}
    assert set(graph) - placed == {"email:only@one.shop"}
    assert graph.nodes["payment:6222-01"]["viz"]["color"] == {"r": 230, "g": 159, "b": 0, "a": 1.0}


def test_evidence_is_in_the_graph(folder):
    graph = nx.read_graphml(folder / "g.graphml")
    links = {(a, b): d["decibans"] for a, b, d in graph.edges(data=True) if d["relation"] == "evidence"}
    assert links["account:S1", "account:S2"] == 35.75


def test_no_file_has_a_document_type_or_a_clock(folder):
    for path in folder.iterdir():
        assert not re.search(r"<!DOCTYPE|<!ENTITY|20[0-9]{2}-1[0-9]-", path.read_text("utf-8"))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_xml_but_for_what_xml_cannot_hold(text):
    from xml.etree import ElementTree as ET

    found = ET.fromstring(f"<a{attributes([('v', text)])}/>").get("v")
    kept = "".join(c if c in "\t\n\r" or " " <= c not in "\ufffe\uffff" else "?" for c in text)
    assert len(found) == len(text)
    assert all(a == b for a, b in zip(found, kept, strict=True) if b != "?")

"""Views and exports of a small real run: the hand-made gang elsewhere is no friendlier than the truth."""

from __future__ import annotations

import csv
import json
import re

import networkx as nx
import openpyxl
import pytest

import counterfeit_graph as cg
from counterfeit_graph.exports.manifest import changed_files
from counterfeit_graph.investigation import Options
from counterfeit_graph.views import report


@pytest.fixture(scope="module")
def run():
    world = cg.simulate(600, seed=3, gang_share=0.08)
    return cg.investigate(dict(world.tables), options=Options(reruns=2, planned=1, budget=1.0), seed=3)


@pytest.fixture(scope="module")
def gang(run):
    return run.gangs.largest()


@pytest.fixture(scope="module")
def page(run):
    return report(run.parts)


def test_the_report_holds_every_gang(run, page):
    ids = re.findall(r'<script type="application/json" id="gang-(G\d+)">', page)
    assert ids == run.gangs.table["gang_id"].tolist()


def test_each_shown_link_is_the_exact_sum_of_its_rows(page):
    for text in re.findall(r'<script type="application/json" id="gang-G\d+">(.*?)</script>', page):
        for link in json.loads(text)["evidence"]["links"]:
            assert sum(round(row["decibans"] * 1000) for row in link["rows"]) == round(link["decibans"] * 1000)


def test_the_report_explains_in_both_languages(page):
    text = re.search(r'<script type="application/json" id="gang-G0001">(.*?)</script>', page)[1]
    said = json.loads(text)["said"]
    titles = {language: [title for title, _ in sections] for language, sections in said.items()}
    assert "What else could explain it" in titles["en"]
    assert len(titles["en"]) == len(titles["zh"])


def test_a_gang_can_be_shown_and_drawn(gang):
    assert len(cg.show(gang).picture.nodes) >= len(gang.codes)
    assert cg.plots.gang(gang).axes


def test_the_head_is_marked(run, gang):
    first = run.heads[gang.id].first
    nodes = cg.show(run.heads[gang.id]).picture.nodes
    assert nodes["id"][nodes["role"] == "head"].tolist() == [first.node_id]


def test_a_life_can_be_drawn(gang):
    assert cg.plots.timeline(gang).axes


def test_the_strongest_link_is_a_waterfall(run, gang):
    link = gang.links.sort("-decibans").rows()[0]
    bars = cg.plots.waterfall(run.evidence.between(link["a"], link["b"])).axes[0].patches
    assert bars[-1].get_width() == pytest.approx(link["decibans"])


def test_graph_files_read_back(gang, tmp_path):
    graph = nx.read_graphml(cg.exports.graphml(gang, tmp_path / "g.graphml"))
    assert (
        len(graph)
        == len(nx.read_gexf(cg.exports.gexf(gang, tmp_path / "g.gexf"), version="1.3"))
        == len(gang.network.nodes)
    )


def test_a_workbook_reads_back(run, tmp_path):
    book = openpyxl.load_workbook(cg.exports.xlsx(run.gangs, tmp_path / "g.xlsx"))
    assert book["members"].max_row == len(run.gangs.members) + 1


def test_a_dossier_of_a_plan_is_whole(run, tmp_path):
    [plan] = run.plans.values()
    folder = cg.exports.dossier(plan, tmp_path / "d", heads=run.heads[plan.gang.id])
    assert changed_files(folder) == []
    with (folder / "evidence" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        pairs = {(row["a"], row["b"]) for row in csv.DictReader(file)}
    assert pairs == set(zip(plan.gang.links["a"], plan.gang.links["b"], strict=True))


def test_all_gangs_go_into_one_database(run, tmp_path):
    folder = cg.exports.neo4j(run.gangs, tmp_path / "n")
    with (folder / "nodes.csv").open(encoding="utf-8", newline="") as file:
        keys = [row["key:ID"] for row in csv.DictReader(file)]
    assert len(keys) == len(set(keys))

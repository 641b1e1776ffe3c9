from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from counterfeit_graph.views.gang_picture import gang_picture
from counterfeit_graph.views.picture import at_most, graph_picture, widths
from counterfeit_graph.views.plan_picture import plan_picture
from tests.views import made


@pytest.fixture(scope="module")
def picture():
    return gang_picture(made.gang())


def row(picture, name):
    return picture.nodes["id"].tolist().index(name)


def test_a_value_of_one_account_alone_is_left_out(picture):
    assert "only@one.shop" not in picture.nodes["id"]
    assert picture.left_out == 1


def test_roles_and_reasons_reach_the_nodes(picture):
    at = row(picture, "6222-01")
    assert (picture.nodes["role"][at], picture.nodes["reason"][at]) == ("cashier", "collects for 4 stores")


def test_a_value_stands_in_the_den_that_alone_uses_it(picture):
    dens = {name: picture.nodes["den"][row(picture, name)] for name in ("S1", "成都市青羊区1号", "+8613800001111")}
    assert dens == {"S1": "D0001", "成都市青羊区1号": "D0002", "+8613800001111": ""}
    assert dict(picture.dens) == {"D0001": 3, "D0002": 3}


def test_an_uncertain_member_is_marked(picture):
    assert picture.nodes["id"][~picture.nodes["sure"]].tolist() == ["S6"]


def test_evidence_links_join_accounts(picture):
    ids = picture.nodes["id"]
    pairs = {
        (ids[a], ids[b]): d
        for a, b, d in zip(picture.links["a"], picture.links["b"], picture.links["decibans"], strict=True)
    }
    assert pairs == {("S1", "S2"): 35.75, ("S1", "S6"): 22.0, ("00012", "S3"): 29.0}


def test_cards_tell_money_in_its_currency(picture):
    at = picture.edges["relation"].tolist().index("transfers")
    assert dict(picture.edge_facts[at])["amount"] == "50.00 CNY"
    assert dict(picture.node_facts[row(picture, "S1")])["closed"] == "2022-06-27"


def test_a_plan_points_at_its_targets():
    picture = plan_picture(made.plan())
    assert [picture.nodes["id"][step.targets[0]] for step in picture.steps] == ["6222-01", "成都市青羊区1号"]
    assert dict(picture.steps[0].facts)["capacity_left"] == "0.4"


def test_a_solved_plan_marks_what_falls():
    plan = made.solved_plan()
    picture = plan_picture(plan)
    ids = picture.nodes["id"]
    first = picture.steps[0]
    assert plan.first.target in {ids[at] for at in first.targets}
    assert {picture.nodes["kind"][at] for at in first.cut} <= {"account"}
    assert dict(first.facts)["capacity_left"].startswith(f"{plan.first.share_left:.0%} (")


def test_a_small_limit_keeps_the_best_connected_and_the_targets():
    picture = plan_picture(made.plan(), limit=5)
    assert {"6222-01", "成都市青羊区1号"} <= set(picture.nodes["id"])
    assert len(picture.nodes) == 5
    assert len(picture.edges) == len(picture.edge_facts)


def test_only_keeps_edges_between_what_stays(picture):
    part = picture.only(np.array([0, 1]))
    assert len(part.nodes) == len(part.node_facts) == 2
    assert part.left_out == picture.left_out + len(picture.nodes) - 2


def test_any_graph_can_be_drawn():
    graph = nx.MultiDiGraph()
    graph.add_node("a", kind="payment", role="head", den="D1")
    graph.add_edge("a", "b", relation="transfers", amount=9)
    picture = graph_picture(graph, "t")
    assert picture.nodes["kind"].tolist() == ["payment", "account"]
    assert picture.edges["directed"].tolist() == [True]
    assert picture.dens == {"D1": 1}


def test_an_empty_graph_can_be_drawn():
    assert graph_picture(nx.Graph()).to_json()["nodes"]["id"] == []


def test_at_most_is_stable_under_ties():
    picture = at_most(graph_picture(nx.cycle_graph(10)), 3)
    assert picture.nodes["id"].tolist() == ["0", "1", "2"]


def test_widths_of_nothing():
    assert widths([]).tolist() == []
    assert widths([0, 0]).tolist() == [1.0, 1.0]


def test_json_shows_hidden_characters(picture):
    text = str(gang_picture(made.gang()).to_json())
    assert "\u202e" not in text

"""Heads, steps and reopened shops, on networks made by hand."""

from __future__ import annotations

import networkx as nx
import pytest

import counterfeit_graph as cg
from counterfeit_graph.explain import head, step
from counterfeit_graph.explain.edges import Touching, money, relation_words
from counterfeit_graph.gangs.network import Network
from counterfeit_graph.model.errors import NotFoundError, OptionError
from tests.explain.made import explained

NODES = {"account:a": 600, "account:b": 400, "payment:till": 0, "payment:purse": 0, "person:x": 0}
EDGES = [
    ("account:a", "pays_into", "payment:till", 600),
    ("account:b", "pays_into", "payment:till", 400),
    ("payment:till", "transfers", "payment:purse", 1000),
    ("person:x", "holds", "payment:purse", 0),
    ("person:x", "tie:family", "person:x", 0),
]
NETWORK = Network.by_hand(NODES, EDGES, outside={"payment:till": 2})


def test_the_terms_of_a_head_sum_to_its_score():
    rows = head(cg.find_heads(NETWORK)).rows.rows()
    terms = [row["value"] for row in rows if row["quantity"] == "value"]
    score = next(row["value"] for row in rows if row["quantity"] == "score")
    assert sum(terms) == pytest.approx(score, abs=1e-6)


def test_a_head_is_told_with_what_flows_through_his_hands():
    told = head(cg.find_heads(NETWORK)).section("ties")
    assert any("till pays on to purse" in text for text in told)
    assert any("x is the registered holder of purse" in text for text in told)


def test_a_rank_that_is_not_there_is_refused():
    with pytest.raises(NotFoundError, match="rank 99"):
        head(cg.find_heads(NETWORK), rank=99)


def test_a_plain_graph_has_no_records_to_cite():
    with pytest.raises(OptionError, match="neither a gang nor a network"):
        head(cg.find_heads(nx.star_graph(4)))


def test_a_step_tells_who_else_is_hit():
    told = step(cg.plan_takedown(NETWORK, budget=1))
    assert any("who are not of the gang: 2" in text for text in told.section("limits"))
    assert "No plan of the same budget leaves less." in told.section("total")


def test_a_step_by_itself_cites_its_row_of_the_plan():
    told = step(cg.plan_takedown(NETWORK, budget=1).first)
    assert {row["source"] for row in told.rows.rows()} == {"plan.csv:1"}


def test_a_step_that_is_not_there_is_refused():
    with pytest.raises(NotFoundError, match="the plan has"):
        step(cg.plan_takedown(NETWORK, budget=1), number=9)


def test_what_cannot_be_explained_is_refused():
    with pytest.raises(OptionError, match="by itself cannot be explained"):
        cg.explain(NETWORK)
    with pytest.raises(OptionError, match="holds no evidence"):
        cg.explain(NETWORK, between=("a", "b"))
    with pytest.raises(OptionError, match="has no members"):
        cg.explain(NETWORK, account="a")


def test_a_node_without_edges_cites_the_network():
    assert Touching.of(NETWORK, "phone", node_id="nobody").places == ("network:nodes",)


def test_amounts_and_relations_are_written_for_people():
    assert (money(1050, "JPY"), money(1050, "CNY"), money(2, "accounts")) == ("1,050 JPY", "10.50 CNY", "2 accounts")
    assert relation_words("tie:family", "zh") == "关联(family)"
    assert relation_words("unheard_of", "en") == "unheard_of"


def test_a_reopened_shop_is_told_with_its_gap_and_its_rivals():
    told = explained("en")["phoenix"]
    quantities = set(told.rows["quantity"])
    assert {"survived", "own", "days"} <= quantities
    assert told.section("total")[1].startswith(("Another closed account", "No other closed account"))

"""The head is where money rests unseen; the score is the sum of its terms; intervals and yardsticks come along."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.gangs.network import Network
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.takedown.candidates import TERMS
from tests.takedown.made import CHAIN, gang, gangs, nodes_of


def places(network: Network) -> list[str]:
    return [f"{row['node_kind']}:{row['node_id']}" for row in cg.find_heads(network).table.rows()]


def test_the_head_is_the_holder_of_the_last_purse():
    assert places(gang())[:2] == ["person:boss", "payment:purse"]


def test_without_a_known_holder_the_purse_stands_for_him():
    edges = [edge for edge in CHAIN if not edge[0].startswith("person:boss")]
    assert places(gang(edges))[0] == "payment:purse"


def test_pocket_money_makes_nobody_a_head():
    assert places(gang()).index("payment:rent") > places(gang()).index("payment:purse")


def test_a_hub_of_many_names_is_no_head():
    edges = [*CHAIN, *((f"account:{name}", "registered_by", "person:straw", 0) for name in "c")]
    assert places(gang(edges)).index("person:straw") > 2


def test_public_nodes_are_not_ranked():
    network = gang()
    public = network.nodes["id"] == "purse"
    assert "payment:purse" not in places(Network(network.nodes.with_columns({"public": public}), network.edges))


@settings(max_examples=25)
@given(gangs())
def test_the_terms_sum_to_the_score(network):
    table = cg.find_heads(network).table
    total = sum((table[name] for name in TERMS), np.zeros(len(table)))
    assert np.allclose(total, table["score"], atol=1e-8)
    assert (np.diff(table["score"]) <= 0).all()
    assert table["rank"].tolist() == list(range(1, len(table) + 1))


@settings(max_examples=25)
@given(gangs(), st.integers(0, 2), st.integers(0, 2))
def test_evidence_of_command_never_lowers_a_rank(network, chief, second):
    edges = [(f"person:{chief}", "tie:directs", f"person:{second}", 0)] if chief != second else []
    names = [f"{kind}:{name}" for kind, name in zip(network.nodes["kind"], network.nodes["id"], strict=True)]
    known = dict(zip(names, network.nodes["sales"].tolist(), strict=True))
    old = [(names[r["source"]], r["relation"], names[r["target"]], r["amount"]) for r in network.edges.rows()]
    nodes = known | {name: 0 for edge in edges for name in (edge[0], edge[2]) if name not in known}
    before, after = places(Network.by_hand(nodes, old)), places(Network.by_hand(nodes, old + edges))
    who = f"person:{chief}"
    assert who not in before or after.index(who) <= before.index(who)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_names_and_order_do_not_change_the_scores(random):
    nodes = list(nodes_of(CHAIN).items())
    random.shuffle(nodes)
    edges = random.sample(CHAIN, len(CHAIN))
    one, other = cg.find_heads(gang()).table, cg.find_heads(Network.by_hand(dict(nodes), edges)).table
    assert one.rows() == other.rows()


def test_reruns_give_intervals_and_repeat_with_the_seed():
    one, other = (cg.find_heads(gang(), reruns=20, seed=3).table for _ in range(2))
    assert one.rows() == other.rows()
    assert (one["low"] <= one["score"] + 0.2).all()
    assert one["leads"].sum() == pytest.approx(1.0)


def test_the_first_head_and_the_yardsticks():
    heads = cg.find_heads(gang())
    assert heads.first.terms.keys() == set(TERMS)
    compared = heads.compare()
    assert compared.columns[:4] == ("node_kind", "node_id", "heads", "degree")
    assert {"betweenness", "pagerank", "eigenvector", "core", "kpp_neg", "kpp_pos"} <= set(compared.columns)


@pytest.mark.parametrize("nodes", [{}, {"account:a": 5}, {"account:a": 0, "phone:p": 0}])
def test_a_gang_of_which_nothing_is_known_has_no_head(nodes):
    heads = cg.find_heads(Network.by_hand(nodes, []))
    assert (len(heads), heads.first) == (0, None)
    assert heads.table.columns[:5] == ("gang_id", "rank", "node_kind", "node_id", "score")


def test_a_wrong_question_is_refused():
    with pytest.raises(OptionError, match="neither a gang nor a network"):
        cg.find_heads("G0001")
    with pytest.raises(OptionError, match="reruns"):
        cg.find_heads(gang(), reruns=-1)


def test_people_in_contact_are_ranked_over_time():
    graph = nx.MultiGraph()
    graph.add_edges_from(("x", name, {"at": at}) for at in "123" for name in "ab")
    graph.add_edges_from(("courier", str(n), {"at": "1"}) for n in range(4))
    assert cg.find_heads(graph).first.node_id == "x"
    assert len(cg.find_heads(nx.Graph())) == 0


def test_contacts_can_be_drawn_anew():
    heads = cg.find_heads(nx.karate_club_graph(), reruns=10)
    assert heads.first.node_id in {"0", "33"}
    assert heads.table["leads"][:2].sum() > 0.8

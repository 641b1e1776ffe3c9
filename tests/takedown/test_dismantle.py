"""Dismantling: laws of the order, what can be handed in, and what cannot."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

import counterfeit_graph as cg
from counterfeit_graph import __version__
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.takedown.annealing import best_order
from counterfeit_graph.takedown.dismantle import dismantle
from counterfeit_graph.takedown.flat_graph import FlatGraph, read_links
from counterfeit_graph.takedown.problem import Problem
from tests import naive_takedown as naive
from tests.takedown.made import gang

sizes = st.integers(1, 16)
seeds = st.integers(0, 10**6)


def random_ends(size, seed):
    return np.random.default_rng(seed).integers(0, size, (2, 2 * size))


def neighbours(ends, size):
    near = {v: set() for v in range(size)}
    for a, b in ends.T.tolist():
        if a != b:
            near[a].add(b)
            near[b].add(a)
    return {v: sorted(u) for v, u in near.items()}


@given(sizes, seeds)
def test_an_order_names_every_node_once_and_scores_by_definition(size, seed):
    ends = random_ends(size, seed)
    order = dismantle((*ends, size))
    assert sorted(order.nodes) == list(range(size))
    near = neighbours(ends, size)
    assert order.anc() == pytest.approx(naive.anc(near, list(order.nodes)))
    assert order.curve().tolist() == [largest / size for largest in naive.curve(near, list(order.nodes))]


@given(sizes, seeds)
def test_renaming_changes_nothing(size, seed):
    ends = random_ends(size, seed)
    source, target, name = naive.renamed(*ends, size, seed)
    cost = np.random.default_rng(seed).integers(1, 4, size)
    renamed_cost = np.empty(size)
    renamed_cost[name] = cost
    one, two = dismantle((*ends, size), cost=cost), dismantle((source, target, size), cost=renamed_cost)
    assert one.curve().tolist() == two.curve().tolist()
    assert one.table["cost"].tolist() == two.table["cost"].tolist()


@given(st.integers(2, 16), seeds)
def test_costs_weight_the_steps(size, seed):
    ends = random_ends(size, seed)
    cost = dict(enumerate(np.random.default_rng(seed).integers(0, 5, size) + (np.arange(size) == 0)))
    order = dismantle((*ends, size), cost=cost)
    assert order.anc() == pytest.approx(naive.anc(neighbours(ends, size), list(order.nodes), cost))


def test_free_removals_are_used():
    near, cost = neighbours(np.array([range(9), range(1, 10)]), 10), [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    rest = [4 + v for v in dismantle((range(5), range(1, 6))).nodes]
    assert dismantle((range(9), range(1, 10)), cost=cost).anc() <= naive.anc(near, [0, 1, 2, 3, *rest], cost)


def test_degree_costs_are_degrees():
    star = nx.star_graph(4)
    order = dismantle(star, cost="degree")
    assert order.table["cost"].tolist() == [star.degree[v] for v in order.nodes]


def test_every_form_of_a_graph_gives_the_same_curve():
    graph = nx.karate_club_graph()
    ends = np.array(graph.edges()).T

    class Holder:
        def to_networkx(self):
            return graph

    arrays = [tuple(ends), (*ends, 34), tuple(ends.astype(str))]
    forms = [graph, nx.DiGraph(graph), *arrays, nx.to_scipy_sparse_array(graph), Holder()]
    curves = [dismantle(form).curve().tolist() for form in forms]
    assert all(each == curves[0] for each in curves)


def test_evidence_and_gangs_are_graphs_too():
    shops = [{"account_id": n, "platform": "p", "contact_email": f"{n in 'ab'}@x.cn"} for n in "abcd"]
    evidence = cg.weigh(cg.resolve(cg.read({"accounts": shops})))
    order = dismantle(evidence)
    assert sorted(order.nodes) == [*"abcd"]
    assert order.curve().tolist() == dismantle(evidence.to_networkx()).curve().tolist()
    assert len(cg.key_players(evidence, 1)) == 1
    network = gang()
    assert sorted(dismantle(network).nodes) == list(range(len(network.nodes)))


def test_loops_doubles_and_directions_are_ignored():
    plain = dismantle(([0, 1, 2], [1, 2, 3], 5))
    knotty = dismantle(([0, 1, 2, 1, 3, 4], [1, 2, 3, 0, 3, 4], 5))
    assert plain.curve().tolist() == knotty.curve().tolist()


def test_parts_that_were_never_connected_are_dismantled_together():
    parts = nx.disjoint_union_all([nx.star_graph(6), nx.path_graph(5), nx.empty_graph(2)])
    order = dismantle(parts)
    assert sorted(order.nodes) == sorted(parts)
    assert order.nodes[:3] in {(0, 8, 10), (0, 10, 8)}
    assert order.table["largest"].tolist()[:4] == [5, 3, 1, 1]


def test_a_plot_is_drawn_from_an_order():
    figure = cg.plots.curve(dismantle(nx.star_graph(3)))
    assert figure.axes[0].get_lines()[0].get_ydata().tolist() == [1.0, 0.25, 0.25, 0.25, 0.0]


def test_one_node_and_no_edge():
    assert dismantle(([], [], 1)).curve().tolist() == [0.0]
    lone = dismantle(([], [], 4))
    assert (lone.curve().tolist(), lone.until(0.25)) == ([0.25, 0.25, 0.25, 0.0], 1)
    assert dismantle(([], [], 3), cost="degree").table["cost"].tolist() == [1.0, 1.0, 1.0]


def test_the_same_seed_gives_the_same_order_and_more_time_no_worse_a_one():
    graph = nx.gnm_random_graph(120, 200, seed=3)
    first, second = dismantle(graph, seed=4), dismantle(graph, seed=4)
    assert first.nodes == second.nodes
    assert dismantle(graph, seed=4, seconds=0.3).anc() <= dismantle(graph, seed=4, seconds=0).anc()


def test_a_long_order_is_annealed_in_stretches():
    graph = FlatGraph.of(read_links(nx.connected_watts_strogatz_graph(1700, 4, 0.3, seed=1)))
    problem = Problem(graph.indptr, graph.indices, np.ones(1700))
    start = problem.complete(np.zeros(0, np.int32))
    found = best_order(problem, [start, start[::-1].copy()], rng=np.random.default_rng(1), work=40_000_000)
    assert sorted(found.tolist()) == list(range(1700))
    assert problem.score(found) < problem.score(start)


def test_the_best_order_of_a_small_graph_is_found():
    ends = random_ends(6, 11)
    near = neighbours(ends, 6)
    best = min(naive.area(near, each) for each in _orders(list(range(6))))
    assert dismantle((*ends, 6)).anc() == pytest.approx(best / 36)


def _orders(left):
    if not left:
        yield []
    for v in left:
        for rest in _orders([u for u in left if u != v]):
            yield [v, *rest]


def test_an_order_shows_itself():
    order = dismantle((["a", "a"], ["b", "c"]), seed=5)
    assert order.to_pandas().columns.tolist() == ["step", "node", "cost", "largest", "fraction"]
    assert order.table["node"].tolist()[0] == order.nodes[0] == "a"
    assert repr(order) == "Order(3 nodes, ANC 0.2222, 3 removals to 10 %)"
    assert dict(order.made_with) == {"seed": 5, "seconds": None, "version": __version__}


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (nx.Graph(), "no node"),
        (([], []), "no node"),
        (sparse.csr_array(np.ones((2, 3))), "square"),
        (([0, 1], [1]), "one length"),
        (([0], [5], 3), "0..n-1"),
        (([0], [-1]), "0..n-1"),
        (([0], [1], 2.5), "0..n-1"),
        (([0.5], [1.0]), "whole numbers or texts"),
        ((["a"], ["b"], 2), "whole numbers or texts"),
        (42, "cannot read a graph"),
    ],
)
def test_what_is_no_graph_is_refused(graph, said):
    with pytest.raises(OptionError, match=said):
        dismantle(graph)


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        ({0: 1.0, 1: 1.0}, "1 of 3 nodes have no cost"),
        ([1.0, -1.0, 1.0], "negative"),
        ([1.0, math.nan, 1.0], "negative or no finite"),
        ([1.0, math.inf, 1.0], "negative or no finite"),
        ([1.0, 2.0], "need as many costs"),
        ([0, 0, 0], "every cost is zero"),
        (["a", "b", "c"], "must be numbers"),
        ("degre", "did you mean 'degree'"),
    ],
)
def test_wrong_costs_are_refused(cost, said):
    with pytest.raises(OptionError, match=said):
        dismantle(([0, 1], [1, 2]), cost=cost)


@pytest.mark.parametrize("seconds", [-1, math.nan, math.inf])
def test_wrong_times_are_refused(seconds):
    with pytest.raises(OptionError, match="seconds"):
        dismantle(([0], [1]), seconds=seconds)


def test_a_share_lies_between_0_and_1():
    with pytest.raises(OptionError, match="between 0 and 1"):
        dismantle(([0], [1])).until(2)

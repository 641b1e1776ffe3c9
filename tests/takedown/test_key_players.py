"""Key players: kernels against slow twins, proofs against trying everything, laws, and bad input."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.takedown import _kernels_spread as spread
from counterfeit_graph.takedown import fragmentation, reach
from counterfeit_graph.takedown.flat_graph import FlatGraph, read_links
from counterfeit_graph.takedown.key_players import key_players
from tests import naive_takedown as naive
from tests.takedown.made import gang

sizes = st.integers(2, 9)
seeds = st.integers(0, 10**6)


def made(size, seed, edges=1.4):
    """A random graph with whole weights and costs."""
    rng = np.random.default_rng(seed)
    source, target = rng.integers(0, size, (2, int(edges * size)))
    graph = nx.Graph(zip(source.tolist(), target.tolist(), strict=True))
    graph.add_nodes_from(range(size))
    nx.set_node_attributes(graph, {v: int(rng.integers(0, 5)) + (v == 0) for v in graph}, "value")
    return graph, {v: int(rng.integers(1, 4)) for v in graph}, rng


def near(graph):
    return {v: sorted(set(graph[v]) - {v}) for v in graph}


def ready(graph, cost):
    """The kernels' form of a graph whose nodes keep their numbers' meaning through `given`."""
    flat = FlatGraph.of(read_links(graph))
    beside = naive.neighbours(flat.indptr, flat.indices)
    labels = list(graph)
    weight, price = (np.array([d[labels[at]] for at in flat.given], float) for d in (graph.nodes.data("value"), cost))
    return spread.network(flat.indptr, flat.indices, weight, price), beside


def subsets(graph, cost, budget):
    every = (set(each) for size in range(len(graph) + 1) for each in combinations(graph, size))
    return [each for each in every if sum(cost[v] for v in each) <= budget]


@given(sizes, seeds)
def test_one_pass_tells_the_pressure_without_each_node(size, seed):
    graph, cost, rng = made(size, seed)
    net, beside = ready(graph, cost)
    gone = rng.permutation(size)[: size // 3]
    net.gone[gone] = True
    assert spread.pressures(net) == naive.pressure(beside, net.weight, gone)
    left = [v for v in beside if v not in gone]
    assert [net.load[3, v] for v in left] == [naive.pressure(beside, net.weight, [*gone, v]) for v in left]


@given(sizes, seeds, st.sampled_from([0.0, 1.0]))
def test_the_best_last_node(size, seed, power):
    graph, cost, _ = made(size, seed)
    net, beside = ready(graph, cost)
    whole, bare = naive.pressure(beside, net.weight, []), {v: naive.pressure(beside, net.weight, [v]) for v in beside}
    merit = {v: (bare[v] - whole) / net.cost[v] ** power for v in beside if net.cost[v] <= 2}
    value, node = spread.best_last(net, 2.0, power)
    assert node == (min(merit, key=lambda v: (merit[v], v)) if merit else -1)
    assert value == (bare[node] if merit else whole)


@given(sizes, seeds, st.integers(1, 6))
def test_best_set_looks_at_all_that_count_sets_counts(size, seed, budget):
    graph, cost, _ = made(size, seed)
    net, beside = ready(graph, cost)
    every, free, room = np.arange(size), np.full(size, -1, np.int32), 2 * net.cost.max()
    price = dict(enumerate(net.cost))
    if budget < net.cost.sum() and budget >= net.cost.min():
        wanted = [naive.pressure(beside, net.weight, each) for each in subsets(range(size), price, budget)]
        value, nodes = spread.best_set(net, every, free, float(budget), room)
        assert value == min(wanted) == naive.pressure(beside, net.weight, nodes)
        assert 0 < spread.count_sets(net, every, free, float(budget), room, 10**6) <= len(wanted)


@given(sizes, seeds, st.integers(3, 6))
def test_exchanges_stay_within_the_budget_and_never_lose(size, seed, budget):
    graph, cost, _ = made(size, seed)
    net, beside = ready(graph, cost)
    start = spread.fill(net, np.zeros(0, np.int64), float(budget), 1.0)
    before = naive.pressure(beside, net.weight, start)
    value, nodes = spread.swap(net, start.copy(), float(budget))
    assert value == naive.pressure(beside, net.weight, nodes) <= before
    assert net.cost[nodes].sum() <= budget
    assert len(set(nodes.tolist())) == len(nodes)


@given(sizes, seeds)
def test_distances(size, seed):
    graph, cost, _ = made(size, seed)
    net, beside = ready(graph, cost)
    found = spread.distances(net.indptr, net.indices, np.arange(size))
    known = [naive.distances(beside, v)[0] for v in range(size)]
    assert found.tolist() == [[known[v].get(u, -1) for u in range(size)] for v in range(size)]


@given(sizes, seeds, st.integers(1, 5), st.sampled_from([0.8, 1.4, 2.5]))
def test_fragmentation_is_proved_best(size, seed, k, edges):
    graph, _, _ = made(size, seed, edges)
    k, beside, ones = min(k, size), near(graph), [1] * size
    found = key_players(graph, k)
    least = min(naive.pressure(beside, ones, each) for each in combinations(beside, k))
    assert found.proved
    assert len(found.nodes) == k
    assert naive.pressure(beside, ones, found.nodes) == least
    assert found.pairs_left == (least - (size - k)) / 2
    assert found.after == found.bound == pytest.approx(1 - 2 * found.pairs_left / (size * (size - 1)))


@given(sizes, seeds, st.integers(3, 6))
def test_value_and_reach_within_a_budget_are_proved_best(size, seed, budget):
    graph, cost, _ = made(size, seed)
    beside, value = near(graph), graph.nodes.data("value")
    allowed = subsets(graph, cost, budget)
    found = key_players(graph, budget, objective="value", cost=cost)
    least = min(naive.pressure(beside, value, each) for each in allowed)
    assert found.proved
    assert found.after == pytest.approx(1 - least / sum(v for _, v in value) ** 2)
    assert sum(cost[v] for v in found.nodes) <= budget
    far = key_players(graph, budget, objective="reach", cost=cost)
    assert far.proved
    assert far.after == pytest.approx(max(naive.reached(beside, each) for each in allowed) / size)


@given(st.integers(2, 40), seeds)
def test_a_larger_budget_never_leaves_more_pairs(size, seed):
    graph, _, _ = made(size, seed)
    left = [key_players(graph, k).pairs_left for k in range(1, min(size, 7) + 1)]
    assert left == sorted(left, reverse=True)


def test_a_search_is_bounded_monotone_and_as_good_as_a_proof(monkeypatch):
    graph, _, _ = made(22, 5, edges=1.5)
    proved = [key_players(graph, k) for k in range(1, 6)]
    monkeypatch.setattr(fragmentation, "_PROVABLE", 0)
    searched = [key_players(graph, k) for k in range(1, 6)]
    assert not searched[2].proved
    assert [each.pairs_left for each in searched] == [each.pairs_left for each in proved]
    assert all(one.after <= one.bound for one in searched)
    monkeypatch.setattr(fragmentation, "_SEARCHED", 0)
    greedy = [key_players(graph, k).pairs_left for k in range(1, 9)]
    assert greedy == sorted(greedy, reverse=True)


def test_a_reach_without_a_programme_has_an_honest_bound(monkeypatch):
    graph, _, _ = made(30, 8, edges=1.5)
    best = [key_players(graph, k, objective="reach") for k in range(1, 5)]
    monkeypatch.setattr(reach, "_PROGRAMMED", 0)
    for k, known in enumerate(best, 1):
        found = key_players(graph, k, objective="reach")
        assert found.after <= known.after + 1e-9 <= found.bound + 2e-9
    monkeypatch.setattr(reach, "_WIDEST", 10)
    monkeypatch.setattr(reach, "_CANDIDATES", 8)
    assert key_players(graph, 2, objective="reach").bound == 1.0


@given(sizes, seeds, st.sampled_from(["fragmentation", "reach"]))
def test_names_do_not_matter(size, seed, objective):
    graph, _, _ = made(size, seed)
    ends = np.array([(a, b) for a, b in graph.edges() if a != b], np.int64).reshape(-1, 2).T
    source, target, _ = naive.renamed(*ends, size, seed)
    one, two = key_players(graph, 2, objective=objective), key_players((source, target, size), 2, objective=objective)
    assert (one.after, one.pairs_left) == (two.after, two.pairs_left)
    assert one.table["together"].tolist() == two.table["together"].tolist()


def test_together_is_more_than_alone():
    bridges = nx.Graph([(0, 1), (0, 2), (1, 2), (2, 3), (2, 4), (3, 5), (4, 5), (5, 6), (5, 7), (6, 7)])
    found = key_players(bridges, 2)
    assert set(found.nodes) == {2, 5}
    assert found.table["together"].tolist()[-1] == found.after > found.table["alone"].max()
    assert repr(found) == "KeyPlayers(2 nodes, fragmentation 0.0000 -> 0.9286, proved best)"
    assert found.to_pandas()["node"].tolist() == [str(v) for v in found.nodes]


def test_the_value_of_a_gang_is_its_sales():
    found = key_players(gang(), 1, objective="value")
    assert (found.before, found.after) == pytest.approx((0.0, 1 - (200 / 300) ** 2))
    assert found.proved


def test_loops_doubles_and_parts_are_taken_as_they_are():
    parts = nx.disjoint_union(nx.star_graph(4), nx.path_graph(3))
    knotty = nx.MultiDiGraph([*parts.edges(), *((b, a) for a, b in parts.edges()), (0, 0), (6, 6)])
    one, two = (key_players(graph, 2) for graph in (parts, knotty))
    assert set(one.nodes) == set(two.nodes) == {0, 6}
    assert (one.pairs_left, two.pairs_left) == (0, 0)
    assert one.before == two.before == pytest.approx(1 - (20 + 6) / 56)


def test_all_nodes_of_a_graph_may_be_chosen():
    path = nx.path_graph(3)
    assert key_players(path, 3).pairs_left == 0
    assert len(key_players(path, 99, cost="degree").nodes) == 3
    assert key_players(([], [], 1), 1).after == 1.0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"k": 4}, "whole number from 1 to 3.*did you mean '3'"),
        ({"k": 0}, "whole number from 1 to 3"),
        ({"k": 1.5}, "whole number from 1 to 3"),
        ({"k": 0.5, "cost": "degree"}, "pays for no node"),
        ({"k": float("nan"), "cost": "degree"}, "pays for no node"),
        ({"k": 1, "objective": "reech"}, "did you mean 'reach'"),
        ({"k": 1, "objective": "value"}, "some nodes have no value"),
        ({"k": 1, "cost": {0: -1.0, 1: 1.0, 2: 1.0}}, "negative"),
        ({"k": 1, "cost": {0: 1.0}}, "2 of 3 nodes have no cost"),
    ],
)
def test_wrong_requests_are_refused(arguments, said):
    with pytest.raises(OptionError, match=said):
        key_players(nx.path_graph(3), **arguments)


@pytest.mark.parametrize("values", [{0: 1.0}, {0: -1.0, 1: 1.0}, {0: 0.0, 1: 0.0}, {0: "a", 1: "b"}])
def test_wrong_values_are_refused(values):
    graph = nx.path_graph(2)
    nx.set_node_attributes(graph, values, "value")
    with pytest.raises(OptionError, match="value"):
        key_players(graph, 1, objective="value")


def test_an_empty_graph_is_refused():
    with pytest.raises(OptionError, match="no node"):
        key_players(nx.Graph(), 1)

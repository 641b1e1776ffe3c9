"""Nodes that may wait: the kernels against slow twins, and the law that makes waiting safe."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.takedown._kernels_dominate import dominators, tidy
from counterfeit_graph.takedown.flat_graph import FlatGraph, read_links
from tests import naive_takedown as naive

sizes = st.integers(2, 12)
seeds = st.integers(0, 10**6)


def made(size, seed):
    """A random graph with weights and costs, its neighbours by node, and the nodes above."""
    rng = np.random.default_rng(seed)
    source, target = rng.integers(0, size, (2, int(1.3 * size)))
    graph = FlatGraph.of(read_links((source, target, size)))
    weight, cost = rng.integers(1, 3, (2, size)).astype(float)
    above = dominators(graph.indptr, graph.indices, weight, cost)
    return naive.neighbours(graph.indptr, graph.indices), weight, cost, above, rng


@given(sizes, seeds)
def test_dominators(size, seed):
    near, weight, cost, above, _ = made(size, seed)
    assert above.tolist() == naive.dominators(near, weight, cost)


@given(sizes, seeds)
def test_a_node_is_never_better_removed_than_the_one_above_it(size, seed):
    near, weight, _, above, rng = made(size, seed)
    for node in np.flatnonzero(above >= 0).tolist():
        gone = [v for v in rng.permutation(size)[: size // 2].tolist() if v not in (node, above[node])]
        instead = naive.pressure(near, weight, [*gone, above[node]])
        assert instead <= naive.pressure(near, weight, [*gone, node])


@given(sizes, seeds)
def test_a_tidy_order_keeps_who_may_wait_behind_and_scores_no_worse(size, seed):
    near, _, cost, above, rng = made(size, seed)
    order = rng.permutation(size).astype(np.int32)
    found = tidy(order, above).tolist()
    assert sorted(found) == list(range(size))
    assert all(found.index(above[v]) < found.index(v) for v in range(size) if above[v] >= 0)
    assert naive.area(near, found, cost) <= naive.area(near, order.tolist(), cost)


def test_leaves_twins_and_the_inside_of_a_clique_wait():
    star = FlatGraph.of(read_links(([0, 0, 0], [1, 2, 3])))
    clique = FlatGraph.of(read_links(([0, 0, 0, 1, 1, 2, 0], [1, 2, 3, 2, 3, 3, 4])))
    for graph in (star, clique):
        ones = np.ones(graph.size)
        assert np.flatnonzero(dominators(graph.indptr, graph.indices, ones, ones) < 0).tolist() == [0]

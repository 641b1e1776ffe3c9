"""The kernels of gangs against their slow twins on random inputs."""

from __future__ import annotations

import math
from itertools import pairwise

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfeit_graph.gangs._kernels import (
    pooled,
    score_joins,
    score_merges,
    share_decibans,
    shares_unforged,
    touch_decibans,
    value_members,
)
from counterfeit_graph.gangs._kernels_graph import compressed_rows, heaviest_labels, refined_colours
from counterfeit_graph.gangs._kernels_leiden import LEIDEN, LOUVAIN, communities, renumber
from counterfeit_graph.gangs._kernels_sharing import number_groups, share_value, shares_with_group
from counterfeit_graph.gangs.finders import Leiden
from counterfeit_graph.gangs.graph import WeightedGraph
from counterfeit_graph.identity._kernels import compress
from tests import naive_gangs as naive

DISCOUNT = [0.5, 0.3, 0.9]
EDGES = st.dictionaries(
    st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda e: e[0] < e[1]), st.integers(1, 9), max_size=10
)


def graph_of(edges: dict[tuple[int, int], int], size: int = 6) -> WeightedGraph:
    """A weighted graph from edges."""
    ends = np.array(list(edges), np.int64).reshape(-1, 2)
    return WeightedGraph(size, ends[:, 0], ends[:, 1], np.array(list(edges.values()), float))


@given(st.lists(st.tuples(st.floats(-9, 50), st.integers(0, 2)), max_size=8))
def test_pooled_evidence_is_that_of_the_twin(clues: list[tuple[float, int]]) -> None:
    decibans, group = np.array([d for d, _ in clues], float), np.array([g for _, g in clues], np.int64)
    found = pooled(decibans, group, np.array(DISCOUNT), np.zeros((2, 3)))
    assert math.isclose(found, naive.pooled(clues, DISCOUNT), abs_tol=1e-9)


@given(
    st.sets(st.tuples(st.integers(0, 7), st.integers(0, 5)), min_size=1),
    st.lists(st.integers(-1, 3), min_size=8, max_size=8),
)
def test_members_of_values_are_those_of_the_twin(uses: set[tuple[int, int]], label: list[int]) -> None:
    account, value = np.array(sorted(uses), np.int64).T
    ptr, group, count = value_members(*compress(value, 6), account, np.array(label))
    expected = naive.value_members({v: [a for a, x in uses if x == v] for v in range(6)}, label)
    found = {
        v: dict(zip(group[ptr[v] : ptr[v + 1]].tolist(), count[ptr[v] : ptr[v + 1]].tolist(), strict=True))
        for v in range(6)
    }
    assert found == expected
    alone = np.array([1.0, 0.0, 1.0, 1.0, 1.0, 1.0])
    near = shares_with_group(np.arange(8), compress(account, 8)[0], value, ptr, alone)
    sharing = {a for a, x in uses if x != 1 and expected[x]}
    assert np.flatnonzero(near).tolist() == sorted(sharing)


@given(
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 6))), st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)))
)
def test_values_that_groups_share_are_found(uses: set[tuple[int, int]], pairs: set[tuple[int, int]]) -> None:
    group, value = np.array(sorted(uses), np.int64).reshape(-1, 2).T
    c, d = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
    found = share_value(c, d, compress(group, 6)[0], value, 7)
    assert found.tolist() == [
        any((one, x) in uses and (two, x) in uses for x in range(7)) for one, two in sorted(pairs)
    ]


@given(
    st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 3)), st.integers(0, 2), min_size=1),
    st.lists(st.integers(-1, 2), min_size=8, max_size=8),
)
def test_what_is_shared_unforged_is_found(uses: dict[tuple[int, int], int], group: list[int]) -> None:
    account, value = np.array(sorted(uses), np.int64).T
    forge, alone = np.array([uses[use] for use in sorted(uses)]), np.array([1.0, 0.0, 1.0, 1.0])
    hard = np.flatnonzero((forge > 0) & (alone[value] > 0))
    ptr, rows = compress(value[hard], 4)
    mine, members = (compress(account, 8)[0], value, forge), value_members(ptr, hard[rows], account, LABEL)
    found = shares_unforged(np.arange(8), np.array(group), LABEL, mine, members, alone)
    kept = {use for use, how in uses.items() if how > 0 and use[1] != 1}
    both = [{b for b, y in kept if b != a and (a, y) in kept and g == LABEL[b] >= 0} for a, g in enumerate(group)]
    assert found.tolist() == [len(others) > 0 for others in both]


@given(st.lists(st.integers(-1, 3), max_size=9))
def test_groups_are_numbered_by_their_first_account(label: list[int]) -> None:
    groups = [group for group in dict.fromkeys(label) if group >= 0 and label.count(group) > 1]
    expected = [groups.index(group) if group in groups else -1 for group in label]
    assert number_groups(np.array(label, np.int64)).tolist() == expected


@given(st.floats(0, 40), st.floats(0.01, 0.9), st.integers(1, 9), st.integers(0, 20))
def test_the_more_members_use_a_value_the_more_it_says(alone: float, m: float, used: int, more: int) -> None:
    size = used + more
    assert math.isclose(share_decibans(alone, m, used, size), naive.share_decibans(alone, m, used, size), abs_tol=1e-9)
    assert share_decibans(alone, m, used + 1, size + 1) >= share_decibans(alone, m, used, size + 1)


@given(st.floats(1, 40), st.floats(0.05, 0.9), st.integers(1, 9), st.integers(1, 60))
def test_a_value_says_less_for_a_group_that_touches_many(alone: float, m: float, used: int, others: int) -> None:
    few, many = (touch_decibans(alone, m, used, 9, n, 0.0) for n in (others, others + 40))
    assert few <= 0 or many <= few + 1e-9


@settings(max_examples=60)
@given(EDGES, st.sampled_from([0.5, 2.0, 4.0]))
def test_leiden_reaches_the_best_partition_of_small_graphs(edges: dict[tuple[int, int], int], gamma: float) -> None:
    rows = [(a, b, float(w)) for (a, b), w in edges.items()]
    found = Leiden(resolution=gamma, iterations=10).labels(graph_of(edges)).tolist()
    best = naive.best_partition(6, rows, gamma)
    assert naive.quality(rows, found, gamma) >= best - max(3.0, 0.35 * abs(best))


@given(EDGES)
def test_every_community_is_connected(edges: dict[tuple[int, int], int]) -> None:
    graph = graph_of(edges)
    label = Leiden(resolution=1.0).labels(graph)
    inside = {c: graph.to_networkx().subgraph(np.flatnonzero(label == c).tolist()) for c in set(label.tolist())}
    assert all(nx.is_connected(part) for part in inside.values())


LABEL = np.array([0, 0, 0, 1, 1, -1, -1, -1])
WORTH = (np.full(4, 20.0), np.full(4, 0.3), np.array([0, 1, 2, 0]), np.array(DISCOUNT))


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 3)), min_size=4))
def test_joins_are_scored_as_by_the_twin(uses: set[tuple[int, int]]) -> None:
    account, value = np.array(sorted(uses), np.int32).T.copy()
    members = value_members(*compress(value, 4), account, LABEL)
    flat = np.zeros(len(account), np.int8)
    mine = (compress(account, 8)[0], value, flat, np.stack([value, value], axis=1), flat.astype(bool))
    group, score, *_ = score_joins(np.array([5]), LABEL, np.array([3, 2]), mine, members, WORTH)
    shared = {
        g: [(20.0, 0.3, WORTH[2][x], n) for x in range(4) if (5, x) in uses if (n := _used(uses, x, g))] for g in (0, 1)
    }
    best = max(naive.score_join(shared[g], 3 - g, DISCOUNT) for g in (0, 1))
    assert math.isclose(score[0], max(best, 0.0), abs_tol=1e-9)
    assert (group[0] < 0) == (not any(shared.values()))


def _used(uses: set[tuple[int, int]], value: int, group: int) -> int:
    return sum((int(a), value) in uses for a in np.flatnonzero(group == LABEL))


def test_merges_are_scored_as_by_the_twin() -> None:
    uses = np.array([(0, 0), (1, 0), (3, 0), (4, 0), (0, 1), (3, 1)], np.int64)
    members = value_members(*compress(uses[:, 1], 4), uses[:, 0], LABEL)
    c, d, score, mask = score_merges(np.array([3, 2]), 2, members, WORTH, 10, 0.2)
    common = 0.5 / 2
    clues = [
        min(naive.touch_decibans(20, 0.3, a, 3, 2, common), naive.touch_decibans(20, 0.3, b, 2, 3, common))
        for a, b in ((2, 2), (1, 1))
    ]
    assert (c.tolist(), d.tolist(), mask.tolist()) == ([0], [1], [3])
    assert math.isclose(score[0], naive.pooled(list(zip(clues, (0, 1), strict=True)), DISCOUNT), abs_tol=1e-9)


@given(EDGES)
def test_leiden_never_ends_below_where_it_began(edges: dict[tuple[int, int], int]) -> None:
    rows, graph = [(a, b, float(w)) for (a, b), w in edges.items()], graph_of(edges)
    label = graph.named(communities(graph.rows, graph.row_component, np.ones(6), (2.0, 2.0), 3, LEIDEN))
    assert naive.quality(rows, label.tolist(), 2.0) >= naive.quality(rows, list(range(6)), 2.0)
    assert renumber(label)[0].tolist() == label.tolist()


@given(EDGES, st.permutations(range(6)))
def test_rows_and_colours_are_those_of_the_twins(edges: dict[tuple[int, int], int], place: list[int]) -> None:
    graph = graph_of(edges)
    ptr, neighbour, weight = compressed_rows(6, np.array(place)[graph.a], np.array(place)[graph.b], graph.weight)
    found = [list(zip(neighbour[i:j].tolist(), weight[i:j].tolist(), strict=True)) for i, j in pairwise(ptr)]
    assert found == naive.neighbours(6, {(place[a], place[b]): float(w) for (a, b), w in edges.items()})
    colour, code = np.ones(6, np.uint64), graph.weight.view(np.uint64)
    for _ in range(3):
        colour = refined_colours(graph.a, graph.b, code, colour)
    expected = naive.colours(6, edges, rounds=3)
    assert [[c == d for d in colour.tolist()] for c in colour.tolist()] == [
        [c == d for d in expected] for c in expected
    ]


@given(EDGES, st.permutations(range(6)), st.integers(1, 4))
def test_labels_are_propagated_as_by_the_twin(edges: dict[tuple[int, int], int], order: list[int], rounds: int) -> None:
    graph = graph_of(edges)
    rows = naive.neighbours(6, {pair: float(w) for pair, w in edges.items()})
    flat = compressed_rows(6, graph.a, graph.b, graph.weight)
    assert heaviest_labels(flat, np.array(order), rounds).tolist() == naive.propagated(rows, order, rounds=rounds)


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 13), st.integers(0, 13)).filter(lambda e: e[0] < e[1]), st.integers(1, 9), max_size=40
    ),
    st.sampled_from([0.5, 1.0, 2.0]),
)
def test_louvain_is_that_of_the_twin(edges: dict[tuple[int, int], int], gamma: float) -> None:
    graph = graph_of(edges, 14)
    flat = compressed_rows(14, graph.a, graph.b, graph.weight)
    component = graph.component.astype(np.int32)
    found = communities(flat, component, np.ones(14), (gamma, gamma), 1, LOUVAIN)
    rows = [dict(row) for row in naive.neighbours(14, {pair: float(w) for pair, w in edges.items()})]
    assert found.tolist() == naive.louvain(rows, gamma)

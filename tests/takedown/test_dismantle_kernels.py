"""The kernels behind dismantling do what their slow twins do, on random graphs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.takedown import _kernels_anneal as annealed
from counterfeit_graph.takedown import _kernels_between as between
from counterfeit_graph.takedown import _kernels_canon as canon
from counterfeit_graph.takedown._kernels_degree import core_degree, influence
from counterfeit_graph.takedown._kernels_heap import rise, sink
from counterfeit_graph.takedown._kernels_order import ABSENT, curve, find, join, put_back
from counterfeit_graph.takedown._kernels_reinsert import reverse_greedy
from counterfeit_graph.takedown._kernels_separate import separators
from counterfeit_graph.takedown.flat_graph import FlatGraph, read_links
from tests import naive_takedown as naive


def flat(size, seed, edges=1.6):
    """A random graph, its flat arrays and its neighbours by node."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, size, (2, int(edges * size)))
    graph = FlatGraph.of(read_links((ends[0], ends[1], size)))
    return graph.indptr, graph.indices, naive.neighbours(graph.indptr, graph.indices), rng


sizes = st.integers(3, 14)
seeds = st.integers(0, 10**6)


@given(sizes, seeds)
def test_curve(size, seed):
    indptr, indices, near, rng = flat(size, seed)
    order = rng.permutation(size).astype(np.int32)
    assert curve(indptr, indices, order).tolist() == naive.curve(near, order.tolist())


@given(sizes, seeds)
def test_put_back_find_and_join(size, seed):
    indptr, indices, near, rng = flat(size, seed)
    tree, order = np.full(size, ABSENT, np.int32), rng.permutation(size)
    for k, node in enumerate(order):
        back = order[: k + 1].tolist()
        assert put_back(indptr, indices, tree, node) == naive.merged(near, node, set(near) - set(back))
    parts = naive.components(near)
    assert {find(tree, v) for part in parts for v in part[:1]} == {v for v in range(size) if tree[v] < 0}
    roots = np.array([-2, -1, 0], np.int32)
    assert (join(roots, 1, 0), roots.tolist()) == (0, [-3, 0, 0])


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), seeds)
def test_heap(keys, seed):
    count, key = len(keys), np.full(len(keys), 10.0)
    heap, place = np.arange(count), np.arange(count)
    for slot in np.random.default_rng(seed).permutation(count):
        key[slot] = keys[slot]
        rise(heap, place, key, place[slot])
    found = []
    for length in range(count - 1, -1, -1):
        found.append(int(heap[0]))
        heap[0] = heap[length]
        sink(heap, place, key, 0, length)
    assert found == sorted(range(count), key=lambda slot: (keys[slot], slot))


@given(sizes, seeds)
def test_reverse_greedy(size, seed):
    indptr, indices, near, rng = flat(size, seed)
    order, damp = rng.permutation(size).astype(np.int32), rng.integers(1, 4, size).astype(float)
    first = int(rng.integers(0, size))
    keep = int(rng.integers(first, size + 1))
    found = reverse_greedy(indptr, indices, order, first, keep, damp)
    assert found.tolist() == naive.reverse_greedy(near, order.tolist(), first, keep, damp)


def test_reverse_greedy_keeps_a_giant_apart():
    indptr, indices, near, rng = flat(160, 5)
    order, damp = rng.permutation(160).astype(np.int32), np.ones(160)
    found = reverse_greedy(indptr, indices, order, 0, 60, damp)
    assert found.tolist() == naive.reverse_greedy(near, order.tolist(), 0, 60, damp)


@given(sizes, seeds, st.integers(0, 2))
def test_influence(size, seed, radius):
    indptr, indices, near, rng = flat(size, seed)
    first, damp = rng.permutation(size)[:2].astype(np.int32), rng.integers(1, 3, size).astype(float)
    expected = naive.influence(near, first.tolist(), radius, damp)
    assert influence(indptr, indices, first, radius, damp).tolist() == expected


@given(sizes, seeds)
def test_core_degree(size, seed):
    indptr, indices, near, rng = flat(size, seed)
    damp = rng.integers(1, 3, size).astype(float)
    assert core_degree(indptr, indices, damp).tolist() == naive.core_degree(near, damp)


@given(seeds, st.integers(1, 50))
def test_draw(seed, below):
    state = np.array([seed + 1], np.uint64)
    after, expected = naive.draw(seed + 1, below)
    assert (between.draw(state, below), int(state[0])) == (expected, after)


@given(sizes, seeds)
def test_reach_and_largest(size, seed):
    indptr, indices, near, _ = flat(size, seed)
    depth, queue, members = np.full(size, -1, np.int32), np.zeros(size, np.int32), np.zeros(size, np.int32)
    part = naive.components(near)[0]
    assert between.largest(indptr, indices, depth, queue, members) == len(part)
    assert sorted(members[: len(part)].tolist()) == sorted(part)
    count = between.reach(indptr, indices, depth, 0, queue)
    assert {int(v): int(depth[v]) for v in queue[:count]} == naive.distances(near, 0)[0]


@given(st.integers(3, 9), seeds)
def test_betweenness_takes_the_best_each_time(size, seed):
    indptr, indices, near, _ = flat(size, seed)
    state = np.array([7], np.uint64)
    order, _ = between.betweenness(indptr, indices, np.ones(size), size, 10**6, 2, state)
    for k, node in enumerate(order):
        score = naive.betweenness(near, order[:k])
        assert float(max(score.values()) - score[node]) < 1e-9
    assert len(naive.components(near, order)[0]) <= 2


@given(sizes, seeds)
def test_separators_leave_small_parts(size, seed):
    indptr, indices, near, _ = flat(size, seed)
    order = separators(indptr, indices, np.ones(size), 2, 10**9).tolist()
    assert len(set(order)) == len(order)
    assert len(naive.components(near, order)[0]) <= 2
    assert separators(indptr, indices, np.ones(size), 2, 0).size == 0


@given(sizes, seeds)
def test_all_places_of_one_node_are_weighed_at_once(size, seed):
    indptr, indices, near, rng = flat(size, seed)
    order, cost = rng.permutation(size).astype(np.int32), rng.integers(1, 4, size).astype(float)
    piece = annealed.stretch(indptr, indices, order, 0, size, np.zeros(0, np.int64))
    line, pick, found = np.arange(size, dtype=np.int32), int(rng.integers(size)), np.zeros(size + 1)
    forest, beside = np.empty_like(piece.tree), np.zeros(piece.tree.size, bool)
    common = annealed._weigh(piece, cost[order], line, size, pick, forest, beside, found)
    others = np.delete(order, pick).tolist()
    placed = [[*others[:k], int(order[pick]), *others[k:]] for k in range(size)]
    assert np.allclose(common + found[:size], [naive.area(near, each, cost) for each in placed])


@given(sizes, seeds)
def test_a_stretch_keeps_the_components_behind_it(size, seed):
    indptr, indices, near, rng = flat(size, seed)
    order = rng.permutation(size).astype(np.int32)
    hi = int(rng.integers(1, size))
    extra = np.arange(hi, size)[:: int(rng.integers(1, 4))][:2]
    piece = annealed.stretch(indptr, indices, order, 0, hi, extra)
    assert piece.node.tolist() == order[[*range(hi), *extra]].tolist()
    behind = naive.components(near, piece.node.tolist())
    assert piece.floor == max(map(len, behind), default=0)
    for p, node in enumerate(piece.node.tolist()):
        beside = sorted(len(part) for part in behind if set(part) & set(near[node]))
        beside += [1] * len(set(near[node]) & set(piece.node.tolist()))
        sizes_found = [max(1, -int(piece.tree[q])) if q >= len(piece.node) else 1 for q in _near(piece, p)]
        assert sorted(sizes_found) == sorted(beside)


def _near(piece, p):
    return piece.indices[piece.indptr[p] : piece.indptr[p + 1]].tolist()


@given(sizes, seeds)
def test_cold_annealing_never_loses(size, seed):
    indptr, indices, near, rng = flat(size, seed)
    order = rng.permutation(size).astype(np.int32)
    piece = annealed.stretch(indptr, indices, order, 0, size, np.zeros(0, np.int64))
    line, state = np.arange(size, dtype=np.int32), np.array([seed + 1], np.uint64)
    price = np.stack([np.ones(size), np.full(size, 1e9)])
    noise = np.ones(4)
    length, best, count = annealed.anneal(piece, price, line, size, 40, 1e-9, noise, state)
    assert (length, count, sorted(best.tolist())) == (size, size, list(range(size)))
    assert naive.area(near, order[best].tolist()) <= naive.area(near, order.tolist())


@given(sizes, seeds)
def test_canonical_order_ignores_names(size, seed):
    rng = np.random.default_rng(seed)
    source, target = rng.integers(0, size, (2, 2 * size))
    a, b, _ = naive.renamed(source, target, size, seed)
    one, two = (FlatGraph.of(read_links((*ends, size))) for ends in ((source, target), (a, b)))
    assert (one.indptr.tolist(), one.indices.tolist()) == (two.indptr.tolist(), two.indices.tolist())
    colour = rng.integers(0, 2, size)
    order = canon.canonical_order(one.indptr, one.indices, colour)
    assert sorted(order.tolist()) == list(range(size))
    assert colour[order].tolist() == sorted(colour.tolist())


@given(sizes, seeds)
def test_profiles_tell_distances_apart(size, seed):
    indptr, indices, near, _ = flat(size, seed)
    told = canon.profiles(indptr, indices).tolist()
    known = [sorted(zip(*(d.values() for d in naive.distances(near, v)), strict=True)) for v in near]
    assert all((told[v] == told[u]) == (known[v] == known[u]) for v in near for u in near)

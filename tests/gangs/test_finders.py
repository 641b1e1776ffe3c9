"""Our own finders: what must not change their answers, and how good these are."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfeit_graph.gangs import LabelPropagation, Leiden, Louvain, WeightedGraph, Yardstick
from counterfeit_graph.gangs import graph as graphs
from counterfeit_graph.gangs.comparing import adjusted_rand, disconnected, modularity
from counterfeit_graph.gangs.finders import Finder
from counterfeit_graph.gangs.graph import first_seen
from counterfeit_graph.model.errors import OptionError


def planted(seed: int) -> WeightedGraph:
    """Twelve blocks of twenty-five nodes, an edge in eight inside and one in two hundred between."""
    rng = np.random.default_rng(seed)
    a, b = np.triu_indices(300, 1)
    kept = rng.random(len(a)) < np.where(a // 25 == b // 25, 0.125, 0.005)
    return WeightedGraph(300, a[kept], b[kept], rng.integers(1, 4, int(kept.sum())).astype(float))


ALONE = [Leiden(), Leiden(0.5), Louvain(objective="cpm"), Louvain(0.5, "cpm"), LabelPropagation()]
OURS = [*ALONE, Leiden(objective="modularity"), Louvain()]


@pytest.mark.parametrize("finder", OURS, ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_names_of_nodes_and_order_of_edges_change_nothing(finder: Finder, seed: int) -> None:
    graph, rng = planted(seed), np.random.default_rng(seed)
    name, order = rng.permutation(graph.size), rng.permutation(len(graph.a))
    other = WeightedGraph(graph.size, name[graph.b][order], name[graph.a][order], graph.weight[order])
    found, again = finder.labels(graph), finder.labels(other)[name]
    assert adjusted_rand(found, again) == 1.0


@pytest.mark.parametrize("finder", ALONE, ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_component_changes_the_answer_for_another(finder: Finder, seed: int) -> None:
    graph, other = planted(seed), planted(seed + 2)
    # Strangers before and after: many pairs, and a graph whose nodes are told apart in as many rounds or more.
    low, high = 400 + 2 * np.arange(500), 1400 + other.a
    a, b = np.concatenate([graph.a + 100, low, high]), np.concatenate([graph.b + 100, low + 1, 1400 + other.b])
    weight = np.concatenate([graph.weight, np.full(500, 50.0), other.weight])
    found = finder.labels(WeightedGraph(1700, a, b, weight))[100:400]
    assert first_seen(found).tolist() == finder.labels(graph).tolist()


@settings(max_examples=30)
@given(
    st.integers(0, 10_000),
    st.sampled_from([0.2, 1.0, 3.0]),
    st.sampled_from(["cpm", "modularity"]),
    st.sampled_from([Leiden, Louvain]),
)
def test_every_community_hangs_together(seed: int, resolution: float, objective: str, kind: type[Leiden]) -> None:
    rng = np.random.default_rng(seed)
    a, b = np.triu_indices(40, 1)
    kept = rng.random(len(a)) < 0.08
    graph = WeightedGraph(40, a[kept], b[kept], rng.integers(1, 9, int(kept.sum())).astype(float))
    assert disconnected(graph, kind(resolution, objective=objective, iterations=2).labels(graph)) == 0


def scattered(seed: int) -> WeightedGraph:
    """Four hundred components of up to thirty nodes, sparse and dense, their nodes mixed up."""
    rng = np.random.default_rng(seed)
    a, b = (low.repeat(40) + rng.integers(0, 30, 16_000) for low in (30 * np.arange(400),) * 2)
    pairs = np.unique(np.stack([np.minimum(a, b), np.maximum(a, b)])[:, a != b], axis=1)
    kept = rng.permutation(pairs.shape[1])[: pairs.shape[1] * 3 // 4]
    one, two = rng.permutation(12_000)[pairs[:, kept]]
    return WeightedGraph(12_000, one, two, rng.integers(1, 4, len(kept)).astype(float))


@pytest.mark.parametrize("finder", ALONE, ids=str)
def test_each_component_is_split_as_if_it_were_alone(finder: Finder) -> None:
    graph = scattered(1)
    found = finder.labels(graph)
    for lowest in np.flatnonzero(np.bincount(graph.component) > 10).tolist():
        nodes, kept = np.flatnonzero(graph.component == lowest), graph.component[graph.a] == lowest
        ends = (np.searchsorted(nodes, end[kept]) for end in (graph.a, graph.b))
        alone = finder.labels(WeightedGraph(len(nodes), *ends, graph.weight[kept]))
        assert first_seen(found[nodes]).tolist() == alone.tolist()


def split(finder: Finder, patch: pytest.MonkeyPatch, *, batch: int, count: int) -> list[int]:
    """Labels of the scattered graph in batches of such a size, on so many threads."""
    patch.setattr(graphs, "_BATCH", batch)
    patch.setenv("NUMBA_NUM_THREADS", str(count))
    return finder.labels(scattered(2)).tolist()


@pytest.mark.parametrize("finder", OURS, ids=str)
def test_neither_threads_nor_batches_change_anything(finder: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = split(finder, monkeypatch, batch=10**9, count=1)
    for batch, count in ((10**9, 2), (3_000, 1), (3_000, 2), (3_000, 3), (200, 3)):
        assert split(finder, monkeypatch, batch=batch, count=count) == whole


def test_batches_that_cut_components_would(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = split(Leiden(), monkeypatch, batch=10**9, count=1)
    monkeypatch.setattr(WeightedGraph, "_batch", property(lambda graph: (np.arange(graph.size) % 3).astype(np.int32)))
    assert split(Leiden(), monkeypatch, batch=3_000, count=2) != whole


@pytest.mark.parametrize("seed", range(4))
def test_louvain_is_as_good_as_that_of_others(seed: int) -> None:
    graph = planted(seed)
    ours, theirs = (modularity(graph, f.labels(graph)) for f in (Louvain(), Yardstick("python-louvain")))
    assert ours >= theirs - 0.005


def test_what_louvain_merged_too_early_is_put_right() -> None:
    ring = nx.ring_of_cliques(30, 5)
    graph = WeightedGraph(150, *np.array(list(ring.edges), np.int64).T, np.ones(ring.number_of_edges()))
    assert np.bincount(Louvain(objective="cpm").labels(graph)).tolist() == [5] * 30


@pytest.mark.parametrize("kind", [Leiden, Louvain])
def test_what_no_finder_can_do_is_refused(kind: type[Leiden]) -> None:
    for wrong in ({"resolution": 0.0}, {"iterations": 0}, {"objective": "beauty"}):
        with pytest.raises(OptionError, match=kind.__name__):
            kind(**wrong)

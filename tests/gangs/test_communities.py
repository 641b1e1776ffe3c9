"""Graphs without evidence, and finders of other libraries beside our own."""

from __future__ import annotations

import sys
from collections.abc import Callable

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest

import counterfeit_graph as cg
from counterfeit_graph.gangs import LabelPropagation, Leiden, WeightedGraph, Yardstick
from counterfeit_graph.gangs.comparing import adjusted_rand, disconnected, modularity
from counterfeit_graph.model import guests
from counterfeit_graph.model.errors import NotFoundError, OptionError
from tests import small_world

LIBRARIES = ("python-louvain", "networkx", "igraph", "leidenalg")


def club() -> nx.Graph:
    return nx.karate_club_graph()


def rings() -> nx.Graph:
    return nx.relabel_nodes(nx.connected_caveman_graph(6, 5), lambda n: f"n{n:02d}")


def strangers(graph: nx.Graph, pairs: int) -> nx.Graph:
    """The graph with its nodes renamed and reordered among unrelated pairs."""
    names = {node: f"{(7919 * at) % 100_003:06d}" for at, node in enumerate(graph)}
    edges = [(names[b], names[a]) for a, b in graph.edges] + [(f"x{n}", f"y{n}") for n in range(pairs)]
    return nx.Graph(sorted(edges, key=lambda edge: edge[0][::-1]))


@pytest.mark.parametrize("size", [4, 5, 8])
def test_cliques_of_a_ring_are_found_alone_and_beside_strangers(size: int) -> None:
    ring = nx.ring_of_cliques(30, size)
    assert [len(group) for group in cg.find_gangs(ring)] == [size] * 30
    assert [len(group) for group in cg.find_gangs(strangers(ring, 2_000))] == [size] * 30 + [2] * 2_000


def test_weights_have_no_unit() -> None:
    ring, pair = nx.ring_of_cliques(9, 4), nx.Graph([("a", "b", {"weight": 1e6})])
    for scale in (1.0, 0.001):
        nx.set_edge_attributes(ring, scale, "weight")
        assert [len(group) for group in cg.find_gangs(nx.union(ring, pair))] == [4] * 9 + [2]


def test_sums_of_weights_are_exact() -> None:
    graph = nx.Graph([("a", "b", {"weight": 0.1}), ("b", "c", {"weight": 0.2}), ("a", "c", {"weight": 0.3})])
    [row] = cg.find_gangs(graph).table.rows()
    assert (row["weight"], row["cut"]) == (0.6, 0.0)
    assert cg.find_gangs(graph).members["share"].tolist() == [1.0] * 3


def test_a_graph_is_split_by_weight() -> None:
    found = cg.find_gangs(rings())
    assert [len(group) for group in found] == [5] * 6
    assert found["C0001"] == ("n00", "n01", "n02", "n03", "n04")
    assert found.table["nodes"].sum() == len(found.members) == 30
    assert found.members["share"].min() >= 0.75
    with pytest.raises(NotFoundError, match="6 groups"):
        found["C0007"]


def test_a_group_weighs_what_its_nodes_weigh() -> None:
    found, graph = cg.find_gangs(club()), club()
    assert repr(found).startswith("Communities(")
    for row, nodes in zip(found.table.rows(), found, strict=True):
        assert row["weight"] == graph.subgraph(nodes).size(weight="weight")
        assert row["cut"] == nx.cut_size(graph, set(nodes), weight="weight")
    groups = nx.get_node_attributes(found.to_networkx(), "group")
    assert {node: name for node, name in groups.items() if name} == dict(found.group_of)


def test_order_of_nodes_and_edges_of_rings_changes_nothing() -> None:
    graph, other = rings(), nx.Graph()
    other.add_nodes_from(reversed(list(graph)))
    other.add_edges_from(reversed([(b, a) for a, b in graph.edges]))
    assert cg.find_gangs(other).members.rows() == cg.find_gangs(graph).members.rows()


def test_parallel_edges_sum_and_loops_are_ignored() -> None:
    several = nx.MultiGraph([("a", "b"), ("b", "a"), ("a", "a"), ("b", "c")])
    [row] = cg.find_gangs(several, Leiden(resolution=0.1)).table.rows()
    assert (row["nodes"], row["links"], row["weight"], row["cut"]) == (3, 2, 3.0, 0.0)


@pytest.mark.parametrize("graph", [nx.DiGraph([(1, 2)]), nx.Graph([(1, 2, {"weight": -1})])])
def test_graphs_that_are_no_links_are_faults(graph: nx.Graph) -> None:
    with pytest.raises(OptionError):
        cg.find_gangs(graph)


def test_an_empty_graph_has_no_groups_and_thresholds_are_refused() -> None:
    assert len(cg.find_gangs(nx.Graph())) == len(cg.find_gangs(nx.empty_graph(3))) == 0
    with pytest.raises(OptionError, match="reruns"):
        cg.find_gangs(club(), reruns=3)


@pytest.mark.parametrize("library", LIBRARIES)
def test_yardsticks_are_deterministic_and_near_our_own(library: str) -> None:
    graph = WeightedGraph(34, *np.array(list(club().edges), np.int64).T, np.ones(78))
    ours = Leiden(resolution=1.0, objective="modularity").labels(graph)
    first, again = (Yardstick(library).labels(graph) for _ in range(2))
    assert np.array_equal(first, again)
    assert abs(modularity(graph, first) - modularity(graph, ours)) < 0.02


def test_a_library_that_is_missing_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guests, "installed", lambda _: False)
    with pytest.raises(OptionError, match="pip install igraph"):
        small_world.run().evidence.to_igraph()
    with pytest.raises(OptionError, match="library takes 'python-louvain' or"):
        Yardstick("graphtool")


def test_modularity_and_connection_agree_with_networkx() -> None:
    graph = WeightedGraph(34, *np.array(list(club().edges), np.int64).T, np.arange(1.0, 79.0))
    label = np.arange(34) % 5
    parts = [set(np.flatnonzero(label == g).tolist()) for g in range(5)]
    assert modularity(graph, label) == pytest.approx(nx.community.modularity(graph.to_networkx(), parts))
    torn = sum(not nx.is_connected(graph.to_networkx().subgraph(part)) for part in parts)
    assert disconnected(graph, label) == torn


def test_finders_are_compared_on_the_same_links() -> None:
    evidence = small_world.run().evidence
    ours = Leiden(resolution=1.0, objective="modularity")
    found = cg.compare_finders(evidence, ours, *map(Yardstick, LIBRARIES))
    assert found.rows() == cg.compare_finders(evidence.to_networkx(), ours, *map(Yardstick, LIBRARIES)).rows()
    assert found["agreement"][0] == 1.0
    assert (found["disconnected"] == 0).all()
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) < 0


def test_evidence_reads_the_same_in_every_library() -> None:
    evidence = small_world.run().evidence
    matrix, graph, other = evidence.to_scipy(), evidence.to_igraph(), evidence.to_networkx()
    assert matrix.shape == (len(evidence.who.accounts),) * 2
    assert (matrix != matrix.T).nnz == 0
    assert matrix.sum() == pytest.approx(2 * sum(graph.es["decibans"]))
    a, b = graph.es[0].tuple
    pair = other.edges[graph.vs[a]["name"], graph.vs[b]["name"]]
    assert pair["decibans"] == matrix[a, b] == graph.es[0]["decibans"]
    assert pair["weight"] == pytest.approx(pair["decibans"] + evidence.weights.prior)
    assert pair["weight"] == graph.es[0]["weight"]
    assert "igraph" in sys.modules


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (lambda: cg.find_gangs(club(), "leidn"), r"did you mean 'Leiden\(\)'"),
        (lambda: cg.find_gangs(club(), Leiden), r"did you mean 'Leiden\(\)'"),
        (lambda: cg.compare_finders(club(), 3), "takes an object"),
        (lambda: cg.find_gangs([1]), "neither evidence nor a graph"),
        (lambda: cg.find_gangs(nx.Graph([("a", "b", {"weight": "x"})])), "no number"),
        (lambda: cg.find_gangs(nx.Graph([("a", "b", {"weight": "3"})])), "no number"),
        (lambda: cg.find_gangs(nx.Graph([("a", "b", {"weight": None})])), "no number"),
        (lambda: Leiden(float("nan")), "a number"),
        (lambda: LabelPropagation(rounds=-1), "1 or more"),
        (lambda: cg.find_gangs(nobody(), reruns=-1), "not be negative"),
        (lambda: cg.find_gangs(nobody(), reruns=1.5), "a whole number"),
        (lambda: cg.find_gangs(nobody(), "louvain"), r"'Louvain\(\)'"),
        (lambda: cg.find_gangs(nobody(), options=3), "a Finding"),
        (lambda: cg.find_gangs(nobody(), reruns=0).update({"accounts": []}), "gangs.evidence.update"),
    ],
)
def test_wrong_calls_are_one_kind_of_error(wrong: Callable[[], object], fault: str) -> None:
    with pytest.raises(OptionError, match=fault):
        wrong()


def nobody() -> cg.EvidenceGraph:
    """Evidence of a case without accounts."""
    accounts = pa.table({"account_id": pa.array([], pa.string()), "platform": pa.array([], pa.string())})
    return cg.weigh(cg.resolve(cg.read({"accounts": accounts})))


@pytest.mark.parametrize("make", [nx.Graph, nobody])
def test_where_there_are_no_nodes_every_finder_finds_nothing(make: Callable[[], object]) -> None:
    found = cg.compare_finders(make())
    assert len(found) >= 7
    assert not found["groups"].any()
    assert (found["agreement"] == 1.0).all()
    assert not list(cg.find_gangs(make()))

"""The yardsticks agree with NetworkX."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from counterfeit_graph.takedown import centrality

GRAPHS = [nx.karate_club_graph(), nx.gnm_random_graph(40, 45, seed=3), nx.star_graph(6), nx.empty_graph(3)]


def matrix(graph):
    return nx.to_scipy_sparse_array(graph, weight=None, dtype=float, format="csr")


@pytest.mark.parametrize("graph", GRAPHS)
def test_betweenness_pagerank_and_core(graph):
    pairs = {
        centrality.betweenness: nx.betweenness_centrality(graph),
        centrality.pagerank: nx.pagerank(graph, weight=None, tol=1e-12, max_iter=1000),
        centrality.core: nx.core_number(graph),
        centrality.degree: dict(graph.degree()),
    }
    for ours, theirs in pairs.items():
        assert np.allclose(ours(matrix(graph)), [theirs[node] for node in graph], atol=1e-8)


@pytest.mark.parametrize("graph", GRAPHS)
def test_single_key_players(graph):
    many = len(graph)
    near = nx.harmonic_centrality(graph)
    assert np.allclose(centrality.kpp_pos(matrix(graph)), [near[node] / (many - 1) for node in graph])
    for node, score in enumerate(centrality.kpp_neg(matrix(graph))):
        rest = graph.subgraph(set(graph) - {node})
        left = sum(len(part) * (len(part) - 1) for part in nx.connected_components(rest))
        assert score == pytest.approx(1 - left / ((many - 1) * (many - 2)))


def test_eigenvector_of_a_connected_graph():
    graph = nx.karate_club_graph()
    theirs = nx.eigenvector_centrality_numpy(graph)
    assert np.allclose(centrality.eigenvector(matrix(graph)), [theirs[node] for node in graph], atol=1e-6)

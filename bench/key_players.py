"""Key players of criminal networks, k = 1..5: proved or not, against greedy with one round of exchanges.

    python bench/key_players.py DATA [--objective fragmentation reach]

DATA holds `<name>_edges.csv` (source, target, ...) and `<name>_nodes.csv` (id, ...). One line a network: pairs left or
reach for each k, whether all are proved, how many beat greedy with one swap, and the longest processor time.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

import networkx as nx

from counterfeit_graph.takedown.key_players import key_players


def load(edges):
    graph = nx.Graph()
    nodes = edges.with_name(edges.name.replace("_edges", "_nodes"))
    with nodes.open() as lines:
        graph.add_nodes_from(row["id"] for row in csv.DictReader(lines))
    with edges.open() as lines:
        graph.add_edges_from((row["source"], row["target"]) for row in csv.DictReader(lines))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


def pairs(graph, gone):
    left = graph.subgraph([v for v in graph if v not in gone])
    return sum(len(part) * (len(part) - 1) // 2 for part in nx.connected_components(left))


def reach(graph, chosen):
    far = nx.multi_source_dijkstra_path_length(graph, set(chosen), weight=None) if chosen else {}
    return sum(1 / max(d, 1) for d in far.values())


def greedy_and_one_swap(graph, k, worse):
    """The greedy set after the best single exchange of one of its nodes."""
    chosen = []
    for _ in range(k):
        chosen.append(min((v for v in graph if v not in chosen), key=lambda v: worse(graph, [*chosen, v])))
    trials = [[*(u for u in chosen if u != out), v] for out in chosen for v in graph if v not in chosen]
    return min(worse(graph, each) for each in [chosen, *trials])


def line(path, objective):
    graph = load(path)
    worse = pairs if objective == "fragmentation" else lambda g, chosen: -reach(g, chosen)
    values, proved, ahead, behind, longest = [], 0, 0, 0, 0.0
    wanted = range(1, min(5, len(graph)) + 1)
    for k in wanted:
        start = time.process_time()
        found = key_players(graph, k, objective=objective)
        longest = max(longest, time.process_time() - start)
        ours, theirs = worse(graph, list(found.nodes)), greedy_and_one_swap(graph, k, worse)
        values.append(abs(ours))
        proved += found.proved
        ahead += ours < theirs - 1e-6
        behind += ours > theirs + 1e-6
    shown = " ".join(f"{value:.6g}" for value in values)
    print(
        f"{path.name[:-10]:32s} N {len(graph):4d} {objective} [{shown}] proved {proved}/{len(values)}"
        f" better than greedy+swap {ahead} worse {behind} longest {longest:.2f} s",
        flush=True,
    )
    return len(values), proved, ahead, behind, longest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--objective", nargs="*", default=["fragmentation", "reach"])
    args = parser.parse_args()
    paths = sorted(args.data.glob("*_edges.csv"))
    if not paths:
        sys.exit(f"no data: {args.data} holds no *_edges.csv, nothing was measured")
    key_players(nx.path_graph(4), 2)
    for objective in args.objective:
        cases, proved, ahead, behind, longest = zip(*(line(path, objective) for path in paths), strict=True)
        print(
            f"{objective}: {sum(proved)} of {sum(cases)} cases proved, better than greedy + one swap in {sum(ahead)},"
            f" worse in {sum(behind)}, longest {max(longest):.2f} s of processor time"
        )


if __name__ == "__main__":
    main()

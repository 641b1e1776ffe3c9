"""Key players of criminal networks, k = 1..5: proved or not, against greedy choice with exchanges of one node.

    python bench/key_players.py DATA [--objective fragmentation reach value]

DATA holds `<name>_edges.csv` (source, target, weight if known) and `<name>_nodes.csv` (id, ...). One line a network:
pairs left, reach, or value still connected for each k (a node is worth its contact volume), how many are proved, how
many beat the greedy set after exchanges of one node until none helps, and the longest processor time. Then one line
for each objective.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

import networkx as nx

from counterfeit_graph.takedown.key_players import key_players

MOST_SECONDS = 5.0


def load(edges):
    """The network of a file; `value` is the contact volume of a node, one more so that loners are worth something."""
    graph = nx.Graph()
    nodes = edges.with_name(edges.name.replace("_edges", "_nodes"))
    with nodes.open() as lines:
        graph.add_nodes_from((row["id"] for row in csv.DictReader(lines)), value=1.0)
    with edges.open() as lines:
        for row in csv.DictReader(lines):
            if row["source"] != row["target"]:
                graph.add_edge(row["source"], row["target"])
                for end in (row["source"], row["target"]):
                    graph.nodes[end]["value"] = graph.nodes[end].get("value", 1.0) + float(row.get("weight") or 1.0)
    return graph


def parts(graph, gone):
    return nx.connected_components(graph.subgraph([v for v in graph if v not in gone]))


def pairs(graph, gone):
    return sum(len(part) * (len(part) - 1) // 2 for part in parts(graph, gone))


def value(graph, gone):
    """Sum of the squared values of the components, over that of all."""
    whole = sum(graph.nodes[v]["value"] for v in graph)
    return sum((sum(graph.nodes[v]["value"] for v in part) / whole) ** 2 for part in parts(graph, gone))


def unreached(graph, chosen):
    far = nx.multi_source_dijkstra_path_length(graph, set(chosen), weight=None) if chosen else {}
    return len(graph) - sum(1 / max(d, 1) for d in far.values())


WORSE = {"fragmentation": pairs, "reach": unreached, "value": value}


def greedy_and_swaps(graph, k, worse):
    """The greedy set, with the best exchange of one node made until none helps."""
    chosen = []
    for _ in range(k):
        chosen.append(min((v for v in graph if v not in chosen), key=lambda v: worse(graph, [*chosen, v])))
    best, now = worse(graph, chosen), float("inf")
    while best < now - 1e-9:
        now = best
        trials = [[*(u for u in chosen if u != out), v] for out in chosen for v in graph if v not in chosen]
        chosen = min([chosen, *trials], key=lambda each: worse(graph, each))
        best = worse(graph, chosen)
    return best


def line(path, objective):
    graph, worse = load(path), WORSE[objective]
    values, proved, ahead, behind, longest = [], 0, 0, 0, 0.0
    wanted = range(1, min(5, len(graph)) + 1)
    for k in wanted:
        start = time.process_time()
        found = key_players(graph, k, objective=objective)
        longest = max(longest, time.process_time() - start)
        ours, theirs = worse(graph, list(found.nodes)), greedy_and_swaps(graph, k, worse)
        values.append(len(graph) - ours if objective == "reach" else ours)
        proved += found.proved
        ahead += ours < theirs - 1e-6
        behind += ours > theirs + 1e-6
    shown = " ".join(f"{value:.6g}" for value in values)
    print(
        f"{path.name[:-10]:32s} N {len(graph):4d} {objective} [{shown}] proved {proved}/{len(values)}"
        f" better than greedy and swaps {ahead} worse {behind} longest {longest:.2f} s",
        flush=True,
    )
    return len(values), proved, ahead, behind, longest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--objective", nargs="*", default=list(WORSE), choices=list(WORSE))
    args = parser.parse_args()
    paths = sorted(args.data.glob("*_edges.csv"))
    if not paths:
        sys.exit(f"no data: {args.data} holds no *_edges.csv, nothing was measured")
    for objective in args.objective:
        # What is compiled on first use is no part of the search.
        key_players(load(paths[0]), 2, objective=objective)
        cases, proved, ahead, behind, longest = zip(*(line(path, objective) for path in paths), strict=True)
        kept = "held" if sum(proved) == sum(cases) and not sum(behind) and max(longest) <= MOST_SECONDS else "MISSED"
        print(
            f"bar {objective}: {kept}; {sum(proved)} of {sum(cases)} cases proved best, better than greedy and swaps in"
            f" {sum(ahead)}, worse in {sum(behind)}, longest {max(longest):.2f} s (<= {MOST_SECONDS:.0f})"
        )


if __name__ == "__main__":
    main()

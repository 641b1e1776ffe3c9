"""Dismantling against published and recomputed orders: one line a network, one summary line.

    python bench/dismantle.py DATA [--seconds 15] [--only NAME ...] [--hba]

DATA holds `anchors.json` and `<name>.txt.gz` (first line `# N M`, then `u v`). Ratios are ours over theirs, lower is
better; `auc` is ours over MIND's. `--hba` also runs NetworkX-style adaptive betweenness, for at most twenty times our
processor time, and prints the factor.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import time
from pathlib import Path

import networkx as nx
import numpy as np

from counterfeit_graph.takedown.dismantle import dismantle

RIVALS = ("FINDER(1%batch)", "GND", "CoreHD", "CI1", "CI2", "HBA")


def load(path):
    with gzip.open(path, "rt") as lines:
        size = int(lines.readline().strip("# \n").split()[0])
        ends = np.loadtxt(lines, dtype=np.int64, ndmin=2)
    return ends[:, 0], ends[:, 1], size


def auc10(curve):
    """Simpson's integral with step 1 up to the first value of at most 10 %: the figure that MIND publishes."""
    from scipy.integrate import simpson

    stop = int(np.argmax(curve <= 0.1)) + 1
    return float(simpson(curve[:stop], dx=1)) if stop > 1 else float(curve[0])


def hba_factor(graph, ours):
    """Processor time of exact adaptive betweenness in NetworkX over ours; a lower bound from 20 on."""
    source, target, size = graph
    left = nx.Graph(zip(source.tolist(), target.tolist(), strict=True))
    left.add_nodes_from(range(size))
    start = time.process_time()
    while left.number_of_edges() and time.process_time() - start < 20 * ours:
        part = left.subgraph(max(nx.connected_components(left), key=len))
        sources = sorted(part)[:200]
        begun = time.process_time()
        score = nx.betweenness_centrality_subset(part, sources, list(part)) if len(part) > 20_000 else None
        if score is not None:
            return (time.process_time() - begun) * len(part) / len(sources) * (size / 10) / ours
        score = nx.betweenness_centrality(part)
        left.remove_node(max(score, key=score.get))
    return (time.process_time() - start) / ours


def line(name, entry, args):
    graph = load(args.data / f"{name}.txt.gz")
    start = time.process_time()
    order = dismantle(graph, seconds=args.seconds)
    used = time.process_time() - start
    anc = order.anc()
    beaten = {r: entry["anc"][r] for r in RIVALS if r in entry["anc"]}
    figures = {
        "anc": anc,
        "portfolio": anc / entry["portfolio_with_reinsertion_anc"],
        "best": anc / entry["best_known_anc"]["value"],
        "rival": anc / min(beaten.values()),
        "auc": auc10(order.curve()) / entry["mind_auc10"] if entry["mind_auc10"] else None,
        "cpu": used,
        "hba": hba_factor(graph, used) if args.hba else None,
    }
    shown = " ".join(f"{key} {'-' if value is None else format(value, '.4f')}" for key, value in figures.items())
    print(f"{name:28s} N {entry['N']:6d} {shown}", flush=True)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--hba", action="store_true")
    args = parser.parse_args()
    anchors = args.data / "anchors.json"
    if not anchors.is_file():
        sys.exit(f"no data: {anchors} is absent, nothing was measured")
    networks = json.loads(anchors.read_text())["networks"]
    names = [name for name in sorted(networks, key=lambda n: networks[n]["N"]) if not args.only or name in args.only]
    dismantle((np.array([0, 0, 1]), np.array([1, 2, 3])))
    found = [line(name, networks[name], args) for name in names]
    for key in ("portfolio", "best", "rival", "auc", "hba"):
        values = [each[key] for each in found if each[key] is not None]
        if values:
            print(f"{key}: median {statistics.median(values):.4f}, worst {max(values):.4f}, lowest {min(values):.4f}")


if __name__ == "__main__":
    main()

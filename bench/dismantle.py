"""Dismantling against published and recomputed orders: one line a network, then one line for each bar.

    python bench/dismantle.py DATA [--seconds 15] [--only NAME ...] [--hba]

DATA holds `anchors.json` and `<name>.txt.gz` (first line `# N M`, then `u v`). Ratios are ours over theirs, lower is
better: `portfolio` and `best` the recomputed orders, `rival` the best of FINDER, GND, CoreHD, CI and HBA, `auc` MIND's
published figure. `--hba` also runs NetworkX-style adaptive betweenness, for at most twenty times our processor time,
and prints the factor.
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
from scipy.integrate import simpson

from counterfeit_graph.takedown.dismantle import dismantle

RIVALS = ("FINDER(1%batch)", "GND", "CoreHD", "CI1", "CI2", "HBA")
# Bars: column, largest median, largest value on any network (None: only the median counts).
SHORT = {"portfolio": (1.0, 1.02), "rival": (1.0, 1.0), "auc": (1.0, 1.0)}
LONG = {"best": (1.0, 1.01), "rival": (1.0, 1.0), "auc": (1.0, 1.0)}
FACTOR, SOURCES, WIDE = 20.0, 100, 5_000
LARGEST, LARGEST_SECONDS = "FINDER-Epinions", 60.0


def load(path):
    with gzip.open(path, "rt") as lines:
        size = int(lines.readline().strip("# \n").split()[0])
        ends = np.loadtxt(lines, dtype=np.int64, ndmin=2)
    return ends[:, 0], ends[:, 1], size


def auc10(curve):
    """Simpson's integral with step 1 up to the first value below 10 % of all N nodes: the figure MIND publishes."""
    stop = int(np.argmax(curve < 0.1)) + 1
    return float(simpson(curve[:stop], dx=1)) if stop > 1 else float(curve[0])


def hba_factor(graph, ours):
    """Processor time of exact adaptive betweenness in NetworkX over ours: at least this, from FACTOR on.

    Of a graph too wide for that, the time of the first removal alone, from some of its sources.
    """
    source, target, _ = graph
    left = nx.Graph(zip(source.tolist(), target.tolist(), strict=True))
    start = time.process_time()
    while left.number_of_edges() and time.process_time() - start < FACTOR * ours:
        part = left.subgraph(max(nx.connected_components(left), key=len)).copy()
        begun = time.process_time()
        if len(part) > WIDE:
            nx.betweenness_centrality(part, k=SOURCES, seed=0)
            return (time.process_time() - begun) * len(part) / SOURCES / ours
        score = nx.betweenness_centrality(part)
        left.remove_node(max(score, key=score.get))
    return (time.process_time() - start) / ours


def line(name, entry, args):
    graph = load(args.data / f"{name}.txt.gz")
    start = time.process_time()
    order = dismantle(graph, seconds=args.seconds)
    used = time.process_time() - start
    anc, mind = order.anc(), entry["mind_auc10"]
    figures = {
        "anc": anc,
        "portfolio": anc / entry["portfolio_with_reinsertion_anc"],
        "best": anc / entry["best_known_anc"]["value"],
        "rival": anc / min(entry["anc"][rival] for rival in RIVALS if rival in entry["anc"]),
        "auc": auc10(order.curve()) / mind if mind else None,
        "cpu": used,
        "hba": hba_factor(graph, used) if args.hba else None,
    }
    shown = " ".join(f"{key} {'-' if value is None else format(value, '.4f')}" for key, value in figures.items())
    print(f"{name:28s} N {entry['N']:6d} {shown}", flush=True)
    return figures


def bar(found, column, limits):
    """One line for a column: median, worst network, and whether both are within the limits."""
    known = {name: each[column] for name, each in found.items() if each[column] is not None}
    middle, worst = statistics.median(known.values()), max(known, key=known.get)
    kept = "held" if middle <= limits[0] and known[worst] <= limits[1] else "MISSED"
    return (
        f"bar {column}: {kept}; {len(known)} networks, median {middle:.4f} (<= {limits[0]:.2f}),"
        f" worst {known[worst]:.4f} on {worst} (<= {limits[1]:.2f})"
    )


def bars(found, args):
    for column, limits in (LONG if args.seconds else SHORT).items():
        if any(each[column] is not None for each in found.values()):
            yield bar(found, column, limits)
    if args.hba:
        factor = statistics.median(each["hba"] for each in found.values())
        kept = "held" if factor >= FACTOR else "MISSED"
        yield f"bar time: {kept}; adaptive betweenness takes {factor:.1f} x our processor time or more, as median"
    if LARGEST in found and not args.seconds:
        used = found[LARGEST]["cpu"]
        kept = "held" if used <= LARGEST_SECONDS else "MISSED"
        yield f"bar {LARGEST}: {kept}; {used:.1f} s of processor time (<= {LARGEST_SECONDS:.0f})"


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
    found = {name: line(name, networks[name], args) for name in names}
    print(*bars(found, args), sep="\n")


if __name__ == "__main__":
    main()

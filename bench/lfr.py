"""Leiden and Louvain beside igraph's Leiden on graphs with planted communities, and what names and threads change.

    python -m bench.lfr [--nodes 100000] [--mixing 0.4] [--repeats 3]

The graphs are after Lancichinetti, Fortunato and Radicchi (2008): degrees fall with exponent 2.5 (mean 10, at most
100), community sizes with exponent 1.5 (20 to 500), a share `mixing` of each node's edges leaves its community. Seconds
are of the processor, build and run together, the least of the repeats, both libraries by turns; NMI is against the
planted communities; ARI is between the answers for a graph and for the same graph with its nodes renamed. A graph of
many components is split on one thread and on two: seconds by the clock, the least of the repeats, and of the processor.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from counterfeit_graph.gangs import LabelPropagation, Leiden, Louvain, WeightedGraph
from counterfeit_graph.gangs.comparing import adjusted_rand, disconnected, modularity

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Planted:
    """A graph and the community of each node."""

    graph: WeightedGraph
    truth: Array


def power_law(exponent: float, bounds: tuple[int, int]) -> Array:
    """Chances of the whole numbers from bounds[0] to bounds[1]."""
    weight = np.arange(bounds[0], bounds[1] + 1, dtype=float) ** -exponent
    return weight / weight.sum()


def degrees(rng: np.random.Generator, nodes: int, *, mean: float = 10.0, most: int = 100) -> Array:
    """Degrees with exponent 2.5; the least degree is the real number that gives the mean, rounded at random."""
    low, high = 1.0, float(most)
    uniform = rng.random(nodes)
    while high - low > 1e-6:
        middle = (low + high) / 2
        drawn = (middle**-1.5 + uniform * (most**-1.5 - middle**-1.5)) ** (-1 / 1.5)
        low, high = (middle, high) if drawn.mean() < mean else (low, middle)
    return np.minimum(np.floor(drawn + rng.random(nodes)), most).astype(np.int64)


def communities(rng: np.random.Generator, inside: Array, *, bounds: tuple[int, int] = (20, 500)) -> Array:
    """Community of each node: sizes with exponent 1.5; nobody has more inside edges than its community has others."""
    nodes, sizes = len(inside), []
    chances = power_law(1.5, bounds)
    while sum(sizes) < nodes:
        sizes.append(bounds[0] + int(rng.choice(len(chances), p=chances)))
    sizes[-1] -= sum(sizes) - nodes
    if sizes[-1] < bounds[0]:
        sizes[0] += sizes.pop()
    slots = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    size = np.array(sizes)
    # Nodes of high degree take slots in communities that are large enough, others what is left.
    big, small = np.argsort(-inside, kind="stable"), np.argsort(-size[slots] + rng.random(nodes) * 0.5, kind="stable")
    few = int((inside > bounds[0] * 0.9).sum())
    out = np.empty(nodes, np.int64)
    roomy = small[: max(few, int((size[slots] > inside.max()).sum()))]
    taken = rng.permutation(roomy)[:few]
    out[big[:few]] = slots[taken]
    rest = np.setdiff1d(np.arange(nodes), taken)
    out[big[few:]] = slots[rng.permutation(rest)]
    return out


def paired(rng: np.random.Generator, stubs: Array, *, block: Array, apart: Array | None = None) -> Array:
    """Random pairs of stubs inside each block; no loops, doubles or pairs that share `apart`; few are left out."""
    kept, seen, nodes = [], np.zeros(0, np.int64), int(stubs.max()) + 1
    for _ in range(30):
        stubs = stubs[np.lexsort((rng.random(len(stubs)), block[stubs]))]
        # Consecutive stubs of one block are a pair; an odd one at the end of a block waits.
        place = np.arange(len(stubs)) - np.searchsorted(block[stubs], block[stubs])
        first = np.flatnonzero((place % 2 == 0) & np.append(block[stubs][1:] == block[stubs][:-1], False))
        a, b = np.minimum(stubs[first], stubs[first + 1]), np.maximum(stubs[first], stubs[first + 1])
        key = a * nodes + b
        once = np.zeros(len(key), bool)
        once[np.unique(key, return_index=True)[1]] = True
        good = once & (a != b) & ~np.isin(key, seen) & (True if apart is None else apart[a] != apart[b])
        seen = np.concatenate([seen, key[good]])
        kept.append(np.stack([a[good], b[good]], axis=1))
        stubs = np.delete(stubs, np.concatenate([first[good], first[good] + 1]))
        if len(stubs) < 2:
            break
    return np.concatenate(kept)


def planted(nodes: int, mixing: float, *, seed: int) -> Planted:
    """An LFR graph with unit weights."""
    rng = np.random.default_rng(seed)
    degree = degrees(rng, nodes)
    inside = np.floor(degree * (1 - mixing) + rng.random(nodes)).astype(np.int64)
    truth = communities(rng, inside)
    every = np.arange(nodes)
    one = paired(rng, np.repeat(every, inside), block=truth)
    two = paired(rng, np.repeat(every, degree - inside), block=np.zeros(nodes, np.int64), apart=truth)
    ends = np.concatenate([one, two])
    return Planted(WeightedGraph(nodes, ends[:, 0], ends[:, 1], np.ones(len(ends))), truth)


def mutual_information(one: Array, two: Array) -> float:
    """Normalised by the mean of the entropies."""
    n = len(one)
    both = np.unique(one * (int(two.max()) + 1) + two, return_counts=True)[1] / n
    left, right = np.bincount(one) / n, np.bincount(two) / n
    joint, first, second = (-(p[p > 0] * np.log(p[p > 0])).sum() for p in (both, left, right))
    return float(2 * (first + second - joint) / (first + second))


def fresh(graph: WeightedGraph) -> WeightedGraph:
    """The same without what was worked out of it."""
    return WeightedGraph(graph.size, graph.a, graph.b, graph.weight)


def ours(graph: WeightedGraph) -> Array:
    return Leiden(resolution=1.0, objective="modularity", iterations=1).labels(fresh(graph))


def our_louvain(graph: WeightedGraph) -> Array:
    return Louvain(iterations=1).labels(fresh(graph))


def theirs(graph: WeightedGraph) -> Array:
    import igraph

    made = igraph.Graph(n=graph.size, edges=np.stack([graph.a, graph.b], axis=1))
    return np.array(made.community_leiden("modularity", n_iterations=2).membership)


def seconds_of(finder: Callable[[WeightedGraph], Array], graph: WeightedGraph) -> tuple[Array, float]:
    started = time.process_time()
    return finder(graph), time.process_time() - started


def renamed(graph: WeightedGraph, seed: int) -> tuple[WeightedGraph, Array]:
    """The same graph under other names, edges in another order, and the new name of each node."""
    rng = np.random.default_rng(seed)
    name, order = rng.permutation(graph.size), rng.permutation(len(graph.a))
    return WeightedGraph(graph.size, name[graph.a][order], name[graph.b][order], graph.weight[order]), name


def beside(nodes: int, mixing: float, *, repeats: int, seed: int) -> str:
    found = planted(nodes, mixing, seed=seed)
    finders = {"ours": ours, "louvain": our_louvain, "igraph": theirs}
    # The first turn compiles, or loads what was compiled.
    turns = [{name: seconds_of(f, found.graph) for name, f in finders.items()} for _ in range(repeats + 1)][1:]
    best = {name: min(turn[name][1] for turn in turns) for name in finders}
    said = [f"nodes={nodes} edges={len(found.graph.a)} mixing={mixing} seed={seed}"]
    for name in finders:
        label = turns[-1][name][0]
        said.append(
            f"{name} cpu_s={best[name]:.3f} modularity={modularity(found.graph, label):.4f} "
            f"nmi={mutual_information(label, found.truth):.4f} disconnected={disconnected(found.graph, label)}"
        )
    return " | ".join([*said, f"ratio={best['ours'] / best['igraph']:.3f}"])


def under_names(nodes: int, mixing: float, *, seed: int) -> str:
    found = planted(nodes, mixing, seed=seed)
    other, name = renamed(found.graph, seed + 1)
    label, seconds = seconds_of(ours, found.graph)
    again = ours(other)[name]
    return (
        f"renamed nodes={nodes} mixing={mixing} ari={adjusted_rand(label, again):.4f} "
        f"nmi={mutual_information(label, found.truth):.4f} cpu_s={seconds:.2f}"
    )


def scattered(components: int, *, size: int = 100, mean: int = 10, seed: int) -> WeightedGraph:
    """Random graphs of as many nodes each, their nodes mixed up, whole weights from 1 to 4."""
    rng, nodes = np.random.default_rng(seed), components * size
    a = rng.integers(0, nodes, nodes * mean // 2)
    b = a // size * size + (a + rng.integers(1, size, len(a))) % size
    a, b = np.unique(np.sort(np.stack([a, b]), axis=0), axis=1)
    name = rng.permutation(nodes)
    return WeightedGraph(nodes, name[a], name[b], rng.integers(1, 5, len(a)).astype(float))


def side_by_side(components: int, *, repeats: int, seed: int) -> str:
    graph, said = scattered(components, seed=seed), []
    for finder in (Leiden(resolution=1.0), Louvain(resolution=1.0, objective="cpm"), LabelPropagation()):
        found, wall = {}, {}
        for threads in (1, 2) * (repeats + 1):
            os.environ["NUMBA_NUM_THREADS"] = str(threads)
            started, begun = time.perf_counter(), time.process_time()
            found[threads] = finder.labels(fresh(graph))
            took = time.perf_counter() - started, time.process_time() - begun
            wall[threads] = min(wall.get(threads, took), took)
        same = np.array_equal(found[1], found[2])
        said.append(f"{finder}: wall_s={wall[1][0]:.3f} two={wall[2][0]:.3f} cpu_s={wall[1][1]:.3f} same={same}")
    return " | ".join([f"components={components} nodes={graph.size} edges={len(graph.a)}", *said])


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--nodes", type=int, default=100_000)
    reader.add_argument("--mixing", type=float, nargs="+", default=[0.4])
    reader.add_argument("--renamed", type=float, nargs="*", default=[0.1, 0.35])
    reader.add_argument("--components", type=int, nargs="*", default=[3000])
    reader.add_argument("--repeats", type=int, default=3)
    reader.add_argument("--seed", type=int, default=11)
    chosen = reader.parse_args()
    for mixing in chosen.mixing:
        print(beside(chosen.nodes, mixing, repeats=chosen.repeats, seed=chosen.seed), flush=True)
    for mixing in chosen.renamed:
        print(under_names(chosen.nodes, mixing, seed=chosen.seed), flush=True)
    for components in chosen.components:
        print(side_by_side(components, repeats=chosen.repeats, seed=chosen.seed), flush=True)


if __name__ == "__main__":
    main()

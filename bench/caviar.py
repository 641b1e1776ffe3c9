"""CAVIAR: 11 phases of tapped contacts, 110 people, 23 with a known role, 3 of them heads.

    python bench/caviar.py /work/shared/data

Prints one line: the AUC of the ranking for the role holders beside that of contact volume, where the heads stand, and
which share of the contact volume of the next phase the five key players of a phase take part in, in the mean over ten
phases; chosen from the contacts of the phase, or from all contacts so far. Beside it stand the three best baselines:
five people by degree, strength, betweenness, PageRank, eigenvector, k-core, KPP-Neg (one by one, and greedy) and
KPP-Pos; and the first five heads.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import networkx as nx
import numpy as np
from scipy.stats import rankdata

import counterfeit_graph as cg
from counterfeit_graph.takedown.centrality import YARDSTICKS, strength
from counterfeit_graph.takedown.lineup import Contacts

PHASES, FIVE = 11, 5


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(folder: Path) -> nx.MultiGraph[str]:
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    graph.add_nodes_from(row["id"] for row in rows(folder / "caviar_all_nodes.csv"))
    for phase in range(1, PHASES + 1):
        for row in rows(folder / f"caviar_phase{phase:02d}_edges.csv"):
            # Two numbers of the phases are not in the codebook of 110 people.
            if row["source"] in graph and row["target"] in graph:
                graph.add_edge(row["source"], row["target"], weight=float(row["weight"]), at=f"{phase:02d}")
    return graph


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    """Chance that a positive outranks a negative; ties count half."""
    hits = positive.sum()
    return float((rankdata(score)[positive].sum() - hits * (hits + 1) / 2) / (hits * (~positive).sum()))


def between(graph: nx.MultiGraph[str], first: int, last: int) -> nx.MultiGraph[str]:
    """The contacts of some phases, and the people in them."""
    kept = [(a, b, d) for a, b, d in graph.edges(data=True) if first <= int(d["at"]) <= last and a != b]
    return nx.MultiGraph(kept)


def greedy(graph: nx.Graph[str]) -> list[str]:
    """KPP-Neg as it is used: one after the other, whoever leaves the fewest pairs connected."""
    left, chosen = graph.copy(), []
    for _ in range(FIVE):
        without = {v: nx.connected_components(left.subgraph(set(left) - {v})) for v in sorted(left)}
        chosen.append(min(without, key=lambda v: sum(len(part) ** 2 for part in without[v])))
        left.remove_node(chosen[-1])
    return chosen


def baselines(graph: nx.MultiGraph[str]) -> dict[str, list[str]]:
    """Five people by each measure."""
    contacts = Contacts.of(graph)
    matrix = contacts.matrix(contacts.weight)
    scores = {name: measure(matrix) for name, measure in {**YARDSTICKS, "strength": strength}.items()}
    tops = {name: np.argsort(-np.round(score, 12), kind="stable")[:FIVE] for name, score in scores.items()}
    named = {name: [contacts.names[at] for at in places] for name, places in tops.items()}
    return {**named, "greedy kpp_neg": greedy(nx.Graph(graph))}


def touched(graph: nx.MultiGraph[str], people: list[str]) -> float:
    """Share of the contact volume that one of the people has a part in."""
    rows = list(graph.edges(data="weight"))
    return sum(w for a, b, w in rows if a in people or b in people) / sum(w for *_, w in rows)


def next_phases(graph: nx.MultiGraph[str], *, memory: int) -> dict[str, float]:
    """Mean over the phases of the share of the next phase's volume that each choice of five touches.

    The choice sees the contacts of the phase and of `memory` phases before it.
    """
    shares: dict[str, list[float]] = {}
    for phase in range(1, PHASES):
        seen, later = between(graph, phase - memory, phase), between(graph, phase + 1, phase + 1)
        chosen = baselines(seen)
        chosen["ours"] = list(cg.key_players(nx.Graph(seen), FIVE).nodes)
        chosen["heads"] = cg.find_heads(seen).table["node_id"][:FIVE].tolist()
        for name, people in chosen.items():
            shares.setdefault(name, []).append(touched(later, people))
    return {name: float(np.mean(each)) for name, each in shares.items()}


def cut_line(graph: nx.MultiGraph[str], *, memory: int) -> str:
    found = next_phases(graph, memory=memory)
    ours, heads = found.pop("ours"), found.pop("heads")
    kept = "held" if ours >= max(found.values()) else "MISSED"
    best = ", ".join(f"{name} {found[name]:.3f}" for name in sorted(found, key=found.__getitem__)[:-4:-1])
    return f"{ours:.3f} ({kept}; {best}, heads {heads:.3f})"


def main(data: Path) -> str:
    folder = data / "criminal_networks"
    graph = read(folder)
    roles = {row["id"]: row["role_class"] for row in rows(folder / "caviar_roles.csv")}
    heads = cg.find_heads(graph).table
    known = np.asarray([person in roles for person in heads["node_id"]])
    volume = dict(graph.degree(weight="weight"))
    floor = auc(np.asarray([volume[person] for person in heads["node_id"]]), known)
    places = sorted(int(row["rank"]) for row in heads.rows() if roles.get(row["node_id"]) == "head")
    return (
        f"caviar: AUC {auc(heads['score'], known):.3f} (contact volume {floor:.3f}), heads at {places} of {len(heads)},"
        f" our five touch of the next phase, chosen in the phase {cut_line(graph, memory=0)}"
        f" or in all so far {cut_line(graph, memory=PHASES)}"
    )


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))

"""CAVIAR: 11 phases of tapped contacts, 110 people, 23 with a known role, 3 of them heads.

    python bench/caviar.py /work/shared/data

Prints one line: the AUC of the ranking for the role holders beside that of contact volume, and where the heads stand.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import networkx as nx
import numpy as np
from scipy.stats import rankdata

import counterfeit_graph as cg

PHASES = 11


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
        f"caviar: AUC {auc(heads['score'], known):.3f} (contact volume {floor:.3f}), heads at {places} of {len(heads)}"
    )


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))

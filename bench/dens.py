"""Where pairs of den-mates are lost, and what a reader who knew more could tell.

    python bench/dens.py [--accounts 20000] [--evasion 0 0.5 0.9] [--seed 201 202]

One line a world: precision, recall and F1 of den pairs; F1 of two readers, one who puts the members found into their
true dens, one who knows of every value whether it stays inside a den and joins whom such values join; the true pairs
lost, by a member not found or by a split; the false pairs, with strangers to the gang or between its dens; dens, the
share of them with one account and the median number in a gang, each beside the truth's; then precision and recall by
size of the true gang.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

import counterfeit_graph as cg
from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.simulate.tallies import codes, pair_rates

SIZES = (0, 8, 30, 100, 10**6)


def pairs(*labels: np.ndarray) -> int:
    """Pairs of accounts alike in every labelling; -1 is alike with nobody."""
    known = np.all([label >= 0 for label in labels], axis=0)
    count = np.unique(np.stack(labels)[:, known], axis=1, return_counts=True)[1]
    return int((count * (count - 1) // 2).sum())


def told_by_traces(evidence: cg.EvidenceGraph, gang: np.ndarray, den: np.ndarray) -> np.ndarray:
    """Components over the values that no two dens of a found gang use; money behind the tills is left out."""
    uses = evidence.uses
    relation = uses.facts["relation"][uses.fact]
    inside = (gang[uses.account] >= 0) & (den[uses.account] >= 0) & (relation != "behind") & ~uses.passing
    rows = pd.DataFrame({"account": uses.account, "value": uses.value, "gang": gang[uses.account]})[inside]
    rows["den"] = den[rows["account"]]
    cell = rows.groupby(["gang", "value"])
    rows["first"] = cell["account"].transform("first")
    one = rows[cell["den"].transform("nunique") == 1]
    label = component_labels(len(gang), one["account"].to_numpy(np.int64), b=one["first"].to_numpy(np.int64))
    small = np.bincount(gang[gang >= 0])[gang] <= SIZES[1]
    return np.where(gang < 0, -1, np.where(small, len(gang) + gang, label))


def shape(den: np.ndarray, gang: np.ndarray) -> str:
    """Dens, the share of them with one account, and the median number in a gang."""
    rows = pd.DataFrame({"den": den, "gang": gang})[(den >= 0) & (gang >= 0)]
    alone = (rows.groupby("den").size() == 1).mean()
    return f"{rows['den'].nunique()} {alone:.3f} {rows.groupby('gang')['den'].nunique().median():.1f}"


def measured(accounts: int, *, evasion: float, seed: int) -> str:
    world = cg.simulate(accounts, seed=seed, evasion=evasion)
    found = cg.find_gangs(cg.weigh(cg.resolve(cg.read(world.tables))))
    ids = found.evidence.who.accounts["account_id"]
    truth = world.truth["accounts"].to_pandas().set_index("account_id").reindex(ids).fillna("")
    told = found.members.where(found.members["state"] == "member").to_pandas().set_index("account_id").reindex(ids)
    den, gang = codes(truth["den_id"].to_numpy(object)), codes(truth["gang_id"].to_numpy(object))
    ours, ring = (codes(told[name].fillna("").to_numpy(object)) for name in ("den_id", "gang_id"))
    best = np.where(ring >= 0, den, -1)
    traces = told_by_traces(found.evidence, ring, den)
    size = np.bincount(gang[gang >= 0])[gang]
    lost = (pairs(den) - pairs(best), pairs(best) - pairs(best, ours))
    wrong = (pairs(ours) - pairs(ours, gang), pairs(ours, gang) - pairs(ours, den))
    by_size = []
    for low, high in zip(SIZES, SIZES[1:], strict=False):
        here = (gang >= 0) & (size > low) & (size <= high)
        rates = pair_rates(np.where(here, ours, -1), np.where(here, den, -1))
        by_size.append(f"{low + 1}+ {rates[0]:.3f} {rates[1]:.3f}")
    rates = " ".join(f"{rate:.3f}" for rate in pair_rates(ours, den))
    readers = f"{pair_rates(best, den)[2]:.3f} {pair_rates(traces, den)[2]:.3f}"
    counts = f"lost: missing {lost[0]} split {lost[1]} false: strangers {wrong[0]} between dens {wrong[1]}"
    shapes = f"dens {shape(ours, ring)} true {shape(den, gang)}"
    return f"{evasion:7.2f} {seed:5d} {rates} | {readers} | of {pairs(den)} {counts} | {shapes} | {' | '.join(by_size)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--evasion", type=float, nargs="+", default=[0.0, 0.5, 0.9])
    parser.add_argument("--seed", type=int, nargs="+", default=[201, 202])
    given = parser.parse_args()
    print("evasion  seed P R F1 | F1 of readers: true dens, traces | pairs | dens, alone, a gang | by gang size: P R")
    for evasion in given.evasion:
        for seed in given.seed:
            print(measured(given.accounts, evasion=evasion, seed=seed), flush=True)


if __name__ == "__main__":
    main()

"""Gangs found in simulated worlds, beside what an analyst writes in an afternoon.

    python bench/gangs.py [--accounts 20000] [--evasion 0 0.5 0.9] [--seed 7 8 9]

One line a world: pair precision, recall and F1, innocents named per 10,000, dens, heads, innocents named to the police
of those planted, CPU seconds; the floor's last.
"""

from __future__ import annotations

import argparse
import time

import counterfeit_graph as cg
from bench.floor import afternoon
from counterfeit_graph.investigation import Investigation


def measured(accounts: int, *, evasion: float, seed: int) -> str:
    world = cg.simulate(accounts, seed=seed, evasion=evasion)
    started = time.process_time()
    run: Investigation = cg.investigate(world.tables)
    seconds = time.process_time() - started
    ours = cg.score(run.tables, world)
    groups = afternoon(world.tables)
    rows = [(a, f"F{g}", "member") for a, g in sorted(groups.items())]
    columns = zip(("account_id", "gang_id", "state"), zip(*rows, strict=True), strict=True)
    floor = cg.score({"members": cg.Table.of({name: list(values) for name, values in columns})}, world)
    names = ("pair_precision", "pair_recall", "pair_f1", "innocents_per_10000", "den_pair_f1", "heads_in_first_three")
    said = " ".join(f"{name}={ours[name]:.3f}" for name in names)
    planted = int((world.truth["accounts"].to_pandas()["innocent"].fillna("") != "").sum())
    said += f" to_the_police={ours['innocents in tier police']:.0f}_of_{planted}"
    other = " ".join(f"{name}={floor[name]:.3f}" for name in names[:4])
    return f"evasion={evasion} seed={seed} {said} cpu_s={seconds:.1f} | floor {other}"


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--accounts", type=int, default=20_000)
    reader.add_argument("--evasion", type=float, nargs="+", default=[0.0, 0.5, 0.9])
    reader.add_argument("--seed", type=int, nargs="+", default=[7, 8, 9])
    chosen = reader.parse_args()
    for evasion in chosen.evasion:
        for seed in chosen.seed:
            print(measured(chosen.accounts, evasion=evasion, seed=seed), flush=True)


if __name__ == "__main__":
    main()

"""How well stated decibans keep their word on simulated worlds: Cllr and Cllr_min, kind by kind and in total.

    python -m bench.calibration [--accounts 20000] [--evasion 0.5] [--seed 7] [--truth gang]

The last two lines of the table are the links: `calibrated` on the scale that `evidence.scale` shows, `total` as they
stand. Every pair of accounts is judged: pairs that share a value one by one, all others as stating nothing (0
decibans), so that no pair is picked for its evidence. `--truth gang` calls a pair the same when gang or owner is the
same, `--truth controller` when the person in charge is.
"""

from __future__ import annotations

import argparse
import time

import counterfeit_graph as cg
from counterfeit_graph.evidence.calibration import Calibration
from counterfeit_graph.simulate import World


def truth(world: World, of: str) -> cg.Table:
    accounts = world.truth["accounts"].to_pandas()
    names = accounts["controller"].where((accounts["gang_id"] == "") | (of == "controller"), accounts["gang_id"])
    return cg.Table.of({"account_id": accounts["account_id"].tolist(), "controller": names.tolist()})


def calibration(world: World, of: str) -> tuple[Calibration, float]:
    evidence = cg.weigh(cg.resolve(cg.read(world.tables)))
    print(f"prior={evidence.weights.prior:.2f} decibans, links={len(evidence.pairs)}")
    started = time.process_time()
    return evidence.calibrate(truth(world, of)), time.process_time() - started


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--accounts", type=int, default=20_000)
    reader.add_argument("--evasion", type=float, default=0.5)
    reader.add_argument("--seed", type=int, default=7)
    reader.add_argument("--truth", choices=["gang", "controller"], default="gang")
    chosen = reader.parse_args()
    world = cg.simulate(chosen.accounts, seed=chosen.seed, evasion=chosen.evasion)
    found, seconds = calibration(world, chosen.truth)
    print(found.to_pandas().round(3).to_string(index=False))
    print(found.curve.to_pandas().round(2).to_string(index=False))
    said = f"accounts={chosen.accounts} evasion={chosen.evasion} seed={chosen.seed} truth={chosen.truth}"
    print(f"{said} {found!r} cpu_s={seconds:.2f}")


if __name__ == "__main__":
    main()

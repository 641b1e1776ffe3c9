"""What tells control by the same hands from acquaintance with a member, learned on simulated worlds, tried on others.

    python -m bench.acquaintances [--accounts 20000] [--evasion 0 0.5 0.9] [--learn 7 8 31] [--trial 71 72]

Prints the constants of `model/vocabulary/control.yaml` as logistic regression finds them (decibans), and one line a
threshold: of the accounts in or near gangs of the trial worlds, members and innocents that reach it, with the learned
constants and with those of the library.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
from scipy.optimize import minimize

import counterfeit_graph as cg
from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.gangs import finding
from counterfeit_graph.gangs.membership import GENERAL, WORTH, Membership, settle
from counterfeit_graph.model.schema import CONTROL

Array = np.ndarray[Any, Any]


def examined(accounts: int, *, evasion: float, seed: int) -> tuple[Array, Array]:
    """(traits, whether the account is of the gang that it stands to) of all accounts near the gangs of one world."""
    world = cg.simulate(accounts, seed=seed, evasion=evasion)
    evidence = cg.weigh(cg.resolve(cg.read(world.tables)))
    return judged(evidence, world.truth["accounts"].to_pandas().set_index("account_id")["gang_id"])


def judged(evidence: cg.EvidenceGraph, truth: Any) -> tuple[Array, Array]:
    """The same of a case whose accounts' gangs are known (by account id, "" for none)."""
    kept: list[Membership] = []

    def keeping(*given: Any, **options: Any) -> Membership:
        kept.append(settle(*given, **options))
        return kept[-1]

    finding.settle = keeping
    cg.find_gangs(evidence)
    finding.settle = settle
    [found] = kept
    true = truth.reindex(evidence.who.accounts["account_id"]).to_numpy()
    judged = found.judged
    true, named = true[judged.account], found.confidence[judged.account] >= finding.Finding().sure
    real: Array = np.zeros(len(true), bool)
    for number in np.unique(judged.gang).tolist():
        names, counts = np.unique(true[(judged.gang == number) & named & (true != "")], return_counts=True)
        real |= (judged.gang == number) & (true == names[counts.argmax()]) if len(names) else False
    return judged.traits, real


def learned(traits: Array, real: Array) -> Array:
    """Start and worth of each trait in decibans: logistic regression with a slight pull to zero.

    What is kept apart never speaks for control, all else never against it: who shares a paper with half of a gang may
    be its agent, but nobody is cleared by what he shares.
    """
    spread = traits.std(axis=0) + 1e-9
    rows = np.column_stack([np.ones(len(traits)), traits / spread])
    side = np.where(real, 1.0, -1.0)
    kinds = (traits.shape[1] - len(GENERAL)) // 2
    bounds = [(None, None), *[(0, None)] * (len(GENERAL) + kinds), *[(None, 0)] * kinds]

    def loss(worth: Array) -> tuple[float, Array]:
        margin = side * (rows @ worth)
        slope = -(rows.T @ (side / (1 + np.exp(np.clip(margin, -500, 500)))))
        return float(np.logaddexp(0, -margin).sum() + 0.5 * worth[1:] @ worth[1:]), slope + np.r_[0, worth[1:]]

    found = minimize(
        loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 3000}
    )
    return np.asarray(np.r_[found.x[0], found.x[1:] / spread] * 10 / np.log(10))


def named_terms(worth: Array) -> dict[str, dict[str, float]]:
    """The constants as `vocabulary/control.yaml` has them, without those below half a deciban."""
    general, kinds = worth[1 : len(GENERAL) + 1], np.split(worth[len(GENERAL) + 1 :], 2)
    told = {"general": {"start": worth[0], **dict(zip(GENERAL, general, strict=True))}}
    for side, values in zip(("shared", "apart"), kinds, strict=True):
        told[side] = {k: v for k, v in zip(KIND_NAMES, values.tolist(), strict=True) if abs(v) >= 0.5}
    return {side: {name: round(float(value), 1) for name, value in terms.items()} for side, terms in told.items()}


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--accounts", type=int, default=20_000)
    reader.add_argument("--evasion", type=float, nargs="+", default=[0.0, 0.5, 0.9])
    reader.add_argument("--learn", type=int, nargs="+", default=[401, 402, 403])
    reader.add_argument("--trial", type=int, nargs="+", default=[71, 72])
    chosen = reader.parse_args()
    sides = []
    for seeds in (chosen.learn, chosen.trial):
        worlds = [examined(chosen.accounts, evasion=e, seed=s) for e in chosen.evasion for s in seeds]
        sides.append(tuple(np.concatenate(part) for part in zip(*worlds, strict=True)))
    worth = learned(*sides[0])
    print("learned " + json.dumps(named_terms(worth)))
    traits, real = sides[1]
    library = np.r_[CONTROL["general"]["start"], WORTH]
    for name, constants in (("learned", worth), ("library", library)):
        told = constants[0] + traits @ constants[1:]
        for bound in (0.0, 3.0, 6.0, 9.5, 15.0):
            reach = told >= bound
            print(f"{name} >= {bound:g}: members {(reach & real).sum()}/{real.sum()}", end=" ")
            print(f"innocents {(reach & ~real).sum()}/{(~real).sum()}")


if __name__ == "__main__":
    main()

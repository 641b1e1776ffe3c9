"""What tells control by the same hands from acquaintance with a member, learned on simulated worlds, tried on others.

    python -m bench.acquaintances [--accounts 20000] [--evasion 0 0.5 0.9] [--learn 7 8 31] [--trial 71 72]

Prints the constants of `counterfeit_graph.gangs.membership.WORTH` as logistic regression finds them (decibans), and one
line a threshold: of the accounts in or near gangs of the trial worlds, members and innocents that reach it, with the
learned constants and with those of the library.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
from scipy.optimize import minimize

import counterfeit_graph as cg
from counterfeit_graph.gangs import finding
from counterfeit_graph.gangs.membership import WORTH, Membership, settle

Array = np.ndarray[Any, Any]


def examined(accounts: int, *, evasion: float, seed: int) -> tuple[Array, Array]:
    """(traits, whether the account is of the gang that it stands to) for all accounts in or near gangs of one world."""
    world = cg.simulate(accounts, seed=seed, evasion=evasion)
    kept: list[Membership] = []

    def keeping(*given: Any, **options: Any) -> Membership:
        kept.append(settle(*given, **options))
        return kept[-1]

    finding.settle = keeping
    evidence = cg.weigh(cg.resolve(cg.read(world.tables)))
    cg.find_gangs(evidence)
    finding.settle = settle
    truth = world.truth["accounts"].to_pandas().set_index("account_id")["gang_id"]
    true = truth.reindex(evidence.who.accounts["account_id"]).to_numpy()
    gang, sure = kept[-1].gang, kept[-1].confidence >= finding.Finding().sure
    real: Array = np.zeros(len(gang), bool)
    for number in range(int(gang.max(initial=-1)) + 1):
        names, counts = np.unique(true[(gang == number) & sure & (true != "")], return_counts=True)
        real |= (gang == number) & (true == names[counts.argmax()]) if len(names) else False
    return kept[-1].traits[gang >= 0], real[gang >= 0]


def learned(traits: Array, real: Array) -> Array:
    """Constant and worth of each trait in decibans: logistic regression with a slight pull to zero."""
    spread = traits.std(axis=0) + 1e-9
    rows = np.column_stack([np.ones(len(traits)), traits / spread])
    side = np.where(real, 1.0, -1.0)

    def loss(worth: Array) -> tuple[float, Array]:
        margin = side * (rows @ worth)
        slope = -(rows.T @ (side / (1 + np.exp(np.clip(margin, -500, 500)))))
        return float(np.logaddexp(0, -margin).sum() + 0.5 * worth[1:] @ worth[1:]), slope + np.r_[0, worth[1:]]

    worth = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return np.asarray(np.r_[worth[0], worth[1:] / spread] * 10 / np.log(10))


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--accounts", type=int, default=20_000)
    reader.add_argument("--evasion", type=float, nargs="+", default=[0.0, 0.5, 0.9])
    reader.add_argument("--learn", type=int, nargs="+", default=[7, 8, 31])
    reader.add_argument("--trial", type=int, nargs="+", default=[71, 72])
    chosen = reader.parse_args()
    sides = []
    for seeds in (chosen.learn, chosen.trial):
        worlds = [examined(chosen.accounts, evasion=e, seed=s) for e in chosen.evasion for s in seeds]
        sides.append(tuple(np.concatenate(part) for part in zip(*worlds, strict=True)))
    worth = learned(*sides[0])
    print("learned " + " ".join(f"{value:.2f}" for value in worth) + " | library " + " ".join(f"{v:g}" for v in WORTH))
    traits, real = sides[1]
    for name, constants in (("learned", worth), ("library", np.array(WORTH))):
        told = constants[0] + traits @ constants[1:]
        for bound in (-2.0, 0.0, 5.0, 9.5):
            reach = told >= bound
            print(f"{name} >= {bound:g}: members {(reach & real).sum()}/{real.sum()}", end=" ")
            print(f"innocents {(reach & ~real).sum()}/{(~real).sum()}")


if __name__ == "__main__":
    main()

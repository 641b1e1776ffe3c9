"""What tells control by the same hands from acquaintance with a member, learned on simulated worlds, tried on others.

    python -m bench.acquaintances [--accounts 20000] [--evasion 0 0.5 0.9] [--learn 401 402] [--trial 71] [--alike]

With `--alike` half of the worlds that are learned from, and those tried on, are such in which the honest people whom a
gang touches live in its town and deal in its goods, as they well might.

Prints the constants of `model/vocabulary/control.yaml` as logistic regression finds them (decibans), and one line a
threshold: of the accounts in or near gangs of the trial worlds, members and innocents that reach it, with the learned
constants and with those of the library.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize

import counterfeit_graph as cg
from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.gangs import finding
from counterfeit_graph.gangs.control import GENERAL, Control
from counterfeit_graph.gangs.membership import Membership, settle
from counterfeit_graph.simulate import bystanders

if TYPE_CHECKING:
    from counterfeit_graph.simulate.bystanders import Maker
    from counterfeit_graph.simulate.draft import Draft, Ints

Array = np.ndarray[Any, Any]
# Of whom a gang touches, how many live in the town of the member beside them and deal in its goods.
ALIKE = {
    "second_hand_phone": (0.7, 0.3),
    "ex_employee": (1.0, 0.7),
    "gang_relative": (1.0, 0.3),
    "straw_elsewhere": (0.7, 0.3),
    "framed": (0.5, 1.0),
}
# No likelihood ratio counts more than itself, and nothing kept apart more than a till of one's own.
MOST, LEAST = {"goods": 1.0, "line": 1.0}, -15.0
# How hard the constants are pulled to zero, in accounts' worth.
PULL = 5.0


def neighbourly(make: Maker, town: float, *, line: float) -> Maker:
    """The same people, so many of whom live in the town of the member beside them and deal in its goods."""

    def made(draft: Draft, who: Ints, *, members: Ints) -> None:
        rng = draft.rng("alike", make.__name__)
        for column, share in (("city", town), ("category", line)):
            some = rng.random(len(who)) < share
            draft.accounts[column][who[some]] = draft.accounts[column][members[some]]
        make(draft, who, members=members)

    return made


def simulated(accounts: int, *, evasion: float, seed: int, alike: bool) -> cg.World:
    """A world; if `alike`, one whose bystanders are like the gang that touches them."""
    plain = dict(bystanders.TOUCHED)
    for name, (town, line) in ALIKE.items() if alike else ():
        share, doubt, make = plain[name]
        bystanders.TOUCHED[name] = share, doubt, neighbourly(make, town, line=line)
    try:
        return cg.simulate(accounts, seed=seed, evasion=evasion)
    finally:
        bystanders.TOUCHED.update(plain)


def examined(accounts: int, *, evasion: float, seed: int, alike: bool = False) -> tuple[Array, Array]:
    """(traits, whether the account is of the gang that it stands to) of all accounts near the gangs of one world."""
    world = simulated(accounts, evasion=evasion, seed=seed, alike=alike)
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
    """Start and worth of each trait in decibans: logistic regression with a pull to zero.

    What is kept apart never speaks for control, all else never against it: who shares a paper with half of a gang may
    be its agent, but nobody is cleared by what he shares.
    """
    spread = traits.std(axis=0) + 1e-9
    rows = np.column_stack([np.ones(len(traits)), traits / spread])
    side = np.where(real, 1.0, -1.0)
    kinds = (traits.shape[1] - len(GENERAL)) // 2
    scale = np.log(10) / 10 * spread
    most = [MOST.get(name) for name in GENERAL]
    general = [(0, most[k] if most[k] is None else most[k] * scale[k]) for k in range(len(GENERAL))]
    apart = [(LEAST * width, 0) for width in scale[len(GENERAL) + kinds :]]
    bounds = [(None, None), *general, *[(0, None)] * kinds, *apart]

    def loss(worth: Array) -> tuple[float, Array]:
        margin = side * (rows @ worth)
        slope = -(rows.T @ (side / (1 + np.exp(np.clip(margin, -500, 500)))))
        pulled = float(np.logaddexp(0, -margin).sum() + 0.5 * PULL * worth[1:] @ worth[1:])
        return pulled, slope + PULL * np.r_[0, worth[1:]]

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
    reader.add_argument("--learn", type=int, nargs="+", default=[401, 402, 403, 404, 405, 406])
    reader.add_argument("--trial", type=int, nargs="+", default=[71, 72])
    reader.add_argument("--alike", action="store_true")
    chosen = reader.parse_args()
    sides = []
    for seeds, like in ((chosen.learn, (False, True)), (chosen.trial, (True,))):
        worlds = [
            examined(chosen.accounts, evasion=e, seed=s, alike=alike)
            for e in chosen.evasion
            for s in seeds
            for alike in (like if chosen.alike else (False,))
        ]
        sides.append(tuple(np.concatenate(part) for part in zip(*worlds, strict=True)))
    worth = learned(*sides[0])
    print("learned " + json.dumps(named_terms(worth)))
    traits, real = sides[1]
    library = np.r_[Control().general["start"], Control().worth]
    for name, constants in (("learned", worth), ("library", library)):
        told = constants[0] + traits @ constants[1:]
        for bound in (0.0, 3.0, 6.0, 9.5, 15.0):
            reach = told >= bound
            print(f"{name} >= {bound:g}: members {(reach & real).sum()}/{real.sum()}", end=" ")
            print(f"innocents {(reach & ~real).sum()}/{(~real).sum()}")


if __name__ == "__main__":
    main()

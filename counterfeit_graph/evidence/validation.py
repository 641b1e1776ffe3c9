"""Judged pairs, or known controllers, laid beside what the evidence states about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.calibration import Calibration, Scores, calibration_of
from counterfeit_graph.evidence.ledger import DERIVED, NAMED
from counterfeit_graph.evidence.pairing import clues_of, pairs_sharing
from counterfeit_graph.evidence.truth import controllers_of, pairs_of, truth_of
from counterfeit_graph.evidence.uses import KIND_GROUP, KIND_NAMES
from counterfeit_graph.model.errors import ColumnError
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence.scale import Scale
    from counterfeit_graph.evidence.uses import Uses
    from counterfeit_graph.evidence.weights import Weights
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
_JUDGEMENT = KIND_NAMES.index("judgement")
# Clues by code: those named after their kind, then those derived from what lies behind an account.
_CLUES = (*(NAMED.get(kind, kind) for kind in KIND_NAMES), *DERIVED.values())


@dataclass(frozen=True)
class Pairs:
    """Pairs of which the truth is known: those looked at one by one, and how many there are in all.

    Attributes:
        a, b: account codes, a < b, of the pairs that may state something.
        same: whether each is under one control.
        truth: code of the controller of each account, -1 unknown; or None where `a` and `b` are all pairs there are.
    """

    a: Array
    b: Array
    same: Array
    truth: Array | None = None

    def in_all(self, known: Array) -> tuple[int, int]:
        """How many (same, different) pairs there are of accounts at which `known` is true."""
        if self.truth is not None:
            return _pair_counts(self.truth[(self.truth >= 0) & known])
        both = known[self.a] & known[self.b]
        return int((both & self.same).sum()), int((both & ~self.same).sum())


def controlled_pairs(controller: Array, candidates: tuple[Array, Array]) -> Pairs:
    """All pairs of the accounts whose controller is known: `candidates` one by one, the others counted."""
    a, b = candidates
    told = (controller[a] >= 0) & (controller[b] >= 0)
    return Pairs(a[told], b[told], controller[a[told]] == controller[b[told]], controller)


def _pair_counts(controller: Array) -> tuple[int, int]:
    count = np.bincount(controller)
    same, every = int((count * (count - 1)).sum()) // 2, len(controller) * (len(controller) - 1) // 2
    return same, every - same


def calibrated(who: Identities, given: Any, *, uses: Uses, weights: Weights, scale: Scale) -> Calibration:
    """What the weights state about the pairs of the truth that is given; see `EvidenceGraph.calibrate`.

    Judgements of reviewers are left out of what is stated: they would confirm themselves.
    """
    weights = replace(weights, alone=np.where(uses.kind == _JUDGEMENT, 0, weights.alone))
    truth = truth_of(given)
    if {"a", "b", "same"} <= set(truth.columns):
        pairs, source = Pairs(*pairs_of(who, truth)), "judged pairs"
    elif {"account_id", "controller"} <= set(truth.columns):
        # One milli-deciban: every pair that shares anything that counts.
        a, b, _, _ = pairs_sharing(uses.rows, **_counting(uses, weights), floor=1)
        candidates = (a.astype(np.int64), b.astype(np.int64))
        pairs, source = controlled_pairs(controllers_of(who, truth), candidates), "controllers"
    else:
        msg = "the truth is a table of pairs or of controllers"
        raise ColumnError(msg, where="calibrate", remedy="give columns a, b, same or account_id, controller")
    scores = _scores(pairs, uses, weights=weights)
    total = scores.pop("total")
    scores |= {"calibrated": scale.of_scores(total), "total": total}
    return calibration_of(scores, made_with={"truth": source})


def _counting(uses: Uses, weights: Weights) -> dict[str, Any]:
    return {"dates": uses.dates, "worth": weights.for_kernels, "groups": (uses.group, weights.discount)}


def _scores(pairs: Pairs, uses: Uses, *, weights: Weights) -> dict[str, Scores]:
    pair, use_a, use_b, alone, counted = clues_of((pairs.a, pairs.b), uses.rows, **_counting(uses, weights))
    kind = uses.kind[uses.value[use_a]]
    clue = _clues(uses, kind, ends=(use_a, use_b))
    scores = {}
    for code in np.unique(clue[kind != _JUDGEMENT]).tolist():
        mine = clue == code
        share = weights.discount[KIND_GROUP[kind[mine][0]]]
        stated = _by_itself(pair[mine], alone[mine], share=share, pairs=len(pairs.a))
        of_kinds = np.asarray(uses.known & (1 << np.unique(kind[mine])).sum() > 0)
        scores[_CLUES[code]] = _score(stated, pairs.same, in_all=pairs.in_all(of_kinds))
    total = np.bincount(pair, weights=counted, minlength=len(pairs.a)) / MILLI
    return scores | {"total": _score(total, pairs.same, in_all=pairs.in_all(np.ones(uses.accounts, bool)))}


def _clues(uses: Uses, kind: Array, *, ends: tuple[Array, Array]) -> Array:
    """Clue of each row: the derived one if either side was derived, else the one named after its kind."""
    relation = uses.facts.take(uses.fact)["relation"]
    derived = np.array([len(KIND_NAMES) + list(DERIVED).index(r) if r in DERIVED else -1 for r in relation], np.int64)
    a, b = derived[ends[0]], derived[ends[1]]
    return np.where(a >= 0, a, np.where(b >= 0, b, kind))


def _by_itself(pair: Array, alone: Array, *, share: float, pairs: int) -> Array:
    """Decibans that one clue by itself states about each pair: its rows under the group rule, no other clue beside."""
    # The rows of a pair come strongest first.
    place = np.arange(len(pair)) - np.searchsorted(pair, pair)
    return np.bincount(pair, weights=np.floor(alone * share**place), minlength=pairs) / MILLI


def _score(stated: Array, same: Array, *, in_all: tuple[int, int]) -> Scores:
    speaks = stated > 0
    silent = [
        float(most - seen) for most, seen in zip(in_all, ((speaks & same).sum(), (speaks & ~same).sum()), strict=True)
    ]
    return Scores.of(stated[speaks], same[speaks], silent=(max(silent[0], 0.0), max(silent[1], 0.0)))

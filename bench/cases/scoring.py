"""Pairs of accounts against truth: a threshold chosen on one half of the owners, and measured on the other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

import counterfeit_graph as cg
from counterfeit_graph.evidence import Weighing

Array = np.ndarray


@dataclass(frozen=True)
class Quality:
    """How pairs found compare with true ones; `floor` is what the data set's notes report for a plain rule."""

    size: str
    precision: float
    recall: float
    f1: float
    floor: str
    note: str = ""

    def __str__(self) -> str:
        scores = f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f}"
        return f"{self.size}; {scores} (floor {self.floor}){self.note and '; ' + self.note}"


@dataclass(frozen=True)
class Truth:
    """Owners of accounts: `owner` of every account that may be scored, and the true pairs (lower id first)."""

    owner: Mapping[str, str]
    pairs: frozenset[tuple[str, str]]

    def half(self, account: str) -> int:
        return hashlib.sha256(self.owner[account].encode()).digest()[0] & 1


def linked(tables: Mapping[str, object], *, options: Weighing) -> tuple[list[tuple[str, str]], Array]:
    """Pairs of accounts (lower id first) and their posterior in decibans, by the library's public walk."""
    evidence = cg.weigh(cg.resolve(cg.read(dict(tables))), options=options)
    table = evidence.table
    pairs = [(min(a, b), max(a, b)) for a, b in zip(table["a"], table["b"], strict=True)]
    return pairs, np.asarray(table["decibans"]) + evidence.made_with["prior"]


def curve(score: Array, hit: Array, *, total: int) -> tuple[Array, Array, Array]:
    """Thresholds from high to low, each with its precision and recall; equal scores stand or fall together."""
    order = np.argsort(-score, kind="stable")
    found = np.cumsum(hit[order])
    last = np.r_[np.flatnonzero(np.diff(score[order])), len(order) - 1].astype(int)
    return score[order][last], found[last] / (last + 1), found[last] / max(total, 1)


def f1(precision: Array, recall: Array) -> Array:
    return 2 * precision * recall / np.maximum(precision + recall, 1e-12)


def halves(pairs: list[tuple[str, str]], score: Array, *, truth: Truth, least_recall: float = 0.0) -> tuple[float, ...]:
    """Precision, recall and F1 on the second half of the owners, at the threshold that was best on the first.

    A pair belongs to the half of its first account, so that a pair across owners counts against one half, never none.
    With `least_recall` the threshold is the one of best precision that still reaches it, else of best F1.
    """
    half = np.array([truth.half(a) for a, _ in pairs])
    hit = np.array([pair in truth.pairs for pair in pairs])
    total = np.bincount([truth.half(a) for a, _ in sorted(truth.pairs)], minlength=2)
    at, precision, recall = curve(score[half == 0], hit[half == 0], total=total[0])
    worth = np.where(recall >= least_recall, precision, recall - 1) if least_recall else f1(precision, recall)
    kept = (half == 1) & (score >= at[np.argmax(worth)])
    right = hit[kept].sum()
    p, r = right / max(kept.sum(), 1), right / max(total[1], 1)
    return float(p), float(r), float(f1(p, r))

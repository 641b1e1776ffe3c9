"""How well stated decibans keep their word.

Pairs of accounts of which the truth is known are the judges. `Cllr` (Brümmer and du Preez 2006) is what the stated
likelihood ratios cost, in bits a pair: 0 is perfect, 1 says nothing, more than 1 misleads. `Cllr_min` is what is left
of it once the scale is set right by isotonic regression (pool adjacent violators); the difference is the fault of the
scale. What n pairs can show is bounded: no ratio above the number of different pairs is ever supported by them
(Vergeer, van Es, de Jongh, Alberink and Stoel 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import isotonic_regression

from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Table, concat

if TYPE_CHECKING:
    from collections.abc import Mapping

Array = np.ndarray[Any, Any]
# Width of a bin of the reliability curve, in decibans: the step of the verbal scale is twice this.
BIN = 5.0
# Two-sided 95 % of a normal distribution.
_NORMAL = 1.96


@dataclass(frozen=True)
class Scores:
    """Stated decibans of judged pairs: distinct levels, ascending, and how many pairs of either sort state them.

    Attributes:
        level: decibans stated.
        same: pairs under one control at each level.
        different: pairs under different control at each level.

    Example:
        >>> scores = Scores.of(np.array([20.0, 20.0, 0.0]), np.array([True, True, False]))
        >>> scores.level.tolist(), scores.same.tolist(), scores.different.tolist()
        ([0.0, 20.0], [0.0, 2.0], [1.0, 0.0])
    """

    level: Array
    same: Array
    different: Array

    @classmethod
    def of(cls, decibans: Array, same: Array, *, silent: tuple[float, float] = (0.0, 0.0)) -> Scores:
        """Scores of pairs, and of `silent` (same, different) further pairs of which nothing is stated: 0 decibans."""
        stated = np.append(np.asarray(decibans, float), [0.0, 0.0])
        truth = np.append(np.asarray(same, bool), [True, False])
        weight = np.append(np.ones(len(decibans)), silent)
        level, at = np.unique(stated, return_inverse=True)
        one = np.bincount(at, weights=weight * truth)
        two = np.bincount(at, weights=weight * ~truth)
        seen = one + two > 0
        return cls(level[seen], one[seen], two[seen])

    @property
    def judged(self) -> bool:
        """Whether there are pairs of both sorts; without, nothing can be said."""
        return bool(self.same.sum() > 0 and self.different.sum() > 0)

    @cached_property
    def cllr(self) -> float:
        """Cost of the stated likelihood ratios, bits a pair."""
        return self._cost(self.level)

    @cached_property
    def cllr_min(self) -> float:
        """Cost of the same order of pairs on the best scale: what discrimination alone is worth."""
        return self._cost(self.calibrated())

    @property
    def loss(self) -> float:
        """The part of the cost that is the fault of the scale."""
        return self.cllr - self.cllr_min

    def _cost(self, level: Array) -> float:
        nats = level * np.log(10) / 10
        missed = self.same @ np.where(self.same > 0, np.logaddexp(0, -nats), 0.0) / self.same.sum()
        alarmed = self.different @ np.where(self.different > 0, np.logaddexp(0, nats), 0.0) / self.different.sum()
        return float((missed + alarmed) / 2 / np.log(2))

    def calibrated(self, *, misleading: float = 0.0) -> Array:
        """Decibans that each level turned out to be worth: isotonic regression of the truth on the level.

        Args:
            misleading: pairs of the wrong sort that are added at either end, so that no level is worth infinitely much.
        """
        same, different = self.same.copy(), self.different.copy()
        same[0] += misleading
        different[-1] += misleading
        weight = same + different
        share = isotonic_regression(same / weight, weights=weight).x
        with np.errstate(divide="ignore"):
            odds = np.log10(share) - np.log10(1 - share)
        return np.asarray(10 * (odds - np.log10(same.sum() / different.sum())))

    @property
    def supported(self) -> float:
        """The strongest statement that the pairs support, in decibans; what is stated beyond is extrapolation.

        A level t is supported where, with one misleading pair more than was seen, same pairs state it or more at least
        10^(t/10) times as often as different ones (empirical upper bound; Vergeer et al. 2016).
        """
        beyond_same = np.cumsum(self.same[::-1])[::-1] / self.same.sum()
        beyond_different = (np.cumsum(self.different[::-1])[::-1] + 1) / (self.different.sum() + 1)
        ratio = 10 * np.log10(np.maximum(beyond_same, 1e-30) / beyond_different)
        before = np.append(-np.inf, self.level[:-1])
        return float(np.minimum(self.level, ratio)[ratio > before].max(initial=0.0))

    @property
    def ceiling(self) -> float:
        """Decibans that so many different pairs could support at best: 10 log10(n + 1)."""
        return float(10 * np.log10(self.different.sum() + 1))

    @property
    def overstated(self) -> float:
        """Decibans stated above what they turned out to be worth: the mean over same pairs that state something."""
        speaks = self.same * (self.level > 0)
        if not speaks.any():
            return 0.0
        return float(speaks @ (self.level - self.calibrated(misleading=1.0)) / speaks.sum())


@dataclass(frozen=True, repr=False)
class Calibration(Result):
    """How well the stated decibans keep their word, clue by clue and in total.

    Attributes:
        table: clue, same, different (pairs of which a value of the clue is known on both sides), stated_same,
            stated_different (those of them that share a value which counts), cllr, cllr_min, loss (their difference,
            the fault of the scale), overstated (decibans, mean over same pairs), supported and ceiling (decibans that
            the pairs support, and could at best); blank where pairs of one sort are missing. The last rows are
            the links: `calibrated`, on the calibrated scale, and `total`, as they stand.
        scores: of each clue, and of the total.
        made_with: where the truth is from.
    """

    table: Table
    scores: Mapping[str, Scores]
    made_with: Mapping[str, Any]

    @cached_property
    def curve(self) -> Table:
        """Reliability: Table(clue, stated, shown, low, high, same, different), one row a bin of 5 decibans.

        `stated` is the mean over the pairs of the bin, `shown` is 10 log10 of how much more often same than different
        pairs fall into it, `low` and `high` its 95 % interval (half a pair added on either side).
        """
        return concat(_bins(clue, scores) for clue, scores in self.scores.items() if scores.judged)

    def __repr__(self) -> str:
        if not self.scores or not self.scores["total"].judged:
            return "Calibration(no pairs of both sorts)"
        total = self.scores["total"]
        return f"Calibration(Cllr {total.cllr:.3f}, at best {total.cllr_min:.3f})"


def _bins(clue: str, scores: Scores) -> Table:
    # What is not stated at all has a bin of its own, below the weakest statement.
    at = np.where(scores.level > 0, np.floor(scores.level / BIN) + 1, 0).astype(int)
    pairs = scores.same + scores.different
    bins, at = np.unique(at, return_inverse=True)
    same, different = (np.bincount(at, weights=count) for count in (scores.same, scores.different))
    shown = 10 * np.log10((same + 0.5) / scores.same.sum() / ((different + 0.5) / scores.different.sum()))
    spread = _NORMAL * 10 / np.log(10) * np.sqrt(1 / (same + 0.5) + 1 / (different + 0.5))
    columns = {
        "clue": [clue] * len(bins),
        "stated": np.bincount(at, weights=pairs * scores.level) / np.bincount(at, weights=pairs),
        "shown": shown,
        "low": shown - spread,
        "high": shown + spread,
        "same": same.astype(np.int64),
        "different": different.astype(np.int64),
    }
    return Table.of(columns, {"clue": "string"})


def calibration_of(scores: Mapping[str, Scores], *, made_with: Mapping[str, Any]) -> Calibration:
    """The calibration that scores by clue show; the last of them, `total`, is about the links themselves.

    Example:
        >>> found = Scores.of(np.array([20.0, 20.0, 0.0]), np.array([True, True, False]))
        >>> calibration_of({"total": found}, made_with={}).table.select("clue", "same", "cllr_min").rows()
        [{'clue': 'total', 'same': 2, 'cllr_min': 0.0}]
    """
    rows = [_row(clue, each) for clue, each in scores.items()]
    columns = {name: [row[name] for row in rows] for name in _row("", _EMPTY)}
    types = dict.fromkeys(columns, "float64") | {"clue": "string"} | dict.fromkeys(_COUNTS, "int64")
    return Calibration(Table.of(columns, types), scores, made_with)


_COUNTS = ("same", "different", "stated_same", "stated_different")
_MEASURES = ("cllr", "cllr_min", "loss", "overstated", "supported", "ceiling")
_EMPTY = Scores(np.zeros(0), np.zeros(0), np.zeros(0))


def _row(clue: str, scores: Scores) -> dict[str, Any]:
    stated = scores.level > 0
    counts = (scores.same, scores.different, scores.same[stated], scores.different[stated])
    row: dict[str, Any] = {"clue": clue, **{n: round(float(c.sum())) for n, c in zip(_COUNTS, counts, strict=True)}}
    return row | {name: round(float(getattr(scores, name)), 4) if scores.judged else None for name in _MEASURES}

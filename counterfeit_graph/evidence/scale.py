"""The calibrated scale: what a link's decibans turned out to be worth where the truth was known.

Clues add up as if each of them erred by itself. But former staff, families and clients of one agency are tied to a gang
by many clues at once, and 40 decibans or 90 are of about the same worth. The scale is for showing: what is found rests
on the sums themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.calibration import Scores
from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.evidence.pairing import pairs_sharing
from counterfeit_graph.model.schema import SCALE
from counterfeit_graph.model.table import Table
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence.estimate import Links
    from counterfeit_graph.evidence.uses import Uses
    from counterfeit_graph.evidence.weights import Weights

Array = np.ndarray[Any, Any]
# Judged pairs' worth of belief in the vocabulary's scale.
BELIEF = 30.0


@dataclass(frozen=True)
class Scale:
    """What stated decibans of a link are worth.

    Attributes:
        stated: levels, ascending.
        worth: decibans that each is worth, ascending; linear in between, level beyond.
        silence: decibans that sharing nothing is worth, 0 or less.
        ceiling: most that the case's judged pairs can show; infinite where none are judged.

    Example:
        >>> scale = Scale(np.array([10.0, 40.0]), np.array([0.0, 30.0]), silence=-4.0, ceiling=25.0)
        >>> scale.of(np.array([0.0, 25.0, 90.0])).tolist()
        [-4.0, 15.0, 25.0]
    """

    stated: Array
    worth: Array
    silence: float = 0.0
    ceiling: float = np.inf

    def of(self, decibans: Array) -> Array:
        """What stated decibans are worth; 0 is sharing nothing."""
        spoken = np.maximum(np.interp(decibans, self.stated, self.worth), self.silence)
        return np.asarray(np.minimum(np.where(decibans > 0, spoken, self.silence), self.ceiling))

    def of_scores(self, scores: Scores) -> Scores:
        """Judged pairs, stating what the scale makes of their decibans."""
        level, at = np.unique(self.of(scores.level), return_inverse=True)
        same, different = (np.bincount(at, weights=count) for count in (scores.same, scores.different))
        return Scores(level, same, different)

    def judged(self, scores: Scores) -> Scale:
        """The scale moved by judged pairs of both sorts, and bounded by how many different ones there are.

        Isotonic regression as in `Scores.calibrated`, with `BELIEF` pairs that say what the scale says beside them.
        """
        if not scores.judged:
            return self
        speaks = scores.level > 0
        level = np.unique(np.concatenate([self.stated, scores.level[speaks]]))
        share = 1 / (1 + 10 ** (-np.interp(level, self.stated, self.worth) / 10))
        at = np.searchsorted(level, scores.level[speaks])
        pairs = (scores.same + scores.different)[speaks].sum()
        counts = []
        for belief, count in ((share, scores.same), (1 - share, scores.different)):
            # As if there were as many pairs of either sort, so that odds are likelihood ratios.
            seen = np.bincount(at, weights=count[speaks] / count.sum(), minlength=len(level))
            counts.append(pairs * seen + BELIEF * belief / len(level))
        worth = Scores(level, counts[0], counts[1]).calibrated() + 10 * np.log10(counts[0].sum() / counts[1].sum())
        return replace(self, stated=level, worth=worth, ceiling=scores.ceiling)

    @property
    def table(self) -> Table:
        """Table(stated, worth): sharing nothing first."""
        stated = np.append(0.0, self.stated)
        return Table.of({"stated": stated, "worth": np.round(self.of(stated), 3)})


def scale_of(uses: Uses, weights: Weights, *, links: Links) -> Scale:
    """The vocabulary's scale, with what sharing nothing is worth in this case.

    Example:
        >>> import counterfeit_graph as cg
        >>> shops = [{"account_id": n, "platform": "p", "contact_phone": "13905712846"} for n in "ab"]
        >>> scale = cg.weigh(cg.resolve(cg.read({"accounts": shops}))).scale
        >>> scale.table.rows()[0], scale.ceiling
        ({'stated': 0.0, 'worth': -3.01}, inf)
    """
    stated, worth = (np.array(list(side), float) for side in (SCALE.keys(), SCALE.values()))
    return Scale(stated, worth, silence=_silence(uses, weights, links=links))


def _silence(uses: Uses, weights: Weights, *, links: Links) -> float:
    """10 log10 of the share of pairs inside components of linked accounts that share nothing."""
    even = links.where(links.milli / MILLI + weights.prior >= 0)
    component = component_labels(uses.accounts, even.a, b=even.b)
    size = np.bincount(component, minlength=uses.accounts)
    first, last, grade = uses.dates
    # Uses of accounts that nothing links count as passing, so that only pairs inside components are listed.
    dates = (first, last, np.where(size[component[uses.account]] < 2, np.int8(-1), grade))
    groups = uses.group, weights.discount
    a, b, _, _ = pairs_sharing(uses.rows, dates, worth=weights.for_kernels, groups=groups, floor=1)
    pairs = int((size * (size - 1) // 2).sum())
    silent = pairs - int((component[a] == component[b]).sum())
    return float(10 * np.log10((silent + 1) / (pairs + 1)))

"""Discounts inside groups and horizons of kinds, fitted to the case.

Both are read off all pairs that share a value, linked or not, as *other* evidence has it. Every value counts once, and
so does every component of linked accounts (see `components`): neither a popular value nor a large ring speaks for all.

- *Discount.* Clues of one group often come together though nobody is in control: who shares a flat shares its line.
  With c the share of unlinked pairs with one clue of the group that have a second one, and b that of linked pairs, the
  second clue is worth 10 log10(b / c); over what it is worth by itself, that is its discount. It holds for a pair; a
  group of many is touched through different members, and there the vocabulary's discounts stay.
- *Horizon.* Over pairs that share a value of a kind, the odds that other evidence links them fall with the days d
  between their uses of it as e^(-d/h).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit

from counterfeit_graph.evidence._kernels import UNKNOWN_DAY
from counterfeit_graph.evidence.components import DIGITS, once_each
from counterfeit_graph.evidence.pairing import clues_of, pairs_sharing
from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_NAMES
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfeit_graph.evidence.parameters import Round
    from counterfeit_graph.evidence.uses import Uses
    from counterfeit_graph.evidence.weights import Weights

Array = np.ndarray[Any, Any]
# Most pairs that are looked at; the rarest values come first.
PAIRS = 2_000_000
# Posterior decibans below 0 from which a pair is rather taken for one without a link.
FAR = 10.0
# Values' worth of belief in the vocabulary's discount.
BELIEF = 30.0
# Share of linked pairs with a clue of a group that have a second one, before the case is seen, and belief in it.
TOGETHER, LINKED = 0.2, 10.0
# Standard deviation of the logarithm of a horizon about the vocabulary's: it is known to a factor of about two.
SPREAD = 0.7
# Horizons that are tried, as multiples of the vocabulary's.
TRIED = 2.0 ** np.arange(-4.0, 4.01, 0.25)
_JUDGEMENT = GROUP_NAMES.index("judgement")


@dataclass(frozen=True)
class Fitting:
    """What is fitted to the case, and what is not.

    Attributes:
        discounts: by group, what a further clue counts; fitted where missing.
        horizons: by kind, days after which a value fades, 0 never; fitted where missing.
        rejected: (n, 2) pairs of account codes that a reviewer held apart.
        m: by kind, the chance that two accounts of one controller share a value; estimated where missing.
    """

    discounts: Mapping[str, float]
    horizons: Mapping[str, float]
    rejected: Array
    m: Mapping[str, float] = field(default_factory=dict)

    def given_m(self, m: Array) -> Array:
        """The chances over `KIND_NAMES`, those that are given in their places."""
        return np.array([self.m.get(name, each) for name, each in zip(KIND_NAMES, m.tolist(), strict=True)])

    def fixed(self, weights: Weights) -> Weights:
        """The weights with the given discounts and horizons, before anything is fitted."""
        days = [self.horizons.get(name, start) for name, start in zip(KIND_NAMES, weights.days, strict=True)]
        discount, pooling = (
            np.array([self.discounts.get(name, start) for name, start in zip(GROUP_NAMES, starts, strict=True)], float)
            for starts in (weights.discount, weights.pooling)
        )
        return replace(weights, discount=discount, pooling=pooling, days=np.array(days, float))

    def over(self, rounds: tuple[Round, ...], *, prior: float | None) -> tuple[Round, ...]:
        """Rounds of an earlier run with what is given in the place of what it estimated, and the prior if that is."""
        return tuple(
            replace(
                each,
                prior=each.prior if prior is None else prior,
                m={**each.m, **self.m},
                discounts={**each.discounts, **self.discounts},
                horizons={**each.horizons, **self.horizons},
            )
            for each in rounds
        )

    def fitted(self, weights: Weights, uses: Uses, *, component: Array) -> Weights:
        """The weights with discounts and horizons fitted, save those that are given."""
        found = sharing(uses, weights, component=component, rejected=self.rejected)
        # Nothing tells linked pairs of a lone group from others: its own second clues would be taken for chance.
        discount = weights.discount if weights.lone else discounts(found, weights.discount)
        fresh = replace(weights, discount=discount, days=horizons(found, weights.days))
        return self.fixed(fresh)


@dataclass(frozen=True)
class Sharing:
    """One row for each value that a pair of accounts shares, strongest first within a pair.

    Attributes:
        pair: number of the pair.
        value, kind, group: of each row.
        decibans: what the value is worth by itself, no gap in time.
        gap: days between the two uses of it, -1 unknown.
        elsewhere: posterior decibans of the pair from other groups of evidence.
        first: whether the row is the pair's strongest of its group; `further`: whether the pair has more of it.
        component: label of the component that both accounts belong to, -1 where they belong to two.
    """

    pair: Array
    value: Array
    kind: Array
    group: Array
    decibans: Array
    gap: Array
    elsewhere: Array
    first: Array
    further: Array
    component: Array


def sharing(uses: Uses, weights: Weights, *, component: Array, rejected: Array) -> Sharing:
    """All pairs that share values which count, the rarest values first until there are `PAIRS`.

    Args:
        uses: who used what.
        weights: what it is worth so far.
        component: label of each account.
        rejected: (n, 2) pairs of account codes that a reviewer held apart: they are not linked, whatever they share.
    """
    a, b = _ends(uses, weights)
    groups = uses.group, weights.discount
    pair, use_a, use_b, alone, counted = clues_of(
        (a, b), uses.rows, dates=uses.dates, worth=weights.for_kernels, groups=groups
    )
    keep = alone > 0
    pair, use_a, use_b, alone, counted = (column[keep] for column in (pair, use_a, use_b, alone, counted))
    value = uses.value[use_a]
    group = uses.group[value]
    cell = pair * len(GROUP_NAMES) + group
    elsewhere = _from_other_groups(cell, counted, pairs=len(a)) / MILLI + weights.prior
    apart = np.isin(a * uses.accounts + b, rejected[:, 0] * uses.accounts + rejected[:, 1])
    elsewhere = np.where(apart[pair], -np.inf, elsewhere)
    _, first, inverse, rows = np.unique(cell, return_index=True, return_inverse=True, return_counts=True)
    leads = np.zeros(len(cell), bool)
    leads[first] = True
    return Sharing(
        pair,
        value,
        uses.kind[value],
        group,
        weights.alone[value] / MILLI,
        _gap(uses, use_a, use_b=use_b),
        elsewhere,
        leads,
        rows[inverse] > 1,
        np.where(component[a] == component[b], component[a], -1)[pair],
    )


def _ends(uses: Uses, weights: Weights) -> tuple[Array, Array]:
    users = np.where(weights.makes_pairs & (weights.alone > 0), uses.users, 0)
    pairs = np.bincount(users, weights=users * (users - 1) / 2)
    # Values of as many users come in or stay out together, so that no name decides.
    widest = np.searchsorted(np.cumsum(pairs), PAIRS, side="right") - 1
    counts = (weights.alone, weights.rate, weights.horizon, (users > 0) & (users <= widest))
    groups = uses.group, weights.discount
    a, b, _, _ = pairs_sharing(uses.rows, uses.dates, worth=counts, groups=groups, floor=1)
    return a.astype(np.int64), b.astype(np.int64)


def _from_other_groups(cell: Array, counted: Array, *, pairs: int) -> Array:
    """What the other groups of a row's pair count; `cell` is the number of pair and group."""
    by_group = np.bincount(cell, weights=counted, minlength=pairs * len(GROUP_NAMES))
    return np.asarray(by_group.reshape(pairs, -1).sum(axis=1)[cell // len(GROUP_NAMES)] - by_group[cell])


def _gap(uses: Uses, use_a: Array, *, use_b: Array) -> Array:
    first_a, last_a, first_b, last_b = uses.first[use_a], uses.last[use_a], uses.first[use_b], uses.last[use_b]
    known = np.minimum.reduce([first_a, last_a, first_b, last_b]) != UNKNOWN_DAY
    return np.where(known, np.maximum(np.maximum(first_b - last_a, first_a - last_b), 0), -1)


def _weights(found: Sharing, rows: Array) -> Array:
    """Weight of some rows: those of one value add to one at most, and so do those inside one component."""
    value, component = found.value[rows], found.component[rows]
    once, inside = once_each(value, np.ones(len(value))), component >= 0
    # Pairs of two components stand for nobody but themselves.
    once[inside] = np.minimum(once[inside], once_each(component[inside], np.ones(int(inside.sum()))))
    return once


def discounts(found: Sharing, start: Array) -> Array:
    """Discount of each group, between 0 and 1; the start value where little is known.

    Args:
        found: what pairs share.
        start: the vocabulary's discounts.
    """
    out = start.copy()
    for group in range(len(start)):
        rows = (found.group == group) & found.first
        second = (found.group == group) & ~found.first
        if group == _JUDGEMENT or not second.any():
            continue
        weight, further = _weights(found, rows), found.further[rows]
        worth = max(float(np.average(found.decibans[second], weights=_weights(found, second))), 1.0)
        linked = weight * _odds_on(found.elsewhere[rows])
        apart = weight * _odds_on(-FAR - found.elsewhere[rows] - found.decibans[rows])
        both = (linked @ further + LINKED * TOGETHER) / (linked.sum() + LINKED)
        expected = min(both * 10 ** (-start[group] * worth / 10), 1.0)
        chance = (apart @ further + BELIEF * expected) / (apart.sum() + BELIEF)
        out[group] = round(float(np.clip(10 * np.log10(both / chance) / worth, 0.0, 1.0)), DIGITS)
    return out


def horizons(found: Sharing, start: Array) -> Array:
    """Horizon of each kind in days, 0 where the vocabulary has it never fade.

    The likelihood of a logistic regression on the gap, with a log-normal belief about the vocabulary's horizon.
    """
    out = start.copy()
    for kind in np.flatnonzero(start > 0):
        rows = (found.kind == kind) & (found.gap >= 0)
        if not rows.any():
            continue
        weight, linked = _weights(found, rows), _odds_on(found.elsewhere[rows])
        gap, at = np.unique(found.gap[rows], return_inverse=True)
        # Rows of one gap count together: few gaps are different, many rows are not.
        of_gap = np.bincount(at, weights=weight)
        linked, weight = np.bincount(at, weights=weight * linked) / of_gap, of_gap
        likely = np.array([_fit(gap / (start[kind] * times), linked, weight=weight) for times in TRIED])
        score = likely - np.log(TRIED) ** 2 / (2 * SPREAD**2)
        out[kind] = start[kind] * TRIED[np.argmax(score)]
    return out


def _fit(fade: Array, linked: Array, *, weight: Array) -> float:
    """Log likelihood of log odds c - fade of being linked, at the best c."""
    level = 0.0
    for _ in range(12):
        share = expit(level - fade)
        slope = weight @ (linked - share) - level / 50
        step = slope / (weight @ (share * (1 - share)) + 1 / 50)
        level = float(np.clip(level + np.clip(step, -2, 2), -30, 30))
    missed, alarmed = np.logaddexp(0, fade - level), np.logaddexp(0, level - fade)
    return float(-weight @ (linked * missed + (1 - linked) * alarmed))


def _odds_on(decibans: Array) -> Array:
    """Probability that goes with posterior decibans; nothing is decided here, so that no pair tips the scale."""
    return np.asarray(expit(decibans * np.log(10) / 10))

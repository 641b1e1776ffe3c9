"""What sharing a value is worth: likelihood ratios from frequencies counted over controllers.

For value x of kind k, used by f of the N_k controllers of whom a value of that kind is known,

    alone(x) = 10 log10( m_k N_k / f )   decibans

(Fellegi and Sunter 1969 with term frequencies; `m_k` is the chance that two accounts of one controller share a value
of the kind). It is never negative: that two accounts share a popular value is no evidence against common control.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_NAMES, Uses
from counterfeit_graph.model.schema import GROUPS, KINDS
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from collections.abc import Mapping

Array = np.ndarray[Any, Any]
# Pairs' worth of belief in the frequency model against what a value's own users show.
BELIEF = 3.0
# Values with so many users or fewer show how often users of one controller have something else in common.
RARE = 3
# Accounts of the smallest marketplace that a case is taken to come from.
MARKET = 10_000
# Share of pairs of unrelated users of a value that other evidence supports all the same.
CHANCE = 0.01


@dataclass(frozen=True)
class Weights:
    """What each value counts in a pair, and the parameters behind it.

    Attributes:
        m: per kind, the chance that two accounts of one controller share a value of it.
        discount: per group, what a further clue of the same group counts in a pair.
        pooling: per group, what a further clue counts in the evidence that an account shares with many others.
        prior: decibans of prior odds that two accounts taken at random are under common control.
        population: accounts of the case, a linked component counting as a few at most (`components.LARGEST`).
        known: per kind, number of accounts of which a value is known, in a marketplace, components counting so too.
        controllers: per value, the number of distinct controllers among its users.
        alone: per value, milli-decibans of sharing it, no gap in time.
        rate: per value, controllers / known: the chance of using it by coincidence.
        days: per kind, the horizon after which a value fades; 0 never.
        kind: per value, its kind.
        makes_pairs: per value, false for hubs.
        lone: the group of evidence that alone is known of the case, whose values then count whole in a pair; or "".
    """

    m: Array
    discount: Array
    pooling: Array
    prior: float
    population: float
    known: Array
    controllers: Array
    alone: Array
    rate: Array
    days: Array
    kind: Array
    makes_pairs: Array
    lone: str = ""

    @property
    def horizon(self) -> Array:
        """Per value, days after which it fades; 0 never."""
        return self.days[self.kind]

    def at(self, values: Array) -> Weights:
        """The weights of some values."""
        names = ("controllers", "alone", "rate", "kind", "makes_pairs")
        return replace(self, **{name: getattr(self, name)[values] for name in names})

    @property
    def for_kernels(self) -> tuple[Array, Array, Array, Array]:
        """The per-value arrays as the kernels take them."""
        return self.alone, self.rate, self.horizon, self.makes_pairs


def start_weights(uses: Uses, known: Array, *, caps: Mapping[str, int], partners: float, accounts: int) -> Weights:
    """Weights from the vocabulary's start values, every account its own controller.

    Args:
        uses: the uses of shared values.
        known: per kind, the number of accounts of which a value is known.
        caps: most users a value of a kind may have and still make pairs; the vocabulary's where a kind is missing.
        partners: expected number of further accounts of an account's controller.
        accounts: how many accounts there are.
    """
    m = np.array([KINDS[name].m for name in KIND_NAMES])
    discount = np.array([GROUPS[name].discount for name in GROUP_NAMES])
    days = np.array([float(KINDS[name].horizon_days) for name in KIND_NAMES])
    blank = np.zeros(len(uses.kind))
    first = Weights(
        m,
        discount,
        discount,
        prior_decibans(partners, accounts),
        float(accounts),
        known,
        uses.users,
        blank,
        blank,
        days,
        uses.kind,
        uses.users <= caps_of(caps)[uses.kind],
    )
    return reweighed(first, m=m, controllers=uses.users)


def caps_of(caps: Mapping[str, int]) -> Array:
    """Per kind, the most users that a value of it may have and still make pairs."""
    return np.array([caps.get(name, KINDS[name].cap) for name in KIND_NAMES])


def in_market(known: Array, *, accounts: float) -> Array:
    """Accounts of which a value of each kind is known, in a marketplace of which a small case is a sample.

    In a folder of ten seized accounts no frequency is below a tenth, yet a handset that three of them share is no
    tenth of all handsets: a case of fewer than `MARKET` accounts is taken for a sample of so many.

    Example:
        >>> in_market(np.array([10, 4]), accounts=10).tolist(), in_market(np.array([9000]), accounts=20_000).tolist()
        ([10000, 4000], [9000])
    """
    return np.rint(known * max(MARKET, accounts) / max(accounts, 1)).astype(np.int64)


def prior_decibans(partners: float, accounts: float) -> float:
    """Prior odds of common control of two accounts taken at random, in decibans, from the expected partners of one."""
    return float(10 * np.log10(partners / max(accounts - 1, 1)))


def reweighed(weights: Weights, *, m: Array, controllers: Array, ceiling: Array | None = None) -> Weights:
    """The weights under other parameters; `ceiling` bounds each value (decibans), see `corroborated`."""
    known = np.maximum(weights.known, 2)[weights.kind]
    rate = np.minimum(controllers / known, 1.0)
    decibans = np.maximum(10 * np.log10(np.maximum(m[weights.kind] / rate, 1.0)), 0.0)
    if ceiling is not None:
        decibans = np.minimum(decibans, np.maximum(ceiling, 0.0))
    alone = np.floor(decibans * MILLI).astype(np.int64)
    return replace(weights, m=m, controllers=controllers, alone=alone, rate=rate)


def corroborated(weights: Weights, users: Array, *, supported: Array, support: Array) -> Array:
    """Most that sharing each value can be worth, in decibans, from what else its users have in common.

    A flat, a depot or an agency is shared by many who have nothing else in common; a gang's own phone is not. Two
    readings, of which the milder holds:

    - with S of the P = f (f - 1) / 2 pairs of users supported by other groups, the posterior of one hand
      is (S + C p) / (P + C), where p is what the frequency model says and C = `BELIEF`;
    - silence of f users who are one hand has the likelihood ratio ((1 - s) / (1 - CHANCE))^(f - 1) against unrelated
      users, where s is the share of supported pairs over rare values of the kind. Where gangs hide well s is small, and
      silence says little.

    Args:
        weights: the weights so far.
        users: of each value.
        supported: per value, the number of pairs of its users supported by other groups.
        support: per kind, the share of supported pairs over rare values.
    """
    pairs = users * (users - 1) / 2
    posterior = by_frequency(weights) + weights.prior
    odds = 10 ** (posterior / 10)
    share = np.clip((supported + BELIEF * odds / (1 + odds)) / (pairs + BELIEF), 1e-9, 1 - 1e-9)
    counted = 10 * np.log10(share / (1 - share))
    silence = 10 * (users - 1) * np.log10((1 - support) / (1 - CHANCE))[weights.kind]
    return np.asarray(np.maximum(counted, posterior + silence) - weights.prior)


def by_frequency(weights: Weights) -> Array:
    """Decibans of sharing each value that its number of controllers alone makes; never below zero."""
    rate = np.minimum(weights.controllers / np.maximum(weights.known, 2)[weights.kind], 1.0)
    return np.asarray(10 * np.log10(np.maximum(weights.m[weights.kind] / rate, 1.0)))


def support_of(uses: Uses, supported: Array) -> Array:
    """Per kind, the share of supported pairs over its rare values."""
    pairs = uses.users * (uses.users - 1) / 2
    rare, kinds = uses.users <= RARE, len(KIND_NAMES)
    seen = np.bincount(uses.kind[rare], weights=pairs[rare], minlength=kinds)
    found = np.bincount(uses.kind[rare], weights=supported[rare], minlength=kinds)
    return np.asarray(np.clip((found + 1.0) / (seen + 4.0), 0.05, 0.6))

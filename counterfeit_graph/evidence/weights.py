"""What sharing a value is worth: likelihood ratios from frequencies counted over controllers.

For value x of kind k, used by f of the N_k controllers of whom a value of that kind is known,

    alone(x) = 10 log10( m_k N_k / f )   decibans

(Fellegi and Sunter 1969 with term frequencies; `m_k` is the chance that two accounts of one controller share a value of the
kind). It is never negative: that two accounts share a popular value is no evidence against common control.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.uses import KIND_NAMES, Uses
from counterfeit_graph.model.schema import GROUPS, KINDS
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from collections.abc import Mapping

Array = np.ndarray[Any, Any]
GROUP_NAMES: tuple[str, ...] = tuple(GROUPS)
KIND_GROUP: Array = np.array([GROUP_NAMES.index(KINDS[name].group) for name in KIND_NAMES], np.int64)
CORROBORATION = 3.0
"""Pairs' worth of belief in the frequency model against what a value's own users show."""


@dataclass(frozen=True)
class Weights:
    """What each value counts in a pair, and the parameters behind it.

    Attributes:
        m: per kind, the chance that two accounts of one controller share a value of it.
        discount: per group, what a further clue of the same group counts.
        prior: decibans of prior odds that two accounts taken at random are under common control.
        known: per kind, number of accounts of which a value is known.
        controllers: per value, the number of distinct controllers among its users.
        alone: per value, milli-decibans of sharing it, no gap in time.
        rate: per value, controllers / known: the chance of using it by coincidence.
        horizon: per value, days after which it fades; 0 never.
        makes_pairs: per value, false for hubs.
    """

    m: Array
    discount: Array
    prior: float
    known: Array
    controllers: Array
    alone: Array
    rate: Array
    horizon: Array
    makes_pairs: Array

    @property
    def for_kernels(self) -> tuple[Array, Array, Array, Array]:
        """The per-value arrays as the kernels take them."""
        return self.alone, self.rate, self.horizon, self.makes_pairs


def start_weights(uses: Uses, known: Array, caps: Mapping[str, int], partners: float) -> Weights:
    """Weights from the vocabulary's start values, every account its own controller.

    Args:
        uses: the uses of shared values.
        known: per kind, the number of accounts of which a value is known.
        caps: most users a value of a kind may have and still make pairs; the vocabulary's where a kind is missing.
        partners: expected number of further accounts of an account's controller.
    """
    m = np.array([KINDS[name].m for name in KIND_NAMES])
    discount = np.array([GROUPS[name].discount for name in GROUP_NAMES])
    cap = np.array([caps.get(name, KINDS[name].cap) for name in KIND_NAMES])[uses.kind]
    horizon = np.array([float(KINDS[name].horizon_days) for name in KIND_NAMES])[uses.kind]
    blank = np.zeros(len(uses.kind))
    prior = prior_decibans(partners, uses.accounts)
    first = Weights(m, discount, prior, known, uses.users, blank, blank, horizon, uses.users <= cap)
    return reweighed(first, uses, m=m, controllers=uses.users)


def prior_decibans(partners: float, accounts: int) -> float:
    """Prior odds of common control of two accounts taken at random, in decibans, given the expected number of partners."""
    return float(10 * np.log10(partners / max(accounts - 1, 1)))


def reweighed(weights: Weights, uses: Uses, *, m: Array, controllers: Array, ceiling: Array | None = None) -> Weights:
    """The weights under other parameters.

    `ceiling` bounds each value (decibans): what its own users show about it, see `corroborated`.
    """
    known = np.maximum(weights.known, 2)[uses.kind]
    rate = np.minimum(controllers / known, 1.0)
    decibans = np.maximum(10 * np.log10(np.maximum(m[uses.kind] / rate, 1.0)), 0.0)
    if ceiling is not None:
        decibans = np.minimum(decibans, np.maximum(ceiling, 0.0))
    alone = np.floor(decibans * MILLI).astype(np.int64)
    return replace(weights, m=m, controllers=controllers, alone=alone, rate=rate)


def corroborated(weights: Weights, users: Array, supported: Array) -> Array:
    """Most that sharing a value can be worth, in decibans, from how many of its users have other evidence in common.

    A flat, a depot or an agency is shared by many who have nothing else in common; a gang's own phone is not. With s of the
    f (f - 1) / 2 pairs of users supported by an independent group, the posterior that two users are one hand is estimated
    as (s + C p) / (f (f - 1) / 2 + C), where p is what the frequency model says and C = `CORROBORATION`.
    """
    odds = 10 ** ((weights.alone / MILLI + weights.prior) / 10)
    share = (supported + CORROBORATION * odds / (1 + odds)) / (users * (users - 1) / 2 + CORROBORATION)
    share = np.clip(share, 1e-9, 1 - 1e-9)
    return np.asarray(10 * np.log10(share / (1 - share)) - weights.prior)

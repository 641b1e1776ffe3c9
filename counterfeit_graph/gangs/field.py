"""`Field`: the flat arrays on which groups are grown, whole or resampled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import link_pairs
from counterfeit_graph.evidence.estimate import Links
from counterfeit_graph.evidence.uses import GROUP_NAMES
from counterfeit_graph.gangs.watching import Watch
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.model.schema import FORGEABILITY
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.evidence.uses import Uses

Array = np.ndarray[Any, Any]
TRADE_GROUPS = [GROUP_NAMES.index(name) for name in ("money", "supply", "content")]
# How often a use of each forgeability class is taken to be wrong (stale, mistyped, forged) in a resampled rerun.
ERROR_RATE = {"writable": 0.05, "co_acted": 0.02, "verified": 0.01}


@dataclass(frozen=True)
class Field:
    """Uses, links and what values are worth.

    Attributes:
        accounts: number of accounts of the whole case.
        account, value, forge: of each use, in order of (account, value).
        roots: (uses, 2), the account's own values that each use hangs on.
        trade: uses that only those share who trade together: money, stock, supply, parcels.
        account_ptr, value_ptr, value_use: compressed rows.
        worth: (alone decibans, m, independence group, discount of each group) for the kernels.
        prior: decibans of prior odds of a pair.
        population: accounts of the case, a linked component counting as a few at most.
        links: pairs with their evidence.
        watch: what keeps the scorings of accounts against groups.
    """

    accounts: int
    account: Array
    value: Array
    forge: Array
    roots: Array
    trade: Array
    account_ptr: Array
    value_ptr: Array
    value_use: Array
    worth: tuple[Array, ...]
    prior: float
    population: float
    links: Links
    watch: Watch = field(default_factory=Watch)

    @classmethod
    def of(cls, evidence: EvidenceGraph, watch: Watch | None = None) -> Field:
        """The whole field of an evidence graph, without uses that are passing: they make nobody belong."""
        passing = evidence.uses.passing
        whole = cls._kept(evidence, ~passing if passing.any() else slice(None), links=evidence.pairs)
        return replace(whole, watch=watch) if watch else whole

    @classmethod
    def _kept(cls, evidence: EvidenceGraph, kept: Array | slice, *, links: Links) -> Field:
        uses, weights = evidence.uses, evidence.weights
        account, value = uses.account[kept], uses.value[kept]
        account_ptr, _ = compress(account, uses.accounts)
        value_ptr, value_use = compress(value, len(uses.kind))
        worth = (weights.alone / MILLI, weights.m[uses.kind], uses.group, weights.pooling)
        own = (account, value, uses.forge[kept], _roots(uses)[kept], _trade(uses)[kept])
        return cls(
            uses.accounts, *own, account_ptr, value_ptr, value_use, worth, weights.prior, weights.population, links
        )

    @cached_property
    def counting(self) -> Field:
        """The field without values that count nothing: most uses of a large case, and no step of growth."""
        kept = (self.worth[0] > 0)[self.value]
        account, value = self.account[kept], self.value[kept]
        own = (account, value, self.forge[kept], self.roots[kept], self.trade[kept])
        account_ptr, _ = compress(account, self.accounts)
        value_ptr, value_use = compress(value, len(self.worth[0]))
        rest = (self.worth, self.prior, self.population, self.links, self.watch)
        return Field(self.accounts, *own, account_ptr, value_ptr, value_use, *rest)

    @property
    def by_account(self) -> tuple[Array, ...]:
        """(account_ptr, value, forge, roots and trade of each use)."""
        return self.account_ptr, self.value, self.forge, self.roots, self.trade

    @property
    def by_value(self) -> tuple[Array, Array, Array]:
        """(value_ptr, value_use, account of each use)."""
        return self.value_ptr, self.value_use, self.account


def _roots(uses: Uses) -> Array:
    return np.stack([uses.root, uses.other_root], axis=1)


def _trade(uses: Uses) -> Array:
    return np.isin(uses.group, TRADE_GROUPS)[uses.value] | uses.parcel


def resampled(evidence: EvidenceGraph, inside: Array, *, rng: np.random.Generator) -> Field:
    """The field of the accounts `inside` (mask), each use dropped with the error rate of its forgeability class.

    What a value is worth stays as the whole case showed it: the question is which memberships hang on few rows.
    """
    uses, weights = evidence.uses, evidence.weights
    rate = np.array([ERROR_RATE[name] for name in FORGEABILITY])
    kept = inside[uses.account] & ~uses.passing
    kept[kept] = rng.random(int(kept.sum())) >= rate[uses.forge[kept]]
    thinned = Field._kept(evidence, kept, links=evidence.pairs)
    rows = (thinned.account_ptr, thinned.value, thinned.value_ptr, thinned.value_use, thinned.account)
    dates = tuple(column[kept] for column in uses.dates)
    floor = max(1, int(np.ceil(-weights.prior * MILLI)))
    found = link_pairs(rows, dates, weights.for_kernels, uses.group, weights.discount, floor)
    return replace(thinned, links=Links(*found))

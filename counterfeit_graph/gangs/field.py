"""`Field`: the flat arrays on which groups are grown, whole or resampled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import compress, link_pairs
from counterfeit_graph.evidence.estimate import Links
from counterfeit_graph.evidence.weights import GROUP_NAMES, KIND_GROUP
from counterfeit_graph.model.schema import FORGEABILITY
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.evidence.uses import Uses

Array = np.ndarray[Any, Any]
TRADE_GROUPS = [GROUP_NAMES.index(name) for name in ("money", "supply", "content")]
# How often a use of each forgeability class is taken to be wrong (stale, mistyped, forged) in a resampled rerun.
ERROR_RATE = {"writable": 0.15, "co_acted": 0.06, "verified": 0.03}


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
        links: pairs with their evidence.
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
    links: Links

    @classmethod
    def of(cls, evidence: EvidenceGraph) -> Field:
        """The whole field of an evidence graph."""
        uses, weights = evidence.uses, evidence.weights
        worth = (weights.alone / MILLI, weights.m[uses.kind], KIND_GROUP[uses.kind], weights.discount)
        rows = (uses.account_ptr, uses.value_ptr, uses.value_use)
        return cls(
            uses.accounts,
            uses.account,
            uses.value,
            uses.forge,
            _roots(uses),
            _trade(uses),
            *rows,
            worth,
            weights.prior,
            evidence.pairs,
        )

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
    return np.isin(KIND_GROUP[uses.kind], TRADE_GROUPS)[uses.value] | uses.parcel


def resampled(evidence: EvidenceGraph, inside: Array, *, rng: np.random.Generator) -> Field:
    """The field of the accounts `inside` (mask), each use dropped with the error rate of its forgeability class.

    What a value is worth stays as the whole case showed it: the question is which memberships hang on few rows.
    """
    uses, weights = evidence.uses, evidence.weights
    rate = np.array([ERROR_RATE[name] for name in FORGEABILITY])
    kept = inside[uses.account]
    kept[kept] = rng.random(int(kept.sum())) >= rate[uses.forge[kept]]
    account, value = uses.account[kept], uses.value[kept]
    account_ptr, _ = compress(account, uses.accounts)
    value_ptr, value_use = compress(value, len(uses.kind))
    rows = (account_ptr, value, value_ptr, value_use, account)
    dates, group = (uses.first[kept], uses.last[kept]), KIND_GROUP[uses.kind]
    floor = max(1, int(np.ceil(-weights.prior * MILLI)))
    links = Links(*link_pairs(rows, dates, weights.for_kernels, group, weights.discount, floor))
    worth = (weights.alone / MILLI, weights.m[uses.kind], group, weights.discount)
    return Field(
        uses.accounts,
        account,
        value,
        uses.forge[kept],
        _roots(uses)[kept],
        _trade(uses)[kept],
        account_ptr,
        value_ptr,
        value_use,
        worth,
        weights.prior,
        links,
    )

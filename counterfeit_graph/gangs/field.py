"""`Field`: the flat arrays on which groups are grown, whole or resampled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.estimate import Links
from counterfeit_graph.evidence.pairing import pairs_sharing
from counterfeit_graph.evidence.uses import GROUP_NAMES
from counterfeit_graph.gangs.watching import Watch
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph

Array = np.ndarray[Any, Any]
TRADE_GROUPS = [GROUP_NAMES.index(name) for name in ("money", "supply", "content")]


@dataclass(frozen=True)
class Field:
    """Uses, links and what values are worth: of a whole case, or of a part under numbers of its own.

    Attributes:
        accounts: number of accounts.
        account, value, forge: of each use, in order of (account, value); codes are int32, as kernels take them.
        roots: (uses, 2), the account's own values that each use hangs on.
        trade: uses that only those share who trade together: money, stock, supply, parcels.
        worth: (alone decibans, m, independence group, discount of each group) for the kernels.
        prior: decibans of prior odds of a pair.
        population: accounts of the case, a linked component counting as a few at most.
        groups: how many groups confident pairs of the case make.
        soft: accounts of which nothing is known that is hard to forge.
        links: pairs with their evidence.
        watch: what keeps the scorings of accounts against groups.
    """

    accounts: int
    account: Array
    value: Array
    forge: Array
    roots: Array
    trade: Array
    worth: tuple[Array, ...]
    prior: float
    population: float
    groups: int
    soft: Array
    links: Links
    watch: Watch = field(default_factory=Watch)

    @classmethod
    def of(cls, evidence: EvidenceGraph, kept: Array | None = None) -> Field:
        """The uses `kept` (ascending) of an evidence graph; all but passing ones, which make nobody belong, by default.

        Accounts and values go by the codes of the case.
        """
        uses, weights = evidence.uses, evidence.weights
        if kept is None:
            kept = np.flatnonzero(~uses.passing) if uses.passing.any() else None
        at: Array | slice = slice(None) if kept is None else kept
        account, value = uses.account[at], uses.value[at]
        roots = np.stack([uses.root[at], uses.other_root[at]], axis=1)
        trade = np.isin(uses.group, TRADE_GROUPS)[value] | uses.parcel[at]
        worth = (weights.alone / MILLI, weights.m[uses.kind], uses.group, weights.pooling)
        own, groups = (account, value, uses.forge[at], roots, trade), evidence.estimated.groups
        return cls(uses.accounts, *own, worth, weights.prior, weights.population, groups, uses.soft, evidence.pairs)

    @cached_property
    def counting(self) -> Field:
        """The field without values that count nothing: most uses of a large case, and no step of growth."""
        kept = (self.worth[0] > 0)[self.value]
        account, value = self.account[kept], self.value[kept]
        forge, roots, trade = self.forge[kept], self.roots[kept], self.trade[kept]
        return replace(self, account=account, value=value, forge=forge, roots=roots, trade=trade, watch=Watch())

    def part(self, accounts: Array) -> Field:
        """The field of `accounts` (codes, ascending) and of what they use, all numbered in the same order anew."""
        place = np.full(self.accounts, -1, np.int32)
        place[accounts] = np.arange(len(accounts), dtype=np.int32)
        kept = np.flatnonzero(place[self.account] >= 0)
        used = np.zeros(len(self.worth[0]), bool)
        used[self.value[kept]] = True
        number = np.cumsum(used, dtype=np.int32) - np.int32(1)
        account, value = place[self.account[kept]], number[self.value[kept]]
        worth = (*(column[used] for column in self.worth[:3]), self.worth[3])
        inside = self.links.where((place[self.links.a] >= 0) & (place[self.links.b] >= 0))
        links = replace(inside, a=place[inside.a], b=place[inside.b])
        own = (account, value, self.forge[kept], self.roots[kept], self.trade[kept])
        numbers = (self.prior, self.population, self.groups)
        return Field(len(accounts), *own, worth, *numbers, self.soft[accounts], links)

    def around(self, accounts: Array) -> Array:
        """Some accounts (mask), and those that share with them a value that counts."""
        values, near = np.zeros(len(self.worth[0]), bool), accounts.copy()
        values[self.value[accounts[self.account]]] = True
        near[self.account[(values & (self.worth[0] > 0))[self.value]]] = True
        return near

    @cached_property
    def account_ptr(self) -> Array:
        """Where the uses of each account begin."""
        return compress(self.account, self.accounts)[0]

    @cached_property
    def users(self) -> tuple[Array, Array]:
        """Compressed rows of the uses of each value: (pointers, uses)."""
        return compress(self.value, len(self.worth[0]))

    @cached_property
    def hard(self) -> Array:
        """The uses that are hard to forge, of values that count."""
        return np.flatnonzero((self.forge > 0) & (self.worth[0] > 0)[self.value]).astype(np.int32)

    @cached_property
    def hard_users(self) -> tuple[Array, Array]:
        """Compressed rows of these uses by value: (pointers, uses)."""
        ptr, rows = compress(self.value[self.hard], len(self.worth[0]))
        return ptr, self.hard[rows]

    @property
    def by_account(self) -> tuple[Array, ...]:
        """(account_ptr, value, forge, roots and trade of each use)."""
        return self.account_ptr, self.value, self.forge, self.roots, self.trade

    @property
    def by_value(self) -> tuple[Array, Array, Array]:
        """(pointers, uses of each value; account of each use)."""
        return *self.users, self.account


def resampled(evidence: EvidenceGraph, inside: Array, *, kept: Array) -> Field:
    """The field of the accounts `inside` (mask) and of such of their uses as are `kept`, numbered anew.

    What a value is worth and how many groups there are stays as the whole case showed it: the question is which
    memberships hang on few rows.
    """
    uses, weights = evidence.uses, evidence.weights
    part, used = Field.of(evidence, kept).part(np.flatnonzero(inside)), np.unique(uses.value[kept])
    rows = (part.account_ptr, part.value, *part.by_value)
    dates = tuple(column[kept] for column in uses.dates)
    worth = tuple(column[used] for column in weights.for_kernels)
    floor = max(1, int(np.ceil(-weights.prior * MILLI)))
    grouped = part.worth[2], weights.discount
    links = Links(*pairs_sharing(rows, dates, worth=worth, groups=grouped, floor=floor))
    return replace(part, links=links)

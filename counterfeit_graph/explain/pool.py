"""`Pool`: what each member's values say for its gang, and what is left when some of them fall."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.uses import GROUP_NAMES
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.gangs.growth import Growth
    from counterfeit_graph.gangs.result import Gang

Array = np.ndarray[Any, Any]
# A group of evidence speaks from this many decibans on: the floor of "weak support".
_SPEAKS = 3.0


@dataclass(frozen=True)
class Pool:
    """Uses of the members of a gang that at least one other member shares, one row a use.

    A value used by c of the n other members counts 10 log10(p / u) with p = (c + m) / (n + 1), as when gangs are grown:
    inside an independence group the strongest whole, the next times the group's discount, then squared.

    Attributes:
        gang: the gang.
        member: place of the member in `gang.codes`.
        use, value: codes in the evidence's uses.
        others: other members who use the value.
        decibans: what the value says for this member by itself.
        group: independence group.
    """

    gang: Gang
    member: Array
    use: Array
    value: Array
    others: Array
    decibans: Array
    group: Array

    @classmethod
    def of(cls, gang: Gang) -> Pool:
        """The pool of a gang's members, uncertain ones left out."""
        uses, weights = gang.evidence.uses, gang.evidence.weights
        place = np.full(uses.accounts, -1)
        place[gang.codes] = np.arange(len(gang.codes))
        # What was given up long ago makes nobody belong, nor what is shared too widely, as when gangs are grown.
        speaks = ~uses.passing & (weights.alone[uses.value] > 0)
        inside = np.flatnonzero((place[uses.account] >= 0) & speaks)
        # A member does not speak for itself.
        others = np.bincount(uses.value[inside], minlength=len(uses.kind))[uses.value[inside]] - 1
        use, others = inside[others > 0], others[others > 0]
        value = uses.value[use]
        m, size = weights.m[uses.kind[value]], len(gang.codes) - 1
        decibans = weights.alone[value] / MILLI + 10 * np.log10((others + m) / ((size + 1) * m))
        return cls(gang, place[uses.account[use]], use, value, others, decibans, uses.group[value])

    @cached_property
    def prior(self) -> float:
        """Decibans that an account of the case belongs to a gang of this size, before any evidence."""
        return float(10 * np.log10(max(len(self.gang.codes) - 1, 1) / self.gang.evidence.uses.accounts))

    def counted(self, kept: Array) -> Array:
        """What each row counts among the rows that `kept` marks, in whole milli-decibans; 0 for the others."""
        rows = np.flatnonzero(kept & (self.decibans > 0))
        order = rows[np.lexsort((self.use[rows], -self.decibans[rows], self.group[rows], self.member[rows]))]
        runs = self.member[order] * len(GROUP_NAMES) + self.group[order]
        at = np.arange(len(order))
        fresh = np.append(True, np.diff(runs) != 0)[: len(order)]
        rank = at - np.maximum.accumulate(np.where(fresh, at, 0))
        counted = np.zeros(len(self.member), np.int64)
        discount = self.gang.evidence.weights.pooling[self.group[order]]
        counted[order] = np.floor(self.decibans[order] * MILLI * discount**rank).astype(np.int64)
        return counted

    def pooled(self, kept: Array) -> Array:
        """Decibans of each member for the gang, on the rows that `kept` marks."""
        counted = self.counted(kept)
        return np.asarray(np.bincount(self.member, counted, len(self.gang.codes)) / MILLI)

    def holds(self, kept: Array, growth: Growth) -> Array:
        """Whether each member still reaches the posterior and the groups of evidence that membership asks for."""
        posterior = self.pooled(kept) + self.prior
        # The same two conditions that grew the gang; a value counts towards its group by its strongest use.
        best = np.zeros((len(self.gang.codes), len(GROUP_NAMES)))
        np.maximum.at(best, (self.member[kept], self.group[kept]), self.decibans[kept])
        speaks = best >= _SPEAKS
        paid = speaks[:, GROUP_NAMES.index("money")] & (posterior >= growth.alone)
        return np.asarray((posterior >= growth.join) & ((speaks.sum(axis=1) >= growth.groups) | paid))

    def everything(self) -> Array:
        """The mask of all rows."""
        return np.ones(len(self.member), bool)

    def to_drop(self, member: int, growth: Growth) -> list[int]:
        """Rows of a member, weightiest first, without which it is no longer held; empty where it is not held anyway.

        One value after the other falls, each time the one that counts most; a value is put back at the end if the
        member falls without that as well, so that none of those listed can be spared.
        """
        kept, gone = self.member == member, list[int]()
        while self.holds(kept, growth)[member]:
            gone.append(int(np.argmax(np.where(kept, self.counted(kept), -1))))
            kept[gone[-1]] = False
        # Greedy steps may take a value too many; what can be spared is put back.
        for row in list(gone):
            kept[row] = True
            if self.holds(kept, growth)[member]:
                kept[row] = False
            else:
                gone.remove(row)
        return gone

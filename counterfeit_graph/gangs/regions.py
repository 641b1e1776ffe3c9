"""Regions: parts of a case in which groups grow, each by itself.

Groups begin with confident pairs, and whoever joins shares enough with accounts that are in one. So whoever is tied
enough to these accounts may belong, then whoever is to those, and so on; nine accounts of ten are never reached. The
others fall into regions that share nothing, and none of them changes what grows in another; so an update grows those
anew in which anything is other than before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.evidence.uses import GROUP_NAMES
from counterfeit_graph.gangs._kernels_regions import within_reach
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.growth import grow, numbered
from counterfeit_graph.gangs.standing import MONEY, NONE
from counterfeit_graph.gangs.watching import regrouped, scored
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.growth import Growth

Array = np.ndarray[Any, Any]
# The bit of each group of evidence, one for the two that are not independent (see `independent_groups`).
_BITS: Array = np.array([1 << GROUP_NAMES.index("supply" if name == "content" else name) for name in GROUP_NAMES])
# Decibans by which a bound may miss the sum that it bounds, which is rounded in other places.
_SLACK = 1e-6


@dataclass(frozen=True)
class Ground:
    """The accounts that can belong to a group.

    Attributes:
        codes: their codes, ascending.
        field: what they use and share, numbered as in `codes`.
        size: accounts of the case.
    """

    codes: Array
    field: Field
    size: int

    @classmethod
    def of(cls, evidence: EvidenceGraph, options: Growth) -> Ground:
        """The ground of a case: whoever evidence could speak for at its very best."""
        uses, links, weights = evidence.uses, evidence.pairs, evidence.weights
        sure = options.confident(links, prior=weights.prior, soft=uses.soft)
        firm = np.zeros(uses.accounts, bool)
        firm[links.a[sure]] = firm[links.b[sure]] = True
        alone, least = weights.alone / MILLI, 10 * np.log10(weights.m)[uses.kind]
        # A group of s accounts of which n use a value gets (n + m) / (s + 1) / m of its weight, and s from the prior.
        room = 10 * np.log10(uses.users + weights.m[uses.kind])
        worth = np.where(alone > 0, alone - least, 0.0), room, _BITS[uses.group]
        asked = (
            (options.groups, options.values),
            options.join + 10 * np.log10(max(weights.population, 1.0)) - _SLACK,
            int(MONEY),
        )
        ties = (np.int8(1) + (uses.root != uses.other_root)) * ~uses.passing
        kept = within_reach(uses.rows, ties, worth, np.flatnonzero(firm), asked)
        # Accounts of confident pairs share what counts, so that what is kept names them all.
        firm[uses.account[kept]] = True
        codes = np.flatnonzero(firm)
        return cls(codes, Field.of(evidence, kept).part(codes), uses.accounts)

    @property
    def regions(self) -> Array:
        """The lowest account of each account's region."""
        field, user = self.field, np.zeros(len(self.field.worth[0]), np.int64)
        user[field.value] = field.account
        return component_labels(field.accounts, field.account, b=user[field.value])


@dataclass(frozen=True)
class Grown:
    """The groups of a run; one entry an account of its ground.

    Attributes:
        codes: the accounts.
        region: number of the region of each.
        label: its group as grown, -1 for none.
        group: its group when groups are joined, -1 for none.
        score: pooled decibans for its group.
    """

    codes: Array
    region: Array
    label: Array
    group: Array
    score: Array

    def over(self, size: int) -> tuple[Array, Array]:
        """Group and score of each of so many accounts: of a whole case."""
        group, score = np.full(size, NONE, np.int64), np.zeros(size)
        group[self.codes], score[self.codes] = self.group, self.score
        return group, score

    def at(self, ground: Ground) -> Grown:
        """The entries of the accounts of another ground: -1 throughout for those that were in none."""
        place = np.full(ground.size, NONE, np.int32)
        place[self.codes] = np.arange(len(self.codes))
        parts = (self.region, self.label, self.group, self.score)
        return Grown(ground.codes, *(np.append(part, NONE)[place[ground.codes]] for part in parts))


@dataclass(frozen=True)
class Earlier:
    """What an update knows of the run that it extends.

    Attributes:
        grown: its groups, by the codes that its accounts have now.
        stirred: accounts that are new, or use anything that is, or that counts otherwise.
    """

    grown: Grown
    stirred: Array

    def calm(self, ground: Ground, region: Array, *, then: Array) -> Array:
        """Accounts of the ground in whose region nothing is other than before; `then` are their regions before."""
        # What left a region, or came into one, has changed it.
        former = np.zeros(int(self.grown.region.max(initial=NONE)) + 2, bool)
        former[self.grown.region[self.stirred[self.grown.codes]]] = former[NONE] = True
        other = np.zeros(len(region), bool)
        other[region[former[then] | self.stirred[ground.codes]]] = True
        return np.asarray(~other[region])


def grow_regions(
    ground: Ground, options: Growth, *, join: Callable[[Field, Array], Array], earlier: Earlier | None = None
) -> Grown:
    """The groups on a ground; `join` gives the joined groups of those that were grown.

    Of an update, regions in which nothing is other than before keep their groups.
    """
    field, region = ground.field, ground.regions
    nothing = np.zeros(0, np.int64)
    then = (earlier.grown if earlier else Grown(nothing, nothing, nothing, nothing, np.zeros(0))).at(ground)
    calm = earlier.calm(ground, region, then=then.region) if earlier else np.zeros(len(region), bool)
    rest, label = np.flatnonzero(~calm), np.where(calm, then.label, NONE)
    found = grow(field.part(rest), options)
    label[rest] = np.where(found >= 0, found + label.max(initial=NONE) + 1, NONE)
    label = numbered(label)
    group = join(field, label)
    # Groups are joined over the whole ground, and one that nothing touches may stand with others now.
    again = np.flatnonzero((group >= 0) & (~calm | regrouped(group, then.group)))
    score = np.where(group < 0, 0.0, then.score)
    score[again] = scored(field, group, accounts=again)[1][1]
    return Grown(ground.codes, region, label, group, score)

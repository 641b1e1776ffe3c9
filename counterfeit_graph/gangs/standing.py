"""How an account stands to the group that its evidence speaks for best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.uses import GROUP_NAMES, independent_groups
from counterfeit_graph.gangs.watching import scored

if TYPE_CHECKING:
    from counterfeit_graph.gangs.field import Field
    from counterfeit_graph.gangs.growth import Growth

Array = np.ndarray[Any, Any]
NONE = -1
MONEY = 1 << GROUP_NAMES.index("money")
PLACE = 1 << GROUP_NAMES.index("place")
PAPER = 1 << GROUP_NAMES.index("paper")
# From this much evidence of money, stock, supply or parcels in common on, two trade together.
TRADE_DECIBANS = 3.0
# From this share of members with a trade tie on, a group is one that trades together.
TRADE_SHARE = 0.4


@dataclass(frozen=True)
class Standing:
    """Evidence of accounts for the group that it speaks for best; one entry an account.

    Attributes:
        account: codes of the accounts.
        group: the group, -1 where no group shares a value.
        score: pooled evidence in decibans.
        posterior: the same with the prior of belonging to a group of its size.
        hard: decibans that a third party cannot write, where the account and a member share anything that neither could
            have written of the other; else 0.
        mask: bit mask of the independent groups of evidence that say 3 decibans or more.
        roots: number of the account's own values that the evidence hangs on.
        trades: whether it shares what the group trades with, where nearly all of the group's members do.
        soft: whether nothing is known of it that is hard to forge.
    """

    account: Array
    group: Array
    score: Array
    posterior: Array
    hard: Array
    mask: Array
    roots: Array
    trades: Array
    soft: Array

    def linked(self, options: Growth) -> Array:
        """Accounts whose evidence reaches the posterior asked for, whatever it is made of."""
        return (self.group >= 0) & (self.posterior >= options.join)

    def belongs(self, options: Growth) -> Array:
        """Accounts that belong: linked, by several independent groups or by much money, through enough own values.

        Not all of it may be such that others could have written it, if anything else is known of the account. Through
        how many own values says how the link could arise without control. Who does not trade with the group may be its
        former staff and needs one more; two where they share a place and no papers, as households do; and one where
        nothing else is known.
        """
        several = independent_groups(self.mask) >= options.groups
        paid = ((self.mask & MONEY) > 0) & (self.posterior >= options.alone)
        household = ((self.mask & PLACE) > 0) & ((self.mask & PAPER) == 0)
        asked = options.values + np.where(self.trades, 0, 1 + household + (self.hard <= 0))
        unforged = (self.hard > 0) | self.soft
        return np.asarray(self.linked(options) & (several | paid) & unforged & (self.roots >= asked))


def standings(field: Field, label: Array, *, accounts: Array | None = None) -> Standing:
    """How accounts stand to the groups in `label` (-1 for none); all that share a value with a group where not given.

    A member stands to its own group without itself.
    """
    sizes = np.bincount(label[label >= 0], minlength=1)
    if accounts is None:
        near, scores = field.watch.score(field, label)
    else:
        near, scores = accounts, scored(field, label, accounts=accounts)[1]
    group, score, hard, mask, roots, trade, _ = scores
    posterior = score + 10 * np.log10(np.maximum(sizes[group], 1) / field.population)
    trades = _trades(near, group, trade=trade, label=label)
    return Standing(near, group, score, posterior, hard, mask, roots, trades, field.soft[near])


def _trades(near: Array, group: Array, *, trade: Array, label: Array) -> Array:
    """Whether an account shares what its group trades with, where nearly all of the group's members do.

    A household, a former employer or a neighbour shares papers, places and machines, but neither money nor stock.
    """
    trades = trade >= TRADE_DECIBANS
    member = (label[near] == group) & (group >= 0)
    size = int(group.max(initial=0)) + 1
    of_members = np.bincount(group[member], weights=trades[member], minlength=size)
    held_by_trade = of_members >= TRADE_SHARE * np.maximum(np.bincount(group[member], minlength=size), 1)
    return trades | ~held_by_trade[np.maximum(group, 0)]

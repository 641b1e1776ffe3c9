"""The last scoring of accounts against groups, kept: the next one takes over what nothing near an account changed.

An account's standing depends on its values and on the groups of their users alone. Where none of these groups has other
members than in the last round of growth, the standing is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.gangs._kernels import score_joins, shares_unforged, value_members
from counterfeit_graph.gangs._kernels_sharing import shares_with_group

if TYPE_CHECKING:
    from counterfeit_graph.gangs.field import Field

Array = np.ndarray[Any, Any]
NONE = -1
# Best group, decibans, those a third party cannot write, groups of evidence, own values, decibans of trade, and
# whether another group is as good.
Scores = tuple[Array, ...]


@dataclass(frozen=True)
class Scored:
    """One scoring: the groups that accounts were scored against, who shares with one, and what was found for each."""

    label: Array
    near: Array
    scores: Scores


class Watch:
    """The last scoring of a field, on which the next one is made."""

    def __init__(self) -> None:
        self.last: Scored | None = None

    def score(self, uses: Field, label: Array) -> tuple[Array, Scores]:
        """Accounts that share with a group a value that proposes one, and their best groups."""
        if self.last is None:
            near, scores = scored(uses, label, accounts=np.arange(uses.accounts))
        else:
            near, scores = _patched(uses, label, old=self.last)
        self.last = Scored(label.copy(), near, scores)
        found = np.flatnonzero(near)
        return found, tuple(column[found] for column in scores)


def scored(uses: Field, label: Array, *, accounts: Array) -> tuple[Array, Scores]:
    """Whether each of some accounts shares with a group a value that proposes one, and its best group.

    Nothing is beyond forging that an account and another of the group do not share so that neither could have written
    it of the other.
    """
    members, sizes = value_members(*uses.by_value, label), np.bincount(label[label >= 0], minlength=1)
    near = shares_with_group(accounts, uses.account_ptr, uses.value, members[0], uses.worth[0])
    group, score, hard, *rest = score_joins(accounts, label, sizes, uses.by_account, members, uses.worth)
    members, mine = value_members(*uses.hard_users, uses.account, label), (uses.account_ptr, uses.value, uses.forge)
    both = shares_unforged(accounts, group, label, mine, members, uses.worth[0])
    return near, (group, score, np.where(both, hard, 0.0), *rest)


def _patched(uses: Field, label: Array, *, old: Scored) -> tuple[Array, Scores]:
    """Near accounts and their scores: the old ones, and anew where they may be others."""
    lowest = lowest_of(old.label)
    again = _again(uses, label, old=old, lowest=lowest)
    # Accounts that stay stand to groups that stay, which are known by their lowest account.
    group = np.append(label[lowest], NONE)[old.scores[0]]
    near, scores = old.near.copy(), (group, *(column.copy() for column in old.scores[1:]))
    near[again], fresh = scored(uses, label, accounts=again)
    for column, found in zip(scores, fresh, strict=True):
        column[again] = found
    return near, scores


def _again(uses: Field, label: Array, *, old: Scored, lowest: Array) -> Array:
    """Accounts that must be scored anew: who is regrouped, and whoever shares with them what counts."""
    other = regrouped(label, old.label)
    again = uses.around(other)
    # Of groups that are as good the lower is taken; where groups changed places, another may be the lower now.
    stay = label[lowest[~other[lowest]]]
    if (stay[1:] <= stay[:-1]).any():
        again |= old.scores[-1]
    return np.flatnonzero(again)


def regrouped(label: Array, before: Array) -> Array:
    """Accounts of groups that have other members than before.

    Example:
        >>> regrouped(np.array([0, 0, 1, 1, -1]), np.array([1, 1, 0, 0, 0])).tolist()
        [False, False, True, True, True]
    """
    now, then = (_by_lowest(each, lowest_of(each)) for each in (label, before))
    other = now != then
    changed = np.zeros(len(now), bool)
    for lowest in (now, then):
        groups = np.zeros(len(now), bool)
        groups[lowest[other & (lowest >= 0)]] = True
        changed |= (lowest >= 0) & groups[lowest]
    return changed


def lowest_of(label: Array) -> Array:
    """The lowest account of each group."""
    inside = np.flatnonzero(label >= 0)
    lowest = np.zeros(int(label.max(initial=NONE)) + 1, np.int64)
    # The last assignment stands, so the accounts come from the highest to the lowest.
    lowest[label[inside[::-1]]] = inside[::-1]
    return lowest


def _by_lowest(label: Array, lowest: Array) -> Array:
    """The lowest account of each account's group, -1 for none."""
    return np.append(lowest, NONE)[label]

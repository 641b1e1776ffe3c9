"""The last scoring of accounts against groups, kept: the next one takes over what nothing near an account changed.

An account's standing depends on its values and on the groups of their users alone. Where none of these groups has other
members than in the last round of growth, the standing is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.gangs._kernels import CROWDED, score_joins, value_members
from counterfeit_graph.identity._kernels import compress

if TYPE_CHECKING:
    from counterfeit_graph.gangs.field import Field

Array = np.ndarray[Any, Any]
NONE = -1
# Best group, decibans, those a third party cannot write, groups of evidence, own values, decibans of trade, and
# whether another group is as good.
Scores = tuple[Array, ...]


@dataclass(frozen=True)
class Scored:
    """One scoring: the groups that accounts were scored against, the accounts, and what was found for each."""

    label: Array
    near: Array
    scores: Scores


class Watch:
    """The last scoring of a field, on which the next one is made."""

    def __init__(self) -> None:
        self.last: Scored | None = None

    def score(self, uses: Field, label: Array) -> tuple[Array, Scores]:
        """Accounts that share with a group a value that proposes one, and their best groups."""
        near, scores = _scored(uses, label) if self.last is None else _patched(uses, label, old=self.last)
        self.last = Scored(label.copy(), near, scores)
        return near, scores


def _scored(uses: Field, label: Array) -> tuple[Array, Scores]:
    members = value_members(*uses.by_value, label)
    near, sizes = near_groups(uses, members), np.bincount(label[label >= 0], minlength=1)
    return near, score_joins(near, label, sizes, uses.by_account, members, uses.worth)


def _patched(uses: Field, label: Array, *, old: Scored) -> tuple[Array, Scores]:
    """Near accounts and their scores: the old ones, and anew where they may be others."""
    lowest = lowest_of(old.label)
    again = _again(uses, label, old=old, lowest=lowest)
    fresh, scores = scored_anew(uses, label, accounts=again)
    kept = np.flatnonzero(~again[old.near])
    # Accounts that stay stand to groups that stay, which are known by their lowest account.
    group = old.scores[0][kept]
    group = np.where(group < 0, NONE, label[lowest[group]])
    near = np.concatenate([old.near[kept], fresh])
    order = np.argsort(near)
    parts = zip((group, *(column[kept] for column in old.scores[1:])), scores, strict=True)
    return near[order], tuple(np.concatenate(both)[order] for both in parts)


def _again(uses: Field, label: Array, *, old: Scored, lowest: Array) -> Array:
    """Accounts that must be scored anew: who is regrouped, and whoever shares with them what counts."""
    other = regrouped(label, old.label)
    again = uses.around(other)
    # Of groups that are as good the lower is taken; where groups changed places, another may be the lower now.
    stay = label[lowest[~other[lowest]]]
    if (stay[1:] <= stay[:-1]).any():
        again[old.near[old.scores[-1]]] = True
    return again


def near_groups(uses: Field, members: tuple[Array, ...]) -> Array:
    """Accounts that share with a group a value that proposes one."""
    groups = np.diff(members[0])
    touched = (groups > 0) & (groups <= CROWDED) & (uses.worth[0] > 0)
    near = np.zeros(uses.accounts, bool)
    near[uses.account[touched[uses.value]]] = True
    return np.flatnonzero(near)


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


def scored_anew(uses: Field, label: Array, *, accounts: Array) -> tuple[Array, Scores]:
    """Near accounts of `accounts` (mask) and their scores, from the values that they use and no others."""
    counting = uses.worth[0] > 0
    mine = np.flatnonzero(accounts[uses.account] & counting[uses.value])
    values = np.unique(uses.value[mine])
    place = np.full(len(counting), NONE, np.int32)
    place[values] = np.arange(len(values))
    value = place[uses.value[mine]]
    # All users of these values say which groups use them; only the accounts asked for are scored.
    everyone = np.flatnonzero(place[uses.value] >= 0)
    user = uses.account[everyone]
    members = value_members(*compress(place[uses.value[everyone]], len(values)), user, label)
    groups = np.diff(members[0])
    proposing = (groups > 0) & (groups <= CROWDED)
    who, account = np.unique(uses.account[mine], return_inverse=True)
    near = np.unique(account[proposing[value]])
    ptr, _ = compress(account.astype(np.int32), len(who))
    alone, m, group, discount = uses.worth
    rows = (ptr, value, uses.forge[mine], uses.roots[mine], uses.trade[mine])
    worth = (alone[values], m[values], group[values], discount)
    sizes = np.bincount(label[label >= 0], minlength=1)
    return who[near], score_joins(near, label[who], sizes, rows, members, worth)

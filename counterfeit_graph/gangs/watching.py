"""Every scoring of accounts against groups, kept; and, in an update, taken over where nothing near an account changed.

An account's standing depends on its values and on the groups of their users alone. Where none of these groups has other
members than in the scoring of an earlier run, and no value counts differently, the standing is the earlier one. It
does not matter which earlier scoring is taken: a nearer one only leaves less to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import compress
from counterfeit_graph.gangs._kernels import CROWDED, score_joins, value_members

if TYPE_CHECKING:
    from counterfeit_graph.evidence.updating import Moved
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


@dataclass(frozen=True)
class Watch:
    """The scorings of one run in their order."""

    scored: list[Scored] = field(default_factory=list)

    def score(self, uses: Field, label: Array) -> tuple[Array, Scores]:
        """Accounts that share with a group a value that proposes one, and their best groups."""
        members = value_members(*uses.by_value, label)
        near = near_groups(uses, members)
        sizes = np.bincount(label[label >= 0], minlength=1)
        return self.keep(label, near, scores=score_joins(near, label, sizes, uses.by_account, members, uses.worth))

    def keep(self, label: Array, near: Array, *, scores: Scores) -> tuple[Array, Scores]:
        """Note a scoring."""
        self.scored.append(Scored(label.astype(np.int32), near.astype(np.int32), scores))
        return near, scores


@dataclass(frozen=True)
class Replay(Watch):
    """The scorings of an update.

    Attributes:
        before: those of the run that it extends.
        moved: what became of that run's accounts and values.
        changed: per value, whether its uses or what it counts are other than before.
    """

    before: tuple[Scored, ...] = ()
    moved: Moved | None = None
    changed: Array = field(default_factory=lambda: np.zeros(0, bool))

    def score(self, uses: Field, label: Array) -> tuple[Array, Scores]:
        """The same as of `Watch`, from the scoring of the earlier run in the same place."""
        at = len(self.scored)
        if at >= len(self.before) or self.moved is None:
            return super().score(uses, label)
        old = self.before[at]
        now, then, place = _lowest(label), *_led(old.label, self.moved, size=len(label))
        again = self._again(uses, _changed(now, then))
        # Of groups that are as good the lower is taken, and new rows may have put another below.
        again[self.moved.account[old.near[old.scores[-1]]]] = True
        fresh, scores = _scored_anew(uses, label, accounts=again)
        # Accounts that stay stand to groups that stay, which are known by their lowest account.
        stay = self.moved.account[old.near]
        kept = np.flatnonzero(~again[stay])
        group = old.scores[0][kept]
        group = np.where(group < 0, NONE, label[place[group]])
        near = np.concatenate([stay[kept], fresh])
        order = np.argsort(near)
        parts = zip((group, *(column[kept] for column in old.scores[1:])), scores, strict=True)
        return self.keep(label, near[order], scores=tuple(np.concatenate(both)[order] for both in parts))

    def _again(self, uses: Field, changed: Array) -> Array:
        """Accounts whose standing may be another: who uses a value that changed, or one of a group that did."""
        values = np.zeros(len(self.changed), bool)
        values[uses.value[changed[uses.account]]] = True
        # What counts nothing ties nobody to a group.
        values &= uses.worth[0] > 0
        values |= self.changed
        again = changed.copy()
        again[uses.account[values[uses.value]]] = True
        return again


def near_groups(uses: Field, members: tuple[Array, ...]) -> Array:
    """Accounts that share with a group a value that proposes one."""
    groups = np.diff(members[0])
    touched = (groups > 0) & (groups <= CROWDED) & (uses.worth[0] > 0)
    near = np.zeros(uses.accounts, bool)
    near[uses.account[touched[uses.value]]] = True
    return np.flatnonzero(near)


def _changed(now: Array, then: Array) -> Array:
    """Accounts of groups that have other members than before."""
    other = now != then
    changed = np.zeros(len(now), bool)
    for lowest in (now, then):
        groups = np.zeros(len(now), bool)
        groups[lowest[other & (lowest >= 0)]] = True
        changed |= (lowest >= 0) & groups[lowest]
    return changed


def _lowest(label: Array) -> Array:
    """The lowest account of each account's group, -1 for none."""
    inside = np.flatnonzero(label >= 0)
    lowest = np.zeros(int(label.max(initial=NONE)) + 1, np.int64)
    # The last assignment stands, so the accounts come from the highest to the lowest.
    lowest[label[inside[::-1]]] = inside[::-1]
    out = np.full(len(label), NONE, np.int64)
    out[inside] = lowest[label[inside]]
    return out


def _led(label: Array, moved: Moved, *, size: int) -> tuple[Array, Array]:
    """Earlier groups among the later accounts: lowest account of each account's group, and of each group."""
    inside = np.flatnonzero(label >= 0)
    lowest = np.full(int(label.max(initial=NONE)) + 1, size, np.int64)
    np.minimum.at(lowest, label[inside], moved.account[inside])
    out = np.full(size, NONE, np.int64)
    out[moved.account[inside]] = lowest[label[inside]]
    return out, lowest


def _scored_anew(uses: Field, label: Array, *, accounts: Array) -> tuple[Array, Scores]:
    """Near accounts of `accounts` (mask) and their scores, from the values that they use and no others."""
    counting = uses.worth[0] > 0
    mine = np.flatnonzero(accounts[uses.account] & counting[uses.value])
    values, value = np.unique(uses.value[mine], return_inverse=True)
    place = np.full(len(counting), NONE, np.int64)
    place[values] = np.arange(len(values))
    # All users of these values say which groups use them; only the accounts asked for are scored.
    everyone = np.flatnonzero(place[uses.value] >= 0)
    user = uses.account[everyone]
    members = value_members(*compress(place[uses.value[everyone]], len(values)), user, label)
    groups = np.diff(members[0])
    proposing = (groups > 0) & (groups <= CROWDED)
    who, account = np.unique(uses.account[mine], return_inverse=True)
    near = np.unique(account[proposing[value]])
    ptr, _ = compress(account, len(who))
    alone, m, group, discount = uses.worth
    rows = (ptr, value, uses.forge[mine], uses.roots[mine], uses.trade[mine])
    worth = (alone[values], m[values], group[values], discount)
    sizes = np.bincount(label[label >= 0], minlength=1)
    return who[near], score_joins(near, label[who], sizes, rows, members, worth)

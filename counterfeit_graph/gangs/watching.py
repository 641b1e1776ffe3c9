"""Every scoring of accounts against groups, kept; and, in an update, taken over where nothing near an account changed.

An account's standing depends on its values and on the groups of their users alone. Where none of these groups has other
members than in the scoring of an earlier run, and no value counts differently, the standing is the earlier one. It
does not matter which earlier scoring is taken: a nearer one only leaves less to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class _Base:
    """An earlier scoring, and what is other now: `again` are the accounts that must be scored anew."""

    old: Scored
    account: Array
    place: Array
    again: Array


@dataclass(frozen=True)
class Watch:
    """The scorings of one run in their order."""

    scored: list[Scored] = field(default_factory=list)

    def score(self, uses: Field, label: Array) -> tuple[Array, Scores]:
        """Accounts that share with a group a value that proposes one, and their best groups."""
        bases = self.bases(uses, label)
        if not bases:
            members = value_members(*uses.by_value, label)
            near, sizes = near_groups(uses, members), np.bincount(label[label >= 0], minlength=1)
            return self._keep(label, (near, score_joins(near, label, sizes, uses.by_account, members, uses.worth)))
        return self._keep(label, _patched(uses, label, base=min(bases, key=lambda base: int(base.again.sum()))))

    def bases(self, uses: Field, label: Array) -> list[_Base]:
        """What the scoring may start from: the last one of this run."""
        if not self.scored:
            return []
        unmoved = np.arange(len(label)), np.zeros(len(uses.worth[0]), bool)
        return [_base(uses, label, old=self.scored[-1], moved=unmoved)]

    def _keep(self, label: Array, found: tuple[Array, Scores]) -> tuple[Array, Scores]:
        near, scores = found
        self.scored.append(Scored(label.astype(np.int32), near.astype(np.int32), scores))
        return found


@dataclass(frozen=True)
class Replay(Watch):
    """The scorings of an update.

    Attributes:
        before: those of the run that it extends.
        account: code now of each account of that run.
        changed: per value, whether its uses or what it counts are other than before.
    """

    before: tuple[Scored, ...] = ()
    account: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    changed: Array = field(default_factory=lambda: np.zeros(0, bool))

    def bases(self, uses: Field, label: Array) -> list[_Base]:
        """The last scoring of this run, or the one in the same place of the run before."""
        own, at = super().bases(uses, label), len(self.scored)
        if at >= len(self.before):
            return own
        return [*own, _base(uses, label, old=self.before[at], moved=(self.account, self.changed))]


def _base(uses: Field, label: Array, *, old: Scored, moved: tuple[Array, Array]) -> _Base:
    """What must be scored anew if the rest is taken from `old`.

    Args:
        uses: the field.
        label: the groups now.
        old: the earlier scoring.
        moved: code now of each account then, and the values whose uses or what they count are other than then.
    """
    account, changed = moved
    then, place = _led(old.label, account, size=len(label))
    regrouped = _regrouped(_lowest(label), then)
    values = np.zeros(len(changed), bool)
    values[uses.value[regrouped[uses.account]]] = True
    # What counts nothing ties nobody to a group.
    values = (values & (uses.worth[0] > 0)) | changed
    again = regrouped.copy()
    again[uses.account[values[uses.value]]] = True
    # Of groups that are as good the lower is taken; where groups changed places, another may be the lower now.
    stay = label[place[~regrouped[place]]]
    if (stay[1:] <= stay[:-1]).any():
        again[account[old.near[old.scores[-1]]]] = True
    return _Base(old, account, place, again)


def _patched(uses: Field, label: Array, *, base: _Base) -> tuple[Array, Scores]:
    """Near accounts and their scores: those of the base, and anew where they may be others."""
    old, again = base.old, base.again
    fresh, scores = _scored_anew(uses, label, accounts=again)
    # Accounts that stay stand to groups that stay, which are known by their lowest account.
    stay = base.account[old.near]
    kept = np.flatnonzero(~again[stay])
    group = old.scores[0][kept]
    group = np.where(group < 0, NONE, label[base.place[group]])
    near = np.concatenate([stay[kept], fresh])
    order = np.argsort(near)
    parts = zip((group, *(column[kept] for column in old.scores[1:])), scores, strict=True)
    return near[order], tuple(np.concatenate(both)[order] for both in parts)


def near_groups(uses: Field, members: tuple[Array, ...]) -> Array:
    """Accounts that share with a group a value that proposes one."""
    groups = np.diff(members[0])
    touched = (groups > 0) & (groups <= CROWDED) & (uses.worth[0] > 0)
    near = np.zeros(uses.accounts, bool)
    near[uses.account[touched[uses.value]]] = True
    return np.flatnonzero(near)


def _regrouped(now: Array, then: Array) -> Array:
    """Accounts of groups that have other members than before; groups are given by their lowest account."""
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


def _led(label: Array, account: Array, *, size: int) -> tuple[Array, Array]:
    """Earlier groups among the later accounts: lowest account of each account's group, and of each group."""
    inside = np.flatnonzero(label >= 0)
    lowest = np.full(int(label.max(initial=NONE)) + 1, size, np.int64)
    np.minimum.at(lowest, label[inside], account[inside])
    out = np.full(size, NONE, np.int64)
    out[account[inside]] = lowest[label[inside]]
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

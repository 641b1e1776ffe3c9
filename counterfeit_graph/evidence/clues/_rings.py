"""Rings: complainants that strike the same shops without cause, more often than chance lets them meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special
from scipy.sparse import coo_array, csr_array, triu
from scipy.sparse.csgraph import connected_components

from counterfeit_graph.evidence.clues._notices import GoodFaith, wilson
from counterfeit_graph.identity.gather import UNKNOWN

if TYPE_CHECKING:
    from counterfeit_graph.evidence.clues._notices import Notices

Array = np.ndarray[Any, Any]
# Complainants at one target beyond which meeting there says nothing: everybody was there.
_CROWD = 200
# Share of chance meetings tolerated among those that are called surprising: outcomes are tested after them.
_FALSE = 0.2
# How the tolerated error is shared between meeting at a target ever and meeting there within one episode.
_EVER, _SOON = 0.8, 0.2
# A surprise is also large: so many times more meetings than chance explains.
_FAR_MORE = 5.0
_ROUNDS = 10


def find_rings(notices: Notices, rule: GoodFaith, *, days: int) -> Array:
    """Number of each reporter's ring, -1 outside.

    Only notices that were not won can make a ring: to meet at a true counterfeiter is no offence. Complainants, then
    groups of them, are joined while they share more targets, ever or within one episode, than their activity and the
    targets' popularity explain. A group is a ring only if its members' notices break the rule and fail more often
    than those of everybody else.

    Args:
        notices: the notices of the case.
        rule: the good-faith rule.
        days: an episode at a target ends when nobody complains for longer than this.

    Returns:
        One number a reporter, 0 for the largest ring.
    """
    every, lost, episodes = np.arange(len(notices.won)), np.flatnonzero(notices.won == 0), _episodes(notices, days)
    places = [[_struck(notices, rows, place=place) for rows in (every, lost)] for place in (notices.target, episodes)]
    # Everybody starts as a group of his own; each round joins all surprising pairs of groups at once.
    group = np.arange(len(notices.names))
    for _ in range(_ROUNDS):
        joined = _joined(group, places)
        if (joined == group).all():
            break
        group = joined
    # Meeting often is a reason to look; only failing notices make it a ring.
    several = np.bincount(group, minlength=len(group))[group] > 1
    group = np.where(several, group, -1)
    return _numbered(np.where(several & _breaks(notices, rule, group=group)[group], group, -1))


def _episodes(notices: Notices, days: int) -> Array:
    """Episode of each notice: those against one target without a break of more than `days`; a blank day is apart."""
    order = np.lexsort((notices.day, notices.target))
    day, target = notices.day[order], notices.target[order]
    fresh = (np.diff(target) != 0) | (np.diff(day) > days) | (day[1:] == UNKNOWN)
    episode = np.empty(len(order), np.int64)
    episode[order] = np.append(0, np.cumsum(fresh))[: len(order)]
    return episode


def _struck(notices: Notices, rows: Array, *, place: Array) -> csr_array:
    """Which complainant struck which place in some of the notices, 1 each; places with a crowd are left out."""
    shape = (len(notices.names), int(place.max(initial=0)) + 1)
    struck = csr_array((np.ones(len(rows)), (notices.reporter[rows], place[rows])), shape=shape)
    struck.sum_duplicates()
    # Everybody complains of the famous: to meet there is no surprise, and the pairs would be many.
    crowd = np.bincount(struck.indices, minlength=shape[1]) > _CROWD
    struck.data[:] = ~crowd[struck.indices]
    struck.eliminate_zeros()
    return struck


def _joined(group: Array, places: list[list[csr_array]]) -> Array:
    """Groups after the surprising pairs of them are joined; a group is called by its first member."""
    size = len(group)
    (every, lost), (every_soon, lost_soon) = places
    code, tail, able = _surprise(group, every, lost=lost)
    other, soon, _ = _surprise(group, every_soon, lost=lost_soon)
    # Whoever shares an episode shares its target, so every code of `other` is found.
    at = np.searchsorted(code, other)
    tail /= _EVER
    tail[at] = np.minimum(tail[at], soon / _SOON)
    kept = code[_discoveries(tail, able * (able - 1) / 2)]
    graph = coo_array((np.ones(len(kept)), (kept // size, kept % size)), shape=(size, size))
    home = connected_components(graph, directed=False)[1][group]
    first = np.full(size, size)
    np.minimum.at(first, home, np.arange(size))
    return first[home]


def _surprise(group: Array, every: csr_array, *, lost: csr_array) -> tuple[Array, Array, int]:
    """Pairs of groups that met (codes, ascending), how likely chance makes them meet so often, and the groups able to.

    By chance two groups with n and m visits meet at n m sum(c_x (c_x - 1)) / M^2 places, where c_x of all M visits are
    to place x; meeting so often or more has Poisson's tail. One meeting alone never counts. Chance is reckoned from all
    notices and meetings from the unproven ones, so that a case full of rings does not take rings for chance.
    """
    size = len(group)
    visits, popular = (np.bincount(part) for part in _by_group(group, every).nonzero())
    visits = np.append(visits, np.zeros(size - len(visits)))
    often = float((popular * (popular - 1.0)).sum()) / max(float(visits.sum()), 1.0) ** 2
    met = _by_group(group, lost)
    shared = triu(csr_array(met @ met.T), k=1).tocoo()
    chance = visits[shared.row] * visits[shared.col] * often
    # One shared place is a coincidence however small its chance.
    surprising = (shared.data > 1) & (shared.data > _FAR_MORE * chance)
    tail = np.where(surprising, special.gammainc(shared.data, np.maximum(chance, 1e-300)), 1.0)
    code = shared.row.astype(np.int64) * size + shared.col
    order = np.argsort(code)
    return code[order], tail[order], int((np.diff(met.indptr) > 1).sum())


def _by_group(group: Array, struck: csr_array) -> csr_array:
    """Which group struck which place, 1 each."""
    member = csr_array((np.ones(len(group)), (group, np.arange(len(group)))), shape=(len(group), len(group)))
    found = csr_array(member @ struck)
    found.data[:] = 1.0
    return found


def _discoveries(tail: Array, tests: float) -> Array:
    """Places of the tail chances that pass Benjamini and Hochberg's rule among `tests` tests."""
    order = np.argsort(tail, kind="stable")
    passed = np.flatnonzero(tail[order] <= _FALSE * np.arange(1, len(order) + 1) / max(tests, 1.0))
    return np.sort(order[: passed[-1] + 1]) if len(passed) else order[:0]


def _breaks(notices: Notices, rule: GoodFaith, *, group: Array) -> Array:
    """Whether the notices of each group break the rule, and fail more often than those of complainants in no group."""
    size = len(group)
    totals = notices.totals()
    outside = {name: counts[group < 0].sum() for name, counts in totals.items()}
    pooled = {name: np.bincount(group[group >= 0], counts[group >= 0], size) for name, counts in totals.items()}
    usual = (outside["won"] + rule.least * rule.success) / (outside["settled"] + rule.least)
    high = wilson(pooled["won"], pooled["settled"], level=rule.level)[1]
    low = wilson(pooled["upheld"], pooled["settled"], level=rule.level)[0]
    failing = (high < min(rule.success, usual)) | (low > rule.counter)
    return np.asarray(failing & (pooled["settled"] >= rule.least))


def _numbered(group: Array) -> Array:
    """Groups numbered from 0: the larger first, then by their first member; groups of one are none."""
    members = np.bincount(group[group >= 0], minlength=len(group))
    first = np.full(len(group), len(group))
    np.minimum.at(first, group[group >= 0], np.flatnonzero(group >= 0))
    ranked = np.lexsort((first, -members))
    number = np.full(len(group) + 1, -1)
    number[ranked] = np.where(members[ranked] > 1, np.arange(len(group)), -1)
    return number[group]

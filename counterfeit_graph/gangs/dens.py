"""Gangs out of groups, and dens inside gangs.

A *gang* is a community of groups tied by money behind the tills, suppliers, picture stock, parties and succession. A
*den*
is the same hands inside it: hard identifiers, one place, one till. What the whole gang shares does not tell its dens
apart, so inside a gang a value is weighed against the gang and not against the case, and each gang by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import link_pairs
from counterfeit_graph.evidence.uses import GROUP_NAMES
from counterfeit_graph.gangs._kernels import score_merges, value_members
from counterfeit_graph.gangs.finders import Finder, Leiden, WeightedGraph
from counterfeit_graph.gangs.growth import LEAST_SHARE, MOST_GROUPS, merge_prior
from counterfeit_graph.gangs.standing import NONE
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.gangs.field import Field

Array = np.ndarray[Any, Any]
# Groups of evidence that speak for the same hands.
HANDS = ("place", "machine", "money", "contact", "paper")


@dataclass(frozen=True)
class DenSplit:
    """How dens are told apart inside a gang.

    Attributes:
        resolution: gamma of the modularity inside one gang; more of it, smaller dens.
        directs: how much more a party behind the paper says than another value: who directs the straws of a den does
            not direct the next.
        least: a gang of so many accounts or fewer is one den.

    Example:
        >>> DenSplit().least
        8
    """

    resolution: float = 0.6
    directs: float = 3.0
    least: int = 8


def join_groups(field: Field, label: Array, *, finder: Finder) -> Array:
    """The gang of each account: communities of the groups in `label` (-1 for none)."""
    sizes = np.bincount(label[label >= 0])
    if len(sizes) < 2:
        return label
    members = value_members(*field.by_value, label)
    c, d, score, _ = score_merges(sizes, members, field.worth, MOST_GROUPS, LEAST_SHARE)
    posterior = score + merge_prior(len(sizes))
    tied = posterior > 0
    gangs = finder.labels(WeightedGraph(len(sizes), c[tied], d[tied], posterior[tied]))
    return np.where(label >= 0, gangs[label], NONE)


def split_dens(field: Field, gang: Array, *, split: DenSplit, behind: Array) -> Array:
    """The den of each account, -1 outside gangs; numbered over all gangs.

    Args:
        field: the uses.
        gang: gang of each account, -1 for none.
        split: how dens are told apart.
        behind: mask of uses that name a party behind the paper.
    """
    hands = np.isin(field.worth[2], [GROUP_NAMES.index(name) for name in HANDS])
    kept = (gang[field.account] >= 0) & hands[field.value]
    den, found = np.full(field.accounts, NONE, np.int64), 0
    a, b, weight = _inside_weights(field, gang, kept=kept, says=np.where(behind, split.directs, 1.0))
    by_gang, places = np.argsort(gang[a], kind="stable"), np.zeros(field.accounts, np.int64)
    bounds = np.searchsorted(gang[a][by_gang], np.arange(gang.max(initial=NONE) + 2))
    for g in range(len(bounds) - 1):
        members, edges = np.flatnonzero(gang == g), by_gang[bounds[g] : bounds[g + 1]]
        label = np.zeros(len(members), np.int64)
        if len(members) > split.least:
            places[members] = np.arange(len(members))
            graph = WeightedGraph(len(members), places[a[edges]], places[b[edges]], weight[edges])
            label = Leiden(resolution=split.resolution, objective="modularity").labels(graph)
        den[members] = found + label
        found += int(label.max(initial=NONE)) + 1
    return den


def _inside_weights(field: Field, gang: Array, *, kept: Array, says: Array) -> tuple[Array, Array, Array]:
    """Links inside gangs: a value that f of a gang's n accounts use says ln(n / f) / (f - 1) for each of their pairs.

    So a value that the whole gang shares tells no dens apart, and to each of its users its pairs together say the
    same, whatever their number (Newman 2001).
    """
    account, gang_count = field.account[kept], int(gang.max(initial=NONE)) + 1
    cell = field.value[kept].astype(np.int64) * max(gang_count, 1) + gang[account]
    local, value = np.unique(cell, return_inverse=True)
    users = np.bincount(value, minlength=len(local))
    sizes = np.bincount(gang[gang >= 0], minlength=gang_count)[local % max(gang_count, 1)]
    least = np.full(len(local), np.inf)
    np.minimum.at(least, value, says[kept])
    alone = least * np.log(sizes / np.maximum(users, 1)) / np.maximum(users - 1, 1)
    ptr, _ = compress(account, field.accounts)
    value_ptr, value_use = compress(value, len(local))
    no_date, settled = np.zeros(len(account), np.int64), np.zeros(len(account), bool)
    weights = (np.floor(alone * MILLI).astype(np.int64), users / sizes, np.zeros(len(local)), users > 1)
    rows, one_group = (ptr, value, value_ptr, value_use, account), np.zeros(len(local), np.int64)
    a, b, milli, _ = link_pairs(rows, (no_date, no_date, settled), weights, one_group, np.ones(1), 1)
    return a.astype(np.int64), b.astype(np.int64), milli / MILLI

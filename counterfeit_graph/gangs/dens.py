"""Gangs out of groups, and dens inside gangs.

A *gang* is a community of groups tied by money behind the tills, suppliers, picture stock, parties and succession. A
*den*
is the same hands inside it: hard identifiers, one place, one till. What the whole gang shares does not tell its dens
apart, so inside a gang a value is weighed against the gang and not against the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import compress, link_pairs
from counterfeit_graph.evidence.uses import GROUP_NAMES
from counterfeit_graph.gangs._kernels import score_merges, value_members
from counterfeit_graph.gangs.finders import Finder, Leiden, WeightedGraph
from counterfeit_graph.gangs.growth import LEAST_SHARE, MOST_GROUPS, merge_prior
from counterfeit_graph.gangs.standing import NONE
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.gangs.field import Field

Array = np.ndarray[Any, Any]
# Groups of evidence that speak for the same hands.
HANDS = ("place", "machine", "money", "contact")


@dataclass(frozen=True)
class DenSplit:
    """How dens are told apart: decibans asked per pair inside a gang.

    Example:
        >>> DenSplit().resolution
        3.0
    """

    resolution: float = 3.0


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


def split_dens(field: Field, gang: Array, *, split: DenSplit, derived: Array) -> Array:
    """The den of each account, -1 outside gangs; numbered over all gangs.

    Args:
        field: the uses.
        gang: gang of each account, -1 for none.
        split: the resolution.
        derived: mask of uses that rest on what lies behind the account (money, parties): not the same hands.
    """
    group = field.worth[2]
    hands = np.isin(group, [GROUP_NAMES.index(name) for name in HANDS])
    kept = (gang[field.account] >= 0) & hands[field.value] & ~derived
    if not kept.any():
        return gang.copy()
    inside = _inside_weights(field, gang, kept=kept)
    found = Leiden(resolution=split.resolution).labels(WeightedGraph(field.accounts, *inside))
    den, inside_gangs = np.full(field.accounts, NONE, np.int64), gang >= 0
    pairs = np.stack([gang[inside_gangs], found[inside_gangs]])
    den[inside_gangs] = np.unique(pairs, axis=1, return_inverse=True)[1].ravel()
    return den


def _inside_weights(field: Field, gang: Array, *, kept: Array) -> tuple[Array, Array, Array]:
    """Links inside gangs, each value weighed against its gang: 10 log10(m n / f) when f of its n accounts use it."""
    account, gang_count = field.account[kept], int(gang.max()) + 1
    local, value = np.unique(field.value[kept] * gang_count + gang[account], return_inverse=True)
    of_value, of_gang = local // gang_count, local % gang_count
    users = np.bincount(value)
    sizes = np.bincount(gang[gang >= 0], minlength=gang_count)[of_gang]
    m = np.maximum(field.worth[1][of_value], 0.5)
    alone = np.maximum(10 * np.log10(m * sizes / users), 0.0)
    ptr, _ = compress(account, field.accounts)
    value_ptr, value_use = compress(value, len(local))
    no_date, settled = np.zeros(len(account), np.int64), np.zeros(len(account), bool)
    weights = (np.floor(alone * MILLI).astype(np.int64), users / sizes, np.zeros(len(local)), users > 1)
    rows = (ptr, value, value_ptr, value_use, account)
    a, b, milli, _ = link_pairs(rows, (no_date, no_date, settled), weights, field.worth[2][of_value], field.worth[3], 1)
    return a.astype(np.int64), b.astype(np.int64), milli / MILLI

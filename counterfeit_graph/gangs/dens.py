"""Gangs out of groups, and dens inside gangs.

A *gang* is a community of groups tied by money behind the tills, suppliers, picture stock, parties and succession. A
*den* is the same hands inside it: hard identifiers, one place, one till. What the whole gang shares does not tell its
dens apart, so inside a gang a value is weighed against the gang and not against the case, and each gang by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import link_pairs
from counterfeit_graph.evidence.clues._survived import Lives, lives_of
from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_NAMES
from counterfeit_graph.gangs.finders import DECIBANS, Finder, Leiden, WeightedGraph
from counterfeit_graph.gangs.growth import merges
from counterfeit_graph.gangs.standing import NONE
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.identity.gather import UNKNOWN
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.field import Field

Array = np.ndarray[Any, Any]
# Groups of evidence that speak for the same hands, but for the kind by which a whole gang names its fronts.
HANDS = ("place", "machine", "money", "contact", "paper")
FRONTS = ("handle",)


@dataclass(frozen=True)
class DenSplit:
    """How dens are told apart inside a gang.

    Attributes:
        resolution: decibans that a pair of one den is asked for; more of them, smaller dens.
        handed: an account opened within so many days after another was closed has from it what both used.
        least: a gang of so many accounts or fewer is one den.

    Example:
        >>> DenSplit().least
        8
    """

    resolution: float = 0.2
    handed: int = 120
    least: int = 8


def join_groups(field: Field, label: Array, *, finder: Finder) -> Array:
    """The gang of each account: communities of the groups in `label` (-1 for none)."""
    groups = int(label.max(initial=NONE)) + 1
    if groups < 2:
        return label
    c, d, posterior = merges(field, label)
    tied = posterior > 0
    gangs = finder.labels(WeightedGraph(groups, c[tied], d[tied], posterior[tied], DECIBANS))
    return np.where(label >= 0, gangs[label], NONE)


def split_dens(evidence: EvidenceGraph, field: Field, *, gang: Array, split: DenSplit) -> Array:
    """The den of each account, -1 outside gangs; numbered over all gangs.

    Args:
        evidence: where the uses come from.
        field: the uses.
        gang: gang of each account, -1 for none.
        split: how dens are told apart.
    """
    den, inside = np.full(field.accounts, NONE, np.int64), np.flatnonzero(gang >= 0)
    a, b, weight = _inside_links(evidence, field, gang=gang, split=split)
    graph = WeightedGraph(len(inside), np.searchsorted(inside, a), np.searchsorted(inside, b), weight)
    label = Leiden(resolution=split.resolution).labels(graph)
    label[np.bincount(gang[inside])[gang[inside]] <= split.least] = 0
    den[inside] = np.unique(gang[inside] * np.int64(len(inside)) + label, return_inverse=True)[1]
    return den


def _inside_links(evidence: EvidenceGraph, field: Field, *, gang: Array, split: DenSplit) -> tuple[Array, Array, Array]:
    """Links inside gangs: a value that f of n accounts use says 10 log10(n / f) / (f - 1) for each pair.

    So a value that the whole gang shares tells no dens apart, and to each of its users its pairs together say the
    same, whatever their number (Newman 2001). It says as much of that as it has users inside the gang among all: a
    depot that everybody sends from is nobody's place of work. An account behind the tills says 1 / (f - 1) of it: the
    more it collects from, the more dens it stands behind.
    """
    use, cell = _kept_uses(evidence, field, gang=gang, split=split)
    account, (local, value) = field.account[use], np.unique(cell, return_inverse=True)
    value = value.astype(np.int32)
    gangs = int(gang.max(initial=NONE)) + 1
    size = np.bincount(gang[gang >= 0], minlength=gangs)[local % max(gangs, 1)]
    inside = np.bincount(value, minlength=len(local))
    everywhere = np.diff(field.users[0])[local // max(gangs, 1)]
    pairs = np.maximum(inside - 1, 1)
    alone = 10.0 * np.log10(size / inside) * inside / everywhere / pairs
    collects = np.unique(value[_behind_tills(evidence, use)])
    alone[collects] /= pairs[collects]
    ptr, _ = compress(account, field.accounts)
    value_ptr, value_use = compress(value, len(local))
    no_date, settled = np.zeros(len(account), np.int32), np.zeros(len(account), np.int8)
    weights = (np.floor(alone * MILLI).astype(np.int64), inside / size, np.zeros(len(local)), inside > 1)
    rows, one_group = (ptr, value, value_ptr, value_use, account), np.zeros(len(local), np.int64)
    a, b, milli, _ = link_pairs(rows, (no_date, no_date, settled), weights, one_group, np.ones(1), 1)
    return a.astype(np.int64), b.astype(np.int64), milli / MILLI


def _kept_uses(evidence: EvidenceGraph, field: Field, *, gang: Array, split: DenSplit) -> tuple[Array, Array]:
    """The uses of `field` that tell dens apart, and for each the cell of its value and gang: value * gangs + gang."""
    uses, gangs = evidence.uses, max(int(gang.max(initial=NONE)) + 1, 1)
    hands = np.isin(uses.group, [GROUP_NAMES.index(name) for name in HANDS])
    hands &= ~np.isin(uses.kind, [KIND_NAMES.index(name) for name in FRONTS])
    kept = np.flatnonzero((gang[field.account] >= 0) & hands[field.value])
    cell = field.value[kept].astype(np.int64) * gangs + gang[field.account[kept]]
    own = ~handed_on(lives_of(evidence.who), field.account[kept], cell=cell, days=split.handed)
    return kept[own], cell[own]


def handed_on(lives: Lives, account: Array, *, cell: Array, days: int) -> Array:
    """Whether each account has a value from a closed one: both use it, and it opened within `days` after the closure.

    Who reopens a shop takes over its phones and tills, wherever in the gang he sits: they say whom he succeeds and not
    with whom he works now.

    Args:
        lives: when accounts opened and closed.
        account: who uses, one entry a use.
        cell: what is used, the same for all uses of one value.
        days: longest gap from closing to opening.

    Example:
        >>> lives = Lives(opened=np.array([0, 150, 150]), closed=np.array([100, UNKNOWN, UNKNOWN]))
        >>> handed_on(lives, np.array([0, 1, 2]), cell=np.array([5, 5, 6]), days=90).tolist()
        [False, True, False]
    """
    opened, closed = lives.opened[account], lives.closed[account]
    ends, begins = closed != UNKNOWN, opened != UNKNOWN
    # One number sorts by cell and then by day: days lie far less than 2**32 apart.
    moment = np.unique(cell, return_inverse=True)[1] * 2**32
    closures = np.sort(moment[ends] + closed[ends])
    after, before = (np.searchsorted(closures, moment + opened - gap) for gap in (days, 0))
    return np.asarray(begins & (before > after))


def _behind_tills(evidence: EvidenceGraph, use: Array) -> Array:
    """Whether each use of the field is of a payment account to which the account's tills pay on."""
    facts, fact = evidence.uses.facts, evidence.uses.fact[~evidence.uses.passing][use]
    return np.asarray((facts.isin("relation", ["behind"]) & facts.isin("kind", ["payment"]))[fact])

"""Cores and their growth: groups of accounts under common control.

Decide on evidence before clustering: *cores* are accounts joined by confident pairs; then, for some rounds, single
accounts and whole groups join the group whose pooled evidence speaks for it best, and members whose evidence no
longer holds are let go. Every step is computed from the state at its start and applied at once, so neither the
order of rows nor the names of accounts matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.evidence.uses import independent_groups
from counterfeit_graph.gangs._kernels import score_merges, value_members
from counterfeit_graph.gangs._kernels_sharing import number_groups, share_value
from counterfeit_graph.gangs.standing import MONEY, NONE, standings
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.fields import check_fields
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.evidence.estimate import Links
    from counterfeit_graph.gangs.field import Field

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Growth:
    """How groups are grown.

    Attributes:
        core: posterior decibans of a pair that starts a group.
        join: posterior decibans at which an account or a group joins.
        groups: independent groups of evidence that a pair or a join needs, of an account or of a whole group; one where
            no more is known of the case (`Uses.lone`).
        values: own values that the evidence for an account hangs on, at least.
        alone: posterior decibans at which verified money by itself is enough; of whole groups, decibans.
        rounds: most rounds of joining; growth ends earlier when nothing changes.

    Example:
        >>> Growth(core=13.0).core
        13.0
    """

    core: float = 10.0
    join: float = 5.0
    groups: int = 2
    values: int = 2
    alone: float = 15.0
    rounds: int = 8

    def __post_init__(self) -> None:
        check_fields(self)
        if min(self.groups, self.values) < 1 or self.rounds < 0:
            msg = "groups and values must be 1 or more and rounds 0 or more"
            raise OptionError(msg, where="Growth")

    def of_case(self, evidence: EvidenceGraph) -> Growth:
        """The same for a case: where one group of evidence alone is known, no second can be asked for."""
        return replace(self, groups=1) if evidence.weights.lone else self

    def confident(self, links: Links, *, prior: float, soft: Array) -> Array:
        """The pairs that start a group; see `Links.unforged` for `soft`."""
        sure = (links.milli / MILLI + prior >= self.core) & (links.group_count >= self.groups)
        return np.asarray(sure & links.unforged(soft))


def grow(field: Field, options: Growth) -> Array:
    """The group of each account, -1 for none; groups are numbered by their lowest account."""
    label = _cores(field, options)
    for _ in range(options.rounds):
        before = label.copy()
        label = _joined(label, field, options=options)
        label = _tied(_merged(label, field, options=options), field)
        if np.array_equal(before, label):
            break
    return _tied(_absorbed(label, field, options=options), field)


def _cores(field: Field, options: Growth) -> Array:
    links = field.links
    sure = options.confident(links, prior=field.prior, soft=field.soft)
    return numbered(component_labels(field.accounts, links.a[sure], b=links.b[sure]))


def numbered(label: Array) -> Array:
    """Groups numbered 0.. by their lowest account; accounts alone or marked -1 get -1."""
    return np.asarray(number_groups(label))


def _joined(label: Array, field: Field, *, options: Growth) -> Array:
    """Every account in the group that its evidence speaks for best, or in none."""
    if label.max(initial=NONE) == NONE:
        return label
    found = standings(field, label)
    out = label.copy()
    out[found.account] = np.where(found.belongs(options), found.group, NONE)
    return numbered(out)


def _absorbed(label: Array, field: Field, *, options: Growth) -> Array:
    """Accounts of small groups that belong to a larger one by themselves go there, then those who belong through them.

    Two or three accounts that share much with each other would else never look at the gang that they are part of.
    """
    sizes = np.bincount(label[label >= 0], minlength=1)
    small = (label >= 0) & (sizes[label] <= SMALL)
    out = np.where(small, NONE, label)
    if out.max(initial=NONE) == NONE:
        return label
    large = numbered(out)
    for candidate in (small, small | (label < 0)):
        found = standings(field, large)
        joins = found.belongs(options) & candidate[found.account] & (large[found.account] < 0)
        large[found.account[joins]] = found.group[joins]
    kept = np.where(large >= 0, large, np.where(small, label + large.max() + 1, NONE))
    return numbered(kept)


def _merged(label: Array, field: Field, *, options: Growth) -> Array:
    """Groups joined with the one that speaks for them best, where the choice is mutual."""
    groups = int(label.max(initial=NONE)) + 1
    if groups < 2:
        return label
    c, d, posterior = merges(field, label, growth=options, least=options.join)
    c, d = _mutual_best(c, d, score=posterior, groups=groups)
    joined = component_labels(groups, c, b=d)
    return numbered(np.where(label >= 0, joined[label], NONE))


def _tied(label: Array, field: Field) -> Array:
    """Groups of n accounts with n - 1 kept pairs or more stay; of the others, what their kept pairs tie.

    Through enough members every account shares something with some of them: without this, a group that coincidence
    began would go on growing by coincidence.
    """
    a, b = field.links.a, field.links.b
    inside = (label[a] == label[b]) & (label[a] >= 0)
    pairs = np.bincount(label[a[inside]], minlength=int(label.max(initial=NONE)) + 1)
    loose = pairs < np.bincount(label[label >= 0], minlength=1)[: len(pairs)] - 1
    if not loose.any():
        return label
    apart = (label >= 0) & loose[label]
    within = inside & apart[a]
    parts = component_labels(field.accounts, a[within], b=b[within]) + len(loose)
    return numbered(np.where(apart, parts, label))


def merges(field: Field, label: Array, *, growth: Growth, least: float) -> tuple[Array, Array, Array]:
    """Groups that share values: (c, d, posterior decibans that they are one, `least` or more), c < d, ascending.

    Of as many groups as confident pairs of the case make, each is expected to have one other part. As of an account,
    as many independent groups of evidence are asked for as of values, or money: a straw who sold his papers to a gang
    has shops too.
    """
    sizes = np.bincount(label[label >= 0], minlength=1)
    members = value_members(*field.by_value, label)
    c, d, score, mask = score_merges(sizes, field.groups, members, field.worth, MOST_GROUPS, LEAST_SHARE)
    posterior = score - 10 * np.log10(field.groups)
    several = (independent_groups(mask) >= max(growth.groups, growth.values)) | (
        (mask & MONEY > 0) & (score >= growth.alone)
    )
    fits = (posterior >= least) & several
    c, d, posterior = c[fits], d[fits], posterior[fits]
    unforged = _unforged(field, label, c=c, d=d)
    return c[unforged], d[unforged], posterior[unforged]


def _unforged(field: Field, label: Array, *, c: Array, d: Array) -> Array:
    """Whether groups c and d share a value that neither could have written of the other; see `Links.unforged`."""
    groups, inside = int(label.max(initial=NONE)) + 1, label >= 0
    soft = np.bincount(label[inside], weights=~field.soft[inside], minlength=groups) == 0
    compared = np.zeros(groups + 1, bool)
    compared[c] = compared[d] = True
    hard = field.hard[compared[label[field.account[field.hard]]]]
    ptr, rows = compress(label[field.account[hard]].astype(np.int32), groups)
    return np.asarray(soft[c] | soft[d] | share_value(c, d, ptr, field.value[hard[rows]], len(field.worth[0])))


def _mutual_best(c: Array, d: Array, *, score: Array, groups: int) -> tuple[Array, Array]:
    best = np.full(groups, -np.inf)
    np.maximum.at(best, c, score)
    np.maximum.at(best, d, score)
    mutual = (score == best[c]) & (score == best[d])
    return c[mutual], d[mutual]


# A value that more groups use than this is passed over when groups are compared.
MOST_GROUPS = 200
# Groups of so many accounts or fewer may be parts of larger ones.
SMALL = 5
# Least share of both groups that must use a value for it to speak for joining them.
LEAST_SHARE = 0.2

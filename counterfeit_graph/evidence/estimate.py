"""m, u and the prior, estimated from the case itself.

Expectation-maximisation over the candidate pairs (Winkler 1988), with two safeguards. The share of pairs that share a
kind
is counted over pairs that are linked by *other* groups, so that a kind cannot confirm itself. And frequencies are
counted
over controllers, not accounts, so that the reuse of a value by one gang does not weaken that gang's own evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import distinct_labels, ledger_rows, link_pairs
from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.evidence.parameters import Round, by_kind
from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_GROUP, independent_groups, known_kinds
from counterfeit_graph.evidence.weights import Weights, corroborated, prior_decibans, reweighed, support_of
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence.uses import Uses

Array = np.ndarray[Any, Any]
# Most pairs that the parameters are estimated from; more change no digit that is shown.
SAMPLE = 2_000_000
# Pairs' worth of belief in the vocabulary's start value of m.
BELIEF = 30.0
# Posterior decibans, far below even odds, from which pairs teach the parameters.
WIDE = -10.0
# Posterior decibans from which two accounts are counted as one controller.
CONFIDENT = 10.0


@dataclass(frozen=True)
class Links:
    """Pairs of accounts with a < b, their evidence in milli-decibans and the groups that speak for them (bit mask)."""

    a: Array
    b: Array
    milli: Array
    groups: Array

    def __len__(self) -> int:
        return len(self.a)

    def where(self, mask: Array) -> Links:
        """The pairs at which `mask` is true."""
        return Links(self.a[mask], self.b[mask], self.milli[mask], self.groups[mask])

    @property
    def group_count(self) -> Array:
        """Number of independent groups that speak for each pair."""
        return independent_groups(self.groups)


def link(uses: Uses, weights: Weights, *, posterior: float) -> Links:
    """All pairs whose posterior (evidence plus prior) reaches so many decibans."""
    floor = int(np.ceil((posterior - weights.prior) * MILLI))
    group = uses.group
    return Links(*link_pairs(uses.rows, uses.dates, weights.for_kernels, group, weights.discount, max(floor, 1)))


@dataclass(frozen=True)
class Seen:
    """What one round looked at: the weights it began with, their links, and the supported pairs of each value."""

    weights: Weights
    links: Links
    supported: Array


class Look:
    """Where a round's links and supported pairs come from: here, from all pairs; an update knows most of them."""

    def known_kinds(self, uses: Uses) -> Array:
        """(accounts, kinds): whether any value of the kind is known of the account."""
        return known_kinds(uses)

    def links(self, at: int, uses: Uses, *, weights: Weights, posterior: float) -> Links:
        """The links of round `at`; `LAST` for those that are kept in the end."""
        del at
        return link(uses, weights, posterior=posterior)

    def supported(self, at: int, uses: Uses, *, weights: Weights, links: Links) -> Array:
        """Per value: how many pairs of its users other groups of evidence support."""
        del at
        return supported_pairs(Rows.of(uses, weights=weights, links=_sampled(links)), uses, weights=weights)


LAST = -1


def estimated(
    uses: Uses, weights: Weights, *, known: Array, rounds: int = 3, fixed: bool = False
) -> tuple[Weights, tuple[Round, ...], tuple[Seen, ...]]:
    """Weights with m, the prior, controllers and corroboration estimated from the case, and how they came about.

    Args:
        uses: the uses.
        weights: where to start.
        known: (accounts, kinds) truth of "a value of this kind is known".
        rounds: rounds of expectation and maximisation.
        fixed: keep the prior; else it is estimated too.
    """
    told: list[Round] = []
    seen: list[Seen] = []
    for _ in range(rounds):
        links = link(uses, weights, posterior=WIDE)
        if not len(links):
            break
        rows = Rows.of(uses, weights=weights, links=_sampled(links))
        seen.append(Seen(weights, links, supported_pairs(rows, uses, weights=weights)))
        m, prior = shared_given_linked(rows, weights, known=known), weights.prior
        prior = prior if fixed else prior_of(links, prior, accounts=uses.accounts)
        told.append(Round.of(prior, m, support=support_of(uses, seen[-1].supported)))
        weights = _stepped(uses, seen[-1], numbers=told[-1])
    return weights, tuple(told), tuple(seen)


def replayed(
    uses: Uses, weights: Weights, *, rounds: tuple[Round, ...], look: Look
) -> tuple[Weights, tuple[Seen, ...]]:
    """Weights under numbers that an earlier run estimated: what values count follows from their own users alone."""
    seen: list[Seen] = []
    for at, numbers in enumerate(rounds):
        links = look.links(at, uses, weights=weights, posterior=WIDE)
        if not len(links):
            break
        seen.append(Seen(weights, links, look.supported(at, uses, weights=weights, links=links)))
        weights = _stepped(uses, seen[-1], numbers=numbers)
    return weights, tuple(seen)


def _stepped(uses: Uses, seen: Seen, *, numbers: Round) -> Weights:
    weights = seen.weights
    controllers = _controllers(uses, seen.links, weights=weights)
    ceiling = corroborated(weights, uses, supported=seen.supported, support=by_kind(numbers.support))
    weights = reweighed(weights, uses, m=by_kind(numbers.m), controllers=controllers, ceiling=ceiling)
    return replace(weights, prior=numbers.prior)


def prior_of(links: Links, prior: float, *, accounts: int) -> float:
    """Prior odds in decibans, from the partners that the solid links give an account in the mean."""
    odds = 10 ** ((links.milli / MILLI + prior) / 10)
    solid = links.group_count >= 2
    partners = 2 * float((odds / (1 + odds))[solid].sum()) / accounts
    return prior_decibans(float(np.clip(partners, 0.05, 50.0)), accounts)


def _sampled(links: Links) -> Links:
    step = max(1, -(-len(links) // SAMPLE))
    return Links(links.a[::step], links.b[::step], links.milli[::step], links.groups[::step])


@dataclass(frozen=True)
class Rows:
    """Ledger rows of sampled pairs, and the evidence of each pair from each group."""

    links: Links
    pair: Array
    use_a: Array
    use_b: Array
    value: Array
    kind: Array
    by_group: Array

    @classmethod
    def of(cls, uses: Uses, *, weights: Weights, links: Links) -> Rows:
        """The rows of some links."""
        group = uses.group
        ends = (links.a.astype(np.int64), links.b.astype(np.int64))
        pair, use_a, use_b, _, counted = ledger_rows(
            ends, uses.rows, uses.dates, weights.for_kernels, group, weights.discount
        )
        counting = counted > 0
        pair, use_a, use_b, counted = pair[counting], use_a[counting], use_b[counting], counted[counting]
        value = uses.value[use_a]
        cell = pair * len(GROUP_NAMES) + group[value]
        by_group = np.bincount(cell, weights=counted, minlength=len(links) * len(GROUP_NAMES))
        return cls(
            links, pair, use_a, use_b, value, uses.kind[value], by_group.reshape(len(links), len(GROUP_NAMES)) / MILLI
        )

    def posterior_without(self, group: int, prior: float) -> Array:
        """Posterior decibans of each pair from all other groups."""
        return np.asarray(self.links.milli / MILLI - self.by_group[:, group] + prior)


def shared_given_linked(rows: Rows, weights: Weights, *, known: Array) -> Array:
    """Per kind, the chance m that two accounts share a value of it, over pairs that other kinds link."""
    m = weights.m.copy()
    for kind in range(len(m)):
        linked = rows.posterior_without(int(KIND_GROUP[kind]), weights.prior)
        belief = 1 / (1 + 10 ** (-linked / 10))
        both = known[rows.links.a, kind] & known[rows.links.b, kind] & (linked > 0)
        shares = np.zeros(len(rows.links), bool)
        shares[rows.pair[rows.kind == kind]] = True
        start = weights.m[kind]
        m[kind] = (BELIEF * start + belief[both & shares].sum()) / (BELIEF + belief[both].sum())
    return np.clip(m, 0.01, 0.95)


def supported_pairs(rows: Rows, uses: Uses, *, weights: Weights) -> Array:
    """Per value: how many pairs of its users have even odds or more from other groups of evidence."""
    other = rows.links.milli[rows.pair] / MILLI - rows.by_group[rows.pair, uses.group[rows.value]] + weights.prior
    return np.bincount(rows.value[other > 0], minlength=len(uses.kind))


def _controllers(uses: Uses, links: Links, *, weights: Weights) -> Array:
    """Distinct controllers among the users of each value, accounts tied by confident pairs being one."""
    sure = links.where((links.milli / MILLI + weights.prior >= CONFIDENT) & (links.group_count >= 2))
    label = component_labels(uses.accounts, sure.a, b=sure.b)
    return distinct_labels(uses.value_ptr, uses.account[uses.value_use], label)

"""m, u and the prior, estimated from the case itself.

Expectation-maximisation over the candidate pairs (Winkler 1988), with two safeguards. The share of pairs that share a
kind is counted over pairs that are linked by *other* groups, so that a kind cannot confirm itself. And frequencies are
counted over controllers, not accounts, so that the reuse of a value by one gang does not weaken that gang's own
evidence.

Each component of linked accounts counts once for m, and as `LARGEST` accounts at most for the prior and for how many
accounts there are: a foreign ring of thousands, tied to nothing else, leaves every other pair as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import HARD, distinct_labels, linked_to_lower
from counterfeit_graph.evidence._kernels_support import supported_pairs
from counterfeit_graph.evidence.components import DIGITS, LARGEST, component_labels, once_each, shares_in_large
from counterfeit_graph.evidence.pairing import clues_of, pairs_sharing
from counterfeit_graph.evidence.parameters import Round, by_group, by_kind, named
from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_GROUP, independent_groups
from counterfeit_graph.evidence.weights import Weights, corroborated, in_market, prior_decibans, reweighed, support_of
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence.fitted import Fitting
    from counterfeit_graph.evidence.uses import Uses

Array = np.ndarray[Any, Any]
# Most pairs that the parameters are estimated from; more change no digit that is shown.
SAMPLE = 2_000_000
# Components' worth of belief in the vocabulary's start value of m.
BELIEF = 30.0
# Posterior decibans, far below even odds, from which pairs teach the parameters.
WIDE = -10.0
# Parts in which a pair is counted that is supported in part.
WHOLE = 1 << 20
# Posterior decibans from which two accounts are counted as one controller.
CONFIDENT = 10.0


@dataclass(frozen=True)
class Links:
    """Pairs of accounts with a < b, their evidence in milli-decibans and the groups that speak for them (bit mask).

    The mask holds `HARD` where something speaks for a pair that neither side could have forged.
    """

    a: Array
    b: Array
    milli: Array
    groups: Array

    def __len__(self) -> int:
        return len(self.a)

    def where(self, mask: Array) -> Links:
        """The pairs at which `mask` is true."""
        at = np.flatnonzero(mask)
        return Links(self.a[at], self.b[at], self.milli[at], self.groups[at])

    def unforged(self, soft: Array) -> Array:
        """Pairs of which neither account could have written all that the two share.

        That cannot be asked of accounts that are `soft`: nothing else is known of them.
        """
        return np.asarray((self.groups & HARD > 0) | soft[self.a] | soft[self.b])

    @property
    def group_count(self) -> Array:
        """Number of independent groups that speak for each pair."""
        return independent_groups(self.groups)


def link(uses: Uses, weights: Weights, *, posterior: float) -> Links:
    """All pairs whose posterior (evidence plus prior) reaches so many decibans."""
    floor = int(np.ceil((posterior - weights.prior) * MILLI))
    groups = uses.group, weights.discount
    return Links(*pairs_sharing(uses.rows, uses.dates, worth=weights.for_kernels, groups=groups, floor=max(floor, 1)))


@dataclass(frozen=True)
class Seen:
    """What one round looked at: the weights it began with, their links, and the supported pairs of each value.

    Pairs are counted in parts of `WHOLE`, so that sums do not depend on their order.
    """

    weights: Weights
    links: Links
    supported: Array


class Look:
    """Where a round's links, and what they support, come from: here, all pairs; an update knows most of them."""

    def links(self, at: int, uses: Uses, *, weights: Weights, posterior: float) -> Links:
        """The links of round `at`; `LAST` for those that are kept in the end."""
        del at
        return link(uses, weights, posterior=posterior)

    def supported(self, at: int, uses: Uses, *, weights: Weights, links: Links) -> Array:
        """The supported pairs of each value in round `at`, of which these are the links."""
        del at
        return supported_by(links, uses, weights=weights)

    def counted(self, at: int, seen: Seen, *, controllers: Array) -> tuple[Array, Array, Array]:
        """The values to be weighed after round `at`; milli-decibans and rate of all, as far as they are known."""
        del at
        values = np.arange(len(controllers))
        return values, np.empty_like(seen.weights.alone), np.empty_like(seen.weights.rate)


LAST = -1


def estimated(
    uses: Uses, weights: Weights, *, fitting: Fitting, rounds: int = 3, fixed: bool = False
) -> tuple[Weights, tuple[Round, ...], tuple[Seen, ...]]:
    """Weights with m, the prior, controllers, corroboration, discounts and horizons estimated from the case.

    Args:
        uses: the uses.
        weights: where to start.
        fitting: what of m, discounts and horizons is given; the rest is estimated, or fitted after the second round.
        rounds: rounds of expectation and maximisation.
        fixed: keep the prior; else it is estimated too.

    Returns:
        The weights, the numbers that each round went by, and what it looked at.
    """
    told: list[Round] = []
    seen: list[Seen] = []
    start, weights = weights.m, fitting.fixed(weights)
    for turn in range(rounds):
        links = link(uses, weights, posterior=WIDE)
        if not len(links):
            break
        component = components_of(uses, links, weights=weights)
        seen.append(Seen(weights, links, Look().supported(turn, uses, weights=weights, links=links)))
        rows = Rows.of(uses, weights=weights, links=sampled(links, SAMPLE))
        m = shared_given_linked(rows, start, prior=weights.prior, known=uses.known, component=component)
        m = fitting.given_m(m)
        counted = counted_once(weights, component, uses=uses)
        # Where pairs cannot have two groups of evidence, none says how many partners there are.
        prior = weights.prior if fixed or weights.lone else prior_of(links, counted, component=component)
        numbers = Round(
            prior,
            named(m),
            named(support_of(uses, seen[-1].supported / WHOLE)),
            counted.population,
            named(counted.known),
        )
        weights = _stepped(turn, uses, seen=seen[-1], numbers=numbers, look=Look())
        if turn == min(1, rounds - 1):
            weights = fitting.fitted(weights, uses, component=component)
        told.append(numbers.fading(weights.discount, weights.days))
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
        supported = look.supported(at, uses, weights=weights, links=links)
        seen.append(Seen(weights, links, supported))
        weights = _stepped(at, uses, seen=seen[-1], numbers=numbers, look=look)
        faded = by_group(numbers.discounts), by_kind(numbers.horizons).astype(float)
        weights = replace(weights, discount=faded[0], days=faded[1])
    return weights, tuple(seen)


def _stepped(at: int, uses: Uses, *, seen: Seen, numbers: Round, look: Look) -> Weights:
    """The weights after round `at`, which looked at `seen`, discounts and horizons as before it."""
    weights = replace(seen.weights, population=numbers.population, known=by_kind(numbers.known))
    controllers = _controllers(uses, seen.links, weights=weights)
    again, alone, rate = look.counted(at, seen, controllers=controllers)
    part, users = weights.at(again), uses.users[again]
    support = by_kind(numbers.support)
    ceiling = corroborated(part, users, supported=seen.supported[again] / WHOLE, support=support)
    part = reweighed(part, m=by_kind(numbers.m), controllers=controllers[again], ceiling=ceiling)
    alone[again], rate[again] = part.alone, part.rate
    return replace(weights, m=part.m, controllers=controllers, alone=alone, rate=rate, prior=numbers.prior)


def components_of(uses: Uses, links: Links, *, weights: Weights) -> Array:
    """Component of each account over pairs of even odds or better."""
    even = links.where(links.milli / MILLI + weights.prior >= 0)
    return component_labels(uses.accounts, even.a, b=even.b)


def counted_once(weights: Weights, component: Array, *, uses: Uses) -> Weights:
    """The weights with how many accounts there are, and of how many a value of each kind is known."""
    accounts, share = shares_in_large(component)
    population = round(float(uses.accounts - (1 - share).sum()), DIGITS)
    counts = uses.known_counts - uses.known_of(accounts, 1 - share)
    known = in_market(np.round(counts, DIGITS), accounts=population)
    return replace(weights, population=population, known=known)


def prior_of(links: Links, weights: Weights, *, component: Array) -> float:
    """Prior odds in decibans that follow from the partners of an account, `LARGEST` - 1 at most."""
    inside = links.where(component[links.a] == component[links.b])
    inside = inside.where(inside.group_count >= 2)
    odds = 10 ** ((inside.milli / MILLI + weights.prior) / 10)
    size = np.bincount(component, minlength=len(component))
    found = np.bincount(component[inside.a], weights=odds / (1 + odds), minlength=len(size))
    # Most accounts have no partner.
    tied, counted = np.flatnonzero(found), np.zeros(len(size))
    found[tied] = np.minimum(2 * found[tied] / size[tied], LARGEST - 1)
    counted[tied] = np.minimum(size[tied], LARGEST)
    partners = float(counted @ found) / weights.population
    return prior_decibans(float(np.clip(partners, 0.05, 50.0)), weights.population)


def sampled(links: Links, most: int) -> Links:
    """Every so many of the pairs, at most `most` of them."""
    step = max(1, -(-len(links) // most))
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
        pair, use_a, use_b, _, counted = clues_of(
            ends, uses.rows, dates=uses.dates, worth=weights.for_kernels, groups=(group, weights.discount)
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


def shared_given_linked(rows: Rows, start: Array, *, prior: float, known: Array, component: Array) -> Array:
    """Per kind, the chance m that two accounts share a value of it, over pairs that other kinds link."""
    m = start.copy()
    of_pair = np.unique(component[rows.links.a], return_inverse=True)[1]
    for kind in range(len(m)):
        linked = rows.posterior_without(int(KIND_GROUP[kind]), prior)
        both = (known[rows.links.a] & known[rows.links.b] & (1 << kind) > 0) & (linked > 0)
        shares = np.zeros(len(rows.links), bool)
        shares[rows.pair[rows.kind == kind]] = True
        belief = once_each(of_pair[both], 1 / (1 + 10 ** (-linked[both] / 10)))
        m[kind] = (BELIEF * start[kind] + belief[shares[both]].sum()) / (BELIEF + belief.sum())
    return np.clip(m, 0.01, 0.95)


def supported_by(links: Links, uses: Uses, *, weights: Weights) -> Array:
    """Per value: how many pairs of its users other groups of evidence support, each counting with its posterior.

    In parts of `WHOLE`, int64.
    """
    groups, odds = (uses.group, weights.discount), (weights.prior, WHOLE)
    ends = links.a, links.b, links.milli
    return np.asarray(supported_pairs(ends, uses.rows, uses.dates, weights.for_kernels, groups, odds))


def _controllers(uses: Uses, links: Links, *, weights: Weights) -> Array:
    """Distinct controllers among the users of each value, accounts tied by confident pairs being one."""
    lowest, others = _one_hand(links, prior=weights.prior, soft=uses.soft, groups=2)
    return distinct_labels(uses.users, uses.account_ptr, uses.value, lowest, others)


def _one_hand(links: Links, *, prior: float, soft: Array, groups: int) -> tuple[Array, Array]:
    """Accounts that confident pairs tie to lower ones, and the lowest of these, by which they are in order."""
    sure = links.where(links.milli / MILLI + prior >= CONFIDENT)
    sure = sure.where((sure.group_count >= groups) & sure.unforged(soft))
    lowest, others = linked_to_lower(len(soft), sure.a, sure.b)
    return np.asarray(lowest), np.asarray(others)


def groups_of(links: Links, weights: Weights, *, soft: Array) -> int:
    """How many groups of two accounts or more confident pairs make, at least one."""
    lowest, _ = _one_hand(links, prior=weights.prior, soft=soft, groups=1 if weights.lone else 2)
    return max(len(np.unique(lowest)), 1)

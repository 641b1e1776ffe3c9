"""Who of a gang is named, how surely, and who of them to the police."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.gangs.comparison import COUNTS, beyond_one, compare
from counterfeit_graph.gangs.control import Control
from counterfeit_graph.gangs.kin import explained_by_kin
from counterfeit_graph.gangs.offers import Offers
from counterfeit_graph.gangs.stability import mean_over
from counterfeit_graph.gangs.standing import NONE, standings

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.evidence.uses import Uses
    from counterfeit_graph.gangs.field import Field
    from counterfeit_graph.gangs.options import Finding
    from counterfeit_graph.gangs.stability import Reruns
    from counterfeit_graph.gangs.standing import Standing
    from counterfeit_graph.gangs.suspicion import Suspicion
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
# What speaks for control: values shared with members, their supplier and goods, own signs; against it, what is kept
# apart.
TERMS: tuple[str, ...] = ("common", "goods", "signs", "apart")
OWN_RANGE = (-3.0, 20.0)
# How often who is named is looked at anew, for what others share with the newly named.
ROUNDS = 2


@dataclass(frozen=True)
class Tried:
    """What speaks for the accounts of the gangs before anybody is named.

    Attributes:
        core: gang of each account that belongs by itself, -1 for none.
        whole: the same with the accounts that are merely linked.
        standing: how accounts stand to the groups as grown.
        suspicion: of accounts and groups.
    """

    core: Array
    whole: Array
    standing: Standing
    suspicion: Suspicion


@dataclass(frozen=True)
class Membership:
    """How each account stands in its gang.

    Attributes:
        gang: gang of each account, named or uncertain, -1 for none.
        unlisted: gang of each account that was taken into one and is almost surely no member, -1 for all others.
        confidence: in its membership, 0 to 1.
        firm: whether its membership bears being told to the police.
        standing: how accounts stand to the named members: what is shown, so that an explanation sums to it.
        judged: the accounts that were looked at, those of the gangs and all that share anything with one.
    """

    gang: Array
    unlisted: Array
    confidence: Array
    firm: Array
    standing: Standing
    judged: Judged


@dataclass(frozen=True)
class Judged:
    """Accounts held against the members of a gang; one row an account.

    Attributes:
        size: accounts of the case.
        account: codes of the accounts.
        gang: the gang that each is held against.
        traits: what `control` is computed from, in order of `Control.worth`: log10 of 1 + values in common, decibans of
            the supplier, of the goods dealt in and of the account's own signs; then per kind whether it is shared, and
            how far it is kept apart (see `Comparison`).
        hard: whether anything that a third party cannot write ties it.
        how: what the traits are worth.
    """

    size: int
    account: Array
    gang: Array
    traits: Array
    hard: Array
    how: Control

    @property
    def terms(self) -> Array:
        """Decibans for control by the same hands, against mere acquaintance with a member, in order of `TERMS`."""
        worth, ends = self.traits * self.how.worth, np.cumsum([1, 2, 1, len(KIND_NAMES)])
        values, goods, signs, shared, apart = (part.sum(axis=1) for part in np.split(worth, ends, axis=1))
        return np.stack([values + shared, goods, signs, apart], axis=1)

    @property
    def control(self) -> Array:
        """Decibans for control by the same hands."""
        return np.asarray(self.how.general["start"] + self.terms.sum(axis=1))

    @property
    def probability(self) -> Array:
        """Of control; no more than `loose` where who frames a rival may have written all that ties him."""
        return np.minimum(1 / (1 + 10 ** (-self.control / 10)), np.where(self.hard, 1.0, self.how.loose))


def settle(evidence: EvidenceGraph, field: Field, *, tried: Tried, options: Finding, reruns: Reruns) -> Membership:
    """Who is named: whoever control speaks for, rather than acquaintance with a member or kinship.

    Accounts that growth left out are looked at too: they share too little with each member, but something with many.
    Confidence is the probability of control in the mean of reruns; below `doubt` an account is not listed.
    """
    doubted = explained_by_kin(evidence.who, field, gang=tried.whole)
    doubted |= _rejected(evidence.who, tried.whole, standing=tried.standing)
    named = np.where(doubted, NONE, tried.core)
    offers, signs = Offers.of(evidence.who), np.clip(tried.suspicion.account, *OWN_RANGE)

    def beside(gang: Array, named: Array) -> Array:
        return np.column_stack([offers.alike(gang, named=(named == gang) & (named >= 0)), signs])

    for _ in range(ROUNDS):
        nearest = _nearest(field, tried.whole, named=named)
        near, case = beside(nearest, named), (evidence.uses, field)
        judged = judge(case, gang=nearest, named=named, beside=near, how=options.control)
        confidence = _confidence(judged, doubted=doubted)
        named = np.where(confidence >= options.sure, nearest, NONE)
    gang, members = np.where((tried.whole >= 0) | (named >= 0), nearest, NONE), named
    held_beside = beside(gang, members)

    def again(thin: Field) -> Array:
        case = evidence.uses, thin
        held = judge(case, gang=gang, named=members, beside=held_beside, how=options.control)
        return _confidence(held, doubted=doubted)

    held = mean_over(evidence, gang >= 0, judged=again, reruns=reruns)
    confidence = confidence if held is None else held
    named = np.where(confidence >= options.sure, gang, NONE)
    shown = standings(field, named, accounts=np.flatnonzero(gang >= 0))
    firm = _firm(judged, beyond_one(evidence.uses, field, gang=gang, named=named >= 0), least=options.tiers.ties)
    # Who is almost surely no member is not called an uncertain one: lists are read by their names, not by numbers.
    listed = confidence >= options.doubt
    placed, unlisted = (np.where(kept, gang, NONE) for kept in (listed, ~listed))
    return Membership(placed, unlisted, confidence, firm, shown, judged)


def _confidence(judged: Judged, *, doubted: Array) -> Array:
    """Probability of control of all accounts; `loose` at most where it is doubted for other reasons."""
    sure = _spread(judged, judged.probability)
    return np.where(doubted, np.minimum(sure, judged.how.loose), sure)


def _firm(judged: Judged, ties: Array, *, least: int) -> Array:
    """Whether each account has strong signs of its own, or control speaks for it through so many own values.

    Signs that made it a member do not make it one for the police: what ties it must make control likely without them.
    """
    signs = judged.terms[:, TERMS.index("signs")]
    signed = judged.hard & (signs >= judged.how.signed) & (judged.control >= signs)
    return _spread(judged, signed | ((judged.control >= judged.how.firm) & (ties[judged.account] >= least))) > 0


def judge(case: tuple[Uses, Field], *, gang: Array, named: Array, beside: Array, how: Control) -> Judged:
    """The accounts of `gang` (-1 for none) held against its members.

    Args:
        case: all uses, and those that count.
        gang: the gang that each account is held against.
        named: gang of each member, -1 for all others.
        beside: of each account, decibans of the goods that it deals in (see `Offers`) and of its own signs.
        how: what all of it is worth.
    """
    compared = compare(*case, gang=gang, named=(named == gang) & (named >= 0))
    accounts = compared.account
    standing = standings(case[1], named, accounts=accounts)
    general = np.column_stack([np.log10(1 + compared.values), compared.goods, beside[accounts]])
    # Who frames a rival can forge papers, labels and texts, but not have bought where the gang buys.
    hard = (standing.hard > 0) | (compared.goods >= COUNTS)
    return Judged(len(gang), accounts, gang[accounts], np.hstack([general, compared.shared, compared.apart]), hard, how)


def _nearest(field: Field, whole: Array, *, named: Array) -> Array:
    """Each account's gang in `whole`, else that of `named` for which what it shares speaks best; -1 for none."""
    accounts = np.flatnonzero(field.around(named >= 0) & (whole < 0))
    gang = whole.copy()
    gang[accounts] = standings(field, named, accounts=accounts).group
    return gang


def _spread(judged: Judged, values: Array) -> Array:
    """Values of the judged accounts as values of all, 0 elsewhere."""
    out = np.zeros(judged.size)
    out[judged.account] = values
    return out


def _rejected(who: Identities, gang: Array, *, standing: Standing) -> Array:
    """Of each two accounts of one gang that a reviewer held apart, the one for whom less speaks."""
    score, out = np.zeros(len(gang)), np.zeros(len(gang), bool)
    score[standing.account] = standing.score
    for row in who.judgements.rows():
        if row["of"] == "account" and row["judgement"] == "rejected":
            a, b = who.account(row["a"]), who.account(row["b"])
            weaker = min((a, b), key=lambda account: (score[account], -account))
            out[weaker] |= bool(gang[a] == gang[b])
    return out

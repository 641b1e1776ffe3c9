"""Who of a gang is named, how surely, and who of them to the police."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.gangs.apart import beyond_one, keeps_apart
from counterfeit_graph.gangs.kin import explained_by_kin
from counterfeit_graph.gangs.standing import standings

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.field import Field
    from counterfeit_graph.gangs.options import Finding
    from counterfeit_graph.gangs.stability import Stability
    from counterfeit_graph.gangs.standing import Standing
    from counterfeit_graph.gangs.suspicion import Suspicion
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
# Most confidence in an account whose evidence is strong but does not come from enough sides.
LOOSE = 0.5
# Decibans for control, against mere acquaintance, from which an account is named though it held in too few reruns, and
# below which it is not named though it held.
SURE, UNSURE = 9.5, -2.0
# What speaks for control, in decibans: a constant; per tenfold pooled evidence, members, own values; and per deciban
# of what is not shared, of own signs (from `OWN_RANGE`), of evidence beyond one acquaintance. Logistic regression on
# simulated worlds (`bench/acquaintances.py`); docs/decisions tells what was left out.
WORTH = (-56.0, 31.0, 6.5, 22.0, 0.85, 1.0, 0.08)
OWN_RANGE = (-3.0, 20.0)
# Decibans of an account's own signs from which any evidence that links it to a gang makes it belong.
OWN_SIGN = 10.0


@dataclass(frozen=True)
class Tried:
    """What speaks for the accounts of the gangs before anybody is named.

    Attributes:
        core: gang of each account that belongs by itself, -1 for none.
        whole: the same with the accounts that are merely linked.
        standing: how accounts stand to the groups as grown.
        suspicion: of accounts and groups.
        stability: shares of reruns.
    """

    core: Array
    whole: Array
    standing: Standing
    suspicion: Suspicion
    stability: Stability


@dataclass(frozen=True)
class Membership:
    """How each account stands in its gang.

    Attributes:
        gang: gang of each account, named or uncertain, -1 for none.
        confidence: in its membership, 0 to 1.
        apart: decibans, 0 or less, that what it does not share says against it.
        control: decibans for control by the same hands, against mere acquaintance with a member.
        traits: what `control` is computed from; see `traits_of`.
        firm: whether its membership bears being told to the police.
        standing: how accounts stand to the named members: what is shown, so that an explanation sums to it.
    """

    gang: Array
    confidence: Array
    apart: Array
    control: Array
    traits: Array
    firm: Array
    standing: Standing


def settle(evidence: EvidenceGraph, field: Field, *, tried: Tried, options: Finding) -> Membership:
    """Who is named: who held in the reruns, is not explained by kin, and is no mere acquaintance of a member."""
    gang, inside = tried.whole, np.flatnonzero(tried.whole >= 0)
    signed = _signed(tried)
    confidence = _confidence(tried, signed=signed)
    doubted = explained_by_kin(evidence.who, field, gang=gang) | _rejected(evidence.who, gang, standing=tried.standing)
    confidence[doubted] = np.minimum(confidence, LOOSE)[doubted]
    named = (gang >= 0) & (confidence >= options.sure)
    apart = keeps_apart(evidence.uses, field, gang=gang, named=named)
    beyond, ties = beyond_one(evidence.uses, field, gang=gang, named=named)
    traits = traits_of(field, tried, named=named, apart=apart, beyond=beyond)
    control = np.where(gang >= 0, WORTH[0] + traits @ np.array(WORTH[1:]), 0.0)
    confidence = _against_acquaintances(confidence, control, free=_hard(tried) & ~doubted, sure=options.sure)
    firm = signed | ((control >= SURE) & (ties >= options.tiers.ties))
    named = np.where(confidence >= options.sure, gang, -1)
    return Membership(gang, confidence, apart, control, traits, firm, standings(field, named, accounts=inside))


def traits_of(field: Field, tried: Tried, *, named: Array, apart: Array, beyond: Array) -> Array:
    """(accounts, 6): what tells control from acquaintance; rows of accounts outside the gangs are zero.

    log10 of the pooled decibans, of the named members and of 1 + own values that tie it; decibans of what it does not
    share, of its own signs, and of evidence beyond one acquaintance.
    """
    gang = tried.whole
    inside = np.flatnonzero(gang >= 0)
    standing = standings(field, np.where(named, gang, -1), accounts=inside)
    size = np.bincount(gang[named], minlength=int(gang.max(initial=-1)) + 1)[gang[inside]] - named[inside]
    own = np.clip(tried.suspicion.account[inside], *OWN_RANGE)
    counts = (np.maximum(standing.score, 1.0), np.maximum(size, 1), 1 + standing.roots)
    traits = np.zeros((len(gang), len(WORTH) - 1))
    traits[inside] = np.stack([*(np.log10(count) for count in counts), apart[inside], own, beyond[inside]], axis=1)
    return traits


def _against_acquaintances(confidence: Array, control: Array, *, free: Array, sure: float) -> Array:
    """Confidence, raised to `sure` where `free` and clearly for control, lowered where for mere acquaintance."""
    raised = np.where(free & (control >= SURE), np.maximum(confidence, sure), confidence)
    return np.where(control < UNSURE, np.minimum(raised, LOOSE), raised)


def _hard(tried: Tried) -> Array:
    """Whether anything that a third party cannot write links each account: who frames a rival forges all of it."""
    hard = np.zeros(len(tried.whole), bool)
    hard[tried.standing.account] = tried.standing.hard > 0
    return hard


def _signed(tried: Tried) -> Array:
    """Accounts of gangs with strong signs of their own; a forged trace and a complaint together must name nobody."""
    return np.asarray((tried.whole >= 0) & (tried.suspicion.account >= OWN_SIGN) & _hard(tried))


def _confidence(tried: Tried, *, signed: Array) -> Array:
    """Confidence in each account of a gang: how often it belonged; with signs of its own, how often it was linked."""
    stability, fringe = tried.stability, np.minimum(tried.stability.linked, LOOSE)
    confidence = np.select([tried.core >= 0, tried.whole >= 0], [stability.belongs, fringe])
    return np.where(signed, np.maximum(confidence, stability.linked), confidence)


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

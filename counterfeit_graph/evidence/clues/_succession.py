"""What sets a successor apart from another shop of the same hands, learned on the case itself.

Pairs that share strong values are a mixture: some are successions, most are merely under one control. Four properties
of a pair tell them apart, each cut into classes:
    handed   values that few others use, 1 / (users - 1) of each: stock is everybody's in a gang, a handed-over till not
    time     days from closing to opening
    stock    how alike the brands on offer are
    reason   why the first account was closed, as the case words it
The share of successions and the density of each class among them are fitted by expectation-maximisation (Dempster,
Laird and Rubin 1977) from declared start values, which go on counting as much as `_PSEUDO` pairs. The properties are
taken to be independent; an account succeeds one account and is succeeded by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
from scipy import sparse

from counterfeit_graph.evidence.clues._survived import Lives, Survivals, Uses
from counterfeit_graph.identity.gather import UNKNOWN, sheet

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
TERMS = ("handed", "time", "stock", "reason")
# Survived evidence from which a pair may teach: 30 decibans, "strong".
_CONFIDENT = 30_000
_PSEUDO = 20.0
_ROUNDS = 15
_SHARE = 0.1
_GAP_EDGES = np.array([0, 2, 4, 8, 15, 31, 61, 121, 241, 481, 961])
# Start value: nine successors of ten open soon, after 45 days on average, the tenth at any time.
_MEAN_GAP = 45.0
_LATE = 0.1
_HANDED_EDGES = np.array([0.2, 0.5, 1.0, 1.5, 2.5, 4.0])
# Start value: how much likelier each class of handed-over values is in a succession.
_HANDED_START = np.array([0.5, 0.6, 0.8, 1.0, 2.0, 4.0, 8.0])
_STOCK_EDGES = np.array([0.05, 0.35, 0.65, 0.95])
_MOST_REASONS = 20


@dataclass(frozen=True)
class Property:
    """Classes of one property.

    Attributes:
        classes: class of each pair.
        usual: share of each class among all pairs of the case, which steadies the share among confident ones.
        start: how much likelier each class is in a succession, before anything is learned.
    """

    classes: Array
    usual: Array
    start: Array


def properties(who: Identities, uses: Uses, *, lives: Lives, found: Survivals, window: int) -> dict[str, Property]:
    """The properties of every pair of `found`, by term."""
    closed, reopened = found.code // lives.size, found.code % lives.size
    return {
        "handed": _handed(uses, found),
        "time": _time(lives, lives.opened[reopened] - lives.closed[closed], window=window),
        "stock": _stock(who, closed, reopened=reopened),
        "reason": _reason(who, closed),
    }


def learn(found: Survivals, survived: Array, *, size: int, known: dict[str, Property]) -> dict[str, Array]:
    """Milli-decibans of each term for every pair: a succession against mere common control.

    Args:
        found: the pairs.
        survived: milli-decibans of what each pair shares.
        size: number of accounts.
        known: the properties of the pairs.
    """
    sure = survived >= _CONFIDENT
    usual = {term: _usual(each, sure) for term, each in known.items()}
    start = {term: _share(usual[term] * each.start) for term, each in known.items()}
    # Where nothing is confident, nothing is learned and the start values stand.
    ends, share, density = (found.code[sure] // size, found.code[sure] % size), _SHARE, start
    for _ in range(_ROUNDS):
        likely = np.prod([(density[t] / usual[t])[known[t].classes[sure]] for t in TERMS], axis=0)
        weight = _responsible(likely, share, ends=ends)
        share = (weight.sum() + _PSEUDO * _SHARE) / (len(weight) + _PSEUDO)
        density = {t: _drawn(known[t].classes[sure], weight, start=start[t]) for t in TERMS}
    return {t: _milli(density[t] / usual[t])[known[t].classes] for t in TERMS}


def _responsible(likely: Array, share: float, *, ends: tuple[Array, Array]) -> Array:
    """Chance that each pair is a succession, where one account leaves room for one predecessor and one successor."""
    odds = likely * share
    # An account has one predecessor and one successor, so that its other pairs take part of the belief.
    rivals = sum(np.bincount(end, odds)[end] for end in ends) - odds if len(odds) else odds
    return np.asarray(odds / (1 - share + rivals))


def _usual(known: Property, sure: Array) -> Array:
    counts = np.bincount(known.classes[sure], minlength=len(known.usual))
    return np.asarray((counts + _PSEUDO * known.usual) / (counts.sum() + _PSEUDO))


def _drawn(classes: Array, weight: Array, *, start: Array) -> Array:
    counts = np.bincount(classes, weight, len(start))
    return np.asarray((counts + _PSEUDO * start) / (counts.sum() + _PSEUDO))


def _share(weights: Array) -> Array:
    return np.asarray(weights / weights.sum())


def _milli(ratio: Array) -> Array:
    return np.asarray(np.floor(10_000 * np.log10(ratio)), np.int64)


def _even(classes: Array, size: int) -> Property:
    """A property of which nothing is known beforehand; every class keeps a little room."""
    return Property(classes, _share(np.bincount(classes, minlength=size) + 0.5), np.ones(size))


def _handed(uses: Uses, found: Survivals) -> Property:
    # Texts are left out: a likeness has no number of users.
    shared = found.by_value
    rare = 1.0 / (uses.users[uses.key[found.closed[shared]]] - 1)
    amount = np.bincount(found.pair[shared], rare, len(found.code)).round(6)
    classes = np.searchsorted(_HANDED_EDGES, amount, side="right")
    return Property(classes, _even(classes, len(_HANDED_START)).usual, _HANDED_START)


def _time(lives: Lives, gap: Array, *, window: int) -> Property:
    """The gaps of all pairs of the case are counted, not drawn: sorted days, one search for each edge."""
    edges = np.append(_GAP_EDGES[window >= _GAP_EDGES], window + 1)
    opened, closed = (np.sort(day[day != UNKNOWN]) for day in (lives.opened, lives.closed))
    # All pairs of closing and opening, without making them.
    before = np.array([np.searchsorted(opened, closed + edge).sum() for edge in edges], float)
    usual = _share(np.diff(before) + 0.5)
    soon = _share(-np.diff(np.exp(-edges / _MEAN_GAP)))
    return Property(np.searchsorted(edges, gap, side="right") - 1, usual, (1 - _LATE) * soon / usual + _LATE)


def _stock(who: Identities, closed: Array, *, reopened: Array) -> Property:
    """Cosine of two brand profiles in classes; class 0 where one of the two shows no brand."""
    brands = _brands(who)
    cosine = np.asarray((brands[closed] * brands[reopened]).sum(axis=1)).ravel().round(9)
    shown = np.diff(brands.indptr) > 0
    alike = 1 + np.searchsorted(_STOCK_EDGES, cosine, side="right")
    return _even(np.where(shown[closed] & shown[reopened], alike, 0), len(_STOCK_EDGES) + 2)


def _brands(who: Identities) -> sparse.csr_array:
    """Accounts by brands, rare brands heavier, rows of length one."""
    listings = sheet(who.records, "listings")
    account = who.codes(listings.text("account_id"))
    names = pc.utf8_lower(listings.text("brand")).combine_chunks().dictionary_encode()
    brand = np.asarray(pc.fill_null(names.indices, -1)).astype(np.int64)
    kept = (account >= 0) & (brand >= 0)
    shape = (len(who.accounts), max(len(names.dictionary), 1))
    counts = sparse.csr_array((np.ones(kept.sum()), (account[kept], brand[kept])), shape=shape)
    counts.sum_duplicates()
    sellers = np.bincount(counts.indices, minlength=shape[1])
    # A hundred offers of a brand are not a hundred times the evidence of one.
    counts.data = np.log1p(counts.data) * np.log1p(shape[0] / np.maximum(sellers, 1))[counts.indices]
    width = np.diff(counts.indptr)
    length = np.sqrt(np.bincount(np.repeat(np.arange(shape[0]), width), counts.data**2, shape[0]))
    counts.data /= np.repeat(length, width)
    return counts


def _reason(who: Identities, closed: Array) -> Property:
    """The words in which the case gives the reason, the commonest apart; class 0 for none or a rare one."""
    words = who.accounts.arrow["close_reason"].combine_chunks().dictionary_encode()
    code = np.asarray(pc.fill_null(words.indices, len(words.dictionary))).astype(np.int64)
    often = np.bincount(code, minlength=len(words.dictionary) + 1)[:-1]
    ranked = np.lexsort((np.asarray(pc.rank(words.dictionary)), -often)) if len(often) else often
    place = np.zeros(len(often) + 1, np.int64)
    place[ranked[:_MOST_REASONS]] = 1 + np.arange(min(len(often), _MOST_REASONS))
    return _even(place[code[closed]], min(len(often), _MOST_REASONS) + 1)

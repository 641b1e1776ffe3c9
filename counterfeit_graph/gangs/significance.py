"""Could chance have made it? Gangs and dens against the same case with its values dealt out anew.

Within each kind the values are dealt out to the accounts at random, to those too that share none with anybody: every
account keeps as many values as it had, every value as many users (a configuration model; Newman, Strogatz and Watts
2001). Whoever searches finds something in noise too, so what holds a group together is compared with the groups that
are found in each dealing: p is the share of dealings with any group as strong (Westfall and Young 1993), q the number
of groups as strong that a dealing gives in the mean, over those that we found (Tusher, Tibshirani and Chu 2001), by the
steps of Benjamini and Hochberg (1995).

It asks whether coincidence could have tied these accounts so firmly, not whether there is an honest reason: a family
passes this test as a gang does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.evidence.estimate import link
from counterfeit_graph.evidence.ledger import DERIVED
from counterfeit_graph.evidence.uses import KIND_NAMES, codes_of
from counterfeit_graph.gangs.finders import Leiden
from counterfeit_graph.gangs.graph import WeightedGraph
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.seeds import generator
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.evidence.uses import Uses

Array = np.ndarray[Any, Any]
# What a use is, one array each.
_OF_USES = ("account", "value", "first", "last", "parcel", "passing", "forge", "root", "other_root", "fact")

# Rounds in which values dealt twice to one account are exchanged; hardly any is left after them.
_EXCHANGES = 8


def significance(evidence: EvidenceGraph, members: Table, *, shuffles: int, seed: int) -> Table:
    """Gangs and dens of `members` against `shuffles` dealings; see `Gangs.significance`.

    Raises:
        OptionError: no shuffles.
    """
    if shuffles < 1:
        msg = "at least one shuffle is needed"
        raise OptionError(msg, where=f"significance(shuffles={shuffles})", remedy="99 give p = 0.01 at best")
    rows = [row for column in ("gang_id", "den_id") for row in _rows(evidence, members, column=column)]
    held = np.array([row["decibans"] for row in rows])
    cards = Cards.of(evidence.uses)
    null = [strengths(dealt(evidence, cards, rng=generator(seed, "deal", str(n)))) for n in range(shuffles)]
    counts = np.array([_as_strong(found, held) for found in null])
    p = (1 + (counts > 0).sum(axis=0)) / (1 + shuffles)
    expected = (1 + counts.sum(axis=0)) / (1 + shuffles)
    # Gangs and the dens inside them are two questions, each with its own false discoveries.
    gangs = sum(row["level"] == "gang" for row in rows)
    q = [rate for part in (expected[:gangs], expected[gangs:]) for rate in discovery_rates(part / max(len(part), 1))]
    columns = {name: [row[name] for row in rows] for name in ("level", "id", "accounts", "decibans")}
    most = max(float(each.max(initial=0.0)) for found in null for each in found)
    columns |= {"by_chance": [round(most, 3)] * len(rows), "p": p.tolist(), "q": q}
    types = {"level": "string", "id": "string", "accounts": "int64"}
    return Table.of(columns, types | dict.fromkeys(("decibans", "by_chance", "p", "q"), "float64"))


def marked(table: Table, found: Table, *, column: str) -> Table:
    """A table of gangs or dens with p and q of `significance`, null for those that are not tested."""
    rows = found.where(found["level"] == column.removesuffix("_id"))
    place = {name: at for at, name in enumerate(rows["id"])}
    at = [place.get(name) for name in table[column]]
    columns = {name: pa.array([None if i is None else rows[name][i] for i in at], pa.float64()) for name in ("p", "q")}
    return table.with_columns(columns)


@dataclass(frozen=True)
class Cards:
    """What is dealt out: a card for each use of a value, also of one that nobody else uses, though it ties nobody.

    Attributes:
        uses: of shared values, whose cards come first.
        account: who holds each card.
        deck: what each is dealt within: its kind, own values and those that lie behind them apart.
    """

    uses: Uses
    account: Array
    deck: Array

    @classmethod
    def of(cls, uses: Uses) -> Cards:
        """The cards of a case; those of unshared values in order of deck and account, whatever the order of facts."""
        value, alone = uses.facts["value"], np.ones(int(uses.facts["value"].max(initial=-1)) + 1, bool)
        alone[uses.code] = False
        # Of the case's own suppliers the clue of supply makes values; it is these that are dealt.
        taken = ~uses.facts.isin("relation", ["supplier"]) | uses.facts.isin("kind", ["supplier"])
        rows = np.flatnonzero(alone[value] & taken)
        rows = rows[np.unique(value[rows], return_index=True)[1]]
        account, deck = uses.facts["account"][rows], _decks(uses, rows)
        order = np.lexsort((account, deck))
        held = np.concatenate([uses.account, account[order].astype(uses.account.dtype)])
        return cls(uses, held, np.concatenate([_decks(uses, uses.fact), deck[order]]))

    def dealt(self, rng: np.random.Generator) -> Uses:
        """The uses of shared values with all cards dealt out anew within their decks."""
        uses, held = self.uses, self.account.copy()
        count = len(uses.account)
        for each in np.unique(self.deck[:count]):
            cards = np.flatnonzero(self.deck == each)
            held[cards] = held[cards][rng.permutation(len(cards))]
            _exchange_doubles(held, uses.value, cards=cards, rng=rng)
        account = held[:count]
        # Whoever is dealt a value twice all the same uses it once.
        first = np.unique(account.astype(np.int64) * len(uses.kind) + uses.value, return_index=True)[1]
        columns: dict[str, Any] = {n: (account if n == "account" else getattr(uses, n))[first] for n in _OF_USES}
        account_ptr, _ = compress(columns["account"], uses.accounts)
        value_ptr, value_use = compress(columns["value"], len(uses.kind))
        return replace(uses, **columns, account_ptr=account_ptr, value_ptr=value_ptr, value_use=value_use)


def dealt(evidence: EvidenceGraph, cards: Cards, *, rng: np.random.Generator) -> EvidenceGraph:
    """The evidence with its cards dealt out anew; what a value is worth stays: its users stay as many."""
    uses = cards.dealt(rng)
    return replace(evidence, uses=uses, pairs=link(uses, evidence.weights, posterior=evidence.made_with["keep"]))


def _decks(uses: Uses, rows: Array) -> Array:
    """The deck of some rows of the facts: kind, and whether a clue derived it."""
    facts = uses.facts.select("kind", "relation").take(rows)
    return np.asarray(2 * codes_of(facts.arrow["kind"], KIND_NAMES) + facts.isin("relation", list(DERIVED)))


def _exchange_doubles(held: Array, value: Array, *, cards: Array, rng: np.random.Generator) -> None:
    """Let those who were dealt a value twice change it with somebody, some times over; changes `held` in place."""
    # Only cards of shared values, of which `value` tells, can come twice.
    shared = cards[: np.searchsorted(cards, len(value))]
    for _ in range(_EXCHANGES):
        order = shared[np.lexsort((value[shared], held[shared]))]
        double = order[1:][(np.diff(held[order]) == 0) & (np.diff(value[order]) == 0)]
        if not len(double):
            return
        for one, other in zip(double, rng.choice(cards, len(double)), strict=True):
            held[one], held[other] = held[other], held[one]


def strengths(evidence: EvidenceGraph) -> tuple[Array, ...]:
    """What holds each component of the kept pairs together, each community, and the strongest pair."""
    pairs, size = evidence.pairs, evidence.uses.accounts
    if not len(pairs):
        return (np.zeros(0),)
    labels = (component_labels(size, pairs.a, b=pairs.b), Leiden().labels(WeightedGraph.of(evidence)))
    return (*(holding(evidence, label) for label in labels), evidence.posterior.max(keepdims=True))


def _as_strong(found: tuple[Array, ...], held: Array) -> Array:
    """How many groups of one dealing hold together as well as each of ours, by the search that finds most."""
    # Whole milli-decibans on both sides, so that ties count as ties.
    return np.asarray(np.max([(each.round(3)[:, None] >= held).sum(axis=0) for each in found], axis=0))


def holding(evidence: EvidenceGraph, label: Array) -> Array:
    """Posterior decibans of the kept pairs inside each group of `label` (-1 for none), for each account but the first.

    A pair has what its link says; a group of n accounts, each as firmly linked to the others, n / 2 times as much.
    """
    a, b = label[evidence.pairs.a], label[evidence.pairs.b]
    both, groups = (a == b) & (a >= 0), int(label.max(initial=-1)) + 1
    weight = np.bincount(a[both], weights=evidence.posterior[both], minlength=groups)
    return np.asarray(weight / np.maximum(np.bincount(label[label >= 0], minlength=groups) - 1, 1))


def _rows(evidence: EvidenceGraph, members: Table, *, column: str) -> list[dict[str, Any]]:
    """Level, id, accounts and evidence of each gang or den of two accounts or more, by id; uncertain ones left out."""
    named = [bool(name) for name in members[column]]
    sure = members.where((members["state"] == "member") & np.array(named, bool))
    # Nothing ties one account, and a question that has no answer would only dilute the others'.
    _, at, often = np.unique(sure[column].astype(str), return_inverse=True, return_counts=True)
    sure = sure.where(often[at] > 1)
    ids, group = np.unique(sure[column].astype(str), return_inverse=True)
    code = {account_id: at for at, account_id in enumerate(evidence.who.accounts["account_id"])}
    label = np.full(len(code), -1, np.int64)
    label[[code[name] for name in sure["account_id"]]] = group
    level, counts = column.removesuffix("_id"), np.bincount(group, minlength=len(ids))
    return [
        {"level": level, "id": str(name), "accounts": int(count), "decibans": round(float(held), 3)}
        for name, count, held in zip(ids, counts, holding(evidence, label), strict=True)
    ]


def discovery_rates(p: Array) -> list[float]:
    """For each p-value the least false discovery rate at which it is rejected (Benjamini and Hochberg 1995).

    Example:
        >>> discovery_rates(np.array([0.01, 0.04, 0.03]))
        [0.03, 0.04, 0.04]
    """
    order = np.argsort(-p, kind="stable")
    rates = np.minimum(p[order] * len(p) / np.arange(len(p), 0, -1), 1.0)
    out = np.empty(len(p))
    out[order] = np.minimum.accumulate(rates)
    return [round(float(rate), 6) for rate in out]

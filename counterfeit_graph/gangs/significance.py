"""Could chance have made it? Gangs and dens against the same case with its values dealt out anew.

Within each kind the values are dealt out to the accounts at random: every account keeps as many values as it had, every
value as many users (a configuration model; Newman, Strogatz and Watts 2001). Whoever searches finds something in noise
too, so what holds a group together is compared with the groups that are found in each dealing: p is the share of
dealings with any group as strong (Westfall and Young 1993), q the number of groups as strong that a dealing gives in
the mean, over those that we found (Tusher, Tibshirani and Chu 2001), by the steps of Benjamini and Hochberg (1995).

It asks whether coincidence could have tied these accounts so firmly, not whether there is an honest reason: a family
passes this test as a gang does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.evidence.estimate import link
from counterfeit_graph.evidence.ledger import DERIVED
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
    null = [strengths(dealt(evidence, generator(seed, "deal", str(n)))) for n in range(shuffles)]
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


def dealt(evidence: EvidenceGraph, rng: np.random.Generator) -> EvidenceGraph:
    """The evidence with the values of each kind dealt out anew; what a value is worth stays: its users stay as many."""
    uses = dealt_uses(evidence.uses, rng)
    return replace(evidence, uses=uses, pairs=link(uses, evidence.weights, posterior=evidence.made_with["keep"]))


def dealt_uses(uses: Uses, rng: np.random.Generator) -> Uses:
    """Uses with their accounts permuted within each kind, own values and those that lie behind them apart."""
    account, relation = uses.account.copy(), uses.facts.select("relation").take(uses.fact)["relation"].astype(str)
    deck = uses.kind[uses.value] * 2 + np.isin(relation, list(DERIVED))
    for each in np.unique(deck):
        of_deck = np.flatnonzero(deck == each)
        account[of_deck] = account[of_deck][rng.permutation(len(of_deck))]
        _exchange_doubles(account, uses.value, of_deck=of_deck, rng=rng)
    # Whoever is dealt a value twice all the same uses it once.
    first = np.unique(account.astype(np.int64) * len(uses.kind) + uses.value, return_index=True)[1]
    columns: dict[str, Any] = {n: (account if n == "account" else getattr(uses, n))[first] for n in _OF_USES}
    account_ptr, _ = compress(columns["account"], uses.accounts)
    value_ptr, value_use = compress(columns["value"], len(uses.kind))
    return replace(uses, **columns, account_ptr=account_ptr, value_ptr=value_ptr, value_use=value_use)


def _exchange_doubles(account: Array, value: Array, *, of_deck: Array, rng: np.random.Generator) -> None:
    """Let those who were dealt a value twice change it with somebody, some times over; changes `account` in place."""
    for _ in range(_EXCHANGES):
        order = of_deck[np.lexsort((value[of_deck], account[of_deck]))]
        double = order[1:][(np.diff(account[order]) == 0) & (np.diff(value[order]) == 0)]
        if not len(double):
            return
        for one, other in zip(double, rng.choice(of_deck, len(double)), strict=True):
            account[one], account[other] = account[other], account[one]


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

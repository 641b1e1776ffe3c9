"""Clue: money that goes on from a till to the same account behind it.

Tills are cheap to change; the account that collects from them is not (Levchenko et al. 2011 found the
banks behind counterfeit sales to be the narrowest point). Each account is taken to use, with relation
`behind`, the payment accounts that its own ones pay on to, up to three transfers away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counterfeit_graph.evidence.clues.clue import derived_facts
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.model.runs import spans

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.model.table import Table

HOPS = 3
# Least share of what an account pays on that a step carries: an aggregator, which pays everybody, is not followed.
SHARE = 0.05


def money_behind(who: Identities) -> Table:
    """Facts (account, payment account behind its own ones), one row each, with the day and row of the transfer."""
    facts, transfers = who.facts, who.transfers
    if not len(transfers):
        return _as_facts(who, np.zeros((0, 4), np.int64))
    paying = facts.isin("kind", ["payment"]) & np.isin(facts["value"], transfers["from_value"])
    account, value = facts["account"][paying].astype(np.int64), facts["value"][paying].astype(np.int64)
    rows = _main_flows(who)
    source, target = transfers["from_value"].astype(np.int64)[rows], transfers["to_value"].astype(np.int64)[rows]
    ptr, steps = compress(source.astype(np.int32), len(who.values))
    front = np.stack([account, value, np.zeros_like(value), value], axis=1)
    found, known = [np.zeros((0, 4), np.int64)], front
    for _ in range(HOPS):
        front = _unseen(_step(front, ptr, steps=steps, target=target), known)
        known = np.concatenate([known, front])
        found.append(front)
    reached = np.concatenate(found)
    reached[:, 2] = rows[reached[:, 2]] if len(rows) else 0
    return _as_facts(who, reached)


def _main_flows(who: Identities) -> np.ndarray:
    """Rows of transfers of pairs that carry at least `SHARE` of what the payer pays on, in order of day and amount."""
    transfers, size = who.transfers, len(who.values)
    source, target = transfers["from_value"].astype(np.int64), transfers["to_value"].astype(np.int64)
    amount = np.maximum(np.nan_to_num(transfers["amount"].astype(float)), 1.0)
    paid = np.bincount(source, weights=amount, minlength=size)
    _, pair = np.unique(source * size + target, return_inverse=True)
    carried = np.bincount(pair, weights=amount)[pair] if len(pair) else amount
    kept = np.flatnonzero(carried >= SHARE * paid[source])
    return np.asarray(kept[np.lexsort((amount[kept], target[kept], source[kept], transfers["at"][kept]))])


def _step(front: np.ndarray, ptr: np.ndarray, *, steps: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Follow every transfer out of the values of `front`, rows of (account, value, transfer, own value)."""
    counts = ptr[front[:, 1] + 1] - ptr[front[:, 1]]
    account, own = np.repeat(front[:, 0], counts), np.repeat(front[:, 3], counts)
    via = steps[spans(ptr, front[:, 1])]
    return _first(np.stack([account, target[via], via, own], axis=1))


def _first(reached: np.ndarray) -> np.ndarray:
    """One row per (account, value, own value): the one with the earliest transfer."""
    ordered = reached[np.lexsort((reached[:, 2], reached[:, 3], reached[:, 1], reached[:, 0]))]
    new = np.ones(len(ordered), bool)
    new[1:] = (ordered[1:, [0, 1, 3]] != ordered[:-1, [0, 1, 3]]).any(axis=1)
    return np.asarray(ordered[new])


def _unseen(front: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The rows of `front` whose account, value and own value `known` lacks."""
    rows = np.concatenate([known, front])[:, [0, 1, 3]]
    order = np.lexsort(rows.T)
    alike = np.cumsum(np.insert((np.diff(rows[order], axis=0) != 0).any(axis=1), 0, False))
    group = np.empty(len(rows), np.int64)
    group[order] = alike
    seen = np.zeros(len(rows), bool)
    seen[group[: len(known)]] = True
    return np.asarray(front[~seen[group[len(known) :]]])


def _as_facts(who: Identities, reached: np.ndarray) -> Table:
    account, value, via, own = reached.T
    transfers = who.transfers
    day = transfers["at"][via]
    keys = who.values.take(value)["key"]
    places = {"table": "transfers", "file": transfers["file"][via], "record": transfers["record"][via]}
    day_and_own = {"first": day, "last": day, "via": own}
    return derived_facts(
        {"account": account, "kind": "payment", "key": keys, "relation": "behind", **day_and_own, **places}
    )

"""Hubs: values of the public, found by how many use them, by whom, and by what else these have in common.

A depot, a market's connection or a collecting account is shared by many who have nothing else in common. Between two
of its users it says nothing, however few of all accounts they are; what it says of an account against a whole group, it
still says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.estimate import WHOLE
from counterfeit_graph.evidence.weights import by_frequency, caps_of
from counterfeit_graph.model.runs import distinct, spans
from counterfeit_graph.model.table import Table
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfeit_graph.evidence.estimate import Seen
    from counterfeit_graph.evidence.uses import Uses
    from counterfeit_graph.evidence.weights import Weights

Array = np.ndarray[Any, Any]
# Least users that make a public.
USERS = 5
# Decibans that a value of the public has lost for what its users lack in common, at least.
LOSS = 6.0
# Least share of its users that nobody else among them controls.
DIVERSE = 0.5
# Kinds of value that a user of it shares with another, in the mean: at most.
ALIKE = 0.5
# Why a value is a hub, by whether it has more users than its kind's cap.
REASONS = {True: "more users than one controller has", False: "users of many hands with little else in common"}
_TEXTS = ("kind", "value", "reason")


def public_values(uses: Uses, weights: Weights) -> Array:
    """Whether each value is a hub though it has no more users than one controller may have.

    It has `USERS` or more, at least a share `DIVERSE` of them under control of their own; what they lack in common has
    taken `LOSS` decibans from it; and a user of it shares values of less than `ALIKE` other kinds with any other user.
    """
    lost = by_frequency(weights) - weights.alone / MILLI
    many = weights.makes_pairs & (uses.users >= USERS) & (weights.controllers >= DIVERSE * uses.users)
    likely = np.flatnonzero(many & (lost >= LOSS))
    out = np.zeros(len(many), bool)
    out[likely[kinds_alike(uses, weights, values=likely) < ALIKE]] = True
    return out


def kinds_alike(uses: Uses, weights: Weights, *, values: Array) -> Array:
    """Of how many kinds a user of each of `values` shares something with another user of it, in the mean.

    Kinds of the value's own group of evidence do not count, nor do passing uses and values that make no pairs.
    """
    count = uses.users[values]
    user = uses.account[uses.value_use[spans(uses.value_ptr, values)]]
    has = uses.account_ptr[user + 1] - uses.account_ptr[user]
    use, host = spans(uses.account_ptr, user), np.repeat(np.repeat(np.arange(len(values)), count), has)
    other = uses.value[use]
    told = weights.makes_pairs & (weights.alone > 0)
    apart = uses.group[other] != uses.group[values][host]
    kept = told[other] & ~uses.passing[use] & apart
    use, host, other = use[kept], host[kept], other[kept].astype(np.int64)
    _, at, often = np.unique(host * len(uses.kind) + other, return_inverse=True, return_counts=True)
    both = often[at] > 1
    # One row for each host, user and kind: kinds fit six bits.
    rows = (host[both] * uses.accounts + uses.account[use[both]]) << 6 | uses.kind[other[both]]
    alike = np.bincount((distinct(rows) >> 6) // max(uses.accounts, 1), minlength=len(values))
    return np.asarray(alike / np.maximum(count, 1))


def hub_table(uses: Uses, weights: Weights, *, seen: tuple[Seen, ...], caps: Mapping[str, int]) -> Table:
    """The hubs, and what decided that they are; most users first.

    Args:
        uses: the uses.
        weights: what each value counts; hubs make no pairs.
        seen: what the rounds of estimation looked at.
        caps: most users that a value of a kind may have and still make pairs; the vocabulary's where missing.

    Returns:
        Table(kind, value, users, decibans, reason, controllers, kinds_alike, pairs_supported, in_groups): `decibans` in
        a pair; `controllers` among the users; of how many other kinds a user shares something with another, in the
        mean; the share of pairs of users that other evidence supports; and the decibans for an account in a group.
    """
    supported = seen[-1].supported / WHOLE if seen else np.zeros(len(uses.kind))
    found = np.flatnonzero(~weights.makes_pairs)
    users = uses.users[found]
    order = np.lexsort((found, -users))
    found, users = found[order], users[order]
    crowded = users > caps_of(caps)[uses.kind[found]]
    columns = {
        "kind": uses.values["kind"][found],
        "value": uses.values["shown"][found],
        "users": users,
        "decibans": np.zeros(len(found)),
        "reason": [REASONS[each] for each in crowded.tolist()],
        "controllers": weights.controllers[found],
        "kinds_alike": np.round(kinds_alike(uses, weights, values=found), 3),
        "pairs_supported": np.round(supported[found] / np.maximum(users * (users - 1) / 2, 1), 4),
        "in_groups": weights.alone[found] / MILLI,
    }
    return Table.of(columns, dict.fromkeys(_TEXTS, "string"))

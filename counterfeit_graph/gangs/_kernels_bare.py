"""Kernels for tables of account, kind and value alone; slow twins in tests/naive_bare.py.

Accounts and values are the two sides of one graph, and no pair is ever formed: a value of fifty users costs fifty steps
and not 1,225.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from counterfeit_graph.evidence._kernels import stable_order

Array = np.ndarray[Any, Any]
# Most passes of label propagation, and passes of messages between accounts and values.
PASSES = 30
MESSAGES = 12
# Messages that change by less are settled.
SETTLED = 1e-6
# Two values are nested when they share so much of the users of the smaller, and two users at least.
NESTED = 0.5
# Log odds further out than this are certain; their exponential would overflow.
CERTAIN = 500.0


@njit(cache=True)
def _chance(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(log_odds, -CERTAIN), CERTAIN)))


@njit(cache=True)
def propagate(account_ptr: Array, use_value: Array, value_ptr: Array, value_account: Array, weight: Array) -> Array:
    """Label propagation in order of the accounts: each takes the label that weighs most among those it shares with.

    Its own label stays on a tie, else the one met first.
    """
    n = account_ptr.shape[0] - 1
    label, total, met = np.arange(n), np.zeros(n), np.empty(n, np.int64)
    for _ in range(PASSES):
        changed = False
        for i in range(n):
            k = 0
            for p in range(account_ptr[i], account_ptr[i + 1]):
                x = use_value[p]
                for q in range(value_ptr[x], value_ptr[x + 1]):
                    if value_account[q] != i:
                        c = label[value_account[q]]
                        if total[c] == 0.0:
                            met[k] = c
                            k += 1
                        total[c] += weight[x]
            best = label[i]
            for c in met[:k]:
                # Sums in another order differ in their last digits: what is nearly equal is a tie.
                if total[c] > total[best] + 1e-9:
                    best = c
            total[met[:k]] = 0.0
            changed |= best != label[i]
            label[i] = best
        if not changed:
            break
    return label


@njit(cache=True)
def _lowest(parent: Array, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@njit(cache=True)
def twice_tied(account_ptr: Array, use_value: Array, value_ptr: Array, value_account: Array, label: Array) -> Array:
    """Components under pairs of one label, 0 or more, that share two values or more, each by its lowest account."""
    n = account_ptr.shape[0] - 1
    parent, shared, met = np.arange(n), np.zeros(n, np.int64), np.empty(n, np.int64)
    for i in range(n):
        if label[i] < 0 or account_ptr[i + 1] - account_ptr[i] < 2:
            continue
        k = 0
        for p in range(account_ptr[i], account_ptr[i + 1]):
            x = use_value[p]
            for q in range(value_ptr[x], value_ptr[x + 1]):
                j = value_account[q]
                if j > i and label[j] == label[i]:
                    met[k] = j
                    k += shared[j] == 0
                    shared[j] += 1
        for j in met[:k]:
            a, b = _lowest(parent, i), _lowest(parent, j)
            if shared[j] > 1:
                parent[max(a, b)] = min(a, b)
            shared[j] = 0
    for i in range(n):
        parent[i] = _lowest(parent, i)
    return parent


@njit(cache=True)
def nested_values(node_ptr: Array, node_value: Array, value_ptr: Array, value_node: Array, most: int) -> Array:
    """For each node, one k x k table after the other: which of its k values are nested in each other.

    Nested are values with two users or more, and at most `most`, in common, which are half of the smaller's or more.
    """
    start = np.zeros(node_ptr.shape[0], np.int64)
    for i in range(node_ptr.shape[0] - 1):
        start[i + 1] = start[i] + (node_ptr[i + 1] - node_ptr[i]) ** 2
    nested, common = np.zeros(start[-1], np.bool_), np.zeros(value_ptr.shape[0] - 1, np.int64)
    for x in range(value_ptr.shape[0] - 1):
        for i in value_node[value_ptr[x] : value_ptr[x + 1]]:
            common[node_value[node_ptr[i] : node_ptr[i + 1]]] += 1
        for i in value_node[value_ptr[x] : value_ptr[x + 1]]:
            mine = node_value[node_ptr[i] : node_ptr[i + 1]]
            row = start[i] + mine.shape[0] * np.flatnonzero(mine == x)[0]
            for e in range(mine.shape[0]):
                y = mine[e]
                least = min(common[x], value_ptr[y + 1] - value_ptr[y])
                nested[row + e] = y != x and 2 <= common[y] <= most and common[y] >= NESTED * least
        for i in value_node[value_ptr[x] : value_ptr[x + 1]]:
            common[node_value[node_ptr[i] : node_ptr[i + 1]]] = 0
    return nested


@njit(cache=True)
def _counted(message: Array, nested: Array) -> Array:
    """Which messages to a node count: from the strongest on, those nested with none that counts already."""
    k = message.shape[0]
    counts = np.zeros(k, np.bool_)
    for e in stable_order(-message):
        counts[e] = not np.any(counts & nested[e * k : (e + 1) * k])
    return counts


@njit(cache=True)
def believe(rows: Any, nested: Array, prior: Array, start: Array, model: Any) -> tuple[Array, Array]:
    """Beliefs that nodes are members of one group, and that values are its own (loopy belief propagation).

    Args:
        rows: (node_ptr, node_value, users of each value that are no nodes).
        nested: of `nested_values`.
        prior: log odds that a value is the group's own, for each member.
        start: belief in each node to begin with.
        model: (accounts of the case, chance that a use of an own value is a stranger's, own values that a member uses).

    An own value draws its users among the members, so that each known one multiplies its odds by N / n; another user is
    a stranger or a member by this value alone. What a node is told through nested values counts once, and what it tells
    a value leaves out what it has from values nested with it: a household agrees with itself in everything.
    """
    node_ptr, node_value, outside = rows
    accounts, stray, degree = model
    belief, tells, alone = start.copy(), np.empty(node_value.shape[0]), stray + math.exp(-degree)
    for i in range(start.shape[0]):
        tells[node_ptr[i] : node_ptr[i + 1]] = start[i]
    odds = np.zeros(prior.shape[0])
    for _ in range(MESSAGES):
        size = max(belief.sum(), 2.0)
        lift = (1.0 - stray) * accounts / size
        known = np.log(tells * lift + (1.0 - tells) * alone)
        odds = prior + math.log(size) + outside * math.log(alone)
        for e in range(node_value.shape[0]):
            odds[node_value[e]] += known[e]
        base, row, change = math.log(size / accounts) - degree, 0, 0.0
        for i in range(belief.shape[0]):
            first, k = node_ptr[i], node_ptr[i + 1] - node_ptr[i]
            message = np.empty(k)
            for e in range(k):
                own = _chance(odds[node_value[first + e]] - known[first + e])
                message[e] = math.log((own * lift + 1.0 - own) / (own * stray + 1.0 - own))
            table = nested[row : row + k * k]
            heard = np.where(_counted(message, table), message, 0.0)
            belief[i] = _chance(base + heard.sum())
            for e in range(k):
                apart = ~table[e * k : (e + 1) * k]
                apart[e] = False
                before, tells[first + e] = tells[first + e], _chance(base + heard[apart].sum())
                change = max(change, abs(tells[first + e] - before))
            row += k * k
        if change < SETTLED:
            break
    return belief, 1.0 / (1.0 + np.exp(-np.minimum(np.maximum(odds, -CERTAIN), CERTAIN)))

"""The kernel that counts what else the users of a value have in common; its slow twin is in tests/naive_evidence.py."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from counterfeit_graph.evidence._kernels import _strongest_first, faded, gap_days, group_rule

Array = np.ndarray[Any, Any]


@njit(cache=True)
def supported_pairs(links: Any, uses: Any, dates: Any, weights: Any, groups: Any, odds: Any) -> Array:
    """Per value: how many pairs of its users other groups of evidence support, each counting with its posterior.

    Args:
        links: (a, b, milli-decibans) of each pair.
        uses: (account_ptr, use_value, value_ptr, value_use, use_account).
        dates: (first, last) day of each use, and how hard it is to forge; below 0 it is passing and counts nothing.
        weights: per value (alone milli-decibans, rate, horizon days, makes pairs).
        groups: (independence group of each value, discount of each group).
        odds: (prior decibans, parts that a whole pair counts).
    """
    a, b, milli = links
    account_ptr, use_value = uses[0], uses[1]
    # Tuples are unpacked once: in the inner loop that costs more than the sums.
    first, last, grade = dates
    worth, rate, horizon, makes_pairs = weights
    (group, discount), (prior, whole) = groups, odds
    most = 1
    for account in a:
        most = max(most, account_ptr[account + 1] - account_ptr[account])
    alone, counted, mine, order, value = np.empty((5, most), np.int64)
    told, out = np.zeros(discount.shape[0], np.int64), np.zeros(group.shape[0], np.int64)
    for p in range(a.shape[0]):
        i, j, k = account_ptr[a[p]], account_ptr[b[p]], 0
        while i < account_ptr[a[p] + 1] and j < account_ptr[b[p] + 1]:
            x, y = use_value[i], use_value[j]
            if x == y and makes_pairs[x] and worth[x] > 0 and grade[i] >= 0 and grade[j] >= 0:
                gap = gap_days(first[i], last[i], first[j], last[j])
                alone[k], mine[k], value[k] = faded(worth[x], rate[x], gap, horizon[x]), group[x], x
                k += 1
            i += x <= y
            j += y <= x
        if k > 1:
            _strongest_first(alone[:k], order[:k])
            group_rule(alone[:k], mine[:k], discount, order[:k], counted[:k])
        else:
            counted[0] = alone[0]
        for c in range(k):
            told[mine[c]] += counted[c]
        for c in range(k):
            if counted[c] > 0:
                other = (milli[p] - told[mine[c]]) / 1000.0 + prior
                out[value[c]] += np.int64(np.rint(whole / (1.0 + 10.0 ** (-other / 10.0))))
        for c in range(k):
            told[mine[c]] = 0
    return out

"""Kernels of the evidence room on flat arrays; each has a slow twin in tests/naive_evidence.py.

A *use* is one distinct (account, value) pair; uses are numbered in order of (account, value), so that the uses of
account i are `account_ptr[i]` to `account_ptr[i + 1]`. `value_ptr`, `value_use` list the uses of each value.
Evidence is whole milli-decibans, so that sums do not depend on order.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]
UNKNOWN_DAY = -(2**31)


@njit(cache=True)
def compress(keys: Array, size: int) -> tuple[Array, Array]:
    """Compressed rows of `keys` (0..size-1) by counting sort: (pointers, positions), positions ascending."""
    ptr = np.zeros(size + 1, np.int64)
    for key in keys:
        ptr[key + 1] += 1
    for i in range(size):
        ptr[i + 1] += ptr[i]
    fill = ptr[:-1].copy()
    positions = np.empty(keys.shape[0], np.int64)
    for i in range(keys.shape[0]):
        positions[fill[keys[i]]] = i
        fill[keys[i]] += 1
    return ptr, positions


@njit(cache=True)
def gap_days(first_a: int, last_a: int, first_b: int, last_b: int) -> int:
    """Days between two periods of use; 0 when they overlap or a date is unknown."""
    if first_a == UNKNOWN_DAY or first_b == UNKNOWN_DAY or last_a == UNKNOWN_DAY or last_b == UNKNOWN_DAY:
        return 0
    return max(0, first_b - last_a, first_a - last_b)


@njit(cache=True)
def faded(alone: int, rate: float, gap: int, horizon: float) -> int:
    """Milli-decibans of a clue across a gap: 10 log10((m exp(-gap/horizon) + u) / u), with m/u = the clue's ratio.

    `alone` is the clue without a gap, `rate` the share u of accounts that use the value.
    """
    if gap == 0 or horizon <= 0.0 or alone <= 0:
        return alone
    m = rate * 10.0 ** (alone / 10000.0)
    return min(alone, int(math.floor(10000.0 * math.log10((m * math.exp(-gap / horizon) + rate) / rate))))


@njit(cache=True)
def group_rule(alone: Array, group: Array, discount: Array, order: Array, counted: Array) -> int:
    """What each clue of one pair counts, in milli-decibans, and their sum.

    Inside an independence group the strongest clue counts whole, the second `discount[group]` of itself, the third that
    share squared, and so on, so that a group never counts more than 1 / (1 - discount) of its strongest clue.
    `order` lists the clues from strongest to weakest; `counted` is filled.
    """
    share = np.ones(discount.shape[0])
    total = 0
    for i in order:
        counted[i] = int(math.floor(alone[i] * share[group[i]]))
        share[group[i]] *= discount[group[i]]
        total += counted[i]
    return total


@njit(cache=True)
def _gather(account: int, uses: Any, weights: Any, hit_other: Array, hit_use: Array, hit_own: Array) -> int:
    account_ptr, use_value, value_ptr, value_use, use_account = uses
    makes_pairs = weights[3]
    n = 0
    for own in range(account_ptr[account], account_ptr[account + 1]):
        value = use_value[own]
        if not makes_pairs[value]:
            continue
        for j in range(value_ptr[value], value_ptr[value + 1]):
            other = use_account[value_use[j]]
            if other > account:
                hit_other[n] = other
                hit_own[n] = own
                hit_use[n] = value_use[j]
                n += 1
    return n


@njit(cache=True)
def _most_hits(uses: Any, makes_pairs: Array) -> int:
    account_ptr, use_value, value_ptr = uses[0], uses[1], uses[2]
    most = 1
    for account in range(account_ptr.shape[0] - 1):
        n = 0
        for i in range(account_ptr[account], account_ptr[account + 1]):
            value = use_value[i]
            if makes_pairs[value]:
                n += value_ptr[value + 1] - value_ptr[value]
        most = max(most, n)
    return most


@njit(cache=True)
def _clue(own: int, other: int, value: int, dates: Any, weights: Any) -> int:
    first, last, passing = dates
    if passing[own] or passing[other]:
        return 0
    alone, rate, horizon = weights[0], weights[1], weights[2]
    return faded(alone[value], rate[value], gap_days(first[own], last[own], first[other], last[other]), horizon[value])


@njit(cache=True)
def link_pairs(
    uses: Any, dates: Any, weights: Any, group: Array, discount: Array, floor: int
) -> tuple[Array, Array, Array, Array]:
    """Pairs of accounts whose shared values sum to at least `floor` milli-decibans.

    Args:
        uses: (account_ptr, use_value, value_ptr, value_use, use_account).
        dates: (first, last) day of each use, and whether it is passing: a passing use counts nothing.
        weights: per value (alone milli-decibans, rate, horizon days, makes pairs).
        group: independence group of each value.
        discount: of each group.
        floor: least sum kept.

    Returns:
        (a, b, milli-decibans, bit mask of groups that speak for the pair), a < b, ascending.
    """
    most = _most_hits(uses, weights[3])
    hit_other, hit_use, hit_own = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    alone, counted, groups = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    size = 1024
    n = 0
    out_a, out_b = np.empty(size, np.int32), np.empty(size, np.int32)
    out_sum, out_mask = np.empty(size, np.int64), np.empty(size, np.int64)
    use_value = uses[1]
    for account in range(uses[0].shape[0] - 1):
        hits = _gather(account, uses, weights, hit_other, hit_use, hit_own)
        if hits == 0:
            continue
        by_other = np.argsort(hit_other[:hits], kind="mergesort")
        start = 0
        while start < hits:
            stop = start
            other = hit_other[by_other[start]]
            while stop < hits and hit_other[by_other[stop]] == other:
                h = by_other[stop]
                value = use_value[hit_own[h]]
                alone[stop - start] = _clue(hit_own[h], hit_use[h], value, dates, weights)
                groups[stop - start] = group[value]
                stop += 1
            k = stop - start
            order = np.argsort(-alone[:k], kind="mergesort")
            total = group_rule(alone[:k], groups[:k], discount, order, counted[:k])
            if total >= floor:
                if n == size:
                    out_a, out_b = np.concatenate((out_a, out_a)), np.concatenate((out_b, out_b))
                    out_sum, out_mask = np.concatenate((out_sum, out_sum)), np.concatenate((out_mask, out_mask))
                    size *= 2
                mask = 0
                for i in range(k):
                    if alone[i] > 0:
                        mask |= 1 << groups[i]
                out_a[n], out_b[n], out_sum[n], out_mask[n] = account, other, total, mask
                n += 1
            start = stop
    return out_a[:n], out_b[:n], out_sum[:n], out_mask[:n]


@njit(cache=True)
def ledger_rows(
    pairs: Any, uses: Any, dates: Any, weights: Any, group: Array, discount: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """The clues of each given pair: (pair number, use of a, use of b, alone, counted), strongest first.

    `pairs` is (a, b). A value that makes no pairs (a hub) still gets its row when the pair shares it, counting nothing.
    """
    a, b = pairs
    account_ptr, use_value = uses[0], uses[1]
    size, n = 1024, 0
    rows = np.empty((size, 5), np.int64)
    for p in range(a.shape[0]):
        i, j, k = account_ptr[a[p]], account_ptr[b[p]], 0
        found = np.empty((min(account_ptr[a[p] + 1] - i, account_ptr[b[p] + 1] - j), 3), np.int64)
        while i < account_ptr[a[p] + 1] and j < account_ptr[b[p] + 1]:
            x, y = use_value[i], use_value[j]
            if x == y:
                found[k, 0], found[k, 1] = i, j
                found[k, 2] = _clue(i, j, x, dates, weights) if weights[3][x] else 0
                k += 1
            i += x <= y
            j += y <= x
        alone, counted = found[:k, 2].copy(), np.empty(k, np.int64)
        groups = np.empty(k, np.int64)
        for c in range(k):
            groups[c] = group[use_value[found[c, 0]]]
        order = np.argsort(-alone, kind="mergesort")
        group_rule(alone, groups, discount, order, counted)
        for c in order:
            if n == size:
                rows = np.concatenate((rows, rows))
                size *= 2
            rows[n, 0], rows[n, 1], rows[n, 2], rows[n, 3], rows[n, 4] = (
                p,
                found[c, 0],
                found[c, 1],
                alone[c],
                counted[c],
            )
            n += 1
    return rows[:n, 0], rows[:n, 1], rows[:n, 2], rows[:n, 3], rows[:n, 4]

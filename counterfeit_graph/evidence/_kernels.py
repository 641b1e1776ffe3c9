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
# In a bit mask of groups: that something speaks for the pair which neither side could have forged.
HARD = 1 << 30


@njit(cache=True, nogil=True)
def lowest_linked(size: int, a: Array, b: Array) -> Array:
    """The lowest node that each of `size` nodes hangs together with under the edges (a, b).

    Disjoint sets whose roots are their lowest nodes, paths halved on the way (Tarjan and van Leeuwen 1984).
    """
    up = np.arange(size)
    for i in range(a.shape[0]):
        x, y = a[i], b[i]
        while up[x] != x:
            up[x] = up[up[x]]
            x = up[x]
        while up[y] != y:
            up[y] = up[up[y]]
            y = up[y]
        if x < y:
            up[y] = x
        else:
            up[x] = y
    for node in range(size):
        up[node] = up[up[node]]
    return up


@njit(cache=True, nogil=True)
def linked_to_lower(size: int, a: Array, b: Array) -> tuple[Array, Array]:
    """Nodes that hang together with a lower one under the edges (a, b): that one, ascending, and the node."""
    tied, place, n = np.zeros(size, np.bool_), np.empty(size, np.int32), 0
    for i in range(a.shape[0]):
        tied[a[i]] = tied[b[i]] = True
    # Most nodes have no edge: the others are numbered among themselves.
    nodes = np.flatnonzero(tied)
    place[nodes] = np.arange(nodes.shape[0])
    up = lowest_linked(nodes.shape[0], place[a], place[b])
    start, at = np.zeros(nodes.shape[0], np.int64), 0
    for node in range(nodes.shape[0]):
        if up[node] != node:
            start[up[node]] += 1
            n += 1
    lowest, others = np.empty(n, np.int64), np.empty(n, np.int64)
    for node in range(nodes.shape[0]):
        if up[node] == node:
            start[node], at = at, at + start[node]
        else:
            lowest[start[up[node]]], others[start[up[node]]] = nodes[up[node]], nodes[node]
            start[up[node]] += 1
    return lowest, others


@njit(cache=True)
def in_large(component: Array, largest: int) -> tuple[Array, Array]:
    """Accounts whose component, given by its lowest account, has more than `largest` accounts, and how many it has."""
    sizes, n = np.zeros(component.shape[0], np.int32), 0
    for label in component:
        sizes[label] += 1
        n += sizes[label] > largest
    # The first accounts of a large component were counted before it was one.
    accounts, size = np.empty(n * (1 + largest), np.int64), np.empty(n * (1 + largest), np.int64)
    n = 0
    for account in range(component.shape[0]):
        if sizes[component[account]] > largest:
            accounts[n], size[n] = account, sizes[component[account]]
            n += 1
    return accounts[:n], size[:n]


@njit(cache=True)
def distinct_labels(users: Array, account_ptr: Array, use_value: Array, lowest: Array, others: Array) -> Array:
    """Distinct controllers among the users of each value, of whom there are `users`.

    Each account of `others` is under one control with that of `lowest` in its place, which is ascending; every account
    that is named nowhere is under its own. Of the users of a value that are one, each but the first is taken off.
    """
    out, seen = users.copy(), np.full(users.shape[0], -1, np.int32)
    for i in range(others.shape[0]):
        if i == 0 or lowest[i] != lowest[i - 1]:
            for use in range(account_ptr[lowest[i]], account_ptr[lowest[i] + 1]):
                seen[use_value[use]] = lowest[i]
        for use in range(account_ptr[others[i]], account_ptr[others[i] + 1]):
            out[use_value[use]] -= seen[use_value[use]] == lowest[i]
            seen[use_value[use]] = lowest[i]
    return out


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


@njit(cache=True, inline="always")
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
def _gather(account: int, uses: Any, makes_pairs: Array, hits: Array, chains: Array, others: Array) -> int:
    """Uses that later accounts share with `account`, chained by account; gives how many accounts, listed in `others`.

    Row h of `hits` is (own use, other use, the hit before it of the same account); row c of `chains` is (last hit,
    number of hits) of account c.
    """
    account_ptr, use_value, value_ptr, value_use, use_account = uses
    n = found = 0
    straight = True
    for own in range(account_ptr[account], account_ptr[account + 1]):
        value = use_value[own]
        if not makes_pairs[value]:
            continue
        # Uses of a value stand in order, and nearly always there are a few.
        low, high = value_ptr[value], value_ptr[value + 1]
        while low < high:
            middle = (low + high) // 2
            if value_use[middle] <= own:
                low = middle + 1
            else:
                high = middle
        for j in range(low, value_ptr[value + 1]):
            other = use_account[value_use[j]]
            if chains[other, 1] == 0:
                straight = straight and (found == 0 or others[found - 1] < other)
                others[found] = other
                found += 1
            hits[n, 0], hits[n, 1], hits[n, 2] = own, value_use[j], chains[other, 0]
            chains[other, 0] = n
            chains[other, 1] += 1
            n += 1
    if not straight:
        ascend(others[:found])
    return found


@njit(cache=True, inline="always")
def ascend(numbers: Array) -> None:
    """Sort some numbers in place (Shell 1959); nearly always they are a few, where a sort that allocates is dear."""
    gap = 1
    while 3 * gap + 1 < numbers.shape[0]:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, numbers.shape[0]):
            x, j = numbers[i], i
            while j >= gap and numbers[j - gap] > x:
                numbers[j] = numbers[j - gap]
                j -= gap
            numbers[j] = x
        gap //= 3


@njit(cache=True)
def stable_order(keys: Array) -> Array:
    """Places of the keys in ascending order, equal ones as they stand: merge sort from below.

    NumPy's own sorts take several times as long to compile, and many kernels sort.
    """
    n, width = keys.shape[0], 1
    order, other = np.arange(n), np.empty(n, np.int64)
    while width < n:
        for low in range(0, n, 2 * width):
            middle, high = min(low + width, n), min(low + 2 * width, n)
            i, j = low, middle
            for k in range(low, high):
                if i < middle and (j >= high or keys[order[i]] <= keys[order[j]]):
                    other[k] = order[i]
                    i += 1
                else:
                    other[k] = order[j]
                    j += 1
        order, other = other, order
        width *= 2
    return order


@njit(cache=True)
def _most_hits(uses: Any, makes_pairs: Array, span: Any) -> tuple[int, int]:
    """The most that an account of a span can share with others, value by value, and an upper bound on pairs."""
    account_ptr, use_value, value_ptr = uses[0], uses[1], uses[2]
    most, total = 1, 0
    for account in range(span[0], span[1]):
        n = 0
        for i in range(account_ptr[account], account_ptr[account + 1]):
            value = use_value[i]
            if makes_pairs[value]:
                n += value_ptr[value + 1] - value_ptr[value]
                total += value_ptr[value + 1] - value_ptr[value] - 1
        most = max(most, n)
    return most, total


@njit(cache=True, inline="always")
def _clue(own: int, other: int, value: int, dates: Any, weights: Any) -> int:
    first, last, grade = dates
    if grade[own] < 0 or grade[other] < 0:
        return 0
    alone, rate, horizon = weights[0], weights[1], weights[2]
    return faded(alone[value], rate[value], gap_days(first[own], last[own], first[other], last[other]), horizon[value])


@njit(cache=True, inline="always")
def _strongest_first(alone: Array, order: Array) -> None:
    """Fill `order` with the clues from strongest to weakest, equal ones as they stand; nearly always they are a few."""
    if alone.shape[0] > 32:
        order[:] = stable_order(-alone)
        return
    for i in range(alone.shape[0]):
        j = i
        while j > 0 and alone[order[j - 1]] < alone[i]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = i


@njit(cache=True, inline="always")
def _pair_sum(alone: Array, groups: Array, discount: Array, order: Array, counted: Array) -> tuple[int, int]:
    """What the clues of one pair count together, and the bit mask of the groups that speak."""
    _strongest_first(alone, order)
    total = group_rule(alone, groups, discount, order, counted)
    mask = 0
    for i in range(alone.shape[0]):
        if alone[i] > 0:
            mask |= 1 << groups[i]
    return total, mask


@njit(cache=True)
def _room(array: Array, least: int) -> Array:
    """The array (two rows) itself if it has so many columns, else a copy twice as long."""
    if array.shape[1] >= least:
        return array
    out = np.empty((2, max(least, 2 * array.shape[1])), array.dtype)
    # Cell by cell: assigning slices takes seconds to compile, for the errors that it may raise.
    for row in range(2):
        for i in range(array.shape[1]):
            out[row, i] = array[row, i]
    return out


@njit(cache=True, nogil=True)
def link_pairs(
    uses: Any, dates: Any, weights: Any, group: Array, discount: Array, floor: int, span: Any
) -> tuple[Array, Array, Array, Array]:
    """Pairs of accounts whose shared values sum to at least `floor` milli-decibans.

    Args:
        uses: (account_ptr, use_value, value_ptr, value_use, use_account).
        dates: (first, last) day of each use, and how hard it is to forge; below 0 it is passing and counts nothing.
        weights: per value (alone milli-decibans, rate, horizon days, makes pairs).
        group: independence group of each value.
        discount: of each group.
        floor: least sum kept.
        span: (first, last + 1) of the accounts a.

    Returns:
        (a, b, milli-decibans, bit mask of groups that speak for the pair and of `HARD`), a < b, ascending.
    """
    # Tuples are unpacked once: in the inner loop that costs more than the sums.
    account_ptr, use_value = uses[0], uses[1]
    first, last, grade = dates
    worth, rate, horizon, makes_pairs = weights
    (most, pairs), accounts, n = _most_hits(uses, makes_pairs, span), account_ptr.shape[0] - 1, 0
    hits, chains, others = np.empty((most, 3), np.int32), np.zeros((accounts, 2), np.int32), np.empty(most, np.int32)
    alone, counted, groups, order = np.empty((4, most), np.int64)
    # Room for all pairs at once, where that is not too much: memory that nothing is written to costs nothing.
    pairs = min(pairs, 1 << 22)
    ends, sums = np.empty((2, pairs), np.int32), np.empty((2, pairs), np.int64)
    for account in range(span[0], span[1]):
        if account_ptr[account] == account_ptr[account + 1]:
            continue
        found = _gather(account, uses, makes_pairs, hits, chains, others)
        ends, sums = _room(ends, n + found), _room(sums, n + found)
        for o in range(found):
            h, k, hard = chains[others[o], 0], chains[others[o], 1], False
            chains[others[o], 1] = 0
            # The chain runs backwards; clues are taken in the order of the account's own uses.
            for i in range(k - 1, -1, -1):
                x, y = hits[h, 0], hits[h, 1]
                value = use_value[x]
                alone[i], groups[i] = worth[value], group[value]
                if grade[x] < 0 or grade[y] < 0:
                    alone[i] = 0
                elif horizon[value] > 0.0:
                    gap = gap_days(first[x], last[x], first[y], last[y])
                    alone[i] = faded(worth[value], rate[value], gap, horizon[value])
                hard = hard or (alone[i] > 0 and grade[x] > 0 and grade[y] > 0)
                h = hits[h, 2]
            # Nearly every pair shares one value, and there is nothing to order.
            total, mask = alone[0], (1 << groups[0] if alone[0] > 0 else 0)
            if k > 1:
                total, mask = _pair_sum(alone[:k], groups[:k], discount, order[:k], counted[:k])
            if total >= floor:
                mask |= HARD if hard else 0
                ends[0, n], ends[1, n], sums[0, n], sums[1, n] = account, others[o], total, mask
                n += 1
    return ends[0, :n], ends[1, :n], sums[0, :n], sums[1, :n]


@njit(cache=True, nogil=True)
def ledger_rows(
    pairs: Any, uses: Any, dates: Any, weights: Any, group: Array, discount: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """The clues of each given pair: (pair number, use of a, use of b, alone, counted), strongest first.

    `pairs` is (a, b). A value that makes no pairs (a hub) still gets its row when the pair shares it, counting nothing.
    """
    a, b = pairs
    account_ptr, use_value = uses[0], uses[1]
    size, n, most = 1024, 0, 1
    for p in range(a.shape[0]):
        most = max(most, account_ptr[a[p] + 1] - account_ptr[a[p]])
    rows, found = np.empty((size, 5), np.int64), np.empty((most, 2), np.int64)
    alone, counted, groups, order = np.empty((4, most), np.int64)
    for p in range(a.shape[0]):
        i, j, k = account_ptr[a[p]], account_ptr[b[p]], 0
        while i < account_ptr[a[p] + 1] and j < account_ptr[b[p] + 1]:
            x, y = use_value[i], use_value[j]
            if x == y:
                found[k, 0], found[k, 1], groups[k] = i, j, group[x]
                alone[k] = _clue(i, j, x, dates, weights) if weights[3][x] else 0
                k += 1
            i += x <= y
            j += y <= x
        _strongest_first(alone[:k], order[:k])
        group_rule(alone[:k], groups[:k], discount, order[:k], counted[:k])
        for c in order[:k]:
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

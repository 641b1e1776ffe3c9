"""Kernels that put a few new uses in their places among very many; the uses that stay keep their order."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


@njit(cache=True)
def merged(old: Any, new_code: Any, gone: Array, fresh: Any) -> tuple[Array, Array, Array, Array]:
    """Uses of which some are gone and others come in, in order of account and value.

    Args:
        old: (account, value) of each use before, in order.
        new_code: of each account and of each value of before, the code that it has now; in the order of before.
        gone: accounts, by their code before, whose uses are left out.
        fresh: (account, value) of the uses that come in, in order.

    Returns:
        (where each use stood before, or -1 - n for the n-th fresh one; account and value of each; the uses left out).
    """
    (account, value), (account_now, value_now), (fresh_account, fresh_value) = old, new_code, fresh
    most = account.shape[0] + fresh_account.shape[0]
    source, out_account, out_value = np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.int32)
    lost, n, k, j = np.empty(account.shape[0], np.int32), 0, 0, 0
    for i in range(account.shape[0] + 1):
        a = x = np.int64(2**62)
        if i < account.shape[0]:
            if gone[account[i]]:
                lost[k] = i
                k += 1
                continue
            a, x = account_now[account[i]], value_now[value[i]]
        while j < fresh_account.shape[0] and (fresh_account[j] < a or (fresh_account[j] == a and fresh_value[j] < x)):
            source[n], out_account[n], out_value[n] = -1 - j, fresh_account[j], fresh_value[j]
            n += 1
            j += 1
        if i < account.shape[0]:
            source[n], out_account[n], out_value[n] = i, a, x
            n += 1
    return source[:n], out_account[:n], out_value[:n], lost[:k]


@njit(cache=True)
def taken_from(source: Array, old: Array, fresh: Array) -> Array:
    """A column of uses laid out as `merged` says."""
    out = np.empty(source.shape[0], old.dtype)
    for i in range(source.shape[0]):
        if source[i] >= 0:
            out[i] = old[source[i]]
        else:
            out[i] = fresh[-1 - source[i]]
    return out


@njit(cache=True)
def renumbered(a: Array, b: Array, account: Array, again: Array, touched: Array) -> tuple[Array, Array, Array, Array]:
    """Links of before between accounts by their codes now, and what becomes of them.

    Args:
        a: lower end of each link, by its code before.
        b: upper end.
        account: the code that each has now.
        again: accounts, by their codes now, whose links with each other are summed again.
        touched: accounts whose place among the others may be another.

    Returns:
        (lower and higher end now; the links that are summed again, as a mask; places of those of the others that have
        lost their place).
    """
    low, high = np.empty(a.shape[0], np.int32), np.empty(a.shape[0], np.int32)
    gone, moving, n = np.zeros(a.shape[0], np.bool_), np.empty(a.shape[0], np.int64), 0
    for i in range(a.shape[0]):
        one, two = account[a[i]], account[b[i]]
        low[i], high[i] = min(one, two), max(one, two)
        gone[i] = again[one] and again[two]
        if not gone[i] and (touched[one] or touched[two]):
            moving[n] = i
            n += 1
    return low, high, gone, moving[:n]


@njit(cache=True)
def merged_links(old: Any, out: Array, fresh: Any) -> tuple[Array, Array, Array, Array]:
    """The links of before that are not `out` (mask), and fresh ones, in order of the accounts; either are in order.

    Links are (a, b, milli-decibans, groups).
    """
    a, b, milli, groups = old
    fresh_a, fresh_b, fresh_milli, fresh_groups = fresh
    most, n, j = a.shape[0] + fresh_a.shape[0], 0, 0
    to_a, to_b = np.empty(most, np.int32), np.empty(most, np.int32)
    to_milli, to_groups = np.empty(most, np.int64), np.empty(most, np.int64)
    for i in range(a.shape[0] + 1):
        last = i == a.shape[0]
        if not last and out[i]:
            continue
        while j < fresh_a.shape[0] and (last or fresh_a[j] < a[i] or (fresh_a[j] == a[i] and fresh_b[j] < b[i])):
            to_a[n], to_b[n], to_milli[n], to_groups[n] = fresh_a[j], fresh_b[j], fresh_milli[j], fresh_groups[j]
            n += 1
            j += 1
        if not last:
            to_a[n], to_b[n], to_milli[n], to_groups[n] = a[i], b[i], milli[i], groups[i]
            n += 1
    return to_a[:n], to_b[:n], to_milli[:n], to_groups[:n]

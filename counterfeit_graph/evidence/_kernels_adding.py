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

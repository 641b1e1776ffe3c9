"""The kernel that takes out of a case what can belong to no group; its slow twin is in tests/naive_gangs.py."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


@njit(cache=True)
def left_over(uses: Any, ties: Array, firm: Array, least: int) -> Array:
    """Uses left when values with one user and accounts with less than `least` ties are taken out until none is left.

    Args:
        uses: (account_ptr, use_value, value_ptr, value_use, use_account).
        ties: of each use, how many own values it may hang on; 0 takes it out at once.
        firm: accounts that stay.
        least: ties that every other account needs.
    """
    account_ptr, use_value, value_ptr, value_use, use_account = uses
    accounts, values = account_ptr.shape[0] - 1, value_ptr.shape[0] - 1
    kept = ties > 0
    tied, users = np.zeros(accounts, np.int64), np.zeros(values, np.int64)
    for use in range(kept.shape[0]):
        if kept[use]:
            tied[use_account[use]] += ties[use]
            users[use_value[use]] += 1
    # Accounts by their code and values behind them, each at most once: what falls short now did not before.
    stack, n = np.empty(accounts + values, np.int64), 0
    for node in range(accounts + values):
        if users[node - accounts] == 1 if node >= accounts else 0 < tied[node] < least and not firm[node]:
            stack[n] = node
            n += 1
    while n > 0:
        n -= 1
        node = stack[n]
        if node < accounts:
            for use in range(account_ptr[node], account_ptr[node + 1]):
                if kept[use]:
                    kept[use] = False
                    users[use_value[use]] -= 1
                    if users[use_value[use]] == 1:
                        stack[n] = accounts + use_value[use]
                        n += 1
        else:
            value = node - accounts
            for at in range(value_ptr[value], value_ptr[value + 1]):
                use = value_use[at]
                if kept[use]:
                    kept[use] = False
                    account = use_account[use]
                    before = tied[account]
                    tied[account] -= ties[use]
                    if tied[account] < least <= before and not firm[account]:
                        stack[n] = account
                        n += 1
    return np.flatnonzero(kept)

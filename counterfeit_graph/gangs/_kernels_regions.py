"""The kernels that find what may belong to a group; their slow twin is in tests/naive_gangs.py."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


@njit(cache=True, inline="always")
def _may_belong(account: int, uses: Any, ties: Array, worth: Any, reached: Array, asked: Any) -> bool:
    """Whether what is reached of an account's values could speak for enough; see `within_reach`."""
    account_ptr, use_value = uses
    most, room, bit = worth
    (least, ties_asked), decibans, money = asked
    for narrowest in range(account_ptr[account], account_ptr[account + 1]):
        if ties[narrowest] == 0 or not reached[use_value[narrowest]]:
            continue
        # Of the values that speak for a group one has the fewest users, and bounds what the group's size may add.
        tied, mask, total = 0, 0, room[use_value[narrowest]]
        for use in range(account_ptr[account], account_ptr[account + 1]):
            value = use_value[use]
            if reached[value] and ties[use] > 0 and room[value] >= room[use_value[narrowest]]:
                tied += ties[use]
                mask |= bit[value]
                total += most[value]
        groups, rest = 0, mask
        while rest:
            rest &= rest - 1
            groups += 1
        if tied >= ties_asked and (groups >= least or (mask & money) > 0) and total >= decibans:
            return True
    return False


@njit(cache=True)
def within_reach(uses: Any, ties: Array, worth: Any, firm: Array, asked: Any) -> Array:
    """Uses that tie those who may belong to a group: some accounts, and whoever enough ties to those before.

    Args:
        uses: (account_ptr, use_value, value_ptr, value_use, use_account).
        ties: of each use, how many of the account's own values it hangs on; 0 for one that counts nothing.
        worth: of each value (most decibans, 0 where it counts nothing; 10 log10 of its users, m of them more; bit of
            its independent group).
        firm: accounts that may belong in any case.
        asked: of every other account ((independent groups, own values), decibans, the bit that is enough by itself).
    """
    account_ptr, use_value, value_ptr, value_use, use_account = uses
    accounts, values, most = account_ptr.shape[0] - 1, value_ptr.shape[0] - 1, worth[0]
    inside, stack, tied = np.zeros(accounts, np.bool_), np.empty(accounts, np.int32), np.zeros(accounts, np.int32)
    reached, users = np.zeros(values, np.bool_), np.zeros(values, np.int32)
    n, size = firm.shape[0], 0
    stack[:n] = firm
    inside[firm] = True
    while n > 0:
        n -= 1
        account = stack[n]
        for use in range(account_ptr[account], account_ptr[account + 1]):
            value = use_value[use]
            if ties[use] == 0 or most[value] <= 0.0:
                continue
            users[value] += 1
            size += 1
            if reached[value]:
                continue
            reached[value] = True
            for at in range(value_ptr[value], value_ptr[value + 1]):
                other_use = value_use[at]
                other = use_account[other_use]
                if inside[other] or ties[other_use] == 0:
                    continue
                tied[other] += ties[other_use]
                # Few are tied often enough for a closer look.
                if tied[other] >= asked[0][1] and _may_belong(other, uses[:2], ties, worth, reached, asked):
                    inside[other] = True
                    stack[n] = other
                    n += 1
    kept, n = np.empty(size, np.int64), 0
    for account in range(accounts):
        if inside[account]:
            for use in range(account_ptr[account], account_ptr[account + 1]):
                # A value that one of them uses ties him to nobody.
                if users[use_value[use]] > 1 and ties[use] > 0:
                    kept[n] = use
                    n += 1
    return kept[:n]

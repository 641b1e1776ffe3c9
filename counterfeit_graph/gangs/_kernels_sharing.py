"""Kernels that number groups and say who shares values with which, beside plain sets and lists in tests/gangs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from counterfeit_graph.gangs._kernels import CROWDED

Array = np.ndarray[Any, Any]


@njit(cache=True, nogil=True)
def share_value(c: Array, d: Array, group_ptr: Array, group_value: Array, values: int) -> Array:
    """Whether groups c (ascending) and d share any of the values, of `values` in all, that compressed rows list."""
    seen, out = np.full(values, -1, np.int64), np.zeros(c.shape[0], np.bool_)
    for pair in range(c.shape[0]):
        if pair == 0 or c[pair] != c[pair - 1]:
            for i in range(group_ptr[c[pair]], group_ptr[c[pair] + 1]):
                seen[group_value[i]] = c[pair]
        for i in range(group_ptr[d[pair]], group_ptr[d[pair] + 1]):
            out[pair] |= seen[group_value[i]] == c[pair]
    return out


@njit(cache=True, nogil=True)
def shares_with_group(accounts: Array, account_ptr: Array, use_value: Array, member_ptr: Array, alone: Array) -> Array:
    """Whether each of `accounts` shares with a group a value that proposes it."""
    near = np.zeros(accounts.shape[0], np.bool_)
    for a in range(accounts.shape[0]):
        for i in range(account_ptr[accounts[a]], account_ptr[accounts[a] + 1]):
            groups = member_ptr[use_value[i] + 1] - member_ptr[use_value[i]]
            near[a] |= 0 < groups <= CROWDED and alone[use_value[i]] > 0.0
    return near


@njit(cache=True, nogil=True)
def number_groups(label: Array) -> Array:
    """The groups of two accounts or more, numbered in the order of their first accounts; -1 for all other accounts."""
    sizes, number = np.zeros(max(label.max(), 0) + 1 if label.shape[0] else 1, np.int64), 0
    for group in label:
        if group >= 0:
            sizes[group] += 1
    names, out = np.full(sizes.shape[0], -1, np.int64), np.full(label.shape[0], -1, np.int64)
    for account in range(label.shape[0]):
        group = label[account]
        if group >= 0 and sizes[group] > 1:
            if names[group] < 0:
                names[group] = number
                number += 1
            out[account] = names[group]
    return out

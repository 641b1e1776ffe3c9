"""Loops over flat arrays: hashes of text, sums of mixed words, values with several users."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]

_PRIME = np.uint64(0x100000001B3)
_START = np.uint64(0xCBF29CE484222325)
_A = np.uint64(0xBF58476D1CE4E5B9)
_B = np.uint64(0x94D049BB133111EB)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)
# Fifteen bits, so that the sum of a million days so weighted stays an integer of 64.
_BITS, _ONE = np.uint64(0x7FFF), np.uint64(1)
_UNKNOWN = -(2**31)


@njit(cache=True)
def _mix(word: Any) -> Any:
    """Splitmix64's finaliser: every bit of the answer depends on every bit of the word (Steele et al. 2014)."""
    word = (word + _STEP) ^ ((word + _STEP) >> _S30)
    word = word * _A
    word = (word ^ (word >> _S27)) * _B
    return word ^ (word >> _S31)


@njit(cache=True)
def hash_texts(offsets: Array, data: Array, out: Array) -> None:
    """64-bit FNV-1a of each text's bytes, mixed; `offsets` has n + 1 entries into `data`."""
    for i in range(out.shape[0]):
        word = _START
        for at in range(offsets[i], offsets[i + 1]):
            word = (word ^ np.uint64(data[at])) * _PRIME
        out[i] = _mix(word)


@njit(cache=True)
def add_facts(account: Array, content: Array, first: Array, last: Array, out: tuple[Array, Array]) -> None:
    """Add each fact to the two sums of its account; the order of facts does not matter.

    The first is of words, which tell what a fact says and which of its days are known; the second of its days, each
    times bits of this word. Accounts of one word have the same weights in all, so that a shift of all days changes
    nothing in which of them has the lesser sum.
    """
    word, when = out
    for i in range(account.shape[0]):
        begun, ended = first[i] != _UNKNOWN, last[i] != _UNKNOWN
        said = _mix(content[i] ^ _mix(np.uint64(begun) << np.uint64(1) | np.uint64(ended)))
        word[account[i]] += said
        if begun:
            when[account[i]] += np.int64((said & _BITS) + _ONE) * first[i]
        if ended:
            when[account[i]] += np.int64((said >> _S31 & _BITS) + _ONE) * last[i]


@njit(cache=True)
def places_among(order: Array, moving: Array, key: Array, words: Array) -> tuple[Array, Array]:
    """Where in `order` the first account stands whose word is not below each of `words`, and the first above it.

    Accounts that move are passed over. `key` has words by slot, in the order of which both are.
    """
    low, high = np.full(words.shape[0], order.shape[0]), np.full(words.shape[0], order.shape[0])
    i = j = 0
    for at in range(order.shape[0]):
        if moving[order[at]]:
            continue
        while i < words.shape[0] and words[i] <= key[order[at]]:
            low[i] = at
            i += 1
        while j < words.shape[0] and words[j] < key[order[at]]:
            high[j] = at
            j += 1
    return low, high


@njit(cache=True)
def placed(order: Array, moving: Array, moved: Array, before: Array) -> tuple[Array, Array]:
    """The order with each of `moved` before the place that `before` names, ascending, and the place of each account."""
    out, code = np.empty(moving.shape[0], np.int64), np.empty(moving.shape[0], np.int64)
    n = i = 0
    for at in range(order.shape[0] + 1):
        while i < moved.shape[0] and before[i] <= at:
            out[n], code[moved[i]] = moved[i], n
            n += 1
            i += 1
        if at < order.shape[0] and not moving[order[at]]:
            out[n], code[order[at]] = order[at], n
            n += 1
    return out, code


@njit(cache=True)
def mark_shared(value: Array, account: Array, owner: Array, shared: Array) -> None:
    """Set `shared[v]` where value v has two users; `owner` starts at -1 and keeps the first user seen."""
    for i in range(value.shape[0]):
        v, a = value[i], account[i]
        if v < 0 or a < 0:
            continue
        if owner[v] < 0:
            owner[v] = a
        elif owner[v] != a:
            shared[v] = True


@njit(cache=True)
def pointers(keys: Array, size: int) -> Array:
    """Where the rows of each key (0..size-1) begin, and end, when rows are in order of their keys."""
    ptr = np.zeros(size + 1, np.int64)
    for key in keys:
        ptr[key + 1] += 1
    for i in range(size):
        ptr[i + 1] += ptr[i]
    return ptr


@njit(cache=True, nogil=True)
def compress(keys: Array, size: int) -> tuple[Array, Array]:
    """Compressed rows of `keys` (0..size-1) by counting sort: (pointers, positions), positions ascending."""
    ptr = pointers(keys, size)
    fill = ptr[:-1].copy()
    positions = np.empty(keys.shape[0], np.int32)
    for i in range(keys.shape[0]):
        positions[fill[keys[i]]] = i
        fill[keys[i]] += 1
    return ptr, positions

"""Slow twins of the identity kernels, on Python's own integers."""

from __future__ import annotations

WORD = 2**64


def mix(word):
    word = (word + 0x9E3779B97F4A7C15) % WORD
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % WORD
    return word ^ (word >> 31)


def hash_text(text):
    word = 0xCBF29CE484222325
    for byte in text.encode():
        word = (word ^ byte) * 0x100000001B3 % WORD
    return mix(word)


def add_facts(account, content, first, last, sums):
    sums = list(sums)
    for a, c, f, t in zip(account, content, first, last, strict=True):
        days = (f % 2**32) << 32 | (t % 2**32)
        sums[a] = (sums[a] + mix(c ^ mix(days))) % WORD
    return sums


def shared(value, account, count):
    users = [set() for _ in range(count)]
    for v, a in zip(value, account, strict=True):
        if v >= 0 and a >= 0:
            users[v].add(a)
    return [len(some) > 1 for some in users]


def compress(keys, size):
    """Rows of each key."""
    return [[row for row, key in enumerate(keys) if key == wanted] for wanted in range(size)]

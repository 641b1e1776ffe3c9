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
    words, whens = (list(each) for each in sums)
    for a, c, *days in zip(account, content, first, last, strict=True):
        begun, ended = (day != -(2**31) for day in days)
        said = mix(c ^ mix(2 * begun + ended))
        words[a] = (words[a] + said) % WORD
        known = [(day, bits) for day, bits in zip(days, (0, 31), strict=True) if day != -(2**31)]
        whens[a] += sum(((said >> bits) % 2**15 + 1) * day for day, bits in known)
    return words, whens


def shared(value, account, count):
    users = [set() for _ in range(count)]
    for v, a in zip(value, account, strict=True):
        if v >= 0 and a >= 0:
            users[v].add(a)
    return [len(some) > 1 for some in users]


def compress(keys, size):
    """Rows of each key."""
    return [[row for row, key in enumerate(keys) if key == wanted] for wanted in range(size)]

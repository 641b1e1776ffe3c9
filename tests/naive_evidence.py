"""Slow, plain twins of the kernels of the evidence room."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations
from typing import Any


def group_rule(clues: list[tuple[int, int]], discount: list[float]) -> list[int]:
    """What each (milli-decibans, group) counts: strongest of its group whole, then discounted, then squared."""
    counted = [0] * len(clues)
    seen: dict[int, float] = defaultdict(lambda: 1.0)
    for at in sorted(range(len(clues)), key=lambda i: (-clues[i][0], i)):
        alone, group = clues[at]
        counted[at] = math.floor(alone * seen[group])
        seen[group] *= discount[group]
    return counted


def link_pairs(
    users: dict[int, list[int]], worth: dict[int, tuple[int, int]], discount: list[float], floor: int
) -> dict[tuple[int, int], int]:
    """Pairs of accounts and the sum of what they share, where it reaches `floor`; worth: (milli-decibans, group)."""
    shared: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for value in sorted(users):
        for a, b in combinations(sorted(users[value]), 2):
            shared[a, b].append(worth[value])
    sums = {pair: sum(group_rule(clues, discount)) for pair, clues in shared.items()}
    return {pair: total for pair, total in sums.items() if total >= floor}


def supported_pairs(
    users: dict[int, list[int]], worth: dict[int, tuple[int, int]], discount: list[float], prior: float, whole: int
) -> dict[int, int]:
    """Per value: the posteriors of the pairs of its users without its own group of evidence, in parts of `whole`."""
    found = dict.fromkeys(users, 0)
    for a, b in combinations(range(8), 2):
        shared = [value for value in sorted(users) if {a, b} <= set(users[value])]
        counted = group_rule([worth[value] for value in shared], discount)
        for value, mine in zip(shared, counted, strict=True):
            others = sum(c for x, c in zip(shared, counted, strict=True) if worth[x][1] != worth[value][1])
            found[value] += round(whole / (1 + 10 ** (-(others / 1000 + prior) / 10))) if mine else 0
    return found


def faded(alone: int, rate: float, gap: int, horizon: float) -> int:
    """Milli-decibans of a clue across a gap."""
    if gap == 0 or horizon <= 0 or alone <= 0:
        return alone
    m = rate * 10 ** (alone / 10000)
    return min(alone, math.floor(10000 * math.log10((m * math.exp(-gap / horizon) + rate) / rate)))


def distinct_labels(users: list[list[int]], label: list[int]) -> list[int]:
    """Distinct labels among the users of each value."""
    return [len({label[user] for user in each}) for each in users]


def components(size: int, edges: list[tuple[int, int]]) -> list[int]:
    """Lowest node of each node's component."""
    label = list(range(size))
    for _ in range(size):
        for a, b in edges:
            label[a] = label[b] = min(label[a], label[b])
    return label


def ledger_of(a: set[int], b: set[int], worth: dict[int, Any]) -> list[int]:
    """Values that two accounts share, strongest first."""
    return sorted(a & b, key=lambda value: (-worth[value][0], value))


def cllr(rows: list[tuple[float, bool]]) -> float:
    """Cost of stated decibans, one (decibans, same) a pair."""
    same = [math.log2(1 + 10 ** (-d / 10)) for d, is_same in rows if is_same]
    different = [math.log2(1 + 10 ** (d / 10)) for d, is_same in rows if not is_same]
    return (sum(same) / len(same) + sum(different) / len(different)) / 2


def cllr_min(rows: list[tuple[float, bool]]) -> float:
    """The same with every block of pool adjacent violators at its own odds."""
    blocks: list[list[int]] = []
    for level in sorted({d for d, _ in rows}):
        mine = [is_same for d, is_same in rows if d == level]
        blocks.append([sum(mine), len(mine)])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + last[0], blocks[-1][1] + last[1]]
    same, different = sum(s for s, _ in blocks), sum(n - s for s, n in blocks)
    cost = 0.0
    for s, n in blocks:
        if 0 < s < n:
            ratio = s / (n - s) * different / same
            cost += s / same * math.log2(1 + 1 / ratio) + (n - s) / different * math.log2(1 + ratio)
    return cost / 2

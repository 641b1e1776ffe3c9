"""Slow, plain twins of the kernels for bare tables."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import combinations


def propagate(values: list[list[int]], weight: list[float], *, passes: int) -> list[int]:
    """Label propagation: each account in its turn takes the heaviest label around it, its own on a tie."""
    label = list(range(len(values)))
    for _ in range(passes):
        before = label.copy()
        for i, mine in enumerate(values):
            total: dict[int, float] = defaultdict(float)
            for x in mine:
                for j, theirs in enumerate(values):
                    if j != i and x in theirs:
                        total[label[j]] += weight[x]
            for c in list(total):
                if total[c] > total[label[i]] + 1e-9:
                    label[i] = c
        if label == before:
            break
    return label


def twice_tied(values: list[list[int]], label: list[int]) -> list[int]:
    """Lowest account that each account reaches through pairs of one label, 0 or more, that share two values."""
    lowest = list(range(len(values)))
    for _ in values:
        for i, j in combinations(range(len(values)), 2):
            if label[i] == label[j] >= 0 and len(set(values[i]) & set(values[j])) > 1:
                lowest[i] = lowest[j] = min(lowest[i], lowest[j])
    return lowest


def nested(values: list[list[int]], x: int, y: int, *, most: int, share: float) -> bool:
    """Whether the users of x and y are nested."""
    one, other = ({i for i, mine in enumerate(values) if v in mine} for v in (x, y))
    common = len(one & other)
    return x != y and 2 <= common <= most and common >= share * min(len(one), len(other))


def chance(log_odds: float) -> float:
    """Probability of log odds."""
    return 1 / (1 + math.exp(-log_odds))


class Beliefs:
    """Belief propagation for one group, a dictionary a message."""

    def __init__(self, values: list[list[int]], nest: set[tuple[int, int]], model: tuple[float, float, float]) -> None:
        self.values, self.nest = values, nest
        self.accounts, self.stray, self.degree = model
        self.alone = self.stray + math.exp(-self.degree)

    def run(
        self, outside: list[int], prior: list[float], start: list[float], rounds: int
    ) -> tuple[list[float], list[float]]:
        """Beliefs in nodes and in values."""
        edges = [(i, x) for i, mine in enumerate(self.values) for x in mine]
        belief, tells, odds = list(start), {e: start[e[0]] for e in edges}, list(prior)
        for _ in range(rounds):
            before, size = dict(tells), max(sum(belief), 2.0)
            lift, base = (1 - self.stray) * self.accounts / size, math.log(size / self.accounts) - self.degree
            known = {e: math.log(tells[e] * lift + (1 - tells[e]) * self.alone) for e in edges}
            odds = [p + math.log(size) + n * math.log(self.alone) for p, n in zip(prior, outside, strict=True)]
            for e in edges:
                odds[e[1]] += known[e]
            for i, mine in enumerate(self.values):
                heard = self.heard({x: self.message(odds[x] - known[i, x], lift) for x in mine})
                belief[i] = chance(base + sum(heard.values()))
                for x in mine:
                    apart = [m for y, m in heard.items() if y != x and (x, y) not in self.nest]
                    tells[i, x] = chance(base + sum(apart))
            if max((abs(tells[e] - before[e]) for e in edges), default=0.0) < 1e-6:
                break
        return belief, [chance(o) for o in odds]

    def message(self, log_odds: float, lift: float) -> float:
        """What a value says for one of its users."""
        own = chance(log_odds)
        return math.log((own * lift + 1 - own) / (own * self.stray + 1 - own))

    def heard(self, message: dict[int, float]) -> dict[int, float]:
        """The messages that count, from the strongest on."""
        counted: dict[int, float] = {}
        for x in sorted(message, key=lambda x: -message[x]):
            if not any((x, y) in self.nest for y in counted):
                counted[x] = message[x]
        return counted


def rank(values: list[list[int]]) -> int:
    """Shared uses - shared values - accounts + 1."""
    users = Counter(x for mine in values for x in mine)
    return sum(n - 1 for n in users.values() if n > 1) - len(values) + 1

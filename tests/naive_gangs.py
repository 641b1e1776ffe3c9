"""Slow, plain twins of the kernels of the gangs room."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from counterfeit_graph.gangs.crew import Crew, Ties, Ways


def pooled(clues: list[tuple[float, int]], discount: list[float]) -> float:
    """Sum of (decibans, group) under the group rule, what is not above 0 left out."""
    total = 0.0
    seen: dict[int, float] = defaultdict(lambda: 1.0)
    for decibans, group in sorted(clues, key=lambda clue: -clue[0]):
        if decibans > 0:
            total += decibans * seen[group]
            seen[group] *= discount[group]
    return total


def value_members(users: dict[int, list[int]], label: list[int]) -> dict[int, dict[int, int]]:
    """Per value: how many members of each group use it."""
    return {value: dict(Counter(label[a] for a in accounts if label[a] >= 0)) for value, accounts in users.items()}


def share_decibans(alone: float, m: float, used: int, size: int) -> float:
    """10 log10 of the group's own share over u, where alone = 10 log10(m / u)."""
    return 10 * math.log10(((used + m) / (size + 1)) / (m / 10 ** (alone / 10)))


def quality(edges: list[tuple[int, int, float]], label: list[int], gamma: float) -> float:
    """Constant Potts quality of a partition."""
    inside = sum(w for a, b, w in edges if label[a] == label[b])
    return inside - gamma * sum(n * (n - 1) / 2 for n in Counter(label).values())


def best_partition(size: int, edges: list[tuple[int, int, float]], gamma: float) -> float:
    """Best quality over all partitions of a few nodes."""

    def grow(label: list[int]) -> float:
        if len(label) == size:
            return quality(edges, label, gamma)
        return max(grow([*label, c]) for c in range(max(label, default=-1) + 2))

    return grow([])


def score_join(mine: list[tuple[float, float, int, int]], size: int, discount: list[float]) -> float:
    """Pooled evidence of an account for a group: one (alone, m, group, members using it) for each shared value."""
    return pooled([(share_decibans(alone, m, used, size), group) for alone, m, group, used in mine], discount)


def touch_decibans(alone: float, m: float, used: int, size: int, others: int, common: float) -> float:
    """Evidence of a value that `used` of `size` members use, when a group of `others` accounts touches it."""
    p, u = (used + m) / (size + 1), m / 10 ** (alone / 10)
    return 10 * math.log10((1 - (1 - p) ** others) / max(1 - (1 - u) ** others, common))


def within_reach(
    uses: dict[tuple[int, int], int],
    worth: list[tuple[float, float, int]],
    firm: set[int],
    asked: tuple[tuple[int, int], float, int],
) -> set[tuple[int, int]]:
    """Uses (account, value) of those who may belong, of whom each value has two or more."""
    left = {use: ties for use, ties in uses.items() if ties > 0 and worth[use[1]][0] > 0}
    inside = set(firm)
    while True:
        reached = {value for account, value in left if account in inside}
        found = {
            account for account, _ in left if account not in inside and _tied(account, left, worth, reached, asked)
        }
        if not found:
            users = Counter(value for account, value in left if account in inside)
            return {(account, value) for account, value in left if account in inside and users[value] > 1}
        inside |= found


def _tied(
    account: int,
    left: dict[tuple[int, int], int],
    worth: list[tuple[float, float, int]],
    reached: set[int],
    asked: tuple[tuple[int, int], float, int],
) -> bool:
    """Whether any of an account's reached values, with those of no fewer users, could speak for enough."""
    mine = [value for a, value in left if a == account and value in reached]
    for least in mine:
        kept = [value for value in mine if worth[value][1] >= worth[least][1]]
        mask = 0
        for value in kept:
            mask |= worth[value][2]
        several = sum(left[account, value] for value in kept) >= asked[0][1] and mask.bit_count() >= asked[0][0]
        paid = sum(left[account, value] for value in kept) >= asked[0][1] and mask & asked[2] > 0
        if (several or paid) and sum(worth[value][0] for value in kept) + worth[least][1] >= asked[1]:
            return True
    return False


def neighbours(size: int, edges: dict[tuple[int, int], float]) -> list[list[tuple[int, float]]]:
    """(neighbour, weight) of each node, ascending."""
    both = [(a, b, w) for (x, y), w in edges.items() for a, b in ((x, y), (y, x)) for w in (w,)]
    return [sorted((b, w) for a, b, w in both if a == v) for v in range(size)]


def propagated(rows: list[list[tuple[int, float]]], order: list[int], *, rounds: int) -> list[int]:
    """Every node in turn takes the heaviest label around it: its own among the heaviest, else the lowest of them."""
    label = list(range(len(rows)))
    for _ in range(rounds):
        for node in order:
            around = {label[other] for other, _ in rows[node]}
            heavy = {c: sum(weight for other, weight in rows[node] if label[other] == c) for c in around}
            best = [c for c in around if heavy[c] == max(heavy.values())]
            if best and label[node] not in best:
                label[node] = min(best)
    return label


def moved(rows: list[dict[int, float]], mass: list[float], gamma: float, label: list[int]) -> list[int]:
    """Nodes in turn, the last first, go where they gain most, until nobody's neighbours have changed."""
    label, waiting = list(label), list(reversed(range(len(rows))))
    while waiting:
        node = waiting.pop(0)
        weight: dict[int, float] = {label[node]: 0.0}
        for other, w in rows[node].items():
            weight[label[other]] = weight.get(label[other], 0.0) + w
        others = [c for n, c in enumerate(label) if n != node]
        rest = {c: sum(m for n, m in enumerate(mass) if n != node and label[n] == c) for c in weight}
        gain = {c: w - gamma * mass[node] * rest[c] for c, w in weight.items()}
        alone = next(c for c in range(len(rows) + 1) if c not in others)
        best = max(gain, key=lambda c: (gain[c], c == label[node]))
        best = alone if gain[best] < 0 else best
        if best != label[node] and (best != alone or label[node] in others):
            label[node] = best
            waiting += [other for other in rows[node] if label[other] != best and other not in waiting]
    return label


def louvain(rows: list[dict[int, float]], gamma: float) -> list[int]:
    """One pass over each component, nodes of mass 1 moved once more, and what fell apart by itself."""
    label: list[object] = [None] * len(rows)
    for number in set(pieces(rows, [0] * len(rows))):
        nodes = [n for n, c in enumerate(pieces(rows, [0] * len(rows))) if c == number]
        part, ones = [{nodes.index(n): w for n, w in rows[node].items()} for node in nodes], [1.0] * len(nodes)
        for node, c in zip(nodes, moved(part, ones, gamma, improved(part, ones, gamma)), strict=True):
            label[node] = (number, c)
    return pieces(rows, label)


def improved(rows: list[dict[int, float]], mass: list[float], gamma: float) -> list[int]:
    """Nodes moved, their communities improved as nodes of a smaller graph, and nodes moved once more."""
    label = moved(rows, mass, gamma, list(range(len(rows))))
    number = {c: at for at, c in enumerate(dict.fromkeys(label))}
    if len(number) < len(rows):
        merged: list[dict[int, float]] = [{} for _ in number]
        weight = [0.0] * len(number)
        for node, c in enumerate(label):
            weight[number[c]] += mass[node]
        for c, at in number.items():
            for node in (n for n, own in enumerate(label) if own == c):
                for other, w in rows[node].items():
                    if label[other] != c:
                        merged[at][number[label[other]]] = merged[at].get(number[label[other]], 0.0) + w
        above = improved(merged, weight, gamma)
        label = [above[number[c]] for c in label]
    return moved(rows, mass, gamma, label)


def pieces(rows: list[dict[int, float]], label: Sequence[object]) -> list[int]:
    """Communities, what does not hang together by itself; numbered by their first nodes."""
    piece = [-1] * len(rows)
    for start in range(len(rows)):
        stack = [start] if piece[start] < 0 else []
        number = max(piece) + 1
        while stack:
            node = stack.pop()
            piece[node] = number
            stack += [other for other in rows[node] if piece[other] < 0 and label[other] == label[node]]
    return piece


def colours(size: int, edges: dict[tuple[int, int], float], *, rounds: int) -> list[object]:
    """What each node sees: its own colour and, in order, the weights and colours around it, so many rounds deep."""
    seen: list[object] = [0] * size
    for _ in range(rounds):
        around: list[list[str]] = [[] for _ in range(size)]
        for (a, b), w in edges.items():
            around[a].append(repr((w, seen[b])))
            around[b].append(repr((w, seen[a])))
        seen = [(seen[v], tuple(sorted(around[v]))) for v in range(size)]
    return seen


def plain_crew(size: int, shared: list[set[int]]) -> Crew:
    """A gang of accounts 0..size-1 that tells its dens apart by the values in `shared`, each given by its users."""
    milli: Counter[tuple[int, int]] = Counter()
    ways = []
    for value, who in enumerate(shared):
        if 1 < len(who) < size:
            says = math.floor(10_000 * math.log10(size / len(who)) / (len(who) - 1))
            milli.update(dict.fromkeys(combinations(sorted(who), 2), says))
            ways += [(account, account, size + value, len(who)) for account in sorted(who)]
    ties = Ties(*np.array([(*pair, said) for pair, said in milli.items()], np.int64).reshape(-1, 3).T)
    return Crew(size, ties, ties, Ways(*np.array(ways, np.int64).reshape(-1, 4).T))


def sets_apart(shared: list[set[int]], den: set[int], *, size: int) -> int:
    """How many values some accounts of a gang use twice as often as the rest of it."""
    often = [(len(who & den), len(who - den)) for who in shared]
    return sum(inside > 1 and inside * (size - len(den)) > 2 * outside * len(den) for inside, outside in often)

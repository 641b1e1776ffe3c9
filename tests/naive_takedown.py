"""Slow twins of the takedown room's kernels: plain Python over dicts of neighbours."""

from __future__ import annotations

from fractions import Fraction

import numpy as np


def neighbours(indptr, indices):
    return {v: [int(u) for u in indices[indptr[v] : indptr[v + 1]]] for v in range(len(indptr) - 1)}


def components(near, gone=()):
    """Components of what is not gone, as lists, largest first, ties to the lowest node."""
    left = [v for v in near if v not in set(gone)]
    found, seen = [], set(gone)
    for start in left:
        if start in seen:
            continue
        part, waits = [], [start]
        seen.add(start)
        while waits:
            node = waits.pop(0)
            part.append(node)
            new = [u for u in near[node] if u not in seen]
            seen.update(new)
            waits.extend(dict.fromkeys(new))
        found.append(part)
    return sorted(found, key=lambda part: (-len(part), min(part)))


def curve(near, order):
    """Nodes in the largest component after each removal."""
    return [max(map(len, components(near, order[: k + 1])), default=0) for k in range(len(order))]


def area(near, order, cost=None):
    """Each step of the curve times the cost of its removal."""
    return sum((1 if cost is None else cost[v]) * size for v, size in zip(order, curve(near, order), strict=True))


def anc(near, order, cost=None):
    """The ANC of a full order, by its definition."""
    total = len(order) if cost is None else sum(cost[v] for v in order)
    return area(near, order, cost) / (total * len(order))


def merged(near, node, out):
    """Size of the component of `node` when all of `out` but the node itself are gone."""
    return next(len(part) for part in components(near, set(out) - {node}) if node in part)


def reverse_greedy(near, order, first, keep, damp):
    """The waiting node with the smallest merged component over damp comes back first, ties to the later."""
    waits, back = list(order[first:keep]), []
    while waits:
        out = set(order[:first]) | set(waits)
        best = min(waits, key=lambda v: (merged(near, v, out) / damp[v], -waits.index(v)))
        waits.remove(best)
        back.append(best)
    return [*order[:first], *reversed(back), *order[keep:]]


def degree(near, node, gone):
    return sum(u not in gone for u in near[node])


def influence_of(near, node, gone, radius):
    """Degree, or collective influence of the ball of that radius."""
    rim, inside = [node], {node}
    for _ in range(radius):
        rim = sorted({u for v in rim for u in near[v] if u not in gone} - inside)
        inside.update(rim)
    own = degree(near, node, gone)
    return own if radius == 0 else (own - 1) * sum(degree(near, u, gone) - 1 for u in rim)


def influence(near, first, radius, damp):
    order = list(first)
    while len(order) < len(near):
        left = [v for v in near if v not in order]
        order.append(min(left, key=lambda v: (-influence_of(near, v, set(order), radius) / damp[v], v)))
    return order


def core(near, gone):
    """Nodes of the 2-core of what is not gone."""
    inside = set(near) - set(gone)
    while thin := {v for v in inside if sum(u in inside for u in near[v]) < 2}:
        inside -= thin
    return inside


def core_degree(near, damp):
    order = []
    while inside := core(near, order):
        order.append(min(inside, key=lambda v: (-sum(u in inside for u in near[v]) / damp[v], v)))
    return order


def distances(near, source, gone=()):
    """Distance and number of shortest paths from the source to each node reached."""
    far, paths, rim = {source: 0}, {source: 1}, [source]
    while rim:
        reached = {}
        for v in rim:
            for u in near[v]:
                if u not in gone and u not in far:
                    reached[u] = reached.get(u, 0) + paths[v]
        paths.update(reached)
        far.update(dict.fromkeys(reached, far[rim[0]] + 1))
        rim = list(reached)
    return far, paths


def betweenness(near, gone=()):
    """Exact betweenness, ordered pairs, of the nodes of the largest component."""
    part = components(near, gone)[0]
    known = {v: distances(near, v, gone) for v in part}
    score = dict.fromkeys(part, Fraction(0))
    for s in part:
        for t in part:
            for v in part:
                far = known[s][0]
                if v not in {s, t} and s != t and far[v] + known[v][0][t] == far[t]:
                    score[v] += Fraction(known[s][1][v] * known[v][1][t], known[s][1][t])
    return score


def draw(state, below):
    """Xorshift of 64 bits: the next state, and the number drawn from it."""
    mask = 2**64 - 1
    state ^= (state << 13) & mask
    state ^= state >> 7
    state ^= (state << 17) & mask
    return state, (state >> 11) % below


def pressure(near, weight, gone):
    """Sum of squared weights of the components of what is not gone."""
    return sum(sum(weight[v] for v in part) ** 2 for part in components(near, gone))


def reached(near, chosen):
    """Sum over nodes of one over their distance from the nearest chosen node; the chosen count one each."""
    nearest = {}
    for v in chosen:
        for u, far in distances(near, v)[0].items():
            nearest[u] = min(far, nearest.get(u, far))
    return sum(1 / max(far, 1) for far in nearest.values())


def renamed(source, target, size, seed):
    """The same graph with nodes renumbered and edges shuffled and turned round."""
    rng = np.random.default_rng(seed)
    name, row = rng.permutation(size), rng.permutation(len(source))
    return name[np.asarray(target)[row]], name[np.asarray(source)[row]], name


def dominators(near, weight, cost):
    """For each node the one above it: of those that know all whom it knows, the one of fewest neighbours, last."""
    found = []
    for v in near:
        able = [u for u in near if u != v and near[v] and set(near[v]) - {u} <= set(near[u])]
        able = [u for u in able if weight[u] >= weight[v] and cost[u] <= cost[v]]
        same = [u for u in able if (len(near[u]), weight[u], cost[u]) == (len(near[v]), weight[v], cost[v])]
        able = [u for u in able if u < v or u not in same]
        found.append(max(able, key=lambda u: (-len(near[u]), u), default=-1))
    return found

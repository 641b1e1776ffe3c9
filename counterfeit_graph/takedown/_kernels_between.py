"""Removal order by adaptive betweenness, counted from a few sampled pivots of the largest component.

Source: Brandes 2001 for the accumulation; pivots after Brandes and Pich 2007.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]
_UNSEEN = -1
_GONE = -2


class _Search(NamedTuple):
    """A graph and the working columns of a breadth-first search."""

    indptr: Array
    indices: Array
    depth: Array  # _UNSEEN between searches, _GONE for removed nodes
    queue: Array
    paths: Array
    share: Array
    score: Array


@njit(cache=True)
def draw(state: Array, below: int) -> int:
    """A number in 0..below-1 from a xorshift generator, whose state is one uint64 that is not zero."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return int((x >> np.uint64(11)) % np.uint64(below))


@njit(cache=True)
def reach(indptr: Array, indices: Array, depth: Array, source: int, queue: Array) -> int:
    """Breadth-first search from `source` over nodes of depth -1: fills `depth` and `queue`, gives the nodes reached."""
    depth[source] = 0
    queue[0] = source
    head, tail = 0, 1
    while head < tail:
        node = queue[head]
        head += 1
        for at in range(indptr[node], indptr[node + 1]):
            other = indices[at]
            if depth[other] == _UNSEEN:
                depth[other] = depth[node] + 1
                queue[tail] = other
                tail += 1
    return tail


@njit(cache=True)
def largest(indptr: Array, indices: Array, depth: Array, queue: Array, members: Array) -> int:
    """Fill `members` with the largest component of the nodes of depth -1, lowest node first on ties; gives its size."""
    best = 0
    for source in range(depth.size):
        if depth[source] == _UNSEEN:
            count = reach(indptr, indices, depth, source, queue)
            if count > best:
                best = count
                members[:count] = queue[:count]
    for node in range(depth.size):
        if depth[node] != _GONE:
            depth[node] = _UNSEEN
    return best


@njit(cache=True)
def _accumulate(search: _Search, source: int) -> None:
    """Add to `score` how many shortest paths from `source` pass each node (Brandes)."""
    indptr, indices, depth, queue = search.indptr, search.indices, search.depth, search.queue
    paths, share, score = search.paths, search.share, search.score
    tail = reach(indptr, indices, depth, source, queue)
    for i in range(tail):
        paths[queue[i]] = 0.0
        share[queue[i]] = 0.0
    paths[source] = 1.0
    for i in range(tail):
        node = queue[i]
        for at in range(indptr[node], indptr[node + 1]):
            if depth[indices[at]] == depth[node] + 1:
                paths[indices[at]] += paths[node]
    for i in range(tail - 1, 0, -1):
        node = queue[i]
        each = (1.0 + share[node]) / paths[node]
        for at in range(indptr[node], indptr[node + 1]):
            if depth[indices[at]] == depth[node] - 1:
                share[indices[at]] += paths[indices[at]] * each
        score[node] += share[node]
    for i in range(tail):
        depth[queue[i]] = _UNSEEN


@njit(cache=True)
def _sample(search: _Search, members: Array, pivots: int, state: Array) -> None:
    """Score the members by their betweenness from `pivots` of them, drawn to the front of `members`."""
    for i in range(members.size):
        search.score[members[i]] = 0.0
    for i in range(min(pivots, members.size)):
        if pivots < members.size:
            other = i + draw(state, members.size - i)
            members[i], members[other] = members[other], members[i]
        _accumulate(search, members[i])


@njit(cache=True)
def _take_best(search: _Search, members: Array, batch: int, damp: Array, order: Array) -> None:
    """Remove the `batch` members of highest score over `damp`, ties to the lowest node, into `order`."""
    for b in range(batch):
        best = b
        for i in range(b + 1, members.size):
            now, top = members[i], members[best]
            ahead = search.score[now] * damp[top] - search.score[top] * damp[now]
            if ahead > 0 or (ahead == 0 and now < top):
                best = i
        members[b], members[best] = members[best], members[b]
        order[b] = members[b]
        search.depth[members[b]] = _GONE


@njit(cache=True)
def betweenness(
    indptr: Array, indices: Array, damp: Array, pivots: int, rounds: int, stop: int, state: Array
) -> tuple[Array, int]:
    """The nodes whose removal, highest sampled betweenness first, leaves no component above `stop` nodes.

    About `rounds` rounds are made at most: where the component is larger than that, a round removes several nodes.
    Gives the entries of the graph read, too.
    """
    n = damp.size
    search = _Search(
        indptr, indices, np.full(n, _UNSEEN, np.int32), np.zeros(n, np.int32), np.zeros(n), np.zeros(n), np.zeros(n)
    )
    members = np.zeros(n, np.int32)
    order = np.zeros(n, np.int32)
    done, read = 0, 0
    count = largest(indptr, indices, search.depth, search.queue, members)
    while count > stop:
        read += 2 * min(pivots, count) * np.sum(indptr[members[:count] + 1] - indptr[members[:count]] + 1)
        _sample(search, members[:count], pivots, state)
        batch = max(1, count // (2 * rounds))
        _take_best(search, members[:count], batch, damp, order[done:])
        done += batch
        count = largest(indptr, indices, search.depth, search.queue, members)
    return order[:done], read

"""Find province, city and district at the start of an address: loops over code points and a trie in flat arrays.

States and candidates are places of `gazetteer.Units`; -1 stands for "not known". One row at a time, no row looks at
another.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]
Atlas = tuple[Array, Array, Array, Array, Array, Array, Array]

NONE, NOISE, SEVERAL = -1, -2, -3
_LONGEST = 24
# Columns of `units`: level, province, city, number of the official name, and a municipality's only city.
LEVEL, ABOVE, CITY, TITLE, ONLY = 0, 1, 2, 3, 4


@njit(cache=True)
def _step(nodes: Array, edges: Array, node: int, char: int) -> int:
    """The child of `node` under `char`, -1 for none; node 0 is the root."""
    low, high = nodes[node, 0], nodes[node + 1, 0]
    while low < high:
        middle = (low + high) // 2
        if edges[middle, 0] < char:
            low = middle + 1
        else:
            high = middle
    return edges[low, 1] if low < nodes[node + 1, 0] and edges[low, 0] == char else -1


@njit(cache=True)
def _names_at(nodes: Array, edges: Array, points: Array, at: int, end: int, out: Array) -> int:
    """Names that start at `at`, shortest first: end and number of each into `out`; returns how many."""
    node, count = 0, 0
    for i in range(at, min(end, at + _LONGEST)):
        node = _step(nodes, edges, node, points[i])
        if node < 0:
            break
        if nodes[node, 1] >= 0:
            out[count, 0], out[count, 1] = i + 1, nodes[node, 1]
            count += 1
    return count


@njit(cache=True)
def _fits(units: Array, place: int, state: Array) -> bool:
    """Whether a place can stand beside what is known: below it, or a repetition of it."""
    if state[0] >= 0 and units[place, ABOVE] != state[0]:
        return False
    if units[place, LEVEL] == 0:
        return True
    if state[1] >= 0 and units[place, CITY] != state[1]:
        return False
    return bool(units[place, LEVEL] == 1 or state[2] < 0 or state[2] == place)


@njit(cache=True)
def _holds(units: Array, upper: int, lower: int) -> bool:
    """Whether one place lies in the other."""
    if units[upper, LEVEL] >= units[lower, LEVEL]:
        return False
    return bool(units[upper, LEVEL] == 0 or units[lower, CITY] == upper)


@njit(cache=True)
def _choose(names: Array, places: Array, units: Array, name: int, state: Array) -> int:
    """What a name means beside `state`: a place, NOISE, NONE, or SEVERAL of one official name."""
    best, rivals, alike = NONE, 0, True
    for k in range(names[name, 0], names[name + 1, 0]):
        place = places[k]
        if place == NOISE:
            return NOISE
        if not _fits(units, place, state) or (best >= 0 and _holds(units, best, place)):
            continue
        if best >= 0 and not _holds(units, place, best):
            alike = alike and units[best, TITLE] == units[place, TITLE]
            rivals += 1
        else:
            best = place
    if rivals == 0:
        return best
    return SEVERAL if alike and names[name, 1] == 0 else NONE


@njit(cache=True)
def _is_direction(char: int) -> bool:
    """Whether a character may stand between a name and the word "road": 东西南北中 and numerals."""
    if 48 <= char <= 57:
        return True
    for known in (
        0x4E1C,
        0x897F,
        0x5357,
        0x5317,
        0x4E2D,
        0x4E00,
        0x4E8C,
        0x4E09,
        0x56DB,
        0x4E94,
        0x516D,
        0x4E03,
        0x516B,
        0x4E5D,
        0x5341,
    ):
        if char == known:
            return True
    return False


@njit(cache=True)
def _starts_with(nodes: Array, edges: Array, points: Array, at: int, end: int) -> bool:
    """Whether any word of a trie starts at `at`."""
    node = 0
    for i in range(at, end):
        node = _step(nodes, edges, node, points[i])
        if node < 0:
            return False
        if nodes[node, 1] >= 0:
            return True
    return False


@njit(cache=True)
def _is_guarded(nodes: Array, edges: Array, points: Array, at: int, end: int) -> bool:
    """Whether what follows a bare stem makes it the name of a road or a building; the trie is that of guards."""
    if _starts_with(nodes, edges, points, at, end):
        return True
    after = at
    while after < end and after < at + 4 and _is_direction(points[after]):
        after += 1
    return at < after < end and points[after] in (
        0x8DEF,
        0x8857,
        0x9053,
        0x5DF7,
        0x5F04,
        0x5927,
        0x73AF,
    )  # 路街道巷弄大环


@njit(cache=True)
def _learn(units: Array, place: int, state: Array) -> None:
    """Write what a place implies into `state`: a district its city, a city its province."""
    state[0] = units[place, ABOVE]
    if units[place, LEVEL] == 0:
        if units[place, ONLY] >= 0:
            state[1] = units[place, ONLY]
        return
    state[1] = units[place, CITY]
    if units[place, LEVEL] == 2:
        state[2] = place


@njit(cache=True)
def _goes_on(atlas: Atlas, points: Array, at: int, end: int, state: Array, out: Array) -> bool:
    """Whether another place that fits starts at `at`."""
    nodes, edges, names, places, units, words, ways = atlas
    for k in range(_names_at(nodes, edges, points, at, end, out)):
        place = _choose(names, places, units, out[k, 1], state)
        whole = names[out[k, 1], 1] == 0
        if place not in (NONE, NOISE) and (whole or not _is_guarded(words, ways, points, out[k, 0], end)):
            return True
    return False


@njit(cache=True)
def _next_place(
    atlas: Atlas, points: Array, at: int, end: int, state: Array, out: Array, ahead: Array
) -> tuple[int, int, int]:
    """Longest name at `at` that fits: its end, meaning and number; meaning NONE when nothing does."""
    nodes, edges, names, places, units, words, ways = atlas
    for k in range(_names_at(nodes, edges, points, at, end, out) - 1, -1, -1):
        stop, name = out[k, 0], out[k, 1]
        place = _choose(names, places, units, name, state)
        if place == NONE:
            continue
        if names[name, 1] == 1 and _is_guarded(words, ways, points, stop, end):
            for i in range(3):
                ahead[0, i] = state[i]
            _learn(units, place, ahead[0])
            if not _goes_on(atlas, points, stop, end, ahead[0], ahead[1:]):
                continue
        return stop, place, name
    return at, NONE, -1


@njit(cache=True)
def _after_subdistrict(points: Array, at: int, end: int) -> int:
    """End of a leading "…街道(办事处)" if a road follows, else `at`: in a town it says no more than the road does."""
    for i in range(at + 1, min(at + 7, end - 1)):
        if points[i - 1] < 0x3400:
            return at
        if points[i] == 0x8857 and points[i + 1] == 0x9053:  # 街道
            stop = i + 2
            if stop + 2 < end and points[stop] == 0x529E and points[stop + 1] == 0x4E8B:  # 办事处
                stop += 3
            for k in range(stop, end):
                if points[k] in (0x8DEF, 0x8857, 0x5DF7, 0x5F04):  # 路 街 巷 弄
                    return stop
            return at
    return at


@njit(cache=True)
def locate(atlas: Atlas, bounds: Array, points: Array, found: Array, rest: Array) -> None:
    """Find the places of each row: province, city, district and open name into `found` (n x 4, -1 unknown).

    `rest` gets where what follows them starts.
    The open name is a district's name that several places bear, where nothing decides between them. `atlas` is nodes,
    edges, names and places of `gazetteer.trie()`, `units` as above, and nodes and edges of `gazetteer.guards()`.
    """
    units = atlas[4]
    state, out, ahead = np.empty(4, np.int64), np.empty((_LONGEST, 2), np.int64), np.empty((_LONGEST + 1, 4), np.int64)
    for row in range(len(bounds) - 1):
        at, end = bounds[row], bounds[row + 1]
        for i in range(4):
            state[i] = -1
        for _ in range(12):
            stop, place, name = _next_place(atlas, points, at, end, state, out, ahead)
            if place == SEVERAL:
                state[3], at = name, stop
                break
            if place != NONE:
                at = stop
                if place >= 0:
                    _learn(units, place, state)
                continue
            stop = _after_subdistrict(points, at, end) if state[1] >= 0 else at
            if stop == at:
                break
            at = stop
        for i in range(4):
            found[row, i] = state[i]
        rest[row] = at

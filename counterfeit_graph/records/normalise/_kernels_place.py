"""Find province, city and district at the start of an address: loops over code points and a trie in flat arrays.

States and candidates are places of `gazetteer.Units`; -1 stands for "not known". One row at a time, no row looks at
another.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

NONE, NOISE, SEVERAL = -1, -2, -3
_LONGEST = 24


class Places(NamedTuple):
    """The gazetteer's places in flat arrays: `title` numbers their official names, `only_city` is a municipality's."""

    level: np.ndarray[Any, Any]
    province: np.ndarray[Any, Any]
    city: np.ndarray[Any, Any]
    title: np.ndarray[Any, Any]
    only_city: np.ndarray[Any, Any]


@njit(cache=True)
def step(trie, node, char):  # type: ignore[no-untyped-def]
    """The child of `node` under `char`, -1 for none; node -1 stands for the root."""
    if char >= 0x10000:
        return -1
    if node < 0:
        return trie.root[char]
    low, high = trie.first[node], trie.first[node + 1]
    while low < high:
        middle = (low + high) // 2
        if trie.chars[middle] < char:
            low = middle + 1
        else:
            high = middle
    return trie.child[low] if low < trie.first[node + 1] and trie.chars[low] == char else -1


@njit(cache=True)
def names_at(trie, points, at, end, ends, found):  # type: ignore[no-untyped-def]
    """Names that start at `at`, shortest first, into `ends` and `found`; returns how many."""
    node, count = -1, 0
    for i in range(at, min(end, at + _LONGEST)):
        node = step(trie, node, points[i])
        if node < 0:
            break
        if trie.name[node] >= 0:
            ends[count], found[count] = i + 1, trie.name[node]
            count += 1
    return count


@njit(cache=True)
def fits(units, place, state):  # type: ignore[no-untyped-def]
    """Whether a place can stand beside what is known: below it, or a repetition of it."""
    if state[0] >= 0 and units.province[place] != state[0]:
        return False
    if units.level[place] == 0:
        return True
    if state[1] >= 0 and units.city[place] != state[1]:
        return False
    return units.level[place] == 1 or state[2] < 0 or state[2] == place


@njit(cache=True)
def same_name(units, a, b):  # type: ignore[no-untyped-def]
    """Whether two places have one official name."""
    return units.title[a] == units.title[b]


@njit(cache=True)
def choose(trie, units, name, state):  # type: ignore[no-untyped-def]
    """What a name means beside `state`: a place, NOISE, NONE, or SEVERAL of one official name."""
    best, rivals, alike = NONE, 0, True
    for k in range(trie.start[name], trie.start[name + 1]):
        place = trie.units[k]
        if place == NOISE:
            return NOISE
        if not fits(units, place, state):
            continue
        if best >= 0 and units.level[best] < units.level[place] and (
            units.level[best] == 0 or units.city[place] == best
        ):
            continue
        if best >= 0 and units.level[place] < units.level[best] and (
            units.level[place] == 0 or units.city[best] == place
        ):
            best, rivals = place, 0
            continue
        alike = alike and (best < 0 or same_name(units, best, place))
        rivals += best >= 0
        best = place if best < 0 else best
    if rivals == 0:
        return best
    return SEVERAL if alike and not trie.short[name] else NONE


@njit(cache=True)
def is_direction(char):  # type: ignore[no-untyped-def]
    """Whether a character may stand between a name and the word "road": 东西南北中 and numerals."""
    if 48 <= char <= 57:
        return True
    for known in (0x4E1C, 0x897F, 0x5357, 0x5317, 0x4E2D, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341):
        if char == known:
            return True
    return False


@njit(cache=True)
def is_guarded(guards, points, at, end):  # type: ignore[no-untyped-def]
    """Whether what follows a bare stem makes it the name of a road or a building."""
    ends, found = np.empty(_LONGEST, np.int64), np.empty(_LONGEST, np.int64)
    if names_at(guards, points, at, end, ends, found) > 0:
        return True
    after = at
    while after < end and after < at + 4 and is_direction(points[after]):
        after += 1
    return at < after < end and points[after] in (0x8DEF, 0x8857, 0x9053, 0x5DF7, 0x5F04, 0x5927, 0x73AF)  # 路街道巷弄大环


@njit(cache=True)
def learn(units, place, state):  # type: ignore[no-untyped-def]
    """Write what a place implies into `state`: a district its city, a city its province."""
    state[0] = units.province[place]
    if units.level[place] == 0:
        if units.only_city[place] >= 0:
            state[1] = units.only_city[place]
        return
    state[1] = units.city[place]
    if units.level[place] == 2:
        state[2] = place


@njit(cache=True)
def goes_on(trie, units, guards, points, span, state):  # type: ignore[no-untyped-def]
    """Whether another place that fits starts at `span[0]`."""
    ends, found = np.empty(_LONGEST, np.int64), np.empty(_LONGEST, np.int64)
    for k in range(names_at(trie, points, span[0], span[1], ends, found)):
        place = choose(trie, units, found[k], state)
        if place != NONE and place != NOISE:
            if not trie.short[found[k]] or not is_guarded(guards, points, ends[k], span[1]):
                return True
    return False


@njit(cache=True)
def next_place(trie, units, guards, points, span, state):  # type: ignore[no-untyped-def]
    """Longest name at `span[0]` that fits: its end and meaning; meaning NONE when nothing does."""
    ends, found = np.empty(_LONGEST, np.int64), np.empty(_LONGEST, np.int64)
    after = np.empty(3, np.int32)
    for k in range(names_at(trie, points, span[0], span[1], ends, found) - 1, -1, -1):
        place = choose(trie, units, found[k], state)
        if place == NONE:
            continue
        if trie.short[found[k]]:
            after[:] = state
            learn(units, place, after)
            below = goes_on(trie, units, guards, points, (ends[k], span[1]), after)
            if not below and is_guarded(guards, points, ends[k], span[1]):
                continue
        return ends[k], place, found[k]
    return span[0], NONE, -1


@njit(cache=True)
def after_subdistrict(points, at, end):  # type: ignore[no-untyped-def]
    """End of a leading "…街道(办事处)" if a road follows it, else `at`: in a town it says no more than the road does."""
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
def locate(bounds, points, trie, units, guards, out, rest):  # type: ignore[no-untyped-def]
    """Province, city, district and open name of each row into `out` (n x 4, -1 unknown), start of the rest into `rest`.

    The open name is a district's name that several places bear, where nothing decides between them.
    """
    state = np.empty(3, np.int32)
    for row in range(len(bounds) - 1):
        at, end = bounds[row], bounds[row + 1]
        state[:] = -1
        out[row, 3] = -1
        for _ in range(12):
            stop, place, name = next_place(trie, units, guards, points, (at, end), state)
            if place == SEVERAL:
                out[row, 3], at = name, stop
                break
            if place != NONE:
                at = stop
                if place >= 0:
                    learn(units, place, state)
                continue
            stop = after_subdistrict(points, at, end) if state[1] >= 0 else at
            if stop == at:
                break
            at = stop
        out[row, 0], out[row, 1], out[row, 2], rest[row] = state[0], state[1], state[2], at

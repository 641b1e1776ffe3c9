"""Rewrite what follows the district: numbers, buildings, units, floors and rooms in one form; loops over code points.

    幸福路一百号三号楼2单元302室, 幸福路100号3-2-302  ->  幸福路100号3栋2单元302

Rewriting twice changes nothing more.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]

HAO, LOU, DONG, ZHUANG, ZUO = 0x53F7, 0x697C, 0x680B, 0x5E62, 0x5EA7  # 号 楼 栋 幢 座
DAN, YUAN, SHI, FANG, HU, CENG, DI = 0x5355, 0x5143, 0x5BA4, 0x623F, 0x6237, 0x5C42, 0x7B2C  # 单 元 室 房 户 层 第
LU, JIE, DAO, LONG, XIANG = 0x8DEF, 0x8857, 0x9053, 0x5F04, 0x5DF7  # 路 街 道 弄 巷
ZU, QI, QU, CUN, DUI, DUAN, PAI = 0x7EC4, 0x671F, 0x533A, 0x6751, 0x961F, 0x6BB5, 0x6392  # 组 期 区 村 队 段 排
HYPHEN, HASH, LETTER_F = 45, 35, 102
BARE, BUILDING, UNIT, ROOM, FLOOR, NUMBER, PLACE = 0, 1, 2, 3, 4, 5, 6
ROOM_DIGITS, LONGEST, PARTS = 3, 8, 6


@njit(cache=True)
def _is_plain(c: int) -> bool:
    """Whether a code point is a small Latin letter or a digit."""
    return 48 <= c <= 57 or 97 <= c <= 122


@njit(cache=True)
def _numeral(c: int) -> int:
    """Value of a Chinese numeral, up to 十 10 and 百 100; -1 for any other character."""
    digits = (0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341)
    for value in range(11):
        if c == digits[value]:
            return value
    if c == 0x3007:
        return 0
    return 100 if c == 0x767E else -1


@njit(cache=True)
def _is_road(c: int) -> bool:
    """Whether a number after this character is a house number: 路 街 道 弄 巷."""
    return c in (LU, JIE, DAO, LONG, XIANG)


@njit(cache=True)
def _is_nested(c: int) -> bool:
    """Whether a number after this character is part of a house, so that 室 adds nothing: 栋 (单)元 层 号."""
    return c in (DONG, YUAN, CENG, HAO)


@njit(cache=True)
def _after_house(p: Array, at: int, end: int) -> int:
    """Past the 楼 that may follow the word for a building: 3栋楼, 3#楼."""
    while at < end and p[at] == LOU:
        at += 1
    return at


@njit(cache=True)
def _word_after(p: Array, at: int, end: int) -> tuple[int, int]:
    """What a number that ends at `at` counts, and where the word that says so ends."""
    a = p[at] if at < end else 0
    b = p[at + 1] if at + 1 < end else 0
    if a == HASH:
        return BUILDING, _after_house(p, at + (2 if b in (DONG, ZHUANG) else 1), end)
    if a == HAO:
        if b in (LOU, DONG, ZHUANG, ZUO):
            return BUILDING, _after_house(p, at + 2, end)
        return (ROOM, at + 2) if b in (SHI, FANG) else (NUMBER, at + 1)
    if a in (DONG, ZHUANG, ZUO):
        return BUILDING, _after_house(p, at + 1, end)
    if a == DAN and b == YUAN:
        return UNIT, at + 2
    if a in (SHI, FANG, HU):
        return ROOM, at + 1
    if a in (LOU, CENG):
        return FLOOR, at + 1
    return (PLACE, at) if _is_road(a) or a in (ZU, QI, QU, CUN, DUI, DUAN, PAI) else (BARE, at)


@njit(cache=True)
def _run_end(p: Array, at: int, end: int) -> int:
    """End of the run of letters and digits at `at`."""
    while at < end and _is_plain(p[at]):
        at += 1
    return at


@njit(cache=True)
def _digits_in(p: Array, at: int, end: int) -> int:
    """How many of some code points are digits."""
    count = 0
    for i in range(at, end):
        count += 48 <= p[i] <= 57
    return count


@njit(cache=True)
def _from_numerals(p: Array, at: int, end: int, number: Array) -> int:
    """Write the Chinese numerals p[at:end] as digits into `number` (二十一 is 21, 一二〇三 is 1203); gives how many."""
    value, last, counted = 0, 0, False
    for i in range(at, end):
        digit = _numeral(p[i])
        number[i - at] = 48 + digit
        if digit >= 10:
            value, last, counted = value + max(last, 1) * digit, 0, True
        else:
            last = digit
    if not counted:
        return end - at
    value += last
    size = 1 + (value > 9) + (value > 99) + (value > 999)
    for i in range(size - 1, -1, -1):
        number[i] = 48 + value % 10
        value //= 10
    return size


@njit(cache=True)
def _read_number(p: Array, at: int, end: int, number: Array) -> tuple[int, int]:
    """The number at `at` into `number`: where it stops and how long it is; length 0 where none stands."""
    if _is_plain(p[at]):
        stop = _run_end(p, at, end)
        size = stop - at
        if size > LONGEST:
            return stop, 0
        kind, _ = _word_after(p, stop, end)
        chained = stop + 1 < end and p[stop] == HYPHEN and _is_plain(p[stop + 1])
        if _digits_in(p, at, stop) == 0 and (size > 2 or not (chained or kind in (BUILDING, UNIT))):
            return stop, 0
        for i in range(size):
            number[i] = p[at + i]
        return stop, size
    stop = at
    while stop < end and _numeral(p[stop]) >= 0:
        stop += 1
    kind, _ = _word_after(p, stop, end)
    if stop == at or stop - at > LONGEST or kind == BARE:
        return stop, 0
    return stop, _from_numerals(p, at, stop, number)


@njit(cache=True)
def _is_ordinal(p: Array, at: int, end: int, number: Array) -> bool:
    """Whether 第 before `at` only says that a number follows; before a letter it may be part of a name."""
    return 48 <= p[at] <= 57 or (not _is_plain(p[at]) and _read_number(p, at, end, number)[1] > 0)


@njit(cache=True)
def _chain(p: Array, at: int, end: int, starts: Array, stops: Array) -> tuple[int, int]:
    """Split a run such as 5-2-302 at its hyphens; returns the number of parts and where the run ends."""
    count = 0
    while True:
        starts[count], stops[count] = at, _run_end(p, at, end)
        at = stops[count]
        count += 1
        if count == PARTS or at + 1 >= end or p[at] != HYPHEN or not _is_plain(p[at + 1]):
            return count, at
        at += 1


@njit(cache=True)
def _put(out: Array, to: int, text: Array, at: int, end: int) -> int:
    """Append text[at:end], a hyphen between a number and a letter or digit; out[to - 1] is always of this row."""
    if at < end and _is_plain(out[to - 1]) and _is_plain(text[at]) and (out[to - 1] <= 57 or text[at] <= 57):
        out[to] = HYPHEN
        to += 1
    for i in range(at, end):
        out[to] = text[i]
        to += 1
    return to


@njit(cache=True)
def _put_word(out: Array, to: int, kind: int) -> int:
    """Append the one word for what a number counts."""
    if kind == UNIT:
        out[to], out[to + 1] = DAN, YUAN
        return to + 2
    words = (0, DONG, 0, SHI, CENG, HAO, 0)
    if words[kind] == 0:
        return to
    out[to] = words[kind]
    return to + 1


@njit(cache=True)
def _goes_into(p: Array, after: int, end: int, number: Array, size: int) -> bool:
    """Whether the room number that follows repeats the floor: 3层302."""
    stop = _run_end(p, after, end)
    if stop - after != size + 2 or stop - after < ROOM_DIGITS or _digits_in(p, after, stop) != stop - after:
        return False
    repeated = 0
    if _word_after(p, stop, end)[0] not in (BARE, ROOM):
        return False
    for i in range(size):
        repeated += p[after + i] == number[i]
    return repeated == size


@njit(cache=True)
def _more_follows(p: Array, after: int, end: int) -> bool:
    """Whether a letter, digit, numeral or a word that counts follows at once."""
    kind, _ = _word_after(p, after, end)
    return after < end and (_is_plain(p[after]) or _numeral(p[after]) >= 0 or kind not in (BARE, PLACE))


@njit(cache=True)
def _meaning(p: Array, stop: int, end: int, number: Array, size: int, before: int) -> tuple[int, int, int]:
    """What a single number counts, where its word ends and how much of the number counts; BARE says "write no word"."""
    kind, after = _word_after(p, stop, end)
    floor = size > 1 and number[size - 1] == LETTER_F and _digits_in(number, 0, size) == size - 1
    if kind == BARE and floor:
        kind, size = FLOOR, size - 1
    if kind == ROOM and not floor and _is_nested(before) and not _more_follows(p, after, end):
        return BARE, after, size
    if kind == BARE and _is_road(before):
        return NUMBER, after, size
    if kind == BARE and after == end and not _is_nested(before) and _digits_in(number, 0, size) >= ROOM_DIGITS:
        return ROOM, after, size
    if kind == FLOOR and not _is_plain(before) and _goes_into(p, after, end, number, size):
        return BARE, after, 0
    return kind, after, size


@njit(cache=True)
def _put_chain(p: Array, out: Array, to: int, starts: Array, stops: Array, count: int, kind: int) -> int:
    """Append hyphened parts as house number, building, unit and room, as far as their count decides."""
    first = 0
    if _is_road(out[to - 1]):
        to = _put_word(out, _put(out, to, p, starts[0], stops[0]), NUMBER)
        first = 1
    left = count - first
    clear = left == 3 or (left == 2 and stops[count - 1] - starts[count - 1] >= ROOM_DIGITS)
    for k in range(first, count):
        to = _put(out, to, p, starts[k], stops[k])
        if clear and k + 1 < count:
            to = _put_word(out, to, BUILDING if k == first else UNIT)
    return _put_word(out, to, kind) if left > 1 and not clear else to


@njit(cache=True)
def _put_joined(p: Array, out: Array, to: int, starts: Array, stops: Array, count: int) -> int:
    """Append hyphened parts as they stand."""
    for k in range(count):
        to = _put(out, to, p, starts[k], stops[k])
    return to


@njit(cache=True)
def _rewrite_number(
    p: Array, at: int, end: int, out: Array, to: int, number: Array, starts: Array, stops: Array
) -> tuple[int, int]:
    """Rewrite the number at `at`; returns where reading and writing go on (reading stays where no number stands)."""
    stop, size = _read_number(p, at, end, number)
    # Numerals that touch a digit are left alone: 0百号 is no number.
    if size == 0 or (not _is_plain(p[at]) and _is_plain(out[to - 1])):
        return at, to
    if _is_plain(p[at]) and stop + 1 < end and p[stop] == HYPHEN and _is_plain(p[stop + 1]):
        count, stop = _chain(p, at, end, starts, stops)
        kind, after = _word_after(p, stop, end)
        last = stop - starts[count - 1]
        if kind == BARE and last > 1 and p[stop - 1] == LETTER_F and _digits_in(p, starts[count - 1], stop) == last - 1:
            kind, stops[count - 1] = FLOOR, stop - 1
        if kind == BARE or (kind == ROOM and not _more_follows(p, after, end)):
            return after, _put_chain(p, out, to, starts, stops, count, kind)
        return after, _put_word(out, _put_joined(p, out, to, starts, stops, count), kind)
    kind, after, size = _meaning(p, stop, end, number, size, out[to - 1])
    return after, _put_word(out, _put(out, to, number, 0, size), kind)


@njit(cache=True)
def _rewrite_other(p: Array, at: int, end: int, out: Array, to: int) -> tuple[int, int]:
    """Copy what is no number: a run of letters or numerals whole, else one character; # and idle hyphens go."""
    stop = _run_end(p, at, end)
    if stop > at:
        return stop, _put(out, to, p, at, stop)
    while stop < end and _numeral(p[stop]) >= 0:
        stop += 1
    if stop > at:
        return stop, _put(out, to, p, at, stop)
    links = p[at] == HYPHEN and _is_plain(out[to - 1]) and at + 1 < end and _is_plain(p[at + 1])
    if links or p[at] not in (HYPHEN, HASH):
        return at + 1, _put(out, to, p, at, at + 1)
    return at + 1, to


@njit(cache=True)
def rewrite(bounds: Array, starts: Array, p: Array, out: Array, ends: Array) -> int:
    """Rewrite p[starts[row]:bounds[row + 1]] of each row into `out`, each row after a bar; `ends` gets where rows end.

    `out` needs four places for every code point and eight more a row.
    """
    to = 0
    work, starts_of, stops_of = np.zeros(2 * LONGEST, np.uint32), np.zeros(PARTS, np.int64), np.zeros(PARTS, np.int64)
    for row in range(len(starts)):
        at, end = starts[row], bounds[row + 1]
        out[to] = 124
        to += 1
        while at < end:
            while p[at] == DI and at + 1 < end and p[at + 1] == DI:
                at += 1
            if p[at] == DI and at + 1 < end and not _is_plain(out[to - 1]) and _is_ordinal(p, at + 1, end, work):
                at += 1
            stop, to = _rewrite_number(p, at, end, out, to, work, starts_of, stops_of)
            if stop == at:
                stop, to = _rewrite_other(p, at, end, out, to)
            at = stop
        ends[row] = to
    return to

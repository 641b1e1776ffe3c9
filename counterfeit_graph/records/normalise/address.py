"""Addresses as keys `province|city|district|rest`, so that one door written in several ways is one value.

Chinese addresses: traditional and simplified writing, full and half width, spaces and punctuation do not matter; the
province, city and district are found by the gazetteer, also where some are left out or abbreviated; numbers, buildings,
units, floors and rooms are brought to one form. A district's name that several cities use stays undecided: the key then
has no city, and `places` says how many there are. Other addresses (English, romanised Chinese): words in one spelling
each, sorted, a number kept with the word before it that says what it numbers; provinces and cities of China by their
pinyin. Floor and entrance words that add nothing go; nothing that tells two doors apart does.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.table import Table
from counterfeit_graph.records.normalise import _kernels_place, _kernels_points, _kernels_rest, gazetteer, romanised
from counterfeit_graph.records.normalise.points import Array, from_points, simplified, to_points
from counterfeit_graph.records.normalise.text import clean, fold, is_masked, is_placeholder, null_where, only_where

# Rows rewritten at once: enough to keep arrays busy, few enough to stay within some hundred megabytes.
_BLOCK = 1 << 17


def keys(values: pa.Array) -> pa.Array:
    """Keys of addresses; null where nothing is left below the district, for placeholders and for masked ones.

    Example:
        >>> keys(pa.array(["福建省莆田市荔城区幸福路100号5幢302室"])).to_pylist()
        ['福建省|莆田市|荔城区|幸福路100号5栋302']
        >>> keys(pa.array(["莆田市 荔城區 幸福路一百號5-302"])).to_pylist()
        ['福建省|莆田市|荔城区|幸福路100号5栋302']
        >>> keys(pa.array(["Rm 302, Bldg 5, Xingfu Rd, Putian, Fujian"])).to_pylist()
        ['fujian|putian||bldg5 rd rm302 xingfu']
    """
    folded = fold(clean(values))
    unusable = pc.or_(is_masked(folded), is_placeholder(folded))
    chinese = pc.match_substring_regex(folded, r"\p{Han}")
    written = only_where(folded, pc.invert(chinese), change=romanised.keys)
    found = only_where(written, chinese, change=_chinese)
    # 中国 or 市辖区 before a romanised address goes, and what is left is no Chinese address.
    latin = pc.and_(chinese, pc.invert(pc.match_substring_regex(found, r"\p{Han}")))
    return null_where(only_where(found, latin, change=romanised.keys), unusable)


def _chinese(values: pa.Array) -> pa.Array:
    blocks = [_chinese_block(values.slice(start, _BLOCK)) for start in range(0, len(values), _BLOCK)]
    return pa.concat_arrays(blocks)


def _chinese_block(values: pa.Array) -> pa.Array:
    bounds, points, found, starts = _located(values)
    rest = _rest(bounds, points, starts=starts)
    key = pc.binary_join_element_wise(pc.binary_join_element_wise(*_names(found), "|"), rest, "")
    return null_where(key, pc.equal(rest, "|"))


def places(values: pa.Array) -> Table:
    """What the gazetteer finds at the start of Chinese addresses: `province city district candidates`, '' for unknown.

    `candidates` counts the places that the district's name may mean, 1 where it is decided and 0 where there is none.

    Example:
        >>> places(pa.array(["朝阳区建国路88号", "北京朝阳区建国路88号"])).rows()[0]
        {'province': '', 'city': '', 'district': '朝阳区', 'candidates': 2}
    """
    _, _, found, _ = _located(fold(clean(values)))
    trie = gazetteer.trie()
    several = trie.names[found[:, 3] + 1, 0] - trie.names[found[:, 3], 0]
    count = np.where(found[:, 3] >= 0, several, found[:, 2] >= 0).astype(np.int64)
    return Table.of({**dict(zip(("province", "city", "district"), _names(found), strict=True)), "candidates": count})


def _located(values: pa.Array) -> tuple[Array, Array, Array, Array]:
    """Bounds, code points, places (n x 4) and start of the rest of each row."""
    bounds, points = to_points(values)
    bounds, points = _without_separators(bounds, points)
    found, starts = np.full((len(values), 4), -1, np.int64), np.zeros(len(values), np.int64)
    trie, guards = gazetteer.trie(), gazetteer.guards()
    atlas = (*trie, _units(), guards.nodes, guards.edges)
    _kernels_place.locate(atlas, bounds, points, found, starts)
    return bounds, points, found, starts


def _rest(bounds: Array, points: Array, *, starts: Array) -> pa.Array:
    """What follows the places, rewritten, each row after a bar."""
    out, ends = np.zeros(4 * len(points) + 8 * len(starts) + 8, np.uint32), np.zeros(len(starts), np.int64)
    size = _kernels_rest.rewrite(bounds, starts, points, out, ends)
    return from_points(np.insert(ends, 0, 0), out[:size])


def _names(found: Array) -> list[pa.Array]:
    table, trie = gazetteer.units(), gazetteer.trie()
    titles = pa.array([*table.names, ""])
    open_name = np.where(found[:, 3] >= 0, trie.places[trie.names[np.maximum(found[:, 3], 0), 0]], found[:, 2])
    return [
        titles.take(pa.array(np.where(column < 0, len(titles) - 1, column)))
        for column in (found[:, 0], found[:, 1], open_name)
    ]


@cache
def _units() -> Array:
    """The gazetteer's places as the kernel takes them (see `_kernels_place`)."""
    table = gazetteer.units()
    number: dict[str, int] = {}
    title = np.array([number.setdefault(name, len(number)) for name in table.names])
    only = np.full(len(title), -1)
    for city in np.flatnonzero((table.level == gazetteer.CITY) & (table.city == np.arange(len(title)))):
        province = table.province[city]
        only[province] = city if title[province] == title[city] else only[province]
    return np.column_stack([table.level, table.province, table.city, title, only]).astype(np.int32)


@cache
def _classes() -> Array:
    """What each code point of the basic plane is: digit, small Latin letter, other kept sign, space or separator."""
    kinds = [unicodedata.category(chr(code))[0] for code in range(0x10000)]
    table = np.array(
        [
            _kernels_points.KEPT if k in "LNM" else _kernels_points.SPACE if k == "Z" else _kernels_points.SEPARATOR
            for k in kinds
        ],
        np.uint8,
    )
    table[ord("0") : ord("9") + 1] = _kernels_points.DIGIT
    table[ord("a") : ord("z") + 1] = _kernels_points.LETTER
    table[ord("#")] = _kernels_points.KEPT
    return table


def _without_separators(bounds: Array, points: Array) -> tuple[Array, Array]:
    """Simplified, without spaces and punctuation; a hyphen stays where a number would run into another or a letter.

    A space alone parts two numbers, but not a number from its letter: 12 A is 12a.
    """
    out, ends = np.zeros(len(points), np.uint32), np.zeros(len(bounds) - 1, np.int64)
    size = _kernels_points.condense(bounds, points, simplified(), _classes(), out, ends)
    return np.insert(ends, 0, 0), out[:size]

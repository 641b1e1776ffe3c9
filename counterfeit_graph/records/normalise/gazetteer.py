"""The provinces, cities and districts of China, and a trie of every name they go by.

The places come from `gazetteer.tsv.gz` (code, name, pinyin, former names; built by `bench/build_gazetteer.py`). A place
goes by its full name, by that name with another usual suffix (沙县 became 沙县区, 毕节地区 became 毕节市), by former
names, and by its bare stem (莆田), which counts only where no road or building carries it (莆田路).
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np

from counterfeit_graph.records.normalise.points import simplified
from counterfeit_graph.records.normalise.words import words

Array = np.ndarray[Any, Any]
PROVINCE, CITY, DISTRICT = 0, 1, 2
# Candidate that stands for words without meaning, such as 中国 or 市辖区.
NOISE = -2

_PEOPLES, _SUFFIXES = words("peoples"), words("suffixes")
_STEMS = {"内蒙古自治区": "内蒙古"}
_OTHER_SUFFIXES = {PROVINCE: ("省",), CITY: ("市", "地区", "州"), DISTRICT: ("县", "市", "区")}


class Units(NamedTuple):
    """Every place: its level, its province and city (rows of this table, -1 for none above), and its names."""

    level: Array
    province: Array
    city: Array
    names: tuple[str, ...]
    pinyin: tuple[str, ...]


class Trie(NamedTuple):
    """Names as a trie in flat int32 arrays.

    The children of node n are the rows of `edges` (character, node) from `nodes[n, 0]` to `nodes[n + 1, 0]`, sorted;
    `nodes[n, 1]` is the number of the name that ends there, -1 for none. The places of name k are those of `places`
    from `names[k, 0]` to `names[k + 1, 0]`; `names[k, 1]` is 1 for a bare stem.
    """

    nodes: Array
    edges: Array
    names: Array
    places: Array


def stem(name: str) -> str:
    """A place's name without its suffix; the name itself where less than two characters would be left.

    Example:
        >>> stem("莆田市"), stem("黔东南苗族侗族自治州"), stem("沙县")
        ('莆田', '黔东南', '沙县')
    """
    bare = name.removesuffix(next((s for s in _SUFFIXES if name.endswith(s)), ""))
    people = next((p for p in _PEOPLES if bare.endswith(p)), "")
    while people:
        bare = bare.removesuffix(people)
        people = next((p for p in _PEOPLES if bare.endswith(p)), "")
    return _STEMS.get(name) or (bare if len(bare) > 1 else name)


@cache
def _rows() -> list[list[str]]:
    packed = resources.files("counterfeit_graph.records.normalise").joinpath("gazetteer.tsv.gz").read_bytes()
    return [line.split("\t") for line in gzip.decompress(packed).decode("utf-8").splitlines()]


@cache
def units() -> Units:
    """Every place of the gazetteer, provinces, cities and districts."""
    rows = _rows()
    place: dict[str, int] = {}
    out: list[tuple[int, int, int]] = []
    for i, (code, name, *_) in enumerate(rows):
        province = place.setdefault(code[:2], i)
        above = place.get(code[:4], -1)
        level = PROVINCE if code.endswith("0000") else CITY if code.endswith("00") or above < 0 else DISTRICT
        # 重庆 has two city codes for its districts and its counties: one city in every address.
        twin = place.get(f"{code[:2]}{name}", i) if level == CITY else i
        place.setdefault(code[:4] if code.endswith("00") else code, twin)
        place.setdefault(f"{code[:2]}{name}", i) if level == CITY else None
        out.append((level, province, {PROVINCE: -1, CITY: twin, DISTRICT: above}[level]))
    columns = np.array(out, np.int32)
    named = [tuple(row[k] for row in rows) for k in (1, 2)]
    return Units(columns[:, 0], columns[:, 1], columns[:, 2], named[0], named[1])


@cache
def names() -> dict[str, tuple[tuple[int, ...], bool]]:
    """Every name of a place or noise word: the places it may mean, and whether it is a bare stem."""
    table = units()
    found: dict[str, list[int]] = {word: [NOISE] for word in words("noise")}
    for i, name in enumerate(table.names):
        if table.level[i] != CITY or table.city[i] == i:
            found.setdefault(name, []).append(i)
    full = set(found)
    former = ((old, i) for i, row in enumerate(_rows()) for old in row[3].split("|") if old)
    _add(found, [*former, *_with_other_suffix(full)], taken=full)
    whole = set(found)
    bare = [(stem(name), i) for i, name in enumerate(table.names)]
    _add(found, [*bare, *(("内蒙", i) for i, name in enumerate(table.names) if name == "内蒙古自治区")], taken=whole)
    return {_simple(name): (tuple(sorted(set(places))), name not in whole) for name, places in found.items()}


def _simple(name: str) -> str:
    """A name as `simplified` makes addresses read: 乾县 as 干县."""
    return "".join(chr(simplified()[ord(character)]) for character in name)


def _with_other_suffix(full: set[str]) -> list[tuple[str, int]]:
    table = units()
    return [
        (bare + suffix, i)
        for i, name in enumerate(table.names)
        for bare in [stem(name)]
        for suffix in _OTHER_SUFFIXES[int(table.level[i])]
        if bare != name and bare + suffix not in full
    ]


def _add(found: dict[str, list[int]], more: list[tuple[str, int]], *, taken: set[str]) -> None:
    """Names for places, former and bare ones, unless a place of that very full name lies in the same city."""
    table = units()
    for name, i in more:
        i = int(table.city[i]) if table.level[i] == CITY else i
        same_city = [j for j in found.get(name, []) if j >= 0 and table.city[j] == table.city[i]]
        if name not in taken or not same_city:
            found.setdefault(name, []).append(i)


@cache
def trie() -> Trie:
    """The trie of all names of places."""
    listed = sorted(names().items())
    start = np.cumsum([0, *(len(places) for _, (places, _) in listed)])
    short = [*(int(is_short) for _, (_, is_short) in listed), 0]
    places = [i for _, (some, _) in listed for i in some]
    return Trie(*_branches([word for word, _ in listed]), _pairs(start, short), np.array(places, np.int32))


@cache
def guards() -> Trie:
    """The trie of words that make a bare stem part of a road's or a building's name."""
    nothing = np.zeros((0, 2), np.int32)
    return Trie(*_branches(sorted(words("guards"))), nothing, nothing[:, 0])


def _branches(listed: list[str]) -> tuple[Array, Array]:
    children: list[dict[str, int]] = [{}]
    name = [-1]
    for k, word in enumerate(listed):
        node = 0
        for character in word:
            if character not in children[node]:
                children[node][character] = len(children)
                children.append({})
                name.append(-1)
            node = children[node][character]
        name[node] = k
    edges = [pair for below in children for pair in sorted(below.items())]
    first = np.cumsum([0, *(len(below) for below in children)])
    return _pairs(first, [*name, -1]), _pairs([ord(c) for c, _ in edges], [node for _, node in edges])


def _pairs(left: Any, right: Any) -> Array:
    return np.column_stack([left, right]).astype(np.int32)

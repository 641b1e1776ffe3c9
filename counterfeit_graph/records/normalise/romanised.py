"""Addresses in Latin and other alphabets: every word in one spelling, numbers with what they number, words sorted.

Works on whole columns: the words of all rows lie in one array, each distinct word is looked up once, and rows are
sorted by one integer that holds row and word.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.normalise import gazetteer
from counterfeit_graph.records.normalise.text import only_where
from counterfeit_graph.records.normalise.words import mapping
from counterfeit_graph.records.normalise.words import words as listed

Array = np.ndarray[Any, Any]
_NUMBERED, _MAYBE_NUMBERED, _ROADS = listed("numbered"), listed("numbered_roads"), listed("roads")
_EMPTY = ("", *listed("without_meaning"), *_NUMBERED)
_GLUED = re.compile(r"([a-z]+)(\d+[a-z]?)$")
_FLOOR = re.compile(r"(\d{1,3})f$")
_NUMBER, _NUMBER_OR_LETTER = r"^\d+[a-z]?$", r"^(?:\d+[a-z]?|[a-z])$"
# ASCII punctuation made a blank, or a comma where it parts.
_BREAKS = bytes(c if chr(c).isalnum() or c > 127 else 44 if chr(c) in ",;|" else 32 for c in range(256))


class _Words(NamedTuple):
    """Words of all rows one after the other: row, place in `text`, and whether a comma follows, for each."""

    row: Array
    word: Array
    parted: Array
    text: pa.Array

    def only(self, mask: Array) -> _Words:
        """The words where `mask` is true."""
        return _Words(self.row[mask], self.word[mask], self.parted[mask], self.text)


@cache
def _chinese_places() -> tuple[pa.Array, pa.Array, pa.Array]:
    """Provinces of China in pinyin; its cities; the province of each city, '' where several cities sound alike."""
    table = gazetteer.units()
    provinces = {table.pinyin[i] for i in np.flatnonzero(table.level == gazetteer.PROVINCE)}
    above: dict[str, set[str]] = {}
    for i in np.flatnonzero(table.level == gazetteer.CITY):
        above.setdefault(table.pinyin[i], set()).add(table.pinyin[table.province[i]])
    cities = sorted(set(above) - provinces - set(mapping("spellings")))
    return (
        pa.array(sorted(provinces)),
        pa.array(cities),
        pa.array([min(above[c]) if len(above[c]) == 1 else "" for c in cities]),
    )


def keys(values: pa.Array) -> pa.Array:
    """Keys `province|city||words` of folded addresses without Chinese characters; null without words.

    Example:
        >>> keys(pa.array(["12 high street, london", "london, high st. 12"])).to_pylist()
        ['|||12 high london st', '|||12 high london st']
        >>> keys(pa.array(["room 5, 12 high st", "room 12, 5 high st"])).to_pylist()
        ['|||12 high rm5 st', '|||5 high rm12 st']
    """
    words = _in_one_spelling(_split(values))
    words = words.only(~(_is(words, ["no"]) & _before(words, _NUMBER)))
    numbered = _is(words, _NUMBERED) & _before(words, _NUMBER_OR_LETTER)
    words = _bound(words, numbered | (_is(words, _MAYBE_NUMBERED) & _before(words, _NUMBER)), sign="")
    words = _bound(words, _is_place(words) & _next(words, _is(words, _ROADS)), sign=" ")
    province, city, kept = _slots(words, len(values))
    rest = _sorted(words.only(kept), len(values))
    key = pc.binary_join_element_wise(province, city, "", rest, "|")
    # Sorting may bring the two halves of such a name together.
    key = only_where(key, pc.match_substring_regex(key, "|".join(mapping("one_word"))), change=keys)
    return pc.if_else(pc.equal(rest, ""), pa.scalar(None, pa.string()), key)


def _split(values: pa.Array) -> _Words:
    """Words of each row; a comma parts a place from the road that follows."""
    for written, joined in mapping("one_word").items():
        values = _replaced(values, written, new=joined)
    for sign in "'’`":
        values = _replaced(values, sign, new="")
    odd = pc.invert(pc.string_is_ascii(values))
    values = only_where(values, odd, change=lambda v: pc.replace_substring_regex(v, r"[^\p{L}\p{M}\p{N},|;]+", " "))
    values = _translated(values)
    loose = pc.match_substring_regex(values, r",\S|\s,")
    values = only_where(values, loose, change=lambda v: pc.replace_substring_regex(v, r"\s*,[\s,]*", ", "))
    lists = pc.ascii_split_whitespace(values)
    encoded = lists.flatten().dictionary_encode()
    row = np.repeat(np.arange(len(values), dtype=np.int64), np.diff(np.asarray(lists.offsets)))
    word = np.asarray(encoded.indices).astype(np.int64)
    parted = np.asarray(pc.ends_with(encoded.dictionary, ","))[word] if len(word) else np.zeros(0, bool)
    return _Words(row, word, parted, pc.utf8_rtrim(encoded.dictionary, ","))


def _replaced(values: pa.Array, old: str, *, new: str) -> pa.Array:
    return only_where(values, pc.match_substring(values, old), change=lambda v: pc.replace_substring(v, old, new))


def _translated(values: pa.Array) -> pa.Array:
    """ASCII punctuation made blank in one pass over the bytes of the column."""
    _, offsets, data = values.buffers()
    blanked = pa.py_buffer(bytes(data).translate(_BREAKS)) if data else data
    return pa.StringArray.from_buffers(len(values), offsets, blanked, offset=values.offset)


def _in_one_spelling(words: _Words) -> _Words:
    spelling = mapping("spellings")
    known = pc.index_in(words.text, value_set=pa.array(list(spelling)))
    text = pc.coalesce(pa.array(list(spelling.values())).take(known), words.text)
    glued = pc.match_substring_regex(text, r"^(?:[a-z]+\d+[a-z]?|\d{1,3}f)$")
    text = only_where(text, glued, change=lambda v: pa.array([_unglued(x) for x in v.to_pylist()], pa.string()))
    return _recoded(words._replace(text=text))


def _unglued(word: str) -> str:
    """One spelling of a word that has its number already: room302 is rm302, 3f is fl3."""
    floor, glued = _FLOOR.match(word), _GLUED.match(word)
    if floor:
        return f"fl{floor[1]}"
    head = mapping("spellings").get(glued[1], "") if glued else ""
    return f"{head}{glued[2]}" if glued and head in (*_NUMBERED, *_MAYBE_NUMBERED) else word


def _recoded(words: _Words) -> _Words:
    """The same words with each distinct text once and in alphabetical order, so that codes sort as texts do."""
    encoded = words.text.dictionary_encode()
    order = np.asarray(pc.sort_indices(encoded.dictionary)).astype(np.int64)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    code = rank[np.asarray(encoded.indices)] if len(order) else np.zeros(0, np.int64)
    return words._replace(word=code[words.word], text=encoded.dictionary.take(pa.array(order)))


def _is(words: _Words, wanted: list[str] | tuple[str, ...] | pa.Array) -> Array:
    """Which words are one of `wanted`."""
    return np.asarray(pc.is_in(words.text, value_set=pa.array(wanted, pa.string())))[words.word]


def _before(words: _Words, pattern: str) -> Array:
    """Which words stand before a word of that pattern."""
    return _next(words, np.asarray(pc.match_substring_regex(words.text, pattern))[words.word])


def _next(words: _Words, mask: Array) -> Array:
    """Whether `mask` is true for the next word, if it stands in the same row and no comma parts the two."""
    near = (words.row[1:] == words.row[:-1]) & ~words.parted[:-1]
    return np.append(mask[1:] & near, [False])[: len(mask)]


def _is_place(words: _Words) -> Array:
    """Which words are provinces or cities of China."""
    provinces, cities, _ = _chinese_places()
    return _is(words, provinces) | _is(words, cities)


def _bound(words: _Words, mask: Array, *, sign: str) -> _Words:
    """The words where `mask` is true made one with the word after them: rm 302, nanjing rd."""
    at = np.flatnonzero(mask)
    both = [words.text.take(pa.array(words.word[i])) for i in (at, at + 1)]
    pairs = pc.binary_join_element_wise(*both, sign).dictionary_encode()
    word = words.word.copy()
    word[at] = np.asarray(pairs.indices) + len(words.text)
    taken = np.zeros(len(word), bool)
    taken[at + 1] = True
    parted = words.parted.copy()
    parted[at] = parted[at + 1]
    text = pa.concat_arrays([words.text, pairs.dictionary])
    return _recoded(_Words(words.row, word, parted, text).only(~taken))


def _slots(words: _Words, count: int) -> tuple[pa.Array, pa.Array, Array]:
    """Province and city of each row, and which words are left for the rest."""
    provinces, cities, above = _chinese_places()
    kept = ~_is(words, _EMPTY)
    slots = []
    for names in (provinces, cities):
        mask = _is(words, names)
        code = np.full(count, len(words.text), np.int64)
        np.minimum.at(code, words.row[mask], words.word[mask])
        kept &= ~(mask & (words.word == code[words.row]))
        slots.append(pa.concat_arrays([words.text, pa.array([""])]).take(pa.array(code)))
    implied = pc.coalesce(above.take(pc.index_in(slots[1], value_set=cities)), "")
    return pc.if_else(pc.equal(slots[0], ""), implied, slots[0]), slots[1], kept


def _sorted(words: _Words, count: int) -> pa.Array:
    """The words of each row in alphabetical order, joined by spaces."""
    # Codes are in alphabetical order, so one integer sorts by row and by text.
    order = np.argsort(words.row * max(len(words.text), 1) + words.word, kind="stable")
    offsets = np.searchsorted(words.row, np.arange(count + 1))
    text = words.text.take(pa.array(words.word[order]))
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), text), " ").cast(pa.string())

"""Names of people, companies and shops: simplified, without spaces and ornament; and their sound in pinyin."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
from pypinyin.constants import PINYIN_DICT

from counterfeit_graph.records.normalise.handle import undecorated
from counterfeit_graph.records.normalise.points import simplify
from counterfeit_graph.records.normalise.text import (
    clean,
    fold,
    is_masked,
    is_placeholder,
    null_where,
    only_where,
    settled,
)
from counterfeit_graph.records.normalise.words import mapping

_HAN = r"\p{Han}"
_NOT_A_LETTER = r"[^\p{L}\p{M}\p{N}]+"
SURNAMES, COMPOUND_SURNAMES = mapping("surnames"), mapping("compound_surnames")


def keys(values: pa.Array) -> pa.Array:
    """Keys of names: folded, simplified, Chinese ones without spaces, without ornaments; null for placeholders.

    Example:
        >>> keys(pa.array(["張 三", "张三", "Best Shoes  (Official Store)", "无"])).to_pylist()
        ['张三', '张三', 'best shoes', None]
    """
    folded = fold(clean(values))
    odd = pc.match_substring_regex(folded, r"[^a-z0-9 ]")
    # Guo-Fan and Guofan are one given name, and pinyin is matched by whole words.
    folded = only_where(folded, pc.match_substring_regex(folded, r"[a-z]-[a-z]"), change=_hyphenless)
    plain = only_where(folded, odd, change=_letters)
    plain = only_where(plain, pc.match_substring_regex(plain, _HAN), change=_han)
    found = settled(plain, undecorated)
    return null_where(found, pc.or_(pc.or_(is_placeholder(found), is_placeholder(folded)), is_masked(folded)))


def _letters(values: pa.Array) -> pa.Array:
    spaced = pc.utf8_trim_whitespace(pc.replace_substring_regex(values, _NOT_A_LETTER, " "))
    # Without the signs between them, a letter and its accent may have met: composed again, the key is stable.
    return fold(pc.utf8_normalize(spaced, form="NFKC"))


def _han(values: pa.Array) -> pa.Array:
    return pc.utf8_normalize(simplify(pc.replace_substring(values, " ", "")), form="NFKC")


def _hyphenless(values: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(values, r"([a-z])-([a-z])", r"\1\2")


def pinyin(values: pa.Array) -> pa.Array:
    """How names sound: pinyin without tones, the parts of a name sorted, so that 曾国藩 meets "Zeng Guofan".

    A Chinese name of two to four characters is read as a person's, its surname by the tables of this file (pypinyin's
    usual reading is wrong for six of eleven such surnames tried).

    Example:
        >>> pinyin(pa.array(["曾国藩", "Guo-Fan ZENG", "尉迟恭"])).to_pylist()
        ['guofan zeng', 'guofan zeng', 'gong yuchi']
    """
    named = keys(values).dictionary_encode()
    joined = pa.array([_sound(name) for name in named.dictionary.to_pylist()], pa.string())
    return joined.take(named.indices)


def _sound(name: str) -> str:
    if re.fullmatch("[\u3400-\u9fff]{2,4}", name):
        first = name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[0]
        surname = COMPOUND_SURNAMES.get(first) or SURNAMES.get(first) or _reading(first)
        return " ".join(sorted((surname, "".join(_reading(c) for c in name[len(first) :]))))
    letters = unicodedata.normalize("NFD", "".join(_reading(c) for c in name))
    return " ".join(sorted("".join(c for c in letters if not unicodedata.combining(c)).split()))


@cache
def _reading(character: str) -> str:
    """Usual reading of a Chinese character without its tone; any other character is itself."""
    tones = PINYIN_DICT.get(ord(character), character).split(",")[0] if character != "," else character
    return "".join(c for c in unicodedata.normalize("NFD", tones) if not unicodedata.combining(c))

"""Names of people, companies and shops: simplified characters without spaces and ornament; and their sound in pinyin."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
from pypinyin.constants import PINYIN_DICT

from counterfeit_graph.records.normalise.handle import undecorated
from counterfeit_graph.records.normalise.points import simplify
from counterfeit_graph.records.normalise.text import clean, fold, is_masked, is_placeholder, null_where, only_where

_HAN = r"\p{Han}"
_NOT_A_LETTER = r"[^\p{L}\p{M}\p{N}]+"
SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge", "尉": "yu", "任": "ren", "华": "hua",
    "朴": "piao", "翟": "zhai", "乐": "yue", "覃": "qin", "冼": "xian", "召": "shao", "员": "yun", "秘": "bi", "繁": "po", "种": "chong",
    "缪": "miao", "牟": "mu", "万": "wan", "宓": "mi", "折": "she", "黑": "he", "晁": "chao", "洗": "xian", "逄": "pang", "郇": "xun",
    "燕": "yan", "纪": "ji", "阚": "kan", "车": "che", "石": "shi", "祭": "zhai", "重": "chong", "隗": "wei", "盛": "sheng",
    "那": "na", "柏": "bai", "曲": "qu", "尹": "yin", "褚": "chu", "郗": "xi", "佴": "nai", "臧": "zang", "俞": "yu", "佘": "she",
}  # fmt: skip
"""Readings of characters as surnames, where they differ from the usual one or are often mistaken."""
COMPOUND_SURNAMES = {
    "欧阳": "ouyang", "司马": "sima", "上官": "shangguan", "诸葛": "zhuge", "夏侯": "xiahou", "尉迟": "yuchi", "长孙": "zhangsun",
    "皇甫": "huangfu", "司徒": "situ", "令狐": "linghu", "万俟": "moqi", "东方": "dongfang", "慕容": "murong", "公孙": "gongsun",
    "宇文": "yuwen", "澹台": "tantai", "单于": "chanyu", "轩辕": "xuanyuan", "南宫": "nangong", "端木": "duanmu", "百里": "baili",
}  # fmt: skip


def keys(values: pa.Array) -> pa.Array:
    """Keys of names: folded and simplified, Chinese ones without spaces, shop ornaments left out; null for placeholders.

    Example:
        >>> keys(pa.array(["張 三", "张三", "Best Shoes  (Official Store)", "无"])).to_pylist()
        ['张三', '张三', 'best shoes', None]
    """
    folded = fold(clean(values))
    odd = pc.match_substring_regex(folded, r"[^a-z0-9 ]")
    folded = only_where(folded, pc.match_substring_regex(folded, r"[a-z]-[a-z]"), _hyphenless)
    plain = only_where(folded, odd, lambda v: pc.utf8_trim_whitespace(pc.replace_substring_regex(v, _NOT_A_LETTER, " ")))
    plain = only_where(plain, pc.match_substring_regex(plain, _HAN), lambda v: simplify(pc.replace_substring(v, " ", "")))
    found = undecorated(plain)
    return null_where(found, pc.or_(is_placeholder(found), is_masked(folded)))


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

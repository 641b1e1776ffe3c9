"""Titles of offers: letters, digits and simplified characters alone, without the phrases that every offer carries."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.normalise.points import simplify
from counterfeit_graph.records.normalise.text import clean, fold, is_placeholder, null_where, only_where, settled
from counterfeit_graph.records.normalise.words import words

_PHRASES = (
    "|".join(words("phrases"))
    + r"|\b(?:free shipping|100% authentic|new arrival|hot sale|in stock|best price|with box|fast shipping)\b"
)
# Shorter titles ("shoes" without its phrases) meet by chance.
_SHORTEST = 4


def keys(values: pa.Array) -> pa.Array:
    """Keys of titles; null for placeholders and for titles of less than four letters.

    Example:
        >>> keys(pa.array(["【包邮】Air-Max 90 運動鞋 新款!", "air max90运动鞋", "新款"])).to_pylist()
        ['airmax90运动鞋', 'airmax90运动鞋', None]
    """
    folded = fold(clean(values))
    simple = only_where(folded, pc.match_substring_regex(folded, r"\p{Han}"), change=simplify)
    letters = settled(simple, _letters)
    short = pc.less(pc.utf8_length(letters), _SHORTEST)
    return null_where(letters, pc.or_(short, is_placeholder(letters)))


def _letters(values: pa.Array) -> pa.Array:
    shorter = pc.replace_substring_regex(values, _PHRASES, "")
    letters = pc.replace_substring_regex(shorter, r"[^\p{L}\p{M}\p{N}]+", "")
    return fold(pc.utf8_normalize(letters, form="NFKC"))

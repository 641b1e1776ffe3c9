"""Identity documents: 18-character identity and company numbers with their check, other ones as they are.

A number that fails its check is kept, under a key of its own (`cn?:`), because a platform did write it down; evidence
can give it less weight, and it never meets the right number.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.normalise.points import Array
from counterfeit_graph.records.normalise.text import clean, fold, is_masked, is_placeholder, null_where, only_where

_PERSON = r"^[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]$"
_COMPANY = r"^[1-9a-hj-npqrtuwxy][1-9]\d{6}[0-9a-hj-npqrtuwxy]{10}$"
_PERSON_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_PERSON_CHECKS = np.frombuffer(b"10x98765432", np.uint8)
_COMPANY_SIGNS = b"0123456789abcdefghjklmnpqrtuwxy"
_COMPANY_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])


def keys(values: pa.Array) -> pa.Array:
    """Keys of documents: `cn:` a person, `uscc:` a company, `cn?:` one whose check fails, else the bare number.

    GB 11643-1999 (ISO 7064 MOD 11-2) checks persons, GB 32100-2015 companies.

    Example:
        >>> keys(pa.array(["11010519491231002X", "110105 1949 1231 0021"])).to_pylist()
        ['cn:11010519491231002x', 'cn?:110105194912310021']
        >>> keys(pa.array(["91350100M000100Y43", "E12345678"])).to_pylist()
        ['uscc:91350100m000100y43', 'e12345678']
    """
    folded = fold(clean(values))
    bare = only_where(folded, pc.match_substring_regex(folded, r"[\s\-‐–—:：.()]"), change=_bare)
    unusable = pc.or_(
        pc.or_(is_masked(bare), is_placeholder(bare)), pc.match_substring_regex(bare, "^1?23456[789]*0?$")
    )
    # A number of 18 digits may read as both: one that is dated like a person is one.
    person = pc.match_substring_regex(bare, _PERSON)
    company = pc.and_not(pc.match_substring_regex(bare, _COMPANY), person)
    found = only_where(bare, person, change=lambda v: _marked(v, _person_passes(v), name="cn:"))
    found = only_where(found, company, change=lambda v: _marked(v, _company_passes(v), name="uscc:"))
    return null_where(found, unusable)


def _bare(values: pa.Array) -> pa.Array:
    values = pc.replace_substring_regex(
        values, r"^(?:cn\??|uscc|身份证号?|统一社会信用代码|id|passport|护照号?)\s*[:：]", ""
    )
    return pc.replace_substring_regex(values, r"[\s\-‐–—:：.()]+", "")


def _marked(values: pa.Array, passes: Array, *, name: str) -> pa.Array:
    marks = pc.if_else(pa.array(passes), name, "cn?:")
    return pc.binary_join_element_wise(marks, values, "")


def _signs(values: pa.Array) -> Array:
    """The 18 ASCII signs of each value, n x 18."""
    return np.frombuffer("".join(values.to_pylist()).encode("ascii"), np.uint8).reshape(-1, 18)


def _person_passes(values: pa.Array) -> Array:
    signs = _signs(values)
    total = (signs[:, :17].astype(np.int64) - ord("0")) @ _PERSON_WEIGHTS
    return np.asarray(_PERSON_CHECKS[total % 11] == signs[:, 17])


def _company_passes(values: pa.Array) -> Array:
    value_of = np.full(128, -1)
    value_of[np.frombuffer(_COMPANY_SIGNS, np.uint8)] = np.arange(31)
    numbers = value_of[_signs(values)]
    return np.asarray((31 - numbers[:, :17] @ _COMPANY_WEIGHTS % 31) % 31 == numbers[:, 17])

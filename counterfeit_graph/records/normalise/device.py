"""Devices: hardware addresses, serial and advertising numbers without their separators; those that every device has are none."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.normalise.text import clean, fold, is_masked, is_placeholder, null_where, only_where

_PLAIN = "^[0-9a-f]{6,64}$"
_SEPARATED = r"^(?:urn:uuid:)?\{?[0-9a-f]{2,}(?:[:\-. ][0-9a-f]{2,})+\}?$"
_SHARED = pa.array(
    [
        "020000000000",
        "ffffffffffff",
        "9774d56d682e549c",
        "012345678912345",
        "004999010640000",
        "123456789012345",
        "1234567890abcdef",
        "0123456789abcdef",
    ]
)
"""Numbers that emulators and privacy settings give to everybody."""


def keys(values: pa.Array) -> pa.Array:
    """Keys of devices; null for placeholders, masked ones and numbers that many devices carry.

    Example:
        >>> keys(pa.array(["AA:BB:CC:00:11:22", "aabb.cc00.1122", "00:00:00:00:00:00", "DEV-77"])).to_pylist()
        ['aabbcc001122', 'aabbcc001122', None, 'dev-77']
    """
    found = only_where(values, pc.invert(pc.match_substring_regex(values, _PLAIN)), _written)
    return null_where(found, pc.or_(is_placeholder(found), pc.is_in(found, value_set=_SHARED)))


def _written(values: pa.Array) -> pa.Array:
    folded = fold(clean(values))
    separated = pc.match_substring_regex(folded, _SEPARATED)
    bare = only_where(folded, separated, lambda v: pc.replace_substring_regex(v, r"^urn:uuid:|[:\-. {}]", ""))
    return null_where(bare, is_masked(bare))

"""Devices: hardware addresses, serial and advertising numbers; those that many devices have are none."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.normalise.text import clean, fold, is_masked, is_placeholder, null_where, only_where
from counterfeit_graph.records.normalise.words import words

_PLAIN = "^[0-9a-f]{6,64}$"
_SEPARATED = r"^(?:urn:uuid:)?\{?[0-9a-f]{2,}(?:[:\-. ][0-9a-f]{2,})+\}?$"
_SHARED = pa.array(words("shared_devices"))


def keys(values: pa.Array) -> pa.Array:
    """Keys of devices; null for placeholders, masked ones and numbers that many devices carry.

    Example:
        >>> keys(pa.array(["AA:BB:CC:00:11:22", "aabb.cc00.1122", "00:00:00:00:00:00", "DEV-77"])).to_pylist()
        ['aabbcc001122', 'aabbcc001122', None, 'dev-77']
    """
    found = only_where(values, pc.invert(pc.match_substring_regex(values, _PLAIN)), change=_written)
    return null_where(found, pc.or_(is_placeholder(found), pc.is_in(found, value_set=_SHARED)))


def _written(values: pa.Array) -> pa.Array:
    folded = fold(clean(values))
    separated = pc.match_substring_regex(folded, _SEPARATED)
    bare = only_where(folded, separated, change=lambda v: pc.replace_substring_regex(v, r"^urn:uuid:|[:\-. {}]", ""))
    return null_where(bare, is_masked(bare))

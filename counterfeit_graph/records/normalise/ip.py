"""Internet addresses in canonical form; private, reserved and otherwise not public ones join nobody."""

from __future__ import annotations

import ipaddress

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.normalise.points import Array
from counterfeit_graph.records.normalise.text import clean, fold, null_where, only_where
from counterfeit_graph.records.normalise.words import words

_FOUR = r"^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$"
_WITH_PORT = r"^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?::\d{1,5}|/32)$"
_CLOSED = [ipaddress.IPv4Network(network) for network in words("closed_networks")]


def keys(values: pa.Array) -> pa.Array:
    """Keys of IPv4 and IPv6 addresses; null for what is none or is not public.

    Example:
        >>> keys(pa.array(["8.8.8.8:443", "::ffff:8.8.8.8", "2001:4860:4860:0::8888"])).to_pylist()
        ['8.8.8.8', '8.8.8.8', '2001:4860:4860::8888']
        >>> keys(pa.array(["10.0.0.1", "999.1.1.1"])).to_pylist()
        [None, None]
    """
    four = pc.match_substring_regex(values, _FOUR)
    found = only_where(values, pc.invert(four), change=_rarer)
    four = pc.match_substring_regex(found, _FOUR)
    return only_where(found, four, change=_public)


def _rarer(values: pa.Array) -> pa.Array:
    cleaned = fold(clean(values))
    ported = pc.match_substring_regex(cleaned, _WITH_PORT)
    cleaned = only_where(cleaned, ported, change=lambda v: pc.replace_substring_regex(v, _WITH_PORT, r"\1"))
    four = pc.match_substring_regex(cleaned, _FOUR)
    return only_where(
        cleaned, pc.invert(four), change=lambda v: pa.array([_six(x) for x in v.to_pylist()], pa.string())
    )


def _six(value: str | None) -> str | None:
    """Canonical public IPv6 address (RFC 5952), the IPv4 one where it carries one."""
    try:
        found = ipaddress.IPv6Address((value or "").strip("[]").split("%")[0].split("/")[0])
    except ValueError:
        return None
    # Some servers log IPv4 visitors inside IPv6 addresses.
    inner = found.ipv4_mapped or found.sixtofour
    return str(inner) if inner else str(found) if found.is_global else None


def _public(values: pa.Array) -> pa.Array:
    """The same without leading zeros; null where a part exceeds 255 or the network is not public."""
    parts = pc.split_pattern(values, ".").flatten().cast(pa.int32())
    parts = np.asarray(parts).reshape(-1, 4)
    number = parts.astype(np.int64) @ np.array([1 << 24, 1 << 16, 1 << 8, 1])
    shut = (parts > 255).any(axis=1) | _closed(number)
    written = 3 + (1 + (parts > 9) + (parts > 99)).sum(axis=1)
    zeros = pa.array(np.asarray(pc.binary_length(values)) != written)
    values = only_where(values, zeros, change=lambda v: pc.replace_substring_regex(v, r"\b0+(\d)", r"\1"))
    return null_where(values, pa.array(shut))


def _closed(number: Array) -> Array:
    shut = np.zeros(len(number), bool)
    for network in _CLOSED:
        shut |= number & int(network.netmask) == int(network.network_address)
    return shut

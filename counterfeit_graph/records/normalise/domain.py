"""Domains: the part that somebody registered (shop.example.co.uk is example.co.uk), in ASCII."""

from __future__ import annotations

import re
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
import tldextract

from counterfeit_graph.records.normalise.text import clean, fold, is_masked, null_where, only_where

# Two labels under a common suffix need no look-up, unless they are a private suffix themselves (myshopify.com).
_PLAIN = (
    r"^[a-z0-9][a-z0-9-]*\.(?:com|net|org|cn|shop|top|xyz|vip|store|online|site|club|info|icu|cc|ru|de|biz|pro|live)$"
)
_AROUND = r"^[a-z][a-z0-9+.\-]*://|^//"
_AFTER = r"[/?#\\].*$|:\d+$"
_UNLISTED = re.compile(r"(?:[^\s.]+\.)*([^\s.]+\.[a-z][a-z0-9-]+)")
_RESERVED = ("example", "test", "invalid", "localhost")
_NO_DOMAIN = r"^\d{1,3}(?:\.\d{1,3}){3}$|\s"


def keys(values: pa.Array) -> pa.Array:
    """Keys of domains and web addresses: the registered domain in punycode; null for what is none.

    Platforms that lend sub-domains to their users (the private part of the public suffix list) count as suffixes, so
    two shops of one platform do not meet.

    Example:
        >>> keys(pa.array(["https://WWW.Best-Shoes.com.cn/x?y", "best-shoes.com.cn"])).to_pylist()
        ['best-shoes.com.cn', 'best-shoes.com.cn']
        >>> keys(pa.array(["bücher.de", "a.myshopify.com", "myshopify.com"])).to_pylist()
        ['xn--bcher-kva.de', 'a.myshopify.com', None]
    """
    folded = fold(clean(values))
    host = only_where(folded, pc.match_substring_regex(folded, r"[/?#\\:@]"), change=_host)
    host = pc.utf8_trim(host, ". ")
    plain = pc.and_not(pc.match_substring_regex(host, _PLAIN), pc.is_in(host, value_set=_suffixes()))
    found = only_where(
        host, pc.invert(plain), change=lambda v: pa.array([_registered(x) for x in v.to_pylist()], pa.string())
    )
    return null_where(found, pc.or_(is_masked(found), pc.match_substring_regex(found, _NO_DOMAIN)))


def _host(values: pa.Array) -> pa.Array:
    bare = pc.replace_substring_regex(values, _AROUND, "")
    bare = pc.replace_substring_regex(bare, _AFTER, "")
    return pc.replace_substring_regex(pc.replace_substring_regex(bare, r"^[^@]*@", ""), r":\d*$", "")


@cache
def _extract() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@cache
def _suffixes() -> pa.Array:
    return pa.array(sorted(_extract().tlds))


def _registered(host: str | None) -> str | None:
    # Names that RFC 2606 reserves stand in for real ones: shop7.top.example is to be read as shop7.top would be.
    stem, dot, last = (host or "").rpartition(".")
    inner = _public(stem) if last in _RESERVED and "." in stem else None
    return f"{inner}{dot}{last}" if inner else _public(host)


def _public(host: str | None) -> str | None:
    parts = _extract()(host or "")
    # The list's own rule for a suffix that it does not know (.example, a new one): the last label alone.
    unlisted = not parts.suffix and _UNLISTED.fullmatch(parts.domain and host or "")
    found = unlisted[1] if unlisted else parts.top_domain_under_public_suffix
    try:
        return found.encode("idna").decode("ascii") if found else None
    except UnicodeError:
        return None

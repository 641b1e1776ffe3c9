"""E-mail addresses: case does not matter, nor do Gmail's dots and anything after a plus sign."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.normalise.text import clean, fold, is_masked, null_where, only_where

_VALID = r"^[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+$"
_GMAIL = r"@(?:gmail|googlemail)\.com$"
_FILLER = (
    r"^(?:test|none|no-?reply|null|na|admin|user|email|mail|abc|xxx|123456?|12345678\d?|1234567890)@|"
    r"@(?:example|test|invalid|localhost|none|xxx|email)\.[a-z]+$|^(?:0+|1+)@"
)


def keys(values: pa.Array) -> pa.Array:
    """Keys of e-mail addresses; null for what is none, is masked or a placeholder.

    Example:
        >>> keys(pa.array(["J.Doe+shop@Gmail.com", "mailto:jdoe@googlemail.com"])).to_pylist()
        ['jdoe@gmail.com', 'jdoe@gmail.com']
        >>> keys(pa.array(["none@none.com", "a***b@qq.com"])).to_pylist()
        [None, None]
    """
    folded = fold(clean(values))
    trimmed = only_where(
        folded, pc.match_substring_regex(folded, r"^(?:mailto:|<|邮箱|e-?mail:)|[>;,.。]$|\s"), change=_trimmed
    )
    # What follows a plus sign is the owner's own label in every large mail service.
    tagged = pc.match_substring_regex(trimmed, r".\+.*@")
    found = only_where(trimmed, tagged, change=lambda v: pc.replace_substring_regex(v, r"^([^+]+)\+.*@", r"\1@"))
    found = only_where(found, pc.match_substring_regex(found, _GMAIL), change=_gmail)
    found = only_where(found, pc.invert(pc.string_is_ascii(found)), change=_ascii_domain)
    wrong = pc.invert(pc.match_substring_regex(found, _VALID))
    return null_where(found, pc.or_(pc.or_(wrong, is_masked(found)), pc.match_substring_regex(found, _FILLER)))


def _trimmed(values: pa.Array) -> pa.Array:
    bare = pc.replace_substring_regex(values, r"^.*<([^<>]*@[^<>]*)>.*$", r"\1")
    bare = pc.replace_substring_regex(bare, r"^(?:mailto:|<|邮箱:?|e-?mail:)+|[>;,.。\s]+$|\s+", "")
    return pc.replace_substring_regex(bare, r"^<|[>;,.。]+$", "")


def _gmail(values: pa.Array) -> pa.Array:
    local = pc.replace_substring(pc.replace_substring_regex(values, "@.*", ""), ".", "")
    return pc.binary_join_element_wise(local, "@gmail.com", "")


def _ascii_domain(values: pa.Array) -> pa.Array:
    return pa.array([_punycode(value) for value in values.to_pylist()], pa.string())


def _punycode(value: str) -> str:
    local, at, domain = value.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return value

"""Handles and nicknames: without the sign or address before them and without what every shop adds to its name."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

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

_ADDRESS = r"^(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}/(?:@|user/|u/|shop/|store/|channel/)?([^/?#]+).*$"
_LABEL = r"^(?:微信号?|wechat|weixin|qq号?|line|telegram|tg|ig|instagram|whatsapp)\s*(?:id)?\s*[:=]\s*"
_BEFORE = r"^(?:official|官方|shop|store|the)[\s._\-·]+"
_AFTER = (
    r"[\s._\-·]*(?:官方旗舰店|旗舰店|官方店?|专卖店|专营店|企业店|小店|店铺|商店|店)$|"
    r"[\s._\-·]+(?:official|offical|shop|store|flagship|mall|outlet)$"
)


def keys(values: pa.Array) -> pa.Array:
    """Keys of handles; null for placeholders and masked ones.

    Example:
        >>> keys(pa.array(["@Lucky_Sneaks", "https://t.me/lucky_sneaks", "Lucky_Sneaks_Official"])).unique().to_pylist()
        ['lucky_sneaks']
        >>> keys(pa.array(["莆田鞋坊官方旗舰店", "微信号：abc123"])).to_pylist()
        ['莆田鞋坊', 'abc123']
    """
    # Wrappers nest ("@t.me/name_official"), so they are taken off until nothing changes.
    bare = settled(fold(clean(values)), _step)
    return null_where(bare, pc.or_(is_placeholder(bare), is_masked(bare)))


def _step(values: pa.Array) -> pa.Array:
    for sign, pattern, kept in (("/", _ADDRESS, r"\1"), (":", _LABEL, ""), ("=", _LABEL, "")):
        values = only_where(values, pc.match_substring(values, sign), change=_replacing(pattern, kept))
    values = only_where(values, pc.invert(pc.string_is_ascii(values)), change=simplify)
    return undecorated(pc.utf8_ltrim(values, "@ "))


def _replacing(pattern: str, kept: str) -> Callable[[pa.Array], pa.Array]:
    return lambda values: pc.replace_substring_regex(values, pattern, kept)


def undecorated(values: pa.Array) -> pa.Array:
    """Folded names without the words that shops add, as far as two characters are left.

    Example:
        >>> undecorated(pa.array(["official nice shoes shop", "店", "shop"])).to_pylist()
        ['nice shoes', '店', 'shop']
    """
    for _ in range(2):
        for pattern in (_BEFORE, _AFTER):
            values = only_where(values, pc.match_substring_regex(values, pattern), change=_cutting(pattern))
    return values


def _cutting(pattern: str) -> Callable[[pa.Array], pa.Array]:
    def cut(values: pa.Array) -> pa.Array:
        shorter = pc.replace_substring_regex(values, pattern, "")
        return pc.if_else(pc.greater_equal(pc.utf8_length(shorter), 2), shorter, values)

    return cut

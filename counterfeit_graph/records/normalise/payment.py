"""Payment accounts and cards: without spaces, under one name of the service; case counts only where it must."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.normalise.text import (
    clean,
    fold,
    is_masked,
    is_placeholder,
    null_where,
    only_where,
    settled,
)

_COIN = r"^(?i:(?:btc|bitcoin|eth|ethereum|usdt|trx|trc-?20|erc-?20|ltc)\s*[:=]\s*)"
_BASE58 = "[1-9A-HJ-NP-Za-km-z]"
_CASE_COUNTS = rf"^(?:[13]{_BASE58}{{25,34}}|T{_BASE58}{{33}}|[LDM]{_BASE58}{{26,33}})$"
_SERVICES = (
    (r"^(?:(?:银行卡号?|银行账号|bank ?card|card|iban|account|acct|a/c|no\.)\s*[:=#]?\s*)+", ""),
    (r"^(?:(?:alipay|支付宝|支付寶|zfb)(?:账号|账户|帳號|号)?\s*[:=]?\s*)+", "alipay:"),
    (r"^(?:(?:wechat ?pay|wechat|weixin|wxpay|微信支付|微信|财付通|tenpay)(?:账号|账户|号)?\s*[:=]?\s*)+", "wechat:"),
    (r"^(?:paypal\s*[:=]?\s*)+", "paypal:"),
)
_PLAIN = r"^(?:[1-9]\d{11,18}|[A-Za-z]{2,8}[-_]?\d{3,18})$"
_NAMED = r"^(?:alipay|支付宝|支付寶|zfb|wechat|weixin|wx|微信|财付通|tenpay|paypal|银行|bank|card|iban|acc|a/c|no\.)"
_FILLER = r"^(?:[a-z]+:)?(?:0+|123456(?:7(?:8(?:90?)?)?)?|\d{4,6}0{9,})$"


def keys(values: pa.Array) -> pa.Array:
    """Keys of payment accounts; null for placeholders and masked ones.

    Example:
        >>> keys(pa.array(["6222 0212-3456 7890 123", "支付宝：A@b.com", "6222****1234"])).to_pylist()
        ['6222021234567890123', 'alipay:a@b.com', None]
        >>> keys(pa.array(["BTC: 1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "0xAbC1"])).to_pylist()
        ['1BoatSLRHtKNngkdXEeobR76b53LETtpyT', '0xabc1']
    """
    # Most cases hold card numbers and platform ids that are in form already.
    plain = pc.match_substring_regex(values, _PLAIN)
    plain = pc.and_not(plain, pc.match_substring_regex(values, f"(?i){_NAMED}"))
    found = only_where(pc.if_else(plain, pc.ascii_lower(values), values), pc.invert(plain), change=_written)
    return null_where(found, pc.match_substring_regex(found, _FILLER))


def _written(values: pa.Array) -> pa.Array:
    cleaned = pc.utf8_trim(pc.replace_substring(clean(values), " ", ""), "-")
    cleaned = only_where(
        cleaned, pc.match_substring_regex(cleaned, _COIN), change=lambda v: pc.replace_substring_regex(v, _COIN, "")
    )
    # Bitcoin, Tron and Litecoin addresses differ by case alone; all other ids do not.
    folded = pc.if_else(pc.match_substring_regex(cleaned, _CASE_COUNTS), cleaned, fold(cleaned))
    found = only_where(folded, pc.match_substring_regex(folded, _NAMED), change=lambda v: settled(v, _named))
    dashed = pc.match_substring_regex(found, r"^\d[\d\-]*-[\d\-]*$")
    found = only_where(found, dashed, change=lambda v: pc.replace_substring(v, "-", ""))
    return null_where(found, pc.or_(is_masked(found), is_placeholder(found)))


def _named(values: pa.Array) -> pa.Array:
    for pattern, name in _SERVICES:
        values = pc.replace_substring_regex(values, pattern, name)
    return pc.utf8_trim(values, "- ")

"""Amounts as whole minor units (fen, cents), exactly; nothing passes through a float.

`¥1,234.50` is plain under the decimal mark "."; `1.234,50` needs `decimal: ","`. Signs of another currency than the
row's, negative amounts and decimals that the currency does not have are refused.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.units import minor_units
from counterfeit_graph.records.parsed import Parsed, by_distinct, encoded

if TYPE_CHECKING:
    from counterfeit_graph.records.settings import Settings

_PLAIN = r"^[0-9]{1,12}(?:\.[0-9]{1,6})?$"
_MICRO = 6
_MOST = Decimal(10) ** 12
_DOLLARS = ("USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MXN", "BRL", "ARS", "CLP", "COP", "MOP")
_SIGNS = {
    "¥": ("CNY", "JPY"),
    "元": ("CNY", "TWD", "HKD", "MOP"),
    "RMB": ("CNY",),
    "人民币": ("CNY",),
    "CN¥": ("CNY",),
    "JP¥": ("JPY",),
    "US$": ("USD",),
    "HK$": ("HKD",),
    "NT$": ("TWD",),
    "$": _DOLLARS,
    "€": ("EUR",),
    "£": ("GBP",),
    "₩": ("KRW",),
    "₫": ("VND",),
    "฿": ("THB",),
    "₽": ("RUB",),
    "₹": ("INR",),
    "₱": ("PHP",),
    "RM": ("MYR",),
    "RP": ("IDR",),
}
_SIGNED = re.compile(
    r"(?P<minus>[-−(]?)\s*(?P<before>[^\d.,()\s-]*)\s*(?P<sign>-?)(?P<figures>[\d.,' ]*\d)\s*(?P<after>[^\d.,()]*)\)?"
)


def parse_money(text: pa.ChunkedArray, currency: pa.ChunkedArray, *, settings: Settings) -> Parsed:
    """Amounts in minor units of each row's currency (int64).

    Example:
        >>> from counterfeit_graph.records.settings import Settings
        >>> code = pa.chunked_array([["CNY", "CNY"]])
        >>> parse_money(pa.chunked_array([["¥1,234.50", "-3"]]), code, settings=Settings()).values.to_pylist()
        [123450, None]
    """
    whole = text.combine_chunks() if text.num_chunks != 1 else text.chunk(0)
    codes = encoded(currency)
    amounts = np.zeros(len(whole), dtype=np.int64)
    bad: list[np.ndarray[Any, Any]] = []
    reasons: list[str] = []
    taken = np.zeros(len(whole), dtype=bool)
    for code, name in enumerate(codes.dictionary.to_pylist()):
        at = np.flatnonzero(codes.indices.to_numpy(zero_copy_only=False) == code)
        part = _one_currency(whole.take(pa.array(at)), name, settings=settings)
        amounts[at] = pc.fill_null(part.values, 0).to_numpy()
        taken[at] = part.values.is_valid().to_numpy()
        bad.append(at[part.bad])
        reasons += part.reasons
    order = np.argsort(np.concatenate([*bad, np.zeros(0, np.int64)]), kind="stable")
    spots = np.concatenate([*bad, np.zeros(0, np.int64)])[order]
    return Parsed(pa.chunked_array([pa.array(amounts, mask=~taken)]), spots, tuple(reasons[i] for i in order.tolist()))


def _one_currency(text: pa.Array, currency: str, *, settings: Settings) -> Parsed:
    plain = pc.fill_null(pc.match_substring_regex(text, _PLAIN), fill_value=True)
    if settings.decimal == "." and pc.all(plain).as_py():
        quick = _exact(text, 10 ** (_MICRO - minor_units(currency)))
        if quick is not None:
            return Parsed.fine(quick)
    read = partial(read_amount, currency=currency, decimal=settings.decimal)
    return by_distinct(pa.chunked_array([text]), read, kind=pa.int64())


def _exact(text: pa.Array, step: int) -> pa.Array | None:
    """Plain figures as minor units by decimal arithmetic; None when one has more decimals than the currency."""
    micro = pc.multiply(text.cast(pa.decimal128(18, _MICRO)), pa.scalar(Decimal(10**_MICRO))).cast(pa.int64())
    values = pc.fill_null(micro, 0).to_numpy(zero_copy_only=False)
    if (values % step).any():
        return None
    return pa.array(values // step, mask=~micro.is_valid().to_numpy(zero_copy_only=False))


def read_amount(text: str, currency: str, *, decimal: str = ".") -> tuple[int | None, str]:
    """One amount in minor units: (value, "") or (None, reason).

    Example:
        >>> read_amount("1.234,50 €", "EUR", decimal=","), read_amount("1.234,50", "EUR")
        ((123450, ''), (None, 'ambiguous_amount'))
    """
    match = _SIGNED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not match:
        return None, "not_an_amount"
    for sign in (match["before"], match["after"]):
        reason = _sign_fault(sign.strip().upper(), currency)
        if reason:
            return None, reason
    figures = _figures(match["figures"], decimal)
    if figures is None:
        swapped = _figures(match["figures"], "," if decimal == "." else ".")
        return None, "not_an_amount" if swapped is None else "ambiguous_amount"
    if match["minus"] or match["sign"]:
        return None, "negative_amount"
    return _minor(Decimal(figures), currency)


def _sign_fault(sign: str, currency: str) -> str:
    if sign in {"", currency} or currency in _SIGNS.get(sign, ()):
        return ""
    return "other_currency" if sign in _SIGNS or re.fullmatch(r"[A-Z]{3}", sign) else "not_an_amount"


def _figures(text: str, decimal: str) -> str | None:
    group = "," if decimal == "." else "."
    mark, cut = re.escape(decimal), re.escape(group)
    if re.fullmatch(rf"(?:\d+|\d{{1,3}}(?:[{cut}' ]\d{{3}})+)?(?:{mark}\d+)?", text):
        return re.sub(rf"[{cut}' ]", "", text).replace(decimal, ".")
    return None


def _minor(amount: Decimal, currency: str) -> tuple[int | None, str]:
    if amount > _MOST:
        return None, "too_large"
    scaled: Any = amount.scaleb(minor_units(currency))
    whole = scaled.to_integral_value()
    return (int(whole), "") if whole == scaled else (None, "amount_precision")

"""Text that comes from sellers, made safe to look at and safe to put into a page."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import numpy as np

from counterfeit_graph.model.units import minor_units

# A day that the case does not tell.
UNKNOWN_DAY = -(2**31)

_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def visible(text: str) -> str:
    r"""The text with every character that hides or reorders others shown as a mark.

    Direction overrides and zero-width characters let a shop name read differently from what it is (Unicode TR 36), so
    they are printed as their code point; C0 controls become their control pictures.

    Example:
        >>> visible("shop\u202egpj.exe")
        'shop‹U+202E›gpj.exe'
    """
    # Nearly all text takes this way out; the soft hyphen is printable to Python and hidden to people.
    if text.isprintable() and "\u00ad" not in text:
        return text
    return "".join(_mark(c) if unicodedata.category(c) in _HIDDEN else c for c in text)


def _mark(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"‹U+{code:04X}›"


def shown(value: Any) -> str:
    """Any cell as text for people: nothing for null, one decimal for a number with a fraction.

    Example:
        >>> shown(None), shown(12.34), shown(7)
        ('', '12.3', '7')
    """
    if value is None:
        return ""
    return f"{value:.1f}" if isinstance(value, float) else visible(str(value))


def shorten(text: str, *, width: int = 28) -> str:
    """The text cut to `width` columns, a Han character counting as two.

    Example:
        >>> shorten("青羊正品运动鞋专营店", width=11)
        '青羊正品运…'
    """
    if sum(map(_columns, text)) <= width:
        return text
    used = 1
    for at, character in enumerate(text):
        used += _columns(character)
        if used > width:
            return f"{text[:at]}…"
    return text


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def script_json(value: Any) -> str:
    r"""JSON that can stand inside a `<script>` element: no `<`, `>`, `&` or line separator is left in it.

    Example:
        >>> script_json({"name": "</script>"})
        '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # `<` could close the script element; the two separators end a line in older script engines.
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def money(minor: int | None, currency: str = "") -> str:
    """An amount in minor units as people write it.

    Example:
        >>> money(1234550, "CNY"), money(980, "JPY")
        ('12,345.50 CNY', '980 JPY')
    """
    if minor is None:
        return ""
    places = minor_units(currency)
    whole, rest = divmod(abs(minor), 10**places)
    tail = f".{rest:0{places}d}" if places else ""
    return f"{'-' if minor < 0 else ''}{whole:,}{tail} {currency}".rstrip()


def day(days: int | None) -> str:
    """A date from days since 1970, nothing for an unknown one.

    Example:
        >>> day(19000), day(-(2**31))
        ('2022-01-08', '')
    """
    if days is None or days == UNKNOWN_DAY:
        return ""
    return str(np.datetime64(int(days), "D"))

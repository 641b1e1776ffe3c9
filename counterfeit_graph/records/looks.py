"""What the values of a column look like: phones, e-mails, addresses of machines, dates, amounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# Share of the values that must look alike before anything is said.
MOST = 0.8
_LOOKS = (
    ("phone", re.compile(r"(?:\+?86|0086)?[ -]?1[3-9]\d[ -]?[\d*]{4}[ -]?\d{4}|\+\d{1,3}[ -]?\d{4,14}")),
    ("email", re.compile(r"[^\s@]+@[^\s@]+\.[a-zA-Z]{2,}")),
    ("ip", re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}")),
    ("id_document", re.compile(r"\d{17}[\dXx]|[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")),
    ("date", re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?: .*)?")),
    ("amount", re.compile(r"[¥￥$€£]?\s*\d[\d,.' ]*[.,]\d{2}")),
    ("domain", re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-zA-Z]{2,}(?:/.*)?")),
)
_NUMERIC_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}")


class Look(NamedTuple):
    """What most values look like ('' when nothing), and the share that does."""

    name: str
    share: float


def look_at(values: Sequence[str]) -> Look:
    """The first look that at least `MOST` of the values have.

    Example:
        >>> look_at(["13812345678", "+86 139 1234 5678"])
        Look(name='phone', share=1.0)
    """
    for name, shape in _LOOKS:
        share = sum(bool(shape.fullmatch(value)) for value in values) / len(values) if values else 0.0
        if share >= MOST:
            return Look(name, share)
    return Look("", 0.0)


def date_order(values: Sequence[str]) -> str:
    """`DD/MM/YYYY` or `MM/DD/YYYY` where the values tell, `?` where they do not, '' where the year comes first.

    Example:
        >>> date_order(["25/02/2024", "01/02/2024"]), date_order(["01/02/2024"]), date_order(["2024-02-01"])
        ('DD/MM/YYYY', '?', '')
    """
    found = [match for value in values if (match := _NUMERIC_DATE.match(value))]
    if not found:
        return ""
    mark = found[0].group()[len(found[0][1])]
    day_first, month_first = any(int(m[1]) > 12 for m in found), any(int(m[2]) > 12 for m in found)
    if day_first == month_first:
        return "?"
    return f"DD{mark}MM{mark}YYYY" if day_first else f"MM{mark}DD{mark}YYYY"


def decimal_comma(values: Sequence[str]) -> bool:
    """Whether amounts are written as 1.234,50.

    Example:
        >>> decimal_comma(["1.234,50", "7,00"]), decimal_comma(["1,234.50"])
        (True, False)
    """
    return any(re.search(r"\d,\d{1,2}\D*$", value) for value in values) and not any(
        re.search(r"\d\.\d{1,2}\D*$", value) for value in values
    )

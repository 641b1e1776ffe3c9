"""Decibans, words and money: the units that are stored and the way they are shown.

Evidence is kept in decibans (10 log10 of a likelihood ratio; Good 1950) and summed as whole
milli-decibans, so that no sum depends on the order of its rows. The verbal scale follows the
ENFSI guideline for evaluative reporting (2015); boundaries belong to the upper band.
"""

from __future__ import annotations

import math

# Milli-decibans in a deciban.
MILLI = 1000

SCALE: tuple[tuple[float, str, str], ...] = (
    (60.0, "extremely strong", "极强"),
    (40.0, "very strong", "很强"),
    (30.0, "strong", "强"),
    (20.0, "moderately strong", "较强"),
    (10.0, "moderate", "中等"),
    (3.0, "weak", "弱"),
    (0.0, "neither way", "不支持任何一方"),
)

# The strongest statement that data bear out, in decibans: where the truth of 20,000 simulated accounts is known, with
# one misleading pair more than was seen, 45 to 47 are supported (docs/decisions/0018). Beyond it no word grows.
SUPPORTED = 40.0

_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "TND": 3, "JOD": 3}


def decibans(ratio: float) -> float:
    """Decibans of a likelihood ratio greater than zero.

    Example:
        >>> decibans(1000.0)
        30.0
    """
    return 10.0 * math.log10(ratio)


def ratio(decibans: float) -> float:
    """Likelihood ratio of a number of decibans.

    Example:
        >>> ratio(20.0)
        100.0
    """
    return float(10.0 ** (decibans / 10.0))


def words(decibans: float, language: str = "en") -> str:
    """The verbal scale's phrase for the size of some evidence, in English ("en") or Chinese ("zh").

    No phrase is stronger than what data can support: beyond it, evidence is at least as strong as that.

    Example:
        >>> words(34.0), words(-34.0, "zh"), words(129.5), words(129.5, "zh")
        ('strong', '强', 'at least very strong', '至少很强')
    """
    size = abs(decibans)
    for bound, english, chinese in SCALE:
        if min(size, SUPPORTED) >= bound:
            least = ("至少" if language == "zh" else "at least ") if size > SUPPORTED else ""
            return least + (chinese if language == "zh" else english)
    return SCALE[-1][1]


def show(decibans: float) -> str:
    """Decibans with the odds beside them; the odds stop where data stop supporting them.

    Example:
        >>> show(12.04), show(-3.0), show(129.5)
        ('+12.0 decibans (16 to 1)', '-3.0 decibans (1 to 2)', '+129.5 decibans (over 10,000 to 1)')
    """
    # The decibans stay exact, since they must add up.
    size = min(abs(decibans), SUPPORTED)
    odds = ("over " if abs(decibans) > SUPPORTED else "") + f"{ratio(size):,.0f}"
    pair = f"{odds} to 1" if decibans >= 0 else f"1 to {odds}"
    return f"{decibans:+.1f} decibans ({pair})"


def minor_units(currency: str) -> int:
    """Decimal places of a currency's minor unit (ISO 4217); 2 where nothing else is known.

    Example:
        >>> minor_units("CNY"), minor_units("JPY")
        (2, 0)
    """
    return _EXPONENTS.get(currency.upper(), 2)

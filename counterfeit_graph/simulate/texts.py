"""Text for values: numbers of phones, cards, devices, documents, handles and names, all from chance alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.simulate.draft import Column, Ints
from counterfeit_graph.simulate.words import GIVEN, SURNAMES, TRADE

_PHONE_HEADS: Final = np.array(
    [133, 135, 136, 137, 138, 139, 150, 151, 152, 158, 159, 166, 173, 176, 177, 180, 182, 185, 186, 187, 188, 199]
)
_BANKS: Final = np.array([621700, 622202, 622848, 621661, 622588, 621226, 622609, 621483])
_MAILS: Final = ("163.example", "qq.example", "126.example", "sina.example", "outlook.example", "gmail.example")
_TOPS: Final = ("com.example", "cn.example", "shop.example", "top.example", "net.example", "vip.example")
_SOUNDS: Final = tuple(sorted({entry.split(" ")[1] for entry in (*GIVEN, *TRADE)}))
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_AREAS: Final = (
    350302,
    350303,
    440103,
    440106,
    440304,
    330782,
    330702,
    320106,
    410105,
    110105,
    310115,
    510107,
    420106,
    130104,
)


def unique(rng: np.random.Generator, count: int, *, below: int) -> Ints:
    """Different whole numbers under `below`, in random order.

    Example:
        >>> len(set(unique(np.random.default_rng(1), 50, below=60).tolist()))
        50
    """
    found = np.unique(rng.integers(0, below, size=count))
    while len(found) < count:
        found = np.union1d(found, rng.integers(0, below, size=count))
    return rng.permutation(found)[:count]


def phones(rng: np.random.Generator, count: int) -> list[str]:
    """Mobile numbers of eleven digits."""
    raw = unique(rng, count, below=len(_PHONE_HEADS) * 10**8)
    return [str(n) for n in (_PHONE_HEADS[raw // 10**8] * 10**8 + raw % 10**8).tolist()]


def payments(rng: np.random.Generator, count: int) -> list[str]:
    """Bank accounts of nineteen digits and wallet numbers of sixteen."""
    raw = unique(rng, count, below=10**12)
    bank = _BANKS[rng.integers(0, len(_BANKS), count)]
    wallet = rng.random(count) < 0.35
    pairs = zip(raw.tolist(), bank.tolist(), wallet.tolist(), strict=True)
    return [f"2088{n:012d}" if is_wallet else f"{head}{n:013d}" for n, head, is_wallet in pairs]


def devices(rng: np.random.Generator, count: int) -> list[str]:
    """Fifteen-digit handset numbers, and sixteen hexadecimal digits where the platform saw an app."""
    raw = unique(rng, count, below=10**13)
    return [f"86{n:013d}" if n % 3 else f"{n * 7919 % 2**64:016x}" for n in raw.tolist()]


def ips(rng: np.random.Generator, count: int) -> list[str]:
    """Public addresses of the fourth version of the protocol."""
    raw = unique(rng, count, below=200 * 256**3) + 24 * 256**3
    return [f"{n >> 24}.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in raw.tolist()]


def images(rng: np.random.Generator, count: int) -> list[str]:
    """Perceptual hashes of sixteen hexadecimal digits."""
    return [f"{n:016x}" for n in unique(rng, count, below=2**62).tolist()]


def trackers(rng: np.random.Generator, count: int) -> list[str]:
    """Counter codes that pages carry."""
    return [
        f"UA-{n:09d}-1" if n % 2 else f"hm-{n * 2654435761 % 2**32:08x}"
        for n in unique(rng, count, below=10**9).tolist()
    ]


def _word(number: int, sounds: int) -> str:
    parts = []
    for _ in range(sounds):
        number, at = divmod(number, len(_SOUNDS))
        parts.append(_SOUNDS[at])
    return "".join(parts)


def roots(rng: np.random.Generator, count: int) -> list[str]:
    """Pronounceable words with a number behind some, for handles, mail boxes and domains."""
    raw = unique(rng, count, below=len(_SOUNDS) ** 3 * 1000)
    return [_word(n // 1000, 3) + (str(n % 1000) if n % 3 else "") for n in raw.tolist()]


def emails(rng: np.random.Generator, count: int) -> list[str]:
    """Mail boxes at providers that cannot exist."""
    at = rng.integers(0, len(_MAILS), count).tolist()
    return [f"{root}{n % 97}@{_MAILS[a]}" for n, (root, a) in enumerate(zip(roots(rng, count), at, strict=True))]


def domains(rng: np.random.Generator, count: int) -> list[str]:
    """Domain names under endings that cannot exist."""
    at = rng.integers(0, len(_TOPS), count).tolist()
    return [
        f"{root}-{_TOPS[a]}" if a == 2 else f"{root}.{_TOPS[a]}" for root, a in zip(roots(rng, count), at, strict=True)
    ]


_FORMS: Final[tuple[Callable[[str], str], ...]] = (
    str,
    str.title,
    lambda root: f"{root[:4]}_{root[4:]}",
    lambda root: f"{root}.official",
    lambda root: f"{root}88",
    lambda root: f"{root}_shop",
    lambda root: f"the{root}",
)


def handle(root: str, form: int) -> str:
    """A handle in one of its owner's forms; form 0 is the plain one.

    Example:
        >>> handle("jinxiu7", 2)
        'jinx_iu7'
    """
    return _FORMS[form % len(_FORMS)](root)


def person_document(serial: int) -> str:
    """An eighteen-digit identity number with a right check digit, from a serial number.

    Example:
        >>> len(person_document(12345))
        18
    """
    serial, area = divmod(serial, len(_AREAS))
    serial, order = divmod(serial, 999)
    serial, day = divmod(serial, 28)
    year, month = divmod(serial, 12)
    body = f"{_AREAS[area]}{1958 + year % 48}{month + 1:02d}{day + 1:02d}{order + 1:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def company_document(serial: int) -> str:
    """An eighteen-character company register number.

    Example:
        >>> company_document(7)
        '91320100MA00000007'
    """
    return f"91{_AREAS[serial % len(_AREAS)] // 100 * 100}MA{serial:08d}"


def person_names(rng: np.random.Generator, surnames: Ints) -> list[str]:
    """Personal names, a few in Latin letters; surname -1 is left to chance. Namesakes are common, as they are."""
    count = len(surnames)
    weight = 1.0 / (np.arange(len(SURNAMES)) + 4.0)
    family = np.where(surnames >= 0, surnames, rng.choice(len(SURNAMES), count, p=weight / weight.sum()))
    first, second = rng.integers(0, len(GIVEN), count), rng.integers(0, len(GIVEN), count)
    short, latin = rng.random(count) < 0.3, rng.random(count) < 0.06
    rows = zip(*(a.tolist() for a in (family, first, second, short, latin)), strict=True)
    return [_person(parts, short=a, latin=b) for *parts, a, b in rows]


def _person(picked: list[int], *, short: int, latin: int) -> str:
    family, *given = picked
    parts = [SURNAMES[family].split(" "), *(GIVEN[k].split(" ") for k in given[: 1 if short else 2])]
    if latin:
        return parts[0][1] + " " + "".join(part[1] for part in parts[1:]).capitalize()
    return "".join(part[0] for part in parts)


def trade_names(rng: np.random.Generator, count: int) -> list[tuple[str, str]]:
    """Trade names in Chinese characters and in their sound."""
    picks = rng.integers(0, len(TRADE), (count, 3))
    long = (rng.random(count) < 0.5).tolist()
    pairs = [entry.split(" ") for entry in TRADE]
    return [
        _trade([pairs[k] for k in row[: 3 if three else 2]]) for row, three in zip(picks.tolist(), long, strict=True)
    ]


def _trade(parts: list[list[str]]) -> tuple[str, str]:
    return "".join(part[0] for part in parts), "".join(part[1] for part in parts)


def phone_writings(texts: pa.Array, styles: Column) -> pa.Array:
    """The same numbers as different people write them: spaced, dashed, with the country's code, in wide digits."""
    a, b, c = (pc.utf8_slice_codeunits(texts, i, j) for i, j in ((0, 3), (3, 7), (7, 11)))
    spaced, dashed = (pc.binary_join_element_wise(a, b, c, mark) for mark in (" ", "-"))
    coded = [pc.binary_join_element_wise(mark, texts, "") for mark in ("+86 ", "0086", "(+86)")]
    return pc.choose(pa.array(styles, pa.int64()), texts, spaced, dashed, *coded)


PHONE_STYLE_SHARE: Final = (0.66, 0.10, 0.12, 0.07, 0.02, 0.03)

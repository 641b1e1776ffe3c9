"""Fixed wording: every sentence comes from a template of `wording.yaml`, in English or Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.schema import GROUPS, KINDS, RELATIONS
from counterfeit_graph.model.units import SCALE, SUPPORTED, show, words

Language = Literal["en", "zh"]
_VOCABULARY: dict[str, Mapping[str, Any]] = {"kind": KINDS, "group": GROUPS, "relation": RELATIONS}


@cache
def templates() -> dict[str, dict[str, str]]:
    """Every template by key: its section and its text in each language."""
    text = resources.files("counterfeit_graph.explain").joinpath("wording.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded


@cache
def alternatives() -> dict[str, dict[str, Any]]:
    """The alternative explanations by name: labels, and the kinds of value that each would explain."""
    text = resources.files("counterfeit_graph.explain").joinpath("alternatives.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return loaded


def said(key: str, language: str, **fields: str) -> str:
    """The sentence of a template with its fields filled in; what sellers wrote is made visible first.

    Raises:
        OptionError: the language is not spoken here.

    Example:
        >>> said("section.ties", "en"), said("section.ties", "zh")
        ('What ties them', '关联依据')
    """
    if language not in {"en", "zh"}:
        what = f"no wording in {language!r}"
        raise OptionError(what, where="language", remedy="choose 'en' or 'zh'")
    # Fields are filled in last and once: braces that a seller wrote stay braces.
    return templates()[key][language].format(**{name: visible(text) for name, text in fields.items()})


def section_of(key: str) -> str:
    """The section that a template belongs to."""
    return templates()[key]["section"]


def label(vocabulary: str, name: str, *, language: str) -> str:
    """What a kind, group or relation is called; itself where the vocabulary does not know it.

    Example:
        >>> label("kind", "phone", language="zh"), label("group", "money", language="en")
        ('电话号码', 'money')
    """
    entry = _VOCABULARY[vocabulary].get(name)
    if entry is None:
        return name
    return str(entry.label_zh if language == "zh" else entry.label)


def listed(names: list[str], language: str) -> str:
    """Names as people list them.

    Example:
        >>> listed(["a", "b", "c"], "en"), listed(["甲", "乙"], "zh")
        ('a, b and c', '甲、乙')
    """
    if language == "zh":
        return "、".join(names)
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else ""


def weight(decibans: float, language: str) -> str:
    """Decibans with their odds, as far as data support odds.

    Example:
        >>> weight(20.0, "en"), weight(20.0, "zh"), weight(246.7, "en")
        ('+20.0 decibans (100 to 1)', '+20.0 分贝班(100 比 1)', '+246.7 decibans (over 10,000 to 1)')
    """
    text = show(decibans)
    if language == "zh":
        text = text.replace(" decibans (", " 分贝班(").replace(" to ", " 比 ").replace("over ", "超过 ")
    return text


def strength(decibans: float, language: str) -> str:
    """The verbal scale's phrase, with the direction in which the evidence points, and how far data support it.

    Example:
        >>> strength(34.0, "en"), strength(-12.0, "en"), strength(1.0, "zh")
        ('strong support', 'moderate support for the contrary', '不支持任何一方')
        >>> strength(129.5, "en")
        'at least very strong support, the most that data can bear out'
    """
    phrase, zh = words(decibans, language), language == "zh"
    if abs(decibans) < SCALE[-2][0]:
        return phrase if zh else f"support {phrase}"
    if zh:
        said = f"{phrase}支持" if decibans > 0 else f"对相反命题的{phrase}支持"
    else:
        said = f"{phrase} support" if decibans > 0 else f"{phrase} support for the contrary"
    # How much that is stands with the scale: every figure of an explanation is read off the case.
    most = "(数据所能支持的上限)" if zh else ", the most that data can bear out"
    return said + (most if abs(decibans) > SUPPORTED else "")


def visible(text: str) -> str:
    r"""The text with every character that hides or reorders others shown as its code point, on one line.

    Example:
        >>> visible("shop\u202egpj")
        'shop<U+202E>gpj'
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)

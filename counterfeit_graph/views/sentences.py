"""What is known about a gang, in sentences of both languages."""

from __future__ import annotations

from typing import Any

from counterfeit_graph.explain import explain
from counterfeit_graph.explain.wording import said
from counterfeit_graph.gangs.result import Gang
from counterfeit_graph.views.text import visible

LANGUAGES = ("en", "zh")
_SHOWN_SOURCES = 4

# A heading, and its sentences, each with the places it was read from.
Section = tuple[str, list[tuple[str, str]]]


def sentences(gang: Any, *, language: str) -> list[Section]:
    """The explanation of a gang by sections; empty for a gang that was made by hand and has no case behind it.

    Args:
        gang: the gang.
        language: "en" or "zh".
    """
    if not isinstance(gang, Gang):
        return []
    found: dict[str, list[tuple[str, str]]] = {}
    for sentence in explain(gang, language=language).told:
        found.setdefault(sentence.section, []).append((visible(sentence.text), _places(sentence.sources)))
    return [(said(f"section.{name}", language), told) for name, told in found.items()]


def _places(sources: tuple[str, ...]) -> str:
    """The first places by name, the others counted."""
    more = f"; +{len(sources) - _SHOWN_SOURCES}" if len(sources) > _SHOWN_SOURCES else ""
    return visible("; ".join(sources[:_SHOWN_SOURCES])) + more

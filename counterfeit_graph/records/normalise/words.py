"""The words that the normalisers know, from `words.yaml`: a word more is a word there, not code."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def _loaded() -> dict[str, Any]:
    text = resources.files("counterfeit_graph.records.normalise").joinpath("words.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def words(name: str) -> tuple[str, ...]:
    """A list of words, in its order.

    Example:
        >>> words("numbered")[:2]
        ('rm', 'apt')
    """
    return tuple(str(_loaded()[name]).split())


def mapping(name: str) -> dict[str, str]:
    """A table of words and what stands for them; of a list of lines, the first word of each line stands for all of it.

    Example:
        >>> mapping("spellings")["street"], mapping("surnames")["曾"]
        ('st', 'zeng')
    """
    found = _loaded()[name]
    if isinstance(found, dict):
        return dict(found)
    return {word: line.split()[0] for line in found for word in line.split()}

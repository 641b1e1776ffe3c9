"""Fills the tables of `words.md` from the vocabulary, so that the page and the code cannot differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from counterfeit_graph.model import schema

_TABLE = re.compile(r"<!-- vocabulary: (?P<name>[A-Z]+) -->")


def _cell(value: object) -> str:
    shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return shown.replace("|", "\\|")


def _rows(words: Mapping[str, Any]) -> str:
    names = [field.name for field in fields(next(iter(words.values())))]
    lines = [names, ["---"] * len(names), *([_cell(getattr(word, name)) for name in names] for word in words.values())]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _tables(tables: Mapping[str, schema.TableSpec]) -> str:
    lines = [
        f"| `{spec.name}` | " + " ".join(f"`{c.name}`{'*' * c.required}" for c in spec.columns) + " |"
        for spec in tables.values()
    ]
    return "\n".join(["| table | columns (`*` required) |", "| --- | --- |", *lines])


def on_page_markdown(markdown: str, **_: object) -> str:
    """Called by mkdocs for every page: replaces each marker by its table."""

    def fill(found: re.Match[str]) -> str:
        words = getattr(schema, found["name"])
        return _tables(words) if found["name"] == "TABLES" else _rows(words)

    return _TABLE.sub(fill, markdown)

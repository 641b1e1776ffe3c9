"""`Explanation`: sentences whose every figure names the records it was read from."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from counterfeit_graph.explain.wording import said, section_of, visible
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_SHOWN_SOURCES = 4
_TYPES = {
    **dict.fromkeys(("section", "quantity", "shown", "source"), "string"),
    "sentence": "int64",
    "value": "float64",
}
_COLUMNS = ("section", "sentence", "quantity", "shown", "value", "source")


@dataclass(frozen=True)
class Figure:
    """A number or a value taken from the case, as it is shown, and the `file:record` places it comes from.

    Attributes:
        shown: the text that stands in the sentence.
        sources: places, in order of weight; a figure without a place cannot be made by the `Telling`.
        value: the number behind the text, if it is one.

    Example:
        >>> Figure("12", ("identifiers.csv:3",), 12.0).shown
        '12'
    """

    shown: str
    sources: tuple[str, ...]
    value: float | None = None


@dataclass(frozen=True)
class Sentence:
    """One sentence of a section, and its places."""

    section: str
    text: str
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.text} {cited(self.sources)}" if self.sources else self.text


@dataclass(frozen=True, repr=False, eq=False)
class Explanation:
    """What is known about a pair, an account, a gang, a head, a step or a reopened shop.

    Attributes:
        title: what is explained.
        language: "en" or "zh".
        told: the sentences with their sections, in order.
        rows: Table(section, sentence, quantity, shown, value, source): every figure of every sentence, `sentence`
            counting from 1, `source` all its places joined by "; ".

    Example:
        >>> telling = Telling("en")
        >>> telling.say("pair.propositions")
        >>> print(telling.done("a pair"))
        a pair
        <BLANKLINE>
        What is weighed
        - Two propositions are weighed: the same hands control both accounts, or different hands do.
    """

    title: str
    language: str
    told: tuple[Sentence, ...]
    rows: Table

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences as they are read, each with its places."""
        return tuple(str(sentence) for sentence in self.told)

    def section(self, name: str) -> tuple[str, ...]:
        """The sentences of one section."""
        return tuple(str(sentence) for sentence in self.told if sentence.section == name)

    def to_pandas(self) -> pd.DataFrame:
        """The figures as a pandas frame."""
        return self.rows.to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """The figures as a polars frame."""
        return self.rows.to_polars()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return len(self.told)

    def __str__(self) -> str:
        parts = [self.title]
        for name, sentences in _by_section(self.told).items():
            parts += ["", said(f"section.{name}", self.language), *(f"- {sentence}" for sentence in sentences)]
        return "\n".join(parts)

    def __repr__(self) -> str:
        return f"Explanation({self.title!r}, {len(self.told)} sentences, {len(self.rows)} figures)"

    def _repr_html_(self) -> str:
        # Ids and values are written by sellers: nothing reaches the page unescaped.
        parts = [f'<article lang="{self.language}"><h3>{html.escape(self.title)}</h3>']
        for name, sentences in _by_section(self.told).items():
            items = "".join(_html_item(sentence) for sentence in sentences)
            parts.append(f"<h4>{html.escape(said(f'section.{name}', self.language))}</h4><ul>{items}</ul>")
        return "".join([*parts, "</article>"])


def _by_section(told: Iterable[Sentence]) -> dict[str, list[Sentence]]:
    found: dict[str, list[Sentence]] = {}
    for sentence in told:
        found.setdefault(sentence.section, []).append(sentence)
    return found


def _html_item(sentence: Sentence) -> str:
    places = f" <small><code>{html.escape(cited(sentence.sources))}</code></small>" if sentence.sources else ""
    return f"<li>{html.escape(sentence.text)}{places}</li>"


def cited(sources: tuple[str, ...]) -> str:
    """Places in square brackets, the first few by name and the others counted.

    Example:
        >>> cited(("a.csv:1", "a.csv:2"))
        '[a.csv:1; a.csv:2]'
    """
    # A sentence stays readable; the table of figures has every place.
    more = len(sources) - _SHOWN_SOURCES
    shown = "; ".join(visible(source) for source in sources[:_SHOWN_SOURCES])
    return f"[{shown}; +{more}]" if more > 0 else f"[{shown}]"


@dataclass
class Telling:
    """Sentences while they are being written: `say` fills a template, `done` gives the explanation.

    Example:
        >>> telling = Telling("zh")
        >>> telling.say("pair.propositions")
        >>> telling.done("一对账户").sentences
        ('比较两个命题:两个账户由同一控制者控制,或由不同的人控制。',)
    """

    language: str = "en"
    told: list[Sentence] = field(default_factory=list)
    figures: list[dict[str, object]] = field(default_factory=list)

    def say(self, key: str, **fields: Figure | str) -> None:
        """Add the sentence of a template, its fields filled with words of the vocabulary and with figures."""
        shown = {name: value if isinstance(value, str) else value.shown for name, value in fields.items()}
        text = said(key, self.language, **shown)
        used = {name: value for name, value in fields.items() if isinstance(value, Figure)}
        # A place is cited once in a sentence, in the order in which its figures appear.
        sources = tuple(dict.fromkeys(place for value in used.values() for place in value.sources))
        section = section_of(key)
        self.told.append(Sentence(section, text, sources))
        place = {"section": section, "sentence": len(self.told)}
        self.figures += [
            place | {"quantity": name, "shown": f.shown, "value": f.value, "source": "; ".join(f.sources)}
            for name, f in used.items()
        ]

    def done(self, title: str) -> Explanation:
        """The explanation of what was told."""
        columns: Mapping[str, list[object]] = {name: [row[name] for row in self.figures] for name in _COLUMNS}
        return Explanation(title, self.language, tuple(self.told), Table.of(columns, _TYPES))

"""Markup written by us, with text written by others: every cell is escaped, every word comes in both languages."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counterfeit_graph.model.schema import ACTIONS, GROUPS, KINDS, ROLES
from counterfeit_graph.model.units import words as strength
from counterfeit_graph.views.page import labels, words
from counterfeit_graph.views.rows import first
from counterfeit_graph.views.text import shown

if TYPE_CHECKING:
    from counterfeit_graph.model.table import Table

# Which vocabulary the words of a column come from.
_VOCABULARY: dict[str, Mapping[str, Any]] = {
    "kind": KINDS,
    "node_kind": KINDS,
    "target_kind": KINDS,
    "group": GROUPS,
    "role": ROLES,
    "action": ACTIONS,
}
_KINDS = {"kind", "node_kind", "target_kind"}
# Shares are shown in per cent, small figures with two decimals, all others as they are.
_SHARES = {"success_rate", "counter_rate", "share", "pairs_supported"}
_FINE = {
    "cllr",
    "cllr_min",
    "loss",
    "chance_false",
    "p",
    "q",
    "m",
    "discount",
    "kinds_alike",
    "stability",
    "confidence",
    "score",
}
# Columns that are set flush right in figures of one width.
NUMBERS = {
    "accounts",
    "dens",
    "platforms",
    "decibans",
    "stability",
    "chance_false",
    "expected_false",
    "names",
    "p",
    "q",
    "share",
    "sales",
    "users",
    "controllers",
    "kinds_alike",
    "pairs_supported",
    "supported",
    "ceiling",
    "overstated",
    "loss",
    "cllr_min",
    "cllr",
    "stated_different",
    "stated_same",
    "different",
    "same",
    "in_groups",
    "rows",
    "read",
    "accepted",
    "refused",
    "duplicates",
    "notices",
    "success_rate",
    "counter_rate",
    "gap_days",
    "m",
    "discount",
    "cap",
    "horizon_days",
    "shared_values",
    "odds",
    "count",
    "rank",
    "score",
    "step",
    "cost",
    "capacity_left",
    "exposure",
    "impact",
    "confidence",
}


def cell(value: Any) -> str:
    """Text of a case for a page: hidden characters marked, markup escaped.

    Example:
        >>> cell("<b>")
        '&lt;b&gt;'
    """
    return html.escape(shown(value))


def both(english: str, chinese: str) -> str:
    """A phrase in both languages, of which the page shows one.

    Example:
        >>> both("den", "窝点")
        '<span lang="en">den</span><span lang="zh">窝点</span>'
    """
    return f'<span lang="en">{html.escape(english)}</span><span lang="zh">{html.escape(chinese)}</span>'


def word(key: str) -> str:
    """A word of the pages in both languages; an unknown one stands as it is.

    Example:
        >>> word("den") == both("Den", "窝点"), word("x_y")
        (True, 'x_y')
    """
    return both(*words()[key]) if key in words() else cell(key)


def table(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, caption: str, sortable: str = "") -> str:
    """A table whose cells are already markup; an empty one says so.

    Args:
        columns: keys of the rows, and of words.json for the heads.
        rows: column -> markup.
        caption: word key, read out by screen readers.
        sortable: id of the table if its heads shall sort it.
    """
    head = "".join(
        f'<th scope="col"{_class(name)} data-column="{html.escape(name)}">{word(name)}</th>' for name in columns
    )
    body = "".join(
        "<tr>" + "".join(f"<td{_class(name)}>{row.get(name, '')}</td>" for name in columns) + "</tr>" for row in rows
    )
    # An empty table would look like a mistake; "none" is an answer.
    if not body:
        body = f'<tr><td colspan="{len(columns)}">{word("no_rows")}</td></tr>'
    mark = f' id="{html.escape(sortable)}" data-sort' if sortable else ""
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{html.escape(words()[caption][0])}"><table{mark}>'
        f'<caption class="hidden">{word(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _class(column: str) -> str:
    return ' class="num"' if column in NUMBERS else ""


def section(key: str, body: str, *, note: str = "") -> str:
    """A section with a heading, and a sentence under it if `note` is a word key."""
    told = f'<p class="note">{word(note)}</p>' if note else ""
    return f'<section id="{key.replace("_", "-")}"><h2>{word(key)}</h2>{told}{body}</section>'


def results(of: Table, columns: Sequence[str], *, caption: str, limit: int = 200) -> str:
    """The first rows of a result as a table: words of the vocabulary in both languages, evidence with its sign.

    Args:
        of: any table.
        columns: those it does not have are left out.
        caption: word key.
        limit: most rows; what is left out is said.
    """
    kept = [name for name in columns if name in of.columns]
    if not kept:
        return table(columns, (), caption=caption)
    # Only the rows that are shown leave Arrow: what was refused can be most of a large case.
    rows = ({name: figure(name, row[name]) for name in kept} for row in first(of, limit).rows())
    more = f'<p class="note">{limit:,} {word("shown_of")} {len(of):,}</p>' if len(of) > limit else ""
    return table(kept, rows, caption=caption) + more


def figure(name: str, value: Any) -> str:
    """A cell of a result as its column wants it shown.

    Example:
        >>> figure("decibans", 12.34), figure("success_rate", 0.5), figure("kind", "account")
        ('<span title="moderate">+12.3</span>', '50%', '<span lang="en">account</span><span lang="zh">账号</span>')
    """
    # Nothing known is an empty cell; zero is a figure.
    if value is None:
        return ""
    if name in _VOCABULARY and value in _VOCABULARY[name]:
        found = _VOCABULARY[name][value]
        return both(found.label, found.label_zh)
    # Accounts are no kind of value, and states no vocabulary; both are words of the pages.
    if name in _KINDS and value == "account":
        return both(*labels()["kinds"]["account"])
    if name == "reason" and (key := f"hub.{value.replace(' ', '_')}") in words():
        return word(key)
    if name in {"state", "tier", "event"}:
        return word(f"{name}.{value}") if f"{name}.{value}" in words() else cell(value)
    if name in {"decibans", "in_groups"}:
        return f'<span title="{strength(value)}">{value:+.1f}</span>'
    if name in _SHARES:
        return f"{value:.0%}"
    return f"{value:.2f}" if name in _FINE else cell(value)

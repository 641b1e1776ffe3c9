"""The parts of the report that stand in the page as plain tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from counterfeit_graph.model.units import SCALE, SUPPORTED, ratio
from counterfeit_graph.views.markup import both, cell, results, section, table, word
from counterfeit_graph.views.text import money

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gangs
    from counterfeit_graph.model.table import Table
    from counterfeit_graph.views.report import Parts

_GANG_COLUMNS = (
    "gang",
    "tier",
    "accounts",
    "dens",
    "platforms",
    "decibans",
    "stability",
    "q",
    "expected_false",
    "sales",
    "first_seen",
    "last_seen",
)
_PHOENIX_COLUMNS = ("closed_account", "reopened_account", "decibans", "gap_days", "chance_false")
_RING_COLUMNS = ("reporter_id", "ring_id", "notices", "success_rate", "counter_rate", "verdict", "chance_false")
_HUB_COLUMNS = ("kind", "value", "users", "controllers", "kinds_alike", "pairs_supported", "in_groups", "reason")
_TIERS = ("police", "platform", "review", "watch")
# As in explain/alternatives.yaml, which tests them on a case; here each is said in one sentence.
_ALTERNATIVES = ("family", "agency", "market", "resale", "hijack", "second_hand", "framing")
_MOST_PLACES = 5
_RUN_FIRST = ("version", "seed", "options", "made_with")
_TOLD_ELSEWHERE = ("inputs", "counts", "parameters", "lists")


def body(parts: Parts) -> str:
    """Everything inside `<body>` but data and script."""
    sections = (
        section("summary", _summary(parts)),
        section("gangs", _gangs(parts)),
        f'<section id="detail" tabindex="-1" aria-live="polite"><p class="note">{word("pick_gang")}</p></section>',
        _history(parts.history),
        section(
            "phoenix",
            results(parts.phoenix, _PHOENIX_COLUMNS, caption="phoenix"),
        ),
        section(
            "complainants",
            results(parts.complainants, _RING_COLUMNS, caption="complainants"),
            note="complainants_note",
        ),
        section(
            "hubs",
            results(parts.gangs.evidence.hubs, _HUB_COLUMNS, caption="hubs"),
            note="hubs_note",
        ),
        _calibration(parts.gangs),
        section("refused", _refused(parts), note="refused_note"),
        section("how_to_read", how_to_read()),
        section("run", _run(parts)),
    )
    return (
        f'<a class="skip" href="#gangs">{word("skip")}</a>{_header()}'
        f'<noscript><p class="notice">{word("noscript")}</p></noscript>'
        f"<main>{''.join(sections)}</main>"
    )


def _header() -> str:
    links = ("summary", "gangs", "phoenix", "complainants", "hubs", "refused", "how_to_read", "run")
    nav = "".join(f'<a href="#{key.replace("_", "-")}">{word(key)}</a>' for key in links)
    return (
        f'<header><div class="top"><h1>{word("title")}</h1>'
        f'<button type="button" id="language">{both("中文", "English")}</button></div>'
        f'<p class="notice"><strong>{word("notice")}</strong> {word("confidential")}</p><nav>{nav}</nav></header>'
    )


def _summary(parts: Parts) -> str:
    rows = parts.gangs.table.rows()
    counts = parts.counts.rows()
    figures = {
        "gangs": f"{len(rows):,}",
        "members": f"{sum(row['accounts'] for row in rows):,}",
        "expected_false": few(sum(expected_false(parts.gangs).values())),
        "sales_total": "<br>".join(cell(each) for each in _sales(rows)) or "–",
        "links_kept": f"{len(parts.gangs.evidence.links):,}",
        "hubs_found": f"{len(parts.gangs.evidence.hubs):,}",
        "groups": f"{parts.groups:,}",
        "rows_read": f"{sum(row['read'] for row in counts):,}",
        "rows_refused": f"{len(parts.refused):,}",
    }
    items = "".join(_item(key, value) for key, value in figures.items())
    tiers = Counter(row["tier"] for row in rows)
    chips = " ".join(f"{tier_chip(tier)} <b>{tiers[tier]:,}</b>" for tier in _TIERS)
    return f'<dl class="figures">{items}</dl><p class="chips">{chips}</p>{_lists(parts.run.get("lists", ()))}'


def _history(of: Table) -> str:
    """What became of the gangs of an earlier run, if the run followed one."""
    columns = ("event", "gang_id", "other_id", "accounts")
    return section("history", results(of, columns, caption="history"), note="history_note") if len(of) else ""


def _calibration(gangs: Gangs) -> str:
    """How well the decibans keep their word on what reviewers judged, if they judged anything."""
    found = getattr(gangs.evidence, "calibration", None)
    if found is None or not len(found) or not (found["same"] + found["different"]).any():
        return ""
    return section("calibration", results(found, found.columns, caption="calibration"), note="calibration_note")


def _lists(rows: Iterable[Mapping[str, Any]]) -> str:
    """How many names of each list are expected to be false."""
    shown = (
        {
            "list": tier_chip(row["list"]) if row["list"] in _TIERS else word(row["list"]),
            "names": f"{row['names']:,}",
            "expected_false": few(row["expected_false"]),
            "share": f"{row['share']:.1%}",
        }
        for row in rows
    )
    heads = ("list", "names", "expected_false", "share")
    return f'<h3>{word("lists")}</h3><p class="note">{word("lists_note")}</p>{table(heads, shown, caption="lists")}'


def _item(key: str, value: str) -> str:
    wide = ' class="wide"' if key == "sales_total" else ""
    return f"<div{wide}><dt>{word(key)}</dt><dd>{value}</dd></div>"


def _sales(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    # Sums of different currencies are never added.
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row["currency"] or ""] += row["sales"] or 0
    return [money(total, currency) for currency, total in sorted(totals.items()) if total]


def expected_false(gangs: Gangs) -> dict[str, float]:
    """Expected number of accounts wrongly listed, by gang.

    The gangs' own figure where they have one, else the sum of one minus the confidence of each member.
    """
    if "expected_false" in gangs.table.columns:
        return dict(zip(gangs.table["gang_id"], gangs.table["expected_false"].tolist(), strict=True))
    doubt: dict[str, float] = {}
    for gang, confidence in zip(gangs.members["gang_id"], gangs.members["confidence"], strict=True):
        doubt[gang] = doubt.get(gang, 0.0) + 1.0 - float(confidence)
    return doubt


def few(number: float) -> str:
    """A small number as a page shows it: what rounds to nothing is not nothing.

    Example:
        >>> few(2.34), few(0.01), few(0.0)
        ('2.3', '&lt; 0.1', '0')
    """
    if number <= 0:
        return "0"
    return f"{number:.1f}" if number >= 0.05 else "&lt; 0.1"


def tier_chip(tier: str) -> str:
    """A tier as a small mark."""
    return f'<span class="tier tier-{cell(tier)}">{word(f"tier.{tier}")}</span>'


def _gangs(parts: Parts) -> str:
    # The table is whole without a script; the script adds search, sorting and what stands below it.
    doubt = expected_false(parts.gangs)
    rows = (_gang_row(row, doubt.get(row["gang_id"], 0.0)) for row in parts.gangs.table.rows())
    tested = "q" in parts.gangs.table.columns
    note = f'<p class="note">{word("q_note")}</p>' if tested else ""
    columns = [name for name in _GANG_COLUMNS if tested or name != "q"]
    return f'{note}<div id="gang-tools"></div>{table(columns, rows, caption="gangs", sortable="gang-table")}'


def _gang_row(row: Mapping[str, Any], doubt: float) -> dict[str, str]:
    name = cell(row["gang_id"])
    return {
        **{key: cell(row[key]) for key in ("accounts", "dens", "platforms", "first_seen", "last_seen")},
        "gang": f'<a href="#{name}">{name}</a>',
        "tier": tier_chip(row["tier"]),
        "decibans": f"{row['decibans']:+.1f}",
        "stability": f"{row['stability']:.2f}",
        "q": "" if row.get("q") is None else f"{row['q']:.3f}",
        "expected_false": few(doubt),
        "sales": cell(money(row["sales"], row["currency"] or "")),
    }


def _refused(parts: Parts) -> str:
    counts = results(parts.counts, ("table", "file", "read", "accepted", "refused", "duplicates"), caption="rows_read")
    found: dict[tuple[str, str, str], list[str]] = {}
    # The refused value itself stays out of the page: it may be somebody's number, mistyped.
    for row in _places(parts.refused).rows():
        key = (row["table"] or "", row["column"] or "", row["reason"] or "")
        found.setdefault(key, []).append(f"{row['file']}:{row['record']}")
    rows = (
        {
            "table": cell(key[0]),
            "column": cell(key[1]),
            "reason": cell(key[2]),
            "count": f"{len(places):,}",
            "places": cell(", ".join(places[:_MOST_PLACES])),
        }
        for key, places in sorted(found.items())
    )
    return counts + table(("table", "column", "reason", "count", "places"), rows, caption="refused")


def _places(refused: Table) -> Table:
    kept = [name for name in ("table", "file", "record", "column", "reason") if name in refused.columns]
    return refused.select(*kept)


def how_to_read() -> str:
    """The verbal scale, the tiers, and what else could explain what was found."""
    scale = (
        {"decibans": f"{bound:.0f}", "odds": f"{ratio(bound):,.0f} : 1", "words_column": both(english, chinese)}
        for bound, english, chinese in SCALE
        if bound <= SUPPORTED
    )
    tiers = "".join(f"<dt>{tier_chip(tier)}</dt><dd>{word(f'tier.{tier}.means')}</dd>" for tier in _TIERS)
    others = "".join(f"<li>{word(f'alternative.{name}')}</li>" for name in _ALTERNATIVES)
    return (
        f'<div class="columns"><div><h3>{word("scale")}</h3><p class="note">{word("scale_note")}</p>'
        f"{table(('decibans', 'odds', 'words_column'), scale, caption='scale')}</div>"
        f'<div><h3>{word("tiers")}</h3><dl class="plain">{tiers}</dl></div>'
        f"<div><h3>{word('alternatives')}</h3><ul>{others}</ul></div></div>"
    )


def _run(parts: Parts) -> str:
    keys = dict.fromkeys([*(key for key in _RUN_FIRST if key in parts.run), *sorted(parts.run)])
    # Counts, weights and inputs have tables of their own in the page.
    rows = [(key, parts.run[key]) for key in keys if key not in _TOLD_ELSEWHERE]
    listed = "".join(f"<dt>{word(key)}</dt><dd>{cell(_flat(value))}</dd>" for key, value in rows)
    inputs = "".join(
        f"<dt>{cell(name)}</dt><dd><code>{cell(digest)}</code></dd>"
        for name, digest in sorted(parts.run.get("inputs", {}).items())
    )
    weights = results(
        parts.gangs.evidence.parameters,
        ("kind", "group", "m", "discount", "cap", "horizon_days", "shared_values"),
        caption="parameters",
    )
    return (
        f'<dl class="plain">{listed}</dl><h3>{word("inputs")}</h3><dl class="plain">{inputs}</dl>'
        f"<h3>{word('parameters')}</h3>{weights}"
    )


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_flat(each)}" for key, each in sorted(value.items()))
    if isinstance(value, (list, tuple)):
        return ", ".join(_flat(each) for each in value)
    return str(value)

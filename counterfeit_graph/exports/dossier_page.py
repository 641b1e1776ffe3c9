"""The two pages of a dossier, in both languages side by side and without a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterfeit_graph.exports.sheets import made_with
from counterfeit_graph.model.units import show
from counterfeit_graph.takedown.legal import assess
from counterfeit_graph.views.gang_picture import gang_picture
from counterfeit_graph.views.law import COLUMNS, law_missing, law_rows
from counterfeit_graph.views.life import life
from counterfeit_graph.views.markup import both, cell, results, section, table, word
from counterfeit_graph.views.page import page
from counterfeit_graph.views.plan_picture import plan_facts, plan_picture
from counterfeit_graph.views.proof import strongest_links
from counterfeit_graph.views.report_sections import expected_false, few, how_to_read, tier_chip
from counterfeit_graph.views.sentences import LANGUAGES, sentences
from counterfeit_graph.views.svg import network_svg, timeline_svg
from counterfeit_graph.views.text import money

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang
    from counterfeit_graph.model.table import Table
    from counterfeit_graph.takedown import Heads, Plan
    from counterfeit_graph.takedown.legal import Assessment

_STYLES = ("report.css", "dossier.css")
_MOST_NODES = 400
_MOST_BARS = 60
_MOST_LINKS = 40
_MEMBERS = ("account_id", "den_id", "role", "state", "tier", "confidence", "chance_false", "decibans")
_SUCCESSIONS = ("closed_account", "reopened_account", "decibans", "gap_days", "chance_false")
_CLUES = ("kind", "value_a", "source_a", "value_b", "source_b", "group", "decibans")


def dossier_page(gang: Gang, *, plan: Plan | None, heads: Heads | None) -> str:
    """What is known about a gang, strongest evidence first, with its limits."""
    picture = gang_picture(gang, limit=_MOST_NODES) if plan is None else plan_picture(plan, limit=_MOST_NODES)
    parts = [
        section("summary", _summary(gang)),
        _said(gang),
        section("members", results(gang.members, _MEMBERS, caption="members", limit=500)),
        section("network", network_svg(picture), note="network_note"),
        section("roles", results(_named(gang), ("node_kind", "node_id", "label", "role", "reason"), caption="roles")),
        section("dens", results(gang.dens, ("den_id", "accounts", "place", "decibans", "stability"), caption="dens")),
        section("timeline", timeline_svg(life(gang, limit=_MOST_BARS)), note="timeline_note"),
        _heads(heads),
        _plan(plan),
        section("law", _law(assess(gang)), note="law_note"),
        section(
            "reopened",
            results(
                gang.reopened,
                ("closed_account", "reopened_account", "decibans", "gap_days", "chance_false"),
                caption="reopened",
            ),
        ),
        section("strongest", _evidence(gang), note="strongest_note"),
        section("how_to_read", how_to_read()),
    ]
    head = f"<h1>{word('gang')} {cell(gang.id)} {tier_chip(gang.row['tier'])}</h1>{_notice()}"
    body = f'<main class="dossier">{head}{"".join(parts)}</main>'
    return page(f"{gang.id} dossier", body, styles=_STYLES, scripts=(), data={})


def method_page(gang: Gang) -> str:
    """How the evidence was weighed, with which parameters, and what the figures do not say."""
    evidence = gang.gangs.evidence
    told = "".join(f"<dt>{cell(key)}</dt><dd>{cell(value)}</dd>" for key, value in sorted(made_with(gang).items()))
    parts = [
        section("run", f'<dl class="plain">{told}</dl>'),
        section(
            "parameters",
            results(evidence.parameters, evidence.parameters.columns, caption="parameters"),
            note="scale_note",
        ),
        section("hubs", results(evidence.hubs, evidence.hubs.columns, caption="hubs"), note="hubs_note"),
        section("how_to_read", how_to_read()),
    ]
    body = (
        f'<main class="dossier"><h1>{both("Method", "方法说明")} {cell(gang.id)}</h1>{_notice()}{"".join(parts)}</main>'
    )
    return page(f"{gang.id} method", body, styles=_STYLES, scripts=(), data={})


def _named(gang: Gang) -> Table:
    """The roles with the name that each node goes by."""
    rows = gang.network.nodes.rows()
    labels = {(row["kind"], row["id"]): row["label"] or "" for row in rows}
    keys = zip(gang.roles["node_kind"], gang.roles["node_id"], strict=True)
    return gang.roles.with_columns({"label": [labels.get(key, "") for key in keys]})


def _notice() -> str:
    return f'<p class="notice">{word("notice")} {word("confidential")}</p>'


def _summary(gang: Gang) -> str:
    row = gang.row
    doubt = expected_false(gang.gangs).get(gang.id, 0.0)
    figures = {
        "accounts": f"{row['accounts']:,}",
        "dens": f"{row['dens']:,}",
        "platforms": f"{row['platforms']:,}",
        "decibans": cell(show(row["decibans"])),
        "stability": f"{row['stability']:.2f}",
        "expected_false": few(doubt),
        "sales_total": cell(money(row["sales"], row["currency"] or "")),
        "first_seen": cell(row["first_seen"]),
        "last_seen": cell(row["last_seen"]),
    }
    return (
        '<dl class="figures">'
        + "".join(f"<div><dt>{word(key)}</dt><dd>{value}</dd></div>" for key, value in figures.items())
        + "</dl>"
    )


def _said(gang: Gang) -> str:
    """The explanation, first in English, then in Chinese."""
    parts = []
    for language in LANGUAGES:
        for title, told in sentences(gang, language=language):
            items = "".join(
                f'<li>{cell(text)} <small class="places">{cell(places)}</small></li>' for text, places in told
            )
            parts.append(f'<div lang="{language}"><h3>{cell(title)}</h3><ul>{items}</ul></div>')
    return section("in_words", "".join(parts), note="in_words_note") if parts else ""


def _heads(heads: Heads | None) -> str:
    if heads is None:
        return ""
    # Whatever the ranking gives beside the score is a term of it.
    terms = [name for name in heads.table.columns if name not in {"gang_id", "rank", "node_kind", "node_id", "score"}]
    return section(
        "whom_first",
        results(heads.table, ("rank", "node_kind", "node_id", "score", *terms), caption="whom_first", limit=30),
        note="heads_note",
    )


def _plan(plan: Plan | None) -> str:
    if plan is None:
        return ""
    figures = ("capacity_left", "exposure", "impact", "innocents", "lead_days")
    wave = ("wave",) if len(plan.made_with.get("waves", ())) > 1 else ()
    columns = (*wave, "step", "action", "target_kind", "target", "cost", *figures)
    told = [dict(plan_facts(plan, row)) for row in plan.table.rows()]
    shown = plan.table.with_columns({name: [facts.get(name, "") for facts in told] for name in figures})
    return section("plan", results(shown, columns, caption="plan"), note="plan_note")


def _law(found: Assessment) -> str:
    """The thresholds with the gang's amounts in yuan, and what a case would still lack."""
    rows = ({key: _said_once(pair) for key, pair in row.items()} for row in law_rows(found))
    missing = "".join(f"<li>{both(*pair)}</li>" for pair in law_missing(found))
    return f"{table(COLUMNS, rows, caption='law')}<h3>{word('law_missing')}</h3><ul>{missing}</ul>"


def _said_once(pair: tuple[str, str]) -> str:
    return cell(pair[0]) if pair[0] == pair[1] else both(*pair)


def _evidence(gang: Gang) -> str:
    """The strongest links, each with every clue that it is the sum of."""
    return "".join(_link(link, clues) for link, clues in strongest_links(gang, limit=_MOST_LINKS))


def _link(link: Mapping[str, Any], clues: Table) -> str:
    head = f"<h3><bdi>{cell(link['a'])}</bdi> – <bdi>{cell(link['b'])}</bdi>: {cell(show(link['decibans']))}</h3>"
    return f'<div class="pair">{head}{results(clues, _CLUES, caption="strongest")}</div>'

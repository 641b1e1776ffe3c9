"""What the report keeps about each gang, as data that its script draws when asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.takedown.legal import assess
from counterfeit_graph.views.gang_picture import gang_picture
from counterfeit_graph.views.law import VARYING, law_missing, law_rows
from counterfeit_graph.views.life import life
from counterfeit_graph.views.plan_picture import plan_facts, plan_picture
from counterfeit_graph.views.proof import strongest_links
from counterfeit_graph.views.report_sections import expected_false
from counterfeit_graph.views.rows import first, having
from counterfeit_graph.views.sentences import LANGUAGES, sentences
from counterfeit_graph.views.text import day, money, visible

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang
    from counterfeit_graph.model.table import Table
    from counterfeit_graph.takedown import Plan
    from counterfeit_graph.views.report import Parts

# What a page shows of each gang; the whole is in the CSV files beside it.
_MOST_LINKS = 12
_MOST_CLUES = 60
_MOST_BARS = 80
_MOST_HEADS = 20
_MOST_MEMBERS = 400
_LEDGER = ("clue", "kind", "value_a", "value_b", "decibans", "group", "source_a", "source_b")
_HEAD_KEYS = ("gang_id", "rank", "node_kind", "node_id", "score")


def gang_details(parts: Parts, *, limit: int) -> Iterator[dict[str, Any]]:
    """Per gang: its row, network, timeline, dens, heads, plan, reopened shops and strongest evidence.

    Args:
        parts: results of the run.
        limit: most nodes of a network.
    """
    doubt = expected_false(parts.gangs)
    for number, gang in enumerate(parts.gangs):
        plan, heads = parts.plans.get(gang.id), parts.heads.get(gang.id)
        picture = (
            gang_picture(gang, limit=limit, heads=heads)
            if plan is None
            else plan_picture(plan, limit=limit, heads=heads)
        )
        names = {(n["kind"], n["id"]): n["label"] or n["id"] for n in gang.network.nodes.rows()}
        yield {
            "id": gang.id,
            "row": _row(gang) | {"expected_false": round(doubt.get(gang.id, 0.0), 4)},
            "picture": picture.to_json() | {"file": gang.id},
            "members": _members(gang),
            "life": _life(gang),
            "dens": _seen(gang.dens.rows()),
            "heads": _heads(heads.table, names) if heads else {"terms": [], "rows": []},
            "plan": _plan(plan, names) if plan else [],
            "law": _law(gang),
            "reopened": _seen(gang.reopened.rows()),
            "evidence": _evidence(gang),
            # Explaining takes longer than all the rest, so only the first gangs are put into words.
            "said": {each: sentences(gang, language=each) for each in LANGUAGES} if number < parts.explained else {},
        }


def _row(gang: Gang) -> dict[str, Any]:
    row = dict(gang.row)
    return _clean(row | {"sales": money(row.get("sales"), row.get("currency") or "")})


def _life(gang: Gang) -> dict[str, Any]:
    found = life(gang, limit=_MOST_BARS)
    rows = [
        row
        | {
            "name": visible(row["name"]),
            "account_id": visible(row["account_id"]),
            "from": day(row["start"]),
            "to": day(row["end"]),
        }
        for row in found.rows
    ]
    signals = [
        {key: signal[key] for key in ("row", "kind", "verdict", "day")} | {"date": day(signal["day"])}
        for signal in found.signals
    ]
    return {"rows": rows, "signals": signals, "successions": found.successions, "left_out": found.left_out}


def _heads(table: Table, names: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """The ranking with every number that its score is made of."""
    # Which terms a score has is the ranking's own affair: whatever is a number is shown.
    terms = [name for name in table.columns if name not in _HEAD_KEYS and table[name].dtype.kind in "fi"]
    # Without reruns there are no intervals, and their columns would only widen the table.
    terms = [name for name in terms if table.arrow.column(name).null_count < len(table)]
    rows = [
        row | {"label": names.get((row["node_kind"], row["node_id"]), row["node_id"])}
        for row in first(table, _MOST_HEADS).rows()
    ]
    return {"terms": terms, "rows": _seen(rows)}


def _plan(plan: Plan, names: Mapping[tuple[str, str], str]) -> list[dict[str, Any]]:
    """Steps with the figures that the chart needs (`spent`, `share`), and those to be read (`told`)."""
    rows, spent = [], 0.0
    for row in plan.table.rows():
        spent += row["cost"]
        told = {key: value for key, value in plan_facts(plan, row) if key != "cost"}
        label = names.get((row["target_kind"], row["target"]), row["target"])
        # A plan made by hand may tell its share in the column for capacity.
        share = row.get("share_left", row["capacity_left"])
        rows.append(_clean(row | {"label": label, "spent": spent, "share": share}) | {"told": _clean(told)})
    return rows


def _law(gang: Gang) -> dict[str, Any]:
    """What the gang's amounts come to before the law, row by row of `law_frame`, and what a case would lack."""
    found = assess(gang)
    return {"rows": [{key: row[key] for key in VARYING} for row in law_rows(found)], "missing": law_missing(found)}


def _evidence(gang: Gang) -> dict[str, Any]:
    """The strongest links with their clues."""
    found, clues = [], 0
    for link, rows in strongest_links(gang, limit=_MOST_LINKS):
        # Whole links only: a link whose rows are cut would no longer be their sum.
        if clues and clues + len(rows) > _MOST_CLUES:
            break
        clues += len(rows)
        found.append(_clean(link) | {"rows": _seen(rows.select(*_LEDGER).rows())})
    return {"links": found, "more": len(gang.links) - len(found)}


def _members(gang: Gang) -> list[dict[str, Any]]:
    """Members with the name and platform of their account."""
    rows = having(gang.gangs.evidence.who.accounts, "account_id", names=gang.members["account_id"]).rows()
    known = {row["account_id"]: {"name": row["name"] or "", "platform": row["platform"] or ""} for row in rows}
    return _seen(row | known.get(row["account_id"], {}) for row in first(gang.members, _MOST_MEMBERS).rows())


def _seen(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [_clean(row) for row in rows]


def _clean(row: Mapping[str, Any]) -> dict[str, Any]:
    """JSON-safe cells: hidden characters marked, dates as text."""
    return {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    # Whole numbers here are counts; ids and money are text, since scripts know only doubles.
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    return visible(str(value))

"""`report`: one offline page about a whole run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from counterfeit_graph.model.table import Table
from counterfeit_graph.views.law import law_frame
from counterfeit_graph.views.page import labels, page, words
from counterfeit_graph.views.report_gang import gang_details
from counterfeit_graph.views.report_sections import body

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gangs
    from counterfeit_graph.takedown import Heads, Plan

_SCRIPTS = ("base.js", "shapes.js", "graph.js", "cards.js", "controls.js", "charts.js", "sections.js", "report.js")
_MOST_DRAWN = 20_000
_LEAST_DRAWN, _MOST_A_GANG = 80, 2_000

EMPTY = Table.of({})


@dataclass(frozen=True)
class Parts:
    """What a report is made of; all but the gangs may be missing.

    Attributes:
        gangs: the gangs, which know their evidence.
        heads, plans: by gang id.
        phoenix: closed_account, reopened_account, decibans, gap_days.
        complainants: reporter_id, ring_id, notices, success_rate, counter_rate, verdict.
        refused: table, file, record, column, reason, value; values are not printed, only counted.
        counts: table, file, read, accepted, refused, duplicates.
        groups: number of groups under common control without any sign.
        explained: most gangs, in the order of the table, that are explained in sentences.
        history: event, gang_id, other_id, accounts: what became of the gangs of an earlier run.
        run: version, seed, options and input hashes, as in run.json but for the clock.
    """

    gangs: Gangs
    heads: Mapping[str, Heads] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    phoenix: Table = EMPTY
    complainants: Table = EMPTY
    refused: Table = EMPTY
    counts: Table = EMPTY
    groups: int = 0
    explained: int = 10
    history: Table = EMPTY
    run: Mapping[str, Any] = field(default_factory=dict)


def report(parts: Parts) -> str:
    """The report as one HTML page that fetches nothing and runs only its own script.

    Tables stand in the page; the details of each gang are kept as data and drawn when asked for, so that a run with
    hundreds of gangs opens at once.

    Args:
        parts: results of the run.

    Returns:
        The page. The same parts give the same bytes.
    """
    # The nodes are shared out among the gangs, so that the page stays light however many there are.
    rows = parts.gangs.table.rows()
    limit = max(_LEAST_DRAWN, min(_MOST_A_GANG, _MOST_DRAWN // max(len(rows), 1)))
    details = {f"gang-{detail['id']}": detail for detail in gang_details(parts, limit=limit)}
    data = {
        "words": words(),
        "labels": labels(),
        "law": law_frame(),
        "order": [row["gang_id"] for row in rows],
    } | details
    return page(words()["title"][0], body(parts), styles=("graph.css", "report.css"), scripts=_SCRIPTS, data=data)

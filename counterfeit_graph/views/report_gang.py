"""What the report keeps about each gang, as data that its script draws when asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.model.units import MILLI
from counterfeit_graph.views.gang_picture import gang_picture, plan_picture
from counterfeit_graph.views.life import life
from counterfeit_graph.views.report_sections import expected_false
from counterfeit_graph.views.text import day, money, visible

if TYPE_CHECKING:
    from counterfeit_graph.gangs import Gang
    from counterfeit_graph.model.table import Table
    from counterfeit_graph.views.report import Parts

_MOST_LINKS = 12
_MOST_CLUES = 60
_MOST_BARS = 80
_MOST_HEADS = 20
_LEDGER = ("clue", "kind", "value_a", "value_b", "decibans", "group", "source_a", "source_b")
_HEAD_KEYS = ("gang_id", "rank", "node_kind", "node_id", "score")


def gang_details(parts: Parts, *, limit: int) -> Iterator[dict[str, Any]]:
    """Per gang: its row, network, timeline, dens, heads, plan, reopened shops and strongest evidence.

    Args:
        parts: results of the run.
        limit: most nodes of a network.
    """
    doubt = expected_false(parts.gangs.members)
    ledgers = _ledgers(parts.gangs.evidence.ledger(), parts.gangs.members)
    for gang in parts.gangs:
        plan, heads = parts.plans.get(gang.id), parts.heads.get(gang.id)
        picture = gang_picture(gang, limit=limit) if plan is None else plan_picture(plan, limit=limit)
        names = {(n["kind"], n["id"]): n["label"] or n["id"] for n in gang.network.nodes.rows()}
        yield {
            "id": gang.id,
            "row": _row(gang) | {"expected_false": round(doubt.get(gang.id, 0.0), 2)},
            "picture": picture.to_json() | {"file": gang.id},
            "life": _life(gang),
            "dens": _seen(gang.dens.rows()),
            "heads": _heads(heads.table, names) if heads else {"terms": [], "rows": []},
            "plan": _plan(plan.table, names) if plan else [],
            "reopened": _seen(gang.reopened.rows()),
            "evidence": _evidence(ledgers.get(gang.id, [])),
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
    terms = [name for name in table.columns if name not in _HEAD_KEYS and table[name].dtype.kind in "fi"]
    rows = [
        row | {"label": names.get((row["node_kind"], row["node_id"]), row["node_id"])}
        for row in table.rows()[:_MOST_HEADS]
    ]
    return {"terms": terms, "rows": _seen(rows)}


def _plan(table: Table, names: Mapping[tuple[str, str], str]) -> list[dict[str, Any]]:
    return _seen(row | {"label": names.get((row["target_kind"], row["target"]), row["target"])} for row in table.rows())


def _ledgers(ledger: Table, members: Table) -> dict[str, list[dict[str, Any]]]:
    """Ledger rows whose two accounts are in one gang, by gang."""
    gang_of = dict(zip(members["account_id"], members["gang_id"], strict=True))
    a = np.array([gang_of.get(name, "") for name in ledger["a"]], dtype=object)
    b = np.array([gang_of.get(name, "") for name in ledger["b"]], dtype=object)
    inside = (a == b) & (a != "")
    found: dict[str, list[dict[str, Any]]] = {}
    for gang, row in zip(a[inside], ledger.where(inside).rows(), strict=True):
        found.setdefault(gang, []).append(row)
    return found


def _evidence(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The strongest links with their clues, each link the exact sum of them."""
    pairs: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        pairs.setdefault((row["a"], row["b"]), []).append(row)
    total = {pair: sum(round(row["decibans"] * MILLI) for row in found) / MILLI for pair, found in pairs.items()}
    links, clues = [], 0
    for pair in sorted(pairs, key=lambda pair: (-total[pair], pair))[:_MOST_LINKS]:
        if clues and clues + len(pairs[pair]) > _MOST_CLUES:
            break
        clues += len(pairs[pair])
        kept = sorted(pairs[pair], key=lambda row: (-row["decibans"], row["kind"], row["value_a"] or ""))
        links.append(
            {
                "a": visible(pair[0]),
                "b": visible(pair[1]),
                "decibans": total[pair],
                "rows": _seen({key: row[key] for key in _LEDGER} for row in kept),
            }
        )
    return {"links": links, "more": len(pairs) - len(links)}


def _seen(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [_clean(row) for row in rows]


def _clean(row: Mapping[str, Any]) -> dict[str, Any]:
    """JSON-safe cells: hidden characters marked, dates as text."""
    return {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    return visible(str(value))

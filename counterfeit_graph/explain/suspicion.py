"""What speaks for and against counterfeiting: signals and closures, never the links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.explain.explanation import Figure
from counterfeit_graph.explain.matter import signals
from counterfeit_graph.identity.gather import sheet
from counterfeit_graph.model.schema import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfeit_graph.explain.explanation import Telling
    from counterfeit_graph.identity import Identities

_VERDICTS = ("confirmed", "rejected", "open")


def tell_signals(telling: Telling, who: Identities, *, accounts: Sequence[str]) -> None:
    """Confirmed, rejected and open signals by kind, upheld counter-notices, and closures with their reason."""
    found = False
    # Rejected and open signals are told as fully as confirmed ones.
    for verdict in _VERDICTS:
        by_kind: dict[str, list[str]] = {}
        for place, kind in signals(who.records, accounts, verdict=verdict):
            by_kind.setdefault(kind, []).append(place)
        for kind in (name for name in SIGNALS if name in by_kind):
            found = True
            _tell_count(telling, f"suspicion.{verdict}", kind=kind, where=by_kind[kind])
    upheld = _upheld(who, accounts)
    if upheld:
        telling.say("suspicion.upheld", count=Figure(f"{len(upheld):,}", upheld, len(upheld)))
    for reason, closed in _closures(who, accounts).items():
        where = tuple(place for place, _ in closed)
        # An account closed by an action and by its own day was closed once.
        count = len({account for _, account in closed})
        telling.say("suspicion.closure", reason=Figure(reason, where), count=Figure(f"{count:,}", where, count))
    if not found:
        telling.say("suspicion.none")


def _tell_count(telling: Telling, key: str, *, kind: str, where: list[str]) -> None:
    signal = SIGNALS[kind]
    named = signal.label_zh if telling.language == "zh" else signal.label
    telling.say(key, kind=named, count=Figure(f"{len(where):,}", tuple(where), len(where)))


def _upheld(who: Identities, accounts: Sequence[str]) -> tuple[str, ...]:
    """Places of the signals against the accounts that a counter-notice undid."""
    found = sheet(who.records, "signals")
    undone = pc.fill_null(pc.equal(found.text("counter_notice"), "upheld"), fill_value=False)
    places = {
        f"{f}:{r}"
        for f, r, u in zip(found.files.to_pylist(), found.records.tolist(), undone.to_pylist(), strict=True)
        if u
    }
    mine = [place for verdict in _VERDICTS for place, _ in signals(who.records, accounts, verdict=verdict)]
    return tuple(place for place in mine if place in places)


def _closures(who: Identities, accounts: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Reasons for which the accounts were closed, each with (place, account) of the rows that say so."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column in (("accounts", "close_reason"), ("actions", "reason")):
        rows = sheet(who.records, table)
        mine = pc.is_in(rows.text("account_id"), value_set=pa.array(list(accounts), pa.string()))
        if table == "actions":
            mine = pc.and_(mine, pc.fill_null(pc.equal(rows.text("kind"), "closure"), fill_value=False))
        at = pa.array(np.flatnonzero(np.asarray(pc.and_(mine, pc.is_valid(rows.text(column))))))
        columns = (rows.text(column), rows.text("account_id"), rows.files)
        reasons, ids, files = (each.take(at).to_pylist() for each in columns)
        for reason, account, file, record in zip(reasons, ids, files, rows.records[at].tolist(), strict=True):
            found.setdefault(reason, []).append((f"{file}:{record}", account))
    return dict(sorted(found.items()))

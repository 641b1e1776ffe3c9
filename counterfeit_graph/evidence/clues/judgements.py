"""Clue: a reviewer confirmed that two accounts are under the same control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfeit_graph.evidence.clues.clue import derived_facts

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.model.table import Table


def confirmed_pairs(who: Identities) -> Table:
    """Facts of kind `judgement`: both accounts of a confirmed pair share one value that nobody else has."""
    rows = [
        (n, row)
        for n, row in enumerate(who.judgements.rows())
        if row["judgement"] == "confirmed" and row["of"] == "account"
    ]
    accounts = [who.account(row[side]) for _, row in rows for side in ("a", "b")]
    keys = [f"judgement {n + 1}" for n, _ in rows for _ in "ab"]
    records = [n + 1 for n, _ in rows for _ in "ab"]
    where = {"table": "judgements", "file": "judgements", "record": records}
    return derived_facts({"account": accounts, "kind": "judgement", "key": keys, "relation": "uses", **where})

"""What happened to the accounts of a gang, and when: the rows behind every timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.views.text import UNKNOWN_DAY

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang
    from counterfeit_graph.model.table import Table

_DAY = 86_400


@dataclass(frozen=True)
class Life:
    """Rows of a timeline; all days count from 1970.

    Attributes:
        rows: account_id, name, role, start, end, closed (whether it ended), oldest first.
        signals: row, kind, day, verdict.
        successions: (row of the closed account, row of the one that took its place).
        left_out: accounts beyond the limit.
    """

    rows: list[dict[str, Any]]
    signals: list[dict[str, Any]]
    successions: list[tuple[int, int]]
    left_out: int


def life(gang: Gang, *, limit: int) -> Life:
    """The timeline of a gang: at most `limit` accounts, those that were doubted or came back before the others."""
    roles = dict(zip(gang.members["account_id"], gang.members["role"], strict=True))
    signals = _signals(gang, set(roles))
    pairs = list(zip(gang.reopened["closed_account"], gang.reopened["reopened_account"], strict=True))
    accounts = _accounts(gang, set(roles))
    spoken = {row["account_id"] for row in signals} | {name for pair in pairs for name in pair}
    accounts.sort(key=lambda row: row["account_id"] not in spoken)
    # Bars of open accounts end where the last thing is known, not today: a report must not change overnight.
    last = max(
        [row["closed"] for row in accounts] + [row["day"] for row in signals] + [row["opened"] + 1 for row in accounts],
        default=0,
    )
    rows = sorted(
        (_bar(row, roles, last=last) for row in accounts[:limit]), key=lambda row: (row["start"], row["account_id"])
    )
    place = {row["account_id"]: at for at, row in enumerate(rows)}
    return Life(
        rows,
        [{"row": place[s["account_id"]], **s} for s in signals if s["account_id"] in place],
        [(place[old], place[new]) for old, new in pairs if old in place and new in place],
        len(accounts) - len(rows),
    )


def _accounts(gang: Gang, names: set[str]) -> list[dict[str, Any]]:
    """Rows of the members whose day of opening is known."""
    accounts = gang.gangs.evidence.who.accounts
    wanted = np.array([name in names for name in accounts["account_id"]], dtype=bool)
    found: Table = accounts.where(wanted & (accounts["opened"] != UNKNOWN_DAY))
    return found.select("account_id", "name", "opened", "closed").rows()


def _bar(row: dict[str, Any], roles: dict[str, str], *, last: int) -> dict[str, Any]:
    closed = row["closed"] is not None and row["closed"] != UNKNOWN_DAY
    return {
        "account_id": row["account_id"],
        "name": row["name"] or row["account_id"],
        "role": roles[row["account_id"]] or "",
        "start": row["opened"],
        "end": row["closed"] if closed else last,
        "closed": closed,
    }


def _signals(gang: Gang, names: set[str]) -> list[dict[str, Any]]:
    tables = gang.gangs.evidence.who.records.tables
    if "signals" not in tables or "account_id" not in tables["signals"].columns:
        return []
    table = tables["signals"]
    wanted = np.array([name in names for name in table["account_id"]], dtype=bool)
    kept = table.where(wanted)
    if "at" not in kept.columns:
        return []
    return [
        {
            "account_id": row["account_id"],
            "kind": row["kind"],
            "verdict": row.get("verdict") or "open",
            "day": int(at) // _DAY,
        }
        for row, at in zip(kept.rows(), kept["at"], strict=True)
        if row["at"] is not None
    ]

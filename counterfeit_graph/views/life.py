"""What happened to the accounts of a gang, and when: the rows behind every timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from counterfeit_graph.views.rows import having
from counterfeit_graph.views.text import UNKNOWN_DAY

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang
    from counterfeit_graph.model.table import Table

_EPOCH = date(1970, 1, 1)


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
    # Stable, so that accounts of either sort stay in canonical order.
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


def _accounts(gang: Gang, names: Iterable[str]) -> list[dict[str, Any]]:
    """Rows of the members whose day of opening is known."""
    accounts = having(gang.gangs.evidence.who.accounts, "account_id", names=names)
    known = accounts.where(accounts["opened"] != UNKNOWN_DAY)
    return known.select("account_id", "name", "opened", "closed").rows()


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


def _signals(gang: Gang, names: Iterable[str]) -> list[dict[str, Any]]:
    """Dated signals about the members, or about an offer of theirs."""
    tables = gang.gangs.evidence.who.records.tables
    signals = tables.get("signals")
    if signals is None or not {"account_id", "at"} <= set(signals.columns):
        return []
    about = having(signals, "account_id", names=names).rows() + _about_offers(tables, set(names))
    return [
        {
            "account_id": row["account_id"],
            "kind": row["kind"],
            "verdict": row.get("verdict") or "open",
            "day": (row["at"].date() - _EPOCH).days,
        }
        for row in about
        if row["at"] is not None
    ]


def _about_offers(tables: Mapping[str, Table], names: set[str]) -> list[dict[str, Any]]:
    """Signals that name a listing and no account, with the account that the listing belongs to."""
    if "listings" not in tables or "listing_id" not in tables["signals"].columns:
        return []
    offers = having(tables["listings"], "account_id", names=names)
    owner = dict(zip(offers["listing_id"], offers["account_id"], strict=True))
    rows = having(tables["signals"], "listing_id", names=owner).rows()
    # A signal that names both is already told under its account.
    return [row | {"account_id": owner[row["listing_id"]]} for row in rows if not row["account_id"]]

"""`Matter`: the ledger rows under discussion and what the case says about the accounts they tie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.explain.explanation import Figure
from counterfeit_graph.explain.wording import strength, visible, weight
from counterfeit_graph.identity.gather import UNKNOWN, sheet
from counterfeit_graph.model.schema import FORGEABILITY, forgeability
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.model.table import Table

Row = dict[str, Any]
_MOST_PLACES = 200


@dataclass(frozen=True)
class Matter:
    """Ledger rows and the graph they come from.

    Attributes:
        evidence: the graph.
        rows: ledger rows, as dicts.
        accounts: ids of the accounts that they tie, in order.
        about: ids of those that the question is about; all of them where empty.
    """

    evidence: EvidenceGraph
    rows: tuple[Row, ...]
    accounts: tuple[str, ...]
    about: tuple[str, ...] = ()

    @classmethod
    def of_pair(cls, evidence: EvidenceGraph, between: tuple[str, str]) -> Matter:
        """What ties two accounts."""
        # The ledger tells a pair in the order of its codes, whichever way it is asked for.
        codes = sorted(evidence.who.account(account) for account in between)
        a, b = (str(evidence.who.accounts["account_id"][code]) for code in codes)
        return cls(evidence, tuple(evidence.between(a, b).rows()), (a, b))

    @cached_property
    def codes(self) -> tuple[int, ...]:
        """Codes of the accounts."""
        return tuple(self.evidence.who.account(account) for account in self.accounts)

    @cached_property
    def subject(self) -> tuple[int, ...]:
        """Codes of the accounts that the question is about."""
        return tuple(self.evidence.who.account(account) for account in self.about or self.accounts)

    @cached_property
    def facts(self) -> Table:
        """What the accounts used, with the text of each value as `shown`."""
        who = self.evidence.who
        held = who.facts.where(np.isin(who.facts["account"], np.asarray(self.codes)))
        shown = who.values["shown"][held["value"]].tolist()
        return held.with_columns({"shown": pa.array(shown, pa.string())})

    @cached_property
    def confirmed(self) -> tuple[str, ...]:
        """Places of the confirmed signals against the accounts or their offers."""
        return tuple(
            place for place, _ in signals(self.evidence.who.records, self.about or self.accounts, verdict="confirmed")
        )

    def users(self, row: Row) -> Figure:
        """How many accounts use the value of a row, and where that is written."""
        return Figure(f"{row['users']:,}", self._places(row), float(row["users"]))

    def _places(self, row: Row) -> tuple[str, ...]:
        uses = self.evidence.uses
        held = np.flatnonzero((uses.values["kind"] == row["kind"]) & (uses.values["shown"] == row["value_a"]))
        own = (row["source_a"], row["source_b"])
        # A text that no other account shares is known from its own two rows only.
        if not len(held):
            return own
        at = uses.value_use[uses.value_ptr[held[0]] : uses.value_ptr[held[0] + 1]][:_MOST_PLACES]
        facts = uses.facts.take(uses.fact[at])
        rest = (f"{file}:{record}" for file, record in zip(facts["file"], facts["record"], strict=True))
        return tuple(dict.fromkeys((*own, *rest)))


def signals(records: Any, accounts: Sequence[str], *, verdict: str) -> list[tuple[str, str]]:
    """(place, kind) of every signal of a verdict against the accounts or their offers."""
    found, listings = sheet(records, "signals"), sheet(records, "listings")
    seller = pc.index_in(found.text("listing_id"), value_set=listings.text("listing_id").combine_chunks())
    target = pc.coalesce(found.text("account_id"), listings.text("account_id").take(seller))
    mine = pc.is_in(target, value_set=pa.array(list(accounts), pa.string()))
    wanted = np.flatnonzero(
        np.asarray(pc.fill_null(pc.and_(mine, pc.equal(found.text("verdict"), verdict)), fill_value=False))
    )
    kinds = found.text("kind").take(pa.array(wanted)).to_pylist()
    files = found.files.take(pa.array(wanted)).to_pylist()
    return [(f"{f}:{r}", k) for f, r, k in zip(files, found.records[wanted].tolist(), kinds, strict=True)]


def account_places(who: Identities, account_ids: Sequence[str]) -> tuple[str, ...]:
    """Where the table of accounts holds some accounts."""
    accounts = sheet(who.records, "accounts")
    rows = pc.index_in(pa.array(list(account_ids), pa.string()), value_set=accounts.text("account_id").combine_chunks())
    files = accounts.files.take(rows).to_pylist()
    return tuple(f"{file}:{record}" for file, record in zip(files, accounts.records[rows].tolist(), strict=True))


def places(rows: Iterable[Row]) -> tuple[str, ...]:
    """The places of every row, each once."""
    return tuple(
        dict.fromkeys(place for row in rows for place in row.get("sources", (row["source_a"], row["source_b"])))
    )


def total(rows: Iterable[Row], column: str = "decibans") -> float:
    """Sum of a column in decibans, exact to the milli-deciban."""
    # Whole milli-decibans, so that the sum told is the sum of what was told.
    return float(sum(round(row[column] * MILLI) for row in rows)) / MILLI


def weighed(decibans: float, rows: Sequence[Row], *, language: str) -> Figure:
    """Decibans as a figure read off some rows."""
    return Figure(weight(decibans, language), places(rows), decibans)


def spoken(decibans: float, language: str) -> str:
    """The verbal scale's phrase."""
    return strength(decibans, language)


def value_of(row: Row) -> Figure:
    """The value that a row is about, as it was written."""
    return Figure(visible(str(row["value_a"])), places([row]))


def verified(row: Row) -> bool:
    """Whether a platform or bank checked the value on both sides."""
    grades = (forgeability(row["kind"], row[side] or "") for side in ("relation_a", "relation_b"))
    return all(grade == FORGEABILITY[-1] for grade in grades)


def writable(row: Row) -> bool:
    """Whether a third party could have written the value on either side."""
    grades = (forgeability(row["kind"], row[side] or "") for side in ("relation_a", "relation_b"))
    return any(grade == FORGEABILITY[0] for grade in grades)


def known_day(day: int) -> bool:
    """Whether a day of the case is known."""
    return int(day) != UNKNOWN

"""The case's table of identifiers: who used which value, from when to when, as whose word."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from counterfeit_graph.simulate import texts
from counterfeit_graph.simulate.book import Book
from counterfeit_graph.simulate.columns import days, text
from counterfeit_graph.simulate.draft import TRADE_SLOTS, Column, Draft, Ints, Rows

_SHARED_SPACE = {"person": "party", "company": "party"}


def account_facts(draft: Draft) -> dict[str, Column]:
    """Every fact of the draft in numbers: own values that are shown and rows beside them, within the account's life."""
    rows = Rows(list(draft.rows["facts"].chunks), draft.rows["facts"].count)
    for name, slot in draft.slots.items():
        who = np.flatnonzero(slot.shown & (slot.value >= 0))
        if name not in TRADE_SLOTS and len(who):
            row = {"kind": slot.kind, "relation": slot.relation, "source": slot.source}
            rows.add(account=who, value=slot.value[who], **row, first=slot.first[who], last=slot.last[who])
    facts = rows.columns()
    opened, ends = draft.accounts["opened"][facts["account"]], draft.accounts["ends"][facts["account"]]
    first, last = np.maximum(facts["first"], opened), np.minimum(facts["last"], ends)
    outside = last < first
    return facts | {"first": np.where(outside, opened, first), "last": np.where(outside, ends, last)}


def identifiers(book: Book) -> pa.Table:
    """The table; one fact in eight comes without dates, and every value is first seen some days after its first use."""
    facts, rng = account_facts(book.draft), book.draft.rng("sightings")
    count = len(facts["account"])
    unknown = rng.random(count) < 0.12
    seen = np.minimum(facts["first"] + rng.geometric(0.1, count), facts["last"])
    return pa.table(
        {
            "account_id": book.accounts(facts["account"]),
            "relation": text(facts["relation"]),
            "kind": text(facts["kind"]),
            "value": _values(book, facts),
            "first_seen": days(np.where(unknown, -1, seen)),
            "last_seen": days(np.where(unknown, -1, facts["last"])),
            "source": text(facts["source"]),
        }
    )


def _values(book: Book, facts: dict[str, Column]) -> pa.Array:
    places, parts = [], []
    for kind in sorted(set(facts["kind"].tolist())):
        at = np.flatnonzero(facts["kind"] == kind)
        places.append(at)
        parts.append(_of_kind(book, kind, at=at, facts=facts))
    return pa.chunked_array(parts, pa.string()).take(pa.array(np.argsort(np.concatenate(places))))


def _of_kind(book: Book, kind: str, *, at: Ints, facts: dict[str, Column]) -> pa.Array:
    value, who = facts["value"][at], facts["account"][at]
    if kind == "address":
        return book.addresses(value, who)
    if kind == "phone":
        return book.phones(value, printed=facts["source"][at] == "waybill")
    if kind == "handle":
        forms = zip(book.of("root", value).to_pylist(), book.draft.accounts["form"][who].tolist(), strict=True)
        return pa.array([texts.handle(root, form) for root, form in forms], pa.string())
    return book.of(_SHARED_SPACE.get(kind, kind), value)

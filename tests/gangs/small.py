"""A case small enough to be read: two stores and a stranger, a collector, a head with two purses, a depot for all."""

from __future__ import annotations

from typing import Any

import counterfeit_graph as cg
from counterfeit_graph.gangs.neighbours import NetworkIndex
from counterfeit_graph.model.table import Table

_ACCOUNTS = ("s1", "s2", "o1", "o2", "o3")
_USES = [
    ("s1", "registrant", "person", "straw"), ("s2", "registrant", "person", "straw"),
    ("s1", "ship_from", "address", "depot"), ("s2", "ship_from", "address", "depot"),
    ("o1", "ship_from", "address", "depot"), ("o2", "ship_from", "address", "depot"),
    ("o3", "ship_from", "address", "depot"),
    ("s1", "supplier", "phone", "13905712288"), ("s2", "contact", "phone", "13905712288"),
    ("s1", "uses", "device", "d1"), ("o1", "uses", "device", "d2"),
]  # fmt: skip
_ORDERS = [("s1", "600", "T1"), ("s1", "100", "T2"), ("s2", "400", "T2"), ("o1", "50", "T9")]
_TRANSFERS = [("T1", "C", "600"), ("T2", "C", "300"), ("C", "B", "850"), ("T9", "M", "5"), ("B", "M", "5")]
_TRANSFERS += [("T8", "M", "5"), ("T7", "M", "5")]
_HOLDERS = [("C", "cashier"), ("B", "boss")]
_TIES = [("boss", "firm", "owns"), ("firm", "kin", "employs"), ("boss", "cashier", "directs"), ("kin", "far", "family")]


def _table(names: str, rows: list[tuple[str, ...]], **fixed: str) -> Table:
    columns: dict[str, Any] = {name: [row[at] for row in rows] for at, name in enumerate(names.split())}
    return Table.of(columns | {name: [word] * len(rows) for name, word in fixed.items()})


def case(**more: Table) -> dict[str, Table]:
    """The tables of the case; `more` replaces some of them."""
    orders = _table("account_id amount payment", _ORDERS, currency="CNY", paid_at="2026-01-05")
    parties = [("boss", "person"), ("firm", "company"), ("straw", "person"), ("cashier", "person"), ("kin", "person")]
    found = {
        "accounts": _table("account_id", [(name,) for name in _ACCOUNTS], platform="p", kind="shop"),
        "identifiers": _table("account_id relation kind value", _USES),
        "orders": orders.with_columns({"order_id": [str(n) for n in range(len(orders))]}),
        "transfers": _table("from_payment to_payment amount", _TRANSFERS, currency="CNY", at="2026-02-01"),
        "holders": _table("value party_id", _HOLDERS, kind="payment"),
        "parties": _table("party_id kind", parties),
        "ties": _table("from_party to_party relation", _TIES),
    }
    return found | more


def index(**more: Table) -> NetworkIndex:
    """The case's index."""
    return NetworkIndex(cg.resolve(cg.read(case(**more))))


def codes(of: NetworkIndex, *accounts: str) -> list[int]:
    """Codes of accounts by id."""
    return of.who.codes(accounts).tolist()

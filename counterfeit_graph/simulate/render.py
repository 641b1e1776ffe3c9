"""From numbers to text: the whole case as a user would receive it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyarrow as pa

from counterfeit_graph.simulate import dealings, identifiers, registers
from counterfeit_graph.simulate.book import Book

_TABLES: Final[dict[str, Callable[[Book], pa.Table]]] = {
    "accounts": registers.accounts,
    "identifiers": identifiers.identifiers,
    "parties": registers.parties,
    "ties": registers.ties,
    "holders": registers.holders,
    "listings": dealings.listings,
    "orders": dealings.orders,
    "shipments": dealings.shipments,
    "transfers": dealings.transfers,
    "signals": dealings.signals,
    "actions": dealings.actions,
}


def tables(book: Book) -> dict[str, pa.Table]:
    """Every table of the case, rows in random order."""
    found = {}
    for name, make in _TABLES.items():
        table = make(book)
        found[name] = table.take(pa.array(book.draft.rng("order", name).permutation(table.num_rows)))
    return found

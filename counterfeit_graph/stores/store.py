"""`Store`: what a place to keep tables in can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfeit_graph.model.table import Table


@runtime_checkable
class Store(Protocol):
    """Tables by name, saved whole or not at all and loaded as they were.

    A case kept in a store is read like any other: `cg.read(store)`.
    """

    def save(self, tables: Mapping[str, Table]) -> None:
        """Keep the tables; those of the same names that were there before are replaced."""
        ...

    def load(self) -> dict[str, Table]:
        """All tables that are kept, by name."""
        ...

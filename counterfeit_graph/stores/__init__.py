"""Places to keep a case or a result: `Embedded` (DuckDB over Parquet files) and `Neo4j`.

Example:
    >>> from counterfeit_graph import stores
    >>> stores.Embedded("kept")
    Embedded(folder='kept')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from counterfeit_graph.stores.store import Store

if TYPE_CHECKING:
    from counterfeit_graph.stores.check import check_store
    from counterfeit_graph.stores.embedded import Embedded
    from counterfeit_graph.stores.neo4j import Neo4j

__all__ = ["Embedded", "Neo4j", "Store", "check_store"]

_PLACES = {"Embedded": "embedded", "Neo4j": "neo4j", "check_store": "check"}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)

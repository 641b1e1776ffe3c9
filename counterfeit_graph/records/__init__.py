"""Read a case: any tables in, checked and typed records out, nothing dropped in silence."""

from __future__ import annotations

from counterfeit_graph.records.adding import Addition, add
from counterfeit_graph.records.keep import load_records, save_records
from counterfeit_graph.records.reading import read
from counterfeit_graph.records.records import Records
from counterfeit_graph.records.refuse import REASONS
from counterfeit_graph.records.settings import Settings
from counterfeit_graph.records.suggest import propose_mapping

__all__ = [
    "REASONS",
    "Addition",
    "Records",
    "Settings",
    "add",
    "load_records",
    "propose_mapping",
    "read",
    "save_records",
]

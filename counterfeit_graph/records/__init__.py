"""Read a case: any tables in, checked and typed records out, nothing dropped in silence."""

from __future__ import annotations

from counterfeit_graph.records.keep import load_records, save_records
from counterfeit_graph.records.reading import read
from counterfeit_graph.records.records import Records
from counterfeit_graph.records.refuse import REASONS
from counterfeit_graph.records.settings import Settings

__all__ = ["REASONS", "Records", "Settings", "load_records", "read", "save_records"]

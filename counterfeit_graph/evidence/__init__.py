"""What ties two accounts, in decibans, each row with its source."""

from __future__ import annotations

from counterfeit_graph.evidence import clues
from counterfeit_graph.evidence.graph import EvidenceGraph, weigh
from counterfeit_graph.evidence.weighing import Weighing

__all__ = ["EvidenceGraph", "Weighing", "clues", "weigh"]

"""Explanations: sentences read off the ledger, alternatives tested, nothing claimed beyond the records."""

from __future__ import annotations

from counterfeit_graph.explain.accounts import account
from counterfeit_graph.explain.dispatch import explain
from counterfeit_graph.explain.explanation import Explanation
from counterfeit_graph.explain.gangs import gang
from counterfeit_graph.explain.heads import head
from counterfeit_graph.explain.pairs import pair
from counterfeit_graph.explain.phoenix import phoenix
from counterfeit_graph.explain.plans import step

__all__ = ["Explanation", "account", "explain", "gang", "head", "pair", "phoenix", "step"]

"""Worlds with known truth, and the score of an answer against it."""

from __future__ import annotations

from counterfeit_graph.simulate.score import Score, score
from counterfeit_graph.simulate.world import World, simulate

__all__ = ["Score", "World", "score", "simulate"]

"""Whom to remove first: heads of a gang, and plans that leave it without a till or a warehouse."""

from __future__ import annotations

from counterfeit_graph.takedown.dismantle import dismantle
from counterfeit_graph.takedown.heads import Head, Heads, find_heads
from counterfeit_graph.takedown.key_players import KeyPlayers, key_players
from counterfeit_graph.takedown.legal import Assessment, assess
from counterfeit_graph.takedown.order import Order
from counterfeit_graph.takedown.plan import Plan, Step, plan_takedown
from counterfeit_graph.takedown.recovery import Odds
from counterfeit_graph.takedown.saved import SavedGang, load_gang

__all__ = [
    "Assessment",
    "Head",
    "Heads",
    "KeyPlayers",
    "Odds",
    "Order",
    "Plan",
    "SavedGang",
    "Step",
    "assess",
    "dismantle",
    "find_heads",
    "key_players",
    "load_gang",
    "plan_takedown",
]

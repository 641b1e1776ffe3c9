"""Dens, gangs, roles and how sure they are."""

from __future__ import annotations

from counterfeit_graph.gangs.communities import Communities, find_gangs
from counterfeit_graph.gangs.comparing import compare_finders
from counterfeit_graph.gangs.control import Control
from counterfeit_graph.gangs.dens import DenSplit
from counterfeit_graph.gangs.finders import Components, LabelPropagation, Leiden, Louvain
from counterfeit_graph.gangs.graph import WeightedGraph
from counterfeit_graph.gangs.growth import Growth
from counterfeit_graph.gangs.marks import Marks
from counterfeit_graph.gangs.network import Network, build_network
from counterfeit_graph.gangs.options import Finding
from counterfeit_graph.gangs.result import Gang, Gangs
from counterfeit_graph.gangs.roles import find_roles
from counterfeit_graph.gangs.tiers import Tiers
from counterfeit_graph.gangs.yardsticks import Yardstick

__all__ = [
    "Communities",
    "Components",
    "Control",
    "DenSplit",
    "Finding",
    "Gang",
    "Gangs",
    "Growth",
    "LabelPropagation",
    "Leiden",
    "Louvain",
    "Marks",
    "Network",
    "Tiers",
    "WeightedGraph",
    "Yardstick",
    "build_network",
    "compare_finders",
    "find_gangs",
    "find_roles",
]

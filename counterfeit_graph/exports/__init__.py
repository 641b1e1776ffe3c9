"""Files for other people's tools, one format a module.

Each file is written whole or not at all, and is the same every time.
"""

from __future__ import annotations

from counterfeit_graph.exports.dossier import dossier
from counterfeit_graph.exports.gexf import gexf
from counterfeit_graph.exports.graphml import graphml
from counterfeit_graph.exports.neo4j import neo4j
from counterfeit_graph.exports.tables import tables
from counterfeit_graph.exports.xlsx import xlsx

__all__ = ["dossier", "gexf", "graphml", "neo4j", "tables", "xlsx"]

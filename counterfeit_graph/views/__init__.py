"""What people look at: plots, interactive pictures that need no network, and the report of a run."""

from __future__ import annotations

from counterfeit_graph.views.report import Parts, report
from counterfeit_graph.views.view import View, show

__all__ = ["Parts", "View", "report", "show"]

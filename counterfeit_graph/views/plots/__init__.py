"""Still pictures: each function takes a result and gives a matplotlib `Figure` of its own.

No global state of matplotlib is touched, so that a plot neither opens a window nor changes anybody's settings. The same
result gives the same bytes.
"""

from __future__ import annotations

from counterfeit_graph.views.plots.calibration import calibration
from counterfeit_graph.views.plots.capacity import capacity
from counterfeit_graph.views.plots.curve import curve
from counterfeit_graph.views.plots.finders import finders
from counterfeit_graph.views.plots.gang import gang
from counterfeit_graph.views.plots.timeline import timeline
from counterfeit_graph.views.plots.waterfall import waterfall

__all__ = ["calibration", "capacity", "curve", "finders", "gang", "timeline", "waterfall"]

"""How fast a network falls apart along a removal order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.views.plots.sheet import axis_names, legend, sheet
from counterfeit_graph.views.text import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from counterfeit_graph.takedown.order import Order

# The palette's roles in another office: lines are told apart by their dashes as well.
_LINES = (("#0072B2", "-"), ("#D55E00", "--"), ("#009E73", "-."), ("#CC79A7", ":"), ("#333333", "-"), ("#E69F00", "--"))


def curve(order: Order | Mapping[str, Order]) -> Figure:
    """Share of the nodes in the largest component against the share of the cost spent on removals.

    The area under a line is the order's accumulated normalised connectivity (ANC), given in the legend; lower is
    better.

    Args:
        order: one order, or several by name.

    Example:
        >>> import numpy as np
        >>> from counterfeit_graph.takedown.order import Order
        >>> path = Order.of(("b", "a", "c"), cost=np.ones(3), largest=np.array([1, 1, 0]), made_with={})
        >>> curve(path).axes[0].get_lines()[0].get_ydata().tolist()[1:]
        [0.333..., 0.333..., 0.0]
    """
    named: Mapping[str, Any] = order if isinstance(order, Mapping) else {"": order}
    figure, axes = sheet("最大连通部分 largest component left", size=(7.5, 4.2))
    for number, (name, each) in enumerate(named.items()):
        colour, dash = _LINES[number % len(_LINES)]
        # The curve starts before the first removal, where nothing is spent and all hangs together.
        spent = np.concatenate(([0.0], np.cumsum(each.table["cost"]) / each.table["cost"].sum()))
        left = np.concatenate(([1.0], each.curve()))
        label = f"{visible(name)} ANC {each.anc():.4f}".strip()
        axes.step(spent, left, where="post", color=colour, linestyle=dash, linewidth=1.6, label=label)
    axes.set_ylim(-0.02, 1.03)
    axes.set_xlim(-0.01, 1.01)
    axis_names(axes, x="已用成本占比 share of cost spent", y="节点占比 share of nodes")
    legend(figure, axes)
    return figure

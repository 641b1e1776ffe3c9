"""What each removal costs, as handed in by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.takedown.flat_graph import Links

Array = np.ndarray[Any, Any]
_WHERE = "cost"


def removal_costs(links: Links, cost: Any) -> Array:
    """Costs in the order of `links.labels`: 1 each for None, degrees for "degree", else from a mapping or a column.

    Raises:
        OptionError: a cost is missing, negative or not a finite number, or all are zero.

    Example:
        >>> from counterfeit_graph.takedown.flat_graph import read_links
        >>> removal_costs(read_links(([0, 0], [1, 2])), "degree").tolist()
        [2.0, 1.0, 1.0]
    """
    if cost is None:
        return np.ones(links.size)
    if isinstance(cost, str):
        return _named(links, cost)
    values = _mapped(links, cost) if isinstance(cost, Mapping) else _column(links, cost)
    if not np.all(np.isfinite(values)) or np.any(values < 0):
        fault = f"{int(np.sum(~(values >= 0) | np.isinf(values)))} costs are negative or no finite number"
        raise OptionError(fault, where=_WHERE)
    if not values.any():
        fault = "every cost is zero"
        raise OptionError(fault, where=_WHERE, remedy="leave cost out for unit costs")
    return values


def _named(links: Links, cost: str) -> Array:
    if cost != "degree":
        fault = f"unknown cost {cost!r}"
        raise OptionError(fault, where=_WHERE, nearest="degree", remedy="or hand in a mapping from node to number")
    ends = np.concatenate([links.source, links.target])
    degrees = np.bincount(ends, minlength=links.size).astype(float)
    return degrees if degrees.any() else np.ones(links.size)


def _mapped(links: Links, cost: Mapping[Any, Any]) -> Array:
    missing = sum(label not in cost for label in links.labels)
    if missing:
        fault = f"{missing} of {links.size} nodes have no cost"
        raise OptionError(fault, where=_WHERE, remedy="give every node one")
    return _column(links, [cost[label] for label in links.labels])


def _column(links: Links, cost: Any) -> Array:
    try:
        values = np.asarray(cost, dtype=float)
    except (TypeError, ValueError):
        fault = "costs must be numbers"
        raise OptionError(fault, where=_WHERE) from None
    if values.shape != (links.size,):
        fault = f"{links.size} nodes need as many costs, not an array of shape {values.shape}"
        raise OptionError(fault, where=_WHERE)
    return values

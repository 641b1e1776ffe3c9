"""Connected components with labels that depend on the order of accounts alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterfeit_graph.evidence._kernels import in_large, lowest_linked

Array = np.ndarray[Any, Any]
# Most accounts that a component counts as where a case is counted: one ring of thousands would else speak for all.
LARGEST = 10
# Sums of shares are rounded to so many digits, so that the order of accounts leaves no trace.
DIGITS = 6


def component_labels(size: int, a: Array, *, b: Array) -> Array:
    """Label of each of `size` nodes: the lowest node of its component under the edges (a, b).

    Example:
        >>> component_labels(4, np.array([1]), b=np.array([3])).tolist()
        [0, 1, 2, 1]
    """
    return np.asarray(lowest_linked(size, a.astype(np.int32, copy=False), b.astype(np.int32, copy=False)))


def shares_in_large(component: Array) -> tuple[Array, Array]:
    """Accounts that count less than one each, and what they count: no component counts as more than `LARGEST`.

    Example:
        >>> accounts, share = shares_in_large(np.array([0] + [1] * 40))
        >>> len(accounts), set(share.tolist())
        (40, {0.25})
    """
    accounts, size = in_large(component, LARGEST)
    return np.asarray(accounts), np.asarray(LARGEST / size)


def once_each(component: Array, amount: Array) -> Array:
    """The amounts, those of a component that add to more than one scaled down to one together.

    Example:
        >>> once_each(np.array([0, 0, 0, 7]), np.array([1.0, 1.0, 2.0, 0.5])).tolist()
        [0.25, 0.25, 0.5, 0.5]
    """
    total = np.bincount(component, weights=amount)
    return np.asarray(amount / np.maximum(total, 1.0)[component])

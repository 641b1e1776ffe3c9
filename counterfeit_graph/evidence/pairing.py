"""Pairs of accounts and what they share, looked for side by side: in ranges of accounts, or of pairs.

No range has anything to do with another, and what is found stands in their order: neither how many there are nor how
many threads take them changes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import ledger_rows, link_pairs
from counterfeit_graph.model.threads import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable

Array = np.ndarray[Any, Any]
# Most ranges, so that each thread gets several, whose work is never alike; and uses or pairs that are worth one.
_MOST = 16
_LEAST = 1 << 17


def pairs_sharing(rows: Any, dates: Any, *, worth: Any, groups: tuple[Array, Array], floor: int) -> tuple[Array, ...]:
    """Pairs of accounts whose shared values sum to at least `floor` milli-decibans; see `link_pairs`.

    Args:
        rows: (account_ptr, use_value, value_ptr, value_use, use_account).
        dates: (first, last) day and grade of each use.
        worth: of each value (alone milli-decibans, rate, horizon days, makes pairs).
        groups: independence group of each value, and discount of each group.
        floor: least sum kept.
    """

    def work(span: tuple[int, int]) -> tuple[Array, ...]:
        return tuple(link_pairs(rows, dates, worth, *groups, floor, span))

    uses = len(rows[1])
    cuts = np.searchsorted(rows[0], _cuts(uses))
    # Accounts without a use stand at the ends too.
    cuts[0], cuts[-1] = 0, len(rows[0]) - 1
    return _one_after_the_other(work, cuts)


def clues_of(ends: tuple[Array, Array], rows: Any, *, dates: Any, worth: Any, groups: Any) -> tuple[Array, ...]:
    """The clues of the pairs `ends`: (pair number, use of a, use of b, alone, counted), strongest first.

    See `ledger_rows`, and `pairs_sharing` for the rest.
    """

    def work(span: tuple[int, int]) -> tuple[Array, ...]:
        mine = ends[0][slice(*span)], ends[1][slice(*span)]
        pair, *rest = ledger_rows(mine, rows, dates, worth, *groups)
        pair += span[0]
        return pair, *rest

    return _one_after_the_other(work, _cuts(len(ends[0])))


def _cuts(size: int) -> Array:
    """Where ranges of `size` rows begin, and the last ends."""
    parts = min(size // _LEAST + 1, _MOST)
    return np.arange(parts + 1) * size // parts


def _one_after_the_other(work: Callable[[tuple[int, int]], tuple[Array, ...]], cuts: Array) -> tuple[Array, ...]:
    """What is found in each range from one cut to the next, column by column."""
    found = list(side_by_side(work, list(zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True))))
    return found[0] if len(found) == 1 else tuple(np.concatenate(column) for column in zip(*found, strict=True))

"""Which uses a rerun drops: drawn for each by what it is itself, so that nothing else in the case moves its draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.identity.hashing import hash_texts, mix
from counterfeit_graph.model.runs import in_turn, spans
from counterfeit_graph.model.schema import FORGEABILITY

if TYPE_CHECKING:
    from counterfeit_graph.evidence.uses import Uses

Array = np.ndarray[Any, Any]
# How often a use of each forgeability class is taken to be wrong (stale, mistyped, forged) in a resampled rerun.
ERROR_RATE = {"writable": 0.05, "co_acted": 0.02, "verified": 0.01}


@dataclass(frozen=True)
class Thinning:
    """Uses each of which may be wrong.

    Attributes:
        use: places among the uses of the case, ascending.
        rate: how often each is wrong.
        word: 64-bit word of each: of its value, and of all that its account shares with others.
    """

    use: Array
    rate: Array
    word: Array

    @classmethod
    def of(cls, uses: Uses, inside: Array) -> Thinning:
        """The uses of the accounts `inside` (mask), but for passing ones."""
        rate = np.array([ERROR_RATE[name] for name in FORGEABILITY])
        use = np.flatnonzero(inside[uses.account] & ~uses.passing)
        return cls(use, rate[uses.forge[use]], _words(uses, np.flatnonzero(inside))[use])

    def left(self, rerun: np.uint64) -> Array:
        """The uses that are left in the rerun of this word."""
        # The upper 53 bits are a number from 0 to 1, as generators make them.
        drawn = (mix(self.word ^ rerun) >> np.uint64(11)) * 2.0**-53
        return np.asarray(self.use[drawn >= self.rate])


def _words(uses: Uses, accounts: Array) -> Array:
    """The word of each use of some accounts, 0 for all others.

    No name of an account, no day and no row counts; accounts that share the same values are told apart by their order.
    """
    rows = spans(uses.account_ptr, accounts)
    used, value = np.unique(uses.value[rows], return_inverse=True)
    values = uses.values.take(used).arrow
    content = (hash_texts(values["key"].cast("string")) ^ mix(hash_texts(values["kind"].cast("string"))))[value]
    count = np.diff(uses.account_ptr)[accounts]
    some = count > 0
    starts = (np.cumsum(count) - count)[some]
    # A sum, so that no order of values shows.
    shared = np.add.reduceat(mix(content), starts) if len(starts) else content
    order = np.argsort(shared, kind="stable")
    place = np.empty(len(shared), np.uint64)
    place[order] = in_turn(np.unique(shared, return_counts=True)[1])
    out = np.zeros(len(uses.value), np.uint64)
    out[rows] = mix(np.repeat(mix(shared ^ mix(place)), count[some]) ^ content)
    return out

"""`Lookup`: places found by a 64-bit word of what stands there, and cheap to add to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Lookup:
    """Words in ascending order, each with its place; what was added later stands in runs of its own.

    Example:
        >>> words = np.array([7, 3, 9], np.uint64)
        >>> found = Lookup.of(words).with_more(np.array([5], np.uint64), start=3)
        >>> found.find(np.array([5, 9, 4], np.uint64), lambda asked, places: places >= 0).tolist()
        [3, 2, -1]
    """

    runs: tuple[tuple[Array, Array], ...] = ()

    @classmethod
    def of(cls, words: Array, start: int = 0) -> Lookup:
        """The words of the places from `start` on."""
        order = np.argsort(words)
        return cls(((words[order], (order + start).astype(np.int32)),))

    def with_more(self, words: Array, start: int) -> Lookup:
        """The same with the words of places from `start` on."""
        runs = (*self.runs, *Lookup.of(words, start).runs) if len(words) else self.runs
        # A search in many small runs would in the end cost more than merging them.
        if sum(len(run[0]) for run in runs[1:]) * 10 <= len(runs[0][0]):
            return Lookup(runs)
        whole, places = (np.concatenate(parts) for parts in zip(*runs, strict=True))
        order = np.argsort(whole)
        return Lookup(((whole[order], places[order]),))

    def find(self, words: Array, same: Callable[[Array, Array], Array]) -> Array:
        """The place of each word, -1 for none.

        `same` says of some of the words, by their positions, and of places with these words whether they are meant:
        nearly always they are, but two things may have one word.
        """
        out, order = np.full(len(words), -1, np.int64), np.argsort(words)
        for known, places in self.runs:
            at = np.empty(len(words), np.int64)
            # In ascending order each search begins where memory is warm from the last.
            at[order] = np.searchsorted(known, words[order])
            asked = np.flatnonzero(out < 0)
            while len(asked := asked[at[asked] < len(known)]):
                asked = asked[known[at[asked]] == words[asked]]
                found = places[at[asked]].astype(np.int64)
                right = same(asked, found)
                out[asked[right]] = found[right]
                at[asked] += 1
                asked = asked[~right]
        return out

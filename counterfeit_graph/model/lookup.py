"""`Lookup`: places found by a 64-bit word of what stands there, and cheap to add to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Array = np.ndarray[Any, Any]


# Words that one entry of a run's directory leads to, in the mean.
_NEAR = 2


@dataclass(frozen=True)
class _Run:
    """Words in ascending order, the place of each, and where the words of each beginning (their first bits) start."""

    words: Array
    places: Array
    starts: Array

    @classmethod
    def of(cls, words: Array, places: Array) -> _Run:
        """The words of some places."""
        order = np.argsort(words)
        ascending, bits = words[order], max(len(words) // _NEAR, 1).bit_length()
        count = np.bincount((ascending >> np.uint64(64 - bits)).astype(np.int32), minlength=1 << bits)
        return cls(ascending, places[order], np.append(np.int32(0), np.cumsum(count, dtype=np.int32)))

    def __len__(self) -> int:
        return len(self.words)

    def first_of(self, words: Array) -> Array:
        """Where each of `words` stands or would stand: hashes are spread evenly, so few are near each."""
        from counterfeit_graph.model._kernels import first_among  # noqa: PLC0415 - cases are read without the compiler

        bits = len(self.starts).bit_length() - 1
        return np.asarray(first_among(self.words, self.starts, bits, words))


@dataclass(frozen=True)
class Lookup:
    """Words, hashes of what stands there, each with its place; what was added later stands in runs of its own.

    Example:
        >>> words = np.array([7, 3, 9], np.uint64)
        >>> found = Lookup.of(words).with_more(np.array([5], np.uint64), start=3)
        >>> found.find(np.array([5, 9, 4], np.uint64), lambda asked, places: places >= 0).tolist()
        [3, 2, -1]
    """

    runs: tuple[_Run, ...] = ()

    @classmethod
    def of(cls, words: Array, start: int = 0) -> Lookup:
        """The words of the places from `start` on."""
        return cls((_Run.of(words, np.arange(start, start + len(words), dtype=np.int32)),))

    def with_more(self, words: Array, start: int) -> Lookup:
        """The same with the words of places from `start` on."""
        if not len(words):
            return self
        runs = [*self.runs, *Lookup.of(words, start).runs]
        # Each search goes through all runs: later ones are merged when they are alike, all when they are many.
        while len(runs) > 2 and len(runs[-2]) < 2 * len(runs[-1]):
            runs[-2:] = [_merged(runs[-2:])]
        many = sum(map(len, runs[1:])) * 10 > len(runs[0])
        return Lookup((_merged(runs),) if many else tuple(runs))

    def find(self, words: Array, same: Callable[[Array, Array], Array]) -> Array:
        """The place of each word, -1 for none.

        `same` says of some of the words, by their positions, and of places with these words whether they are meant:
        nearly always they are, but two things may have one word.
        """
        out = np.full(len(words), -1, np.int64)
        for run in self.runs:
            asked = np.flatnonzero(out < 0)
            at = run.first_of(words[asked])
            while len(asked):
                there = at < len(run)
                there[there] = run.words[at[there]] == words[asked[there]]
                asked, at = asked[there], at[there]
                found = run.places[at].astype(np.int64)
                right = same(asked, found) if len(asked) else np.zeros(0, bool)
                out[asked[right]] = found[right]
                asked, at = asked[~right], at[~right] + 1
        return out


def _merged(runs: list[_Run]) -> _Run:
    return _Run.of(np.concatenate([run.words for run in runs]), np.concatenate([run.places for run in runs]))

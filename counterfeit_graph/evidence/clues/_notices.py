"""The notices of a case: who complained of whom, when, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import special

from counterfeit_graph.identity.gather import sheet
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.schema import SIGNALS

if TYPE_CHECKING:
    from counterfeit_graph.identity.gather import Case

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class GoodFaith:
    """The public rule and how surely it must be broken.

    Attributes:
        success: least share of settled notices that succeed.
        counter: largest share of settled notices undone by an upheld counter-notice.
        window_days: length of the window; three months.
        least: settled notices in the worst window below which nothing is said.
        level: confidence of the intervals, before they are widened for the number of windows.

    Raises:
        OptionError: a share or level outside (0, 1), a window or `least` below 1.

    Example:
        >>> GoodFaith(success=0.8).counter
        0.05
    """

    success: float = 0.90
    counter: float = 0.05
    window_days: int = 91
    least: int = 5
    level: float = 0.95

    def __post_init__(self) -> None:
        shares = all(0 < share < 1 for share in (self.success, self.counter, self.level))
        if not shares or self.window_days < 1 or self.least < 1:
            what = "success, counter and level must lie in (0, 1), window_days and least be 1 or more"
            raise OptionError(what, where="GoodFaith")


@dataclass(frozen=True)
class Notices:
    """Notices in order of reporter and day.

    Attributes:
        names: the reporters, in order.
        reporter, target: codes.
        day: days since 1970, `UNKNOWN` where blank.
        settled, won, upheld: 0 or 1; a notice is settled once it is decided or answered by a counter-notice with an
            outcome, won if it was confirmed and no counter-notice was upheld.
    """

    names: list[str]
    reporter: Array
    target: Array
    day: Array
    settled: Array
    won: Array
    upheld: Array

    def totals(self) -> dict[str, Array]:
        """Settled, won and upheld notices of each reporter."""
        return {n: np.bincount(self.reporter, getattr(self, n), len(self.names)) for n in ("settled", "won", "upheld")}


def read_notices(case: Case) -> Notices:
    """Every signal that a rival could have written, with its reporter and the account it strikes."""
    signals, listings = sheet(case, "signals"), sheet(case, "listings")
    # A signal may name an offer instead of its seller; both strike the seller.
    seller = pc.index_in(signals.text("listing_id"), value_set=listings.text("listing_id").combine_chunks())
    target = pc.coalesce(signals.text("account_id"), listings.text("account_id").take(seller))
    rivals = pa.array([name for name, signal in SIGNALS.items() if not signal.independent])
    # What a rival cannot write says nothing about a rival's good faith.
    kept = pc.and_(pc.is_in(signals.text("kind"), value_set=rivals), pc.is_valid(signals.text("reporter_id")))
    rows = pa.array(np.flatnonzero(np.asarray(pc.and_(kept, pc.is_valid(target)))))
    names, reporter = _coded(signals.text("reporter_id").take(rows))
    flags = _outcomes(*(signals.text(name).take(rows) for name in ("verdict", "counter_notice")))
    columns = (reporter, _coded(target.take(rows))[1], signals.days("at")[rows].astype(np.int64), *flags)
    order = np.lexsort((columns[1], columns[2], reporter))
    return Notices(names, *(column[order] for column in columns))


def _outcomes(verdict: pa.ChunkedArray, counter: pa.ChunkedArray) -> tuple[Array, ...]:
    upheld = _is(counter, "upheld")
    # An upheld counter-notice overturns the verdict that it answers.
    won = _is(verdict, "confirmed") & ~upheld
    settled = won | _is(verdict, "rejected") | upheld | _is(counter, "denied")
    return tuple(flag.astype(np.int64) for flag in (settled, won, upheld))


def _coded(texts: pa.ChunkedArray) -> tuple[list[str], Array]:
    """Distinct texts in order and the code of each text."""
    words = texts.unique()
    # Sorted, so that codes do not depend on the order of rows.
    words = words.take(pc.sort_indices(words))
    return words.to_pylist(), np.asarray(pc.index_in(texts, value_set=words)).astype(np.int64)


def _is(words: pa.ChunkedArray, word: str) -> Array:
    return np.asarray(pc.fill_null(pc.equal(words, word), fill_value=False))


def wilson(hits: Array, trials: Array, *, level: Array | float) -> tuple[Array, Array]:
    """Wilson's two-sided interval for a share; (0, 1) where nothing was tried.

    Example:
        >>> low, high = wilson(np.array([5]), np.array([10]), level=0.95)
        >>> round(float(low[0]), 3), round(float(high[0]), 3)
        (0.237, 0.763)
    """
    z2 = special.ndtri(0.5 + np.asarray(level) / 2) ** 2
    # Without a trial the bounds below are replaced by (0, 1); the 1 only keeps the division quiet.
    n = np.maximum(trials, 1)
    p = hits / n
    middle, spread = p + z2 / (2 * n), np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n)))
    low, high = (middle - spread) / (1 + z2 / n), (middle + spread) / (1 + z2 / n)
    return np.where(trials > 0, np.maximum(low, 0.0), 0.0), np.where(trials > 0, np.minimum(high, 1.0), 1.0)

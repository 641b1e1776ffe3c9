"""Complaint abuse: complainants whose notices fail too often, and rings of them that strike the same shops.

Platforms that publish a rule put a complainant out of their good-faith mechanism when, over three months, fewer than
90 % of his notices succeed or more than 5 % of them are undone by a counter-notice. Here the rule is applied to the
worst three months of each complainant, with Wilson's interval (1927) widened for the number of windows looked at, so
that a short bad run alone decides nothing.

Rings are groups of complainants whose failed notices meet at the same targets beyond chance (see `_rings`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from scipy import special

from counterfeit_graph.evidence.clues._notices import GoodFaith, Notices, read_notices, wilson
from counterfeit_graph.evidence.clues._rings import find_rings
from counterfeit_graph.identity.gather import UNKNOWN
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.identity.gather import Case

Array = np.ndarray[Any, Any]
# Decimals of rates and weights: no record is long enough for more.
_DIGITS = 4
# Weight of the usual complainant in the success expected of one, in notices.
_PRIOR = 5.0
# Days that keep the notices of one complainant apart from those of the next.
_FAR = 10**7
_RATES = {"success_rate": "won", "counter_rate": "upheld"}
_BOUNDS = ("success_low", "success_high", "counter_low", "counter_high")
PUBLIC_RULE = GoodFaith()


def find_complainants(case: Identities | Case, *, rule: GoodFaith = PUBLIC_RULE, days: int = 7) -> Table:
    """Every complainant by the good-faith rule, and the rings among them.

    Signals that a rival cannot write (test purchases, random checks, police) are left out, and so are those without a
    reporter. A notice is settled once it is decided or answered by a counter-notice with an outcome; it succeeds if it
    was confirmed and no counter-notice was upheld.

    Args:
        case: the records, or the identities resolved from them.
        rule: the thresholds.
        days: two notices against one target meet when they are at most this many days apart.

    Returns:
        `Table(reporter_id, ring_id, notices, success_rate, counter_rate, verdict, success_low, success_high,
        counter_low, counter_high, first, last, weight, chance_false)`, lowest weight first. `verdict` is good_faith,
        below_success, above_counter, both or too_few; the rates, bounds and days (`first`, `last`: date) are those of
        the worst window, null where nothing in it is settled; `notices` counts its notices. `ring_id` is blank outside
        rings. `weight` multiplies the evidence of the complainant's signals: 1 counts whole, 0 not at all.
        `chance_false` is the chance that who is said to break the rule keeps it; null for all others.

    Example:
        >>> from counterfeit_graph.records import read
        >>> shops = [{"account_id": "s1", "platform": "p"}]
        >>> lost = [{"signal_id": str(n), "account_id": "s1", "kind": "brand_report", "reporter_id": "r1",
        ...          "at": f"2026-03-{n + 1:02d}", "verdict": "rejected"} for n in range(8)]
        >>> found = find_complainants(read({"accounts": shops, "signals": lost}))
        >>> found.select("reporter_id", "notices", "success_rate", "verdict", "weight").rows()
        [{'reporter_id': 'r1', 'notices': 8, 'success_rate': 0.0, 'verdict': 'below_success', 'weight': 0.0}]
    """
    notices = read_notices(case.records if hasattr(case, "records") else case)
    worst = _worst_windows(notices, rule)
    ring = find_rings(notices, rule, days=days)
    weight = _weights(notices, rule, worst=worst, ring=ring)
    order = np.lexsort((np.arange(len(weight)), weight))
    found = _table(notices, worst, ring=ring, weight=weight)
    told = worst["below"] | worst["above"]
    wrong = _kept_all_the_same(notices, rule, worst=worst).round(_DIGITS)
    return found.with_columns({"chance_false": pa.array(wrong, mask=~told)}).take(order)


def _worst_windows(notices: Notices, rule: GoodFaith) -> dict[str, Array]:
    """The window of each reporter that breaks most of the rule, then breaks it furthest, then is the earliest."""
    # One number for complainant and day turns every window into two places of a sorted array.
    key = notices.reporter * _FAR + np.where(notices.day == UNKNOWN, 0, notices.day)
    start = np.arange(len(key))
    stop = np.searchsorted(key, key + rule.window_days)
    counts = {name: _inside(getattr(notices, name), stop) for name in ("settled", "won", "upheld")}
    # The worst of many windows is bad by chance: the error is shared among them (Bonferroni).
    level = 1 - (1 - rule.level) / _looks(notices, rule)[notices.reporter]
    success = wilson(counts["won"], counts["settled"], level=level)
    counter = wilson(counts["upheld"], counts["settled"], level=level)
    enough = counts["settled"] >= rule.least
    # Broken is what the whole interval lies beyond, not what the rate alone does.
    below, above = enough & (success[1] < rule.success), enough & (counter[0] > rule.counter)
    margin = np.maximum(rule.success - success[1], counter[0] - rule.counter)
    order = np.lexsort(
        (start, -margin, -counts["settled"] * ~enough, ~enough, -(below.astype(int) + above), notices.reporter)
    )
    best = order[np.r_[True, np.diff(notices.reporter[order]) != 0][: len(order)]]
    bounds = dict(zip(_BOUNDS, (*success, *counter), strict=True))
    columns = {**counts, **bounds, "below": below, "above": above, "enough": enough, "start": start, "stop": stop}
    return {name: column[best] for name, column in columns.items()}


def _inside(flag: Array, stop: Array) -> Array:
    total = np.append(0, np.cumsum(flag))
    return np.asarray(total[stop] - total[: len(stop)])


def _looks(notices: Notices, rule: GoodFaith) -> Array:
    """How many windows that do not overlap each reporter's history holds, at least one."""
    first, last = np.full(len(notices.names), _FAR), np.full(len(notices.names), -_FAR)
    known = notices.day != UNKNOWN
    np.minimum.at(first, notices.reporter[known], notices.day[known])
    np.maximum.at(last, notices.reporter[known], notices.day[known])
    return np.asarray(np.maximum(1, (last - first) // rule.window_days + 1))


def _kept_all_the_same(notices: Notices, rule: GoodFaith, *, worst: dict[str, Array]) -> Array:
    """The chance that each complainant keeps what of the rule he is said to break.

    From Jeffreys' belief in his rates (a beta distribution) and the worst window, times the windows looked at.
    """
    settled, won, upheld = (worst[name] for name in ("settled", "won", "upheld"))
    succeeds = 1 - special.betainc(won + 0.5, settled - won + 0.5, rule.success)
    stands = special.betainc(upheld + 0.5, settled - upheld + 0.5, rule.counter)
    broken = np.where(worst["below"], 1 - succeeds, 1.0) * np.where(worst["above"], 1 - stands, 1.0)
    return np.asarray(np.minimum((1 - broken) * _looks(notices, rule), 1.0))


def _weights(notices: Notices, rule: GoodFaith, *, worst: dict[str, Array], ring: Array) -> Array:
    """What the signals of each complainant count; those in good faith outside rings count whole.

    A complainant who breaks the rule counts 1 if his notices of all times succeed as often as is usual or as the rule
    asks, whichever is less, and 0 if half as often; a ring counts by its pooled record at most.
    """
    size, inside, total = len(notices.names), ring >= 0, notices.totals()
    usual = (total["won"].sum() + _PRIOR * rule.success) / (total["settled"].sum() + _PRIOR)
    pooled = {name: np.bincount(ring[inside], counts[inside], size) for name, counts in total.items()}
    own, shared = (_worth(each, rule, usual=float(usual)) for each in (total, pooled))
    alone = np.where(worst["below"] | worst["above"], own, 1.0)
    return np.asarray(np.where(inside, np.minimum(own, shared[ring]), alone).round(_DIGITS))


def _worth(total: dict[str, Array], rule: GoodFaith, *, usual: float) -> Array:
    expected = (total["won"] + _PRIOR * usual) / (total["settled"] + _PRIOR)
    undone = (total["upheld"] + _PRIOR * rule.counter) / (total["settled"] + _PRIOR)
    asked = min(rule.success, usual)
    return np.clip((expected - asked / 2) / (asked / 2), 0.0, np.minimum(1.0, rule.counter / undone))


def _table(notices: Notices, worst: dict[str, Array], *, ring: Array, weight: Array) -> Table:
    settled = worst["settled"]
    # A rate of nothing is blank, not zero.
    known = settled > 0
    rates = {
        name: np.divide(worst[flag], settled, where=known, out=np.zeros(len(settled))) for name, flag in _RATES.items()
    }
    days = {"first": notices.day[worst["start"]], "last": notices.day[worst["stop"] - 1]}
    dates = {name: pa.array(day, mask=day == UNKNOWN).cast(pa.int32()).cast(pa.date32()) for name, day in days.items()}
    return Table.of(
        {
            "reporter_id": notices.names,
            "ring_id": [f"R{number + 1:04d}" if number >= 0 else "" for number in ring.tolist()],
            "notices": worst["stop"] - worst["start"],
            **{name: pa.array(rate.round(_DIGITS), mask=~known) for name, rate in rates.items()},
            "verdict": _verdicts(worst),
            **{name: pa.array(worst[name].round(_DIGITS), mask=~known) for name in _BOUNDS},
            **dates,
            "weight": weight,
        },
        {"reporter_id": "string", "ring_id": "string", "verdict": "string"},
    )


def _verdicts(worst: dict[str, Array]) -> list[str]:
    said = ("good_faith", "below_success", "above_counter", "both")
    broken = worst["below"] + 2 * worst["above"]
    return [said[code] if enough else "too_few" for code, enough in zip(broken, worst["enough"], strict=True)]

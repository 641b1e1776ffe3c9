"""Complaint abuse: the public rule, rings, weights."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.evidence.clues._notices import GoodFaith, wilson
from counterfeit_graph.evidence.clues.complaints import find_complainants
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.records import read

DAY = dt.date(2026, 1, 1)


def notice(reporter, shop, *, day=0, verdict="confirmed", counter="", kind="brand_report"):
    at = (DAY + dt.timedelta(days=day)).isoformat()
    row = {"account_id": shop, "kind": kind, "reporter_id": reporter, "at": at, "verdict": verdict}
    return row | ({"counter_notice": counter} if counter else {})


def found(notices, **options):
    shops = sorted({row["account_id"] for row in notices})
    accounts = [{"account_id": shop, "platform": "p"} for shop in shops]
    signals = [{"signal_id": f"n{n}", **row} for n, row in enumerate(notices)]
    table = find_complainants(read({"accounts": accounts, "signals": signals}), **options)
    return {row["reporter_id"]: row for row in table.rows()}


def honest(count=40, each=6):
    """Complainants who each report other shops and mostly win."""
    return [
        notice(f"h{r:02d}", f"s{r}-{n}", day=17 * n + r, verdict="rejected" if n == r % 20 else "confirmed")
        for r in range(count)
        for n in range(each)
    ]


def ring(members=5, shops=6):
    """Complainants who strike the same shops within two days and lose."""
    return [
        notice(f"z{r}", f"victim{v}", day=30 * v + r % 2, verdict="rejected", counter="upheld" if r == 0 else "")
        for v in range(shops)
        for r in range(members)
    ]


def test_good_faith_is_said_of_who_wins():
    row = found([notice("r", f"s{n}", day=n) for n in range(40)])["r"]
    assert (row["verdict"], row["success_rate"], row["counter_rate"], row["weight"]) == ("good_faith", 1.0, 0.0, 1.0)


def test_too_few_notices_say_nothing():
    row = found([notice("r", "s1", verdict="rejected"), notice("r", "s2", verdict="rejected")])["r"]
    assert (row["verdict"], row["weight"]) == ("too_few", 1.0)


def test_success_far_below_the_rule_is_found_in_the_worst_window():
    fine = [notice("r", f"a{n}", day=n) for n in range(30)]
    bad = [notice("r", f"b{n}", day=400 + n, verdict="rejected") for n in range(10)]
    row = found(fine + bad)["r"]
    assert (row["verdict"], row["notices"], row["success_rate"]) == ("below_success", 10, 0.0)
    assert row["first"] == DAY + dt.timedelta(days=400)


def test_upheld_counter_notices_break_the_other_half():
    notices = [notice("r", f"s{n}", day=n % 80, counter="upheld" if n % 7 == 0 else "") for n in range(84)]
    row = found(notices, rule=GoodFaith(success=0.5))["r"]
    assert row["verdict"] == "above_counter"
    assert row["success_rate"] > row["success_low"] > 0.5
    assert row["counter_low"] > 0.05


def test_both_halves_can_break():
    row = found([notice("r", f"s{n}", day=n, verdict="rejected", counter="upheld") for n in range(12)])["r"]
    assert (row["verdict"], row["weight"]) == ("both", 0.0)


def test_a_short_bad_run_alone_decides_nothing():
    notices = [notice("r", f"s{n}", day=n, verdict="rejected" if n < 2 else "confirmed") for n in range(12)]
    assert found(notices)["r"]["verdict"] == "good_faith"


def test_sources_that_no_rival_writes_are_left_out():
    notices = [notice("lab", f"s{n}", kind="test_purchase", verdict="rejected") for n in range(20)]
    assert found([*notices, notice("r", "s1")]).keys() == {"r"}


def test_a_complaint_about_an_offer_strikes_its_seller():
    offers = [{"listing_id": "l1", "account_id": "s1"}]
    signal = {"signal_id": "1", "listing_id": "l1", "kind": "brand_report", "reporter_id": "r", "verdict": "confirmed"}
    case = read({"accounts": [{"account_id": "s1", "platform": "p"}], "listings": offers, "signals": [signal]})
    assert find_complainants(case)["notices"].tolist() == [1]


def test_a_ring_is_found_whole_and_nobody_else():
    rows = found(honest() + ring())
    assert {name for name, row in rows.items() if row["ring_id"]} == {f"z{n}" for n in range(5)}
    assert {row["ring_id"] for name, row in rows.items() if name[0] == "z"} == {"R0001"}
    assert max(row["weight"] for name, row in rows.items() if name[0] == "z") < 0.5


def test_two_rings_stay_two():
    other = [{**row, "reporter_id": "y" + row["reporter_id"], "account_id": "o" + row["account_id"]} for row in ring(4)]
    rows = found(honest() + ring() + other)
    assert [rows[name]["ring_id"] for name in ("z0", "z4", "yz0", "yz3")] == ["R0001", "R0001", "R0002", "R0002"]


def test_who_meets_at_true_counterfeiters_is_no_ring():
    together = [{**row, "verdict": "confirmed", "counter_notice": None} for row in ring()]
    assert not any(row["ring_id"] for row in found(honest() + together).values())


def test_a_place_where_everybody_complains_makes_no_ring():
    crowd = [notice(f"h{r:02d}", f"famous{n}", day=n, verdict="rejected") for r in range(30) for n in range(3)]
    assert not any(row["ring_id"] for row in found(honest() + crowd).values())


def test_blank_days_are_one_window_without_dates():
    notices = [{k: v for k, v in notice("r", f"s{n}", verdict="rejected").items() if k != "at"} for n in range(9)]
    row = found(notices)["r"]
    assert (row["notices"], row["verdict"], row["first"]) == (9, "below_success", None)


def test_open_notices_leave_the_rates_blank():
    row = found([notice("r", f"s{n}", verdict="open") for n in range(9)])["r"]
    assert (row["verdict"], row["success_rate"], row["success_low"]) == ("too_few", None, None)


def test_a_case_without_signals_has_no_complainants():
    assert len(find_complainants(read({"accounts": [{"account_id": "a", "platform": "p"}]}))) == 0


@given(st.permutations(range(30)))
def test_row_order_does_not_matter(order):
    notices = ring()
    assert found(notices) == found([notices[n] for n in order])


@given(st.integers(0, 60), st.integers(1, 60))
def test_wilson_holds_the_share_and_narrows(hits, more):
    trials = np.array([hits + more])
    low, high = wilson(np.array([hits]), trials, level=0.95)
    wide_low, wide_high = wilson(np.array([hits]), trials, level=0.99)
    slack = np.array([0, 1, 2, 3, 4]) * 1e-12
    assert (np.diff(np.array([wide_low[0], low[0], hits / trials[0], high[0], wide_high[0]]) + slack) >= 0).all()


def test_a_rule_outside_its_range_is_refused():
    with pytest.raises(OptionError, match="must lie in"):
        GoodFaith(success=1.2)

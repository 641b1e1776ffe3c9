"""The truth fits the case, and the case does not give it away."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from tests.simulate.made import column, truth_of, users, world

_SCENARIOS = {
    "multi_shop_owner", "brand_distributor", "mcn_roster", "shared_warehouse", "family", "dormitory", "market_stall",
    "courier_outlet", "registration_agent", "parallel_import", "second_hand_phone", "hijacked", "ex_employee",
    "gang_relative", "straw_elsewhere", "framed", "packaging_supplier", "ring_victim",
}  # fmt: skip


def test_every_look_alike_is_planted():
    assert set(truth_of(world(), "innocent").values()) - {""} == _SCENARIOS


def test_no_look_alike_is_guilty():
    made = world()
    gang = truth_of(made, "gang_id")
    assert not [account for account, why in truth_of(made, "innocent").items() if why and gang[account]]


def test_about_the_asked_share_is_in_gangs():
    gangs = [gang for gang in truth_of(world(), "gang_id").values() if gang]
    assert 0.045 <= len(gangs) / 2_000 <= 0.06


def test_sizes_and_dens_are_those_of_the_accounts():
    made = world()
    size = Counter(gang for gang in truth_of(made, "gang_id").values() if gang)
    dens = Counter(
        gang
        for gang, _ in set(zip(truth_of(made, "gang_id").values(), truth_of(made, "den_id").values(), strict=True))
        if gang
    )
    for row in made.truth["gangs"].to_pylist():
        assert (int(row["accounts"]), int(row["dens"])) == (size[row["gang_id"]], dens[row["gang_id"]])


def test_every_gang_has_a_head_with_a_payment_account():
    made = world()
    kinds = {(row["gang_id"], row["node_kind"]) for row in made.truth["heads"].to_pylist()}
    assert kinds == {(g, kind) for g in column(made.truth["gangs"], "gang_id") for kind in ("person", "payment")}


def test_heads_touch_no_shop():
    made = world()
    heads = set(column(made.truth["heads"], "node_id"))
    assert not heads & set(column(made.tables["identifiers"], "value"))
    assert not heads & set(column(made.tables["orders"], "payment"))


def test_heads_can_be_reached_through_money():
    made = world()
    paid = set(column(made.tables["transfers"], "to_payment"))
    purses = [row["node_id"] for row in made.truth["heads"].to_pylist() if row["node_kind"] == "payment"]
    assert all(purse in paid for purse in purses)


def test_a_shop_reopens_after_its_predecessor_closed():
    made = world(6_000)
    rows = {row["account_id"]: row for row in made.tables["accounts"].to_pylist()}
    for pair in made.truth["phoenix"].to_pylist():
        old, new = rows[pair["closed_account"]], rows[pair["reopened_account"]]
        assert old["close_reason"] == "counterfeit"
        gap = np.datetime64(new["opened_at"]) - np.datetime64(old["closed_at"])
        assert 2 <= gap.astype(int) <= 90


def test_row_order_does_not_follow_guilt():
    made = world()
    gang = truth_of(made, "gang_id")
    guilty = np.array([bool(gang[account]) for account in column(made.tables["accounts"], "account_id")])
    assert abs(np.flatnonzero(guilty).mean() / len(guilty) - 0.5) < 0.1


@pytest.mark.parametrize("kind", ["phone", "payment", "device"])
def test_values_look_the_same_on_either_side(kind):
    made = world(6_000)
    gang = truth_of(made, "gang_id")
    mean = {
        side: np.mean([len(v) for v, who in users(made, kind).items() for a in who if bool(gang[a]) == side])
        for side in (True, False)
    }
    assert abs(mean[True] - mean[False]) < 0.5


def test_most_gangs_have_confirmed_signals():
    made = world(6_000)
    gang = truth_of(made, "gang_id")
    offers = dict(
        zip(column(made.tables["listings"], "listing_id"), column(made.tables["listings"], "account_id"), strict=True)
    )
    hits = Counter(
        gang[r["account_id"] or offers[r["listing_id"]]]
        for r in made.tables["signals"].to_pylist()
        if r["verdict"] == "confirmed"
    )
    named = column(made.truth["gangs"], "gang_id")
    assert np.mean([hits[name] >= 2 for name in named]) >= 0.95


def test_rings_lose_most_of_what_is_answered():
    made = world(6_000)
    liars = {row["reporter_id"] for row in made.truth["complainants"].to_pylist() if row["kind"] == "ring"}
    verdicts = Counter(
        (row["reporter_id"] in liars, row["counter_notice"] == "upheld") for row in made.tables["signals"].to_pylist()
    )
    assert verdicts[True, True] / (verdicts[True, True] + verdicts[True, False]) > 0.1
    assert verdicts[False, True] / (verdicts[False, True] + verdicts[False, False]) < 0.03

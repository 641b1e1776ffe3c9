"""Discounts and horizons fitted to a case: known answers, little data, and what an analyst sets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import counterfeit_graph as cg
from counterfeit_graph.evidence import Weighing
from counterfeit_graph.evidence.fitted import Sharing, discounts, horizons, sharing
from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_GROUP, KIND_NAMES
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.schema import GROUPS, KINDS
from tests import small_world

PHONE, DEVICE = KIND_NAMES.index("phone"), KIND_NAMES.index("device")
CONTACT = GROUP_NAMES.index("contact")
START = np.array([GROUPS[name].discount for name in GROUP_NAMES])
DAYS = np.array([float(KINDS[name].horizon_days) for name in KIND_NAMES])


def shares(linked: Any, kind: int = PHONE, *, gap: Any = 0, further: Any = False) -> Sharing:
    """One row a pair, each pair with values of its own; pairs with `further` have a second row."""
    linked = np.asarray(linked, bool)
    more = np.flatnonzero(np.broadcast_to(further, linked.shape))
    pair = np.concatenate([np.arange(len(linked)), more])
    first = np.arange(len(pair)) < len(linked)
    has = np.isin(pair, more)
    gaps = np.broadcast_to(gap, linked.shape)[pair]
    kinds, groups = np.full(len(pair), kind), np.full(len(pair), KIND_GROUP[kind])
    elsewhere = np.where(linked, 20.0, -45.0)[pair]
    worth, alone = np.full(len(pair), 30.0), np.full(len(pair), -1)
    return Sharing(pair, np.arange(len(pair)), kinds, groups, worth, gaps, elsewhere, first, has, alone)


def contact(together: float, pairs: int = 2_000) -> float:
    """Discount of contact where such a share of the unlinked pairs, and half of the linked, have two clues of it."""
    linked = np.arange(pairs) % 2 == 0
    share = np.where(linked, 0.5, together)
    further = (np.arange(pairs) // 2 * 0.618034) % 1 < share
    return float(discounts(shares(linked, further=further), START)[CONTACT])


def test_clues_that_come_together_without_control_are_discounted() -> None:
    assert contact(0.5) < 0.03
    assert contact(0.05) == pytest.approx(10 / 30, abs=0.03)
    assert contact(0.0) > START[CONTACT]


def test_the_more_they_come_together_the_less_the_second_counts() -> None:
    found = [contact(share) for share in (0.0, 0.01, 0.1, 0.3, 0.6)]
    assert found == sorted(found, reverse=True)


def test_little_data_leaves_the_vocabulary() -> None:
    assert contact(0.0, pairs=4) == pytest.approx(START[CONTACT], abs=0.02)
    nothing = shares(np.zeros(0, bool))
    assert discounts(nothing, START).tolist() == START.tolist()
    assert horizons(nothing, DAYS).tolist() == DAYS.tolist()


@pytest.mark.parametrize("days", [300.0, 730.0, 2000.0])
def test_a_horizon_is_found_again(days: float) -> None:
    rng = np.random.default_rng(3)
    gap = rng.integers(0, 3_000, 6_000)
    linked = rng.random(6_000) < 1 / (1 + np.exp(gap / days - 1))
    found = horizons(shares(linked, DEVICE, gap=gap), DAYS)
    assert found[DEVICE] == pytest.approx(days, rel=0.2)
    assert found[PHONE] == DAYS[PHONE]


def test_few_or_undated_uses_leave_the_horizon() -> None:
    linked = np.arange(400) % 2 == 0
    assert horizons(shares(linked, DEVICE, gap=-1), DAYS)[DEVICE] == DAYS[DEVICE]
    assert horizons(shares([True, False], DEVICE, gap=[10, 900]), DAYS)[DEVICE] == pytest.approx(730, rel=0.4)


def test_what_is_fitted_is_printed_and_can_be_set() -> None:
    who = small_world.run().who
    chosen = Weighing(discounts={"contact": 0.25, "place": 0.9}, horizons={"device": 100.0, "phone": 0.0})
    found = {row["kind"]: row for row in cg.weigh(who, options=chosen).parameters.rows()}
    assert (found["phone"]["discount"], found["address"]["discount"]) == (0.25, 0.9)
    assert (found["device"]["horizon_days"], found["phone"]["horizon_days"]) == (100, 0)
    plain = small_world.run().evidence.parameters.rows()
    assert any(row["discount"] != GROUPS[row["group"]].discount for row in plain)


def test_m_can_be_set_for_a_kind_and_is_estimated_for_the_others() -> None:
    who, plain = small_world.run().who, small_world.run().evidence
    chosen = cg.weigh(who, options=Weighing(m={"phone": 0.9}))
    found, before = ({row["kind"]: row["m"] for row in each.parameters.rows()} for each in (chosen, plain))
    assert (found["phone"], before["phone"] < 0.9) == (0.9, True)
    assert found["device"] == pytest.approx(before["device"], abs=0.05)
    assert cg.weigh(who, options=chosen.as_options()).table.rows() == chosen.table.rows()
    with pytest.raises(OptionError, match="phone"):
        Weighing(m={"phon": 0.5})


def test_the_market_is_told_apart_from_the_case() -> None:
    shops = [{"account_id": f"s{n}", "platform": "p", "contact_phone": f"1390571{n // 2:04d}"} for n in range(10)]
    [row] = cg.weigh(cg.resolve(cg.read({"accounts": shops}))).parameters.rows()
    assert (row["accounts"], row["in_market"]) == (10, 10_000)


def test_pairs_held_apart_are_not_linked_whatever_they_share() -> None:
    evidence = small_world.run().evidence
    best = np.argsort(evidence.pairs.milli)[-3:]
    held = np.stack([evidence.pairs.a[best], evidence.pairs.b[best]], axis=1).astype(np.int64)
    nobody, alone = np.zeros((0, 2), np.int64), np.arange(evidence.uses.accounts)
    found, before = (sharing(evidence.uses, evidence.weights, component=alone, rejected=r) for r in (held, nobody))
    apart = np.isinf(found.elsewhere)
    assert len(np.unique(found.pair[apart])) == 3
    assert np.array_equal(found.elsewhere[~apart], before.elsewhere[~apart])


def test_faults_name_what_is_wanted() -> None:
    with pytest.raises(OptionError, match="group of evidence"):
        Weighing(discounts={"phone": 0.5})
    with pytest.raises(OptionError, match="known kind"):
        Weighing(horizons={"contact": 5.0})

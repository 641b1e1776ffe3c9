"""Capacity by hand: tills, goods, chains of money, and each rule of recovery."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.takedown import baselines
from counterfeit_graph.takedown.capacity import Trade
from counterfeit_graph.takedown.needs import nearest, ones, product, reaching
from counterfeit_graph.takedown.recovery import Odds
from counterfeit_graph.takedown.wiring import Wiring
from tests.takedown.made import CHAIN, gang, gangs


def left(network, *gone: str, odds: Odds | None = None) -> dict[str, float]:
    """Share left of each rule once the nodes of these ids are gone."""
    trade = Trade.of(Wiring.of(network), odds)
    dead = np.isin(network.nodes["id"].astype(str), gone)
    return {rule: float(value[0] / trade.value.sum()) for rule, value in trade.left(dead[None, :]).items()}


@pytest.mark.parametrize(
    ("gone", "share"),
    [((), 1.0), (("a",), 2 / 3), (("tilla",), 2 / 3), (("depot",), 0.0), (("purse",), 0.5), (("rent",), 1.0)],
)
def test_what_is_left_before_recovery(gone, share):
    assert left(gang(), *gone)["none"] == pytest.approx(share)


def test_a_second_source_of_goods_keeps_a_shop_going():
    edges = [*CHAIN, ("account:a", "supplied_by", "supplier:s", 0)]
    assert left(gang(edges), "depot")["none"] == pytest.approx(1 / 3)


def test_friends_lend_their_till():
    found = left(gang(), "tilla")
    assert found["triadic"] == pytest.approx(2 / 3 + 1 / 3 * 0.5)
    assert found["random"] == pytest.approx(2 / 3 + 1 / 3 * 0.3)


def test_what_opens_anew_depends_on_what_fell():
    assert left(gang(), "a")["phoenix"] == pytest.approx(2 / 3 + 0.9 / 3)
    assert left(gang(), "depot")["phoenix"] == pytest.approx(0.6)
    assert left(gang(), "tilla", "tillb", "tillc")["phoenix"] == pytest.approx(0.4)
    assert left(gang(), "depot", odds=Odds(source=0.4))["phoenix"] == pytest.approx(0.4)


def test_nothing_opens_anew_when_nobody_commands():
    free = left(gang(), "depot")["phoenix"]
    held = left(gang(), "depot", "boss", "manager")["phoenix"]
    assert (free, held) == (pytest.approx(0.6), pytest.approx(0.0))


def test_a_scarce_role_has_no_substitute():
    assert left(gang(), "depot")["substitute"] == 0.0
    assert left(gang(), "tilla")["substitute"] == pytest.approx(2 / 3 + 1 / 3 * 0.5)


def test_money_in_a_ring_reaches_its_end():
    ring = ones([[0, 1, 0], [1, 0, 1], [0, 0, 0]])
    live = ones([[1, 1, 1], [1, 1, 0]])
    assert reaching(ring, live, ends=np.array([False, False, True])).tolist() == [[1.0] * 3, [0.0] * 3]


@given(gangs(), st.integers(0, 2**61))
def test_all_that_is_multiplied_is_zeros_and_ones_however_large_the_sums(network, amount):
    edges = network.edges.with_columns({"amount": np.full(len(network.edges), amount)})
    trade = Trade.of(Wiring.of(replace(network, edges=edges)))
    told = [trade.friends, trade.needs.behind(trade.friends)]
    for needs in (trade.needs, *trade.mended.values()):
        told += [needs.tills, needs.goods, needs.onward, needs.heirs]
    assert all(set(np.unique(matrix).tolist()) <= {0.0, 1.0} for matrix in told)


def test_a_product_of_zeros_and_ones_heeds_no_flag_of_invalid_numbers():
    """Infinity times nothing raises the flag that BLAS may raise for what lies beside a matrix."""
    with np.errstate(invalid="raise"):
        assert np.isnan(product(np.array([[np.inf]], np.float32), np.zeros((1, 1), np.float32)))
        assert product(ones(np.eye(3)), ones(np.eye(3))).tolist() == np.eye(3).tolist()


def test_the_nearest_are_of_the_same_role():
    reach = ones([[1, 1], [1, 1], [1, 0]])
    assert nearest(reach, role=np.array([1, 2, 1])).tolist() == [[0.0, 0.0, 1.0], [0.0] * 3, [1.0, 0.0, 0.0]]


def test_adaptive_baselines_take_the_centre_first():
    wiring, rng = Wiring.of(gang()), np.random.default_rng(1)
    for order in (baselines.corehd, baselines.collective_influence, baselines.random):
        assert sorted(order(wiring, rng).tolist()) == list(range(wiring.size))
    star = nx.to_scipy_sparse_array(nx.star_graph(4), dtype=float, format="csr")
    assert baselines._adaptive(star, baselines._core_degrees)[0] == 0

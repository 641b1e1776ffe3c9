"""The calibrated scale: laws, judged pairs, and a world whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.evidence.calibration import Scores
from counterfeit_graph.evidence.scale import Scale
from tests import small_world
from tests.evidence.test_calibration import truth

PLAIN = Scale(np.array([10.0, 40.0]), np.array([0.0, 30.0]), silence=-4.0)
ROWS = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=30)


def scores(rows: list[tuple[int, bool]]) -> Scores:
    """Judged pairs, one of either sort for certain."""
    rows = [*rows, (45, True), (0, False)]
    return Scores.of(np.array([d for d, _ in rows], float), np.array([same for _, same in rows]))


@given(ROWS)
def test_the_order_of_links_stays_and_no_ceiling_is_passed(rows: list[tuple[int, bool]]) -> None:
    found = scores(rows)
    moved = PLAIN.judged(found)
    worth = moved.of(np.arange(0.0, 90.0, 0.5))
    assert np.all(np.diff(worth) >= -1e-9)
    assert worth.max() <= found.ceiling == 10 * np.log10(found.different.sum() + 1)


def test_without_judged_pairs_nothing_moves_and_nothing_is_capped() -> None:
    one_sort = Scores.of(np.array([40.0]), np.array([True]))
    assert PLAIN.judged(one_sort) is PLAIN
    assert PLAIN.of(np.array([400.0])).tolist() == [30.0]


def test_many_judged_pairs_have_their_way() -> None:
    same, different = (np.full(n, 30.0) for n in (5_000, 500))
    silent = Scores.of(np.concatenate([same, different]), np.arange(5_500) < 5_000, silent=(5_000, 99_500))
    assert PLAIN.of(np.array([30.0])).tolist() == [20.0]
    assert PLAIN.judged(silent).of(np.array([30.0]))[0] == pytest.approx(20.0, abs=1.5)
    loud = Scores.of(np.full(5_500, 30.0), np.arange(5_500) < 5_000, silent=(5_000, 4_500))
    assert PLAIN.judged(loud).of(np.array([30.0]))[0] == pytest.approx(7.0, abs=1.5)


def test_on_a_known_world_the_scale_keeps_its_word_better_than_the_sums() -> None:
    evidence = small_world.run().evidence
    rows = {row["clue"]: row for row in evidence.calibrate(truth()).table.rows()}
    assert rows["calibrated"]["loss"] <= 0.05
    assert rows["calibrated"]["loss"] < rows["total"]["loss"]
    assert evidence.scale.silence < -1


def test_links_show_what_they_are_worth() -> None:
    evidence = small_world.run().evidence
    worth = evidence.worth
    assert worth["decibans"].tolist() == evidence.table["decibans"].tolist()
    assert np.all(worth["worth"] <= evidence.scale.worth.max() + 1e-3)
    assert small_world.run().run["parameters"]["scale"] == evidence.scale.table.rows()


def test_judged_pairs_of_a_case_set_its_ceiling() -> None:
    evidence = small_world.run().evidence
    first, last = evidence.table.rows()[0], evidence.table.rows()[-1]
    who = evidence.who.confirm(first["a"], first["b"], by="me", why="seen")
    judged = replace(evidence, who=who.reject(last["a"], last["b"], by="me", why="seen"))
    assert judged.scale.ceiling == pytest.approx(10 * np.log10(2))
    assert judged.worth["worth"].max() <= judged.scale.ceiling + 1e-3

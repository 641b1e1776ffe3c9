"""Calibration: known answers, laws, and the simulated small world."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.evidence.calibration import Scores, calibration_of
from counterfeit_graph.model.errors import CaseError, ColumnError, NotFoundError, OptionError
from tests import naive_evidence, small_world

SCORES = st.lists(st.tuples(st.integers(-30, 60), st.booleans()), min_size=2, max_size=40)


def scores(rows: list[tuple[int, bool]]) -> Scores:
    return Scores.of(np.array([d for d, _ in rows], float), np.array([same for _, same in rows]))


def both(rows: list[tuple[int, bool]]) -> list[tuple[int, bool]]:
    """The rows with a pair of either sort for certain."""
    return [*rows, (10, True), (-10, False)]


def test_saying_nothing_costs_one_bit() -> None:
    assert scores([(0, True), (0, False)]).cllr == 1.0


def test_certainty_in_the_wrong_is_dear() -> None:
    assert scores([(-60, True), (60, False)]).cllr == pytest.approx(math.log2(1 + 1e6))


@given(SCORES)
def test_cost_and_its_best_are_those_of_the_slow_twin(rows: list[tuple[int, bool]]) -> None:
    found = scores(both(rows))
    assert found.cllr == pytest.approx(naive_evidence.cllr(both(rows)))
    assert found.cllr_min == pytest.approx(naive_evidence.cllr_min(both(rows)), abs=1e-9)


@given(SCORES)
def test_no_scale_beats_the_best_and_the_best_is_calibrated(rows: list[tuple[int, bool]]) -> None:
    found = scores(both(rows))
    best = np.clip(found.calibrated(), -200, 200)
    assert found.cllr_min <= min(found.cllr, 1.0) + 1e-9
    assert np.all(np.diff(best) >= 0)
    again = Scores(best, found.same, found.different)
    assert again.cllr == pytest.approx(found.cllr_min, abs=1e-6)


@given(SCORES, st.integers(1, 20))
def test_a_shift_of_the_scale_changes_only_the_loss(rows: list[tuple[int, bool]], shift: int) -> None:
    found = scores(both(rows))
    moved = Scores(found.level + shift, found.same, found.different)
    assert moved.cllr_min == pytest.approx(found.cllr_min)
    assert np.allclose(moved.calibrated(), found.calibrated())


def test_weights_count_as_pairs() -> None:
    rows = [(10, True)] * 4 + [(0, False)] * 7 + [(10, False)] + [(0, True)] * 2
    whole = scores(rows)
    folded = Scores.of(np.array([10.0] * 5), np.array([True] * 4 + [False]), silent=(2, 7))
    assert np.allclose(whole.level, folded.level)
    assert (whole.cllr, whole.cllr_min) == (folded.cllr, folded.cllr_min)


@given(SCORES)
def test_nothing_is_supported_beyond_the_ceiling_or_what_was_stated(rows: list[tuple[int, bool]]) -> None:
    found = scores(both(rows))
    assert 0.0 <= found.supported <= max(found.ceiling, 0.0) + 1e-9
    assert found.supported <= found.level.max()


def test_few_pairs_support_little() -> None:
    few, many = (Scores.of(np.full(9, 60.0), np.ones(9, bool), silent=(0, n)) for n in (9, 9_999))
    assert few.supported == few.ceiling == 10.0
    assert many.supported == 40.0


def test_well_calibrated_ratios_lose_little_and_inflated_ones_are_found_out() -> None:
    rng = np.random.default_rng(5)
    drawn = np.concatenate([rng.normal(1, math.sqrt(2), 4000), rng.normal(-1, math.sqrt(2), 4000)])
    same = np.repeat([True, False], 4000)
    honest, loud = (Scores.of(scale * drawn * 10 / math.log(10), same) for scale in (1.0, 3.0))
    assert honest.cllr - honest.cllr_min < 0.01
    assert loud.cllr - loud.cllr_min > 0.2
    assert abs(honest.overstated) < 0.5
    assert loud.overstated > 5


def truth() -> cg.Table:
    accounts = small_world.world().truth["accounts"].to_pandas()
    names = accounts["controller"].where(accounts["gang_id"] == "", accounts["gang_id"])
    return cg.Table.of({"account_id": accounts["account_id"].tolist(), "controller": names.tolist()})


def test_a_simulated_world_judges_every_pair() -> None:
    found = small_world.run().evidence.calibrate(truth())
    [total] = found.table.where(found.table["clue"] == "total").rows()
    assert total["same"] + total["different"] == small_world.ACCOUNTS * (small_world.ACCOUNTS - 1) // 2
    assert 0 < total["cllr_min"] <= total["cllr"] < 1
    assert {"phone", "money"} <= set(found.table["clue"])
    of_total = found.curve.where(found.curve["clue"] == "total")
    assert of_total["same"].sum() == total["same"]


def test_all_pairs_given_one_by_one_say_the_same() -> None:
    evidence = small_world.run().evidence
    some = truth().take(np.arange(0, small_world.ACCOUNTS, 12))
    ids, names = some["account_id"], some["controller"]
    a, b = np.triu_indices(len(ids), 1)
    pairs = cg.Table.of({"a": ids[b], "b": ids[a], "same": names[a] == names[b]})
    one, two = ({row["clue"]: row for row in evidence.calibrate(t).table.rows()} for t in (some, pairs))
    assert set(one) <= set(two)
    assert one == {clue: two[clue] for clue in one}


def test_judgements_calibrate_what_else_is_stated() -> None:
    uses = [{"account_id": a, "kind": "email", "value": f"{v}@x.cn"} for a, v in ("a1", "b1", "c2", "d3")]
    shops = [{"account_id": name, "platform": "p"} for name in "abcd"]
    who = cg.resolve(cg.read({"accounts": shops, "identifiers": uses}))
    assert cg.weigh(who).calibration.rows()[-1]["cllr"] is None
    judged = who.confirm("a", "b", by="me", why="seen").reject("c", "d", by="me", why="seen")
    total = cg.weigh(judged).calibration.rows()[-1]
    assert (total["same"], total["different"], total["stated_same"]) == (1, 1, 0)


def judged() -> cg.EvidenceGraph:
    shops = [{"account_id": n, "platform": "p", "contact_email": f"{n in '12'}@x.cn"} for n in "1234"]
    return cg.weigh(cg.resolve(cg.read({"accounts": shops})))


PAIRS = {"a": ["1", "4", "2"], "b": ["2", "3", "1"], "same": [True, False, True]}


def forms() -> list[Any]:
    """The same pairs in every form, booleans as themselves and as words."""
    frame, rows = pd.DataFrame(PAIRS), [dict(zip(PAIRS, row, strict=True)) for row in zip(*PAIRS.values(), strict=True)]
    words = {**PAIRS, "same": ["True", "false", " TRUE "]}
    numbers = {**PAIRS, "a": [1, 4, 2]}
    return [cg.Table.of(PAIRS), PAIRS, frame, frame.astype({"same": object}), pl.DataFrame(PAIRS), rows, words, numbers]


def test_truth_is_taken_in_every_form() -> None:
    found = [judged().calibrate(each).table.rows()[-1] for each in forms()]
    assert all(each == found[0] for each in found)
    assert (found[0]["same"], found[0]["different"]) == (1, 1)
    columns = {"account_id": [*"1234"], "controller": [*"xxyz"]}
    assert judged().calibrate(pd.DataFrame(columns)).table.rows()[-1]["different"] == 5


@pytest.mark.parametrize(
    ("truth", "fault"),
    [
        ({**PAIRS, "same": ["True", "False", "maybe"]}, "row 3: same takes true or false"),
        ({**PAIRS, "same": [True, None, True]}, "row 2: same takes true or false"),
        ({**PAIRS, "same": [1, 0, 1]}, "row 1: same takes true or false"),
        ({**PAIRS, "same": [True, False, False]}, "row 3: an earlier row says the opposite"),
        ({**PAIRS, "b": ["2", "4", "1"]}, "row 2: an account is no pair with itself"),
        ({**PAIRS, "a": ["1", None, "2"]}, "row 2: a is blank"),
        ({"account_id": ["1", "2"], "controller": ["x", None]}, "row 2: controller is blank"),
        ({"account_id": ["1", "1"], "controller": ["x", "y"]}, "row 2: an earlier row names another controller"),
    ],
)
def test_truth_that_is_none_is_refused_by_its_row(truth: dict[str, Any], fault: str) -> None:
    with pytest.raises(ColumnError, match=fault):
        judged().calibrate(truth)


def test_faults_say_what_is_wanted() -> None:
    evidence = small_world.run().evidence
    with pytest.raises(ColumnError, match="account_id, controller"):
        evidence.calibrate(cg.Table.of({"x": [1]}))
    with pytest.raises(CaseError, match="no frame"):
        evidence.calibrate(3)
    with pytest.raises(NotFoundError):
        evidence.calibrate(cg.Table.of({"account_id": ["nobody"], "controller": ["x"]}))
    nothing = calibration_of({"total": Scores.of(np.array([1.0]), np.array([True]))}, made_with={})
    with pytest.raises(OptionError, match="judge more pairs"):
        cg.plots.calibration(nothing)
    with pytest.raises(NotFoundError, match="total"):
        cg.plots.calibration(nothing, "totl")

"""The arithmetic of the score against its definition, written out."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.simulate import tallies

_LABELS = st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), min_size=1, max_size=12)


def _sides(labels):
    return (np.array(side, dtype=np.int64) for side in zip(*labels, strict=True))


def _together(side, i, j):
    return side[i] >= 0 and side[i] == side[j]


@given(_LABELS)
def test_pairs_are_counted_as_defined(labels):
    found, true = _sides(labels)
    every = list(combinations(range(len(found)), 2))
    claimed, real = [p for p in every if _together(found, *p)], [p for p in every if _together(true, *p)]
    right = len(set(claimed) & set(real))
    precision, recall, _ = tallies.pair_rates(found, true)
    assert precision == (right / len(claimed) if claimed else 1.0)
    assert recall == (right / len(real) if real else 1.0)


@given(_LABELS)
def test_bcubed_is_as_defined(labels):
    found, true = _sides(labels)
    things = range(len(found))
    same = [[i == j or (_together(found, i, j) and _together(true, i, j)) for j in things] for i in things]
    cluster = [sum(_together(found, i, j) for j in things) for i in things]
    gang = [sum(_together(true, i, j) for j in things) for i in things]
    precision = [sum(same[i]) / cluster[i] for i in things if found[i] >= 0]
    recall = [sum(same[i]) / gang[i] if found[i] >= 0 else 0.0 for i in things if true[i] >= 0]
    got = tallies.bcubed(found, true)
    assert got[0] == pytest.approx(np.mean(precision) if precision else 0.0)
    assert got[1] == pytest.approx(np.mean(recall) if recall else 0.0)


@given(_LABELS)
def test_a_perfect_answer_scores_one(labels):
    _, true = _sides(labels)
    assert tallies.pair_rates(true, true) == (1.0, 1.0, 1.0)
    assert tallies.recovered(true, true) == (1.0 if (true >= 0).any() else 0.0)


@given(_LABELS)
def test_names_of_groups_do_not_matter(labels):
    found, true = _sides(labels)
    other = np.where(found >= 0, 7 - found, -1)
    assert tallies.pair_rates(other, true) == tallies.pair_rates(found, true)
    assert tallies.bcubed(other, true) == pytest.approx(tallies.bcubed(found, true))


def test_best_match_takes_the_largest_overlap():
    assert tallies.best_match(np.array([0, 1, 1, -1, 2]), np.array([4, 4, 4, 4, -1])) == {4: 1}


def test_macro_f1_is_the_mean_over_true_classes():
    found, true = np.array(["a", "b", ""], dtype=object), np.array(["a", "a", "b"], dtype=object)
    assert tallies.macro_f1(found, true) == pytest.approx((2 / 3 + 0) / 2)


def test_nothing_to_score_is_no_error():
    none = np.array([-1, -1])
    assert tallies.pair_rates(none, none) == (1.0, 1.0, 1.0)
    assert tallies.macro_f1(np.array([]), np.array([])) == 0.0

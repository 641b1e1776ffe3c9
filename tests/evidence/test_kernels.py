"""The kernels of evidence against their slow twins on random inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.evidence._kernels import (
    HARD,
    ascend,
    distinct_labels,
    faded,
    group_rule,
    in_large,
    ledger_rows,
    link_pairs,
    linked_to_lower,
    lowest_linked,
    stable_order,
)
from counterfeit_graph.evidence._kernels_adding import merged, merged_links, renumbered, taken_from
from counterfeit_graph.evidence._kernels_support import supported_pairs
from counterfeit_graph.evidence.components import component_labels
from counterfeit_graph.identity._kernels import compress
from tests import naive_evidence as naive

DISCOUNT = np.array([0.5, 0.3, 0.9])
CLUES = st.lists(st.tuples(st.integers(-2000, 50_000), st.integers(0, 2)), max_size=8)
USES = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 9)), min_size=1, max_size=40)


def laid_out(uses: set[tuple[int, int]], seed: int = 1) -> dict[str, Any]:
    """Uses as the kernels take them, with what each value is worth."""
    account, value = np.array(sorted(uses), np.int32).T.copy()
    ptr, _ = compress(account, 8)
    value_ptr, value_use = compress(value, 10)
    rng = np.random.default_rng(seed)
    alone, group = rng.integers(0, 40_000, 10), rng.integers(0, 3, 10)
    weights = (alone, np.full(10, 0.01), np.zeros(10), np.ones(10, bool))
    no_dates = (np.zeros(len(account), np.int32), np.zeros(len(account), np.int32), np.zeros(len(account), np.int8))
    return {"rows": (ptr, value, value_ptr, value_use, account), "dates": no_dates, "weights": weights, "group": group}


@given(USES, st.lists(st.integers(0, 7), min_size=8, max_size=8))
def test_labels_among_users_are_counted_as_by_the_twin(uses: set[tuple[int, int]], label: list[int]) -> None:
    users = [sorted(i for i, x in uses if x == v) for v in range(10)]
    account, value = np.array(sorted(uses), np.int64).T
    lowest = np.array([label.index(each) for each in label])
    others = np.flatnonzero(lowest != np.arange(8))
    others = others[np.argsort(lowest[others], kind="stable")]
    counts = np.array([len(each) for each in users])
    found = distinct_labels(counts, compress(account, 8)[0], value, lowest[others], others)
    assert found.tolist() == naive.distinct_labels(users, label)


@given(CLUES)
def test_group_rule_counts_as_its_twin(clues: list[tuple[int, int]]) -> None:
    alone = np.array([a for a, _ in clues], np.int64)
    group, counted = np.array([g for _, g in clues], np.int64), np.zeros(len(clues), np.int64)
    total = group_rule(alone, group, DISCOUNT, np.argsort(-alone, kind="mergesort"), counted)
    assert counted.tolist() == naive.group_rule(clues, DISCOUNT.tolist())
    assert total == counted.sum()


@given(USES, st.integers(1, 60_000))
def test_links_are_those_of_the_twin(uses: set[tuple[int, int]], floor: int) -> None:
    case = laid_out(uses)
    a, b, milli, _ = link_pairs(case["rows"], case["dates"], case["weights"], case["group"], DISCOUNT, floor, (0, 8))
    users = {v: [i for i, x in uses if x == v] for v in range(10)}
    worth = {v: (int(case["weights"][0][v]), int(case["group"][v])) for v in range(10)}
    found = dict(zip(zip(a.tolist(), b.tolist(), strict=True), milli.tolist(), strict=True))
    assert found == naive.link_pairs(users, worth, DISCOUNT.tolist(), floor)


@given(USES, st.randoms(use_true_random=False))
def test_passing_uses_count_as_if_they_were_not_there(uses: set[tuple[int, int]], random: Any) -> None:
    case = laid_out(uses)
    passing = np.array([random.random() < 0.3 for _ in uses])
    dates = (*case["dates"][:2], np.where(passing, np.int8(-1), np.int8(0)))
    a, b, milli, _ = link_pairs(case["rows"], dates, case["weights"], case["group"], DISCOUNT, 1, (0, 8))
    kept = {use for use, gone in zip(sorted(uses), passing.tolist(), strict=True) if not gone}
    users = {v: [i for i, x in kept if x == v] for v in range(10)}
    worth = {v: (int(case["weights"][0][v]), int(case["group"][v])) for v in range(10)}
    found = dict(zip(zip(a.tolist(), b.tolist(), strict=True), milli.tolist(), strict=True))
    assert found == naive.link_pairs(users, worth, DISCOUNT.tolist(), 1)


@given(USES, st.randoms(use_true_random=False))
def test_a_pair_is_hard_to_forge_where_both_uses_of_something_that_counts_are(
    uses: set[tuple[int, int]], random: Any
) -> None:
    case = laid_out(uses)
    grade = {use: random.randint(-1, 2) for use in sorted(uses)}
    dates = (*case["dates"][:2], np.array(list(grade.values()), np.int8))
    a, b, _, mask = link_pairs(case["rows"], dates, case["weights"], case["group"], DISCOUNT, 1, (0, 8))
    counting = {(i, v) for (i, v), hard in grade.items() if hard > 0 and case["weights"][0][v] > 0}
    shared = [any({(i, v), (j, v)} <= counting for v in range(10)) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
    assert (mask & HARD > 0).tolist() == shared


@given(USES)
def test_ledger_rows_sum_to_their_link(uses: set[tuple[int, int]]) -> None:
    case = laid_out(uses)
    a, b, milli, _ = link_pairs(case["rows"], case["dates"], case["weights"], case["group"], DISCOUNT, 1, (0, 8))
    ends = (a.astype(np.int64), b.astype(np.int64))
    pair, _, _, _, counted = ledger_rows(ends, case["rows"], case["dates"], case["weights"], case["group"], DISCOUNT)
    assert np.bincount(pair, weights=counted, minlength=len(a)).astype(int).tolist() == milli.tolist()


@given(USES, st.integers(-40, 0))
def test_supported_pairs_are_those_of_the_twin(uses: set[tuple[int, int]], prior: int) -> None:
    case = laid_out(uses)
    *ends, milli, _ = link_pairs(case["rows"], case["dates"], case["weights"], case["group"], DISCOUNT, 1, (0, 8))
    groups, odds = (case["group"], DISCOUNT), (float(prior), 1 << 20)
    found = supported_pairs((*ends, milli), case["rows"], case["dates"], case["weights"], groups, odds)
    users = {v: [i for i, x in uses if x == v] for v in range(10)}
    worth = {v: (int(case["weights"][0][v]), int(case["group"][v])) for v in range(10)}
    twin = naive.supported_pairs(users, worth, DISCOUNT.tolist(), prior, 1 << 20)
    assert np.abs(found - [twin[v] for v in range(10)]).max() <= 1


@given(st.integers(0, 60_000), st.floats(1e-6, 0.5), st.integers(0, 4000), st.sampled_from([0.0, 60.0, 365.0]))
def test_a_gap_never_adds(alone: int, rate: float, gap: int, horizon: float) -> None:
    assert faded(alone, rate, gap, horizon) == naive.faded(alone, rate, gap, horizon)
    assert faded(alone, rate, gap, horizon) <= alone
    assert faded(alone, rate, gap + 100, horizon) <= faded(alone, rate, gap, horizon)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15))
def test_components_are_named_after_their_lowest_node(edges: list[tuple[int, int]]) -> None:
    a, b = (np.array([edge[i] for edge in edges], np.int64) for i in (0, 1))
    label = naive.components(10, edges)
    assert lowest_linked(10, a, b).tolist() == component_labels(10, a, b=b).tolist() == label
    lowest, others = linked_to_lower(10, a, b)
    named = sorted((label[node], node) for node in range(10) if label[node] != node)
    assert [*zip(lowest.tolist(), others.tolist(), strict=True)] == named
    accounts, size = in_large(np.array(label), 2)
    counts = {node: label.count(label[node]) for node in range(10) if label.count(label[node]) > 2}
    assert dict(zip(accounts.tolist(), size.tolist(), strict=True)) == counts


@given(USES, USES, st.sets(st.integers(0, 7)))
def test_uses_that_come_in_take_their_places(
    old: set[tuple[int, int]], fresh: set[tuple[int, int]], gone: set[int]
) -> None:
    stay = {(2 * a, 2 * x) for a, x in old if a not in gone}
    came = {(a, x) for a, x in fresh if (a, x) not in stay}
    before, after = (np.array(sorted(uses), np.int64).reshape(-1, 2).T for uses in (old, came))
    codes, lost = (2 * np.arange(8), 2 * np.arange(10)), np.isin(np.arange(8), list(gone))
    source, account, value, rows = merged((*before,), codes, lost, (*after,))
    assert [*zip(account.tolist(), value.tolist(), strict=True)] == sorted(stay | came)
    assert rows.tolist() == np.flatnonzero(lost[before[0]]).tolist()
    assert taken_from(source, 2 * before[0], after[0]).tolist() == account.tolist()


PAIRS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]))


@given(PAIRS, PAIRS, st.permutations(range(8)), st.sets(st.integers(0, 7)))
def test_links_are_led_to_their_places_as_by_sorting(old: Any, new: Any, account: list[int], again: set[int]) -> None:
    a, b = (np.array([pair[at] for pair in sorted(old)], np.int32) for at in (0, 1))
    codes, masks = np.array(account, np.int32), np.zeros((2, 8), bool)
    masks[0, list(again)] = masks[1] = True
    low, high, gone, moving = renumbered(a, b, codes, masks[0], masks[1])
    now = [tuple(sorted((account[i], account[j]))) for i, j in sorted(old)]
    assert [*zip(low.tolist(), high.tolist(), strict=True)] == now
    assert gone.tolist() == [set(pair) <= again for pair in now]
    assert moving.tolist() == np.flatnonzero(~gone).tolist()


@given(PAIRS, PAIRS, st.sets(st.integers(0, 30)))
def test_fresh_links_are_merged_as_by_sorting(old: Any, new: Any, out: set[int]) -> None:
    sides = []
    for some in (old, new - old):
        ends = [np.array([pair[at] for pair in sorted(some)], np.int32) for at in (0, 1)]
        sides.append((*ends, ends[0] * 10 + ends[1] + np.int64(0), ends[1].astype(np.int64)))
    found = merged_links(sides[0], np.array([at in out for at in range(len(old))], bool), sides[1])
    stay = [pair for at, pair in enumerate(sorted(old)) if at not in out]
    assert [*zip(*(part.tolist() for part in found), strict=True)] == [
        (a, b, 10 * a + b, b) for a, b in sorted([*stay, *(new - old)])
    ]


@given(st.lists(st.integers(0, 50), max_size=80))
def test_a_few_numbers_are_sorted_as_many_are(numbers: list[int]) -> None:
    found = np.array(numbers, np.int64)
    ascend(found)
    assert found.tolist() == sorted(numbers)


@given(st.lists(st.integers(-9, 9), max_size=70), st.sampled_from([np.int64, np.float64]))
def test_a_stable_order_is_that_of_numpy(keys: list[int], kind: type) -> None:
    given_keys = np.array(keys, kind)
    assert stable_order(given_keys).tolist() == np.argsort(given_keys, kind="stable").tolist()

"""Bare tables: account, kind and value alone."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.gangs import bare, ownership
from counterfeit_graph.gangs._kernels_bare import (
    MESSAGES,
    NESTED,
    PASSES,
    believe,
    nested_values,
    propagate,
    twice_tied,
)
from counterfeit_graph.gangs.ownership import BareTable
from counterfeit_graph.identity._kernels import compress
from tests import naive_bare as naive

VALUES = 6
# Values of each account, ascending.
USES = st.lists(st.sets(st.integers(0, VALUES - 1)).map(sorted), min_size=3, max_size=8)


def table_of(values: list[list[int]], kinds: list[int] | None = None) -> BareTable:
    """A table from the values of each account."""
    account = np.repeat(np.arange(len(values)), [len(mine) for mine in values])
    value = np.array([x for mine in values for x in mine], np.int64)
    account_ptr, _ = compress(account, len(values))
    count = VALUES if kinds is None else len(kinds)
    value_ptr, use = compress(value, count)
    return BareTable(
        account_ptr, value, value_ptr, account[use], np.zeros(count, np.int64) if kinds is None else np.array(kinds)
    )


@given(USES, st.lists(st.integers(1, 9), min_size=VALUES, max_size=VALUES))
def test_labels_are_those_of_the_twin(values: list[list[int]], weight: list[int]) -> None:
    found = propagate(*table_of(values).rows, np.array(weight, float))
    assert found.tolist() == naive.propagate(values, [float(w) for w in weight], passes=PASSES)


@given(USES, st.lists(st.integers(-1, 1), min_size=8, max_size=8))
def test_twice_tied_accounts_are_those_of_the_twin(values: list[list[int]], label: list[int]) -> None:
    found = twice_tied(*table_of(values).rows, np.array(label[: len(values)]))
    assert found.tolist() == naive.twice_tied(values, label)


def pairs_of(values: list[list[int]]) -> list[tuple[int, int]]:
    """Pairs of values of each account, as the kernel lays them out."""
    return [pair for mine in values for pair in product(mine, mine)]


@given(USES, st.sampled_from([2, 99]))
def test_nested_values_are_those_of_the_twin(values: list[list[int]], most: int) -> None:
    found = nested_values(*table_of(values).rows, most)
    assert found.tolist() == [naive.nested(values, x, y, most=most, share=NESTED) for x, y in pairs_of(values)]


@settings(deadline=None)
@given(USES, st.lists(st.sampled_from([0.1, 0.3, 1.0]), min_size=8, max_size=8), st.integers(0, 3))
def test_beliefs_are_those_of_the_twin(values: list[list[int]], start: list[float], outside: int) -> None:
    table, prior, model = table_of(values), np.linspace(-9, -4.3, VALUES), (1e5, 0.01, 2.4)
    flags = nested_values(*table.rows, 99)
    rows = (table.account_ptr, table.use_value, np.full(VALUES, float(outside)))
    belief, own = believe(rows, flags, prior, np.array(start[: len(values)]), model)
    nest = {pair for pair, flag in zip(pairs_of(values), flags, strict=True) if flag}
    slow = naive.Beliefs(values, nest, model).run([outside] * VALUES, prior.tolist(), start[: len(values)], MESSAGES)
    np.testing.assert_allclose(belief, slow[0], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(own, slow[1], rtol=1e-6, atol=1e-9)


@given(USES)
def test_cyclic_communities_close_two_cycles(values: list[list[int]]) -> None:
    whole = ownership.Search(table_of(values), np.zeros(len(values), np.int64))._cyclic
    assert len(whole) == (len(values) >= ownership.LEAST and naive.rank(values) >= 2)


GANG, HOUSE, CROWD = range(30), range(100, 108), range(200, 220)


def town() -> tuple[BareTable, list[int]]:
    """4,000 accounts in families of three at one address; one gang, one household of eight, one cafe of twenty."""
    rng, kinds = np.random.default_rng(1), []
    values: list[list[int]] = [[] for _ in range(4_000)]

    def share(users: object, kind: int) -> None:
        for i in users:  # type: ignore[attr-defined]
            values[i].append(len(kinds))
        kinds.append(kind)

    for n in range(12):
        share(rng.choice(GANG, 7, replace=False).tolist(), n % 4)
    for kind, size in ((2, 8), (0, 5), (3, 6)):
        share(HOUSE[:size], kind)
    share(CROWD, 3)
    for first in range(300, 3_999, 3):
        for kind in (2, 0)[: 1 + first % 2]:
            share(range(first, first + 3), kind)
    return table_of(values, kinds), kinds


@pytest.fixture(scope="module")
def shown() -> np.ndarray:
    """The groups of the town."""
    return bare.groups_in(town()[0], join=5.0)[0]


def test_a_gang_is_found_by_its_pattern(shown: np.ndarray) -> None:
    uses_any = np.diff(town()[0].account_ptr)[: len(GANG)] > 0
    assert np.flatnonzero(shown == 0).tolist() == np.flatnonzero(uses_any).tolist()


@pytest.mark.parametrize("who", [HOUSE, CROWD, range(300, 4_000)], ids=["household", "cafe", "families"])
def test_nobody_else_is(shown: np.ndarray, who: range) -> None:
    assert (shown[list(who)] < 0).all()


def test_the_parameters_are_learned() -> None:
    assert ownership.cut_poisson_mean(3.0) < ownership.cut_poisson_mean(4.0) < 4.0


IDENTIFIERS = [{"account_id": n, "kind": "phone", "value": "13905712846"} for n in "ab"]


@pytest.mark.parametrize(
    ("more", "plain"),
    [({}, True), ({"relation": "contact"}, False), ({"first_seen": "2026-01-01"}, False)],
    ids=["bare", "relation", "date"],
)
def test_what_a_bare_case_is(monkeypatch: pytest.MonkeyPatch, *, more: dict[str, str], plain: bool) -> None:
    monkeypatch.setattr(bare, "ENOUGH", 2)
    accounts = [{"account_id": n, "platform": "p"} for n in "ab"]
    case = {"accounts": accounts, "identifiers": [row | more for row in IDENTIFIERS]}
    evidence = cg.weigh(cg.resolve(cg.read(case)))
    assert bare.is_bare(evidence) is plain
    assert len(cg.find_gangs(evidence, reruns=0).table) == 0


def test_a_small_case_is_not_bare() -> None:
    accounts = [{"account_id": n, "platform": "p"} for n in "ab"]
    assert not bare.is_bare(cg.weigh(cg.resolve(cg.read({"accounts": accounts, "identifiers": IDENTIFIERS}))))

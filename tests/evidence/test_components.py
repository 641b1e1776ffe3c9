"""An isolated component, however large, moves no other pair by more than `BOUND` decibans, and undoes no group.

The component is a ring tied by four kinds of values to itself and by none to the rest. The planted fault lets it count
with every account and every pair that it has, as a plain mean over candidate pairs does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.evidence import components, estimate
from counterfeit_graph.evidence.components import once_each, shares_in_large
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.growth import Growth, grow
from tests import small_world

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph

BOUND = 3.0
RING = 800
FORMS = {"device": "zz-device-{}", "payment": "6222{:014d}", "phone": "1390571{:04d}", "email": "z{}@z.cn"}
# Members that use one value, the last two of whom use the next as well.
USERS = 12


def with_ring() -> dict[str, pa.Table]:
    """The small world and a foreign ring beside it."""
    tables = small_world.arrows()
    users = [(at, at // (USERS - 2)) for at in range(RING)]
    users += [(at, value - 1) for at, value in users if at % (USERS - 2) < 2 and value]
    rows = [(f"zz{at}", kind, form.format(value)) for kind, form in FORMS.items() for at, value in users]
    names = ("account_id", "kind", "value")
    uses = {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    shops = {"account_id": [f"zz{at}" for at in range(RING)], "platform": ["foreign"] * RING}
    added = {"accounts": pa.table(shops), "identifiers": pa.table(uses)}
    return tables | {
        name: pa.concat_tables([tables[name], table], promote_options="permissive") for name, table in added.items()
    }


def seen(evidence: EvidenceGraph) -> tuple[dict[tuple[str, str], float], set[frozenset[str]]]:
    """Links and groups of accounts outside the ring."""
    links = {(row["a"], row["b"]): row["decibans"] for row in evidence.table.rows() if not row["a"].startswith("zz")}
    label, ids = grow(Field.of(evidence), Growth()), evidence.who.accounts["account_id"]
    groups = {frozenset(ids[label == group]) for group in range(label.max() + 1)}
    return links, {group for group in groups if not any(name.startswith("zz") for name in group)}


def moved() -> tuple[float, int]:
    """Most decibans that the ring moves a link, and how many groups it undoes."""
    plain, ringed = (seen(cg.weigh(cg.resolve(cg.read(tables)))) for tables in (small_world.arrows(), with_ring()))
    change = [abs(plain[0][pair] - ringed[0][pair]) for pair in plain[0].keys() & ringed[0].keys()]
    return max(change), len(plain[1] - ringed[1])


def test_a_foreign_ring_leaves_pairs_and_groups_alone() -> None:
    decibans, groups = moved()
    assert decibans <= BOUND
    assert groups == 0


def test_counted_with_all_its_pairs_it_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (components, estimate):
        monkeypatch.setattr(room, "LARGEST", 10**9)
    monkeypatch.setattr(estimate, "once_each", lambda _, amount: amount)
    decibans, groups = moved()
    assert decibans > BOUND
    assert groups > 0


AMOUNTS = st.lists(st.tuples(st.integers(0, 5), st.floats(0, 9)), min_size=1, max_size=30)


@given(AMOUNTS)
def test_no_component_counts_as_more_than_one(rows: list[tuple[int, float]]) -> None:
    component, amount = (np.array([row[at] for row in rows]) for at in (0, 1))
    totals: Any = np.bincount(component, weights=once_each(component, amount))
    assert np.all(totals <= 1 + 1e-9)
    assert np.allclose(totals, np.minimum(np.bincount(component, weights=amount), 1.0))


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_no_component_counts_as_more_accounts_than_the_largest(sizes: list[int]) -> None:
    label = np.repeat(np.cumsum([0, *sizes[:-1]]), sizes)
    counted = len(label) - (1 - shares_in_large(label)[1]).sum()
    assert counted == pytest.approx(sum(min(size, components.LARGEST) for size in sizes))

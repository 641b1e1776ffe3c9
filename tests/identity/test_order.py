"""Codes depend on what accounts are and use: never on their names, nor on the order of rows."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.identity import resolve
from counterfeit_graph.model.table import Table, concat
from tests.identity.made import case, facts, small, table

IDS = ["a", "b", "c", "d", "e"]
USES = st.lists(
    st.tuples(
        st.sampled_from(IDS), st.sampled_from(["email", "device"]), st.sampled_from(["x1@s.cn", "x2@s.cn", "dev9"])
    ),
    min_size=1,
    max_size=12,
)


def built(uses, rename=None):
    rename = rename or {}
    accounts = [(rename.get(i, i), f"p{n % 2}", f"name {n}") for n, i in enumerate(IDS)]
    rows = [(rename.get(i, i), kind, value) for i, kind, value in uses]
    return case(accounts=table("account_id platform name", accounts), identifiers=table("account_id kind value", rows))


@given(USES, st.permutations(IDS))
def test_renaming_accounts_changes_no_code(uses, others):
    rename = dict(zip(IDS, (f"z{other}" for other in others), strict=True))
    before, after = resolve(built(uses)), resolve(built(uses, rename))
    assert [rename[i] for i in before.accounts["account_id"]] == after.accounts["account_id"].tolist()
    assert before.facts.arrow == after.facts.arrow
    assert before.values.arrow == after.values.arrow


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_but_record_numbers(random):
    shuffled = small()
    for name, found in list(shuffled.tables.items()):
        rows = list(range(len(found)))
        random.shuffle(rows)
        shuffled.tables[name] = found.with_columns({"record": np.arange(1, len(found) + 1)}).take(rows)
    before, after = resolve(small()), resolve(shuffled)
    assert before.accounts.arrow == after.accounts.arrow
    assert before.values.arrow == after.values.arrow
    assert facts(before) == facts(after)


def test_facts_are_sorted_by_account_and_value():
    found = resolve(small()).facts
    pairs = list(zip(found["account"].tolist(), found["value"].tolist(), strict=True))
    assert pairs == sorted(pairs)


def test_columns_are_typed_as_promised():
    types = {field.name: str(field.type) for field in resolve(small()).facts.arrow.schema}
    assert [types[name] for name in ("account", "value", "first", "last", "rows")] == ["int32"] * 5
    assert types["record"] == "int64"


def test_many_event_rows_are_one_fact_whatever_their_chunks():
    orders = small().tables["orders"]
    halves = Table(orders.arrow.slice(0, 2)), Table(orders.arrow.slice(2))
    chunked = case(**{**small().tables, "orders": concat(halves)})
    assert facts(resolve(chunked)) == facts(resolve(small()))

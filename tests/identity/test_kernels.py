"""The identity kernels against their slow twins."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.identity import _kernels
from counterfeit_graph.identity.hashing import hash_texts, mix, order_with_ties
from tests import naive_identity as naive

WORDS = st.integers(0, 2**64 - 1)
DAYS = st.integers(-(2**31), 2**31 - 1)


@given(st.lists(st.one_of(st.none(), st.text(max_size=9)), max_size=6), st.integers(0, 3))
def test_hash_texts_is_its_twin(texts, start):
    sliced = pa.array(texts, pa.string())[start:]
    assert hash_texts(sliced).tolist() == [naive.hash_text(text or "") for text in texts[start:]]


@given(st.lists(WORDS, max_size=6))
def test_mix_is_its_twin(words):
    assert mix(np.array(words, np.uint64)).tolist() == [naive.mix(word) for word in words]


@given(st.lists(st.tuples(st.integers(0, 2), WORDS, DAYS, DAYS), max_size=8))
def test_add_facts_is_its_twin_in_any_order(facts):
    sums = np.arange(3, dtype=np.uint64), np.arange(3, dtype=np.int64)
    columns = [*zip(*facts, strict=True)] or [()] * 4
    types = (np.int32, np.uint64, np.int32, np.int32)
    _kernels.add_facts(*(np.array(c, t)[::-1].copy() for c, t in zip(columns, types, strict=True)), sums)
    assert tuple(each.tolist() for each in sums) == naive.add_facts(*columns, ([0, 1, 2], [0, 1, 2]))


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), max_size=12))
def test_mark_shared_is_its_twin(pairs):
    value, account = (np.array(column, np.int32) for column in ([v for v, _ in pairs], [a for _, a in pairs]))
    owner, shared = np.full(4, -1, np.int32), np.zeros(4, bool)
    _kernels.mark_shared(value, account, owner, shared)
    assert shared.tolist() == naive.shared(value.tolist(), account.tolist(), 4)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 99)), max_size=9))
def test_order_with_ties_sorts_by_every_key(rows):
    columns = [np.array(c) for c in zip(*rows, strict=True)] or [np.zeros(0, np.int64)] * 3
    order = order_with_ties(columns[0], lambda tied: [columns[1][tied], columns[2][tied]])
    assert [rows[i] for i in order] == sorted(rows)


@given(st.lists(st.integers(0, 4), max_size=12))
def test_compressed_rows_are_those_of_the_twin(keys):
    ptr, rows = _kernels.compress(np.array(keys, np.int32), 5)
    assert [rows[ptr[key] : ptr[key + 1]].tolist() for key in range(5)] == naive.compress(keys, 5)
    assert _kernels.pointers(np.array(keys, np.int32), 5).tolist() == ptr.tolist()


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=12))
def test_accounts_that_move_find_their_places(accounts):
    words, moving = np.array([w for w, _ in accounts], np.uint64), np.array([m for _, m in accounts], bool)
    order = np.argsort(np.where(moving, 0, words), kind="stable")
    moved = np.flatnonzero(moving)[np.argsort(words[moving], kind="stable")]
    low, high = _kernels.places_among(order, moving, words, words[moved])
    for before, last in ((low, ~moving), (high, moving)):
        found, code = _kernels.placed(order, moving, moved, before)
        # Those who move come before all of their word, or after all of them.
        assert found.tolist() == sorted(range(len(words)), key=lambda slot: (words[slot], last[slot], slot))
        assert found[code].tolist() == [*range(len(words))]

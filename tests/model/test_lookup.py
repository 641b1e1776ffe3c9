"""Places found by words, added to in parts, and cells read from columns in chunks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model._kernels import first_among
from counterfeit_graph.model.lookup import Lookup
from counterfeit_graph.model.table import Table, taken
from tests import naive_model as naive


def words(numbers: list[int]) -> np.ndarray[Any, Any]:
    """Words of numbers; several numbers have one."""
    return np.array([number % 5 for number in numbers], np.uint64)


@given(st.lists(st.lists(st.integers(0, 60), max_size=12), min_size=1, max_size=6), st.lists(st.integers(0, 70)))
def test_what_was_added_in_parts_is_found(parts: list[list[int]], sought: list[int]) -> None:
    known: list[int] = []
    lookup = Lookup.of(words(known))
    for part in parts:
        new = [number for number in dict.fromkeys(part) if number not in known]
        lookup = lookup.with_more(words(new), len(known))
        known += new
    numbers = np.array([*known, -1])

    def same(asked: np.ndarray[Any, Any], places: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.array(sought, int)[asked] == numbers[places]

    found = lookup.find(words(sought), same).tolist()
    assert found == [known.index(number) if number in known else -1 for number in sought]


@given(st.lists(st.integers(0, 2**64 - 1)), st.lists(st.integers(0, 2**64 - 1)), st.integers(1, 6))
def test_words_stand_among_sorted_ones_where_they_would_be_put(some: list[int], more: list[int], bits: int) -> None:
    ordered = sorted([*some, *more[::2]])
    starts = np.searchsorted(np.array([word >> (64 - bits) for word in ordered]), np.arange(2**bits + 1))
    known, sought = (np.array(each, np.uint64) for each in (ordered, [*more, *some]))
    found = first_among(known, starts.astype(np.int32), bits, sought)
    assert found.tolist() == naive.first_among(ordered, [*more, *some])


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), min_size=1, max_size=4), st.data())
def test_cells_of_chunks_are_those_of_the_whole(chunks: list[list[str]], data: st.DataObject) -> None:
    column = pa.chunked_array([pa.array(chunk, pa.string()) for chunk in chunks])
    whole = [cell for chunk in chunks for cell in chunk]
    rows = data.draw(st.lists(st.integers(0, len(whole) - 1))) if whole else []
    for each in (column, column.dictionary_encode()):
        assert taken(each, np.array(rows, np.int64)).to_pylist() == [whole[row] for row in rows]


def test_words_of_coded_columns_are_looked_for_as_those_of_plain_ones() -> None:
    plain = pa.chunked_array([pa.array(["phone", None, "ip"]), pa.array([], pa.string()), pa.array(["ip", "device"])])
    for column in (plain, plain.dictionary_encode()):
        assert Table(pa.table({"kind": column})).isin("kind", ["ip", "x"]).tolist() == [False, False, True, True, False]

"""Columns that hold one value, and rows that stay."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from counterfeit_graph.records.text import constant, kept

BLOCK = 1 << 16


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 7])
@pytest.mark.parametrize("value", ["a.csv", None])
def test_a_constant_column_holds_its_value_in_every_row(size, value):
    column = constant(value, size)
    assert column.type == pa.string()
    assert column.to_pylist() == [value] * size


def test_a_constant_column_takes_no_memory():
    before = pa.total_allocated_bytes()
    column = constant("identifiers.parquet", 10_000_000)
    assert len(column) == 10_000_000
    assert pa.total_allocated_bytes() - before < 4_000_000


@pytest.mark.parametrize("lost", [[], [0], [BLOCK - 1, BLOCK], list(range(BLOCK, 2 * BLOCK)), list(range(3 * BLOCK))])
def test_rows_that_stay_are_those_of_a_filter(lost):
    table = pa.table({"row": np.arange(3 * BLOCK), "file": constant("a", 3 * BLOCK)})
    stay = np.ones(len(table), bool)
    stay[lost] = False
    assert kept(table, stay).equals(table.filter(pa.array(stay)))

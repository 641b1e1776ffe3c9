from __future__ import annotations

from unittest import mock

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.records import load_records, read, same, save_records
from counterfeit_graph.records.same import conflicts, keepers
from counterfeit_graph.records.text import as_text
from tests.records.made import ACCOUNTS, read_case

_CELL = st.sampled_from(["a", "b", None, ""])
_ROWS = st.lists(st.tuples(_CELL, _CELL, st.sampled_from([1, 2, None])), max_size=12)
_TEXT = st.text(alphabet="a店 \t\u3000\u00a0。é", max_size=4)


def _table(rows: list[tuple]) -> pa.Table:
    types = {"x": pa.string(), "y": pa.string(), "n": pa.int64()}
    return pa.table({name: pa.array([row[at] for row in rows], kind) for at, (name, kind) in enumerate(types.items())})


@given(_ROWS)
def test_the_first_equal_row_is_kept_however_many_there_are(rows):
    expected = [rows.index(row) for row in rows]
    assert keepers(_table(rows), ["x", "y", "n"]).tolist() == expected
    with mock.patch.object(same, "FEW", 0):
        assert keepers(_table(rows), ["x", "y", "n"]).tolist() == expected


@given(_ROWS)
def test_of_conflicting_rows_the_smallest_is_kept(rows):
    rows = [row for row in dict.fromkeys(rows) if row[0] is not None]
    lost = set(conflicts(_table(rows), "x", columns=["x", "y", "n"]).tolist())
    kept = [row for at, row in enumerate(rows) if at not in lost]
    text = [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    assert sorted(row[0] for row in kept) == sorted({row[0] for row in rows})
    assert all(
        tuple("" if c is None else str(c) for c in row) == min(t for t in text if t[0] == row[0]) for row in kept
    )


@given(st.lists(st.one_of(st.none(), _TEXT), max_size=8))
def test_cells_are_trimmed_and_blank_ones_are_null(cells):
    expected = [None if cell is None or not cell.strip() else cell.strip() for cell in cells]
    whole = pa.array(["x", *cells, "y"], pa.string())
    assert as_text(pa.chunked_array([whole.slice(1, len(cells))])).text.to_pylist() == expected


def test_records_are_kept_and_taken_out_as_they_were(tmp_path):
    files = {"accounts.csv": ACCOUNTS + "3\n1,taobao\n", "orders.csv": "order_id,account_id,amount\n1,1,12.50\n"}
    records = read_case(tmp_path / "case", files)
    again = read(save_records(records, tmp_path / "kept"))
    assert all(again[name].rows() == records[name].rows() for name in records.tables)
    for name in ("refused", "counts", "ignored", "duplicates", "settings", "inputs", "made_with"):
        one, other = getattr(records, name), getattr(again, name)
        assert (one.rows(), 0) == (other.rows(), 0) if hasattr(one, "rows") else one == other
    assert load_records(save_records(again, tmp_path / "kept"))["orders"].rows() == records["orders"].rows()

"""No record is lost: whatever the bytes, every record is accepted, refused or a duplicate."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model.errors import CounterfeitGraphError
from counterfeit_graph.records import read
from counterfeit_graph.records.formats.delimited import read_delimited
from counterfeit_graph.records.formats.payload import Payload
from counterfeit_graph.records.formats.sift import Grammar, sift
from counterfeit_graph.records.formats.survey import survey
from counterfeit_graph.records.settings import Settings
from tests.records.made import balanced, case

_PIECES = st.sampled_from(
    [b"a", b"\xe5\xba\x97", b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\xff", b"\0", b" ", b'"x"']
)
_BODY = st.lists(_PIECES, max_size=40).map(b"".join)
_CELL = st.text(alphabet='ab",\n\r 店', max_size=5)
_ROWS = st.lists(st.tuples(_CELL, _CELL, _CELL), max_size=8)


def _balances_or_says_why_not(folder) -> bool:
    try:
        return balanced(read(folder))
    except CounterfeitGraphError as error:
        return "\n" not in str(error)


def _read(data: bytes):
    return read_delimited(Payload("x.csv", data, ""), Settings(), delimiter=",")


@given(_BODY)
def test_every_record_is_kept_or_refused(body):
    raw = _read(b"account_id,platform\n" + body)
    refused = sum(len(part) for part in raw.refused)
    assert raw.arrow.num_rows + refused == raw.read
    numbers = sorted([*raw.record.tolist(), *(n for part in raw.refused for n in part["record"].to_pylist())])
    assert numbers == list(range(1, raw.read + 1))


@given(_BODY)
def test_the_bytes_of_a_body_are_all_in_its_records(body):
    """Outside the spans and the refused text only line ends remain."""
    sifted = sift(body, Grammar(","), width=2)
    kept = sum(end - start for start, end in sifted.spans)
    lost = sum(len(text.encode("utf-8")) for _, _, text in sifted.bad)
    assert kept + lost >= len(body.replace(b"\n", b"").replace(b"\r", b""))
    assert sifted.read == len(sifted.record) + len(sifted.bad)


@given(_ROWS, st.sampled_from(["\n", "\r\n"]))
def test_what_csv_writes_is_read_back(rows, end):
    out = io.StringIO()
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([("x", "y", "z"), *rows])
    raw = _read(out.getvalue().encode())
    assert [tuple(row.values()) for row in raw.arrow.to_pylist()] == rows
    assert raw.read == len(rows)


@given(_BODY)
def test_the_survey_agrees_with_the_sifter_where_it_speaks(body):
    count = survey(memoryview(body), b",")
    if count >= 0:
        assert count == sift(body, Grammar(","), width=2).read


@given(_BODY)
def test_a_case_of_any_bytes_balances_or_says_why_not(tmp_path_factory, body):
    folder = case(tmp_path_factory.mktemp("case"), {"accounts.csv": b"account_id,platform\n" + body})
    assert _balances_or_says_why_not(folder)


@given(st.binary(max_size=60))
def test_any_bytes_at_all_end_in_records_or_one_line(tmp_path_factory, data):
    folder = case(tmp_path_factory.mktemp("case"), {"accounts.csv": data})
    assert _balances_or_says_why_not(folder)


@given(_BODY)
def test_the_fast_reader_sees_the_cells_that_the_grammar_sees(body):
    raw, grammar = _read(b"x,y\n" + b"ab,cd\n" * 9 + body), Grammar(",")
    data = b"\n" + b"ab,cd\n" * 9 + body
    sifted = sift(data, grammar, width=2)
    cells = []
    for start, end in sifted.spans:
        while start < end:
            found, start = grammar.cells(data, start)
            cells += [tuple(cell.decode() for cell in found)] if found != [b""] else []
            start += len(data[start:end]) - len(data[start:end].lstrip(b"\r\n"))
    assert [tuple(row.values()) for row in raw.arrow.to_pylist()] == cells

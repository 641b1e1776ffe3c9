"""No record is lost: whatever the bytes, every record is accepted, refused or a duplicate."""

from __future__ import annotations

import csv
import io
import re
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model.errors import CounterfeitGraphError
from counterfeit_graph.records import read
from counterfeit_graph.records.formats import sift as module
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


def _slow(data: bytes, width: int) -> tuple[list[int], list[tuple[int, str]]]:
    """The same rules, one line after the other and in plain Python: numbers of good records, reasons of bad ones."""
    grammar, good, bad, at = Grammar(","), [], [], 0
    while at < len(data):
        line = re.compile(rb"[^\r\n]*").match(data, at)[0]
        cells, end = grammar.cells(data, at)
        text = line if end < 0 else data[at:end]
        if line:
            reason = _reason(text, -1 if end < 0 else len(cells), width)
            number = len(good) + len(bad) + 1
            good, bad = (good, [*bad, (number, reason)]) if reason else ([*good, number], bad)
        at += max(len(text), 1)
    return good, bad


def _reason(text: bytes, count: int, width: int) -> str:
    if count < 0:
        return "unclosed_quote" if text.count(b'"') % 2 else "bad_quote"
    if count != width:
        return "too_many_cells" if count > width else "too_few_cells"
    if b"\0" in text:
        return "nul_byte"
    return "bad_encoding" if b"\xff" in text else ""


@given(_BODY)
def test_the_sifter_agrees_with_its_slow_twin(body):
    sifted = sift(body, Grammar(","), width=2)
    assert (sifted.record.tolist(), [(number, reason) for number, reason, _ in sifted.bad]) == _slow(body, 2)


@given(_BODY, st.integers(1, 9))
def test_where_a_block_ends_changes_nothing(body, step):
    whole = sift(body, Grammar(","), width=2)
    with mock.patch.object(module, "_STEP", step):
        parts = sift(body, Grammar(","), width=2)
    assert (parts.bad, parts.read, parts.record.tolist()) == (whole.bad, whole.read, whole.record.tolist())


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

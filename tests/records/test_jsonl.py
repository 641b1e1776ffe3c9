from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.records.formats.jsonl import read_lines
from counterfeit_graph.records.formats.payload import Payload
from counterfeit_graph.records.settings import Settings
from tests.records.made import column, read_case, reasons

_WORD = st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=6)


def test_numbers_keep_every_figure(tmp_path):
    line = '{"account_id": 110105199003078811, "platform": 1.10, "contact_phone": 13800138000, "name": true}\n'
    records = read_case(tmp_path, {"accounts.jsonl": line})
    row = records["accounts"].rows()[0]
    assert (row["account_id"], row["platform"], row["name"]) == ("110105199003078811", "1.10", "true")
    assert column(records["identifiers"], "value") == ["13800138000"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "bad_json"),
        ("[1]", "bad_json"),
        ("7", "bad_json"),
        ('{"account_id": NaN}', "bad_json"),
        ('{"account_id": "1", "account_id": "2"}', "repeated_key"),
        ('{"account_id": ["1"]}', "nested_value"),
        ('{"account_id": {"a": 1}}', "nested_value"),
        (r'{"account_id": "\ud800"}', "bad_encoding"),
        ("[" * 100_000, "bad_json"),
        ('"' + "x" * 1_000_001 + '"', "too_long"),
        (b'{"account_id": "\xff"}', "bad_encoding"),
    ],
)
def test_a_bad_line_costs_itself_only(tmp_path, line, reason):
    good = '{"account_id": "%s", "platform": "tb"}'
    lines = [good % 1, "", line, good % 2]
    text = b"\n".join(each if isinstance(each, bytes) else each.encode() for each in lines)
    records = read_case(tmp_path, {"accounts.jsonl": text})
    assert reasons(records) == [(2, "", reason, "row")]
    assert column(records["accounts"], "record") == [1, 3]


@given(st.lists(st.dictionaries(_WORD, _WORD, min_size=1, max_size=3), max_size=5))
def test_what_json_writes_is_read_back(rows):
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    raw = read_lines(Payload("x.jsonl", data, ""), Settings(encoding="utf-8"))
    assert [{k: v for k, v in row.items() if v is not None} for row in raw.arrow.to_pylist()] == rows

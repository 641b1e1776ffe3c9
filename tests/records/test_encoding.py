from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.records import Settings, read
from counterfeit_graph.records.formats.encoding import is_utf8, to_utf8
from counterfeit_graph.records.formats.payload import Payload
from tests.records.made import case, column, read_case, reasons

_CHINESE = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)
_TEXT = "account_id,platform,name\n1,淘宝,莆田鞋城\n2,抖音,广州白云皮具\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_each_encoding_gives_the_same_rows(tmp_path, encoding):
    records = read_case(tmp_path, {"accounts.csv": _TEXT.encode(encoding)})
    assert column(records["accounts"], "name") == ["莆田鞋城", "广州白云皮具"]
    assert records.counts.rows()[0]["read"] == 2


def test_utf_16_big_endian_with_a_mark(tmp_path):
    records = read_case(tmp_path, {"accounts.csv": b"\xfe\xff" + _TEXT.encode("utf-16-be")})
    assert column(records["accounts"], "platform") == ["淘宝", "抖音"]


@given(st.lists(_CHINESE, min_size=1, max_size=6), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
def test_a_declared_encoding_round_trips(names, encoding):
    data = "\n".join(names).encode(encoding)
    text = to_utf8(Payload("x.csv", data, ""), encoding)
    assert text.clean
    assert text.data.decode().removeprefix("\ufeff").split("\n") == names


@given(st.binary(max_size=40))
def test_utf8_is_what_python_says(data):
    try:
        data.decode("utf-8")
        valid = True
    except UnicodeDecodeError:
        valid = False
    assert is_utf8(data) == valid


def test_four_byte_characters_of_gb18030_are_kept(tmp_path):
    name = "㐂记鞋行𠀀店铺专卖鞋帽服装箱包"
    records = read_case(tmp_path, {"accounts.csv": f"account_id,platform,name\n1,淘宝,{name}\n".encode("gb18030")})
    assert column(records["accounts"], "name") == [name]


def test_a_bad_line_of_a_gb18030_file_is_refused_alone(tmp_path):
    data = _TEXT.encode("gb18030") + b"3,\xff\xff,x\n" + "4,拼多多,义乌\n".encode("gb18030")
    records = read_case(tmp_path, {"accounts.csv": data})
    assert column(records["accounts"], "account_id") == ["1", "2", "4"]
    assert reasons(records) == [(3, "", "bad_encoding", "row")]


def test_a_latin_1_file_is_asked_about(tmp_path):
    body = "".join(f"{i},ebay,café à Orléans\n" for i in range(50))
    folder = case(tmp_path, {"accounts.csv": ("account_id,platform,name\n" + body).encode("latin-1")})
    with pytest.raises(CaseError, match="encoding cannot be told"):
        read(folder)
    assert column(read(folder, settings=Settings(encoding="latin-1"))["accounts"], "name")[0] == "café à Orléans"


def test_json_lines_are_decoded_too(tmp_path):
    line = '{"account_id": "1", "platform": "淘宝网店"}\n'.encode("gb18030")
    assert column(read_case(tmp_path, {"accounts.jsonl": line})["accounts"], "platform") == ["淘宝网店"]

"""Laws of every normaliser: idempotent, blind to width, case and spacing, silent on placeholders."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.records.normalise import NORMALISERS, normalise, reasons

WRITTEN = {
    "phone": [
        "138 1234 5670",
        "+86-0594-2345678",
        "(852) 9123 4567",
        "4008208820",
        "微信:13912345671",
        "+447911123456",
    ],
    "email": ["J.Doe+x@gmail.com", "Foo <a.b@Shop.CN>", "1234512@qq.com", "ab@bücher.de"],
    "handle": ["@Lucky_Sneaks", "t.me/lucky", "莆田鞋坊旗舰店", "QQ号: 88112233"],
    "payment": ["6222 0212 3456 7890 123", "支付宝:a@b.com", "0xABCDEF", "PAY-0001", "微信 wxid_9"],
    "id_document": ["11010519491231002X", "91350100M000100Y43", "G12345678", "110105194912310021"],
    "device": ["AA:BB:CC:00:11:22", "DEV-77", "550e8400-e29b-41d4-a716-446655440000"],
    "ip": ["8.8.8.8:80", "2001:4860::8888", "1.2.3.4"],
    "domain": ["https://www.Shop.com.cn/a", "x.myshopify.com", "bücher.de", "foo.top"],
    "name": ["張三", "Best Shoes Official", "José Núñez", "欧阳 娜娜"],
    "title": ["【包邮】Air Max 90 運動鞋", "New bag 2024!"],
    "image": ["ABCDEF0123"],
    "address": [
        "福建省莆田市荔城區幸福路一百號5棟2單元302室",
        "朝阳区建国路88号",
        "Rm 302, Bldg 5, Xingfu Rd, Putian, Fujian",
        "12 High Street, Flat 3, London",
        "浙江义乌北苑街道厚富小区160-9-1144",
    ],
}
CASES = [(kind, value) for kind, values in WRITTEN.items() for value in values]
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
ALL_CASES = pytest.mark.parametrize(("kind", "value"), CASES)


def key(kind, value):
    return normalise(kind, [value])[0].as_py()


def test_every_kind_names_a_normaliser():
    assert {kind.normaliser for kind in KINDS.values()} <= set(NORMALISERS)


@ALL_CASES
def test_a_key_is_its_own_key(kind, value):
    once = key(kind, value)
    assert once
    assert key(kind, once) == once


@ALL_CASES
def test_width_does_not_matter(kind, value):
    assert key(kind, value.translate(WIDE)) == key(kind, value)


@ALL_CASES
def test_case_does_not_matter(kind, value):
    assert key(kind, value.upper()) == key(kind, value.lower()) == key(kind, value)


@ALL_CASES
def test_unseen_characters_and_blanks_around_do_not_matter(kind, value):
    assert key(kind, f" \u200b{value}\u2060\u00a0") == key(kind, value)


@pytest.mark.parametrize("kind", sorted(WRITTEN))
@pytest.mark.parametrize("value", ["", "none", "NULL", "无", "0000", "-", "****", "未知", "n/a", "００００"])
def test_placeholders_join_nobody(kind, value):
    assert key(kind, value) is None


@given(st.sampled_from(sorted(WRITTEN)), st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=5))
def test_any_text_has_a_key_of_its_own_or_none(kind, values):
    together = normalise(kind, values).to_pylist()
    assert together == [None if value is None else key(kind, value) for value in values]


@given(st.sampled_from(sorted(set(WRITTEN) - {"address"})), st.text(max_size=12))
def test_keys_of_any_text_are_stable(kind, value):
    once = key(kind, value)
    assert once is None or key(kind, once) == once


def test_chunks_and_dictionaries_are_read_alike():
    chunked = pa.chunked_array([["UA-1"], ["ua-1", None]])
    assert normalise("tracker", chunked).to_pylist() == ["ua-1", "ua-1", None]
    assert normalise("tracker", chunked.dictionary_encode()).to_pylist() == ["ua-1", "ua-1", None]


def test_an_unknown_kind_is_named_with_the_nearest():
    with pytest.raises(OptionError, match="did you mean 'phone'"):
        normalise("phnoe", ["1"])


def test_reasons_say_why():
    assert reasons(pa.array(["138****0000", "None", "12"])).to_pylist() == ["masked", "placeholder", "not valid"]

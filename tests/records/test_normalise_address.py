"""Addresses: one door one key, two doors two keys."""

from __future__ import annotations

import opencc
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.records.normalise import address, gazetteer, normalise

ONE_DOOR = [
    [
        "福建省莆田市荔城区幸福路100号5号楼2单元302室",
        "福建莆田荔城幸福路100号5栋2单元302",
        "莆田市荔城区幸福路100号5幢2单元3层302室",
        "荔城区 幸福路 一百号 五栋 二单元 三〇二室",
        "中国福建省莆田市荔城區幸福路１００號５－２－３０２",
        "福建省/莆田市/荔城区/幸福路100号，5#2单元302",
    ],
    ["北京市朝阳区建国路88号", "北京朝阳建国路88号", "北京市北京市朝阳区建国路88号", "北京市市辖区朝阳区建国路88"],
    [
        "浙江省金华市义乌市新兴一路1696号",
        "金华义乌新兴1路1696",
        "义乌市北苑街道新兴一路1696号",
        "浙江义乌市新兴一路1696号",
    ],
    ["杭州市江干区钱江路1号", "浙江省杭州市上城区钱江路1号"],
    ["宁波市江东区金家一路5号", "宁波市鄞州区金家1路5号"],
    ["台北市大安區忠孝東路四段1號", "台湾省台北市大安区忠孝东路4段1号"],
    ["香港湾仔轩尼诗道100号", "香港特别行政区香港岛湾仔区軒尼詩道100號"],
    ["深圳市南山区科技园A座12楼1203室", "广东省深圳市南山区科技园a座1203"],
    ["上海市浦东新区世纪大道第1号", "上海浦东世纪大道1号"],
    ["三明市沙县城关路8号", "福建省三明市沙县区城关路8号"],
    [
        "Rm 302, Bldg 5, Xingfu Rd, Putian, Fujian",
        "Xingfu Road, Building 5 Room 302, Putian City, Fujian Province, China",
    ],
    ["Flat 3, 12 High Street, London", "12 High St., London, Apartment 3", "12 HIGH STREET  flat 3 london"],
]
TWO_DOORS = [
    "福建省莆田市荔城区幸福路100号",
    "福建省莆田市荔城区幸福路101号",
    "福建省莆田市涵江区幸福路100号",
    "福建省莆田市荔城区幸福街100号",
    "福建省莆田市荔城区幸福路100号1栋",
    "福建省莆田市荔城区幸福路100号2栋",
    "福建省莆田市荔城区幸福路100号1栋1单元101",
    "福建省莆田市荔城区幸福路100号1栋2单元101",
    "福建省莆田市荔城区幸福路100号3层",
    "福建省莆田市荔城区幸福东路100号",
    "福建省莆田市荔城区幸福路10号0栋",
    "福建省莆田市荔城区西天尾镇幸福路100号",
    "福建省莆田市荔城区黄石镇幸福路100号",
    "朝阳区建国路88号",
    "北京市朝阳区建国路88号",
    "长春市朝阳区建国路88号",
    "南京路1号",
    "上海市南京路1号",
    "南京市南京路1号",
    "1 High St, London",
    "11 High St, London",
    "1 High Rd, London",
    "Unit 5, 12 High St",
    "Unit 12, 5 High St",
    "Rm 1 Bldg 2 Xingfu Rd, Putian",
    "Rm 2 Bldg 1 Xingfu Rd, Putian",
    "福州路12号",
    "福州路1号2",
]


@pytest.mark.parametrize("writings", ONE_DOOR, ids=range(len(ONE_DOOR)))
def test_writings_of_one_door_share_a_key(writings):
    found = normalise("address", writings).to_pylist()
    assert set(found) == {found[0]}


def test_two_doors_have_two_keys():
    found = normalise("address", TWO_DOORS).to_pylist()
    assert None not in found
    assert sorted(set(found)) == sorted(found)


@pytest.mark.parametrize(
    "value", ["福建省", "福建省莆田市", "北京市朝阳区", "Fujian, China", "Putian", "福建省莆田市荔城区***"]
)
def test_a_region_is_no_door(value):
    assert normalise("address", [value]).to_pylist() == [None]


def test_a_name_of_several_places_stays_open():
    found = address.places(pa.array(["鼓楼区五四路1号", "福州鼓楼区五四路1号", "五四路1号"])).rows()
    assert [row["candidates"] for row in found] == [4, 1, 0]
    assert [row["city"] for row in found] == ["", "福州市", ""]
    assert [row["district"] for row in found] == ["鼓楼区", "鼓楼区", ""]


ROADS = st.sampled_from(
    ["幸福路", "建国东路", "中山大道", "学园街", "八一路", "三里屯路", "文献巷", "五一新村", "万达广场"]
)
PARTS = st.tuples(st.integers(1, 300), st.integers(1, 40), st.integers(1, 6), st.integers(101, 2999))


@st.composite
def addresses(draw):
    table = gazetteer.units()
    district = draw(st.integers(0, len(table.names) - 1).filter(lambda i: table.level[i] == gazetteer.DISTRICT))
    above = [table.names[table.province[district]], table.names[table.city[district]], table.names[district]]
    number, building, unit, room = draw(PARTS)
    return "".join(above) + f"{draw(ROADS)}{number}号{building}栋{unit}单元{room}室"


@given(addresses())
def test_traditional_and_simplified_are_one(text):
    traditional = opencc.OpenCC("s2t").convert(text)
    assert normalise("address", [traditional]) == normalise("address", [text])


@given(addresses(), st.integers(0, 30))
def test_spacing_and_full_width_do_not_matter(text, at):
    wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    at = next(i for i in range(min(at, len(text) - 1), len(text)) if not text[i - 1 : i + 1].isdigit())
    assert normalise("address", [text[:at] + " " + text[at:]]) == normalise("address", [wide])


@given(addresses())
def test_the_places_of_a_full_address_are_found(text):
    (found,) = address.places(pa.array([text])).rows()
    assert text.startswith(found["province"] + found["city"] + found["district"])
    assert found["candidates"] == 1


@given(st.text("福建省莆田市荔城区朝阳区北京幸福路街道号楼栋单元室一二十0123ab-, ", max_size=16))
def test_keys_of_addresses_are_stable(text):
    once = normalise("address", [text])[0].as_py()
    assert once is None or normalise("address", [once])[0].as_py() == once


@given(
    st.lists(
        st.sampled_from(
            [
                "rm",
                "5",
                "bldg",
                "b",
                "high",
                "st",
                "road",
                "putian",
                "fujian",
                "no",
                "12",
                "city",
                "of",
                ",",
                "|",
                "unit",
                "fl",
                "3f",
                "é",
                "xi'an",
            ]
        ),
        max_size=7,
    )
)
def test_keys_of_latin_addresses_are_stable(words):
    once = normalise("address", [" ".join(words)])[0].as_py()
    assert once is None or normalise("address", [once])[0].as_py() == once

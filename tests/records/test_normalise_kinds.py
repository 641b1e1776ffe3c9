"""What each normaliser takes for one value, and what it keeps apart."""

from __future__ import annotations

import pyarrow as pa
import pytest

from counterfeit_graph.records.normalise import name, normalise

ONE = {
    "phone": [
        [
            "13812345670",
            "+8613812345670",
            "0086 138-1234-5670",
            "１３８１２３４５６７０",
            "微信：13812345670",
            "86 138 1234 5670",
        ],
        ["0594-2345678", "+86 594 2345678", "(0594)2345678转802", "86-594-2345678"],
        ["+852 9123 4567", "(852)91234567", "0085291234567"],
        ["400-820-8820", "4008208820"],
        ["+1 (386) 334-2425", "+13863342425"],
    ],
    "email": [
        ["John.Doe@gmail.com", "johndoe+shop@googlemail.com", "MAILTO:johndoe@gmail.com", "J <johndoe@gmail.com>"],
        ["88112233@QQ.com", "88112233@qq.com"],
        ["a@bücher.de", "a@xn--bcher-kva.de"],
    ],
    "handle": [
        [
            "Lucky",
            "@lucky",
            "https://www.instagram.com/lucky/?hl=en",
            "t.me/lucky",
            "lucky_official",
            "Lucky Shop",
            "telegram: lucky",
        ],
        ["莆田鞋坊", "莆田鞋坊官方旗舰店", "莆田鞋坊 店"],
    ],
    "payment": [
        [
            "6222021234567890123",
            "6222 0212 3456 7890 123",
            "银行卡号：6222-0212-3456-7890-123",
        ],
        ["alipay:a@b.com", "支付宝 a@b.com", "支付宝账号：A@B.com"],
        ["0xAbC0000000000000000000000000000000000001", "ETH: 0xabc0000000000000000000000000000000000001"],
    ],
    "id_document": [["11010519491231002X", "110105 19491231 002x", "身份证号：11010519491231002X"]],
    "device": [
        ["AA:BB:CC:00:11:22", "aa-bb-cc-00-11-22", "AABB.CC00.1122", "aabbcc001122"],
        ["{550E8400-E29B-41D4-A716-446655440000}", "550e8400e29b41d4a716446655440000"],
    ],
    "ip": [
        ["8.8.8.8", "008.8.8.8", "8.8.8.8:443", "::ffff:8.8.8.8"],
        ["2001:4860::8888", "[2001:4860:0:0:0:0:0:8888]"],
    ],
    "domain": [
        ["shop.com.cn", "https://WWW.shop.com.cn/a?b#c", "user@img.shop.com.cn:8080", "shop.com.cn."],
        ["bücher.de", "xn--bcher-kva.de"],
    ],
    "name": [
        ["张三", "張三", "张 三", "张·三"],
        ["best shoes", "Best  Shoes", "Official Best Shoes Store"],
    ],
    "title": [["Air Max 90 运动鞋", "【包邮】air-max 90 運動鞋 正品"]],
}
APART = {
    "phone": ["13812345670", "13812345671", "0594-2345678", "0595-2345678", "+85291234567", "+85366123456"],
    "email": ["a.b@qq.com", "ab@qq.com", "ab@vip.qq.com", "ab@gmail.com"],
    "handle": ["lucky", "lucky7", "lucky_sneaks", "shop", "店"],
    "payment": ["1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1boatSLRHtKNngkdXEeobR76b53LETtpyT", "PAY-01", "alipay:pay-01"],
    "id_document": ["11010519491231002X", "110105194912310021", "E12345678", "E12345679"],
    "domain": [
        "shop1.top.example",
        "shop2.top.example",
        "x.example",
        "a.myshopify.com",
        "b.myshopify.com",
        "a.com",
        "a.net",
    ],
    "title": ["Air Max 90", "Air Max 95"],
}
NONE = {
    "phone": [
        "13800138000",
        "13333333333",
        "12345",
        "1.38E+10",
        "13812345678",
        "138****5670",
        "00000000000",
        "10012345678",
    ],
    "email": ["a@b", "none@none.com", "test@test.com", "a b", "a***@qq.com", "noreply@shop.cn"],
    "payment": ["123456", "6222****1234", "622202000000000", "0"],
    "id_document": ["123456789", "000000000000000000", "110105********002X"],
    "device": ["00:00:00:00:00:00", "02:00:00:00:00:00", "9774d56d682e549c", "ff-ff-ff-ff-ff-ff"],
    "ip": ["10.1.2.3", "192.168.0.1", "127.0.0.1", "999.1.1.1", "::1", "fe80::1", "224.0.0.1", "x"],
    "domain": ["localhost", "8.8.8.8", "com", "myshopify.com"],
}


@pytest.mark.parametrize(("kind", "values"), [(kind, group) for kind, groups in ONE.items() for group in groups])
def test_writings_of_one_value_share_a_key(kind, values):
    found = normalise(kind, values).to_pylist()
    assert found[0] is not None
    assert set(found) == {found[0]}


@pytest.mark.parametrize(("kind", "values"), APART.items())
def test_different_values_stay_apart(kind, values):
    found = normalise(kind, values).to_pylist()
    assert None not in found
    assert len(set(found)) == len(values)


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in NONE.items() for value in values])
def test_what_cannot_join_has_no_key(kind, value):
    assert normalise(kind, [value]).to_pylist() == [None]


def test_a_failed_check_digit_is_marked_and_kept():
    good, bad, company, other = normalise(
        "id_document", ["11010519491231002X", "110105194912310021", "91350100M000100Y43", "91350100M000100Y44"]
    ).to_pylist()
    assert (good[:3], bad[:4], company[:5], other[:4]) == ("cn:", "cn?:", "uscc:", "cn?:")


def test_surnames_sound_as_surnames():
    han = pa.array(["曾国藩", "单雄信", "仇英", "解缙", "区大相", "查慎行", "盖叫天", "尉迟恭", "欧阳修"])
    sound = [
        "guofan zeng",
        "shan xiongxin",
        "qiu ying",
        "jin xie",
        "daxiang ou",
        "shenxing zha",
        "ge jiaotian",
        "gong yuchi",
        "ouyang xiu",
    ]
    assert name.pinyin(han).to_pylist() == sound


def test_pinyin_meets_latin_writing_in_either_order():
    assert name.pinyin(pa.array(["Zeng Guofan", "Guo-fan ZENG", None])).to_pylist() == [
        "guofan zeng",
        "guofan zeng",
        None,
    ]

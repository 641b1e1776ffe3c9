"""Values a second for every normaliser, and figures of the address parser on labelled addresses.

python bench/normalise.py [ROWS] [FOLDER OF cn_address_parsing]
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from counterfeit_graph.records.normalise import address, keys_of

Texts = list[str]


def samples(rows: int) -> dict[str, tuple[str, Texts]]:
    """Case name to kind and distinct values."""
    draw = np.random.default_rng(7)
    n = np.arange(rows)
    roads = ["幸福", "建国", "中山", "学园", "文献", "胜利", "荔园", "八二一", "南环", "东园"]
    streets = ["High Street", "Church Road", "Station Lane", "Xingfu Road", "Mill Street", "King Ave"]
    places = [
        "福建省莆田市荔城区",
        "莆田市涵江区",
        "广东省广州市白云区",
        "浙江金华义乌市",
        "北京市朝阳区",
        "上海浦东新区",
    ]
    hexes = [f"{x:032x}" for x in draw.integers(0, 2**63, rows)]
    one, two, three = (draw.integers(1, m, rows).tolist() for m in (900, 40, 2000))
    return {
        "phone, mainland mobiles": ("phone", [f"13{x:09d}" for x in draw.permutation(rows) + 100_000_000]),
        "phone, +86 and dashes": (
            "phone",
            [f"+86 13{x // 10**7:02d}-{x // 10**4 % 1000:03d}-{x % 10**4:04d}" for x in n + 10**8],
        ),
        "email": ("email", [f"user{x}@mail{x % 50}.com" for x in n]),
        "handle": ("handle", [f"shop_{x}" for x in n]),
        "device": ("device", hexes),
        "payment": ("payment", [f"6222{x:015d}" for x in draw.permutation(rows)]),
        "payment, ids": ("payment", [f"PAY-{x:08d}" for x in n]),
        "ip": ("ip", [f"{1 + x % 220}.{x // 220 % 256}.{x // 56320 % 256}.{x * 7 % 256}" for x in n]),
        "image": ("image", hexes),
        "id_document": (
            "id_document",
            [f"3503{x % 90:02d}19{50 + x % 50}0{1 + x % 9}1{x % 10}{x % 1000:03d}{x % 10}" for x in n],
        ),
        "domain": ("domain", [f"shop{x}.com" for x in n]),
        "name": ("name", [f"Best Shoes {x}" for x in n]),
        "address, English": (
            "address",
            [f"{a} {streets[b % 6]}, Unit {b}, London {c}" for a, b, c in zip(one, two, three, strict=True)],
        ),
        "address, canonical": (
            "address",
            [f"|||{a} high london{c} st unit{b}" for a, b, c in zip(one, two, three, strict=True)],
        ),
        "address, Chinese": (
            "address",
            [
                f"{places[c % 6]}{roads[a % 10]}路{a}号{b}号楼{c % 6 + 1}单元{c}室"
                for a, b, c in zip(one, two, three, strict=True)
            ],
        ),
    }


def speeds(rows: int) -> None:
    for case, (kind, values) in samples(rows).items():
        distinct = pa.array(values, pa.string()).unique()
        keys_of(kind, distinct[:3000])
        wall, start = time.perf_counter(), time.process_time()
        keys = keys_of(kind, distinct)
        spent, wall = time.process_time() - start, time.perf_counter() - wall
        print(f"{case:28} {len(distinct):>9,} values {spent:6.2f} s cpu {wall:6.2f} s wall", end=" ")
        print(f"{1e6 * spent / len(distinct):6.2f} us each, {keys.null_count:,} null")


def figures(folder: Path) -> None:
    """Share of addresses whose labelled province, city and district are found, where the label is a place we know."""
    packed = [(folder / f"{name}.jsonl.gz").read_bytes() for name in ("train", "dev")]
    rows = [json.loads(line) for part in packed for line in gzip.decompress(part).decode().splitlines()]
    found = address.places(pa.array([row["text"] for row in rows])).rows()
    for label, column in (("prov", "province"), ("city", "city"), ("district", "district")):
        pairs = [
            (dict(reversed(row["spans"])).get(label, ""), got[column]) for row, got in zip(rows, found, strict=True)
        ]
        labelled = [(gold, got) for gold, got in pairs if gold]
        right = sum(got.startswith(gold.rstrip("省市区县")) for gold, got in labelled)
        wrong = sum(got != "" and not got.startswith(gold.rstrip("省市区县")) for gold, got in labelled)
        share = f"right {right / len(labelled):.3f}, other {wrong / len(labelled):.3f}"
        print(f"{label:9} labelled {len(labelled):,}: {share}")


if __name__ == "__main__":
    speeds(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    if len(sys.argv) > 2:
        figures(Path(sys.argv[2]))

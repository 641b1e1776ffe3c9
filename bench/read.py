"""How long reading takes: a million accounts and five million identifiers, from Parquet, clean CSV and faulty CSV.

    python bench/read.py [accounts] [identifiers]

Each format has a process of its own; printed are CPU seconds of `read` (libraries loaded before) and peak memory.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq


def _numbers(prefix: str, numbers: np.ndarray) -> pa.Array:
    text = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width=8, padding="0")
    return pc.binary_join_element_wise(pa.scalar(prefix), text, "")


def _words(random: np.random.Generator, size: int, *words: str) -> pa.Array:
    return pa.array(words).take(pa.array(random.integers(0, len(words), size)))


def _days(random: np.random.Generator, size: int) -> pa.Array:
    return pc.strftime(pa.array(random.integers(17000, 20000, size).astype("int32"), pa.date32()), format="%Y-%m-%d")


def tables(accounts: int, identifiers: int) -> dict[str, pa.Table]:
    random = np.random.default_rng(7)
    shops = {
        "account_id": _numbers("a", np.arange(accounts)),
        "platform": _words(random, accounts, "taobao", "douyin", "pdd", "jd"),
        "kind": _words(random, accounts, "shop", "page", "user"),
        "name": _numbers("小店", random.integers(0, 10**8, accounts)),
        "opened_at": _days(random, accounts),
        "closed_at": _days(random, accounts),
        "close_reason": _words(random, accounts, "", "counterfeit"),
        "region": _words(random, accounts, "浙江杭州", "广东广州", "福建莆田"),
    }
    facts = {
        "account_id": _numbers("a", random.integers(0, accounts, identifiers)),
        "relation": _words(random, identifiers, "contact", "login", "payout", "ship_from"),
        "kind": _words(random, identifiers, "phone", "payment", "email", "address"),
        "value": _numbers("138", random.integers(0, 10**8, identifiers)),
        "first_seen": _days(random, identifiers),
        "last_seen": _days(random, identifiers),
        "source": _words(random, identifiers, "platform", "registry"),
    }
    return {"accounts": pa.table(shops), "identifiers": pa.table(facts)}


def write(folder: Path, accounts: int, identifiers: int) -> None:
    for form in ("parquet", "csv", "faulty"):
        (folder / form).mkdir()
    for name, table in tables(accounts, identifiers).items():
        pq.write_table(table, folder / "parquet" / f"{name}.parquet")
        pcsv.write_csv(table, folder / "csv" / f"{name}.csv", pcsv.WriteOptions(quoting_style="needed"))
        clean = (folder / "csv" / f"{name}.csv").read_bytes()
        (folder / "faulty" / f"{name}.csv").write_bytes(clean + b'x,"never closed\nfew\n')


def measure(folder: str) -> None:
    import duckdb
    import pandas as pd

    from counterfeit_graph.records import read

    assert duckdb, pd
    before = time.process_time()
    records = read(folder)
    seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{Path(folder).name:8} {records!r:60} {seconds:6.2f} s cpu {peak:5.2f} GiB", flush=True)


def main() -> None:
    if len(sys.argv) == 2:
        measure(sys.argv[1])
        return
    accounts, identifiers = (int(each) for each in (*sys.argv[1:], "1000000", "5000000")[:2])
    with tempfile.TemporaryDirectory() as place:
        write(Path(place), accounts, identifiers)
        for form in ("parquet", "csv", "faulty"):
            subprocess.run([sys.executable, __file__, f"{place}/{form}"], check=True)


if __name__ == "__main__":
    main()

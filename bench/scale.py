"""The main job on a million accounts, beside a DuckDB self-join and igraph's Leiden on the integer-coded table.

    python -m bench.scale [--accounts 1000000]
    python -m bench.scale --accounts 10000000 --against 1000000
    python -m bench.scale --threads 1 2 [--world]

Prints CPU seconds and peak memory of both, and their ratio; with `--against` the main job at two sizes instead, and how
much more the larger one takes; with `--threads` the main job in so many threads by turns, each time its wall seconds,
and its CPU seconds and peak memory in that turn, the quickest of `--repeats`. `--world` takes a simulated world of all
tables in place of the sparse table. Each runs in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.sparse import KINDS, make

RELATIONS = ("login", "payout", "ship_from", "login", "login")
# Rows written at once: a row group of the Parquet file.
ROWS = 1 << 20
# First figures of phones, so that ten million more have others.
PHONES = ("1391", "1381", "1371", "1361", "1351", "1581", "1571", "1511", "1861", "1851")


def write(folder: Path, accounts: int) -> None:
    """A sparse case as Parquet text, a row group at a time, and its integer codes."""
    table = make(accounts, profile="hard", seed=7)
    parts = (_shops(np.arange(start, min(start + ROWS, accounts))) for start in range(0, accounts, ROWS))
    _write(folder / "accounts.parquet", (pa.table({"account_id": ids, "platform": ["p"] * len(ids)}) for ids in parts))
    spans = (slice(start, start + ROWS) for start in range(0, len(table.account), ROWS))
    uses = (_uses(table.account[span], table.kind[span], table.value[span]) for span in spans)
    _write(folder / "identifiers.parquet", uses)
    np.savez(folder.parent / "codes.npz", account=table.account, value=table.value)


def imagine(folder: Path, accounts: int) -> None:
    """A simulated world of all tables."""
    import counterfeit_graph as cg

    cg.simulate(accounts, seed=41, evasion=0.5).save(folder)


def _write(path: Path, parts: Iterator[pa.Table]) -> None:
    first = next(parts)
    with pq.ParquetWriter(path, first.schema) as file:
        for part in chain([first], parts):
            file.write_table(part)


def _shops(numbers: np.ndarray) -> pa.Array:
    return pa.array([f"shop:{n:08d}" for n in numbers.tolist()])


def _uses(account: np.ndarray, kind: np.ndarray, value: np.ndarray) -> pa.Table:
    kinds = kind.tolist()
    columns = {
        "account_id": _shops(account),
        "kind": [KINDS[k] for k in kinds],
        "value": [_text(k, v) for k, v in zip(kinds, value.tolist(), strict=True)],
        "relation": [RELATIONS[k] for k in kinds],
    }
    return pa.table(columns)


def _text(kind: int, value: int) -> str:
    if kind == 0:
        return f"{PHONES[value // 10_000_000 % len(PHONES)]}{value % 10_000_000:07d}"
    if kind == 4:
        return f"{20 + (value >> 24) % 100}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"
    return ("", "2088{:012d}", "幸福路{}号", "dev-{}")[kind].format(value)


def ours(folder: Path) -> None:
    import counterfeit_graph as cg

    run = cg.find_gangs(cg.weigh(cg.resolve(cg.read(folder))))
    cg.exports.tables({"members": run.members, "groups": run.groups}, folder.parent / "out")


def theirs(folder: Path) -> None:
    import duckdb
    import igraph

    codes = np.load(folder.parent / "codes.npz")
    uses = pa.table({"a": codes["account"].astype(np.int32), "v": codes["value"].astype(np.int32)})
    frequent = "select v, count(*) n from uses group by v having n between 2 and 50"
    shared = f"select uses.a, uses.v, f.n from uses join ({frequent}) f using (v)"
    pairs = duckdb.sql(
        f"with u as ({shared}) select x.a as a, y.a as b, sum(ln(1000000.0 / x.n)) as w "
        "from u x join u y on x.v = y.v and x.a < y.a group by all"
    ).to_arrow_table()
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    graph = igraph.Graph(n=int(codes["account"].max()) + 1, edges=np.stack([a, b], axis=1))
    graph.es["weight"] = pairs["w"].to_numpy()
    graph.community_leiden("modularity", weights="weight", n_iterations=2)
    assert uses.num_rows


def run(part: str, folder: Path, *, accounts: int, threads: int | None = None) -> tuple[float, float, float]:
    """CPU seconds, peak memory in GiB and wall seconds of one part in a process of its own."""
    called = [sys.executable, "-m", "bench.scale", "--folder", str(folder), "--accounts", str(accounts), "--part", part]
    told = os.environ | ({} if threads is None else {"NUMBA_NUM_THREADS": str(threads)})
    said = subprocess.run(called, capture_output=True, text=True, check=True, env=told).stdout.split()
    return float(said[-3]), float(said[-2]), float(said[-1])


def by_turns(accounts: int, threads: list[int], *, repeats: int, part: str) -> str:
    """The main job in so many threads, one number after the other, and the quickest turn of each."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "case"
        folder.mkdir()
        run(part, folder, accounts=accounts)
        turns = [[run("ours", folder, accounts=accounts, threads=each) for each in threads] for _ in range(repeats)]
    best = [min(turn, key=lambda told: told[2]) for turn in zip(*turns, strict=True)]
    said = [
        f"threads={each} wall_s={wall:.2f} cpu_s={cpu:.2f} peak_gib={peak:.2f}"
        for each, (cpu, peak, wall) in zip(threads, best, strict=True)
    ]
    return " | ".join([f"accounts={accounts}", *said])


def measured(accounts: int, *parts: str) -> list[tuple[float, float, float]]:
    """CPU seconds, peak memory and wall seconds of some parts on a case of so many accounts, which is written first."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "case"
        folder.mkdir()
        # Written by a process that ends, so that its memory is not there when the others run.
        return [run(part, folder, accounts=accounts) for part in ("write", *parts)][1:]


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--accounts", type=int, default=1_000_000)
    reader.add_argument("--against", type=int)
    reader.add_argument("--threads", type=int, nargs="+")
    reader.add_argument("--repeats", type=int, default=3)
    reader.add_argument("--world", action="store_true")
    reader.add_argument("--part", choices=["write", "world", "ours", "theirs"])
    reader.add_argument("--folder", type=Path)
    chosen = reader.parse_args()
    if chosen.part:
        started, begun = time.process_time(), time.perf_counter()
        work = {"write": partial(write, accounts=chosen.accounts), "world": partial(imagine, accounts=chosen.accounts)}
        (work | {"ours": ours, "theirs": theirs})[chosen.part](chosen.folder)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{time.process_time() - started:.2f} {peak:.2f} {time.perf_counter() - begun:.2f}")
        return
    if chosen.threads:
        part = "world" if chosen.world else "write"
        print(by_turns(chosen.accounts, chosen.threads, repeats=chosen.repeats, part=part))
        return
    if chosen.against:
        (small,), (large,) = measured(chosen.against, "ours"), measured(chosen.accounts, "ours")
        other = f"accounts={chosen.against} ours"
    else:
        large, small = measured(chosen.accounts, "ours", "theirs")
        other = "self-join and Leiden"
    print(
        f"accounts={chosen.accounts} ours cpu_s={large[0]:.2f} peak_gib={large[1]:.2f} | "
        f"{other} cpu_s={small[0]:.2f} peak_gib={small[1]:.2f} | ratio={large[0] / small[0]:.2f}"
    )


if __name__ == "__main__":
    main()

"""The main job on a million accounts, beside a DuckDB self-join and igraph's Leiden on the integer-coded table.

    python -m bench.scale [--accounts 1000000]

Prints CPU seconds and peak memory of both, and their ratio. Each runs in a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.sparse import KINDS, make

RELATIONS = ("login", "payout", "ship_from", "login", "login")


def write(folder: Path, accounts: int) -> None:
    """A sparse case as Parquet text, and its integer codes."""
    table = make(accounts, profile="hard", seed=7)
    ids = pa.array([f"shop:{n:08d}" for n in range(accounts)])
    pq.write_table(pa.table({"account_id": ids, "platform": pa.array(["p"] * accounts)}), folder / "accounts.parquet")
    texts = {0: "1391{:07d}", 1: "2088{:012d}", 2: "幸福路{}号", 3: "dev-{}"}
    value = [
        texts[k].format(v % 10_000_000 if k == 0 else v)
        if k < 4
        else f"{20 + (v >> 24) % 100}.{v >> 16 & 255}.{v >> 8 & 255}.{v & 255}"
        for k, v in zip(table.kind.tolist(), table.value.tolist(), strict=True)
    ]
    columns = {
        "account_id": ids.take(pa.array(table.account)),
        "kind": pa.array([KINDS[k] for k in table.kind.tolist()]),
        "value": pa.array(value),
        "relation": pa.array([RELATIONS[k] for k in table.kind.tolist()]),
    }
    pq.write_table(pa.table(columns), folder / "identifiers.parquet")
    np.savez(folder.parent / "codes.npz", account=table.account, value=table.value)


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


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--accounts", type=int, default=1_000_000)
    reader.add_argument("--part", choices=["ours", "theirs"])
    reader.add_argument("--folder", type=Path)
    chosen = reader.parse_args()
    if chosen.part:
        started = time.process_time()
        {"ours": ours, "theirs": theirs}[chosen.part](chosen.folder)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{time.process_time() - started:.2f} {peak:.2f}")
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "case"
        folder.mkdir()
        write(folder, chosen.accounts)
        called = [sys.executable, "-m", "bench.scale", "--folder", str(folder), "--part"]
        said = {
            p: subprocess.run([*called, p], capture_output=True, text=True, check=True).stdout.split()[-2:]
            for p in ("ours", "theirs")
        }
    ratio = float(said["ours"][0]) / float(said["theirs"][0])
    print(
        f"accounts={chosen.accounts} ours cpu_s={said['ours'][0]} peak_gib={said['ours'][1]} | "
        f"self-join and Leiden cpu_s={said['theirs'][0]} peak_gib={said['theirs'][1]} | ratio={ratio:.2f}"
    )


if __name__ == "__main__":
    main()

"""New rows in a case of a million accounts: CPU time of the update beside that of the whole run.

    python -m bench.update [--accounts 1000000] [--share 0.01] [--updates 2]

The case is the one of `bench.scale`. A share of its accounts, with all their rows, and as many rows of other accounts
are held back and given in updates, one after the other. The last one is compared with a whole run over all rows under
the parameters of the first. Prints one line: CPU seconds of the whole run, of the index made once, and of each update.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import counterfeit_graph as cg
from bench.scale import write
from counterfeit_graph.records.adding import add

if TYPE_CHECKING:
    from collections.abc import Callable

Array = np.ndarray[Any, Any]
COLUMNS = ("table", "dens", "members", "groups")


def split(folder: Path, out: Path, *, share: float, updates: int) -> list[Path]:
    """The case in parts: the rows before, and those of each update."""
    rng, parts = np.random.default_rng(1), [out / f"part{n}" for n in range(updates + 1)]
    for part in parts:
        part.mkdir()
    accounts, rows = (pq.read_table(folder / f"{name}.parquet") for name in ("accounts", "identifiers"))
    number = {name: at for at, name in enumerate(accounts["account_id"].to_pylist())}
    of_account = _dealt(rng, len(number), share=share, updates=updates)
    owner = of_account[[number[name] for name in rows["account_id"].to_pylist()]]
    of_row = np.maximum(owner, _dealt(rng, len(owner), share=share, updates=updates))
    for n, part in enumerate(parts):
        pq.write_table(accounts.filter(pa.array(of_account == n)), part / "accounts.parquet")
        pq.write_table(rows.filter(pa.array(of_row == n)), part / "identifiers.parquet")
    return parts


def _dealt(rng: np.random.Generator, size: int, *, share: float, updates: int) -> Array:
    """Which part each of so many belongs to; half of an update's rows come with new accounts."""
    return np.where(rng.random(size) < updates * share / 2, rng.integers(1, updates + 1, size), 0)


def timed(what: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    started = time.process_time()
    return what(*given), time.process_time() - started


def compare(gangs: Any, again: Any) -> bool:
    """Whether the tables of two runs are equal."""
    tables = [(getattr(gangs, name), getattr(again, name)) for name in COLUMNS]
    tables.append((gangs.evidence.table, again.evidence.table))
    return all(one.arrow.combine_chunks().equals(other.arrow.combine_chunks()) for one, other in tables)


def report(accounts: int, *, share: float, updates: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "case"
        folder.mkdir()
        write(folder, accounts)
        parts = split(folder, Path(place), share=share, updates=updates)
        evidence, seconds = timed(lambda: cg.weigh(cg.resolve(cg.read(parts[0]))))
        gangs, more = timed(lambda: cg.find_gangs(evidence))
        whole, index = seconds + more, timed(evidence.prepare)[1]
        options, spent, rows = evidence.as_options(), [], []
        records = evidence.who.records
        for part in parts[1:]:
            records = add(records, part).records
            evidence, weighing = timed(evidence.update, part)
            history, finding = timed(gangs.update, evidence)
            gangs = history.gangs
            spent.append((weighing, finding))
            rows.append(pq.read_metadata(part / "identifiers.parquet").num_rows)
        full = cg.find_gangs(cg.weigh(cg.resolve(records), options=options)).following(gangs).gangs
    told = " ".join(f"{w + f:.2f}(weigh={w:.2f},gangs={f:.2f},rows={n})" for (w, f), n in zip(spent, rows, strict=True))
    ratio = np.mean([w + f for w, f in spent]) / whole
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"accounts={accounts} share={share} whole_cpu_s={whole:.1f} index_cpu_s={index:.2f} update_cpu_s={told} "
        f"ratio={ratio:.3f} equal={compare(gangs, full)} groups={len(gangs.groups)} peak_gib={peak:.2f}"
    )


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--accounts", type=int, default=1_000_000)
    reader.add_argument("--share", type=float, default=0.01)
    reader.add_argument("--updates", type=int, default=2)
    chosen = reader.parse_args()
    report(chosen.accounts, share=chosen.share, updates=chosen.updates)


if __name__ == "__main__":
    main()

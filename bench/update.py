"""New rows in a case of a million accounts: CPU time of the update beside that of the whole run.

    python -m bench.update [--tables two|all|NAME] [--accounts 1000000] [--share 0.01] [--updates 2] [--seed 1]

The case is the one of `bench.scale`, accounts and identifiers; with `--tables all` a simulated world (evasion 0.5, of
`--seed`) of all tables, of a hundred thousand accounts. A share of its accounts, with all their rows, and as many rows
of other accounts (of tables without accounts, any rows) are held back and given in updates, one after the other. With
the name of a table, such as `transfers`, only rows of that table are. The last one is compared with a whole run over
all rows under the parameters of the first. Prints one line: CPU seconds of the whole run, of the index made once, and
of each update.
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
import pyarrow.compute as pc
import pyarrow.parquet as pq

import counterfeit_graph as cg
from bench.scale import write
from counterfeit_graph.records.adding import add

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

Array = np.ndarray[Any, Any]
Tables = dict[str, pa.Table]
COLUMNS = ("table", "dens", "members", "groups")


def scaled(accounts: int) -> Tables:
    """The case of `bench.scale`."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), accounts)
        return {name: pq.read_table(Path(folder) / f"{name}.parquet") for name in ("accounts", "identifiers")}


def simulated(accounts: int, seed: int) -> Tables:
    """A world of all tables."""
    return {name: pa.table(table) for name, table in cg.simulate(accounts, seed=seed, evasion=0.5).tables.items()}


def split(tables: Tables, out: Path, *, share: float, updates: int, of: Collection[str]) -> list[Path]:
    """The case in parts: the rows before, and those of each update, which has rows of the tables `of`."""
    rng, parts = np.random.default_rng(1), [out / f"part{n}" for n in range(updates + 1)]
    for part in parts:
        part.mkdir()
    ids = tables["accounts"]["account_id"].combine_chunks()
    of_account = _dealt(rng, len(ids), share=share * ("accounts" in of), updates=updates)
    for name, table in tables.items():
        owned = "account_id" in table.column_names
        at = np.asarray(pc.fill_null(pc.index_in(table["account_id"], value_set=ids), -1)) if owned else -1
        # Rows without an account come when they come.
        of_row = np.append(of_account, 0)[np.full(len(table), at)]
        if name in of and name != "accounts":
            of_row = np.maximum(of_row, _dealt(rng, len(table), share=share * (2 - owned), updates=updates))
        for n, part in enumerate(parts):
            pq.write_table(table.filter(pa.array(of_row == n)), part / f"{name}.parquet")
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


def report(tables: Tables, *, share: float, updates: int, of: Collection[str]) -> None:
    accounts = len(tables["accounts"])
    with tempfile.TemporaryDirectory() as place:
        parts = split(tables, Path(place), share=share, updates=updates, of=of)
        del tables
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
            rows.append(sum(pq.read_metadata(file).num_rows for file in part.glob("*.parquet")))
        full = cg.find_gangs(cg.weigh(cg.resolve(records), options=options)).following(gangs).gangs
    told = " ".join(f"{w + f:.2f}(weigh={w:.2f},gangs={f:.2f},rows={n})" for (w, f), n in zip(spent, rows, strict=True))
    ratio = np.mean([w + f for w, f in spent]) / whole
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"accounts={accounts} tables={'+'.join(of)} share={share} "
        f"whole_cpu_s={whole:.1f} index_cpu_s={index:.2f} "
        f"update_cpu_s={told} ratio={ratio:.3f} "
        f"equal={compare(gangs, full)} groups={len(gangs.groups)} peak_gib={peak:.2f}"
    )


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--tables", default="two")
    reader.add_argument("--accounts", type=int)
    reader.add_argument("--share", type=float, default=0.01)
    reader.add_argument("--updates", type=int, default=2)
    reader.add_argument("--seed", type=int, default=1)
    chosen = reader.parse_args()
    two = chosen.tables == "two"
    tables = scaled(chosen.accounts or 1_000_000) if two else simulated(chosen.accounts or 100_000, chosen.seed)
    of = tuple(tables) if chosen.tables in ("two", "all") else (chosen.tables,)
    report(tables, share=chosen.share, updates=chosen.updates, of=of)


if __name__ == "__main__":
    main()

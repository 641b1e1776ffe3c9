"""From (account, value) links to weighted pairs of accounts: our kernel beside a product of sparse matrices.

    python -m bench.projection [--accounts 1000000] [--cap 50] [--repeats 3]

The table is the hard profile of `bench/sparse.py`, about five links an account. Each method gets the two columns of
whole numbers, leaves out values of one user or of more than `cap`, and gives every pair with what its values weigh
together. Each runs in a process of its own: the least seconds of the processor of the repeats, and peak memory above
the loaded table (Linux).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array, triu

from bench.sparse import make
from counterfeit_graph.evidence.pairing import pairs_sharing
from counterfeit_graph.identity._kernels import compress

Array = np.ndarray[Any, Any]


def kept(account: Array, value: Array, cap: int) -> tuple[Array, Array, Array]:
    """The links whose value has 2 to `cap` users, values numbered anew, and the users of each value."""
    users = np.bincount(value)
    good = (users >= 2) & (users <= cap)
    code = np.empty(len(users), np.int32)
    code[good] = np.arange(np.count_nonzero(good))
    mask = np.flatnonzero(good[value])
    return account[mask].astype(np.int32), code[value[mask]], users[good]


def worth(users: Array, accounts: int) -> Array:
    """Whole milli-decibans of sharing a value: 10 log10(accounts / users)."""
    return np.floor(10_000 * np.log10(accounts / np.maximum(users, 1))).astype(np.int64)


def ours(account: Array, value: Array, cap: int) -> tuple[int, int]:
    size = int(account.max()) + 1
    a, v, users = kept(account, value, cap)
    # By value, then by account: two counting sorts.
    order = compress(v, len(users))[1]
    order = order[compress(a[order], size)[1]]
    a, v = a[order], v[order]
    account_ptr = np.r_[0, np.cumsum(np.bincount(a, minlength=size))]
    value_ptr, value_use = compress(v, len(users))
    nothing = np.zeros(len(a), np.int64)
    dates = (nothing, nothing, np.zeros(len(a), bool))
    weights = (worth(users, size), users / size, np.zeros(len(users)), np.ones(len(users), bool))
    rows = (account_ptr, v, value_ptr, value_use, a)
    groups = np.zeros(len(users), np.int64), np.ones(1)
    found = pairs_sharing(rows, dates, worth=weights, groups=groups, floor=1)
    return len(found[0]), int(found[2].sum())


def theirs(account: Array, value: Array, cap: int) -> tuple[int, int]:
    """What one writes with scipy: a matrix of uses, its columns within the cap, the product, the upper triangle."""
    uses = csr_array((np.ones(len(account), np.int64), (account, value)))
    users = np.bincount(uses.indices)
    uses = uses[:, np.flatnonzero((users >= 2) & (users <= cap))]
    return product(uses)


def filtered(account: Array, value: Array, cap: int) -> tuple[int, int]:
    """The same, helped by dropping links before there is a matrix, as ours does."""
    a, v, users = kept(account, value, cap)
    return product(csr_array((np.ones(len(a), np.int64), (a, v)), shape=(int(account.max()) + 1, len(users))))


def product(uses: csr_array) -> tuple[int, int]:
    users = np.bincount(uses.indices)
    weighed = csr_array((worth(users, uses.shape[0])[uses.indices], uses.indices, uses.indptr), shape=uses.shape)
    found = triu(weighed @ uses.T, k=1)
    return found.nnz, int(found.sum())


def part(name: str, folder: Path, *, cap: int, repeats: int) -> str:
    account, value = np.load(folder / "account.npy"), np.load(folder / "value.npy")
    method = METHODS[name]
    # A tenth of the accounts first: what is loaded or compiled at first use belongs to neither table nor method.
    few = account < account.max() // 10
    method(account[few], value[few], cap)
    # Forget the peak so far (Linux), which importing and the table itself set.
    Path("/proc/self/clear_refs").write_text("5")
    before = memory("VmRSS")
    best = np.inf
    for _ in range(repeats):
        started = time.process_time()
        pairs, total = method(account, value, cap)
        best = min(best, time.process_time() - started)
    return f"{best:.3f} {(memory('VmHWM') - before) / 1024:.0f} {pairs} {total}"


def memory(line: str) -> int:
    """A line of this process's status, in KiB."""
    status = Path("/proc/self/status").read_text()
    return next(int(each.split()[1]) for each in status.splitlines() if each.startswith(line))


METHODS = {"ours": ours, "scipy": theirs, "filtered": filtered}


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--accounts", type=int, default=1_000_000)
    reader.add_argument("--cap", type=int, default=50)
    reader.add_argument("--repeats", type=int, default=3)
    reader.add_argument("--part", choices=list(METHODS))
    reader.add_argument("--folder", type=Path)
    chosen = reader.parse_args()
    if chosen.part:
        print(part(chosen.part, chosen.folder, cap=chosen.cap, repeats=chosen.repeats))
        return
    with tempfile.TemporaryDirectory() as place:
        links = written(Path(place), chosen.accounts)
        called = [sys.executable, "-m", "bench.projection", "--folder", place, "--cap", str(chosen.cap)]
        called += ["--repeats", str(chosen.repeats), "--part"]
        said = {
            name: subprocess.run([*called, name], capture_output=True, text=True, check=True).stdout.split()
            for name in METHODS
        }
    assert said["ours"][2:] == said["scipy"][2:] == said["filtered"][2:], said
    print(f"links={links} cap={chosen.cap} pairs={said['ours'][2]}")
    for name, (seconds, peak, *_) in said.items():
        ratios = [float(said["ours"][0]) / float(seconds), float(said["ours"][1]) / float(peak)]
        print(f"{name} cpu_s={seconds} mb={peak} | ours over it: time={ratios[0]:.2f} memory={ratios[1]:.2f}")


def written(folder: Path, accounts: int) -> int:
    """The two columns as files, each link once, in no order; gives how many."""
    table = make(accounts, profile="hard", seed=7)
    links = np.unique(np.stack([table.account, table.value], axis=1), axis=0)
    links = links[np.random.default_rng(7).permutation(len(links))]
    np.save(folder / "account.npy", links[:, 0])
    np.save(folder / "value.npy", links[:, 1])
    return len(links)


if __name__ == "__main__":
    main()

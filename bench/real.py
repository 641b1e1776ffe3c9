"""The library on public data: one line a set, with size, processor seconds, peak memory, precision, recall and F1.

    python bench/real.py /work/shared/data [SET ...]

Each set runs in a process of its own, one after the other, so that its peak of memory is its own. Thresholds are chosen
on one half of the owners and the line tells of the other half. Beside each result stands what the notes of the data set
report for a plain rule. Nothing of the data is shown but counts.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import caviar
from cases import dnm, scam_sites

SETS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "sellers": (dnm.NAME, dnm.measure),
    "sites": (scam_sites.NAME, partial(scam_sites.measure, shown=True)),
    "sites-hidden": (scam_sites.NAME, partial(scam_sites.measure, shown=False)),
    "caviar": ("criminal_networks", caviar.main),
}


def one(data: Path, name: str) -> str:
    start = time.process_time()
    found = SETS[name][1](data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = str(found).removeprefix(f"{name}: ")
    return f"{name}: {found}; {time.process_time() - start:.1f} CPU s, {peak:.0f} MiB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("sets", nargs="*", choices=[*SETS, []], help="all by default")
    given = parser.parse_args()
    for name in given.sets or SETS:
        folder = given.data / SETS[name][0]
        if not folder.is_dir():
            print(f"{name}: {folder} is absent; give the folder that holds {SETS[name][0]}; not measured")
        elif len(given.sets) == 1:
            print(one(given.data, name), flush=True)
        else:
            subprocess.run([sys.executable, __file__, str(given.data), name], check=True)


if __name__ == "__main__":
    main()

"""Parts that share nothing, worked on side by side: how many threads there are changes nothing but the time."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Part = TypeVar("Part")
Found = TypeVar("Found")


def side_by_side(work: Callable[[Part], Found], parts: Sequence[Part]) -> Iterator[Found]:
    """What `work` finds for each part, in their order, each as soon as those before it are there.

    There are as many threads as the environment variable NUMBA_NUM_THREADS says, else as this process may use cores.
    They gain where most is done by kernels that let the interpreter go on (`nogil`), and by numpy's sorts.

    Example:
        >>> list(side_by_side(len, ["a", "bcd"]))
        [1, 3]
    """
    count = min(_threads(), len(parts))
    if count < 2:
        yield from map(work, parts)
        return
    with ThreadPoolExecutor(count) as pool:
        yield from pool.map(work, parts)


def _threads() -> int:
    asked = os.environ.get("NUMBA_NUM_THREADS", "")
    if asked.isdigit():
        return int(asked)
    # Not every system can hold a process to some of its cores.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

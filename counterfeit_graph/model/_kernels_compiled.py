"""Whether kernels are being compiled: they are when first called, and kept for every later run."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from numba.core import event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Compiling(event.Listener):
    """Counts functions as they are compiled, and tells of the first; reading one from the cache is not compiling."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self.tell = tell
        self.count = 0

    def on_start(self, _: event.Event) -> None:
        """One more is compiled."""
        self.count += 1
        if self.count == 1:
            self.tell()

    def on_end(self, _: event.Event) -> None:
        """Nothing is to be done."""


@contextmanager
def compiling(tell: Callable[[], None] = lambda: None) -> Iterator[Compiling]:
    """Call `tell` once if anything is compiled inside, as it begins.

    Example:
        >>> with compiling(lambda: print("wait")) as seen:
        ...     pass
        >>> seen.count
        0
    """
    with event.install_listener("numba:compile", Compiling(tell)) as seen:
        yield seen

"""The one tree of errors.

    CounterfeitGraphError
    ├── CaseError       a file, folder or table of the case cannot be used
    ├── ColumnError     a column is missing, doubled or misspelt
    ├── OptionError     an argument or option is out of its range
    ├── OutputError     the result cannot be written
    └── NotFoundError   an account, gang or value that the result does not hold

A message says what is wrong, where, the nearest right value and the remedy, on one line. It never
carries a personal value: places are named (file, record, column), not contents.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CounterfeitGraphError(Exception):
    """Base of every error that the library raises on purpose.

    Args:
        what: the fault, in a few words.
        where: file, record, column or argument.
        nearest: the nearest right value, if one is near.
        remedy: what the reader can do.

    Example:
        >>> str(CounterfeitGraphError("unknown column 'phnoe'", where="accounts.csv", nearest="phone"))
        "accounts.csv: unknown column 'phnoe'; did you mean 'phone'?"
    """

    def __init__(self, what: str, *, where: str = "", nearest: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.nearest = nearest
        self.remedy = remedy
        super().__init__(self._line())

    def _line(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        if self.nearest:
            line += f"; did you mean {self.nearest!r}?"
        if self.remedy:
            line += f"; {self.remedy}"
        return " ".join(line.split())


class CaseError(CounterfeitGraphError):
    """A file, folder or table of the case cannot be used as a whole."""


class ColumnError(CounterfeitGraphError):
    """A column is missing, doubled or misspelt."""


class OptionError(CounterfeitGraphError):
    """An argument or option is out of its range."""


class OutputError(CounterfeitGraphError):
    """The result cannot be written where it was asked for."""


class NotFoundError(CounterfeitGraphError):
    """A name was asked for that the result does not hold."""


def nearest_of(word: str, words: Iterable[str]) -> str:
    """The most similar of `words`, or '' when none is near.

    Example:
        >>> nearest_of("acount_id", ["account_id", "platform"])
        'account_id'
    """
    found = difflib.get_close_matches(word, sorted(set(words)), n=1, cutoff=0.6)
    return found[0] if found else ""

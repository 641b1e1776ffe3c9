"""`Clue` and `ClueSet`: what can tie two accounts, as small frozen objects to pick from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from counterfeit_graph.model.errors import OptionError, nearest_of
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities


@dataclass(frozen=True)
class Clue:
    """One way in which accounts can be tied.

    Attributes:
        name: the name used in ledgers and options.
        kinds: kinds of value whose own facts the clue stands for; empty for a derived clue.
        derive: makes facts that no table holds, with columns
            account, kind, key, relation, first, last, rows, table, file, record, via.

    Example:
        >>> Clue("phone", ("phone",)).name
        'phone'
    """

    name: str
    kinds: tuple[str, ...] = ()
    derive: Callable[[Identities], Table] | None = None


@dataclass(frozen=True)
class ClueSet:
    """Clues in a fixed order.

    Example:
        >>> phone, ip = Clue("phone", ("phone",)), Clue("ip", ("ip",))
        >>> ClueSet((phone, ip)).without(ip).names
        ('phone',)
    """

    clues: tuple[Clue, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the clues."""
        return tuple(clue.name for clue in self.clues)

    def __iter__(self) -> Iterator[Clue]:
        return iter(self.clues)

    def without(self, *clues: Clue | str) -> ClueSet:
        """The set less some clues, given as clues or names; an unknown name raises OptionError."""
        return ClueSet(tuple(clue for clue in self.clues if clue.name not in self._named(clues)))

    def only(self, *clues: Clue | str) -> ClueSet:
        """Nothing but some clues, given as clues or names; an unknown name raises OptionError."""
        return ClueSet(tuple(clue for clue in self.clues if clue.name in self._named(clues)))

    def _named(self, clues: tuple[Clue | str, ...]) -> set[str]:
        names = {clue if isinstance(clue, str) else clue.name for clue in clues}
        for name in sorted(names - set(self.names)):
            msg = f"unknown clue {name!r}"
            raise OptionError(
                msg,
                nearest=nearest_of(name, self.names),
                remedy=f"choose of {', '.join(self.names)}",
            )
        return names


_UNKNOWN = {"first": -(2**31), "last": -(2**31), "rows": 1, "via": -1}
_TYPES = {"account": "int32", "first": "int32", "last": "int32", "rows": "int32", "record": "int64", "via": "int64"}
_TEXT = ("kind", "key", "relation", "table", "file")


def derived_facts(columns: Mapping[str, Any]) -> Table:
    """A clue's facts: columns account, kind, key, relation, table, file, record, and first, last, rows where known.

    A single value stands for a whole column; days are int32, unknown where left out. `via` is the code of the
    account's own
    value that the fact was reached through, -1 where it is the account's own: what hangs on one value counts as one.

    Example:
        >>> derived_facts({"account": [0, 1], "kind": "title", "key": ["a", "a"], "relation": "shows",
        ...                "table": "listings", "file": "l.csv", "record": [1, 2]})["first"].tolist()
        [-2147483648, -2147483648]
    """
    size = len(columns["account"])
    whole = {**_UNKNOWN, **columns}
    full = {name: pa.repeat(value, size) if isinstance(value, (str, int)) else value for name, value in whole.items()}
    names = ("account", "kind", "key", "relation", "first", "last", "rows", "table", "file", "record", "via")
    typed = {name: np.asarray(full[name], _TYPES[name]) if name in _TYPES else full[name] for name in names}
    return Table.of(typed, dict.fromkeys(_TEXT, "string"))

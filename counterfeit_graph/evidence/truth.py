"""What is known of pairs or controllers, as somebody gives it: read whole, or refused with the row that is at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from counterfeit_graph.model.errors import ColumnError
from counterfeit_graph.model.table import Table
from counterfeit_graph.records.frames import to_arrow

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
# How text writes a truth value, whatever the case of its letters.
_SAID = {"true": True, "false": False}


def truth_of(given: Any) -> Table:
    """A table out of whatever holds columns: a `Table`, a mapping of columns, pandas, polars, Arrow, a list of dicts.

    Raises:
        CaseError: it is no table.

    Example:
        >>> truth_of([{"a": "1", "b": "2", "same": True}]).columns
        ('a', 'b', 'same')
    """
    return Table(to_arrow(given, "calibrate"))


def pairs_of(who: Identities, truth: Table) -> tuple[Array, Array, Array]:
    """Account codes a < b and whether they are the same, of pairs (a, b, same) by account id, each once.

    Raises:
        ColumnError: a cell is blank or of another kind, a pair is one account twice, or was judged both ways.
        NotFoundError: an account that the case does not hold.
    """
    ends = np.sort(np.stack([_codes(who, truth, column=name) for name in ("a", "b")], axis=1), axis=1)
    same = _truths(truth)
    _check("an account is no pair with itself", ends[:, 0] == ends[:, 1])
    ends, first, of = np.unique(ends, axis=0, return_index=True, return_inverse=True)
    _check("an earlier row says the opposite of the two accounts", same != same[first][of.ravel()])
    return ends[:, 0].copy(), ends[:, 1].copy(), same[first]


def controllers_of(who: Identities, truth: Table) -> Array:
    """Code of the controller of each account of the case, -1 unknown, from (account_id, controller).

    Raises:
        ColumnError: a cell is blank, or an account has two controllers.
        NotFoundError: an account that the case does not hold.
    """
    at, name = _codes(who, truth, column="account_id"), np.array(_texts(truth, "controller"), object)
    told = np.unique(name.astype(str), return_inverse=True)[1]
    controller = np.full(len(who.accounts), -1, np.int64)
    # The first row of an account speaks for it, so that a later one can be held against it.
    controller[at[::-1]] = told[::-1]
    _check("an earlier row names another controller of the account", controller[at] != told)
    return controller


def _codes(who: Identities, truth: Table, *, column: str) -> Array:
    names = _texts(truth, column)
    codes = who.codes(names)
    # What is no plain id may still name an account in another way, or is an error that says so.
    codes[codes < 0] = [who.account(names[row]) for row in np.flatnonzero(codes < 0).tolist()]
    return codes


def _texts(truth: Table, column: str) -> list[str]:
    """Cells as text; ids of digits alone may come as whole numbers."""
    cells = truth.arrow.column(column).to_pylist()
    _check(f"{column} is blank, or neither text nor a whole number", [not _is_id(cell) for cell in cells])
    return [str(cell) for cell in cells]


def _is_id(cell: Any) -> bool:
    return (isinstance(cell, str) and bool(cell)) or (isinstance(cell, int) and not isinstance(cell, bool))


def _truths(truth: Table) -> Array:
    column = truth.arrow.column("same")
    cells = column.to_pylist()
    if not pa.types.is_boolean(column.type):
        cells = [_SAID.get(cell.strip().lower()) if isinstance(cell, str) else cell for cell in cells]
    _check("same takes true or false", [not isinstance(cell, bool) for cell in cells])
    return np.array(cells, bool)


def _check(fault: str, wrong: Any) -> None:
    rows = np.flatnonzero(np.asarray(wrong, bool))
    if len(rows):
        raise ColumnError(fault, where=f"calibrate, row {int(rows[0]) + 1}", remedy="correct the row, or leave it out")

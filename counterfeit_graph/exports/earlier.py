"""The gangs of a run that was saved: who was in which, so that a later run can keep their ids, and their history."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfeit_graph.exports.cells import armed
from counterfeit_graph.gangs.history import EVENTS, TYPES
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

HISTORY = "history.csv"
# The number of the first run that follows another, and so has a history.
_SECOND = 2
_NEEDED = {"gangs": ("gang_id",), "dens": ("den_id",), "members": ("account_id", "gang_id", "den_id")}


@dataclass(frozen=True)
class Earlier:
    """What `Gangs.following` asks of an earlier run.

    Attributes:
        table, dens, members: ids alone.
        made_with: `ids_used`, the greatest numbers that were ever given out, where the run tells, and `run`, which of
            the runs that follow each other it is.
        digest: SHA-256 of its run.json.
        history: what became of the gangs in all runs up to it; None of a run that followed none.
    """

    table: Table
    dens: Table
    members: Table
    made_with: Mapping[str, Any]
    digest: str
    history: Table | None = None


def earlier_run(folder: str | Path) -> Earlier:
    """The gangs of a run that `Investigation.save` wrote.

    Raises:
        OptionError: the folder holds no such run, or its history is damaged.

    Example:
        >>> import tempfile, counterfeit_graph as cg
        >>> with tempfile.TemporaryDirectory() as home:
        ...     run = cg.investigate({"accounts": [{"account_id": "1", "platform": "p"}]})
        ...     len(earlier_run(run.save(f"{home}/out")).members)
        0
    """
    home = Path(folder)
    try:
        tables = {name: _ids(home / f"{name}.csv", columns) for name, columns in _NEEDED.items()}
        run = (home / "run.json").read_bytes()
        told = json.loads(run)
        used, number = told.get("ids_used", {}), int(told.get("run", 0))
        files = set(told.get("files", ()))
    except (OSError, UnicodeDecodeError, AttributeError, KeyError, TypeError, ValueError) as fault:
        msg = "holds no run with gangs.csv, dens.csv, members.csv and run.json"
        raise OptionError(msg, where=str(folder), remedy="name a folder that 'investigate --out' wrote") from fault
    history = _history(home / HISTORY, number, expected=HISTORY in files)
    # Runs had no number once, and told of one step alone.
    made_with = {"ids_used": used, "run": number or (1 if history is None else _SECOND)}
    digest = hashlib.sha256(run).hexdigest()
    return Earlier(tables["gangs"], tables["dens"], tables["members"], made_with, digest, history)


def _history(path: Path, number: int, *, expected: bool) -> Table | None:
    """What became of the gangs in the runs up to the one of this number; None where it followed none.

    Raises:
        OptionError: the file is missing though the run wrote it, or a row of it is damaged.
    """
    if not path.exists() and not expected:
        return None
    remedy = f"put {path.name} back as 'investigate --out' wrote it"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows, columns = list(reader), set(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        msg = "is damaged: it cannot be read"
        raise OptionError(msg, where=str(path), remedy=remedy) from fault
    # Once there was no column for the run: all rows were of the one that wrote them.
    rows = [{"run": str(_SECOND)} | row for row in rows] if columns == set(TYPES) - {"run"} else rows
    found = ((at, _fault_of(row, last=number)) for at, row in enumerate(rows, 1))
    faults = [f"record {at} {wrong}" for at, wrong in found if wrong]
    if columns | {"run"} != set(TYPES):
        faults.insert(0, f"its columns are not {', '.join(TYPES)}")
    if faults:
        msg = f"is damaged: {faults[0]}"
        raise OptionError(msg, where=str(path), remedy=remedy)
    numbers = {name: [int(row[name]) for row in rows] for name in ("accounts", "run")}
    return Table.of({name: numbers.get(name) or [row[name] for row in rows] for name in TYPES}, TYPES)


def _fault_of(row: Mapping[str, str | None], *, last: int) -> str:
    """What is wrong with a row of a history that no run can have written; nothing if all is well."""
    if set(row) != set(TYPES) or None in row.values():
        return "does not have a cell for each column"
    if row["event"] not in EVENTS or not row["gang_id"]:
        return f"has no gang, or an event that is none of {', '.join(EVENTS)}"
    for name, least, most in (("accounts", 0, math.inf), ("run", _SECOND, last or math.inf)):
        text = row[name] or ""
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            return f"has no possible number of {name}"
    return ""


def _ids(path: Path, columns: tuple[str, ...]) -> Table:
    """Some columns of text, as they were before they were made safe for spreadsheets."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
        # Who was uncertain is told where the table tells it.
        known = [*columns, *(name for name in ("state",) if rows and name in rows[0])]
        found = {name: [armed(row[name]) for row in rows] for name in known}
    return Table.of(found, dict.fromkeys(known, "string"))

"""The gangs of a run that was saved: who was in which, so that a later run can keep their ids."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfeit_graph.exports.cells import armed
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEEDED = {"gangs": ("gang_id",), "dens": ("den_id",), "members": ("account_id", "gang_id", "den_id")}


@dataclass(frozen=True)
class Earlier:
    """What `Gangs.following` asks of an earlier run.

    Attributes:
        table, dens, members: ids alone.
        made_with: `ids_used`, the greatest numbers that were ever given out, where the run tells.
        digest: SHA-256 of its run.json.
    """

    table: Table
    dens: Table
    members: Table
    made_with: Mapping[str, Any]
    digest: str


def earlier_run(folder: str | Path) -> Earlier:
    """The gangs of a run that `Investigation.save` wrote.

    Raises:
        OptionError: the folder holds no such run.

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
        used = json.loads(run).get("ids_used", {})
    except (OSError, UnicodeDecodeError, KeyError, ValueError) as fault:
        msg = "holds no run with gangs.csv, dens.csv, members.csv and run.json"
        raise OptionError(msg, where=str(folder), remedy="name a folder that 'investigate --out' wrote") from fault
    digest = hashlib.sha256(run).hexdigest()
    return Earlier(tables["gangs"], tables["dens"], tables["members"], {"ids_used": used}, digest)


def _ids(path: Path, columns: tuple[str, ...]) -> Table:
    """Some columns of text, as they were before they were made safe for spreadsheets."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
        found = {name: [armed(row[name]) for row in rows] for name in columns}
    return Table.of(found, dict.fromkeys(columns, "string"))

"""What every exporter must do, whatever its format; a new exporter is added to `EXPORTERS`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from counterfeit_graph import exports
from tests.views import made


@dataclass(frozen=True)
class Exporter:
    """A call that writes to a place, and the suffix of the place (none: a folder)."""

    write: Callable[[Path], object]
    suffix: str = ""

    def place(self, folder: Path, name: str) -> Path:
        return folder / f"{name}{self.suffix}"


EXPORTERS = {
    "dossier": Exporter(lambda path: exports.dossier(made.plan(), path, heads=made.heads())),
    "gexf": Exporter(lambda path: exports.gexf(made.gang(), path), ".gexf"),
    "graphml": Exporter(lambda path: exports.graphml(made.gang(), path), ".graphml"),
    "neo4j": Exporter(lambda path: exports.neo4j([made.gang()], path)),
    "tables": Exporter(lambda path: exports.tables({"members": made.members(), "ledger": made.ledger()}, path)),
    "xlsx": Exporter(lambda path: exports.xlsx(made.plan(), path), ".xlsx"),
}


def contents(place: Path) -> dict[str, str]:
    """Digest of every file at a place."""
    files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    return {
        p.name if p == place else p.relative_to(place).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in files
    }


def check_exporter(exporter: Exporter, folder: Path) -> None:
    """It writes something, the same each time, also over itself, leaves nothing else behind, and names no path."""
    first, second = (exporter.place(folder, name) for name in ("first", "second"))
    for place in (first, second, first):
        exporter.write(place)
    digests = [list(contents(place).values()) for place in (first, second)]
    assert digests[0]
    assert digests[0] == digests[1]
    assert sorted(p.name for p in folder.iterdir()) == sorted([first.name, second.name])
    told = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert str(folder).encode() not in told

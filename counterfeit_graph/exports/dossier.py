"""A dossier: what the police or a platform receives about one gang, as a folder that can be checked file by file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfeit_graph.exports.dossier_page import dossier_page, method_page
from counterfeit_graph.exports.manifest import MANIFEST, write_manifest
from counterfeit_graph.exports.money import MONEY
from counterfeit_graph.exports.sheets import made_with, sheets
from counterfeit_graph.exports.tables import tables
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.views.atomic import replacing_folder

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang
    from counterfeit_graph.takedown import Heads, Plan

_EVIDENCE = "evidence"


def dossier(what: Gang | Plan, folder: str | Path, *, heads: Heads | None = None) -> Path:
    """A folder about one gang.

    It holds `dossier.html` (to read and print; no script, nothing fetched), `method.html` (how evidence was weighed,
    and its limits), the tables behind both under `evidence/`, and `manifest.json` with the SHA-256 of every file. The
    same gang gives the same bytes.

    Args:
        what: a gang, or a plan against one.
        folder: made if missing; an earlier dossier is replaced, another folder is not.
        heads: the ranking of whom to remove first, if it shall be included.

    Raises:
        OptionError: neither a gang nor a plan.
        OutputError: the folder cannot be written.
    """
    # A plan knows its gang; a gang has a network.
    plan = None if hasattr(what, "network") else what
    gang: Any = getattr(what, "gang", what)
    if not hasattr(gang, "network"):
        fault = f"a dossier is about a gang or a plan, not a {type(what).__name__}"
        raise OptionError(fault, where="exports.dossier")
    named = sheets(what) | ({"heads": heads.table} if heads is not None else {})
    with replacing_folder(folder, mark=MANIFEST) as draft:
        tables(named, draft / _EVIDENCE, money=MONEY)
        (draft / "dossier.html").write_bytes(dossier_page(gang, plan=plan, heads=heads).encode())
        (draft / "method.html").write_bytes(method_page(gang).encode())
        write_manifest(draft, {"dossier": gang.id, "made_with": made_with(gang)})
    return Path(folder)

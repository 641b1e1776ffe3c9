"""The tables that belong to a result, by name: what workbooks and dossiers hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterfeit_graph.exports.network import edges, nodes
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.table import Table
from counterfeit_graph.views.proof import gang_ledger

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang, Gangs
    from counterfeit_graph.takedown import Plan


def sheets(what: Gang | Gangs | Plan | Mapping[str, Table]) -> dict[str, Table]:
    """Tables of a gang, of all gangs, or of a plan with its gang; tables that are given by name stay as they are.

    Raises:
        OptionError: none of these.

    Example:
        >>> list(sheets({"gangs": Table.of({"gang_id": ["G1"]})}))
        ['gangs']
    """
    if isinstance(what, Mapping):
        return dict(what)
    if hasattr(what, "network"):
        return _gang(what)
    if hasattr(what, "gang"):
        return {"plan": what.table, **_gang(what.gang)}
    if hasattr(what, "members"):
        return {"gangs": what.table, "dens": what.dens, "members": what.members, "hubs": what.evidence.hubs}
    fault = f"cannot export a {type(what).__name__}"
    raise OptionError(fault, where="exports", remedy="give a gang, gangs, a plan or named tables")


def _gang(gang: Any) -> dict[str, Table]:
    return {
        "gang": Table.of({name: [value] for name, value in gang.row.items()}),
        "members": gang.members,
        "dens": gang.dens,
        "roles": gang.roles,
        "links": gang.links,
        "ledger": gang_ledger(gang),
        "reopened": gang.reopened,
        "nodes": nodes(gang),
        "edges": edges(gang),
    }


def made_with(what: Any) -> Mapping[str, Any]:
    """How a result was made: options, seed, version; empty where nobody told."""
    # A gang does not know how it was made; the gangs it came from do.
    holders = (what, getattr(what, "gangs", None), getattr(getattr(what, "gang", None), "gangs", None))
    return next((dict(told) for holder in holders if (told := getattr(holder, "made_with", None))), {})

"""Networks of gangs as two tables of a run's folder, so that a plan can be made anew without the case.

    networks/nodes.parquet  gang_id, the columns of `Network.nodes`, state (of accounts), gang_currency
networks/edges.parquet    gang_id, the columns of `Network.edges`
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from counterfeit_graph.gangs.layout import EDGE_TYPES, NODE_TYPES
from counterfeit_graph.gangs.network import Network
from counterfeit_graph.model.errors import CaseError, NotFoundError, nearest_of
from counterfeit_graph.model.table import Table, concat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from counterfeit_graph.gangs.result import Gang

FOLDER = "networks"
_RUN = "run.json"
_ID = {"gang_id": "string"}
_TYPES = {"nodes": _ID | NODE_TYPES | {"state": "string", "gang_currency": "string"}, "edges": _ID | EDGE_TYPES}


@dataclass(frozen=True)
class SavedGang:
    """A gang as a run's folder knows it: enough to rank its heads, plan against it and hold it against the law.

    `members`: account_id, state (member, uncertain); `settings`: the options and the seed that the run was made with.
    """

    id: str
    network: Network
    members: Table
    settings: Mapping[str, Any]


def network_tables(gangs: Iterable[Gang]) -> dict[str, Table]:
    """The two tables of the networks of some gangs, in their order.

    Example:
        >>> {name: len(table.columns) for name, table in network_tables([]).items()}
        {'nodes': 18, 'edges': 11}
    """
    found = list(gangs)
    parts = {"nodes": [_nodes_of(gang) for gang in found], "edges": [_of(gang, gang.network.edges) for gang in found]}
    # A run without gangs has the tables too, with their columns.
    empty = {name: Table.of({key: [] for key in types}, types) for name, types in _TYPES.items()}
    return {name: concat([empty[name], *tables]) for name, tables in parts.items()}


def _nodes_of(gang: Gang) -> Table:
    """The nodes, with what the network itself does not know of them."""
    nodes, state = gang.network.nodes, dict(zip(gang.members["account_id"], gang.members["state"], strict=True))
    named = zip(nodes["kind"], nodes["id"], strict=True)
    states = [state.get(name, "") if kind == "account" else "" for kind, name in named]
    more = {"state": states, "gang_currency": [gang.network.currency] * len(nodes)}
    return _of(gang, nodes.with_columns({name: pa.array(column, pa.string()) for name, column in more.items()}))


def _of(gang: Gang, table: Table) -> Table:
    """The table with the gang's id as its first column."""
    named = table.with_columns({"gang_id": pa.array([gang.id] * len(table), pa.string())})
    return named.select("gang_id", *table.columns)


def load_gang(folder: str | Path, gang_id: str) -> SavedGang:
    """A gang out of the folder that an investigation was saved to.

    Args:
        folder: the run's folder.
        gang_id: for instance "G0001".

    Raises:
        CaseError: the folder holds no run, an older one without networks, or one whose networks were changed since.
        NotFoundError: no such gang was planned for; the nearest id is named.
    """
    target = Path(folder)
    run = read_run(target)
    if f"{FOLDER}/nodes.parquet" not in run["files"]:
        fault, remedy = "the run has kept no networks", "investigate the case again with this version"
        raise CaseError(fault, where=str(folder), remedy=remedy)
    nodes = _read(target, "nodes", run=run)
    ids = nodes["gang_id"]
    if gang_id not in ids:
        fault, remedy = f"the run planned for no gang {gang_id!r}", "see gangs.csv in it"
        raise NotFoundError(fault, where=str(folder), nearest=nearest_of(gang_id, ids), remedy=remedy)
    nodes = nodes.where(ids == gang_id)
    edges = _read(target, "edges", run=run)
    edges = edges.where(edges["gang_id"] == gang_id)
    network = Network(nodes.select(*NODE_TYPES), edges.select(*EDGE_TYPES), str(nodes["gang_currency"][0]))
    accounts = nodes.where(nodes["kind"] == "account")
    members = Table.of({"account_id": accounts["id"], "state": accounts["state"]})
    return SavedGang(gang_id, network, members, run["made_with"])


def read_run(folder: Path) -> Any:
    """The content of run.json in the folder that an investigation was saved to.

    Raises:
        CaseError: the folder holds no run.
    """
    path = folder / _RUN
    fault, remedy = "is not the folder of a run", "name the folder that 'investigate' wrote"
    if not path.is_file():
        raise CaseError(fault, where=str(folder), remedy=remedy)
    try:
        run = json.loads(path.read_text("utf-8"))
        _ = run["files"], run["made_with"]["options"], run["made_with"]["seed"]
    except (ValueError, KeyError, TypeError) as broken:
        raise CaseError(fault, where=str(path), remedy=remedy) from broken
    return run


def _read(folder: Path, name: str, *, run: Any) -> Table:
    """One of the two tables, as it was written."""
    named = f"{FOLDER}/{name}.parquet"
    path = folder / named
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != run["files"].get(named):
        fault, remedy = "is missing or was changed since the run", "investigate the case again"
        raise CaseError(fault, where=str(path), remedy=remedy)
    # Read on this thread alone: `pq.read_table` starts others, and an interpreter that ends at once dies of them.
    return Table(pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False))

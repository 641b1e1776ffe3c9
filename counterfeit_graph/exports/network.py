"""The whole network of a gang as two flat tables, the same for every format that speaks of nodes and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.model.table import Table, concat
from counterfeit_graph.model.units import minor_units
from counterfeit_graph.views.text import day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfeit_graph.gangs.result import Gang

NODE_COLUMNS = {
    "key": "string",
    "kind": "string",
    "id": "string",
    "label": "string",
    "role": "string",
    "reason": "string",
    "den": "string",
    "state": "string",
    "platform": "string",
    "sales": "int64",
    "currency": "string",
    "gang": "string",
}
EDGE_COLUMNS = {
    "source": "string",
    "target": "string",
    "relation": "string",
    "amount": "int64",
    "currency": "string",
    "weight": "float64",
    "decibans": "float64",
    "kinds": "string",
    "first": "string",
    "last": "string",
    "evidence": "string",
}


# As programs for graphs want them: money is a plain number, for they know no decimals.
PLAIN = {"sales": "float64", "amount": "float64"}


def plain(table: Table) -> Table:
    """The nodes or edges with their money as numbers of whole units, 12.5 and not 1250 minor ones.

    Example:
        >>> plain(Table.of({"amount": [1250, 980], "currency": ["CNY", "JPY"]}))["amount"].tolist()
        [12.5, 980.0]
    """
    unit = np.array([10.0 ** minor_units(code) for code in table["currency"]])
    return table.with_columns({name: table[name] / unit for name in PLAIN if name in table.columns})


def nodes(gang: Gang) -> Table:
    """Every node of the gang: `key` is kind:id and names it in edges; sales are minor units of currency."""
    members = {row["account_id"]: row for row in gang.members.rows()}
    # A node may have several roles; the first is the strongest.
    roles: dict[tuple[str, str], Mapping[str, Any]] = {}
    for role in gang.roles.rows():
        roles.setdefault((role["node_kind"], role["node_id"]), role)
    rows = [_node(gang, row, members=members, roles=roles) for row in gang.network.nodes.rows()]
    return Table.of({name: [row[name] for row in rows] for name in NODE_COLUMNS}, NODE_COLUMNS)


def _node(
    gang: Gang,
    row: Mapping[str, Any],
    *,
    members: Mapping[str, Mapping[str, Any]],
    roles: Mapping[tuple[str, str], Mapping[str, Any]],
) -> dict[str, Any]:
    role = roles.get((row["kind"], row["id"]), {})
    member = members.get(row["id"], {}) if row["kind"] == "account" else {}
    return {
        "key": f"{row['kind']}:{row['id']}",
        "kind": row["kind"],
        "id": row["id"],
        "label": row["label"] or row["id"],
        "role": role.get("role") or "",
        "reason": role.get("reason") or "",
        "den": member.get("den_id") or "",
        "state": member.get("state") or "",
        "platform": row.get("platform") or "",
        "sales": row["sales"] or 0,
        "currency": str(gang.row.get("currency") or ""),
        "gang": gang.id,
    }


def edges(gang: Gang) -> Table:
    """Every typed edge, then every link of evidence between two accounts (relation `evidence`, with its decibans).

    `evidence` names the file and record behind a typed edge; amounts are minor units of currency.
    """
    keys = np.array(
        [f"{kind}:{name}" for kind, name in zip(gang.network.nodes["kind"], gang.network.nodes["id"], strict=True)],
        dtype=object,
    )
    return concat([_typed(gang.network.edges, keys), _evidence(gang.links, set(keys))])


def _typed(table: Table, keys: np.ndarray[Any, Any]) -> Table:
    columns = {
        "source": keys[table["source"]],
        "target": keys[table["target"]],
        "relation": table["relation"],
        "amount": table["amount"],
        "currency": table["currency"],
        "weight": table["weight"],
        "decibans": np.zeros(len(table)),
        "kinds": [""] * len(table),
        "first": [day(each) for each in table["first"]],
        "last": [day(each) for each in table["last"]],
        "evidence": [f"{f}:{record}" if f else "" for f, record in zip(table["file"], table["record"], strict=True)],
    }
    return Table.of(columns, EDGE_COLUMNS)


def _evidence(links: Table, known: set[str]) -> Table:
    ends = [[f"account:{name}" for name in links[end]] for end in ("a", "b")]
    # A link to an account outside the network would have an end that no node names.
    kept = links.where([a in known and b in known for a, b in zip(*ends, strict=True)])
    blank = [""] * len(kept)
    columns = {
        "source": [f"account:{name}" for name in kept["a"]],
        "target": [f"account:{name}" for name in kept["b"]],
        "relation": ["evidence"] * len(kept),
        "amount": [0] * len(kept),
        "currency": blank,
        "weight": [1.0] * len(kept),
        "decibans": kept["decibans"],
        "kinds": kept["kinds"],
        "first": blank,
        "last": blank,
        "evidence": blank,
    }
    return Table.of(columns, EDGE_COLUMNS)

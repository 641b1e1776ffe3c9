"""A gang as a `Picture`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.model.table import Table
from counterfeit_graph.views.picture import (
    EDGE_TYPES,
    LINK_TYPES,
    MOST_NODES,
    NODE_TYPES,
    Facts,
    Picture,
    at_most,
    widths,
)
from counterfeit_graph.views.rows import having
from counterfeit_graph.views.text import day, money, shown

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang
    from counterfeit_graph.takedown import Heads

# Kind and id of a node.
Key = tuple[str, str]

# Relations with a direction that people ask about; the others are drawn without an arrow.
_FLOWS = {"pays_into", "transfers", "reopened_as", "supplied_by"}
_MEMBERS = {"account", "person", "company"}


def gang_picture(
    gang: Gang, *, limit: int = MOST_NODES, kept: Iterable[Key] = (), heads: Heads | None = None
) -> Picture:
    """The network of a gang with roles, dens and evidence.

    Values that one account alone uses say nothing about the gang and are left out, unless they have a role or are
    among `kept` (pairs of kind and id).

    Args:
        gang: what to draw.
        limit: most nodes to draw; the best connected stay.
        kept: nodes that stay in any case, such as the targets of a plan.
        heads: if given, its first node is drawn as the head.
    """
    network, roles = gang.network, _roles(gang.roles) | _head(heads)
    keys = list(zip(network.nodes["kind"], network.nodes["id"], strict=True))
    members = {row["account_id"]: row for row in gang.members.rows()}
    dens = _dens(network.nodes, network.edges, members=members)
    picture = Picture(
        title=gang.id,
        nodes=_nodes(network.nodes, keys, roles=roles, members=members, dens=dens),
        edges=_edges(network.edges),
        links=_links(gang.links, keys),
        node_facts=tuple(_node_facts(gang, members)),
        edge_facts=tuple(_edge_facts(network.edges, _currency(gang))),
        dens=Counter(sorted(row["den_id"] for row in members.values() if row["den_id"])),
    )
    # Roles are few and are what people look for, so they stay even where nothing else holds them.
    wanted = set(kept)
    return _telling(picture, limit, kept=[row for row, key in enumerate(keys) if key in wanted or key in roles])


def _roles(roles: Table) -> dict[Key, Mapping[str, Any]]:
    """The first, strongest role of each node."""
    found: dict[Key, Mapping[str, Any]] = {}
    for row in roles.rows():
        found.setdefault((row["node_kind"], row["node_id"]), row)
    return found


def _head(heads: Heads | None) -> dict[Key, Mapping[str, Any]]:
    """The likeliest head, as a role with its score as the reason."""
    rows = heads.table.rows()[:1] if heads is not None else []
    return {
        (row["node_kind"], row["node_id"]): {"role": "head", "reason": f"rank 1, score {row['score']:.2f}"}
        for row in rows
    }


def _dens(nodes: Table, edges: Table, *, members: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Den of each node: an account's own; of a value, the one den whose accounts alone use it."""
    kinds, ids = nodes["kind"].tolist(), nodes["id"].tolist()
    own = [
        members[name]["den_id"] or "" if kind == "account" and name in members else ""
        for kind, name in zip(kinds, ids, strict=True)
    ]
    near: list[set[str]] = [set() for _ in own]
    for a, b in zip(edges["source"].tolist(), edges["target"].tolist(), strict=True):
        near[a].add(own[b])
        near[b].add(own[a])
    # Neighbours without a den, such as a holder, neither draw a value into one nor keep it out.
    told = [found - {""} for found in near]
    return [den or (min(found) if len(found) == 1 else "") for den, found in zip(own, told, strict=True)]


def _nodes(
    nodes: Table,
    keys: list[Key],
    *,
    roles: Mapping[Key, Mapping[str, Any]],
    members: Mapping[str, Mapping[str, Any]],
    dens: list[str],
) -> Table:
    """The nodes table of the picture; an account's size is its share of the largest sales."""
    # Refunds can leave an account below zero; a mark has no negative size.
    sales = np.maximum(nodes["sales"].astype(np.float64), 0.0)
    account = nodes["kind"] == "account"
    # Even a shop without sales stays larger than a value, so that shops are seen first.
    size = np.where(account, 0.25 + 0.75 * sales / max(float(sales.max(initial=0.0)), 1.0), 0.12)
    ranked = np.array([key in roles for key in keys], dtype=bool)
    columns = {
        "id": [key[1] for key in keys],
        "kind": [key[0] for key in keys],
        "label": [label or key[1] for label, key in zip(nodes["label"], keys, strict=True)],
        "role": [roles[key]["role"] if key in roles else "" for key in keys],
        "reason": [shown(roles[key].get("reason")) if key in roles else "" for key in keys],
        "den": dens,
        "sure": [members.get(key[1], {}).get("state", "member") != "uncertain" for key in keys],
        "size": np.where(ranked & ~account, 0.35, size),
    }
    return Table.of(columns, NODE_TYPES)


def _edges(edges: Table) -> Table:
    relation = edges["relation"].tolist()
    columns = {
        "a": edges["source"],
        "b": edges["target"],
        "relation": relation,
        "directed": [name in _FLOWS for name in relation],
        "width": widths(edges["amount"]),
    }
    return Table.of(columns, EDGE_TYPES)


def _links(links: Table, keys: list[Key]) -> Table:
    row = {name: at for at, (kind, name) in enumerate(keys) if kind == "account"}
    found = [
        (row[link["a"]], row[link["b"]], link["decibans"], link["kinds"])
        for link in links.rows()
        if link["a"] in row and link["b"] in row
    ]
    return Table.of(
        dict(zip(LINK_TYPES, zip(*found, strict=True), strict=True)) if found else {n: [] for n in LINK_TYPES},
        LINK_TYPES,
    )


def _currency(gang: Gang) -> str:
    return str(gang.row.get("currency") or "")


def _node_facts(gang: Gang, members: Mapping[str, Mapping[str, Any]]) -> Iterable[Facts]:
    dates = account_dates(gang)
    for node in gang.network.nodes.rows():
        member = members.get(node["id"], {}) if node["kind"] == "account" else {}
        opened, closed = dates.get(node["id"], ("", "")) if node["kind"] == "account" else ("", "")
        sales = money(node["sales"], _currency(gang)) if node["sales"] else ""
        uses = ("", "") if member else (shown(node.get("inside") or None), shown(node.get("outside") or None))
        yield (
            ("platform", node.get("platform") or ""),
            ("opened", opened),
            ("closed", closed),
            ("sales", sales),
            ("state", shown(member.get("state"))),
            ("users_inside", uses[0]),
            ("users_outside", uses[1]),
        )


def account_dates(gang: Gang) -> dict[str, tuple[str, str]]:
    """Dates of opening and closing of each member, as text."""
    accounts = having(gang.gangs.evidence.who.accounts, "account_id", names=gang.members["account_id"])
    return {
        row["account_id"]: (day(row["opened"]), day(row["closed"]))
        for row in accounts.select("account_id", "opened", "closed").rows()
    }


def _edge_facts(edges: Table, currency: str) -> Iterable[Facts]:
    for edge in edges.rows():
        source = f"{edge['file']}:{edge['record']}" if edge["file"] else ""
        yield (
            ("amount", money(edge["amount"], currency) if edge["amount"] else ""),
            ("times", shown(int(edge["weight"]))),
            ("first", day(edge["first"])),
            ("last", day(edge["last"])),
            ("source", source),
        )


def _telling(picture: Picture, limit: int, *, kept: list[int]) -> Picture:
    """The picture without the values that one node alone uses, and with at most `limit` nodes."""
    # Two relations to one value are still one user, hence distinct pairs.
    ends = np.unique(np.column_stack((picture.edges["a"], picture.edges["b"])), axis=0).ravel().astype(np.int64)
    degree = np.bincount(ends, minlength=len(picture.nodes))
    told = (degree > 1) | np.isin(picture.nodes["kind"], sorted(_MEMBERS))
    told[kept] = True
    rows = np.flatnonzero(told)
    return at_most(picture.only(rows), limit, kept=np.searchsorted(rows, kept))

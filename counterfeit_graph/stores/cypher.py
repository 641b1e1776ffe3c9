"""The statements that `Neo4j` runs: fixed text, every value a parameter, every write idempotent."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# Made before the first write; without them each MERGE would scan all nodes.
CONSTRAINTS: tuple[str, ...] = (
    "CREATE CONSTRAINT account_id IF NOT EXISTS FOR (a:Account) REQUIRE a.account_id IS UNIQUE",
    "CREATE CONSTRAINT value_key IF NOT EXISTS FOR (v:Value) REQUIRE (v.kind, v.value) IS UNIQUE",
    "CREATE CONSTRAINT gang_id IF NOT EXISTS FOR (g:Gang) REQUIRE g.gang_id IS UNIQUE",
)


class Write(NamedTuple):
    """How the rows of one table are written.

    Args:
        key: columns that make a node or relationship the same; blank ones count as ''.
        statement: what is run for each batch of `$rows`, each `{key columns..., rest: {other columns}}`.
    """

    key: tuple[str, ...]
    statement: str


# Tables that can be written, in the order in which they must be.
WRITES: Mapping[str, Write] = MappingProxyType(
    {
        "accounts": Write(
            ("account_id",),
            "UNWIND $rows AS row MERGE (a:Account {account_id: row.account_id}) SET a += row.rest",
        ),
        "identifiers": Write(
            ("account_id", "kind", "value", "relation", "source", "first_seen", "last_seen"),
            "UNWIND $rows AS row MATCH (a:Account {account_id: row.account_id}) "
            "MERGE (v:Value {kind: row.kind, value: row.value}) "
            "MERGE (a)-[u:USED {relation: row.relation, source: row.source, "
            "first_seen: row.first_seen, last_seen: row.last_seen}]->(v) SET u += row.rest",
        ),
        "gangs": Write(
            ("gang_id",),
            "UNWIND $rows AS row MERGE (g:Gang {gang_id: row.gang_id}) SET g += row.rest",
        ),
        "members": Write(
            ("account_id", "gang_id"),
            "UNWIND $rows AS row MATCH (a:Account {account_id: row.account_id}) "
            "MERGE (g:Gang {gang_id: row.gang_id}) MERGE (a)-[m:MEMBER_OF]->(g) SET m += row.rest",
        ),
        "links": Write(
            ("a", "b"),
            "UNWIND $rows AS row MATCH (a:Account {account_id: row.a}) MATCH (b:Account {account_id: row.b}) "
            "MERGE (a)-[l:LINKED]->(b) SET l += row.rest",
        ),
    }
)

# How a case that is kept as a graph is read back.
READS: Mapping[str, str] = MappingProxyType(
    {
        "accounts": "MATCH (a:Account) RETURN properties(a) AS row ORDER BY a.account_id",
        "identifiers": (
            "MATCH (a:Account)-[u:USED]->(v:Value) "
            "RETURN u {.*, account_id: a.account_id, kind: v.kind, value: v.value} AS row "
            "ORDER BY a.account_id, v.kind, v.value, u.relation, u.source, u.first_seen, u.last_seen"
        ),
    }
)

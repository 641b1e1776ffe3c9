r"""Gangs for Neo4j: the CSV of its bulk importer, and a script that loads the same files into a running database.

The script holds no text of the case: labels and relationship types come from the vocabulary, everything else is read
from the CSV as a value. A literal would not do, because Cypher turns `\u0027` into a quote before it parses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.exports.cells import raw_columns
from counterfeit_graph.exports.manifest import write_manifest
from counterfeit_graph.exports.network import edges, nodes, plain
from counterfeit_graph.exports.tables import write_csv
from counterfeit_graph.model.table import Table, concat
from counterfeit_graph.views.atomic import replacing_folder

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang

_BATCH = 5_000
_KNOWN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}")
_OTHER = "RELATED"
_NUMBERS = ("sales", "amount", "weight", "decibans")


def neo4j(gangs: Iterable[Gang], folder: str | Path) -> Path:
    """A folder with nodes.csv, relationships.csv, load.cypher and manifest.json.

    For a new database: `neo4j-admin database import full --id-type=string --multiline-fields=true --nodes=nodes.csv
    --relationships=relationships.csv`. For a running one: put the two files into its import folder, then
    `cypher-shell -f load.cypher`.

    Sales and amounts are in units of the currency that the node or relationship names.

    Args:
        gangs: what to write; nodes that several gangs touch are written once.
        folder: made if missing; an earlier export is replaced, another folder is not.

    Raises:
        OutputError: the folder cannot be written.
    """
    found = list(gangs)
    points, lines = _nodes(found), _edges(found)
    with replacing_folder(folder, mark="manifest.json") as draft:
        write_csv(points, draft / "nodes.csv", cells=_cells)
        write_csv(lines, draft / "relationships.csv", cells=_cells)
        script = _script(sorted(set(points[":LABEL"])), sorted(set(lines[":TYPE"])), points=points, lines=lines)
        (draft / "load.cypher").write_text(script, encoding="utf-8")
        write_manifest(draft, {"format": "neo4j", "gangs": [gang.id for gang in found]})
    return Path(folder)


def _nodes(gangs: list[Gang]) -> Table:
    table = concat([plain(nodes(gang)) for gang in gangs]) if gangs else Table.of({})
    # Gangs share hubs; the importer refuses a key given twice.
    first = {key: at for at, key in reversed(list(enumerate(table["key"])))}
    table = table.take(sorted(first.values()))
    columns = {"key:ID": table["key"], ":LABEL": [_label(kind) for kind in table["kind"]]}
    return Table.of(columns | {_typed(name): table[name] for name in table.columns if name not in {"key"}})


def _edges(gangs: list[Gang]) -> Table:
    table = concat([plain(edges(gang)) for gang in gangs])
    columns = {
        ":START_ID": table["source"],
        ":END_ID": table["target"],
        ":TYPE": [_type(name) for name in table["relation"]],
    }
    return Table.of(columns | {_typed(name): table[name] for name in table.columns if name not in {"source", "target"}})


def _cells(table: Table) -> list[pa.Array]:
    """Text as it is, but a backslash before a quote or an end, which servers may take for an escape, is made wide."""
    return [pc.replace_substring_regex(column, r'\\("|$)', "\uff3c\\1") for column in raw_columns(table)]


def _typed(name: str) -> str:
    return f"{name}:double" if name in _NUMBERS else name


def _label(kind: str) -> str:
    """Label of a kind: `id_document` becomes IdDocument; only letters, digits and underscores ever get through."""
    return "".join(part.capitalize() for part in kind.split("_")) if _KNOWN.fullmatch(kind) else "Value"


def _type(relation: str) -> str:
    """Type of a relation: ties keep their word as a property."""
    # A type is an identifier of the query language; the word behind a tie is free text of the case.
    plain = "tie" if relation.startswith("tie:") else relation
    return plain.upper() if _KNOWN.fullmatch(plain) else _OTHER


def _script(labels: list[str], types: list[str], *, points: Table, lines: Table) -> str:
    """One statement a label and one a type, each over all rows of that label or type, in batches."""
    head = "// Loads nodes.csv and relationships.csv from the import folder; may be run as often as you like.\n"
    unique = "CREATE CONSTRAINT counterfeit_graph_key IF NOT EXISTS FOR (n:CounterfeitGraph) REQUIRE n.key IS UNIQUE;\n"
    sets = _sets(points.columns, skip=("key:ID", ":LABEL"))
    made = [
        f"LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row\nWITH row WHERE row.`:LABEL` = '{label}'\n"
        f"CALL (row) {{\n  MERGE (n:CounterfeitGraph {{key: row.`key:ID`}})\n  SET n:{label}, {sets}\n"
        f"}} IN TRANSACTIONS OF {_BATCH} ROWS;\n"
        for label in labels
    ]
    sets = _sets(lines.columns, skip=(":START_ID", ":END_ID", ":TYPE", "relation", "evidence"))
    tied = [
        f"LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row\nWITH row WHERE row.`:TYPE` = '{kind}'\n"
        "CALL (row) {\n"
        "  MATCH (a:CounterfeitGraph {key: row.`:START_ID`}), (b:CounterfeitGraph {key: row.`:END_ID`})\n"
        f"  MERGE (a)-[n:{kind} {{relation: row.relation, evidence: coalesce(row.evidence, '')}}]->(b)\n  SET {sets}\n"
        f"}} IN TRANSACTIONS OF {_BATCH} ROWS;\n"
        for kind in types
    ]
    return head + unique + "".join(made) + "".join(tied)


def _sets(columns: Iterable[str], *, skip: tuple[str, ...]) -> str:
    names = [(name, name.partition(":")[0]) for name in columns if name not in skip]
    return ", ".join(
        f"n.{own} = toFloat(row.`{name}`)" if own in _NUMBERS else f"n.{own} = row.`{name}`" for name, own in names
    )

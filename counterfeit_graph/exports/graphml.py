"""GraphML, as Gephi, yEd, Cytoscape, igraph and NetworkX read it (graphml.graphdrawing.org)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfeit_graph.exports.network import EDGE_COLUMNS, NODE_COLUMNS, PLAIN, edges, nodes, plain
from counterfeit_graph.exports.tables import checked_file
from counterfeit_graph.exports.xml import attributes, escaped
from counterfeit_graph.views.atomic import write_text

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang

_TYPES = {"string": "string", "int64": "long", "float64": "double"}
# Ends are attributes of the edge itself, not data below it.
_ENDS = ("source", "target")


def graphml(gang: Gang, path: str | Path) -> Path:
    """The network of a gang, its evidence included, as a directed GraphML graph.

    Nodes are named kind:id. Sales and amounts are in units of the currency that the node or edge names.

    Args:
        gang: what to write.
        path: ends with .graphml; replaced if it is there.

    Raises:
        OutputError: the file cannot be written.
    """
    target = checked_file(path, ".graphml")
    return write_text(target, "\n".join(_lines(gang)) + "\n")


def _lines(gang: Gang) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    yield from _keys()
    yield f"<graph{attributes([('id', gang.id), ('edgedefault', 'directed')])}>"
    for row in plain(nodes(gang)).rows():
        yield f"<node{attributes([('id', row['key'])])}>{_data('n', row, columns=NODE_COLUMNS)}</node>"
    # Parallel edges are common here, and only an id keeps them apart for every reader.
    for number, row in enumerate(plain(edges(gang)).rows()):
        ends = [("id", f"e{number}"), *((end, row[end]) for end in _ENDS)]
        yield f"<edge{attributes(ends)}>{_data('e', row, columns=EDGE_COLUMNS)}</edge>"
    yield "</graph>"
    yield "</graphml>"


def _keys() -> Iterator[str]:
    for letter, target, columns in (("n", "node", NODE_COLUMNS), ("e", "edge", EDGE_COLUMNS)):
        for name, kind in columns.items():
            if name not in _ENDS:
                of = _TYPES[PLAIN.get(name, kind)]
                named = [("id", f"{letter}_{name}"), ("for", target), ("attr.name", name), ("attr.type", of)]
                yield f"<key{attributes(named)}/>"


def _data(letter: str, row: dict[str, Any], *, columns: dict[str, str]) -> str:
    return "".join(
        f'<data key="{letter}_{name}">{escaped(str(row[name]))}</data>' for name in columns if name not in _ENDS
    )

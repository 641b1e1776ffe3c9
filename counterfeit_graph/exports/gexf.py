"""GEXF 1.3, Gephi's own format, with places, colours and sizes (gexf.net)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfeit_graph.exports.network import EDGE_COLUMNS, NODE_COLUMNS, PLAIN, edges, nodes, plain
from counterfeit_graph.exports.tables import checked_file
from counterfeit_graph.exports.xml import attributes
from counterfeit_graph.views.atomic import write_text
from counterfeit_graph.views.gang_picture import gang_picture
from counterfeit_graph.views.palette import colour, shape

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang

_TYPES = {"string": "string", "int64": "long", "float64": "double"}
# GEXF knows four shapes; the others become discs.
_SHAPES = {"square": "square", "diamond": "diamond", "triangle": "triangle"}
# What GEXF has a place of its own for.
_APART = ("key", "label", "source", "target", "weight")


def gexf(gang: Gang, path: str | Path) -> Path:
    """The network of a gang, its evidence included, as a directed GEXF graph.

    Nodes that the pictures draw carry the place they have there; the others, values that one account alone uses,
    carry none. Sales and amounts are in units of the currency that the node or edge names.

    Args:
        gang: what to write.
        path: ends with .gexf; replaced if it is there.

    Raises:
        OutputError: the file cannot be written.
    """
    target = checked_file(path, ".gexf")
    return write_text(target, "\n".join(_lines(gang)) + "\n")


def _lines(gang: Gang) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">'
    yield "<meta><creator>counterfeit-graph</creator><description>network of a gang</description></meta>"
    yield '<graph defaultedgetype="directed" mode="static">'
    yield from _declared("node", NODE_COLUMNS)
    yield from _declared("edge", EDGE_COLUMNS)
    yield "<nodes>"
    drawn = _drawn(gang)
    for row in plain(nodes(gang)).rows():
        named = attributes([("id", row["key"]), ("label", row["label"])])
        yield f"<node{named}>{_values(row, NODE_COLUMNS)}{_looks(row, drawn)}</node>"
    yield "</nodes>\n<edges>"
    for number, row in enumerate(plain(edges(gang)).rows()):
        named = attributes([("id", number), *((name, row[name]) for name in ("source", "target", "weight"))])
        yield f"<edge{named}>{_values(row, EDGE_COLUMNS)}</edge>"
    yield "</edges>\n</graph>\n</gexf>"


def _declared(target: str, columns: Mapping[str, str]) -> Iterator[str]:
    yield f'<attributes class="{target}">'
    for name, kind in columns.items():
        if name not in _APART:
            of = _TYPES[PLAIN.get(name, kind)]
            yield f"<attribute{attributes([('id', name), ('title', name), ('type', of)])}/>"
    yield "</attributes>"


def _values(row: Mapping[str, Any], columns: Mapping[str, str]) -> str:
    cells = "".join(
        f"<attvalue{attributes([('for', n), ('value', row[n])])}/>" for n in columns if n not in _APART and row[n] != ""
    )
    return f"<attvalues>{cells}</attvalues>" if cells else ""


def _drawn(gang: Gang) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Place and radius of every node that the pictures draw."""
    picture = gang_picture(gang)
    keys = zip(picture.nodes["kind"], picture.nodes["id"], strict=True)
    rows = zip(picture.places().tolist(), picture.radius.tolist(), strict=True)
    return {key: (x, y, radius) for key, ((x, y), radius) in zip(keys, rows, strict=True)}


def _looks(row: Mapping[str, Any], drawn: Mapping[tuple[str, str], tuple[float, float, float]]) -> str:
    fill = colour(row["role"])
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    told = (
        f'<viz:color r="{red}" g="{green}" b="{blue}"/><viz:shape value="{_SHAPES.get(shape(row["kind"]), "disc")}"/>'
    )
    if (row["kind"], row["id"]) in drawn:
        x, y, radius = drawn[row["kind"], row["id"]]
        # Gephi's second axis points up, a page's points down.
        told += f'<viz:position x="{x}" y="{-y}" z="0.0"/><viz:size value="{radius}"/>'
    return told

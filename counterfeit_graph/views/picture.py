"""`Picture`: a network made ready for drawing, whatever draws it: the page, an SVG, matplotlib or Gephi."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.model.table import Table
from counterfeit_graph.views.layout import layout
from counterfeit_graph.views.palette import colour, is_dark, shape
from counterfeit_graph.views.text import shorten, visible

if TYPE_CHECKING:
    import networkx as nx

# What a card says: (key of views/static/words.json, text) pairs.
Facts = tuple[tuple[str, str], ...]

NODE_TYPES = {
    "id": "string",
    "kind": "string",
    "label": "string",
    "role": "string",
    "reason": "string",
    "den": "string",
    "sure": "bool",
    "size": "float64",
}
EDGE_TYPES = {"a": "int32", "b": "int32", "relation": "string", "directed": "bool", "width": "float64"}
LINK_TYPES = {"a": "int32", "b": "int32", "decibans": "float64", "kinds": "string"}
NO_LINKS = Table.of({name: [] for name in LINK_TYPES}, LINK_TYPES)

# Beyond this a drawing tells nothing, and its layout takes seconds.
MOST_NODES = 2000
# Radii in pixels of the smallest and the largest mark.
_LEAST, _MOST = 4.0, 15.0


@dataclass(frozen=True)
class Step:
    """One step of a plan: what is done to whom, which rows of the picture it hits, and which it leaves without use."""

    action: str
    target: str
    targets: tuple[int, ...]
    cut: tuple[int, ...]
    facts: Facts


@dataclass(frozen=True)
class Picture:
    """Nodes with places, edges and evidence links between rows of nodes, and what their cards say.

    Attributes:
        title: shown above the picture.
        nodes: id, kind, label, role, reason, den, sure (false for an uncertain member), size (0 to 1).
        edges: a, b (rows of nodes), relation, directed, width (pixels).
        links: a, b, decibans, kinds: the evidence between accounts.
        node_facts, edge_facts: card of each row.
        dens: den id -> number of accounts.
        steps: the plan, if the picture shows one.
        left_out: nodes that were not drawn.
    """

    title: str
    nodes: Table
    edges: Table
    links: Table
    node_facts: tuple[Facts, ...]
    edge_facts: tuple[Facts, ...]
    dens: Mapping[str, int]
    steps: tuple[Step, ...] = ()
    left_out: int = 0

    @property
    def radius(self) -> np.ndarray[Any, Any]:
        """Radius of each node in pixels; its area grows with `size`."""
        return np.asarray(np.round(_LEAST + (_MOST - _LEAST) * np.sqrt(self.nodes["size"]), 2))

    def places(self) -> np.ndarray[Any, Any]:
        """Where the nodes stand: n x 2 pixels, middle at 0."""
        # The layout knows dens as numbers, -1 for none.
        names = {den: number for number, den in enumerate(self.dens)}
        group = np.array([names.get(den, -1) for den in self.nodes["den"]], dtype=np.int64)
        edges = np.column_stack((self.edges["a"], self.edges["b"])).astype(np.int64)
        return layout(edges, self.radius, group=group)

    def only(self, rows: np.ndarray[Any, Any]) -> Picture:
        """The picture with these rows of its nodes, ascending, and what is between them."""
        place = np.full(len(self.nodes), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        edges, kept = _between(self.edges, place)
        return replace(
            self,
            nodes=self.nodes.take(rows),
            edges=edges,
            links=_between(self.links, place)[0],
            node_facts=tuple(self.node_facts[row] for row in rows),
            edge_facts=tuple(self.edge_facts[row] for row in kept),
            left_out=self.left_out + len(self.nodes) - len(rows),
        )

    def to_json(self) -> dict[str, Any]:
        """The picture as the scripts read it."""
        # Columns rather than a list of nodes: half the size, and the scripts walk them faster.
        nodes, xy = self.nodes, self.places()
        labels = [visible(text) for text in nodes["label"]]
        colours = [colour(role) for role in nodes["role"]]
        columns = {name: nodes[name].tolist() for name in ("kind", "role", "sure")} | {
            "id": [visible(text) for text in nodes["id"]],
            "label": labels,
            "short": [shorten(text, width=26) for text in labels],
            "reason": [visible(text) for text in nodes["reason"]],
            "den": [visible(text) for text in nodes["den"]],
            "shape": [shape(kind) for kind in nodes["kind"]],
            "colour": colours,
            "dark": [is_dark(each) for each in colours],
            "x": xy[:, 0].tolist(),
            "y": xy[:, 1].tolist(),
            "r": self.radius.tolist(),
            "facts": _seen(self.node_facts),
        }
        edges = {name: self.edges[name].tolist() for name in EDGE_TYPES} | {"facts": _seen(self.edge_facts)}
        dens = [{"id": visible(den), "text": f"{visible(den)} ({count})"} for den, count in self.dens.items()]
        steps = [vars(step) | {"target": visible(step.target)} for step in self.steps]
        links = {name: self.links[name].tolist() for name in LINK_TYPES}
        rest = {"title": visible(self.title), "dens": dens, "steps": steps, "left_out": self.left_out}
        return {"nodes": columns, "edges": edges, "links": links, "file": "network"} | rest


def _between(table: Table, place: np.ndarray[Any, Any]) -> tuple[Table, np.ndarray[Any, Any]]:
    # `place` is the new row of each old one, -1 for those that go.
    ends = [place[table[name].astype(np.int64)] for name in ("a", "b")]
    kept = np.flatnonzero((ends[0] >= 0) & (ends[1] >= 0))
    return table.take(kept).with_columns(
        {n: end[kept].astype(np.int32) for n, end in zip("ab", ends, strict=True)}
    ), kept


def _seen(facts: Iterable[Facts]) -> list[list[tuple[str, str]]]:
    return [[(name, visible(text)) for name, text in row if text] for row in facts]


def widths(amounts: Sequence[float] | np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Widths of edges in pixels, 1 to 4.5, that grow with the root of what flows.

    Example:
        >>> widths([0, 25, 100]).tolist()
        [1.0, 2.75, 4.5]
    """
    flow = np.sqrt(np.maximum(np.asarray(amounts, dtype=np.float64), 0.0))
    most = flow.max() if len(flow) else 0.0
    return np.round(1.0 + 3.5 * flow / most, 2) if most > 0 else np.ones(len(flow))


def graph_picture(graph: nx.Graph[Any], title: str = "") -> Picture:
    """A picture of any NetworkX graph.

    Nodes may carry `kind`, `label`, `role`, `den`, edges `relation` and `amount` or `weight`; all are optional.

    Example:
        >>> import networkx as nx
        >>> graph_picture(nx.path_graph(3)).nodes["label"].tolist()
        ['0', '1', '2']
    """
    # Rows are in the order of the graph, which is that of its making.
    names = list(graph)
    row = {name: number for number, name in enumerate(names)}
    data = [graph.nodes[name] for name in names]
    kinds = [str(d.get("kind", "account")) for d in data]
    degree = np.array([graph.degree(name) for name in names], dtype=np.float64)
    nodes = {
        "id": [str(d.get("id", name)) for name, d in zip(names, data, strict=True)],
        "kind": kinds,
        "label": [str(d.get("label") or d.get("id", name)) for name, d in zip(names, data, strict=True)],
        "role": [str(d.get("role") or "") for d in data],
        "reason": [str(d.get("reason") or "") for d in data],
        "den": [str(d.get("den") or "") for d in data],
        "sure": [True] * len(names),
        "size": degree / degree.max() if len(degree) and degree.max() > 0 else np.zeros(len(names)),
    }
    ends = list(graph.edges(data=True))
    amounts = [float(d.get("amount") or d.get("weight") or 0) for _, _, d in ends]
    edges = {
        "a": [row[a] for a, _, _ in ends],
        "b": [row[b] for _, b, _ in ends],
        "relation": [str(d.get("relation", "")) for _, _, d in ends],
        "directed": [graph.is_directed()] * len(ends),
        "width": widths(amounts),
    }
    dens = Counter(den for d in data if (den := str(d.get("den") or "")))
    edge_facts = tuple(tuple((k, str(v)) for k, v in sorted(d.items()) if k != "relation") for _, _, d in ends)
    picture = Picture(
        title,
        Table.of(nodes, NODE_TYPES),
        Table.of(edges, EDGE_TYPES),
        NO_LINKS,
        node_facts=((),) * len(names),
        edge_facts=edge_facts,
        dens=dens,
    )
    return at_most(picture, MOST_NODES)


def at_most(picture: Picture, limit: int, *, kept: Iterable[int] = ()) -> Picture:
    """The picture with its `limit` best connected nodes; `kept` rows stay in any case."""
    degree = np.bincount(np.r_[picture.edges["a"], picture.edges["b"]].astype(np.int64), minlength=len(picture.nodes))
    # Rows to keep get a degree that no other row can have.
    degree[np.fromiter(kept, dtype=np.int64)] = len(picture.edges) + 1
    if len(picture.nodes) <= limit:
        return picture
    return picture.only(np.sort(np.argsort(-degree, kind="stable")[:limit]))

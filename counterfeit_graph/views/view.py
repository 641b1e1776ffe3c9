"""`show`: an interactive picture of a gang, a plan or a graph, and the `View` that holds it."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from counterfeit_graph.model.errors import OptionError, OutputError
from counterfeit_graph.views.atomic import write_text
from counterfeit_graph.views.gang_picture import gang_picture
from counterfeit_graph.views.page import labels, page, words
from counterfeit_graph.views.picture import MOST_NODES, Picture, at_most, graph_picture
from counterfeit_graph.views.plan_picture import plan_picture
from counterfeit_graph.views.svg import network_svg
from counterfeit_graph.views.text import visible

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang
    from counterfeit_graph.takedown import Heads, Plan

_SCRIPTS = ("base.js", "shapes.js", "graph.js", "cards.js", "controls.js", "view.js")
_BODY = (
    '<main><h1 class="cg-title">{title}</h1><div id="network"></div></main>\n'
    "<noscript>This picture needs scripts. 本图需要启用脚本。</noscript>"
)


@dataclass(frozen=True)
class View:
    """An interactive picture: shows itself in a notebook, and is one offline HTML page wherever it is saved.

    The page fetches nothing. In a notebook it stands in a frame of its own that can reach neither the notebook nor the
    network, and it stays alive when the notebook is exported to HTML.

    Example:
        >>> view = show(nx.path_graph(3))
        >>> "<iframe" in view._repr_html_(), "http-equiv" in view.to_html()
        (True, True)
    """

    picture: Picture
    height: int = 620  # pixels of the frame in a notebook

    @cached_property
    def _page(self) -> str:
        title = visible(self.picture.title) or "counterfeit-graph"
        # A title may come from the data of a graph, so it is as hostile as any label.
        data = {"words": words(), "labels": labels(), "picture": self.picture.to_json()}
        body = _BODY.format(title=html.escape(title))
        return page(title, body, styles=("graph.css", "view.css"), scripts=_SCRIPTS, data=data)

    def to_html(self) -> str:
        """The whole page."""
        return self._page

    def to_svg(self) -> str:
        """The picture as it stands, for documents that cannot move."""
        return network_svg(self.picture)

    def save(self, path: str | Path) -> Path:
        """Write the page, or the still picture if the path ends with .svg; the file is there whole or not at all.

        Raises:
            OutputError: the file cannot be written, or ends neither with .html nor with .svg.
        """
        suffix = Path(path).suffix.lower()
        if suffix not in _FORMATS:
            fault = "must end with .html or .svg"
            raise OutputError(fault, where=Path(path).name, nearest=f"{Path(path).stem}.html")
        return write_text(path, _FORMATS[suffix](self))

    def _repr_html_(self) -> str:
        source = html.escape(self._page)
        return (
            f'<iframe srcdoc="{source}" sandbox="allow-scripts allow-downloads" width="100%" height="{self.height}" '
            f'frameborder="0" title="{html.escape(self.picture.title)}"></iframe>'
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"View({self.picture.title!r}, {len(self.picture.nodes):,} nodes, {len(self.picture.edges):,} edges)"


_FORMATS = {".html": View.to_html, ".htm": View.to_html, ".svg": View.to_svg}


def show(what: Gang | Heads | Plan | nx.Graph[Any], *, limit: int = MOST_NODES) -> View:
    """An interactive, offline picture.

    Args:
        what: a gang, its heads (the first is marked), a plan (its steps can be walked through), or any NetworkX graph,
            whose nodes may carry `kind`, `label`, `role` and `den`, and whose edges `relation` and `amount`.
        limit: most nodes to draw.

    Returns:
        A `View`; `show(gang).save("gang.html")` writes it.

    Raises:
        OptionError: nothing that can be drawn, or a limit under 1.

    Example:
        >>> import networkx as nx
        >>> show(nx.star_graph(4))
        View('', 5 nodes, 4 edges)
    """
    if limit < 1:
        fault = "limit must be 1 or more"
        raise OptionError(fault, where="show")
    if isinstance(what, nx.Graph):
        return View(at_most(graph_picture(what), limit))
    # Told apart by what they have, so that a result made by hand can be shown as well.
    given: Any = what
    if hasattr(what, "network"):
        return View(gang_picture(given, limit=limit))
    if hasattr(what, "candidates"):
        return View(gang_picture(given.gang, limit=limit, heads=given))
    if hasattr(what, "gang"):
        return View(plan_picture(given, limit=limit))
    fault = f"cannot draw a {type(what).__name__}"
    raise OptionError(fault, where="show", remedy="give a gang, a plan or a NetworkX graph")

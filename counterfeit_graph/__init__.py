"""Find the organisations behind counterfeit shops, explain every link, and plan whom to remove first.

The whole walk is six verbs, each named after what it gives:

    read -> resolve -> weigh -> find_gangs -> plan_takedown -> explain

or `investigate`, which takes all of them at once. Every name below is fetched from its room when first asked for, so
that importing the package costs nothing.

Example:
    >>> import counterfeit_graph as cg
    >>> "investigate" in dir(cg)
    True
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "Components",
    "CounterfeitGraphError",
    "LabelPropagation",
    "Leiden",
    "Louvain",
    "Table",
    "__version__",
    "baselines",
    "clues",
    "compare_finders",
    "dismantle",
    "explain",
    "exports",
    "find_gangs",
    "find_heads",
    "investigate",
    "key_players",
    "plan_takedown",
    "plots",
    "read",
    "resolve",
    "score",
    "show",
    "simulate",
    "stores",
    "weigh",
]

_PLACES = {
    "Components": "gangs",
    "CounterfeitGraphError": "model.errors",
    "LabelPropagation": "gangs",
    "Leiden": "gangs",
    "Louvain": "gangs",
    "Table": "model.table",
    "compare_finders": "gangs",
    "dismantle": "takedown.dismantle",
    "explain": "explain",
    "find_gangs": "gangs",
    "find_heads": "takedown",
    "investigate": "investigation",
    "key_players": "takedown.key_players",
    "plan_takedown": "takedown",
    "read": "records",
    "resolve": "identity",
    "score": "simulate",
    "show": "views",
    "simulate": "simulate",
    "weigh": "evidence",
}

_NAMESPACES = {
    "baselines": "takedown.baselines",
    "clues": "evidence.clues",
    "exports": "exports",
    "plots": "views.plots",
    "stores": "stores",
}


class _Root(ModuleType):
    """The package itself, which keeps two verbs from being hidden by the rooms of the same name.

    Python sets a loaded submodule as an attribute of its package, so `import counterfeit_graph.explain` anywhere would
    turn the function `cg.explain` into a folder.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _PLACES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


def __getattr__(name: str) -> object:
    if name in _PLACES:
        found: object = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    elif name in _NAMESPACES:
        found = import_module(f"{__name__}.{_NAMESPACES[name]}")
    else:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)


sys.modules[__name__].__class__ = _Root

if TYPE_CHECKING:
    from counterfeit_graph import exports, stores
    from counterfeit_graph.evidence import clues, weigh
    from counterfeit_graph.explain import explain
    from counterfeit_graph.gangs import Components, LabelPropagation, Leiden, Louvain, compare_finders, find_gangs
    from counterfeit_graph.identity import resolve
    from counterfeit_graph.investigation import investigate
    from counterfeit_graph.model.errors import CounterfeitGraphError
    from counterfeit_graph.model.table import Table
    from counterfeit_graph.records import read
    from counterfeit_graph.simulate import score, simulate
    from counterfeit_graph.takedown import baselines, find_heads, plan_takedown
    from counterfeit_graph.takedown.dismantle import dismantle
    from counterfeit_graph.takedown.key_players import key_players
    from counterfeit_graph.views import plots, show

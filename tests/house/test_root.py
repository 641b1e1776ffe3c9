"""The front door: light, sorted, complete, documented."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys

import counterfeit_graph as cg
from tests.house.source import PACKAGE, none_of, tree

_HEAVY = {
    *("click", "community", "duckdb", "matplotlib", "neo4j", "networkx", "numba", "numpy", "opencc"),
    *("pandas", "phonenumbers", "polars", "pyarrow", "pypinyin", "python_calamine", "rapidfuzz", "rich", "scipy"),
    *("tldextract", "xlsxwriter", "yaml"),
}
_MOST_NAMES = 40


def _fresh(code: str) -> str:
    """What a new interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_importing_the_package_loads_no_heavy_library():
    code = "import sys, counterfeit_graph as cg; dir(cg); cg.__version__; print(*sys.modules)"
    loaded = set(_fresh(code).split())
    none_of(sorted(loaded & _HEAVY), "import counterfeit_graph loads no heavy library")


def test_the_public_names_are_sorted_and_few():
    assert cg.__all__ == sorted(set(cg.__all__))
    assert len(cg.__all__) <= _MOST_NAMES
    assert dir(cg) == cg.__all__


def test_every_public_name_can_be_fetched():
    missing = []
    for name in cg.__all__:
        try:
            getattr(cg, name)
        except (AttributeError, ImportError) as error:
            missing.append(f"{name}: {error}")
    none_of(missing, "every name in __all__ can be fetched")


def test_no_public_name_is_missing_from_all():
    doors = {"__version__", *cg._PLACES, *cg._NAMESPACES}
    assert doors == set(cg.__all__)


def test_checkers_and_completion_see_the_same_names():
    block = next(n for n in tree(PACKAGE / "__init__.py").body if isinstance(n, ast.If))
    seen = {alias.asname or alias.name for node in block.body for alias in node.names}
    none_of(
        sorted(set(cg.__all__) - {"__version__"} ^ seen), "the TYPE_CHECKING block names exactly what __all__ names"
    )


def test_verbs_are_not_hidden_by_rooms_of_the_same_name():
    code = (
        "import counterfeit_graph as cg, counterfeit_graph.explain, counterfeit_graph.simulate;"
        "import counterfeit_graph.simulate.score; print(type(cg.explain).__name__, type(cg.simulate).__name__)"
    )
    assert _fresh(code) == "function function"


def test_an_unknown_name_is_refused():
    assert not hasattr(cg, "no_such_name")


def test_public_functions_and_classes_show_an_example():
    objects = {name: getattr(cg, name) for name in cg.__all__}
    silent = [
        name
        for name, value in objects.items()
        if (inspect.isclass(value) or inspect.isfunction(value)) and ">>> " not in (inspect.getdoc(value) or "")
    ]
    none_of(silent, "a public docstring has an example that is run")


def test_namespaces_say_what_they_hold():
    modules = {name: value for name in cg.__all__ if inspect.ismodule(value := getattr(cg, name))}
    none_of([name for name, value in modules.items() if not value.__doc__], "a namespace has a docstring")

"""Warming up reaches every kernel, and each is compiled for one kind of arguments alone."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

from counterfeit_graph.model._kernels_compiled import compiling
from tests.house.source import PACKAGE, none_of, python_files, tree

_CODE = """
import json, sys
from numba.core.dispatcher import Dispatcher
from counterfeit_graph.warm import first_runs, warm

def kernels():
    names = [name for name in sys.modules if "_kernels" in name and name.startswith("counterfeit_graph")]
    modules = [(name, sys.modules[name]) for name in names]
    return {
        f"{module}.{name}": [str(signature) for signature in kernel.signatures]
        for module, found in modules
        for name, kernel in vars(found).items() if isinstance(kernel, Dispatcher) and kernel.__module__ == module
    }

first_runs()
once = kernels()
warm()
print(json.dumps([once, kernels(), warm()]))
"""


def _called() -> set[str]:
    """Kernels that are called from outside the files of kernels; those that kernels alone call are compiled in them."""
    names = set()
    for node in (each for p in python_files(PACKAGE) if "_kernels" not in p.name for each in ast.walk(tree(p))):
        if isinstance(node, ast.ImportFrom) and "_kernels" in (node.module or ""):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and "_kernels" in node.value.id:
            names.add(f"{node.value.id}.{node.attr}")
    return names


def test_every_kernel_is_compiled_once() -> None:
    said = subprocess.run([sys.executable, "-c", _CODE], capture_output=True, text=True, check=True).stdout
    once, warmed, again = json.loads(said.splitlines()[-1])
    called = _called()

    def mine(kernels: dict[str, list[str]]) -> dict[str, list[str]]:
        return {n: found for n, found in kernels.items() if n in called or ".".join(n.split(".")[-2:]) in called}

    assert len(mine(warmed)) > 30
    none_of([name for name, found in mine(warmed).items() if not found], "warming up reaches a kernel")
    offending = [f"{name}: {'; '.join(found)}" for name, found in mine(once).items() if len(found) > 1]
    none_of(offending, "a kernel of a first run is compiled for one signature")
    assert again == 0


def test_compiling_is_told_once() -> None:
    from numba import njit

    told: list[str] = []
    with compiling(lambda: told.append("wait")) as seen:
        assert njit(lambda x: x + 1)(1) == 2
        assert njit(lambda x: x + 2)(1) == 3
    assert (told, seen.count) == (["wait"], 2)

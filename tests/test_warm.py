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
from counterfeit_graph.warm import warm

warm()
kernels = {
    f"{module}.{name}": [str(signature) for signature in kernel.signatures]
    for module, found in list(sys.modules.items()) if "_kernels" in module and module.startswith("counterfeit_graph")
    for name, kernel in vars(found).items() if isinstance(kernel, Dispatcher) and kernel.__module__ == module
}
print(json.dumps([kernels, warm()]))
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
    kernels, again = json.loads(said.splitlines()[-1])
    called = _called()
    mine = {
        name: found for name, found in kernels.items() if name in called or ".".join(name.split(".")[-2:]) in called
    }
    assert len(mine) > 30
    none_of([name for name, found in mine.items() if not found], "warming up reaches a kernel")
    none_of([f"{n}: {'; '.join(f)}" for n, f in mine.items() if len(f) > 1], "a kernel is compiled for one signature")
    assert again == 0


def test_compiling_is_told_once() -> None:
    from numba import njit

    told: list[str] = []
    with compiling(lambda: told.append("wait")) as seen:
        assert njit(lambda x: x + 1)(1) == 2
        assert njit(lambda x: x + 2)(1) == 3
    assert (told, seen.count) == (["wait"], 2)

"""Every error that leaves the package belongs to its one tree."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.source import PACKAGE, none_of, python_files, show, tree

_TREE = "counterfeit_graph.model.errors"
_LANGUAGE = {
    "__getattr__": {"AttributeError"},
    "__setattr__": {"AttributeError"},
    "__getitem__": {"KeyError", "IndexError"},
}


def _ours(path: Path) -> set[str]:
    """Names the file takes from the tree, or defines if it is the tree itself."""
    names = {c.name for c in tree(path).body if isinstance(c, ast.ClassDef)} if path.name == "errors.py" else set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module == _TREE:
            names |= {alias.asname or alias.name for alias in node.names}
    return names


def _raised(scope: ast.AST) -> list[tuple[int, str]]:
    """Line and name of each class raised below `scope`; raising a caught or a made error by its variable is fine."""
    found = []
    for node in ast.walk(scope):
        if isinstance(node, ast.Raise) and node.exc is not None:
            name = ast.unparse(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
            if name.rpartition(".")[2][:1].isupper():
                found.append((node.lineno, name))
    return found


def _foreign(path: Path) -> list[str]:
    allowed = {
        line
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
        for line, name in _raised(function)
        if name in _LANGUAGE.get(function.name, ())
    }
    command_line = path.name.startswith("cli")
    return [
        f"{show(path)}:{line} raises {name}"
        for line, name in _raised(tree(path))
        if name not in _ours(path)
        and line not in allowed
        and not (command_line and (name == "SystemExit" or name.startswith("click.")))
    ]


def test_only_errors_of_the_tree_are_raised():
    foreign = [each for path in python_files(PACKAGE) for each in _foreign(path)]
    none_of(foreign, f"errors come from {_TREE}")


def test_nothing_is_caught_and_forgotten():
    silent = [
        f"{show(path)}:{node.lineno}"
        for path in python_files(PACKAGE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]
    none_of(silent, "an except clause names what it expects")


def test_no_bare_assert_guards_an_argument():
    asserts = [
        f"{show(path)}:{node.lineno}"
        for path in python_files(PACKAGE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert)
    ]
    none_of(asserts, "asserts vanish under -O: raise from the tree instead")

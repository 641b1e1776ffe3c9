"""Words and names that do not belong in the tree."""

from __future__ import annotations

import ast
import re

from tests.house.source import PACKAGE, ROOT, TESTS, committed, none_of, python_files, show, text, tree

_ROOM_FOR_ANYTHING = {"common", "helper", "helpers", "lib", "misc", "shared", "stuff", "tools", "util", "utils"}
# Spelt in halves, so that this file does not offend against itself.
_UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")
_REGISTRIES = ("py" + "pi.", "python" + "hosted.", "npm" + "js.", "crates" + ".io", "conda" + ".", "maven" + ".org")
_WRITTEN = {".cff", ".cfg", ".css", ".in", ".js", ".json", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}


def _written() -> list[tuple[str, str]]:
    return [(show(path), text(path)) for path in committed() if path.suffix in _WRITTEN or path.name == "Makefile"]


def test_no_room_is_a_drawer_for_anything():
    names = [path for folder in (PACKAGE, TESTS) for path in folder.rglob("*") if "__pycache__" not in path.parts]
    none_of(
        [show(p) for p in names if p.stem.lower().strip("_") in _ROOM_FOR_ANYTHING],
        "a module is named after what it holds",
    )


def test_nothing_is_left_unfinished():
    found = [
        f"{name}:{number} {line.strip()[:60]}"
        for name, content in _written()
        for number, line in enumerate(content.splitlines(), 1)
        if name.endswith((".py", ".md", ".toml", ".yaml", ".yml")) and _UNFINISHED.search(line)
    ]
    none_of(found, "nothing is left unfinished")


def test_no_registry_is_named():
    found = [f"{name}: {host}" for name, content in _written() for host in _REGISTRIES if host in content]
    none_of(found, "no package registry is named in the tree")


def test_lock_files_name_no_address():
    found = [show(path) for path in sorted((ROOT / "requirements").iterdir()) if "://" in text(path)]
    none_of(found, "a lock file names versions and hashes, no address")


def test_locks_with_addresses_are_not_kept():
    found = [show(path) for path in committed() if path.name in {"uv.lock", "pylock.toml", "poetry.lock"}]
    none_of(found, "a lock that records addresses is not committed")


def test_the_version_is_stated_once():
    version = re.search(r'^__version__ = "(.+)"$', text(PACKAGE / "__init__.py"), re.M)[1]
    others = [
        path for path in committed() if path.suffix in {".cff", ".py", ".toml", ".yml"} or path.name == "README.md"
    ]
    stated = [show(path) for path in others if re.search(rf"\b{re.escape(version)}\b", text(path))]
    assert stated == ["counterfeit_graph/__init__.py"]


def test_no_set_is_walked_in_its_own_order():
    walked = [
        f"{show(path)}:{node.iter.lineno}"
        for path in python_files(PACKAGE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.For)
        and (isinstance(node.iter, ast.Set | ast.SetComp) or ast.unparse(node.iter).startswith(("set(", "frozenset(")))
    ]
    none_of(walked, "a set has no order: sort it before walking it")

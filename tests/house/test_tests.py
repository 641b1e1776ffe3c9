"""The tests mirror the rooms, skip nothing, and hold every kernel to a slow twin."""

from __future__ import annotations

import re

from tests.house.source import PACKAGE, TESTS, functions, none_of, python_files, show, text

_APART = {"golden", "house"}
_SKIPS = re.compile(r"pytest\.(skip|importorskip|xfail)\b|mark\.(skip|skipif|xfail)\b|unittest\.skip")


def _rooms() -> set[str]:
    return {
        p.stem for p in PACKAGE.iterdir() if (p / "__init__.py").is_file() or (p.suffix == ".py" and p.stem[0] != "_")
    }


def _tested() -> set[str]:
    folders = {p.parent.relative_to(TESTS).parts[0] for p in TESTS.glob("*/**/test_*.py")}
    return folders | {p.stem.removeprefix("test_") for p in TESTS.glob("test_*.py")}


def test_every_room_has_tests():
    none_of(sorted(_rooms() - _tested()), "a room has its tests under the same name")


def test_every_test_folder_is_a_room():
    folders = {p.name for p in TESTS.iterdir() if p.is_dir() and any(p.rglob("*.py"))}
    none_of(sorted(folders - _rooms() - _APART), "a folder of tests is named after a room")


def test_no_test_is_skipped():
    files = [path for path in python_files(TESTS) if path.parent.name != "house"]
    none_of([show(path) for path in files if _SKIPS.search(text(path))], "no test is skipped")


def test_every_kernel_is_held_to_a_slow_twin():
    told = "\n".join(text(path) for path in python_files(TESTS) if path.parent.name != "house")
    twins = "\n".join(text(path) for path in TESTS.glob("naive*.py"))
    assert twins or not list(PACKAGE.rglob("_kernels*.py")), "tests/naive*.py holds the slow twins"
    kernels = [f for f in functions(PACKAGE) if f.path.name.startswith("_kernels") and f.has("njit")]
    untested = [f.where for f in kernels if f.node.name[0] != "_" and not re.search(rf"\b{f.node.name}\b", told)]
    none_of(untested, "a kernel is named in a test that compares it with its slow twin")


def test_slow_twins_are_plain():
    fast = [
        show(path) for path in TESTS.glob("naive*.py") if re.search(r"^(import|from) (numba|scipy)", text(path), re.M)
    ]
    none_of(fast, "a slow twin is plain Python or numpy")

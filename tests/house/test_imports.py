"""Who may import what: absolute names, and each heavy guest in one place. That imports stand at the top, ruff sees."""

from __future__ import annotations

from fnmatch import fnmatch

from tests.house.source import PACKAGE, TESTS, imports, none_of, python_files, show, tree

# A guest and the only files, below the package, that may let it in.
_OWNERS = {
    "click": "cli*.py",
    "matplotlib": "views/*.py",
    "neo4j": "stores/neo4j.py",
    "numba": "*_kernels*.py",
    "polars": "model/*.py",
    "rich": "cli*.py",
}
_ONE_FILE_EACH = ("community", "opencc", "phonenumbers", "pypinyin", "python_calamine", "tldextract", "xlsxwriter")


def _importers(guest: str) -> list[str]:
    return [
        path.relative_to(PACKAGE).as_posix()
        for path in python_files(PACKAGE)
        if any(name.partition(".")[0] == guest for _, name in imports(path))
    ]


def test_every_file_starts_with_future_annotations():
    files = [path for folder in (PACKAGE, TESTS) for path in python_files(folder) if tree(path).body[1:]]
    bare = [show(path) for path in files if not any(name == "__future__" for _, name in imports(path))]
    none_of(bare, "a file starts with `from __future__ import annotations`")


def test_imports_are_absolute():
    relative = [
        f"{show(path)}:{line} {name}"
        for path in python_files(PACKAGE)
        for line, name in imports(path)
        if name.startswith(".")
    ]
    none_of(relative, "imports are absolute")


def test_heavy_guests_stay_with_their_owner():
    strays = [
        f"{guest} in {path}, not in {owner}"
        for guest, owner in _OWNERS.items()
        for path in _importers(guest)
        if not fnmatch(path, owner)
    ]
    none_of(strays, "a heavy guest stays with its owner")


def test_single_purpose_guests_have_one_file():
    owners = {guest: _importers(guest) for guest in _ONE_FILE_EACH}
    shared = [f"{guest}: {', '.join(paths)}" for guest, paths in owners.items() if len(paths) > 1]
    none_of(shared, "a guest that serves one purpose is imported by one file")

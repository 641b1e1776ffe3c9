"""The repository as the house tests see it: files, syntax trees, functions, and one way to report offenders."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "counterfeit_graph"
TESTS = ROOT / "tests"


@dataclass(frozen=True)
class Function:
    """One function or method, with its place and its size."""

    path: Path
    node: ast.FunctionDef
    in_class: bool

    @property
    def where(self) -> str:
        return f"{show(self.path)}:{self.node.lineno} {self.node.name}"

    @property
    def body_lines(self) -> int:
        rest = self.node.body[1:] if ast.get_docstring(self.node, clean=False) is not None else self.node.body
        return rest[-1].end_lineno - rest[0].lineno + 1 if rest else 0

    @property
    def positional(self) -> int:
        given = len(self.node.args.posonlyargs) + len(self.node.args.args)
        return given - (self.in_class and not self.has("staticmethod"))

    @property
    def arguments(self) -> int:
        return self.positional + len(self.node.args.kwonlyargs)

    def has(self, decorator: str) -> bool:
        return any(decorator in ast.unparse(each) for each in self.node.decorator_list)


def show(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def python_files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.rglob("*.py")))


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=str(path))


@cache
def functions(folder: Path) -> tuple[Function, ...]:
    found: list[Function] = []
    for path in python_files(folder):
        methods = {id(m) for c in ast.walk(tree(path)) if isinstance(c, ast.ClassDef) for m in c.body}
        defined = (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))
        found.extend(Function(path, node, id(node) in methods) for node in defined)
    return tuple(found)


@cache
def committed() -> tuple[Path, ...]:
    """Every file that git keeps or would keep; in a tree without git, every file outside the built folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        return tuple(sorted(path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()))
    built = {".venv", "build", "__pycache__"}
    return tuple(sorted(p for p in ROOT.rglob("*") if p.is_file() and not built & set(p.relative_to(ROOT).parts)))


def _only_for_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


@cache
def imports(path: Path) -> tuple[tuple[int, str], ...]:
    """Line and dotted name of everything the file imports when it runs, wherever the import stands."""
    skipped = {id(inner) for node in ast.walk(tree(path)) if _only_for_checkers(node) for inner in ast.walk(node)}
    found: list[tuple[int, str]] = []
    for node in (each for each in ast.walk(tree(path)) if id(each) not in skipped):
        if isinstance(node, ast.Import):
            found.extend((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, "." * node.level + (node.module or "")))
    return tuple(found)


def none_of(offenders: list[str], law: str) -> None:
    """Fail with the law and all its offenders at once."""
    __tracebackhide__ = True
    if offenders:
        raise AssertionError("\n".join([f"{law} ({len(offenders)} offend):", *(f"  {each}" for each in offenders)]))

"""Comments are few, say why, and silence little."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

from tests.house.source import PACKAGE, none_of, python_files, show, text, tree

_FEWEST, _MOST = 2, 12
_MOST_SILENCED = 10
_SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|pragma)(?P<codes>[:\[]?[\w\s,:\[\]-]*?)(?P<why>\s+[-#(].*)?$")


def _comments(path: Path) -> list[tuple[int, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(text(path)).readline)
    return [(t.start[0], t.string) for t in tokens if t.type == tokenize.COMMENT]


def _code_lines(path: Path) -> int:
    """Lines that are neither blank nor inside a docstring."""
    owners = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    documented = [n.body[0] for n in owners if ast.get_docstring(n, clean=False) is not None]
    told = {line for node in documented for line in range(node.lineno, node.end_lineno + 1)}
    return sum(bool(line.strip()) for number, line in enumerate(text(path).splitlines(), 1) if number not in told)


def _silenced() -> list[tuple[str, re.Match[str]]]:
    found = [
        (f"{show(p)}:{line}", _SILENCED.search(said)) for p in python_files(PACKAGE) for line, said in _comments(p)
    ]
    return [(where, match) for where, match in found if match]


def test_comment_density_over_the_package():
    comments = sum(len(_comments(path)) for path in python_files(PACKAGE))
    density = 100 * comments / sum(_code_lines(path) for path in python_files(PACKAGE))
    assert _FEWEST <= density <= _MOST, f"{density:.1f} comments per 100 lines of code; 4 to 8 is the aim"


def test_few_lints_are_silenced():
    silenced = [f"{where} {match.group()}" for where, match in _silenced()]
    none_of(silenced[_MOST_SILENCED:], f"at most {_MOST_SILENCED} lints are silenced; those beyond")


def test_each_silenced_lint_has_a_reason():
    bare = [f"{where} {match.group()}" for where, match in _silenced() if not match["why"]]
    none_of(bare, "a silenced lint gives its code and then ` - the reason`")

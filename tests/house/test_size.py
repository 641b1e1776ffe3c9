"""Files, functions and argument lists stay small enough to hold in the head."""

from __future__ import annotations

from statistics import median

from tests.house.source import PACKAGE, TESTS, functions, none_of, python_files, show, text

_LONGEST_FILE = 400
_LONGEST_BODY = 40
_TYPICAL_BODY = 8
_MOST_ARGUMENTS = 5
_MOST_KERNEL_ARGUMENTS = 8
_MOST_POSITIONAL = 2
_LONGEST_TEST = 15


def test_files_are_at_most_400_lines():
    sizes = {path: len(text(path).splitlines()) for folder in (PACKAGE, TESTS) for path in python_files(folder)}
    long = [f"{show(path)}: {size} lines" for path, size in sizes.items() if size > _LONGEST_FILE]
    none_of(long, f"a file has at most {_LONGEST_FILE} lines")


def test_function_bodies_are_at_most_40_lines():
    long = [f"{f.where}: {f.body_lines} lines" for f in functions(PACKAGE) if f.body_lines > _LONGEST_BODY]
    none_of(long, f"a function body has at most {_LONGEST_BODY} lines")


def test_the_median_function_body_is_short():
    assert median(f.body_lines for f in functions(PACKAGE)) <= _TYPICAL_BODY


def test_functions_take_at_most_five_arguments():
    kernels = _MOST_KERNEL_ARGUMENTS
    many = [
        f"{f.where}: {f.arguments} arguments"
        for f in functions(PACKAGE)
        if f.arguments > (kernels if f.path.name.startswith("_kernels") else _MOST_ARGUMENTS)
    ]
    none_of(many, f"a function takes at most {_MOST_ARGUMENTS} arguments, a kernel {kernels}")


def test_arguments_after_the_second_are_keyword_only():
    loose = [
        f"{f.where}: {f.positional} positional"
        for f in functions(PACKAGE)
        if f.positional > _MOST_POSITIONAL
        and not f.path.name.startswith("_kernels")
        and not (f.node.name.startswith("__") and f.node.name.endswith("__"))
    ]
    none_of(loose, "arguments after the second are keyword-only (kernels and magic methods apart)")


def test_tests_are_at_most_15_lines():
    tests = [f for f in functions(TESTS) if f.node.name.startswith("test_")]
    long = [f"{f.where}: {f.body_lines} lines" for f in tests if f.body_lines > _LONGEST_TEST]
    none_of(long, f"a test has at most {_LONGEST_TEST} lines")

"""What the fields of an option object take, by their annotations: one check for every object of options."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from counterfeit_graph.model.errors import OptionError, nearest_of

_WORDS = {int: "a whole number", float: "a number", str: "text", NoneType: "nothing"}


def check_fields(options: Any) -> None:
    """See that each field of a frozen object holds what its annotation says; called as the object is made.

    A number is finite, and no truth value; one of numpy's is kept as a plain one, so that JSON can hold it.

    Raises:
        OptionError: a field holds something else; the nearest word is named where only some are taken.

    Example:
        >>> from dataclasses import dataclass
        >>> @dataclass(frozen=True)
        ... class Search:
        ...     rounds: int = 3
        >>> check_fields(Search(2))
        >>> check_fields(Search(1.5))
        Traceback (most recent call last):
        counterfeit_graph.model.errors.OptionError: Search(rounds=1.5): rounds takes a whole number
    """
    kind: Any = type(options)
    hints = hints_of(kind)
    for name in (each.name for each in fields(options)):
        value, hint = getattr(options, name), hints[name]
        if isinstance(value, np.generic):
            value = value.item()
            object.__setattr__(options, name, value)
        if not fits(value, hint):
            known = [word for word in get_args(hint) if isinstance(word, str)]
            msg, where = f"{name} takes {_words(hint)}", f"{kind.__name__}({name}={reprlib.repr(value)})"
            raise OptionError(msg, where=where, nearest=nearest_of(value, known) if isinstance(value, str) else "")


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    """The annotations of a class, as types."""
    return get_type_hints(kind)


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is what an annotation says.

    Example:
        >>> fits(3, float), fits(True, int), fits({"phone": "x"}, Mapping[str, float]), fits(None, int | None)
        (True, False, False, True)
    """
    kind, parts = get_origin(hint), get_args(hint)
    if kind in (Union, UnionType):
        return any(fits(value, part) for part in parts)
    if kind is not None:
        return bool(_LIKE[kind](value, parts))
    if hint in (int, float):
        number = isinstance(value, Integral if hint is int else Real) and not isinstance(value, bool)
        return number and math.isfinite(value)
    # A class has the methods that its objects have, but cannot stand for one.
    return hint is Any or (isinstance(value, hint) and not isinstance(value, type))


def _is_mapping(value: Any, parts: tuple[Any, ...]) -> bool:
    return isinstance(value, Mapping) and all(fits(k, parts[0]) and fits(v, parts[1]) for k, v in value.items())


def _is_sequence(value: Any, parts: tuple[Any, ...]) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(fits(each, parts[0]) for each in value)


def _is_tuple(value: Any, parts: tuple[Any, ...]) -> bool:
    """Of so many parts; a list stands for it, as in YAML."""
    return isinstance(value, (list, tuple)) and len(value) == len(parts) and all(map(fits, value, parts))


_LIKE: dict[Any, Any] = {
    Literal: lambda value, parts: value in parts,
    Mapping: _is_mapping,
    Sequence: _is_sequence,
    tuple: _is_tuple,
}


def _words(hint: Any) -> str:
    """An annotation in words."""
    kind, parts = get_origin(hint), get_args(hint)
    if kind in (Union, UnionType):
        return " or ".join(map(_words, parts))
    if kind is Literal:
        return " or ".join(map(repr, parts))
    if kind is Mapping:
        return f"'key: value' pairs, each value {_words(parts[1])}"
    if kind in (Sequence, tuple):
        return f"a list, each part {_words(parts[0])}"
    return _WORDS.get(hint) or ("anything" if hint is Any else f"a {hint.__name__}")

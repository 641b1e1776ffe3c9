"""The one check of every option object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pytest

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.fields import check_fields


@dataclass(frozen=True)
class Chosen:
    """One field of each sort."""

    count: int = 1
    share: float = 0.5
    most: float | None = None
    word: str = ""
    how: Literal["cpm", "modularity"] = "cpm"
    by_kind: Mapping[str, float] = field(default_factory=dict)
    words: Sequence[str] = ()
    pair: tuple[float, float] = (1.0, 2.0)
    free: Any = None

    def __post_init__(self) -> None:
        check_fields(self)


RIGHT = [
    {"count": np.int64(3)},
    {"share": 1},
    {"share": np.float32(0.5)},
    {"most": 3},
    {"how": "modularity"},
    {"by_kind": {"a": 1}},
    {"words": ["a"]},
    {"pair": [1, 2]},
    {"free": object},
]
WRONG = [
    {"count": 1.0},
    {"count": True},
    {"count": None},
    {"share": float("nan")},
    {"share": float("inf")},
    {"share": "1"},
    {"most": "x"},
    {"word": 1},
    {"how": ["cpm"]},
    {"by_kind": {"a": "x"}},
    {"by_kind": {1: 1.0}},
    {"by_kind": 3},
    {"words": "ab"},
    {"words": [1]},
    {"pair": (1.0,)},
    {"pair": 1.0},
]


@pytest.mark.parametrize("chosen", RIGHT, ids=str)
def test_what_the_annotation_says_is_taken(chosen: dict[str, Any]) -> None:
    Chosen(**chosen)


@pytest.mark.parametrize("chosen", WRONG, ids=str)
def test_anything_else_is_an_error_that_names_the_field(chosen: dict[str, Any]) -> None:
    [name] = chosen
    with pytest.raises(OptionError, match=rf"Chosen\({name}=.*: {name} takes "):
        Chosen(**chosen)


def test_the_nearest_word_is_named_and_numpy_numbers_become_plain() -> None:
    with pytest.raises(OptionError, match="'modularity'.*did you mean 'modularity'"):
        Chosen(how="modularty")
    assert type(Chosen(count=np.int64(3)).count) is int

"""The vocabulary, compiled once from `vocabulary/*.yaml`: the words the library speaks.

Adding a kind of identifier, a relation or a role is a line of YAML, not code.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import yaml

from counterfeit_graph.model.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Mapping

Forgeability = Literal["verified", "co_acted", "writable"]
# From the cheapest to forge to the dearest.
FORGEABILITY: tuple[str, ...] = ("writable", "co_acted", "verified")


@dataclass(frozen=True)
class Kind:
    """A kind of value that accounts can share; see `vocabulary/kinds.yaml` for the fields."""

    name: str
    label: str
    label_zh: str
    group: str
    forgeability: Forgeability
    exclusive: bool
    horizon_days: int
    m: float
    cap: int
    normaliser: str

    def __post_init__(self) -> None:
        if not 0.0 < self.m < 1.0 or self.cap < 2 or self.forgeability not in FORGEABILITY:
            msg = "m must lie in (0, 1), cap be 2 or more, forgeability be known"
            raise OptionError(msg, where=f"kinds.yaml, {self.name}")


@dataclass(frozen=True)
class Group:
    """An independence group and what a further clue inside it counts."""

    name: str
    label: str
    label_zh: str
    discount: float


@dataclass(frozen=True)
class Relation:
    """How an account came by a value."""

    name: str
    label: str
    label_zh: str
    forgeability: str = ""


@dataclass(frozen=True)
class Tie:
    """How two parties can be tied; `control`: one may run what is registered on the other."""

    name: str
    label: str
    label_zh: str
    control: bool


@dataclass(frozen=True)
class Role:
    """What a member does for the gang."""

    name: str
    label: str
    label_zh: str
    meaning: str


@dataclass(frozen=True)
class Signal:
    """A kind of doubt about an account: start decibans by verdict."""

    name: str
    label: str
    label_zh: str
    confirmed: float
    rejected: float
    open: float
    independent: bool


@dataclass(frozen=True)
class Action:
    """Something that can be done to a node; `input` tells whether a case may list it as done."""

    name: str
    label: str
    label_zh: str
    cost: float
    lead_days: int
    targets: tuple[str, ...]
    input: bool


@dataclass(frozen=True)
class Column:
    """A column of a case table."""

    name: str
    type: str
    required: bool


@dataclass(frozen=True)
class TableSpec:
    """A table of a case: its columns in order and the column that names a row, if any."""

    name: str
    columns: tuple[Column, ...]
    key: str = ""

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns without which the table cannot be used."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the table has none."""
        return {column.name: column for column in self.columns}[name]


def _load(name: str) -> dict[str, Any]:
    text = resources.files("counterfeit_graph.model").joinpath(f"vocabulary/{name}.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def _spec(name: str, body: dict[str, Any]) -> TableSpec:
    columns = tuple(Column(c.rstrip("*"), kind, c.endswith("*")) for c, kind in body["columns"].items())
    return TableSpec(name, columns, body.get("key", ""))


def _compile(name: str, shape: type[Any]) -> Mapping[str, Any]:
    return MappingProxyType({key: shape(name=key, **body) for key, body in _load(name).items()})


KINDS: Mapping[str, Kind] = _compile("kinds", Kind)
GROUPS: Mapping[str, Group] = _compile("groups", Group)
RELATIONS: Mapping[str, Relation] = _compile("relations", Relation)
TIES: Mapping[str, Tie] = _compile("ties", Tie)
# Relations that bring two parties near each other without control.
NEAR_TIES: tuple[str, ...] = tuple(name for name, tie in TIES.items() if not tie.control)
ROLES: Mapping[str, Role] = _compile("roles", Role)
SIGNALS: Mapping[str, Signal] = _compile("signals", Signal)
ACTIONS: Mapping[str, Action] = MappingProxyType(
    {key: Action(name=key, **{**body, "targets": tuple(body["targets"])}) for key, body in _load("actions").items()}
)
# Decibans of a link, as stated, and what they turned out to be worth.
SCALE: Mapping[float, float] = MappingProxyType({float(stated): worth for stated, worth in _load("scale").items()})
# What tells control from acquaintance, in decibans: `general` terms, kinds `shared` and kinds kept `apart`.
CONTROL: Mapping[str, Mapping[str, float]] = MappingProxyType(_load("control"))
TABLES: Mapping[str, TableSpec] = MappingProxyType({key: _spec(key, body) for key, body in _load("tables").items()})
# Identifier kinds that a case may bring; the others are derived by clues.
INPUT_KINDS: tuple[str, ...] = tuple(
    k for k in KINDS if k not in {"title", "sink", "backer", "supplier", "succession", "judgement"}
)
# The words that a `word` column may hold.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accounts.kind": ("shop", "page", "channel", "site", "user"),
        "parties.kind": ("person", "company"),
        "signals.kind": tuple(SIGNALS),
        "signals.verdict": ("confirmed", "rejected", "open"),
        "signals.counter_notice": ("upheld", "denied"),
        "actions.kind": tuple(key for key, action in ACTIONS.items() if action.input),
    }
)


def forgeability(kind: str, relation: str) -> str:
    """Forgeability class of a fact: that of its relation where it has one, else of its kind.

    Example:
        >>> forgeability("phone", "login"), forgeability("phone", "contact")
        ('verified', 'writable')
    """
    own = RELATIONS[relation].forgeability if relation in RELATIONS else ""
    return own or KINDS[kind].forgeability

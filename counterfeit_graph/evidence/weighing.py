"""`Weighing`: how evidence is weighed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from counterfeit_graph.evidence.parameters import Parameters
from counterfeit_graph.model.errors import OptionError, nearest_of
from counterfeit_graph.model.fields import check_fields
from counterfeit_graph.model.schema import GROUPS, KINDS


@dataclass(frozen=True)
class Weighing:
    """How evidence is weighed.

    Attributes:
        caps: most users that a value of a kind may have and still tie pairs, by kind; the vocabulary's where missing.
        partners: expected number of further accounts of an account's controller; estimated from the case where None.
        rounds: rounds of estimation of m, u and the prior; 0 keeps the vocabulary's start values.
        keep: posterior decibans from which a pair is kept as a link.
        m: chance that two accounts of one controller share a value, by kind; estimated from the case where missing.
        discounts: what a further clue of a group counts in a pair, by group; fitted to the case where missing.
        horizons: days after which an unused value fades (0 never), by kind; fitted to the case where missing.
        parameters: what an earlier run estimated (`EvidenceGraph.estimated`), to go by instead of estimating anew.
            What is chosen here (`partners`, `m`, `discounts`, `horizons`) stands over it, as it does over an estimate.

    Example:
        >>> Weighing(keep=3.0, m={"phone": 0.4}).keep
        3.0
    """

    caps: Mapping[str, int] = field(default_factory=dict)
    partners: float | None = None
    rounds: int = 3
    keep: float = 0.0
    m: Mapping[str, float] = field(default_factory=dict)
    discounts: Mapping[str, float] = field(default_factory=dict)
    horizons: Mapping[str, float] = field(default_factory=dict)
    parameters: Parameters | Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        if self.parameters is not None:
            # A frozen object that was given plain words still holds what they mean.
            object.__setattr__(self, "parameters", Parameters.of(self.parameters))
        _check("m", self.m, known=KINDS, fits=lambda chance: 0 < chance < 1)
        _check("discounts", self.discounts, known=GROUPS, fits=lambda share: 0 <= share <= 1)
        _check("horizons", self.horizons, known=KINDS, fits=lambda days: days >= 0)
        _check("caps", self.caps, known=KINDS, fits=lambda users: users >= 2)
        if self.rounds < 0 or (self.partners is not None and self.partners <= 0):
            msg = "rounds must not be negative, partners must be above 0"
            raise OptionError(msg, where="Weighing")


# What each option by kind or group takes.
_TAKES = {
    "m": "a known kind and a chance between 0 and 1",
    "discounts": "a known group of evidence and a share between 0 and 1",
    "horizons": "a known kind and days, 0 or more",
    "caps": "a known kind and 2 users or more",
}


def _check(option: str, given: Mapping[str, Any], *, known: Collection[str], fits: Callable[[Any], bool]) -> None:
    for name, value in given.items():
        if name not in known or not fits(value):
            msg = f"{option} takes {_TAKES[option]}"
            raise OptionError(msg, where=f"Weighing({option}={{{name!r}: {value}}})", nearest=nearest_of(name, known))

"""`Weighing`: how evidence is weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from counterfeit_graph.evidence.parameters import Parameters
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.schema import GROUPS, KINDS


@dataclass(frozen=True)
class Weighing:
    """How evidence is weighed.

    Attributes:
        caps: most users that a value of a kind may have and still tie pairs, by kind; the vocabulary's where missing.
        partners: expected number of further accounts of an account's controller; estimated from the case where None.
        rounds: rounds of estimation of m, u and the prior; 0 keeps the vocabulary's start values.
        keep: posterior decibans from which a pair is kept as a link.
        discounts: what a further clue of a group counts in a pair, by group; fitted to the case where missing.
        horizons: days after which an unused value fades (0 never), by kind; fitted to the case where missing.
        parameters: what an earlier run estimated (`EvidenceGraph.estimated`), to go by instead of estimating anew.

    Example:
        >>> Weighing(keep=3.0).keep
        3.0
    """

    caps: Mapping[str, int] = field(default_factory=dict)
    partners: float | None = None
    rounds: int = 3
    keep: float = 0.0
    discounts: Mapping[str, float] = field(default_factory=dict)
    horizons: Mapping[str, float] = field(default_factory=dict)
    parameters: Parameters | Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if self.parameters is not None:
            # A frozen object that was given plain words still holds what they mean.
            object.__setattr__(self, "parameters", Parameters.of(self.parameters))
        for group, share in self.discounts.items():
            if group not in GROUPS or not 0 <= share <= 1:
                msg = "discounts take a known group of evidence and a share between 0 and 1"
                raise OptionError(msg, where=f"Weighing(discounts={{{group!r}: {share}}})")
        for kind, days in self.horizons.items():
            if kind not in KINDS or days < 0:
                msg = "horizons take a known kind and days, 0 or more"
                raise OptionError(msg, where=f"Weighing(horizons={{{kind!r}: {days}}})")
        for kind, cap in self.caps.items():
            if kind not in KINDS or cap < 2:
                msg = "caps take a known kind and 2 users or more"
                raise OptionError(msg, where=f"Weighing(caps={{{kind!r}: {cap}}})")
        if self.rounds < 0 or (self.partners is not None and self.partners <= 0):
            msg = "rounds must not be negative, partners must be above 0"
            raise OptionError(msg, where="Weighing")

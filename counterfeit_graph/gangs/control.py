"""`Control`: what tells control by the same hands from acquaintance with a member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.model.errors import OptionError, nearest_of
from counterfeit_graph.model.fields import check_fields
from counterfeit_graph.model.schema import CONTROL

Array = np.ndarray[Any, Any]
GENERAL: tuple[str, ...] = ("values", "goods", "line", "signs")
_KNOWN = {"general": ("start", *GENERAL), "shared": KIND_NAMES, "apart": KIND_NAMES}


@dataclass(frozen=True)
class Control:
    """What counts for and against control by the same hands, in decibans; the vocabulary's where nothing else is said.

    Agreement never counts against control and disagreement never for it.

    Attributes:
        general: `start`, before anything is known; `values`, each tenfold of one more than the values in common;
            `goods`, each deciban of the supplier in common; `line`, each of the goods dealt in; `signs`, each of own
            signs.
        shared: a value of the kind that speaks for the gang is shared with a member, by kind; 0 or more.
        apart: the account has its own of the kind and shares none, where all members share theirs; 0 or less.
        firm: decibans for control from which an account is named to the police, if own values tie it.
        signed: decibans of an account's own signs from which it may be named to the police by them.
        loose: most confidence in an account that kin or a forger explains, or that a reviewer held apart.

    Example:
        >>> control = Control(shared={"phone": 8.0})
        >>> control.shared["phone"], control.shared["address"], control.firm
        (8.0, 3.0, 15.0)
    """

    general: Mapping[str, float] = field(default_factory=dict)
    shared: Mapping[str, float] = field(default_factory=dict)
    apart: Mapping[str, float] = field(default_factory=dict)
    firm: float = 15.0
    signed: float = 8.0
    loose: float = 0.5

    def __post_init__(self) -> None:
        check_fields(self)
        for side, known in _KNOWN.items():
            told = getattr(self, side)
            for name in told:
                if name not in known:
                    msg = f"{side} takes these and their decibans: {', '.join(known)}"
                    where = f"Control({side}={{{name!r}: ...}})"
                    raise OptionError(msg, where=where, nearest=nearest_of(name, known))
            whole = {name: float(told.get(name, CONTROL[side].get(name, 0.0))) for name in known}
            sign = -1 if side == "apart" else 1
            if any(sign * worth < 0 for name, worth in whole.items() if name != "start"):
                msg = "agreement counts 0 or more decibans for control, and what is kept apart 0 or less"
                raise OptionError(msg, where=f"Control({side}=...)")
            # A frozen object that was given some terms still holds them all.
            object.__setattr__(self, side, whole)
        if not 0.0 <= self.loose <= 1.0:
            msg = "loose must lie between 0 and 1"
            raise OptionError(msg, where=f"Control(loose={self.loose})")

    @cached_property
    def worth(self) -> Array:
        """Decibans of each trait: those of `GENERAL`, then of every kind whether it is shared, and how far apart."""
        general = [self.general[name] for name in GENERAL]
        return np.array([*general, *(getattr(self, side)[kind] for side in ("shared", "apart") for kind in KIND_NAMES)])

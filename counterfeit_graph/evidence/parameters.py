"""What weights rest on besides their own users: numbers that the whole case was asked for, round by round.

An update keeps them. A run that is given them estimates nothing anew, so that whoever adds rows to a case knows that
what changed, changed for these rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.model.errors import OptionError

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Round:
    """The numbers that one round of estimation went by.

    Attributes:
        prior: decibans of prior odds after the round.
        m: by kind, the chance that two accounts of one controller share a value of it.
        support: by kind, the share of pairs of users of a rare value that other evidence supports.
    """

    prior: float
    m: Mapping[str, float]
    support: Mapping[str, float]

    @classmethod
    def of(cls, prior: float, m: Array, *, support: Array) -> Round:
        """The same from arrays over `KIND_NAMES`."""
        return cls(prior, named(m), named(support))


@dataclass(frozen=True)
class Parameters:
    """Everything that was estimated from a case as a whole.

    Attributes:
        accounts: number of accounts.
        known: by kind, number of accounts of which a value is known, in the marketplace that the case stands for.
        rounds: the rounds of estimation in their order.

    Example:
        >>> import counterfeit_graph as cg
        >>> who = cg.resolve(cg.read({"accounts": [{"account_id": n, "platform": "p"} for n in "ab"]}))
        >>> kept = cg.weigh(who).estimated
        >>> kept.accounts, len(kept.rounds), Parameters.of(kept.as_mapping()) == kept
        (2, 0, True)
    """

    accounts: int
    known: Mapping[str, int]
    rounds: tuple[Round, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, Any] | Parameters) -> Parameters:
        """The parameters that a mapping spells out, such as those of `run.json`.

        Raises:
            OptionError: the mapping is no set of parameters.
        """
        if isinstance(given, Parameters):
            return given
        try:
            rounds = tuple(Round(float(r["prior"]), dict(r["m"]), dict(r["support"])) for r in given["rounds"])
            return cls(int(given["accounts"]), dict(given["known"]), rounds)
        except (KeyError, TypeError, ValueError) as fault:
            msg = "takes accounts, known and rounds of prior, m and support, as run.json has them"
            raise OptionError(msg, where="parameters") from fault

    def as_mapping(self) -> dict[str, Any]:
        """The same in plain words and numbers; read again they are equal to the last bit."""
        rounds = [{"prior": r.prior, "m": dict(r.m), "support": dict(r.support)} for r in self.rounds]
        return {"accounts": self.accounts, "known": dict(self.known), "rounds": rounds}


def by_kind(numbers: Mapping[str, float]) -> Array:
    """Numbers by kind as an array over `KIND_NAMES`, 0 where a kind is missing."""
    return np.array([numbers.get(name, 0) for name in KIND_NAMES])


def named(numbers: Array) -> dict[str, Any]:
    """Numbers over `KIND_NAMES` by the names of the kinds."""
    return dict(zip(KIND_NAMES, numbers.tolist(), strict=True))

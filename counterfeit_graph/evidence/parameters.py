"""What weights rest on besides their own users: numbers that the whole case was asked for, round by round.

An update keeps them. A run that is given them estimates nothing anew, so that whoever adds rows to a case knows that
what changed, changed for these rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import numpy as np

from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_NAMES
from counterfeit_graph.model.errors import OptionError

Array = np.ndarray[Any, Any]
# Numbers of a round that are one for all kinds.
_SINGLE = ("prior", "population")


@dataclass(frozen=True)
class Round:
    """The numbers that one round of estimation went by.

    Attributes:
        prior: decibans of prior odds after the round.
        m: by kind, the chance that two accounts of one controller share a value of it.
        support: by kind, the share of pairs of users of a rare value that other evidence supports.
        population: accounts, a linked component counting as a few at most.
        known: by kind, accounts of which a value is known, in the marketplace that the case stands for.
        discounts: by group, what a further clue counts in a pair after the round.
        horizons: by kind, days after which a value fades after the round, 0 never.
    """

    prior: float
    m: Mapping[str, float]
    support: Mapping[str, float]
    population: float
    known: Mapping[str, int]
    discounts: Mapping[str, float] = field(default_factory=dict)
    horizons: Mapping[str, float] = field(default_factory=dict)

    def fading(self, discounts: Array, days: Array) -> Round:
        """The same with discounts over `GROUP_NAMES` and horizons over `KIND_NAMES`."""
        by_name = dict(zip(GROUP_NAMES, discounts.tolist(), strict=True))
        return replace(self, discounts=by_name, horizons=named(days))

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Round:
        """The round that a mapping spells out."""
        told = {each.name: given[each.name] for each in fields(cls)}
        parts: dict[str, Any] = {n: float(part) if n in _SINGLE else dict(part) for n, part in told.items()}
        return cls(**parts)


@dataclass(frozen=True)
class Parameters:
    """Everything that was estimated from a case as a whole.

    Attributes:
        accounts: number of accounts.
        known: by kind, number of accounts of which a value is known, in the marketplace that the case stands for.
        rounds: the rounds of estimation in their order.
        groups: how many groups of accounts confident pairs make.
        lone: the group of evidence that alone was known of the case, "" where there are several (`Uses.lone`).

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
    groups: int = 1
    lone: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any] | Parameters) -> Parameters:
        """The parameters that a mapping spells out, such as those of `run.json`.

        Raises:
            OptionError: the mapping is no set of parameters.
        """
        if isinstance(given, Parameters):
            return given
        try:
            rounds = tuple(Round.of(each) for each in given["rounds"])
            return cls(
                int(given["accounts"]), dict(given["known"]), rounds, int(given["groups"]), str(given.get("lone", ""))
            )
        except (KeyError, TypeError, ValueError) as fault:
            msg = "takes accounts, known, rounds and groups, as run.json has them"
            raise OptionError(msg, where="parameters") from fault

    def as_mapping(self) -> dict[str, Any]:
        """The same in plain words and numbers; read again they are equal to the last bit."""
        rounds = [asdict(each) for each in self.rounds]
        one = {"accounts": self.accounts, "known": dict(self.known), "groups": self.groups, "lone": self.lone}
        return one | {"rounds": rounds}


def by_kind(numbers: Mapping[str, float]) -> Array:
    """Numbers by kind as an array over `KIND_NAMES`, 0 where a kind is missing."""
    return np.array([numbers.get(name, 0) for name in KIND_NAMES])


def by_group(numbers: Mapping[str, float]) -> Array:
    """Numbers by group of evidence as an array over `GROUP_NAMES`, 1 where a group is missing."""
    return np.array([numbers.get(name, 1.0) for name in GROUP_NAMES])


def named(numbers: Array) -> dict[str, Any]:
    """Numbers over `KIND_NAMES` by the names of the kinds."""
    return dict(zip(KIND_NAMES, numbers.tolist(), strict=True))

"""`Marks`: what speaks for counterfeiting, and what is believed of it before a case says more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from counterfeit_graph.model.errors import OptionError, nearest_of
from counterfeit_graph.model.fields import check_fields
from counterfeit_graph.model.schema import SIGNALS

MARKS: tuple[str, ...] = (*SIGNALS, "closure", "cheap")
# Marks of sources that rivals cannot write.
INDEPENDENT = frozenset({name for name, signal in SIGNALS.items() if signal.independent} | {"closure"})
_START = {**{name: signal.confirmed for name, signal in SIGNALS.items()}, "closure": 20.0, "cheap": 6.0}
_WORDS = ("counterfeit", "fake", "infring", "trademark", "replica", "假", "侵权", "售假", "商标", "仿")


@dataclass(frozen=True)
class Marks:
    """What counts as a mark of counterfeiting, and what is believed before the case says more.

    Attributes:
        start: decibans for counterfeiting of carrying a mark, by mark: a kind of signal, `closure`, or `cheap`; the
            vocabulary's where missing.
        words: a closure whose reason holds one of these, whatever the case of letters, is a closure for counterfeiting.
        cheap: an account whose branded offers cost, in the middle, less than this share of the market's is cheap.
        relied: a mark from a source that is relied on less than this does not count as confirmed.
        record: notices taken to have passed, with one more that failed, before a reporter's own record, and the least
            share to pass for his notices to confirm anything.
        passes: share of decided notices against counterfeiters that pass.
        honest: accounts with a mark, among so many honest ones, that stand for the experience of other cases.
        most: most that a counterfeit account is taken to carry a mark before the case says so: most are never looked
            at.
        strength: accounts' worth, of openness groups' worth, of belief in the start values.
        openly: a group trades openly of whose accounts this share stands under one company.
        trade: share of honest and of counterfeit groups that trade openly, before the case says more.
        prior: share of groups under common control that sell counterfeits, before anything is known.

    Example:
        >>> marks = Marks(cheap=0.5, start={"closure": 15.0})
        >>> marks.cheap, marks.start["closure"], marks.start["cheap"]
        (0.5, 15.0, 6.0)
    """

    start: Mapping[str, float] = field(default_factory=dict)
    words: Sequence[str] = _WORDS
    cheap: float = 0.6
    relied: float = 0.5
    record: tuple[float, float] = (2.0, 0.6)
    passes: float = 0.65
    honest: tuple[float, float] = (0.5, 500.0)
    most: float = 0.3
    strength: float = 20.0
    openly: float = 0.8
    trade: tuple[float, float] = (0.3, 0.03)
    prior: float = 0.1

    def __post_init__(self) -> None:
        check_fields(self)
        for name in self.start:
            if name not in MARKS:
                msg = "start takes known marks and their decibans"
                raise OptionError(msg, where=f"Marks(start={{{name!r}: ...}})", nearest=nearest_of(name, MARKS))
        if self.strength <= 0:
            msg = "strength must be above 0"
            raise OptionError(msg, where="Marks")
        # A frozen object that was given plain words still holds what they mean.
        object.__setattr__(self, "start", {name: float(self.start.get(name, _START[name])) for name in MARKS})
        object.__setattr__(self, "words", tuple(word.lower() for word in self.words if word))
        for name in _PAIRS:
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for name in (*_PAIRS, *_BETWEEN):
            if not self._fits(name):
                msg = f"{name} takes {_PAIRS.get(name) or 'a share between {} and {}'.format(*_BETWEEN[name])}"
                raise OptionError(msg, where=f"Marks({name}={getattr(self, name)})")

    def _fits(self, name: str) -> bool:
        told = getattr(self, name)
        if name in _BETWEEN:
            least, most = _BETWEEN[name]
            return bool(least <= told <= most)
        fits = {
            "record": told[0] >= 0 and 0 <= told[1] <= 1,
            "honest": min(told) > 0 and told[0] < told[1],
            "trade": min(told) > 0 and max(told) < 1,
        }
        return bool(fits[name])


_PAIRS = {
    "record": "a number of notices, 0 or more, and a share between 0 and 1",
    "honest": "two numbers of accounts above 0, the second above the first",
    "trade": "two shares between 0 and 1",
}
# A chance of 0 or 1 would be worth decibans without end.
_BETWEEN = {
    "cheap": (0.0, 1.0),
    "relied": (0.0, 1.0),
    "openly": (0.0, 1.0),
    "passes": (0.01, 0.99),
    "most": (0.01, 0.99),
    "prior": (0.0001, 0.9999),
}

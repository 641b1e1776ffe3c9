"""`Options`: everything that can be chosen for a run, in Python, as plain words in YAML, and as `run.json` tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any

from counterfeit_graph.evidence import Weighing
from counterfeit_graph.gangs import Components, Finding, LabelPropagation, Leiden, Louvain
from counterfeit_graph.gangs.finders import JOINING, Finder, known_finder
from counterfeit_graph.gangs.yardsticks import Yardstick
from counterfeit_graph.model.errors import OptionError, nearest_of
from counterfeit_graph.model.fields import check_fields, hints_of


@dataclass(frozen=True)
class Options:
    """Everything that can be chosen for a run.

    Attributes:
        weighing: how evidence is weighed.
        finding: how gangs are found.
        finder: what joins groups into gangs.
        reruns: resampled reruns behind stability and confidence.
        budget: cost units of each gang's plan.
        planned: most gangs, largest first, for which heads and plans are made.
        shuffles: dealings of the values behind p and q of gangs and dens, see `Gangs.significance`; 0 for none. Of n
            dealings no p is below 1 / (n + 1).
        after: folder of an earlier run of the case, whose gangs and dens keep their ids; none if empty.

    Example:
        >>> Options(reruns=5).reruns
        5
    """

    weighing: Weighing = field(default_factory=Weighing)
    finding: Finding = field(default_factory=Finding)
    finder: Finder = JOINING
    reruns: int = 20
    budget: float = 3.0
    planned: int = 500
    shuffles: int = 19
    after: str = ""

    def __post_init__(self) -> None:
        known_finder(self.finder)
        check_fields(self)
        if min(self.reruns, self.planned, self.budget, self.shuffles) < 0:
            msg = "reruns, budget, planned and shuffles must not be negative"
            raise OptionError(msg, where="Options")

    def as_mapping(self) -> dict[str, Any]:
        """The same in plain words and numbers, as `run.json` tells them: `options_of` makes equal options of it.

        A finder that is none of the library's own is told as Python shows it, and cannot be read again.

        Example:
            >>> options = Options(finder=Louvain(2.0), weighing=Weighing(m={"phone": 0.4}))
            >>> options.as_mapping()["finder"], options_of(options.as_mapping()) == options
            ({'louvain': {'resolution': 2.0, 'objective': 'modularity', 'iterations': 4}}, True)
        """
        finder: Any = self.finder
        own = [name for name, kind in _FINDERS.items() if type(finder) is kind]
        told = {own[0]: asdict(finder)} if own else repr(finder)
        return {**asdict(self), "finder": told}


_FINDERS: dict[str, Any] = {
    kind.__name__.lower(): kind for kind in (Leiden, Louvain, LabelPropagation, Components, Yardstick)
}


def options_of(chosen: Mapping[str, Any]) -> Options:
    """Options from plain mappings, such as a YAML file's content; what is left out keeps its default.

    `finder` is one name with its options: `finder: {leiden: {resolution: 4}}`. What `run.json` tells under `made_with`
    as `options` is such a mapping.

    Raises:
        OptionError: a key that is unknown (the nearest one is named), or a value of the wrong kind or out of range.

    Example:
        >>> options_of({"reruns": 5, "finding": {"sure": 0.8}}).finding.sure
        0.8
    """
    _check_pairs(chosen, "")
    finder = _finder(chosen["finder"]) if "finder" in chosen else JOINING
    rest = {key: value for key, value in chosen.items() if key != "finder"}
    options: Options = _built(Options, rest, where="")
    return replace(options, finder=finder)


def _finder(chosen: Any) -> Finder:
    """A finder from its name, or from that with its options."""
    named = chosen if isinstance(chosen, Mapping) else {chosen: {}} if isinstance(chosen, str) else {}
    if len(named) != 1:
        msg = "takes one name, or one with its options as in 'leiden: {resolution: 4}'"
        raise OptionError(msg, where="options: finder")
    [(name, settings)] = named.items()
    known = str(name).lower()
    if known not in _FINDERS:
        msg = f"unknown finder {name!r}"
        raise OptionError(msg, where="options: finder", nearest=nearest_of(known, _FINDERS))
    finder: Finder = _built(_FINDERS[known], {} if settings is None else settings, where="finder")
    return finder


def _built(kind: Any, chosen: Any, *, where: str) -> Any:
    """A frozen option object from a mapping, nested ones too."""
    _check_pairs(chosen, where)
    known, hints = [each.name for each in fields(kind)], hints_of(kind)
    for key in chosen:
        if key not in known:
            msg = f"unknown option {key!r}"
            raise OptionError(msg, where=f"options: {where or 'top level'}", nearest=nearest_of(str(key), known))
    values = {
        key: _built(hints[key], value, where=key) if is_dataclass(hints[key]) else value
        for key, value in chosen.items()
    }
    try:
        return kind(**values)
    except TypeError as fault:
        msg = "lacks an option that has no default"
        raise OptionError(msg, where=f"options: {where or 'top level'}") from fault


def _check_pairs(chosen: Any, where: str) -> None:
    if not isinstance(chosen, Mapping):
        msg = "takes 'key: value' pairs"
        raise OptionError(msg, where=f"options: {where or 'top level'}")

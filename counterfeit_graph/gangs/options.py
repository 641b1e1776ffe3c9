"""`Finding`: the options of `find_gangs` in one frozen object."""

from __future__ import annotations

from dataclasses import dataclass, field

from counterfeit_graph.gangs.control import Control
from counterfeit_graph.gangs.dens import DenSplit
from counterfeit_graph.gangs.growth import Growth
from counterfeit_graph.gangs.marks import Marks
from counterfeit_graph.gangs.tiers import Tiers
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.fields import check_fields


@dataclass(frozen=True)
class Finding:
    """How gangs are found.

    Attributes:
        growth: how groups are grown from cores.
        dens: how dens are told apart inside a gang.
        tiers: what each tier asks for.
        marks: what speaks for counterfeiting, and what is believed of it before the case says more.
        control: what tells a member from a member's acquaintance.
        suspicion: posterior decibans of suspicion from which a group is a gang.
        lone: the same where fewer than `signs` confirmed anything: among hundreds of honest groups a source that errs
            once has erred about some.
        signs: accounts with a confirmed sign that a gang needs, unless an independent source confirmed one.
        sure: confidence, the probability of control, from which an account is a member and not uncertain.
        doubt: confidence below which an account is not listed with the gang at all; no more than `sure`.

    Example:
        >>> Finding(sure=0.9).sure
        0.9
    """

    growth: Growth = field(default_factory=Growth)
    dens: DenSplit = field(default_factory=DenSplit)
    tiers: Tiers = field(default_factory=Tiers)
    marks: Marks = field(default_factory=Marks)
    control: Control = field(default_factory=Control)
    suspicion: float = 5.0
    lone: float = 16.0
    signs: int = 2
    sure: float = 0.8
    doubt: float = 0.1

    def __post_init__(self) -> None:
        check_fields(self)
        if not 0.0 <= self.sure <= 1.0:
            msg = "sure must lie between 0 and 1"
            raise OptionError(msg, where=f"Finding(sure={self.sure})")
        if not 0.0 <= self.doubt <= self.sure:
            msg = "doubt must lie between 0 and sure"
            raise OptionError(msg, where=f"Finding(doubt={self.doubt}, sure={self.sure})", remedy="lower doubt")

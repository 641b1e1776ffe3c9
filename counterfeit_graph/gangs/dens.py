"""Gangs out of groups, and dens inside gangs.

A *gang* is a community of groups tied by money behind the tills, suppliers, picture stock, parties and succession. A
*den* is the same hands inside it: hard identifiers, one place, one till.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.gangs.graph import DECIBANS, WeightedGraph
from counterfeit_graph.gangs.growth import merges
from counterfeit_graph.gangs.standing import NONE
from counterfeit_graph.gangs.telling import crews
from counterfeit_graph.model.fields import check_fields

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.field import Field
    from counterfeit_graph.gangs.finders import Finder
    from counterfeit_graph.gangs.growth import Growth

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class DenSplit:
    """How dens are told apart inside a gang.

    Attributes:
        resolution: decibans that a pair of one den is asked for; more of them, smaller dens.
        handed: an account opened within so many days after another was closed has from it what both used.

    Example:
        >>> DenSplit().resolution
        0.2
    """

    resolution: float = 0.2
    handed: int = 120

    def __post_init__(self) -> None:
        check_fields(self)


def join_groups(field: Field, label: Array, *, growth: Growth, finder: Finder) -> Array:
    """The gang of each account: communities of the groups in `label` (-1 for none), as `growth` grew them."""
    groups = int(label.max(initial=NONE)) + 1
    if groups < 2:
        return label
    c, d, posterior = merges(field, label, growth=growth, least=0.0)
    tied = posterior > 0
    gangs = finder.labels(WeightedGraph(groups, c[tied], d[tied], posterior[tied], DECIBANS))
    return np.where(label >= 0, gangs[label], NONE)


def split_dens(evidence: EvidenceGraph, field: Field, *, gang: Array, split: DenSplit) -> Array:
    """The den of each account, -1 outside gangs; numbered over all gangs.

    Each gang is split by itself, see `Crew.dens`.

    Args:
        evidence: where the uses come from.
        field: the uses.
        gang: gang of each account, -1 for none.
        split: how dens are told apart.
    """
    den, dens = np.full(field.accounts, NONE, np.int64), 0
    for accounts, crew in crews(evidence, field, gang=gang, handed=split.handed):
        label = crew.dens(resolution=split.resolution)
        den[accounts] = dens + label
        dens += int(label.max(initial=NONE)) + 1
    return den

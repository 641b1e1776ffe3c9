"""How firmly accounts belong: evidence rows are resampled and the groups grown again.

Any record can be wrong: a number handed on, an address mistyped, a text forged. In each rerun every use is dropped with
the error rate of its forgeability class, and the groups are grown on what is left. A member's confidence is the share
of reruns in which it still belongs to what is left of its gang (co-membership under resampling; Tandon et al. 2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.gangs.dens import join_groups
from counterfeit_graph.gangs.field import resampled
from counterfeit_graph.gangs.growth import grow
from counterfeit_graph.gangs.standing import standings
from counterfeit_graph.model.seeds import generator

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.finders import Finder
    from counterfeit_graph.gangs.growth import Growth

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Stability:
    """Shares of reruns.

    Attributes:
        belongs: per account, in which it belonged to its gang.
        linked: per account, in which its evidence for its gang reached the posterior asked for.
        gang: per gang, the mean Jaccard overlap with what was found of it.
    """

    belongs: Array
    linked: Array
    gang: Array


def resample(evidence: EvidenceGraph, gang: Array, *, how: tuple[Growth, Finder], reruns: int, seed: int) -> Stability:
    """Stability of the gangs in `gang` (gang of each account and of its fringe, -1 for none).

    Args:
        evidence: what is resampled.
        gang: the gangs whose stability is asked for.
        how: how groups are grown, and what joins them.
        reruns: number of reruns.
        seed: of the draws.
    """
    growth, finder = how
    gangs, inside = int(gang.max(initial=-1)) + 1, gang >= 0
    if not reruns or not gangs:
        return Stability(inside.astype(float), inside.astype(float), np.ones(gangs))
    mine, everyone = gang[inside], np.arange(int(inside.sum()))
    belongs, linked, overlap = np.zeros(len(mine)), np.zeros(len(mine)), np.zeros(gangs)
    for rerun in range(reruns):
        field = resampled(evidence, inside, rng=generator(seed, "resample", str(rerun))).counting
        label = join_groups(field, grow(field, growth), finder=finder)
        heir = _heirs(label, mine, gangs=gangs)
        belongs += (label == heir[mine]) & (label >= 0)
        found = standings(field, label, accounts=everyone)
        linked += found.linked(growth) & (found.group == heir[mine])
        overlap += _overlap(label, mine, heir=heir)
    shares = np.zeros((2, len(gang)))
    shares[:, inside] = belongs / reruns, linked / reruns
    return Stability(shares[0], shares[1], overlap / reruns)


def _heirs(label: Array, gang: Array, *, gangs: int) -> Array:
    """The found group that holds most of each gang; -2 where none does. Ties go to the lower number."""
    both = (gang >= 0) & (label >= 0)
    pairs, counts = np.unique(np.stack([gang[both], label[both]]), axis=1, return_counts=True)
    heir = np.full(gangs, -2, np.int64)
    order = np.lexsort((-pairs[1], counts))
    heir[pairs[0][order]] = pairs[1][order]
    return heir


def _overlap(label: Array, gang: Array, *, heir: Array) -> Array:
    """Jaccard overlap of each gang with its heir."""
    inside = gang >= 0
    both = np.bincount(gang[inside], weights=label[inside] == heir[gang[inside]], minlength=len(heir))
    sizes = np.bincount(label[label >= 0], minlength=1)
    other = np.where(heir >= 0, sizes[np.minimum(np.maximum(heir, 0), len(sizes) - 1)], 0)
    return np.asarray(both / np.maximum(np.bincount(gang[inside], minlength=len(heir)) + other - both, 1))

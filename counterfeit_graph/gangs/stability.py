"""How firmly accounts belong: evidence rows are resampled and the groups grown again.

Any record can be wrong: a number handed on, an address mistyped, a text forged. In each rerun every use is dropped with
the error rate of its forgeability class. A gang's stability is how much of it is found again in what is left (after
co-membership under resampling; Tandon et al. 2019); a member's confidence is what is left of its own evidence, in the
mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.gangs.dens import join_groups
from counterfeit_graph.gangs.field import Field, resampled
from counterfeit_graph.gangs.growth import grow
from counterfeit_graph.gangs.thinning import Thinning
from counterfeit_graph.model.seeds import generator
from counterfeit_graph.model.threads import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.finders import Finder
    from counterfeit_graph.gangs.growth import Growth

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Reruns:
    """How often evidence is resampled, and the seed of the draws.

    Example:
        >>> Reruns(count=20, seed=0).count
        20
    """

    count: int
    seed: int

    def draws(self, of: str) -> list[np.uint64]:
        """A random word for each rerun."""
        return [generator(self.seed, of, str(rerun)).integers(2**64, dtype=np.uint64) for rerun in range(self.count)]


def gang_stability(evidence: EvidenceGraph, gang: Array, *, how: tuple[Growth, Finder], reruns: Reruns) -> Array:
    """Per gang, the mean Jaccard overlap with what reruns find of it; 1 without reruns.

    Args:
        evidence: what is resampled.
        gang: gang of each account and of its fringe, -1 for none.
        how: how groups are grown, and what joins them.
        reruns: how often.
    """
    growth, finder = how
    gangs, inside = int(gang.max(initial=-1)) + 1, gang >= 0
    mine, overlap, thinning = gang[inside], np.zeros(gangs), Thinning.of(evidence.uses, inside)

    def found(rerun: np.uint64) -> Array:
        field = resampled(evidence, inside, kept=thinning.left(rerun)).counting
        label = join_groups(field, grow(field, growth), growth=growth, finder=finder)
        return _overlap(label, mine, heir=_heirs(label, mine, gangs=gangs))

    for each in side_by_side(found, reruns.draws("resample")):
        overlap += each
    return overlap / reruns.count if reruns.count else np.ones(gangs)


def mean_over(
    evidence: EvidenceGraph, inside: Array, *, judged: Callable[[Field], Array], reruns: Reruns
) -> Array | None:
    """The mean of what is judged of fields with thinned uses of the accounts `inside` (mask); None without reruns."""
    total, thinning = None, Thinning.of(evidence.uses, inside)

    def found(rerun: np.uint64) -> Array:
        return judged(Field.of(evidence, thinning.left(rerun)))

    # One after the other in their order: sums of fractions depend on it.
    for each in side_by_side(found, reruns.draws("membership")):
        total = each if total is None else total + each
    return None if total is None else total / reruns.count


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

"""How far the parameters that a run keeps have gone from those that its case would give now.

Discounts and horizons are fitted over all pairs that share anything, which no update looks at: they are kept, and not
held against the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.estimate import (
    WHOLE,
    Rows,
    components_of,
    counted_once,
    prior_of,
    sampled,
    shared_given_linked,
)
from counterfeit_graph.evidence.parameters import by_kind
from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.evidence.weights import in_market, support_of
from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.evidence.estimate import Seen
    from counterfeit_graph.evidence.graph import EvidenceGraph
    from counterfeit_graph.evidence.parameters import Round

Array = np.ndarray[Any, Any]
Row = tuple[str, str, float, float, float]
# Decibans from which on a parameter is said to have drifted: a likelihood ratio is an eighth more or less.
BOUND = 0.5
# Most pairs that m is estimated from again.
PAIRS = 10_000
_TYPES = {"parameter": "string", "kind": "string"}


def drift_of(evidence: EvidenceGraph) -> Table:
    """Each parameter as it is kept and as the last round would estimate it now.

    Returns:
        Table(parameter, kind, kept, now, decibans): decibans by which a value's weight, or the prior, would change.
    """
    kept, uses = evidence.estimated, evidence.uses
    seen = evidence.estimation.seen
    if seen and len(seen) == len(kept.rounds):
        rows = _of_round(evidence, seen[-1], kept=kept.rounds[-1])
    else:
        rows = _by_kind("known", by_kind(kept.known), now=in_market(uses.known_counts, accounts=uses.accounts))
    present = {name for name, count in zip(KIND_NAMES, uses.known_counts.tolist(), strict=True) if count}
    rows = [row for row in rows if row[1] in present or not row[1]]
    names = ("parameter", "kind", "kept", "now", "decibans")
    return Table.of({name: [row[at] for row in rows] for at, name in enumerate(names)}, _TYPES)


def _of_round(evidence: EvidenceGraph, seen: Seen, *, kept: Round) -> list[Row]:
    """The numbers of a round that looked at `seen`, and what it would give now."""
    uses, before = evidence.uses, seen.weights
    component = components_of(uses, seen.links, weights=before)
    counted = counted_once(before, component, uses=uses)
    rows = _by_kind("known", by_kind(kept.known), now=counted.known)
    rows += _by_kind("m", by_kind(kept.m), now=_m(evidence, seen, component=component))
    silent = 1 - by_kind(kept.support), 1 - support_of(uses, seen.supported / WHOLE)
    rows += [
        (name, kind, 1 - then, 1 - now, decibans)
        for name, kind, then, now, decibans in _by_kind("support", silent[0], now=silent[1])
    ]
    prior = kept.prior
    if evidence.estimation.options.partners is None and not before.lone:
        prior = prior_of(seen.links, counted, component=component)
    return [*rows, ("prior", "", kept.prior, prior, prior - kept.prior)]


def _m(evidence: EvidenceGraph, seen: Seen, *, component: Array) -> Array:
    rows = Rows.of(evidence.uses, weights=seen.weights, links=sampled(seen.links, PAIRS))
    start = np.array([KINDS[name].m for name in KIND_NAMES])
    prior = seen.weights.prior
    now = shared_given_linked(rows, start, prior=prior, known=evidence.uses.known, component=component)
    # What a person set does not drift.
    given = evidence.estimation.options.m
    return np.array([given.get(name, m) for name, m in zip(KIND_NAMES, now.tolist(), strict=True)])


def _by_kind(parameter: str, kept: Array, *, now: Array) -> list[Row]:
    decibans = 10 * np.log10(np.maximum(now, 1e-9) / np.maximum(kept, 1e-9))
    columns = (kept.astype(float).tolist(), now.astype(float).tolist(), decibans.tolist())
    return [(parameter, *row) for row in zip(KIND_NAMES, *columns, strict=True)]

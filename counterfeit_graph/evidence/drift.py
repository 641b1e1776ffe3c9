"""How far the parameters that a run keeps have gone from those that its case would give now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.estimate import Rows, prior_of, shared_given_linked
from counterfeit_graph.evidence.parameters import by_kind
from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.evidence.weights import in_market, support_of
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.evidence.graph import EvidenceGraph

Array = np.ndarray[Any, Any]
# Decibans from which on a parameter is said to have drifted: a likelihood ratio is an eighth more or less.
BOUND = 0.5
# Most pairs that m is estimated from again.
PAIRS = 20_000
_TYPES = {"parameter": "string", "kind": "string"}


def drift_of(evidence: EvidenceGraph) -> Table:
    """Each parameter as it is kept and as the last round would estimate it now.

    Returns:
        Table(parameter, kind, kept, now, decibans): decibans by which a value's weight, or the prior, would change.
    """
    kept, known, uses = evidence.estimated, evidence.estimation.known, evidence.uses
    counts = in_market(known.sum(axis=0), accounts=uses.accounts)
    rows = _by_kind("known", by_kind(kept.known), now=counts)
    seen = evidence.estimation.seen
    if seen and len(seen) == len(kept.rounds):
        last, numbers = seen[-1], kept.rounds[-1]
        rows += _by_kind("m", by_kind(numbers.m), now=_m(evidence, known))
        silent = 1 - by_kind(numbers.support), 1 - support_of(uses, last.supported)
        rows += [
            (name, kind, 1 - before, 1 - now, decibans)
            for name, kind, before, now, decibans in _by_kind("support", silent[0], now=silent[1])
        ]
        prior = numbers.prior
        if evidence.estimation.options.partners is None:
            prior = prior_of(last.links, last.weights.prior, accounts=uses.accounts)
        rows.append(("prior", "", numbers.prior, prior, prior - numbers.prior))
    present = {name for name, count in zip(KIND_NAMES, counts.tolist(), strict=True) if count}
    rows = [row for row in rows if row[1] in present or not row[1]]
    names = ("parameter", "kind", "kept", "now", "decibans")
    return Table.of({name: [row[at] for row in rows] for at, name in enumerate(names)}, _TYPES)


def _m(evidence: EvidenceGraph, known: Array) -> Array:
    last = evidence.estimation.seen[-1]
    some = np.zeros(len(last.links), bool)
    some[:: max(1, -(-len(last.links) // PAIRS))] = True
    rows = Rows.of(evidence.uses, weights=last.weights, links=last.links.where(some))
    return shared_given_linked(rows, last.weights, known=known)


def _by_kind(parameter: str, kept: Array, *, now: Array) -> list[tuple[str, str, float, float, float]]:
    decibans = 10 * np.log10(np.maximum(now, 1e-9) / np.maximum(kept, 1e-9))
    columns = (kept.astype(float).tolist(), now.astype(float).tolist(), decibans.tolist())
    return [(parameter, *row) for row in zip(KIND_NAMES, *columns, strict=True)]

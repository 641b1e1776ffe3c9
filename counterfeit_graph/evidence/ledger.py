"""The ledger: one row a clue, each with both raw values and both sources, summing to the link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.pairing import clues_of
from counterfeit_graph.evidence.uses import GROUP_NAMES
from counterfeit_graph.model.table import Table
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence.uses import Uses
    from counterfeit_graph.evidence.weights import Weights

Array = np.ndarray[Any, Any]
# Relation of a fact to the clue that derived it; other facts belong to the clue named after their kind.
DERIVED = {"behind": "money", "tied": "paper", "supplier": "supply"}
# Kinds whose clue bears another name.
NAMED = {"title": "stock", "judgement": "judgements"}
# Who gave the value up: nobody, the one, the other, both.
PASSING = np.array(["", "a", "b", "both"], dtype=object)
_TYPES = dict.fromkeys(
    (
        "a",
        "b",
        "clue",
        "kind",
        "value_a",
        "value_b",
        "group",
        "source_a",
        "source_b",
        "relation_a",
        "relation_b",
        "passing",
    ),
    "string",
)


def ledger_table(uses: Uses, weights: Weights, *, ids: Array, pairs: tuple[Array, Array]) -> Table:
    """Ledger rows of account pairs (codes a < b), strongest first within a pair.

    Args:
        uses: what the links were made from.
        weights: what each value counts.
        ids: account id of each code.
        pairs: codes a and b.

    Returns:
        Table(a, b, clue, kind, value_a, value_b, decibans, group, source_a, source_b, relation_a, relation_b,
        alone, users, passing): `decibans` is what the clue counts under the group rule, `alone` what it is worth by
        itself; `passing` (a, b, both or empty) tells who gave the value up long before its end, so that it counts 0.
    """
    ends = (np.asarray(pairs[0], np.int64), np.asarray(pairs[1], np.int64))
    group = uses.group
    pair, use_a, use_b, alone, counted = clues_of(
        ends, uses.rows, dates=uses.dates, worth=weights.for_kernels, groups=(group, weights.discount)
    )
    value = uses.value[use_a]
    kinds = uses.values["kind"][value]
    side_a, side_b = (_side(uses, use) for use in (use_a, use_b))
    columns: dict[str, Any] = {
        "a": ids[ends[0][pair]],
        "b": ids[ends[1][pair]],
        "clue": [
            _clue(kind, a, relation_b=b)
            for kind, a, b in zip(kinds, side_a["relation"], side_b["relation"], strict=True)
        ],
        "kind": kinds,
        "value_a": uses.values["shown"][value],
        "value_b": uses.values["shown"][value],
        "decibans": counted / MILLI,
        "group": [GROUP_NAMES[g] for g in group[value]],
        "source_a": side_a["source"],
        "source_b": side_b["source"],
        "relation_a": side_a["relation"],
        "relation_b": side_b["relation"],
        "alone": alone / MILLI,
        "users": uses.users[value],
    }
    columns["passing"] = PASSING[uses.passing[use_a] + 2 * uses.passing[use_b]]
    return Table.of({name: list(column) for name, column in columns.items()}, _TYPES)


def _side(uses: Uses, use: Array) -> dict[str, list[str]]:
    facts = uses.facts.take(uses.fact[use])
    places = [f"{file}:{record}" for file, record in zip(facts["file"], facts["record"], strict=True)]
    return {"source": places, "relation": list(facts["relation"])}


def _clue(kind: str, relation_a: str, *, relation_b: str) -> str:
    for relation in (relation_a, relation_b):
        if relation in DERIVED:
            return DERIVED[relation]
    return NAMED.get(kind, kind)

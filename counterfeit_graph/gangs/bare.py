"""Groups in bare tables: account, kind and value, and not one date, relation or sign.

Where no date, relation or sign tells a gang from a household, only the pattern of what they share does. So many
accounts are needed that the pattern of households can be learned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import UNKNOWN_DAY
from counterfeit_graph.gangs._kernels_bare import twice_tied
from counterfeit_graph.gangs.households import gang_odds
from counterfeit_graph.gangs.ownership import LEAST, BareTable, Candidate, Ownership, Search, communities

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph

Array = np.ndarray[Any, Any]
# Accounts from which a table shows what its households look like.
ENOUGH = 10_000
# Rounds in which groups are found and what groups look like is learned from them.
ROUNDS = 2
PLAIN = ("accounts", "identifiers")


def is_bare(evidence: EvidenceGraph) -> bool:
    """Whether a case is many accounts and their values, and nothing else: no date, relation, closure or other table."""
    who = evidence.who
    if evidence.uses.accounts < ENOUGH or any(len(t) for name, t in who.records.tables.items() if name not in PLAIN):
        return False
    if _any_dated(evidence) or who.relations not in ((), ("uses",)):
        return False
    days = (who.facts["first"], who.facts["last"], who.accounts["closed"])
    return all(column.max(initial=UNKNOWN_DAY) == UNKNOWN_DAY for column in days)


def _any_dated(evidence: EvidenceGraph) -> bool:
    """Whether a shared value of the case's own facts has a date: a quick no, for an update lays no facts out."""
    uses = evidence.uses
    # Every use of an extended case rests on a fact of its own; else those that clues derived come last.
    own = slice(None) if evidence.estimation.moved is not None else uses.fact < len(evidence.who.facts)
    return bool(uses.last[own].max(initial=UNKNOWN_DAY) != UNKNOWN_DAY)


def bare_groups(evidence: EvidenceGraph, *, join: float) -> tuple[Array, Array]:
    """Groups of five accounts or more that are gangs rather than households, by pattern alone.

    Args:
        evidence: a bare case.
        join: posterior decibans from which a group is one.

    Returns:
        The group of each account code, -1 for none, numbered by evidence; and the posterior decibans of each group.
    """
    return groups_in(BareTable.of(evidence.uses), join=join)


def groups_in(table: BareTable, *, join: float) -> tuple[Array, Array]:
    """The same of a table by itself."""
    search, model = Search(table, communities(table)), Ownership.start(int(table.kind.max(initial=0)) + 1)
    handed_on = _handed_on(table)
    found: list[Candidate] = []
    decibans = np.zeros(0)
    for _ in range(ROUNDS):
        found = search.candidates(model)
        odds = gang_odds(table, found, model=model, handed_on=handed_on) if found else np.zeros(0)
        decibans = 10 / np.log(10) * odds
        model = model.learned(table, [each for each, said in zip(found, odds, strict=True) if said > 0])
    kept = [n for n in np.argsort(-decibans, kind="stable").tolist() if decibans[n] >= join]
    group = np.full(table.accounts, -1, np.int64)
    for number, n in enumerate(kept):
        group[found[n].accounts] = number
    return group, decibans[kept]


def with_pattern(evidence: EvidenceGraph, label: Array, *, join: float) -> Array:
    """The groups in `label` as a bare case shows them: those that its pattern shows, and smaller ones apart from them.

    Groups of five or more that the pattern does not bear out are households, firms or coincidence.
    """
    shown, _ = bare_groups(evidence, join=join)
    sizes = np.bincount(label[label >= 0], minlength=1)
    touched = np.zeros(len(sizes), bool)
    touched[label[(label >= 0) & (shown >= 0)]] = True
    small = (label >= 0) & ~touched[label] & (sizes[label] < LEAST)
    return np.where(small, label + int(shown.max(initial=-1)) + 1, shown)


def _handed_on(table: BareTable) -> float:
    """Pairs that share one value and nothing else, for each account: coincidence, or a number handed on."""
    label = twice_tied(*table.rows, np.zeros(table.accounts, np.int64))
    pairs = table.value_ptr[:-1][table.users == 2]
    apart = label[table.value_account[pairs]] != label[table.value_account[pairs + 1]]
    return float(max(apart.sum(), 1) / table.accounts)

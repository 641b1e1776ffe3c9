"""Laws of evidence over random cases, each beside a planted fault that breaks it; see `tests/laws.py`.

Laws of single links hold under parameters that stay: estimated anew, they move with every row (docs/decisions/0012).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.evidence import EvidenceGraph, Weighing, estimate, graph, pairing, updating
from counterfeit_graph.evidence._kernels import group_rule
from counterfeit_graph.evidence.estimate import Links
from counterfeit_graph.evidence.fitted import Fitting
from counterfeit_graph.evidence.uses import GROUP_NAMES, Uses
from counterfeit_graph.evidence.weights import Weights, reweighed
from counterfeit_graph.records import links as rows_between
from tests import laws
from tests.laws import Chance, Law, Said, Told, plus, resolved
from tests.strategies import KINDS, OWN, Case, cases, shop, use

# So far below even odds that every pair which shares anything is a link.
ALL = -99.0
SOURCES = ("source_a", "source_b")


def weighed(case: Any, **options: Any) -> EvidenceGraph:
    """The evidence of a case."""
    return cg.weigh(resolved(case), options=Weighing(**options))


def told(evidence: EvidenceGraph) -> Told:
    """What evidence says, but for the places of rows."""
    ledger = [{name: cell for name, cell in row.items() if name not in SOURCES} for row in evidence.ledger().rows()]
    rows = {"links": evidence.table.rows(), "ledger": ledger, "hubs": evidence.hubs.rows()}
    return rows | {"parameters": evidence.parameters.rows()}


def said(case: Any) -> Told:
    """What is said of a case."""
    return told(weighed(case))


def decibans(evidence: EvidenceGraph) -> dict[tuple[str, str], float]:
    """The links by their accounts."""
    return {(min(row["a"], row["b"]), max(row["a"], row["b"])): row["decibans"] for row in evidence.table.rows()}


def before_and_after(case: Case, **more: Any) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """The links of a case and those with more rows, under the parameters of the first."""
    first = weighed(case, keep=ALL)
    return decibans(first), decibans(weighed(plus(case, **more), keep=ALL, parameters=first.estimated))


def updates(case: Case, chance: Chance, said: Said) -> bool:
    """Updates, one after the other, give what a whole run under the same parameters gives."""
    if chance.random() < 0.7:
        # Names, orders and transfers lead to values behind values, and then an update is a whole run.
        case = {"accounts": [shop(name) for name in laws.ids(case)], "identifiers": case["identifiers"]}
    first, *later = laws.parts_of(case, chance)
    evidence = start = weighed(first)
    for part in later:
        evidence = evidence.update(part)
    return told(evidence) == told(weighed(laws.added([first, *later]), parameters=start.estimated))


def strangers(case: Case, chance: Chance, said: Said) -> bool:
    """Accounts that share nothing with the others move none of their links."""
    before, after = before_and_after(case, **laws.strangers(chance))
    return before == {pair: link for pair, link in after.items() if not pair[1].startswith("zz")}


def support(case: Case, chance: Chance, said: Said) -> bool:
    """One value more that two accounts share, new or in use, never weakens their link."""
    links = decibans(weighed(case, keep=ALL)) | {("a00", laws.ids(case)[-1]): 0.0}
    pair = sorted(links, key=lambda each: (-links[each], each))[chance.integers(min(len(links), 4))]
    kind, owner = str(chance.choice(KINDS)), int(chance.choice([0, 1, OWN + 3, 7000]))
    before, after = before_and_after(case, identifiers=[use(name, kind, owner) for name in pair])
    return after.get(pair, 0.0) >= before.get(pair, 0.0)


def degree(case: Case, chance: Chance, said: Said) -> bool:
    """Strangers who take up a value never strengthen a link."""
    kind, owner = str(chance.choice(KINDS)), int(chance.choice([0, 1, 2, OWN + 3]))
    names = [f"zz{number}" for number in range(chance.integers(1, 9))]
    uses = [use(name, kind, owner) for name in names]
    before, after = before_and_after(case, accounts=[shop(name) for name in names], identifiers=uses)
    return all(link <= before.get(pair, 0.0) for pair, link in after.items() if not pair[1].startswith("zz"))


def camouflage(case: Case, chance: Chance, said: Said) -> bool:
    """Members who take up values of others take nothing from the links inside their block."""
    block = {row["account_id"] for row in case["identifiers"] if row["value"] in _values(0)}
    others = [number for number, name in enumerate(laws.ids(case)) if name not in block]
    noise = [
        use(str(chance.choice(sorted(block))), str(chance.choice(KINDS)), OWN + n) for n in chance.choice(others, 9)
    ]
    before, after = before_and_after(case, identifiers=noise)
    return all(after.get(pair, 0.0) >= link for pair, link in before.items() if block >= set(pair))


def _values(owner: int) -> set[str]:
    return {use("", kind, owner)["value"] for kind in KINDS}


def taken_up(case: Case, chance: Chance, said: Said) -> bool:
    """k strangers who take up a value of f users take 10 log10((f + k) / f) from its pairs, and a milli-deciban."""
    first = weighed(case, rounds=0, keep=ALL)
    strange = [f"zz{number}" for number in range(chance.integers(1, 9))]
    uses = [use(name, kind, 0) for name in strange for kind in KINDS]
    more = plus(case, accounts=[shop(name) for name in strange], identifiers=uses)
    after = decibans(weighed(more, rounds=0, keep=ALL, parameters=first.estimated))
    bound: dict[tuple[str, str], float] = {}
    for row in first.ledger().rows():
        pair, users = (min(row["a"], row["b"]), max(row["a"], row["b"])), row["users"]
        lost = 10 * np.log10((users + len(strange)) / users) + 0.002 if row["value_a"] in _values(0) else 0.0
        bound[pair] = bound.get(pair, 0.0) + lost
    return all(after.get(pair, 0.0) >= link - bound[pair] for pair, link in decibans(first).items())


def _links(patch: pytest.MonkeyPatch, wrong: Callable[[Links, Uses], Any]) -> None:
    """Links whose decibans are counted wrongly."""
    right = estimate.link

    def link(uses: Uses, *args: Any, **named: Any) -> Links:
        found = right(uses, *args, **named)
        return replace(found, milli=np.asarray(wrong(found, uses)).astype(np.int64))

    patch.setattr(estimate, "link", link)


def counts_rows_for_users(patch: pytest.MonkeyPatch) -> None:
    """Rows that stand twice are kept, and counted as users."""
    patch.setattr(rows_between, "keepers", lambda table, _columns: np.arange(table.num_rows))
    right = graph.start_weights

    def wrong(uses: Uses, *args: Any, **named: Any) -> Any:
        found = right(uses, *args, **named)
        rows = np.bincount(uses.value, weights=uses.facts["rows"][uses.fact])
        return reweighed(found, m=found.m, controllers=np.rint(rows))

    patch.setattr(graph, "start_weights", wrong)


def forgets_who_is_touched(patch: pytest.MonkeyPatch) -> None:
    """An update that sums no old pair again."""
    patch.setattr(updating.Earlier, "_again", lambda *of, **_: np.zeros(of[2].accounts, bool))


def keeps_no_parameter(patch: pytest.MonkeyPatch) -> None:
    """Parameters that are estimated anew where they were given."""
    fitting = Fitting({}, {}, np.zeros((0, 2), np.int64))

    def wrong(uses: Uses, weights: Any, **_: Any) -> Any:
        return estimate.estimated(uses, weights, fitting=fitting)[::2]

    patch.setattr(graph, "replayed", wrong)


def leaves_out_the_rest(patch: pytest.MonkeyPatch) -> None:
    """Pairs dealt out to the threads in equal parts; those that are left over go to nobody."""

    def wrong(size: int) -> Any:
        parts = int(os.environ["NUMBA_NUM_THREADS"])
        return np.arange(parts + 1) * (size // parts)

    patch.setattr(pairing, "_cuts", wrong)


def averages(patch: pytest.MonkeyPatch) -> None:
    """Clues averaged over the groups that speak, instead of summed."""
    _links(patch, lambda found, _: found.milli / np.maximum(found.group_count, 1))


def prefers_what_many_use(patch: pytest.MonkeyPatch) -> None:
    """A value that counts once for each of its users."""
    right = estimate.link

    def wrong(uses: Uses, weights: Weights, **named: Any) -> Links:
        return right(uses, replace(weights, alone=weights.alone * uses.users), **named)

    patch.setattr(estimate, "link", wrong)


def divides_by_all_that_they_use(patch: pytest.MonkeyPatch) -> None:
    """What two share, divided by what both use, as a cosine does."""

    def likeness(found: Links, uses: Uses) -> Any:
        used = np.diff(uses.account_ptr)
        return found.milli * 10 / np.sqrt(used[found.a] * used[found.b])

    _links(patch, likeness)


LAWS: dict[Law, Callable[[pytest.MonkeyPatch], None]] = {
    laws.the_order_of_rows: laws.loses_the_last_row,
    laws.rows_that_stand_twice: counts_rows_for_users,
    laws.how_values_are_written: laws.takes_values_as_written,
    laws.the_names_of_accounts: laws.takes_ids_for_numbers,
    laws.the_days_of_all: laws.forgets_what_is_old,
    laws.the_files_that_tables_lie_in: laws.takes_rows_for_their_numbers,
    laws.parts_that_come_one_by_one: laws.knows_no_row_that_waits,
    laws.runs_side_by_side: laws.keeps_the_case_in_one_place,
    laws.however_many_threads: leaves_out_the_rest,
    updates: forgets_who_is_touched,
    strangers: keeps_no_parameter,
    support: averages,
    degree: prefers_what_many_use,
    camouflage: divides_by_all_that_they_use,
    taken_up: divides_by_all_that_they_use,
}
KNOWN = laws.remembered(said)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@laws.FEW
@given(case=cases(), chance=laws.chances())
def test_the_law_holds(law: Law, case: Case, chance: Chance) -> None:
    assert law(case, chance, KNOWN)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.__name__}-{LAWS[law].__name__}")
def test_the_fault_is_found(law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    LAWS[law](monkeypatch)
    assert laws.broken(law, said)


CLUES = st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 2)), max_size=6)


def total(clues: list[tuple[int, int]]) -> int:
    """What clues (milli-decibans, group) count together."""
    alone, group = (np.array([clue[at] for clue in clues], np.int64) for at in (0, 1))
    order = np.argsort(-alone, kind="stable")
    return group_rule(alone, group, np.full(len(GROUP_NAMES), 0.4), order, np.zeros(len(clues), np.int64))


@given(CLUES, st.tuples(st.integers(0, 60_000), st.integers(0, 2)))
def test_one_clue_more_never_counts_against(clues: list[tuple[int, int]], more: tuple[int, int]) -> None:
    assert total([*clues, more]) >= total(clues)

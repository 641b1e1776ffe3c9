"""Laws of gangs over random cases, each beside a planted fault that breaks it; see `tests/laws.py`."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import counterfeit_graph as cg
from counterfeit_graph.evidence import Weighing
from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.gangs import Finding, Gangs, finding, membership, regions, stability, suspicion, thinning
from counterfeit_graph.gangs.control import Control
from counterfeit_graph.gangs.thinning import Thinning
from counterfeit_graph.identity import Identities
from counterfeit_graph.identity.hashing import mix
from counterfeit_graph.model.seeds import generator
from counterfeit_graph.records import links as rows_between
from tests import laws
from tests.laws import Chance, Law, Said, Told, plus, resolved
from tests.strategies import OWN, Case, cases, shop, use

# More than any group reaches: no group is a gang, and all are listed.
NOBODY = Finding(suspicion=1e9, lone=1e9)
# Every group is a gang, and of control what is learned from all of them together counts nothing.
ALONE = Control(general={"signs": 0.0, "goods": 0.0}, apart=dict.fromkeys(KIND_NAMES, 0.0))
EVERYBODY = Finding(suspicion=-1e9, signs=0, control=ALONE)


def found(case: Any, *, reruns: int = 0, options: Finding | None = None, **weighing: Any) -> Gangs:
    """The gangs of a case."""
    return cg.find_gangs(cg.weigh(resolved(case), options=Weighing(**weighing)), options=options, reruns=reruns)


def told(gangs: Gangs) -> Told:
    """What gangs say, and how much money their networks show."""
    tables = {name: getattr(gangs, name).rows() for name in ("table", "dens", "members", "groups")}
    return tables | {"moved": [{"amount": int(gang.network.edges["amount"].sum())} for gang in gangs]}


def said(case: Any) -> Told:
    """What is said of a case, confidence and stability from reruns."""
    return told(found(case, reruns=2))


def named(case: Any) -> Told:
    """What is said of those who are named, without reruns."""
    tables = told(found(case))
    tables["members"] = [row for row in tables["members"] if row["state"] == "member"]
    tables["table"] = [{name: cell for name, cell in row.items() if name != "uncertain"} for row in tables["table"]]
    return tables


def updates(case: Case, chance: Chance, said: Said) -> bool:
    """Updates, one after the other, give what whole runs that follow each other give, under the same parameters."""
    if chance.random() < 0.7:
        # Names, orders and transfers lead to values behind values, and then an update is a whole run.
        case = {"accounts": [shop(name) for name in laws.ids(case)], "identifiers": case["identifiers"]}
    first, *later = laws.parts_of(case, chance)
    gangs = again = start = found(first)
    for count, part in enumerate(later, 2):
        gangs = gangs.update(gangs.evidence.update(part)).gangs
        whole = found(laws.added([first, *later][:count]), parameters=start.evidence.estimated)
        again = whole.following(again).gangs
    return told(gangs) == told(again)


def strangers(case: Case, chance: Chance, said: Said) -> bool:
    """Accounts that share nothing with the others change none of their groups, under parameters that stay."""
    before = found(case, options=NOBODY)
    after = found(plus(case, **laws.strangers(chance)), options=NOBODY, parameters=before.evidence.estimated)
    theirs = after.groups.where(np.array([name[0] != "z" for name in after.groups["account_id"]], bool))
    return bool(laws.alike({"groups": theirs.rows()}) == laws.alike({"groups": before.groups.rows()}))


def strange_gangs(case: Case, chance: Chance, said: Said) -> bool:
    """Gangs that share nothing with the others change nothing of what reruns say, under parameters that stay."""
    before = found(case, options=EVERYBODY, reruns=3)
    more = plus(case, **laws.strangers(chance))
    after = found(more, options=EVERYBODY, reruns=3, parameters=before.evidence.estimated)
    return bool(laws.alike(_of_reruns(after)) == laws.alike(_of_reruns(before)))


def _of_reruns(gangs: Gangs) -> Told:
    """Confidence of all but strangers, and stability of their gangs."""
    members = gangs.members.select("account_id", "gang_id", "state", "confidence", "decibans")
    theirs = members.where(np.array([name[0] != "z" for name in members["account_id"]], bool))
    of_gangs = gangs.table.where(np.isin(gangs.table["gang_id"], theirs["gang_id"]))
    return {"members": theirs.rows(), "gangs": of_gangs.select("gang_id", "stability").rows()}


def camouflage(case: Case, chance: Chance, said: Said) -> bool:
    """Members who list phones and addresses of outsiders, each of another, lose nothing and name nobody else.

    Under parameters that stay. Outsiders whose value two members list are a value that these two share.
    """
    before = found(case)
    inside = set(before.members["account_id"])
    outside = [number for number, name in enumerate(laws.ids(case)) if name not in inside]
    listed = chance.choice(outside, min(9, len(outside)), replace=False)
    noise = [_listed(str(chance.choice(sorted(inside))), OWN + int(n), chance) for n in listed] if inside else []
    taken = {row["value"] for row in case["identifiers"] if row["account_id"] in inside}
    more = plus(case, identifiers=[row for row in noise if row["value"] not in taken])
    old, new = (_named(gangs) for gangs in (before, found(more, parameters=before.evidence.estimated)))
    return old.keys() == new.keys() and all((np.array(new[name]) >= old[name]).all() for name in old)


def _listed(name: str, owner: int, chance: Chance) -> dict[str, Any]:
    kind, relation = (("phone", "contact"), ("address", "return"))[chance.integers(2)]
    return use(name, kind, owner) | {"relation": relation}


def _named(gangs: Gangs) -> dict[str, tuple[float, float]]:
    """What speaks for each member."""
    rows = (row for row in gangs.members.rows() if row["state"] == "member")
    return {row["account_id"]: (row["decibans"], row["control"]) for row in rows}


def hears_the_last_notice(patch: pytest.MonkeyPatch) -> None:
    """Of the notices against an account the last row stands."""
    right = suspicion._notices
    patch.setattr(suspicion, "_notices", lambda who: right(who).drop_duplicates("account_id", keep="last"))


def counts_rows_twice(patch: pytest.MonkeyPatch) -> None:
    """Rows that stand twice are kept."""
    patch.setattr(rows_between, "keepers", lambda table, _columns: np.arange(table.num_rows))


def looks_up_numbers(patch: pytest.MonkeyPatch) -> None:
    """Ids that lose their leading zeros where signals speak of accounts."""
    right = Identities.codes
    patch.setattr(Identities, "codes", lambda who, names: right(who, [str(name).lstrip("0") for name in names]))


def shares_a_generator(patch: pytest.MonkeyPatch) -> None:
    """Draws from one generator for all runs."""
    shared = np.random.default_rng(1)
    patch.setattr(stability, "generator", lambda *_: shared)


def draws_in_each_thread(patch: pytest.MonkeyPatch) -> None:
    """Reruns that draw as the thread draws that takes them."""

    def wrong(reruns: stability.Reruns, of: str) -> list[np.uint64]:
        drawing = generator(int(os.environ.get("NUMBA_NUM_THREADS", "1")), of)
        return [*drawing.integers(2**64, size=reruns.count, dtype=np.uint64)]

    patch.setattr(stability.Reruns, "draws", wrong)


def draws_in_turn(patch: pytest.MonkeyPatch) -> None:
    """One sequence of draws for the uses of all accounts, in their order."""

    def wrong(thinning: Thinning, rerun: Any) -> Any:
        return thinning.use[np.random.default_rng(int(rerun)).random(len(thinning.use)) >= thinning.rate]

    patch.setattr(Thinning, "left", wrong)


def draws_by_days(patch: pytest.MonkeyPatch) -> None:
    """Draws that depend on the day on which a use began."""
    right = thinning._words
    patch.setattr(thinning, "_words", lambda uses, accounts: right(uses, accounts) ^ mix(uses.first.astype(np.uint64)))


def looks_at_nobody_again(patch: pytest.MonkeyPatch) -> None:
    """An update that keeps the groups of all accounts that it knew."""
    patch.setattr(regions.Earlier, "calm", lambda *of, **_: np.ones(len(of[1].codes), bool))


def goes_by_the_whole(patch: pytest.MonkeyPatch) -> None:
    """No group of less than three fifths of the largest is seen, as by objectives with a resolution limit."""
    right = finding.join_groups

    def wrong(field: Any, label: Any, **named: Any) -> Any:
        joined = right(field, label, **named)
        size = np.bincount(joined[joined >= 0], minlength=1)
        return np.where(size[joined] >= 0.6 * size.max(), joined, -1)

    patch.setattr(finding, "join_groups", wrong)


def divides_by_all_that_they_use(patch: pytest.MonkeyPatch) -> None:
    """What ties an account, divided by all that it uses, as a cosine does."""
    right = membership.standings

    def wrong(field: Any, *args: Any, **named: Any) -> Any:
        standing = right(field, *args, **named)
        return replace(standing, score=standing.score / np.sqrt(np.diff(field.account_ptr)[standing.account]))

    patch.setattr(membership, "standings", wrong)


LAWS: dict[Law, Callable[[pytest.MonkeyPatch], None]] = {
    laws.the_order_of_rows: hears_the_last_notice,
    laws.rows_that_stand_twice: counts_rows_twice,
    laws.how_values_are_written: laws.takes_values_as_written,
    laws.the_names_of_accounts: looks_up_numbers,
    laws.the_days_of_all: laws.forgets_what_is_old,
    laws.the_files_that_tables_lie_in: laws.takes_rows_for_their_numbers,
    laws.parts_that_come_one_by_one: laws.knows_no_row_that_waits,
    laws.runs_side_by_side: shares_a_generator,
    laws.however_many_threads: draws_in_each_thread,
    updates: looks_at_nobody_again,
    strangers: goes_by_the_whole,
    strange_gangs: draws_in_turn,
    camouflage: divides_by_all_that_they_use,
}
# More faults, of which reruns alone tell.
DRAWN = [(laws.the_days_of_all, draws_by_days)]
# A row that stands there in two forms counts twice in the order of accounts, and whoever stands level between two
# groups is listed as uncertain with the first.
BY_ORDER = {laws.how_values_are_written}
KNOWN, KNOWN_NAMED = laws.remembered(said), laws.remembered(named)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@laws.FEW
@given(case=cases(), chance=laws.chances())
def test_the_law_holds(law: Law, case: Case, chance: Chance) -> None:
    assert law(case, chance, KNOWN_NAMED if law in BY_ORDER else KNOWN)


@pytest.mark.parametrize(("law", "fault"), [*LAWS.items(), *DRAWN], ids=lambda each: each.__name__)
def test_the_fault_is_found(
    law: Law, fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault(monkeypatch)
    assert laws.broken(law, named if law in BY_ORDER else said)

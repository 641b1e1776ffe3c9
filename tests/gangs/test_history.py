"""Ids that persist from run to run, and what happened between two runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

import counterfeit_graph as cg
from counterfeit_graph.gangs import Gangs
from counterfeit_graph.gangs.history import led_on
from tests import small_world

NOBODY: dict[str, list[str]] = {"account_id": [], "gang_id": []}


def laid_out(**members: str) -> Gangs:
    """Gangs with these members, one letter an account, one den each."""
    now = small_world.run().gangs
    rows = [(account, gang, f"D0{gang[1:]}") for gang, accounts in members.items() for account in accounts]
    columns = dict(zip(("account_id", "gang_id", "den_id"), zip(*rows, strict=True), strict=True))
    table = {name: list(values) for name, values in columns.items()}
    dens = {"den_id": sorted(set(table["den_id"])), "gang_id": list(members)}
    parts: dict[str, Any] = {"members": table, "dens": dens, "table": {"gang_id": list(members)}, "unlisted": NOBODY}
    return replace(now, **{name: cg.Table.of(part) for name, part in parts.items()})


def events(now: Gangs, before: Gangs) -> list[tuple[str, str, str]]:
    """(event, gang_id, other_id) of what happened."""
    return [(row["event"], row["gang_id"], row["other_id"]) for row in now.following(before).table.rows()]


BEFORE = {"G0001": "abcdef", "G0002": "ghij", "G0003": "xyz"}


def test_gangs_keep_their_ids_whatever_their_size_and_order() -> None:
    history = laid_out(G0001="ghijklmn", G0002="abcdef", G0003="xyz").following(laid_out(**BEFORE))
    members = history.gangs.members
    assert dict(zip(members["account_id"], members["gang_id"], strict=True))["a"] == "G0001"
    assert set(history.table["event"]) == {"continued"}
    assert history.gangs.table["gang_id"].tolist() == ["G0002", "G0001", "G0003"]


def test_a_merge_keeps_the_id_of_the_greater_part() -> None:
    found = events(laid_out(G0001="abcdefghij", G0002="xyz"), laid_out(**BEFORE))
    assert found == [("continued", "G0001", "G0001"), ("merged", "G0001", "G0002"), ("continued", "G0003", "G0003")]


def test_a_split_a_birth_and_an_end_are_told() -> None:
    found = events(laid_out(G0001="abcd", G0002="ef", G0003="ghij", G0004="pqrs"), laid_out(**BEFORE))
    assert ("split", "G0004", "G0001") in found
    assert ("born", "G0005", "") in found
    assert ("ended", "G0003", "") in found


def test_events_tell_how_many_accounts_they_are_about() -> None:
    history = laid_out(G0001="abcdef", G0002="pqrs").following(laid_out(**BEFORE))
    sizes = {(row["event"], row["gang_id"]): row["accounts"] for row in history.table.rows()}
    assert sizes == {("continued", "G0001"): 6, ("born", "G0004"): 4, ("ended", "G0002"): 4, ("ended", "G0003"): 3}


def test_history_counts_the_members_that_the_table_of_gangs_counts() -> None:
    gangs = small_world.run().gangs
    assert gangs.table["uncertain"].any()
    none = gangs.at_least(stability=2.0)
    for history in (gangs.following(gangs), gangs.following(none), none.following(gangs)):
        told = dict(zip(history.table["gang_id"], history.table["accounts"], strict=True))
        assert sorted(told.values()) == sorted(gangs.table["accounts"])


def test_who_is_not_listed_stays_with_the_gang_that_it_was_held_against() -> None:
    before, now = small_world.run().gangs, small_world.run().gangs
    later = now.following(before.at_least(stability=0.9)).gangs
    ids = dict(zip(now.table["gang_id"], later.table["gang_id"], strict=True))
    assert later.unlisted["gang_id"].tolist() == [ids[name] for name in now.unlisted["gang_id"]]


def test_ids_are_never_given_out_again() -> None:
    second = laid_out(G0001="abcdef").following(laid_out(**BEFORE)).gangs
    third = laid_out(G0001="abcdef", G0002="pqrs").following(second).gangs
    assert third.table["gang_id"].tolist() == ["G0001", "G0004"]


def test_a_case_without_gangs_has_no_history() -> None:
    none = cg.find_gangs(cg.weigh(cg.resolve(cg.read({"accounts": [{"account_id": "1", "platform": "p"}]}))))
    assert len(none.following(none)) == 0
    assert set(none.following(laid_out(**BEFORE)).table["event"]) == {"ended"}
    assert set(laid_out(**BEFORE).following(none).table["event"]) == {"born"}


def test_runs_are_numbered_and_told_in_one_table() -> None:
    second = laid_out(G0001="abcdef").following(laid_out(**BEFORE))
    third = laid_out(G0001="abcdef", G0002="pqrs").following(second.gangs)
    assert (second.gangs.made_with["run"], third.gangs.made_with["run"]) == (2, 3)
    whole = led_on(second.table, third.table)
    assert whole["run"].tolist() == [2] * len(second.table) + [3] * len(third.table)
    assert whole.rows()[: len(second.table)] == second.table.rows()


def test_the_same_run_goes_on_unchanged() -> None:
    gangs = small_world.run().gangs
    history = gangs.following(gangs)
    assert set(history.table["event"]) == {"continued"}
    assert history.gangs.members.rows() == gangs.members.rows()
    assert np.array_equal(history.gangs.dens["den_id"], gangs.dens["den_id"])

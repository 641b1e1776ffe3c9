"""How many names of each list are expected to be false."""

from __future__ import annotations

import numpy as np
import pytest

from counterfeit_graph.gangs.lists import expected_lists, false_names, false_successions
from counterfeit_graph.gangs.tiers import TIERS
from counterfeit_graph.model.table import Table
from tests import small_world


def test_a_name_is_false_if_the_account_or_its_gang_is_not_what_it_is_called() -> None:
    assert false_names(np.array([1.0, 0.8, 0.0]), np.array([0.0, 300.0, 300.0])).tolist() == pytest.approx(
        [0.5, 0.2, 1]
    )


def test_what_is_expected_of_a_gang_is_the_sum_over_its_members() -> None:
    gangs = small_world.run().gangs
    members = gangs.members.where(gangs.members["state"] == "member").to_pandas()
    sums = members.groupby("gang_id")["chance_false"].sum()
    assert sums[gangs.table["gang_id"]].tolist() == pytest.approx(gangs.table["expected_false"].tolist(), abs=0.006)


def test_who_is_in_a_tier_is_in_the_lists_of_lower_ones() -> None:
    lists = small_world.run().lists
    names = dict(zip(lists["list"], lists["names"].tolist(), strict=True))
    assert 0 < names["police"] <= names["platform"] <= names["review"] <= names["watch"]
    assert names["watch"] == len(small_world.run().gangs.members)
    assert set(names) == {"members", *TIERS, "phoenix", "complainants"}


def test_every_row_of_every_list_has_its_chance() -> None:
    run = small_world.run()
    for table in (run.gangs.members, run.phoenix):
        assert ((table["chance_false"] >= 0) & (table["chance_false"] <= 1)).all()
    broken = np.isin(run.complainants["verdict"], ["below_success", "above_counter", "both"])
    assert (~np.isnan(np.array(run.complainants["chance_false"], float)) == broken).all()


def test_predecessors_of_one_account_share_its_chance() -> None:
    found = Table.of({"reopened_account": ["a", "a", "b"], "decibans": [80.0] * 3, "own": [20.0] * 3})
    wrong = false_successions(found, prior=-40.0)
    assert wrong[0] == wrong[1] > 0.5 > wrong[2]


def test_an_empty_list_expects_nothing() -> None:
    nobody = small_world.run().gangs.members.take([])
    assert expected_lists(nobody, {})["expected_false"].tolist() == [0.0] * 5

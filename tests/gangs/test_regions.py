"""Regions: what can belong to no group is left out, and each region grows by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.gangs import Growth, regions
from counterfeit_graph.gangs._kernels_regions import within_reach
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.growth import grow, numbered
from counterfeit_graph.gangs.regions import Ground
from counterfeit_graph.identity._kernels import compress
from tests import naive_gangs as naive
from tests import small_world

# Of each value: most decibans, those that its users may add, and the bit of its group.
WORTH = st.lists(
    st.tuples(st.sampled_from([0.0, 6.0, 14.0]), st.sampled_from([0.0, 3.0, 8.0]), st.sampled_from([1, 2, 4])),
    min_size=7,
    max_size=7,
)
USES = st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 6)), st.integers(0, 2), min_size=1, max_size=30)


@given(
    USES,
    WORTH,
    st.sets(st.integers(0, 7)),
    st.tuples(st.tuples(st.integers(1, 3), st.integers(1, 3)), st.integers(0, 40), st.sampled_from([0, 2])),
)
def test_who_may_belong_are_those_of_the_twin(
    uses: dict[tuple[int, int], int], worth: list[tuple[float, float, int]], firm: set[int], asked: Any
) -> None:
    listed = sorted(uses)
    account, value = np.array(listed, np.int64).T
    rows = (compress(account, 8)[0], value, *compress(value, 7), account)
    ties, asks = np.array([uses[use] for use in listed], np.int8), (asked[0], float(asked[1]), asked[2])
    columns = tuple(np.array(column) for column in zip(*worth, strict=True))
    found = within_reach(rows, ties, columns, np.array(sorted(firm), np.int64), asks)
    assert {listed[at] for at in found.tolist()} == naive.within_reach(uses, worth, firm, asks)


def spread(ground: Ground, label: np.ndarray) -> list[int]:
    """A label of the ground as one of the case."""
    out = np.full(ground.size, -1)
    out[ground.codes] = label
    return out.tolist()


def grounds() -> list[tuple[cg.EvidenceGraph, Ground]]:
    """Evidence of two cases, and the ground of each."""
    cases = [small_world.run().evidence]
    cases.append(cg.weigh(cg.resolve(cg.read(cg.simulate(900, seed=4, evasion=0.7).tables))))
    return [(evidence, Ground.of(evidence, Growth())) for evidence in cases]


def test_groups_on_the_ground_are_those_of_the_whole_case() -> None:
    for evidence, ground in grounds():
        assert len(ground.codes) < ground.size
        whole = grow(Field.of(evidence), Growth())
        assert whole.max() > 5
        assert spread(ground, grow(ground.field, Growth())) == whole.tolist()


def test_every_region_grows_by_itself() -> None:
    for _, ground in grounds():
        label, alone = np.full(len(ground.codes), -1), ground.regions
        for region in np.unique(alone).tolist():
            inside = np.flatnonzero(alone == region)
            found = grow(ground.field.part(inside), Growth())
            label[inside] = np.where(found >= 0, found + label.max() + 1, -1)
        assert numbered(label).tolist() == grow(ground.field, Growth()).tolist()


def test_a_planted_fault_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who needs one tie more than accounts that belong have is left out though he belongs."""

    def lax(*given: Any) -> Any:
        (groups, values), *rest = given[4]
        return within_reach(*given[:4], ((groups, values + 2), *rest))

    monkeypatch.setattr(regions, "within_reach", lax)
    evidence = small_world.run().evidence
    ground = Ground.of(evidence, Growth())
    assert spread(ground, grow(ground.field, Growth())) != grow(Field.of(evidence), Growth()).tolist()

"""Regions: what can belong to no group is left out, and each region grows by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.gangs import Growth, regions
from counterfeit_graph.gangs._kernels_regions import left_over
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.growth import grow, numbered
from counterfeit_graph.gangs.regions import Ground
from counterfeit_graph.identity._kernels import compress
from tests import naive_gangs as naive
from tests import small_world

USES = st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 6)), st.integers(0, 2), min_size=1, max_size=30)


@given(USES, st.sets(st.integers(0, 7)), st.integers(1, 3))
def test_what_is_left_over_is_that_of_the_twin(uses: dict[tuple[int, int], int], firm: set[int], least: int) -> None:
    listed = sorted(uses)
    account, value = np.array(listed, np.int64).T
    rows = (compress(account, 8)[0], value, *compress(value, 7), account)
    ties = np.array([uses[use] for use in listed], np.int8)
    found = left_over(rows, ties, np.isin(np.arange(8), list(firm)), least)
    assert {listed[at] for at in found.tolist()} == naive.left_over(uses, firm, least)


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
    monkeypatch.setattr(regions, "left_over", lambda *given: left_over(*given[:3], given[3] + 2))
    evidence = small_world.run().evidence
    ground = Ground.of(evidence, Growth())
    assert spread(ground, grow(ground.field, Growth())) != grow(Field.of(evidence), Growth()).tolist()

"""What tells members from acquaintances can be chosen, and is told as it was used."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import counterfeit_graph as cg
from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.gangs import Control, Finding
from counterfeit_graph.gangs.control import GENERAL
from counterfeit_graph.gangs.membership import Judged
from counterfeit_graph.investigation import options_of
from counterfeit_graph.model.errors import OptionError
from tests import small_world

KINDS = len(KIND_NAMES)


def judged(how: Control) -> Judged:
    """One account that shares two values, one of them a phone, and keeps a till apart from half of the members."""
    shared, apart = np.zeros(KINDS), np.zeros(KINDS)
    shared[KIND_NAMES.index("phone")], apart[KIND_NAMES.index("payment")] = 1, 0.5
    traits = np.r_[[np.log10(3), 2.0, 1.0, 4.0], shared, apart][None]
    return Judged(1, np.array([0]), np.array([0]), traits, np.array([True]), how)


def test_control_is_the_sum_of_its_terms() -> None:
    how = Control(
        general={"start": -10.0, "values": 20.0, "goods": 1.0, "line": 0.5, "signs": 0.25},
        shared={"phone": 7.0},
        apart={"payment": -6.0},
    )
    told = judged(how)
    assert told.terms.round(9).tolist() == [[round(20 * np.log10(3) + 7, 9), 2.5, 1.0, -3.0]]
    assert told.control[0] == pytest.approx(-10 + 20 * np.log10(3) + 7 + 2.5 + 1 - 3)


def test_a_term_that_is_chosen_moves_control_by_itself_alone() -> None:
    plain = Control()
    for side, name, trait in (
        *(("general", name, k) for k, name in enumerate(GENERAL)),
        ("shared", "phone", len(GENERAL) + KIND_NAMES.index("phone")),
        ("apart", "payment", len(GENERAL) + KINDS + KIND_NAMES.index("payment")),
    ):
        more = getattr(plain, side)[name] - 2.0 if side == "apart" else getattr(plain, side)[name] + 2.0
        moved = judged(Control(**{side: {name: more}})).control - judged(plain).control
        step = -2.0 if side == "apart" else 2.0
        assert moved[0] == pytest.approx(step * judged(plain).traits[0, trait]), (side, name)


def test_no_more_than_loose_where_anybody_could_have_written_what_ties() -> None:
    sure = Control(general={"start": 60.0}, loose=0.4)
    told = judged(sure)
    assert told.probability[0] > 0.99
    assert replace(told, hard=np.array([False])).probability[0] == 0.4


@pytest.mark.parametrize(
    "wrong",
    [{"shared": {"phone": -1}}, {"apart": {"phone": 1}}, {"general": {"values": -1}}, {"loose": 1.5}],
)
def test_agreement_never_counts_against_nor_disagreement_for_control(wrong: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        Control(**wrong)  # type: ignore[arg-type]


def test_an_unknown_term_names_the_nearest() -> None:
    with pytest.raises(OptionError, match="phone"):
        Control(shared={"phones": 1})


def test_the_options_of_a_file_reach_the_members_and_are_told() -> None:
    evidence = small_world.run().evidence
    chosen = options_of({"finding": {"control": {"general": {"start": -60}}}}).finding
    assert chosen == Finding(control=Control(general={"start": -60.0}))
    plain, strict = (cg.find_gangs(evidence, options=options, reruns=0) for options in (Finding(), chosen))
    named = [sum(row["state"] == "member" for row in gangs.members.rows()) for gangs in (plain, strict)]
    assert named[0] > named[1]
    assert strict.made_with["options"]["control"]["general"]["start"] == -60.0
    both = [{row["account_id"]: row["control"] for row in gangs.members.rows()} for gangs in (plain, strict)]
    assert all(both[1][account] < both[0][account] for account in both[0].keys() & both[1].keys())

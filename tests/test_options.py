"""Options: what is refused, and what a run tells of them read again."""

from __future__ import annotations

import json

import numpy as np
import pytest

import counterfeit_graph as cg
from counterfeit_graph.evidence import Weighing
from counterfeit_graph.gangs import Finding, Growth, Marks
from counterfeit_graph.gangs.finders import Finder
from counterfeit_graph.gangs.yardsticks import Yardstick
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.options import Options, options_of


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ({"rerun": 3}, "reruns"),
        ({"finding": {"shure": 1}}, "sure"),
        ({"finder": "leidn"}, "leiden"),
        ({"finding": 3}, "pairs"),
        ({1: 3}, "unknown option 1"),
        (["a"], "pairs"),
        ({"finder": 3}, "one name"),
        ({"finder": {3: None}}, "unknown finder 3"),
        ({"finder": {"leiden": 3}}, "pairs"),
        ({"finder": "yardstick"}, "lacks"),
        ({"finder": {"leiden": {"objective": "cmp"}}}, "'cpm'"),
        ({"finder": {"leiden": {"resolution": float("nan")}}}, "a number"),
        ({"weighing": {"m": 3}}, "pairs"),
        ({"weighing": {"keep": "x"}}, "keep takes a number"),
        ({"weighing": {"partners": float("nan")}}, "partners takes a number"),
        ({"weighing": {"rounds": 1.5}}, "rounds takes a whole number"),
        ({"weighing": {"parameters": 3}}, "Parameters or"),
        ({"finding": {"marks": {"record": [1, "x"]}}}, "list"),
        ({"finding": {"growth": {"rounds": True}}}, "whole number"),
        ({"shuffles": 1.5}, "shuffles takes a whole number"),
    ],
)
def test_a_misspelt_option_names_the_nearest(chosen: dict[str, object], named: str) -> None:
    with pytest.raises(OptionError, match=named):
        options_of(chosen)


def test_options_of_plain_mappings() -> None:
    options = options_of({"reruns": 3, "finder": {"leiden": {"resolution": 4}}, "weighing": {"keep": 2.0}})
    assert (options.reruns, options.finder, options.weighing.keep) == (3, cg.Leiden(resolution=4), 2.0)
    assert options_of({"finder": {"louvain": {"objective": "cpm"}}}).finder == cg.Louvain(objective="cpm")
    assert options_of({}).finder == Options().finder == cg.Leiden(resolution=3.0)


FINDERS = (cg.Leiden(2.0), cg.Louvain(objective="cpm"), cg.LabelPropagation(seed=3), cg.Components())


@pytest.mark.parametrize("finder", [*FINDERS, Yardstick("networkx", 2.0)], ids=str)
def test_what_a_run_tells_of_its_options_makes_equal_ones(finder: Finder) -> None:
    finding = Finding(marks=Marks(cheap=0.5, words=["Fake"]), growth=Growth(core=12))
    shops = {"accounts": [{"account_id": n, "platform": "p", "contact_phone": "13905712846"} for n in "ab"]}
    kept = cg.weigh(cg.resolve(cg.read(shops))).estimated
    options = Options(
        weighing=Weighing(m={"phone": 0.4}, partners=np.float64(3), parameters=kept),
        finding=finding,
        finder=finder,
        reruns=np.int64(2),
    )
    told = json.loads(json.dumps(cg.investigate(shops, options=options).run))
    assert options_of(told["made_with"]["options"]) == options

"""Gangs against chance: planted ones stand out, noise does not, dealing keeps what it should."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

import counterfeit_graph as cg
from counterfeit_graph.evidence import EvidenceGraph, Weighing
from counterfeit_graph.gangs import Leiden, WeightedGraph
from counterfeit_graph.gangs.significance import dealt, dealt_uses, discovery_rates, holding, marked, significance
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.seeds import generator
from tests import small_world


def found_in(evidence: EvidenceGraph) -> cg.Table:
    """Members of the communities of the kept pairs, each its own gang and den."""
    label = Leiden().labels(WeightedGraph.of(evidence))
    at = np.flatnonzero(np.bincount(label)[label] > 1)
    names = [f"G{number}" for number in label[at]]
    columns = {"account_id": evidence.who.accounts["account_id"][at], "gang_id": names, "den_id": names}
    return cg.Table.of({**columns, "state": ["member"] * len(at)}, dict.fromkeys((*columns, "state"), "string"))


@cache
def noise(seed: int, gang: int = 0) -> EvidenceGraph:
    """Eight hundred accounts that share devices, addresses and handles by coincidence; the first `gang` share all."""
    rng = np.random.default_rng(seed)
    shops = [{"account_id": f"s{n}", "platform": "p"} for n in range(800)]
    forms = {"device": "d-{}", "email": "u{}@x.cn", "handle": "someone{}"}
    uses = [
        {
            "account_id": f"s{n}",
            "kind": kind,
            "relation": "login",
            "value": form.format(-1 if n < gang else rng.integers(700)),
        }
        for kind, form in forms.items()
        for n in range(800)
    ]
    # A generous prior, so that coincidences make groups at all.
    who = cg.resolve(cg.read({"accounts": shops, "identifiers": uses}))
    return cg.weigh(who, options=Weighing(partners=20.0, rounds=0))


def test_planted_gangs_are_no_chance() -> None:
    gangs = small_world.run().gangs
    found = gangs.significance(shuffles=39, seed=1)
    of_gangs = found.where(found["level"] == "gang")
    assert of_gangs["id"].tolist() == sorted(gangs.table["gang_id"])
    assert (of_gangs["q"] <= 0.05).all()
    # Of a pair of accounts, two clues of one group count little more than one: the weakest may look like chance.
    assert (of_gangs["p"] == 1 / 40).mean() >= 0.9
    assert (found["decibans"][found["p"] == 1 / 40] > found["by_chance"][0]).all()
    assert found.rows() == gangs.significance(shuffles=39, seed=1).rows()


def test_a_den_of_one_account_is_not_tested() -> None:
    gangs = small_world.run().gangs
    dens = gangs.members["den_id"].copy()
    dens[np.flatnonzero(dens != "")[0]] = "D99999"
    alone = replace(gangs, members=gangs.members.with_columns({"den_id": list(dens)}))
    found = alone.significance(shuffles=3)
    assert "D99999" not in found["id"].tolist()
    assert found["accounts"].min() >= 2
    dens_table = cg.Table.of({"den_id": ["D99999", found["id"][-1]]})
    assert np.isnan(marked(dens_table, found, column="den_id")["q"]).tolist() == [True, False]


@pytest.mark.parametrize("seed", range(5))
def test_coincidence_alone_is_called_chance(seed: int) -> None:
    evidence = noise(seed)
    found = significance(evidence, found_in(evidence), shuffles=19, seed=seed)
    assert len(found) > 20
    assert (found["q"] <= 0.05).sum() == 0


def test_false_discoveries_are_held() -> None:
    evidence, level, wrong = small_world.run().evidence, 0.2, 0
    for world in range(30):
        dealing = dealt(evidence, generator(world, "a world of noise"))
        found = significance(dealing, found_in(dealing), shuffles=9, seed=world)
        wrong += bool((found["q"][found["level"] == "gang"] <= level).any())
    # Thirty draws at 20 %: more than 11 would come once in a hundred times.
    assert wrong <= 11


@pytest.mark.parametrize("seed", [1, 2])
def test_dealing_keeps_how_many_each_has(seed: int) -> None:
    uses = small_world.run().evidence.uses
    after = dealt_uses(uses, np.random.default_rng(seed))
    lost = len(uses.account) - len(after.account)
    kinds = int(uses.kind.max()) + 1
    one, two = (np.bincount(u.account * kinds + u.kind[u.value], minlength=u.accounts * kinds) for u in (uses, after))
    assert (one - two).min() >= 0 <= (uses.users - after.users).min()
    assert (one - two).sum() == (uses.users - after.users).sum() == lost <= 0.005 * len(uses.account)
    assert (np.diff(after.account * len(after.kind) + after.value) > 0).all()


def test_what_holds_a_pair_is_its_link() -> None:
    evidence = small_world.run().evidence
    label = np.full(len(evidence.who.accounts), -1)
    label[[evidence.pairs.a[0], evidence.pairs.b[0]]] = 0
    assert holding(evidence, label).tolist() == pytest.approx([evidence.posterior[0]])


@pytest.mark.parametrize("seed", range(3))
def test_one_true_gang_in_much_noise_is_found(seed: int) -> None:
    evidence = noise(seed, gang=8)
    found = significance(evidence, found_in(evidence), shuffles=39, seed=seed)
    strongest = found.where(found["level"] == "gang").sort("-decibans").rows()
    assert strongest[0]["q"] <= 0.05 < strongest[1]["q"]
    assert strongest[0]["p"] == 1 / 40


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=20))
def test_discovery_rates_are_those_of_scipy(p: list[float]) -> None:
    assert np.allclose(discovery_rates(np.array(p)), false_discovery_control(p), atol=1e-6)


def test_without_gangs_or_shuffles() -> None:
    none = cg.find_gangs(cg.weigh(cg.resolve(cg.read({"accounts": [{"account_id": "a", "platform": "p"}]}))))
    assert len(none.significance(shuffles=2)) == 0
    with pytest.raises(OptionError, match="shuffle"):
        none.significance(shuffles=0)

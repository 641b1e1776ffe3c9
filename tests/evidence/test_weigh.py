"""Evidence on small cases: sums, framing, hubs, time, judgements."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import counterfeit_graph as cg
from counterfeit_graph.evidence import EvidenceGraph, Weighing
from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_NAMES
from counterfeit_graph.model.errors import NotFoundError, OptionError
from tests import small_world


def case(uses: list[tuple[str, str, str]], accounts: int = 400, **more: Any) -> EvidenceGraph:
    """Evidence of (account, kind, value) uses among accounts s0, s1, ... with a device and an e-mail address each."""
    shops = [{"account_id": f"s{n}", "platform": "p"} for n in range(accounts)]
    own = [(f"s{n}", "device", f"own-{n}") for n in range(accounts)] + [
        (f"s{n}", "email", f"u{n}@x.cn") for n in range(accounts)
    ]
    rows = [{"account_id": a, "kind": k, "value": v, "relation": "login"} for a, k, v in [*own, *uses]]
    return cg.weigh(
        cg.resolve(cg.read({"accounts": shops, "identifiers": rows, **more})), options=Weighing(partners=2.0)
    )


TWINS = [("s1", "device", "d-1"), ("s2", "device", "d-1"), ("s1", "email", "a@x.cn"), ("s2", "email", "a@x.cn")]


def test_a_link_is_the_sum_of_its_rows() -> None:
    evidence = case(TWINS)
    ledger = evidence.between("s1", "s2")
    assert set(ledger["kind"]) == {"device", "email"}
    [link] = evidence.table.rows()
    assert round(ledger["decibans"].sum(), 6) == round(link["decibans"], 6)


def test_every_ledger_row_walks_back_to_its_source() -> None:
    ledger = small_world.run().evidence.ledger().rows()[:50]
    tables = small_world.arrows()
    for row in ledger:
        table, record = row["source_a"].rsplit(":", 1)
        assert 1 <= int(record) <= tables[table.split(".")[0]].num_rows


def test_every_kept_pair_sums_exactly() -> None:
    evidence = small_world.run().evidence
    ledger, links = evidence.ledger().to_pandas(), evidence.table.to_pandas()
    sums = (ledger["decibans"] * 1000).round().astype(int).groupby([ledger["a"], ledger["b"]]).sum()
    expected = (links["decibans"] * 1000).round().astype(int).set_axis(list(zip(links["a"], links["b"], strict=True)))
    assert sums.to_dict() == expected.to_dict()


def test_a_popular_value_is_a_hub_and_ties_nobody() -> None:
    evidence = case([(f"s{n}", "address", "No. 1 Depot Road, Hangzhou") for n in range(120)])
    assert len(evidence.pairs) == 0
    [hub] = evidence.hubs.where(evidence.hubs["kind"] == "address").rows()
    assert hub["users"] == 120
    assert hub["decibans"] == 0


def test_more_users_never_make_a_value_worth_more() -> None:
    worth = [case([(f"s{n}", "device", "d") for n in range(users)] + TWINS).between("s0", "s1") for users in (2, 6, 20)]
    found = [table.where(table["value_a"] == "d")["alone"][0] for table in worth]
    assert found == sorted(found, reverse=True)


def test_supporting_evidence_never_lowers_a_link() -> None:
    more = [("s1", "ip", "8.8.4.4"), ("s2", "ip", "8.8.4.4")]
    before, after = case(TWINS).between("s1", "s2"), case(TWINS + more).between("s1", "s2")
    assert after["decibans"].sum() >= before["decibans"].sum() - 0.5


def test_duplicate_rows_change_nothing() -> None:
    assert case(TWINS * 3).table.rows() == case(TWINS).table.rows()


def test_a_confirmed_pair_is_linked_and_a_clue_can_be_left_out() -> None:
    who = cg.resolve(cg.read({"accounts": [{"account_id": f"s{n}", "platform": "p"} for n in range(500)]}))
    judged = who.confirm("s1", "s2", by="reviewer 2", why="same passport scan")
    assert cg.weigh(judged).between("s1", "s2")["clue"].tolist() == ["judgements"]
    without = cg.weigh(judged, cg.clues.all.without(cg.clues.judgements))
    assert len(without.between("s1", "s2")) == 0


def test_the_parameters_and_the_graph_are_shown() -> None:
    evidence = small_world.run().evidence
    assert {"kind", "m", "cap", "discount"} <= set(evidence.parameters.columns)
    assert evidence.to_networkx().number_of_edges() == len(evidence.pairs)
    assert np.all(evidence.parameters["m"] > 0)


def test_faults_name_the_nearest_right_value() -> None:
    with pytest.raises(NotFoundError, match="s1"):
        case(TWINS, accounts=20).between("s1x", "s2")
    with pytest.raises(OptionError, match="phone"):
        cg.clues.all.without("phne")
    with pytest.raises(OptionError):
        Weighing(caps={"phone": 1})


def test_what_is_chosen_stands_over_what_an_earlier_run_estimated() -> None:
    who = small_world.run().who
    chosen = {"partners": 30.0, "m": {"phone": 0.9}, "discounts": {"place": 0.9}, "horizons": {"ip": 7.0}}
    kept = small_world.run().evidence.estimated
    evidence = cg.weigh(who, options=Weighing(parameters=kept, **chosen))
    assert evidence.weights.prior == pytest.approx(10 * np.log10(30 / (small_world.ACCOUNTS - 1)))
    assert evidence.made_with["partners"] == 30.0
    assert evidence.weights.m[KIND_NAMES.index("phone")] == 0.9
    assert evidence.weights.discount[GROUP_NAMES.index("place")] == 0.9
    assert evidence.weights.days[KIND_NAMES.index("ip")] == 7.0
    again = cg.weigh(who, options=evidence.as_options())
    assert (again.estimated, again.table.rows()) == (evidence.estimated, evidence.table.rows())


def test_parameters_of_a_run_with_choices_give_it_again() -> None:
    options = Weighing(partners=30.0, m={"phone": 0.9}, discounts={"place": 0.9})
    evidence = cg.weigh(small_world.run().who, options=options)
    again = cg.weigh(small_world.run().who, options=evidence.as_options())
    assert (again.estimated, again.table.rows()) == (evidence.estimated, evidence.table.rows())

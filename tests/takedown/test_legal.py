"""Amounts beside the thresholds: bands, margins, ranges, and what is said to be missing."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from counterfeit_graph.gangs.network import Network
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.table import Table
from counterfeit_graph.takedown.legal import assess, in_chinese, thresholds
from tests.takedown.made import gang

_WORDS = ("article", "act", "measure", "band", "method", "reached", "condition", "basis")


def network(*sales: int, currency: str = "") -> Network:
    made = Network.by_hand({f"account:{at}": amount for at, amount in enumerate(sales)}, [])
    return Network(made.nodes, made.edges, currency)


def row(found, name: str) -> dict[str, object]:
    return next(each for each in found.table.rows() if each["threshold"] == name)


@pytest.mark.parametrize(("yuan", "band"), [(49_999, ""), (50_000, "entry"), (499_999, "entry"), (500_000, "upper")])
def test_bands_begin_at_their_figure(yuan, band):
    assert assess(network(yuan * 100)).band == band


def test_uncertain_members_make_a_range():
    members = Table.of({"account_id": ["0", "1"], "state": ["member", "uncertain"]})
    found = assess(SimpleNamespace(id="G1", network=network(4_000_000, 2_000_000), members=members))
    sales = row(found, "selling-sales-entry")
    assert (sales["low"], sales["high"], sales["reached"]) == (4_000_000, 6_000_000, "perhaps")
    assert (sales["margin_low"], sales["margin_high"]) == (0.8, 1.2)


def test_other_money_needs_a_rate():
    assert row(assess(network(1_000_000, currency="USD")), "selling-sales-entry")["reached"] == "unknown"
    found = assess(network(1_000_000, currency="USD"), rate=7.0)
    assert row(found, "selling-sales-entry")["low"] == 7_000_000
    assert row(assess(network(10_000, currency="JPY"), rate=0.05), "selling-sales-entry")["low"] == 50_000


def test_gains_and_stock_are_never_guessed():
    found = assess(network(10**9))
    assert {row["reached"] for row in found.table.rows() if row["measure"] in {"gains", "unsold"}} == {"unknown"}
    assert any("cost of the goods" in text for text in found.missing)


def test_persons_and_settlements_of_a_chain():
    found = assess(gang())
    persons = row(found, "group-persons")
    assert (persons["figure"], persons["low"], persons["high"], persons["reached"]) == (3, 3, 3, "yes")
    assert row(found, "net-help-settlement")["low"] == 290


def test_every_threshold_names_its_source_and_confidence():
    rows = thresholds()["thresholds"].values()
    assert all(each["basis"] and each["confidence"] in {"V", "S", "U"} for each in rows)
    assert {each["band"] for each in rows} == {"entry", "upper"}


def test_all_that_the_sheet_says_is_said_in_chinese_too():
    given = {"rate": 1.0, "cost_share": (0.1, 0.2), "stock": (1, 2)}
    rows = [*assess(gang()).table.rows(), *assess(gang(), **given).table.rows()]
    words = {row[name] for row in rows for name in _WORDS} | set(thresholds()["missing"].values()) | {"perhaps"}
    assert [word for word in sorted(words - {""}) if not re.search("[\u4e00-\u9fff]", in_chinese(word))] == []


def test_a_network_without_nodes_reaches_nothing():
    found = assess(Network.by_hand({}, []))
    assert set(found.table["reached"]) == {"no", "unknown"}


def test_a_rate_of_nothing_is_refused():
    with pytest.raises(OptionError, match="rate"):
        assess(network(1), rate=0.0)

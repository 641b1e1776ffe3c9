"""Plans in words: money in its currency, shares in percent, what the law would ask."""

from __future__ import annotations

import counterfeit_graph as cg
from counterfeit_graph.gangs.network import Network
from counterfeit_graph.takedown.legal import assess
from counterfeit_graph.views.plan_text import compared, in_words, law_lines, steps

TILL = [(f"account:{name}", "pays_into", "payment:till\u202e", 10) for name in "ab"]


def gang(sales: int = 6_000_000, currency: str = "CNY") -> Network:
    nodes = {"account:a": sales, "account:b": sales, "payment:till\u202e": 0}
    made = Network.by_hand(nodes, TILL, outside={"payment:till\u202e": 1})
    return Network(made.nodes, made.edges, currency)


def test_amounts_are_in_units_of_the_currency():
    [row] = steps(cg.plan_takedown(gang(), budget=1)).rows()
    assert (row["depends"], row["takes"], row["left"]) == ("120,000.00", "72,000.00", "40 %")
    assert (row["target"], row["others"]) == ("payment till‹U+202E›", 1)


def test_without_sales_accounts_are_counted():
    [row] = steps(cg.plan_takedown(gang(0), budget=1)).rows()
    assert (row["depends"], row["takes"]) == ("2", "1")


def test_every_baseline_is_beside_the_plan():
    found = compared(cg.plan_takedown(gang(), budget=1))
    assert found["plan"].tolist() == ["plan", *(each.__name__ for each in cg.baselines.ALL)]
    assert found["others"][0] == 1


def test_outsiders_and_proof_are_told():
    said = in_words(cg.plan_takedown(gang(), budget=1), assess(gang()))
    assert said[0].startswith("Proven")
    assert "Users outside the gang of what is hit: 1." in said[1]


def test_the_law_is_told_with_its_margin():
    said = law_lines(assess(gang()))
    assert "Sales of the gang: 120,000.00 CNY" in said[0]
    assert any("entry band from 50,000.00 CNY (x 2.4, S)" in line for line in said)
    assert "unknown in yuan" in law_lines(assess(gang(currency="USD")))[0]
    assert law_lines(assess(gang(10)))[1] == "Reached: no band that these figures can show."

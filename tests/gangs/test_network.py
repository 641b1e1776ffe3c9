"""A gang's neighbourhood: what it takes in, where it stops, and that its sums are the case's sums."""

from __future__ import annotations

import numpy as np
import pytest

from counterfeit_graph.gangs.grouped import Grouped, links_of
from counterfeit_graph.gangs.network import Network, build_network
from counterfeit_graph.model.table import Table
from tests.gangs.small import codes, index


@pytest.fixture(scope="module")
def whole():
    return index()


@pytest.fixture(scope="module")
def network(whole):
    return build_network(whole, codes(whole, "s1", "s2"))


def names(network: Network) -> set[str]:
    return {f"{kind}:{name}" for kind, name in zip(network.nodes["kind"], network.nodes["id"], strict=True)}


def edges(network: Network, relation: str) -> list[tuple[str, str, int]]:
    ids, rows = network.nodes["id"], network.edges.where(network.edges["relation"] == relation).rows()
    return [(ids[row["source"]], ids[row["target"]], row["amount"]) for row in rows]


def test_money_is_followed_to_the_head(network):
    assert {"payment:t1", "payment:t2", "payment:c", "payment:b"} <= {name.lower() for name in names(network)}
    assert {"person:boss", "person:cashier"} <= names(network)


def test_papers_are_followed_through_companies_only(network):
    found = names(network)
    assert {"person:straw", "company:firm", "person:kin"} <= found
    assert "person:far" not in found


def test_what_outsiders_use_more_is_public_or_left_out(network):
    rows = {row["id"]: row for row in network.nodes.rows()}
    depot = next(row for row in rows.values() if row["kind"] == "address")
    assert (depot["public"], depot["inside"], depot["outside"]) == (True, 2, 3)
    assert not [name for name in names(network) if name.lower() == "payment:m"]


def test_sales_and_tills_add_up_to_the_fen(network):
    assert sum(network.nodes["sales"]) == 110_000
    paid = edges(network, "pays_into")
    assert sum(amount for *_, amount in paid) == 110_000
    assert len(paid) == 3


def test_transfers_keep_their_amount_and_currency(network):
    assert sorted(amount for *_, amount in edges(network, "transfers")) == [30_000, 60_000, 85_000]
    assert set(network.edges["currency"]) == {"", "CNY"}
    assert network.currency == "CNY"


def test_a_supplier_known_by_a_phone_is_a_node_of_its_own(network):
    found = {name.partition(":")[0] for name in names(network)}
    assert {"supplier", "phone"} <= found
    assert len(edges(network, "supplied_by")) == 1


def test_nothing_is_followed_through_hubs(whole):
    collector = int(np.flatnonzero(np.char.lower(whole.who.values["key"].astype(str)) == "c")[0])
    cut = build_network(whole, codes(whole, "s1", "s2"), hubs=[collector])
    assert "payment:b" not in {name.lower() for name in names(cut)}
    assert "person:cashier" not in names(cut)


def test_hops_limit_the_chain(whole):
    near = build_network(whole, codes(whole, "s1", "s2"), hops=1)
    assert not [name for name in names(near) if name.lower() == "payment:b"]


def test_the_order_of_accounts_does_not_matter(whole):
    a, b = codes(whole, "s1", "s2")
    one, other = build_network(whole, [a, b]), build_network(whole, [b, a, b])
    assert one.nodes.arrow.equals(other.nodes.arrow)
    assert one.edges.arrow.equals(other.edges.arrow)


def test_reopened_accounts_are_joined(whole):
    pairs = Table.of({"closed_account": ["s1", "o1"], "reopened_account": ["s2", "s1"], "decibans": [12.0, 1.0]})
    network = build_network(whole, codes(whole, "s1", "s2"), reopened=pairs)
    assert edges(network, "reopened_as") == [("s1", "s2", 0)]


def test_roles_are_written_into_the_nodes(network):
    roles = Table.of({"node_kind": ["account", "account"], "node_id": ["s1", "s1"], "role": ["store", "cashier"]})
    nodes = network.with_roles(roles).nodes
    assert nodes["role"][list(nodes["id"]).index("s1")] == "store"


def test_to_networkx_keeps_every_row(network):
    graph = network.to_networkx()
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(network.nodes), len(network.edges))


def test_an_account_without_anything_is_a_network(whole):
    alone = index(identifiers=Table.of({"account_id": [], "kind": [], "value": []}, {"account_id": "string"}))
    assert "account:o2" in names(build_network(alone, codes(alone, "o2")))


def test_grouped_rows_leave_unknown_codes_out():
    grouped = Grouped.by(np.array([1, -1, 0, 1]), 2)
    assert grouped.of(np.array([0, 1])).tolist() == [2, 0, 3]


def test_links_add_rows_up_and_leave_unknown_ends_out():
    table = Table.of({"relation": ["x", "x", "y"], "file": ["f", "f", "f"], "record": [2, 1, 3]})
    links = links_of(table, (np.array([0, 0, -1]), np.array([1, 1, 1])), columns={"amount": np.array([5, 7, 9])})
    assert (links.amount.tolist(), links.weight.tolist(), links.record.tolist()) == ([12], [2], [1])

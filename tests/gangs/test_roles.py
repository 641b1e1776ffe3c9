"""Roles follow from flows, and every account has one."""

from __future__ import annotations

import pytest

from counterfeit_graph.gangs.network import Network
from counterfeit_graph.gangs.roles import find_roles
from counterfeit_graph.model.schema import ROLES
from counterfeit_graph.model.table import Table

_NODES = {
    "account:store": 9, "account:second": 5, "account:depot": 0, "account:page": 0, "account:maker": 3,
    "account:till": 0, "account:desk": 0, "payment:t": 0, "payment:c": 0, "person:straw": 0, "person:chief": 0,
    "address:a": 0, "supplier:138": 0, "phone:138": 0, "device:d": 0, "company:firm": 0, "person:idle": 0,
}  # fmt: skip
_EDGES = [
    ("account:store", "pays_into", "payment:t", 9), ("account:second", "pays_into", "payment:t", 5),
    ("account:till", "pays_into", "payment:t", 0), ("payment:t", "transfers", "payment:c", 9),
    ("account:store", "ships_from", "address:a", 0), ("account:second", "ships_from", "address:a", 0),
    ("account:store", "supplied_by", "supplier:138", 0), ("account:maker", "uses", "phone:138", 0),
    ("account:store", "uses", "device:d", 0), ("account:desk", "uses", "device:d", 0),
    ("account:store", "registered_by", "person:straw", 0), ("account:second", "registered_by", "person:straw", 0),
    ("person:chief", "holds", "payment:t", 0), ("person:chief", "tie:directs", "person:straw", 0),
    ("account:store", "supplied_by", "company:firm", 0), ("person:idle", "tie:family", "person:chief", 0),
]  # fmt: skip
_ACTS = {"store": (3, 4, 2), "second": (1, 1, 1), "depot": (0, 0, 9), "page": (5, 0, 0), "maker": (2, 2, 2)}


@pytest.fixture(scope="module")
def roles() -> dict[str, dict[str, object]]:
    network = Network.by_hand(_NODES, _EDGES)
    counts = [_ACTS.get(name, (0, 0, 0)) for name in network.nodes["id"]]
    acts = {name: [c[at] for c in counts] for at, name in enumerate(("listings", "orders", "shipments"))}
    found = find_roles(Network(network.nodes.with_columns(acts), network.edges))
    first: dict[str, dict[str, object]] = {}
    for row in found.rows():
        first.setdefault(f"{row['node_kind']}:{row['node_id']}", row)
    return first


@pytest.mark.parametrize(
    ("node", "role"),
    [
        ("account:store", "store"), ("account:second", "store"), ("account:depot", "warehouse"),
        ("account:page", "promoter"), ("account:maker", "supplier"), ("account:till", "cashier"),
        ("account:desk", "manager"), ("payment:t", "cashier"), ("address:a", "warehouse"), ("supplier:138", "supplier"),
        ("company:firm", "supplier"), ("person:straw", "registrar"), ("person:chief", "manager"),
    ],
)  # fmt: skip
def test_a_role_follows_from_the_flows(roles, node, role):
    assert roles[node]["role"] == role


@pytest.mark.parametrize("shared", [("pays_into", "payment:t"), ("uses", "device:d")])
def test_nobody_is_told_apart_by_what_all_do(shared):
    everybody = {f"account:{n}": 0 for n in range(10)}
    network = Network.by_hand({**everybody, shared[1]: 0}, [(name, *shared, 0) for name in everybody])
    for orders in (0, 3):
        counts = [orders * (kind == "account") for kind in network.nodes["kind"]]
        found = find_roles(Network(network.nodes.with_columns({"orders": counts}), network.edges))
        assert set(found.where(found["node_kind"] == "account")["role"]) == {"store"}


def test_who_does_nothing_has_no_role(roles):
    assert "person:idle" not in roles


def test_every_account_has_a_role_with_figures(roles):
    accounts = [row for node, row in roles.items() if node.startswith("account:")]
    assert len(accounts) == 7
    assert all(any(letter.isdigit() for letter in str(row["reason"])) for row in accounts)


def test_roles_are_words_of_the_vocabulary(roles):
    assert {row["role"] for row in roles.values()} <= set(ROLES)
    assert all(0 < float(row["score"]) < 1 for row in roles.values())


def test_public_places_give_no_role():
    network = Network.by_hand(_NODES, _EDGES)
    public = [kind == "address" for kind in network.nodes["kind"]]
    found = find_roles(Network(network.nodes.with_columns({"public": public}), network.edges))
    assert not found.where(found["node_kind"] == "address").rows()


def test_an_empty_network_has_no_roles():
    assert len(find_roles(Network.by_hand({}, []))) == 0
    assert isinstance(find_roles(Network.by_hand({"account:a": 1}, [])), Table)

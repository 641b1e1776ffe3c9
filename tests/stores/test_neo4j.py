"""The statements and batches against the driver's documented calls; `test_neo4j_server.py` runs them on a server."""

from __future__ import annotations

import datetime
import re

import pytest
from neo4j import RoutingControl
from neo4j.exceptions import AuthError

from counterfeit_graph.model.errors import CaseError, OptionError
from counterfeit_graph.model.table import Table
from counterfeit_graph.records import read
from counterfeit_graph.stores import Neo4j, Store, neo4j
from counterfeit_graph.stores.cypher import CONSTRAINTS, READS, WRITES

_ACCOUNTS = Table.of({"account_id": ["1", "2"], "platform": ["tb", "x'}) DETACH DELETE n //"]})


class FakeServer:
    """A driver that writes down what it is asked and answers reads from a list."""

    def __init__(self, answers: dict[str, list[dict]] | None = None) -> None:
        self.calls: list[tuple[str, dict]] = []
        self.answers = answers or {}
        self.options: dict = {}

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def verify_connectivity(self, **_options):
        return None

    def execute_query(self, statement, **options):
        self.calls.append((statement, options))
        records = [{"row": row} for row in self.answers.get(statement, [])]
        return type("Result", (), {"records": records})()


@pytest.fixture
def server(monkeypatch):
    fake = FakeServer()

    def driver(uri, **options):
        fake.options = {"uri": uri, **options}
        return fake

    monkeypatch.setattr(neo4j.GraphDatabase, "driver", driver)
    return fake


@pytest.fixture
def store():
    return Neo4j("bolt://localhost:7687", user="neo4j", password="secret", database="cases")


def test_constraints_come_first_and_values_are_parameters(server, store):
    store.save({"accounts": _ACCOUNTS})
    statements = [statement for statement, _ in server.calls]
    assert statements == [*CONSTRAINTS, WRITES["accounts"].statement]
    assert server.calls[-1][1]["parameters_"]["rows"][1] == {
        "account_id": "2",
        "rest": {"platform": "x'}) DETACH DELETE n //"},
    }


def test_every_call_names_its_database_and_route(server, store):
    store.save({"accounts": _ACCOUNTS})
    assert {options["database_"] for _, options in server.calls} == {"cases"}
    assert {options["routing_"] for _, options in server.calls} == {RoutingControl.WRITE}
    assert server.options["telemetry_disabled"] is True
    assert server.options["auth"] == ("neo4j", "secret")


def test_rows_go_in_batches_and_tables_in_order(server, store, monkeypatch):
    monkeypatch.setattr(neo4j, "BATCH", 2)
    facts = Table.of({"account_id": ["1"] * 5, "kind": ["phone"] * 5, "value": list("abcde"), "source": [None] * 5})
    store.save({"identifiers": facts, "accounts": _ACCOUNTS})
    sizes = [(s, len(o["parameters_"]["rows"])) for s, o in server.calls if "parameters_" in o]
    assert [size for _, size in sizes] == [2, 2, 2, 1]
    assert [statement for statement, _ in sizes][0] == WRITES["accounts"].statement


def test_key_columns_are_never_null_and_dates_are_text():
    when = Table.of({"account_id": ["1"], "first_seen": [datetime.date(2024, 1, 2)], "source": [None], "n": [1.5]})
    row = next(neo4j.batches(when, ("account_id", "kind", "first_seen")))[0]
    assert row == {
        "account_id": "1",
        "kind": "",
        "first_seen": "2024-01-02",
        "rest": {"source": None, "n": 1.5},
    }


def test_statements_are_idempotent_and_hold_no_values():
    for write in WRITES.values():
        assert "CREATE" not in write.statement
        assert write.statement.startswith("UNWIND $rows AS row ")
        named = set(re.findall(r"row\.(\w+)", write.statement))
        assert named == {*write.key, "rest"}


def test_a_case_is_read_from_the_graph(server, store):
    server.answers = {
        READS["accounts"]: [
            {"account_id": "00012", "platform": "tb"},
            {"account_id": "2", "platform": "tb", "name": ""},
        ],
        READS["identifiers"]: [{"account_id": "2", "kind": "phone", "value": "13812345678", "relation": "contact"}],
    }
    records = read(store)
    assert records["accounts"]["account_id"].tolist() == ["00012", "2"]
    assert records["identifiers"]["value"].tolist() == ["13812345678"]
    assert isinstance(store, Store)


def test_an_empty_graph_is_no_case(server, store):
    with pytest.raises(CaseError, match=r"holds no \(:Account\) nodes"):
        store.load()


def test_tables_without_a_graph_are_refused(store):
    with pytest.raises(OptionError, match="did you mean 'members'"):
        store.save({"member": _ACCOUNTS})


def test_a_dead_server_is_told_in_one_line_without_the_password():
    dead = Neo4j("bolt://127.0.0.1:1", user="neo4j", password="secret")
    for call in (dead.load, lambda: dead.save({"accounts": _ACCOUNTS})):
        with pytest.raises(CaseError, match=r"cannot be used \(ServiceUnavailable\)") as caught:
            call()
        assert "secret" not in f"{caught.value}{dead!r}"


def test_a_refused_log_in_is_told_without_the_password(store, monkeypatch):
    def refuse(*_arguments, **_options):
        raise AuthError

    monkeypatch.setattr(neo4j.GraphDatabase, "driver", refuse)
    with pytest.raises(CaseError, match="refuses the log-in") as caught:
        store.load()
    assert "secret" not in str(caught.value)


def test_a_log_in_inside_the_address_is_refused():
    with pytest.raises(OptionError, match="carries a log-in"):
        Neo4j("bolt://neo4j:secret@host:7687")

"""`Neo4j` against a real server; run on request, since the server is 200 MB and takes a minute to start.

    cd tests/stores/neo4j_server
    mvn -q dependency:build-classpath -Dmdep.outputFile=/tmp/classpath
    java -cp "$(cat /tmp/classpath)" Server.java /tmp     # prints NEO4J_URI=bolt://...
    NEO4J_URI=bolt://... pytest tests/stores/server_neo4j.py

Any empty server does; without NEO4J_URI the tests fail. They empty the database first.
"""

from __future__ import annotations

import os

import pytest
from neo4j import GraphDatabase

from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.model.table import Table
from counterfeit_graph.records import read
from counterfeit_graph.stores import Neo4j, check_store

_CASE = {
    "accounts": [
        {"account_id": "00012", "platform": "tb", "name": "x'}) DETACH DELETE n //", "opened_at": "2024-01-02"},
        {"account_id": "2", "platform": "jd"},
    ],
    "identifiers": [
        {
            "account_id": "00012",
            "kind": "phone",
            "value": "13812345678",
            "relation": "contact",
            "last_seen": "2024-01-02",
        },
        {"account_id": "2", "kind": "email", "value": "a@b.cn"},
        {"account_id": "2", "kind": "phone", "value": "13812345678", "relation": "login"},
    ],
}


@pytest.fixture
def store():
    made = Neo4j(
        os.environ["NEO4J_URI"], user=os.environ.get("NEO4J_USER", ""), password=os.environ.get("NEO4J_PASSWORD", "")
    )
    _ask("MATCH (n) DETACH DELETE n")
    return made


def _ask(query: str) -> list[dict]:
    auth = (os.environ["NEO4J_USER"], os.environ["NEO4J_PASSWORD"]) if "NEO4J_USER" in os.environ else None
    with GraphDatabase.driver(os.environ["NEO4J_URI"], auth=auth) as driver:
        return [record.data() for record in driver.execute_query(query).records]


def test_a_case_comes_back_as_it_went(store):
    before = read(_CASE)
    for _ in range(2):
        store.save({name: before[name] for name in ("identifiers", "accounts")})
    after = read(store)
    for name in ("accounts", "identifiers"):
        columns = [column.name for column in TABLES[name].columns]
        assert after[name].select(*columns).rows() == before[name].select(*columns).rows()


def test_the_laws_of_stores_hold(store):
    check_store(store)


def test_writing_twice_counts_once(store):
    before = read(_CASE)
    for _ in range(2):
        store.save({name: before[name] for name in ("accounts", "identifiers")})
    assert _ask("MATCH (n) RETURN count(n) AS n") == [{"n": 4}]
    assert _ask("MATCH ()-[u:USED]->() RETURN count(u) AS n") == [{"n": 3}]


def test_results_stand_beside_the_case(store):
    store.save({"accounts": read(_CASE)["accounts"]})
    gangs = Table.of({"gang_id": ["G1"], "decibans": [31.5]})
    members = Table.of({"account_id": ["00012", "2"], "gang_id": ["G1", "G1"], "role": ["store", "cashier"]})
    links = Table.of({"a": ["00012"], "b": ["2"], "decibans": [12.0]})
    store.save({"links": links, "members": members, "gangs": gangs})
    found = _ask("MATCH (a)-[m:MEMBER_OF]->(g) RETURN a.account_id AS a, m.role AS r, g.decibans AS d ORDER BY a")
    assert found == [{"a": "00012", "r": "store", "d": 31.5}, {"a": "2", "r": "cashier", "d": 31.5}]


def test_an_empty_database_and_an_unknown_one_are_told(store):
    with pytest.raises(CaseError, match="holds no"):
        store.load()
    with pytest.raises(CaseError, match="cannot be used"):
        Neo4j(store.uri, user=store.user, password=store.password, database="nowhere").load()

from __future__ import annotations

import csv
import re

import pytest

from counterfeit_graph import exports
from counterfeit_graph.exports.manifest import changed_files
from counterfeit_graph.exports.neo4j import _cells, _label, _type
from counterfeit_graph.model.table import Table
from tests.views import made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return exports.neo4j([made.gang(), made.gang()], tmp_path_factory.mktemp("neo4j") / "out")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_folder_is_whole(folder):
    assert sorted(p.name for p in folder.iterdir()) == [
        "load.cypher",
        "manifest.json",
        "nodes.csv",
        "relationships.csv",
    ]
    assert changed_files(folder) == []


def test_nodes_are_written_once_and_as_they_are(folder):
    found = rows(folder / "nodes.csv")
    assert len(found) == len({row["key:ID"] for row in found}) == 13
    phone = next(row for row in found if row[":LABEL"] == "Phone")
    assert phone["id"] == "+8613800001111"


def test_money_is_in_units_of_its_currency(folder):
    shop = next(row for row in rows(folder / "nodes.csv") if row["id"] == "S1")
    assert (float(shop["sales:double"]), shop["currency"]) == (10.0, "CNY")
    passed = [row for row in rows(folder / "relationships.csv") if row["relation"] == "transfers"]
    assert {float(row["amount:double"]) for row in passed} == {50.0}


def test_every_end_of_a_relationship_is_a_node(folder):
    keys = {row["key:ID"] for row in rows(folder / "nodes.csv")}
    ends = {row[end] for row in rows(folder / "relationships.csv") for end in (":START_ID", ":END_ID")}
    assert ends <= keys


QUOTED = """
    file:///nodes.csv file:///relationships.csv Account Address Email Handle Payment Person Phone
    EVIDENCE HOLDS PAYS_INTO REOPENED_AS SHIPS_FROM TRANSFERS USES
"""


def test_the_script_holds_no_text_of_the_case(folder):
    script = (folder / "load.cypher").read_text("utf-8")
    assert set(re.findall(r"'([^']*)'", script)) == {"", *QUOTED.split()}
    assert script.isascii()


def test_the_script_reads_only_columns_that_are_there(folder):
    script = (folder / "load.cypher").read_text("utf-8")
    heads = {name for file in ("nodes", "relationships") for name in rows(folder / f"{file}.csv")[0]}
    assert set(re.findall(r"row\.`([^`]+)`", script)) <= heads


@pytest.mark.parametrize("hostile", ["a`b", "A) DETACH DELETE n //", "\\u0060", "", "x" * 99, "1a", "a b"])
def test_a_strange_kind_never_becomes_a_label(hostile):
    assert (_label(hostile), _type(hostile)) == ("Value", "RELATED")


def test_ties_keep_their_word_as_a_property():
    assert _type("tie:x`y") == "TIE"


def test_a_backslash_never_stands_before_a_quote():
    assert _cells(Table.of({"a": ['a\\"b', "a\\", "a\\b"]}))[0].to_pylist() == ['a\uff3c"b', "a\uff3c", "a\\b"]

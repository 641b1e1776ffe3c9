"""Formats that others read: a change of their bytes is a decision, made by replacing the file under tests/golden."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterfeit_graph import exports
from tests.views import made

GOLDEN = Path(__file__).parents[1] / "golden" / "exports"
FILES = ("gang.graphml", "ledger.csv", "load.cypher", "members.csv", "nodes.csv", "relationships.csv")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("golden")
    exports.graphml(made.gang(), folder / "gang.graphml")
    exports.tables({"ledger": made.ledger(), "members": made.members()}, folder)
    neo4j = exports.neo4j([made.gang()], folder / "neo4j")
    return {name: (neo4j if (neo4j / name).exists() else folder) / name for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_bytes_are_as_agreed(name, written):
    assert written[name].read_bytes() == (GOLDEN / name).read_bytes(), f"to accept: cp {written[name]} {GOLDEN / name}"


def test_no_golden_file_is_left_over():
    assert {path.name for path in GOLDEN.iterdir()} == set(FILES)

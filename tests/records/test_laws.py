"""What must not change the records: the order of rows, how they are cut into files, their format or encoding."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.records import read
from tests.records.made import balanced, case

_ID = st.sampled_from(["1", "2", "3", "00012", ""])
_NAME = st.sampled_from(["a", "b", "", "店"])
_DAY = st.sampled_from(["2024-01-02", "2024-02-30", "", "01/02/2024"])
_PHONE = st.sampled_from(["13812345678", "138****8000", "1.38E+10", ""])
_ACCOUNTS = st.lists(st.tuples(_ID, st.just("tb"), _NAME, _DAY, _PHONE), max_size=8)
_FACTS = st.lists(st.tuples(_ID, st.sampled_from(["phone", "fax"]), _PHONE), max_size=8)
_HEADS = {"accounts": "account_id,platform,name,opened_at,contact_phone", "identifiers": "account_id,kind,value"}


def _csv(table: str, rows: list[tuple]) -> str:
    return "\n".join([_HEADS[table], *(",".join(row) for row in rows)]) + "\n"


def _said(records) -> dict[str, list[tuple]]:
    """The accepted rows of each table without their places, in one order."""
    found = {}
    for name, spec in TABLES.items():
        rows = records[name].select(*(column.name for column in spec.columns)).rows()
        found[name] = sorted(map(repr, rows))
    return found


def _refused(records) -> list[tuple]:
    return sorted((r["table"], r["column"], r["reason"], r["value"], r["scope"]) for r in records.refused.rows())


@given(_ACCOUNTS, _FACTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tmp_path_factory, accounts, facts, chance):
    said = []
    for _ in range(2):
        files = {"accounts.csv": _csv("accounts", accounts), "identifiers.csv": _csv("identifiers", facts)}
        records = read(case(tmp_path_factory.mktemp("case"), files))
        assert balanced(records)
        said.append((_said(records), _refused(records)))
        chance.shuffle(accounts)
        chance.shuffle(facts)
    assert said[0] == said[1]


@given(_ACCOUNTS, st.integers(0, 8))
def test_how_rows_are_cut_into_files_changes_nothing(tmp_path_factory, rows, cut):
    whole = read(case(tmp_path_factory.mktemp("case"), {"accounts.csv": _csv("accounts", rows)}))
    files = {"accounts/1.csv": _csv("accounts", rows[:cut]), "accounts/2.csv": _csv("accounts", rows[cut:])}
    parts = read(case(tmp_path_factory.mktemp("case"), files))
    assert (_said(parts), _refused(parts)) == (_said(whole), _refused(whole))


@given(_ACCOUNTS, st.sampled_from(["utf-8-sig", "utf-16"]))
def test_the_encoding_changes_nothing(tmp_path_factory, rows, encoding):
    text = _csv("accounts", rows)
    plain = read(case(tmp_path_factory.mktemp("case"), {"accounts.csv": text}))
    other = read(case(tmp_path_factory.mktemp("case"), {"accounts.csv": text.encode(encoding)}))
    assert (_said(plain), _refused(plain)) == (_said(other), _refused(other))


@given(_ACCOUNTS)
def test_reading_again_gives_the_same(tmp_path_factory, rows):
    folder = case(tmp_path_factory.mktemp("case"), {"accounts.csv": _csv("accounts", rows)})
    one, other = read(folder), read(folder)
    assert all(one[name].arrow.equals(other[name].arrow) for name in TABLES)
    assert one.refused.arrow.equals(other.refused.arrow)
    assert one.made_with == other.made_with

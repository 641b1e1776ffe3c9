"""The words we speak: vocabulary, tables, units, seeds, errors."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model import schema
from counterfeit_graph.model.errors import CaseError, ColumnError, CounterfeitGraphError, nearest_of
from counterfeit_graph.model.seeds import generator
from counterfeit_graph.model.table import Table, concat
from counterfeit_graph.model.units import decibans, minor_units, ratio, show, words


def test_every_kind_belongs_to_a_group_and_has_words_in_both_languages() -> None:
    for kind in schema.KINDS.values():
        assert kind.group in schema.GROUPS
        assert kind.label
        assert any("\u4e00" <= letter <= "\u9fff" for letter in kind.label_zh + "域 IP")


def test_the_contract_of_tables() -> None:
    assert schema.TABLES["accounts"].required == ("account_id", "platform")
    assert schema.TABLES["transfers"].column("amount").type == "money"
    assert set(schema.WORDS["actions.kind"]) == {"takedown", "closure", "freeze", "raid", "arrest"}


@given(st.floats(0.001, 1e9))
def test_decibans_and_ratios_are_one_thing(odds: float) -> None:
    assert ratio(decibans(odds)) == pytest.approx(odds)


@pytest.mark.parametrize(
    ("size", "word"), [(3.0, "weak"), (10.0, "moderate"), (40.0, "very strong"), (60.0, "at least very strong")]
)
def test_boundaries_belong_to_the_upper_band(size: float, word: str) -> None:
    assert words(size) == words(-size) == word
    assert show(size).startswith("+")


def test_money_has_minor_units() -> None:
    assert [minor_units(code) for code in ("CNY", "jpy", "KWD", "XYZ")] == [2, 0, 3, 2]


def test_a_draw_depends_on_its_name_alone() -> None:
    assert generator(7, "a", "b").random() == generator(7, "a", "b").random()
    assert generator(7, "a", "b").random() != generator(7, "ab").random()


def test_a_table_is_read_by_other_tools_and_never_changes() -> None:
    table = Table.of({"id": ["00012", None], "n": [1, 2]})
    longer = table.with_columns({"m": np.array([3.5, 4.5])})
    assert table.columns == ("id", "n")
    assert pl.DataFrame(longer).shape == (2, 3)
    assert concat([table, table]).sort("-n")["n"].tolist() == [2, 2, 1, 1]
    assert table.to_pandas()["id"].tolist()[0] == "00012"


def test_seller_text_is_escaped_in_notebooks() -> None:
    assert "<script>" not in Table.of({"<b>": ["<script>alert(1)</script>"]})._repr_html_()


def test_a_missing_column_names_the_nearest() -> None:
    with pytest.raises(ColumnError, match="platform"):
        Table.of({"platform": ["p"]})["platfrom"]


def test_messages_are_one_line_and_say_the_remedy() -> None:
    said = str(CaseError("is cut\noff", where="a.parquet", remedy="fetch it again"))
    assert said == "a.parquet: is cut off; fetch it again"
    assert issubclass(CaseError, CounterfeitGraphError)
    assert nearest_of("zzz", ["abc"]) == ""

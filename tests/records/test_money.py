from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model.units import minor_units
from counterfeit_graph.records import read
from counterfeit_graph.records.money import parse_money, read_amount
from counterfeit_graph.records.numbers import parse_numbers
from counterfeit_graph.records.settings import Settings
from tests.records.made import column, read_case, reasons

_CENTS = st.integers(0, 10**13)
_CODES = st.sampled_from(["CNY", "JPY", "KWD", "EUR"])


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("1234.5", "CNY", 123450),
        ("¥1,234.50", "CNY", 123450),
        ("￥1,234.50", "CNY", 123450),
        ("１２．５０", "CNY", 1250),
        ("12.50元", "CNY", 1250),
        ("RMB 12", "CNY", 1200),
        ("US$ 12.00", "USD", 1200),
        ("$1,000,000", "HKD", 100000000),
        ("1234", "JPY", 1234),
        ("1.5000", "CNY", 150),
        ("0.005", "KWD", 5),
        ("12 345.60", "EUR", 1234560),
    ],
)
def test_amounts_are_read_exactly(text, currency, expected):
    assert read_amount(text, currency) == (expected, "")


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("1e308", "CNY", "not_an_amount"),
        ("NaN", "CNY", "not_an_amount"),
        ("about 5", "CNY", "not_an_amount"),
        ("1.234,50", "CNY", "ambiguous_amount"),
        ("12,5", "CNY", "ambiguous_amount"),
        ("1.234.567", "CNY", "ambiguous_amount"),
        ("-5", "CNY", "negative_amount"),
        ("(5.00)", "CNY", "negative_amount"),
        ("¥-5", "CNY", "negative_amount"),
        ("$5", "CNY", "other_currency"),
        ("€5", "USD", "other_currency"),
        ("5 USD", "CNY", "other_currency"),
        ("0.5", "JPY", "amount_precision"),
        ("0.001", "CNY", "amount_precision"),
        ("9999999999999", "CNY", "too_large"),
        ("1,23.50", "CNY", "not_an_amount"),
        ("1.2.3", "CNY", "not_an_amount"),
    ],
)
def test_other_amounts_are_refused_with_a_reason(text, currency, reason):
    assert read_amount(text, currency) == (None, reason)


@given(st.lists(st.tuples(_CENTS, _CODES), max_size=6))
def test_columns_are_exact_in_every_currency(rows):
    texts = [str(Decimal(amount).scaleb(-minor_units(code))) for amount, code in rows]
    columns = [pa.chunked_array([pa.array(values, pa.string())]) for values in (texts, [code for _, code in rows])]
    parsed = parse_money(*columns, settings=Settings())
    expected = [amount if Decimal(amount).scaleb(-minor_units(code)) <= 10**12 else None for amount, code in rows]
    assert parsed.values.to_pylist() == expected


def test_one_bad_cell_does_not_change_the_others():
    text = pa.chunked_array([["1.10", "x", None, "2,000.20"]])
    parsed = parse_money(text, pa.chunked_array([["CNY"] * 4]), settings=Settings())
    assert parsed.values.to_pylist() == [110, None, None, 200020]
    assert (parsed.bad.tolist(), parsed.reasons) == ([1], ("not_an_amount",))


def test_blank_currencies_are_the_declared_one_and_unknown_ones_void_the_amount(tmp_path):
    text = "listing_id,account_id,price,currency\n1,1,5,\n2,1,5,rmb\n3,1,5,bottle caps\n"
    records = read_case(tmp_path, {"listings.csv": text})
    assert column(records["listings"], "currency")[:2] == ["CNY", "CNY"]
    assert records["listings"].arrow["price"].to_pylist() == [500, 500, None]
    assert reasons(records) == [(3, "price", "unknown_currency", "cell")]


def test_amounts_of_frames_are_whole_units_of_the_currency():
    accounts = [{"account_id": "1", "platform": "tb"}]
    orders = pa.table({"order_id": ["1", "2", "3"], "account_id": ["1"] * 3, "amount": [12.3, 0.1 + 0.2, 7.0]})
    assert column(read({"accounts": accounts, "orders": orders})["orders"], "amount") == [1230, 30, 700]


def test_numbers_are_finite():
    parsed = parse_numbers(pa.chunked_array([["1.5", "inf", "1,5", None, "-2e3"]]), Settings())
    assert parsed.values.to_pylist() == [1.5, None, None, None, -2000.0]
    assert parse_numbers(pa.chunked_array([["1.200,5"]]), Settings(decimal=",")).values.to_pylist() == [1200.5]

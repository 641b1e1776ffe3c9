"""Amounts of money as files show them: in units of their currency, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pyarrow as pa

from counterfeit_graph.model.table import Table
from counterfeit_graph.model.units import minor_units

_DIGITS = 38
# Columns of whole minor units, wherever they stand beside a `currency`.
MONEY = ("sales", "amount", "capacity_left", "exposure", "impact", "unmended")


def in_units(table: Table, columns: Iterable[str]) -> Table:
    """The table with whole minor units turned into decimal units of each row's `currency`.

    Columns that the table does not have are passed over, as is a table without a column `currency`. Rows without one
    count other things than money and stay as they are.

    Example:
        >>> sold = Table.of({"sales": [1234550, 980], "currency": ["CNY", "JPY"]})
        >>> [str(value) for value in in_units(sold, ["sales"]).arrow["sales"].to_pylist()]
        ['12345.50', '980.00']
    """
    named = [name for name in columns if name in table.columns and "currency" in table.columns]
    if not named:
        return table
    places = [minor_units(code) if code else 0 for code in table["currency"]]
    # One column has one scale: that of its finest currency.
    kind = pa.decimal128(_DIGITS, max(places, default=2))
    return table.with_columns({name: pa.array(_scaled(table, name, places=places), kind) for name in named})


def _scaled(table: Table, name: str, *, places: list[int]) -> list[Decimal | None]:
    values = table.arrow.column(name).to_pylist()
    return [None if v is None else Decimal(v).scaleb(-place) for v, place in zip(values, places, strict=True)]

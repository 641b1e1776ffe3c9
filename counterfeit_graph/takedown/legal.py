"""`assess`: a gang's amounts beside the figures from which criminal law speaks, and what a case would still lack.

The figures stand in `thresholds.yaml`, each with its source and how sure it is. This is a sheet of notes for people who
prepare a case, no legal advice and no verdict: sales of a gang are not yet sales of counterfeit goods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import yaml

from counterfeit_graph import __version__
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Table
from counterfeit_graph.model.units import minor_units
from counterfeit_graph.takedown.standing import PARTIES
from counterfeit_graph.takedown.subject import Subject, network_of

CURRENCY = "CNY"
_TYPES = {
    "threshold": "string", "article": "string", "act": "string", "measure": "string", "band": "string",
    "figure": "int64", "low": "int64", "high": "int64", "method": "string", "reached": "string",
    "margin_low": "float64", "margin_high": "float64", "condition": "string", "basis": "string", "confidence": "string",
}  # fmt: skip
# What the network can speak to; the cost of the goods and the stock it cannot, so that these must be given.
_MEASURED = {
    "sales": "sales", "turnover": "sales", "settlement": "moved", "persons": "persons", "gains": "gains",
    "unsold": "stock", "sold and unsold": "goods",
}  # fmt: skip
# How each amount is come by.
_METHODS = {
    "sales": "orders paid, at their real price", "moved": "the most that one payment account passed on",
    "persons": "persons tied to the gang by a register, to all known", "stock": "as given",
    "gains": "sales less the given cost of the goods", "goods": "orders paid and the given stock",
}  # fmt: skip


@dataclass(frozen=True, repr=False, eq=False)
class Assessment(Result):
    """A gang's amounts against the thresholds.

    `table`, one row a threshold: threshold, article, act, measure, band (entry, upper), figure; the amount's range
    `low` to `high` (null where the case cannot tell it) and the `method` by which it was come by; `reached` (yes,
    perhaps: only by the upper end, no, unknown); margins low / figure and high / figure; condition, basis and
    confidence (V, S or U, see `thresholds.yaml`). Figures and amounts of money are in minor units of the yuan.
    """

    table: Table
    gang: Any
    amounts: Mapping[str, tuple[int, int] | None]
    missing: tuple[str, ...]
    made_with: Mapping[str, Any]

    @property
    def band(self) -> str:
        """The heaviest band that the sales reach by their lower end: "upper", "entry", or "" for none."""
        rows = [row for row in self.table.rows() if row["measure"] == "sales" and row["reached"] == "yes"]
        bands = {row["band"] for row in rows if not row["condition"]}
        return next((band for band in ("upper", "entry") if band in bands), "")


def assess(
    gang: Subject,
    *,
    rate: float | None = None,
    cost_share: tuple[float, float] | None = None,
    stock: tuple[int, int] | None = None,
) -> Assessment:
    """A gang's sales, stock, gains, settlements and persons beside the thresholds of criminal law.

    Args:
        gang: a gang, or a network. Sales of a gang range from those of its members to those with the uncertain ones.
        rate: yuan for one unit of the gang's currency, where that is another.
        cost_share: lowest and highest share of a sale that the goods cost; gains stay unknown without it.
        stock: lowest and highest value of unsold stock, in minor units of the gang's currency; unknown without it.

    Raises:
        OptionError: the rate is not above 0, a range is none, or `gang` is none.

    Example:
        >>> from counterfeit_graph.gangs.network import Network
        >>> assess(Network.by_hand({"account:a": 6_000_000}, [])).band
        'entry'
    """
    if rate is not None and not rate > 0:
        fault = f"a rate of {rate}"
        raise OptionError(fault, where="rate", remedy="give yuan for one unit of the gang's currency")
    _, network = network_of(gang)
    _check("cost_share", cost_share, most=1.0)
    _check("stock", stock, most=float("inf"))
    sold = _sales(gang, network)
    amounts = {"sales": sold, "moved": _moved(network), "persons": _persons(network), "stock": stock}
    goods = None if stock is None else (sold[0] + stock[0], sold[1] + stock[1])
    amounts |= {"gains": _gains(sold, cost_share), "goods": goods}
    factor = _factor(network.currency, rate)
    in_yuan = {name: _converted(each, factor) if name != "persons" else each for name, each in amounts.items()}
    rows = [_row(name, spec, amounts=in_yuan) for name, spec in thresholds()["thresholds"].items()]
    table = Table.of({name: [row[name] for row in rows] for name in _TYPES}, _TYPES)
    made_with = {"rate": rate, "cost_share": cost_share, "stock": stock, "currency": network.currency}
    made_with |= {"version": __version__}
    return Assessment(table, gang, in_yuan, _missing(in_yuan), made_with)


@cache
def thresholds() -> Mapping[str, Any]:
    """The file of thresholds: `in_force`, `thresholds` by name, `missing`, what the network cannot tell, and `chinese`.

    Example:
        >>> thresholds()["thresholds"]["selling-sales-entry"]["figure"]
        50000
    """
    text = resources.files("counterfeit_graph.takedown").joinpath("thresholds.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def in_chinese(text: str) -> str:
    """A word of the file, or of the sheet made of it, in Chinese; what it does not hold stands as it is.

    Example:
        >>> in_chinese("sales"), in_chinese("")
        ('销售金额', '')
    """
    return str(thresholds()["chinese"].get(text, text))


def _row(name: str, spec: Mapping[str, Any], *, amounts: Mapping[str, tuple[int, int] | None]) -> dict[str, Any]:
    amount = amounts[_MEASURED[spec["measure"]]]
    figure = spec["figure"] * (1 if spec["measure"] == "persons" else 10 ** minor_units(CURRENCY))
    low, high = amount or (None, None)
    reached = "unknown" if amount is None else ("yes" if low >= figure else "perhaps" if high >= figure else "no")
    margins = {"margin_low": low / figure, "margin_high": high / figure} if amount else {}
    told = {key: spec.get(key, "") for key in ("article", "act", "measure", "band", "condition", "basis", "confidence")}
    measured = {"threshold": name, "figure": figure, "low": low, "high": high, "reached": reached}
    measured |= {"method": _METHODS[_MEASURED[spec["measure"]]] if amount else ""}
    return {"margin_low": None, "margin_high": None} | told | measured | margins


def _sales(gang: Any, network: Any) -> tuple[int, int]:
    """Sales of the members who are sure, and of all."""
    # The uncertain are in the upper end only: a margin must not rest on them.
    accounts = network.nodes["kind"] == "account"
    sales = network.nodes["sales"].astype(np.int64)
    members = getattr(gang, "members", None)
    sure = {} if members is None else dict(zip(members["account_id"], members["state"], strict=True))
    firm = np.asarray([sure.get(name, "member") == "member" for name in network.nodes["id"]], dtype=bool)
    return int(sales[accounts & firm].sum()), int(sales[accounts].sum())


def _moved(network: Any) -> tuple[int, int] | None:
    """The most that one payment account passed on; nothing where no transfer of the gang's currency is known."""
    edges = network.edges
    rows = (edges["relation"] == "transfers") & np.isin(edges["currency"].astype(str), ("", network.currency))
    if not rows.any():
        return None
    moved = np.bincount(edges["source"][rows].astype(np.int64), edges["amount"][rows].astype(float))
    return int(moved.max()), int(moved.max())


def _persons(network: Any) -> tuple[int, int]:
    """Persons tied to the gang by a register, and all that stand in its network."""
    nodes, edges = network.nodes, network.edges
    person = (nodes["kind"] == PARTIES[0]) & ~nodes["public"].astype(bool)
    written = np.zeros(len(nodes), bool)
    relation = edges["relation"].astype(str)
    written[edges["source"][relation == "holds"]] = True
    written[edges["target"][relation == "registered_by"]] = True
    return int((person & written).sum()), int(person.sum())


def _gains(sold: tuple[int, int], cost_share: tuple[float, float] | None) -> tuple[int, int] | None:
    """What is left of the sales when the goods are paid for."""
    return (round(sold[0] * (1 - cost_share[1])), round(sold[1] * (1 - cost_share[0]))) if cost_share else None


def _check(name: str, given: tuple[float, float] | None, *, most: float) -> None:
    if given is not None and not 0 <= given[0] <= given[1] <= most:
        fault = "is no range"
        raise OptionError(fault, where=name, remedy="give the lowest and the highest value, of 0 or more")


def _factor(currency: str, rate: float | None) -> float | None:
    """Minor units of the yuan for one minor unit of the currency, None where nobody gave a rate."""
    if currency in {CURRENCY, ""}:
        return 1.0
    return None if rate is None else float(rate * 10.0 ** (minor_units(CURRENCY) - minor_units(currency)))


def _converted(amount: tuple[int, int] | None, factor: float | None) -> tuple[int, int] | None:
    if amount is None or factor is None:
        return None
    return round(amount[0] * factor), round(amount[1] * factor)


def _missing(amounts: Mapping[str, tuple[int, int] | None]) -> tuple[str, ...]:
    """What a case lacks, in the order of the file."""
    persons = amounts["persons"] or (0, 0)
    given = {"gains": amounts["gains"] is not None, "unsold": amounts["stock"] is not None}
    known = given | {"currency": amounts["sales"] is not None, "persons": persons[0] >= 3}
    return tuple(text for name, text in thresholds()["missing"].items() if not known.get(name, False))

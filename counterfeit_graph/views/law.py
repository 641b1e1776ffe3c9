"""A gang's amounts beside the thresholds of the law, as pages show them: every cell in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterfeit_graph.gangs.network import Network
from counterfeit_graph.takedown.legal import CURRENCY, assess, in_chinese
from counterfeit_graph.views.text import money

if TYPE_CHECKING:
    from counterfeit_graph.takedown.legal import Assessment

# The same words in both languages.
Pair = tuple[str, str]

COLUMNS = (
    "law_article", "law_act", "law_measure", "law_band", "law_figure", "law_amount",
    "law_method", "law_reached", "law_margin", "law_condition", "law_basis", "law_sure",
)  # fmt: skip
# What differs from gang to gang; the rest is the law's.
VARYING = ("law_amount", "law_method", "law_reached", "law_margin")
_WORDS = ("article", "act", "measure", "band", "method", "reached", "condition", "basis")


def law_rows(found: Assessment) -> list[dict[str, Pair]]:
    """One row a threshold: column of `COLUMNS` -> its text in both languages; amounts are in yuan.

    Example:
        >>> from counterfeit_graph.gangs.network import Network
        >>> from counterfeit_graph.takedown.legal import assess
        >>> row = law_rows(assess(Network.by_hand({"account:a": 6_000_000}, [])))[0]
        >>> row["law_measure"], row["law_amount"][0], row["law_reached"]
        (('sales', '销售金额'), '60,000.00 CNY', ('yes', '是'))
    """
    return [_row(row) for row in found.table.rows()]


def law_frame() -> list[dict[str, Pair]]:
    """The rows without what differs from gang to gang, so that a page of many gangs holds them once.

    Example:
        >>> law_frame()[0]["law_article"], "law_amount" in law_frame()[0]
        (('Criminal Law 214', '刑法第二百一十四条'), False)
    """
    rows = law_rows(assess(Network.by_hand({}, [])))
    return [{name: pair for name, pair in row.items() if name not in VARYING} for row in rows]


def law_missing(found: Assessment) -> list[Pair]:
    """What a case would still lack, in both languages.

    Example:
        >>> from counterfeit_graph.gangs.network import Network
        >>> from counterfeit_graph.takedown.legal import assess
        >>> law_missing(assess(Network.by_hand({"account:a": 1}, [])))[2]
        ('stock found on the premises and its price', '现场查获的库存及其价格')
    """
    return [(text, in_chinese(text)) for text in found.missing]


def _row(row: Mapping[str, Any]) -> dict[str, Pair]:
    def told(value: int) -> str:
        return str(value) if row["measure"] == "persons" else money(value, CURRENCY)

    known = row["low"] is not None
    ends = dict.fromkeys([told(row["low"]), told(row["high"])]) if known else {}
    margin = f"x {row['margin_low']:.1f}" if known else ""
    figures = {"figure": told(row["figure"]), "amount": " – ".join(ends), "margin": margin, "sure": row["confidence"]}
    words = {name: (row[name], in_chinese(row[name])) for name in _WORDS}
    return {f"law_{name}": text for name, text in ({name: (f, f) for name, f in figures.items()} | words).items()}

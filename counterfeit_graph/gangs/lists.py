"""How many names of each list are expected to be wrong.

A name in a list of members is wrong if the account is none, or if its gang does not sell counterfeits: with confidence
c and the chance h that the gang is honest, 1 - c (1 - h). The sum over a list is what to expect of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from counterfeit_graph.gangs.tiers import TIERS
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

Array = np.ndarray[Any, Any]
# Decimals of a chance, few enough to read and enough to be added up.
DIGITS = 5
# Beyond so many decibans a chance is nothing in any list.
_MOST = 200.0


def chance(decibans: Array) -> Array:
    """Probability that goes with posterior decibans.

    Example:
        >>> chance(np.array([0.0, 10.0, 900.0])).round(3).tolist()
        [0.5, 0.909, 1.0]
    """
    return np.asarray(1 / (1 + 10 ** (-np.clip(decibans, -_MOST, _MOST) / 10)))


def false_names(confidence: Array, suspicion: Array) -> Array:
    """The chance that each name is false, from the confidence in it and the suspicion (decibans) against its gang.

    Example:
        >>> false_names(np.array([0.9, 0.9]), np.array([0.0, 40.0])).round(3).tolist()
        [0.55, 0.1]
    """
    return np.asarray(1 - confidence * chance(suspicion))


def false_successions(found: Table, *, prior: float) -> Array:
    """The chance that each row of `find_phoenix` names the wrong predecessor.

    A predecessor competes with chance (`prior`, the decibans of prior odds that two accounts are under one control),
    with another shop of the same hands, and with the other predecessors that are listed for the same account.
    """
    strangers = 10 ** (-np.clip(found["decibans"] + prior, -_MOST, _MOST) / 10)
    odds = pd.Series(1 / (strangers + 10 ** (-found["own"] / 10)))
    every = odds.groupby(found["reopened_account"]).transform("sum")
    return np.asarray(1 - odds / (1 + every))


def with_doubt(found: Table, *, prior: float) -> Table:
    """What `find_phoenix` found, with the chance that each row is wrong as `chance_false`."""
    wrong = false_successions(found, prior=prior) if len(found) else np.zeros(0)
    return found.with_columns({"chance_false": np.round(wrong, DIGITS)})


def expected_lists(members: Table, others: Mapping[str, Table]) -> Table:
    """Names in each list, and how many of them are expected to be false.

    Args:
        members: as `Gangs.members`; an account is in the list of its tier and of every lower one.
        others: further lists by name, with `chance_false`, blank where nothing can be said of a row.

    Returns:
        Table(list, names, expected_false, share): members first, then the tiers from the highest; `share` of the names.
    """
    level = np.array([TIERS.index(tier) for tier in members["tier"]], int)
    doubt = members["chance_false"]
    parts = {"members": doubt[members["state"] == "member"]}
    parts |= {tier: doubt[level >= TIERS.index(tier)] for tier in reversed(TIERS)}
    parts |= {name: _said(table) for name, table in others.items()}
    sums = [round(float(part.sum()), 2) for part in parts.values()]
    names = [len(part) for part in parts.values()]
    share = [round(each / max(count, 1), 4) for each, count in zip(sums, names, strict=True)]
    columns = {"list": list(parts), "names": names, "expected_false": sums, "share": share}
    return Table.of(columns, {"list": "string", "names": "int64"})


def _said(table: Table) -> Array:
    doubt = np.array(table["chance_false"], float)
    return np.asarray(doubt[~np.isnan(doubt)])

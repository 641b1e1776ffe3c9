"""`simulate`: a world of sellers, honest and not, with its truth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.simulate import (
    bystanders,
    closures,
    doubts,
    gang_money,
    gang_people,
    gangs,
    hubs,
    innocents,
    mingle,
    people,
    render,
    trade,
)
from counterfeit_graph.simulate.book import Book
from counterfeit_graph.simulate.dials import Dials
from counterfeit_graph.simulate.draft import Draft
from counterfeit_graph.simulate.truth import truth

#: Raised when the same arguments give other bytes than before.
VERSION = 1
_LEAST_ACCOUNTS = 500
_MOST_GANGS = 0.3


@dataclass(frozen=True)
class World:
    """A case and its truth: text tables by name, under the names and columns that a case has.

    Example:
        >>> world = simulate(600, seed=1)
        >>> sorted(world.truth)
        ['accounts', 'complainants', 'gangs', 'heads', 'phoenix', 'roles']
    """

    tables: Mapping[str, pa.Table]
    truth: Mapping[str, pa.Table]
    made_with: Mapping[str, float]

    def save(self, folder: str | Path, *, kind: str = "csv") -> Path:
        """Write the case into `folder` and its truth into `folder/truth` (always CSV); `kind` is csv or parquet.

        Raises:
            OptionError: `kind` is neither.
        """
        if kind not in {"csv", "parquet"}:
            what = f"unknown kind of file {kind!r}"
            raise OptionError(what, where="World.save", remedy="use 'csv' or 'parquet'")
        root = Path(folder)
        (root / "truth").mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            path = root / f"{name}.{kind}"
            csv.write_csv(table, path) if kind == "csv" else parquet.write_table(table, path)
        for name, table in self.truth.items():
            csv.write_csv(table, root / "truth" / f"{name}.csv")
        (root / "truth" / "world.json").write_text(
            json.dumps(dict(self.made_with), sort_keys=True) + "\n", encoding="utf-8"
        )
        return root


def simulate(accounts: int = 20_000, *, seed: int = 7, evasion: float = 0.5, gang_share: float = 0.06) -> World:
    """A world of `accounts` sellers of whom `gang_share` work for counterfeit gangs.

    Args:
        accounts: number of accounts, at least 500.
        seed: the same seed, accounts, evasion and share give the same bytes.
        evasion: how much care the gangs take not to be found, from 0 to 1.
        gang_share: share of accounts that belong to gangs, above 0 and at most 0.3.

    Raises:
        OptionError: an argument is out of its range.

    Example:
        >>> world = simulate(600, seed=1)
        >>> world.tables["accounts"].num_rows
        600
    """
    draft, found = imagine(accounts, seed=seed, evasion=evasion, gang_share=gang_share)
    book = Book(draft)
    tables = render.tables(book)
    made_with = {"accounts": accounts, "seed": seed, "evasion": evasion, "gang_share": gang_share, "version": VERSION}
    return World(tables, truth(book, found), made_with)


def imagine(accounts: int, *, seed: int, evasion: float, gang_share: float) -> tuple[Draft, list[gangs.Gang]]:
    """The world of `simulate` before it is put into words: for measuring what its traces would allow.

    Raises:
        OptionError: an argument is out of its range.

    Example:
        >>> draft, found = imagine(600, seed=1, evasion=0.5, gang_share=0.06)
        >>> draft.size, sum(len(gang.members) for gang in found) <= 36
        (600, True)
    """
    _check(accounts, evasion=evasion, gang_share=gang_share)
    draft = Draft(accounts, seed, Dials(evasion))
    return draft, _make(draft, round(accounts * gang_share))


def _make(draft: Draft, guilty: int) -> list[gangs.Gang]:
    """Everybody's life first, then the gangs, the honest look-alikes, the crowd, and what the world saw of them."""
    people.settle(draft)
    order = draft.rng("who is who").permutation(draft.size)
    found = gangs.recruit(draft, order[:guilty])
    closures.close(draft, found)
    for gang in found:
        gang_people.staff(draft, gang)
        gang_money.launder(draft, gang)
    members = np.concatenate([gang.members for gang in found])
    free = innocents.plant(draft, order[len(members) :])
    free = bystanders.touch(draft, free, gangs=found)
    mingle.mingle(draft, found)
    draft.plain = doubts.rings(draft, free)
    hubs.crowd(draft, members)
    hubs.leak(draft)
    closures.churn(draft)
    trade.trade(draft, members)
    doubts.doubt(draft, found)
    closures.actions(draft)
    return found


def _check(accounts: int, *, evasion: float, gang_share: float) -> None:
    what = "out of its range"
    if accounts < _LEAST_ACCOUNTS:
        remedy = f"ask for at least {_LEAST_ACCOUNTS}"
        raise OptionError(what, where="accounts", remedy=remedy)
    if not 0 <= evasion <= 1:
        raise OptionError(what, where="evasion", remedy="give a number from 0 to 1")
    if not 0 < gang_share <= _MOST_GANGS:
        remedy = f"give a number above 0, at most {_MOST_GANGS}"
        raise OptionError(what, where="gang_share", remedy=remedy)

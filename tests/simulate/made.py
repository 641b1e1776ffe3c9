"""Worlds that several tests look at, made once."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pyarrow as pa

from counterfeit_graph.simulate import World, simulate


@cache
def world(accounts: int = 2_000, *, seed: int = 7, evasion: float = 0.5) -> World:
    return simulate(accounts, seed=seed, evasion=evasion)


def column(table: pa.Table, name: str) -> list[str]:
    return table.column(name).to_pylist()


def truth_of(made: World, name: str) -> dict[str, str]:
    """One truth column by account."""
    table = made.truth["accounts"]
    return dict(zip(column(table, "account_id"), column(table, name), strict=True))


def users(made: World, kind: str) -> dict[str, set[str]]:
    """Accounts by identifier value of one kind."""
    table, found = made.tables["identifiers"], defaultdict(set)
    rows = zip(*(column(table, name) for name in ("kind", "value", "account_id")), strict=True)
    for word, value, account in rows:
        if word == kind:
            found[value].add(account)
    return found


def confirmed(made: World) -> list[str]:
    """The account of every confirmed signal, found through the offer where only that is named."""
    offers = made.tables["listings"]
    owner = dict(zip(column(offers, "listing_id"), column(offers, "account_id"), strict=True))
    rows = made.tables["signals"].to_pylist()
    return [r["account_id"] or owner[r["listing_id"]] for r in rows if r["verdict"] == "confirmed"]


def components(made: World, *, most: int) -> dict[str, str]:
    """Accounts joined by any identifier value of at most `most` users; groups of three with a confirmed signal."""
    parent = {account: account for account in truth_of(made, "role")}

    def top(account: str) -> str:
        while parent[account] != account:
            account = parent[account]
        return account

    for kind in ("phone", "payment", "device", "ip", "handle", "email", "person", "company"):
        for who in users(made, kind).values():
            for account in sorted(who)[1:] if len(who) <= most else []:
                parent[top(account)] = top(min(who))
    groups = {account: top(account) for account in parent}
    size, hit = Counter(groups.values()), {groups[account] for account in confirmed(made)}
    return {account: group for account, group in groups.items() if size[group] >= 3 and group in hit}


def features(made: World) -> np.ndarray:
    """What an account shows of itself: doubts by verdict, offers, sales, parcels, rows, age and how cheap it is."""
    ids = column(made.tables["accounts"], "account_id")
    at = {account: number for number, account in enumerate(ids)}
    counts = [
        Counter(column(made.tables[name], "account_id")) for name in ("listings", "orders", "shipments", "identifiers")
    ]
    wide = [[count[account] for account in ids] for count in (Counter(confirmed(made)), *counts)]
    opened = np.array(column(made.tables["accounts"], "opened_at"), dtype="datetime64[D]").astype(float)
    return np.column_stack([*wide, opened, _cheapest(made, at), _branded(made, at)])


def _cheapest(made: World, at: dict[str, int]) -> np.ndarray:
    rows = [row for row in made.tables["listings"].to_pylist() if row["brand"]]
    market = {
        brand: np.median([float(r["price"]) for r in rows if r["brand"] == brand])
        for brand in {r["brand"] for r in rows}
    }
    lowest = np.zeros(len(at))
    for row in rows:
        here = at[row["account_id"]]
        lowest[here] = min(lowest[here], np.log(float(row["price"]) / market[row["brand"]]))
    return lowest


def _branded(made: World, at: dict[str, int]) -> np.ndarray:
    return np.bincount(
        [at[r["account_id"]] for r in made.tables["listings"].to_pylist() if r["brand"]], minlength=len(at)
    )


def logistic(features: np.ndarray, guilty: np.ndarray) -> np.ndarray:
    """Weights (the constant first) of a logistic regression by fifteen Newton steps with a ridge of one."""
    wide = np.column_stack([np.ones(len(features)), features])
    weight = np.zeros(wide.shape[1])
    for _ in range(15):
        chance = 1 / (1 + np.exp(-wide @ weight))
        curve = wide.T @ (wide * (chance * (1 - chance))[:, None]) + np.eye(len(weight))
        weight += np.linalg.solve(curve, wide.T @ (guilty - chance) - weight)
    return weight

"""Sellers of 14 markets: equal handles (hidden) are one seller; titles, prices and rare words are the evidence."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from cases.scoring import Quality, Truth, halves, linked
from counterfeit_graph.evidence import Weighing

NAME = "dnm_markets_2020_2022"
FLOOR = "P 0.217 R 0.377 F1 0.276"
CAPS = {"title": 12, "tracker": 12, "image": 12}
RUN = 4
"""Words in a run of a title that counts as a value of its own."""


def offers(folder: Path) -> pd.DataFrame:
    """Distinct offers of each seller; the title's letters and digits as `key`."""
    found = pd.read_csv(folder / "listings.csv.gz", dtype=str).fillna("")
    found = found[found.market != "market"].drop_duplicates(["market", "vendor", "title", "price_raw"])
    found["account_id"] = found.market + "/" + found.vendor
    found["words"] = [tuple(re.findall(r"[^\W_]+", title.casefold())) for title in found.title]
    found["key"] = found.words.map(" ".join)
    return found


def truth(found: pd.DataFrame) -> Truth:
    sellers = found.drop_duplicates("account_id")
    owner = {
        row.account_id: row.handle_norm if len(row.handle_norm) >= 4 else row.account_id for row in sellers.itertuples()
    }
    groups = sellers[sellers.handle_norm.str.len() >= 4].groupby("handle_norm")
    pairs = {
        (min(a, b), max(a, b))
        for _, group in groups
        for a, b in combinations(group.account_id, 2)
        if a.split("/")[0] != b.split("/")[0]
    }
    return Truth(owner, frozenset(pairs))


def identifiers(found: pd.DataFrame) -> pd.DataFrame:
    """Values beside the titles: title with price, and runs of words."""
    rows = []
    for row in found.drop_duplicates(["account_id", "key", "price_raw"]).itertuples():
        if len(row.key) >= 12 and row.price_raw:
            rows.append((row.account_id, "tracker", f"{row.key} {row.price_raw}"))
        runs = range(len(row.words) - RUN + 1)
        rows += [(row.account_id, "image", " ".join(row.words[i : i + RUN])) for i in runs]
    return pd.DataFrame(rows, columns=["account_id", "kind", "value"]).drop_duplicates()


def case(found: pd.DataFrame) -> dict[str, pd.DataFrame]:
    accounts = found.drop_duplicates("account_id")[["account_id", "market"]].rename(columns={"market": "platform"})
    listings = found.drop_duplicates(["account_id", "title"])[["account_id", "title"]]
    listings.insert(0, "listing_id", np.arange(len(listings)).astype(str))
    return {"accounts": accounts, "listings": listings, "identifiers": identifiers(found)}


def mutual(pairs: list[tuple[str, str]], score: np.ndarray) -> np.ndarray:
    """Which pairs are across markets and the best of both: a seller keeps one account a market."""
    market = [(a.split("/")[0], b.split("/")[0]) for a, b in pairs]
    top: dict[tuple[str, str], float] = {}
    for (a, b), (here, there), decibans in zip(pairs, market, score, strict=True):
        for side in ((a, there), (b, here)):
            top[side] = max(top.get(side, decibans), decibans)
    return np.array(
        [
            here != there and decibans >= max(top[a, there], top[b, here])
            for (a, b), (here, there), decibans in zip(pairs, market, score, strict=True)
        ]
    )


def measure(data: Path) -> Quality:
    found = offers(data / NAME)
    known = truth(found)
    pairs, score = linked(case(found), options=Weighing(caps=CAPS, partners=1.0, keep=-15.0))
    across = np.array([a.split("/")[0] != b.split("/")[0] for a, b in pairs])
    plain = halves([pair for pair, kept in zip(pairs, across, strict=True) if kept], score[across], truth=known)
    best = mutual(pairs, score)
    scores = halves([pair for pair, kept in zip(pairs, best, strict=True) if kept], score[best], truth=known)
    size = f"{len(known.owner):,} sellers, {len(known.pairs):,} true pairs"
    note = f"best of both in each market; every pair above the threshold: F1 {plain[2]:.3f}"
    return Quality(size, *scores, FLOOR, note)

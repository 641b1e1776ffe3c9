"""The analyst's afternoon: shared rare values, one modularity clustering, and groups with a confirmed signal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from math import log

import networkx as nx
import pyarrow as pa

SOURCES = {
    "identifiers": (("kind", "value"),),
    "listings": (("image", "image_hash"),),
    "shipments": (("address", "sender_address"), ("phone", "sender_phone")),
    "orders": (("payment", "payment"),),
}


def afternoon(tables: Mapping[str, pa.Table], *, low: int = 2, high: int = 50, seed: int = 1) -> dict[str, str]:
    """Account -> name of its group, for the accounts in groups of three or more with a confirmed signal.

    Values used by low..high accounts; a pair weighs the sum of ln(N / users) over what it shares; Louvain.
    """
    weights = pairs(users(tables), len(tables["accounts"]), low=low, high=high)
    graph = nx.Graph()
    graph.add_weighted_edges_from((a, b, w) for (a, b), w in sorted(weights.items()))
    suspects = confirmed(tables)
    found = {}
    for number, group in enumerate(nx.community.louvain_communities(graph, weight="weight", seed=seed)):
        if len(group) >= 3 and group & suspects:
            found |= dict.fromkeys(group, f"floor-{number:05d}")
    return found


def users(tables: Mapping[str, pa.Table]) -> dict[tuple[str, str], set[str]]:
    """Accounts by value; phones reduced to their digits, everything else to lower case."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table, columns in SOURCES.items():
        if table not in tables:
            continue
        for kind, column in columns:
            names = tables[table]
            accounts, values = names["account_id"].to_pylist(), names[column].to_pylist()
            kinds = names["kind"].to_pylist() if kind == "kind" else [kind] * len(values)
            for account, value, word in zip(accounts, values, kinds, strict=True):
                if value:
                    found[word, plain(word, value)].add(account)
    return found


def plain(kind: str, value: str) -> str:
    return "".join(c for c in value if c.isdigit()) if kind == "phone" else value.casefold().strip()


def pairs(
    found: Mapping[tuple[str, str], set[str]], total: int, *, low: int, high: int
) -> dict[tuple[str, str], float]:
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for accounts in found.values():
        if low <= len(accounts) <= high:
            for pair in combinations(sorted(accounts), 2):
                weights[pair] += log(total / len(accounts))
    return weights


def confirmed(tables: Mapping[str, pa.Table]) -> set[str]:
    """Accounts with a confirmed signal, about them or about one of their offers."""
    if "signals" not in tables:
        return set()
    listings = tables["listings"] if "listings" in tables else pa.table({"listing_id": [], "account_id": []})
    owner = dict(zip(listings["listing_id"].to_pylist(), listings["account_id"].to_pylist(), strict=True))
    rows = tables["signals"].to_pylist()
    return {r["account_id"] or owner.get(r["listing_id"], "") for r in rows if r["verdict"] == "confirmed"} - {""}

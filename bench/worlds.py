"""How hard the worlds are: the afternoon's floor below, what a careful reader could know above.

    python bench/worlds.py [--accounts 20000] [--evasion 0 0.5 0.9] [--seed 7 8 9]

Prints one row per (evasion, seed): gangs and largest gang; the floor's pair precision, recall and F1 and its innocents
per 10,000 accounts; the oracle's pair precision, recall and innocents; the share of members with two traces or more,
and with traces in two independent groups; confirmed signals per gang (least and median); honest floor groups with two
confirmed signals.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict

import floor
import numpy as np
import oracle
import pyarrow as pa

from counterfeit_graph.simulate import render, score
from counterfeit_graph.simulate.book import Book
from counterfeit_graph.simulate.truth import truth
from counterfeit_graph.simulate.world import imagine

HEAD = (
    "evasion seed gangs largest |  floor P     R    F1  inn/10k | oracle P     R  inn/10k | traces>=2 groups>=2 |"
    " confirmed least median | honest 2+ | seconds"
)


def told(groups: dict[str, str]) -> dict[str, pa.Table]:
    """Groups as a table of members."""
    names = list(groups)
    columns = {"account_id": names, "gang_id": [groups[a] for a in names], "state": ["member"] * len(names)}
    return {"members": pa.table(columns | {"den_id": columns["gang_id"], "role": ["store"] * len(names)})}


def row(accounts: int, seed: int, evasion: float) -> str:
    draft, gangs = imagine(accounts, seed=seed, evasion=evasion, gang_share=0.06)
    book, start = Book(draft), time.perf_counter()
    tables, real = render.tables(book), truth(book, gangs)
    found = floor.afternoon(tables)
    low = score(told(found), real)
    best = oracle.oracle(draft)
    names = book.ids.to_pylist()
    pick = np.flatnonzero(best.odds > 0.5).tolist()
    high = score(told({names[k]: f"o{best.gang[k]}" for k in pick}), real)
    member = draft.accounts["gang"] >= 0
    signals = draft.rows["signals"].columns()
    hit = signals["account"][(signals["verdict"] == "confirmed") & member[signals["account"]]]
    per = np.bincount(draft.accounts["gang"][hit], minlength=len(gangs))
    floors = [low[f"pair_{name}"] for name in ("precision", "recall", "f1")]
    highs = [high["pair_precision"], high["pair_recall"], high["innocents_per_10000"]]
    traces = [np.mean(best.values[member] >= 2), np.mean(best.groups[member] >= 2)]
    took = time.perf_counter() - start
    return (
        f"{evasion:7.2f} {seed:4d} {len(gangs):5d} {max(len(g.members) for g in gangs):7d} |"
        + "    {:.3f} {:.3f} {:.3f}  {:7.0f} |".format(*floors, low["innocents_per_10000"])
        + "   {:.3f} {:.3f}  {:7.1f} |     {:.3f}     {:.3f} |".format(*highs, *traces)
        + f"           {per.min():5d} {np.median(per):6.0f} | {twice(found, tables, real):9d} | {took:7.1f}"
    )


def twice(found: dict[str, str], tables: dict[str, pa.Table], real: dict[str, pa.Table]) -> int:
    """Floor groups without any gang account that have two confirmed signals or more."""
    gang = dict(zip(real["accounts"]["account_id"].to_pylist(), real["accounts"]["gang_id"].to_pylist(), strict=True))
    members = defaultdict(set)
    for account, group in found.items():
        members[group].add(account)
    doubted = Counter(found.get(account, "") for account in floor.confirmed(tables))
    return sum(doubted[g] >= 2 and not any(gang[a] for a in accounts) for g, accounts in members.items())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--evasion", type=float, nargs="+", default=[0.0, 0.5, 0.9])
    parser.add_argument("--seed", type=int, nargs="+", default=[7, 8, 9])
    given = parser.parse_args()
    print(HEAD)
    for evasion in given.evasion:
        for seed in given.seed:
            print(row(given.accounts, seed, evasion), flush=True)


if __name__ == "__main__":
    main()

"""What a careful reader could know: every account judged against the true rest of every gang, all tables pooled.

No finder can use this, since it knows the gangs; it bounds what a world allows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterfeit_graph.simulate.draft import Draft
from counterfeit_graph.simulate.identifiers import account_facts

GROUPS = {
    "person": 0,
    "company": 0,
    "id_document": 0,
    "party": 0,
    "payment": 1,
    "sink": 1,
    "phone": 2,
    "email": 2,
    "root": 2,
    "address": 3,
    "device": 4,
    "ip": 4,
    "domain": 4,
    "tracker": 4,
    "image": 5,
    "title": 5,
    "supply": 6,
}
SECOND = 0.4  # what a further clue of one group still counts


@dataclass(frozen=True)
class Traces:
    """For each account: the gang that fits best, its log-odds, and how many values and groups speak for it."""

    gang: np.ndarray
    odds: np.ndarray
    values: np.ndarray
    groups: np.ndarray


def facts(draft: Draft) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Account, value (one number over all kinds) and group of every distinct fact, money and ties followed."""
    parts = []
    book = {}

    def add(kind, group, account, value):
        ok = value >= 0
        base = book.setdefault(kind, len(book)) * 10**9
        parts.append(np.stack([account[ok], base + value[ok], np.full(ok.sum(), GROUPS[group])]))

    rows = account_facts(draft)
    ends = draft.accounts["ends"][rows["account"]]
    long = ((rows["last"] - rows["first"]) >= 15) & (rows["last"] > ends - 300)
    for kind in sorted(set(rows["kind"].tolist())):
        here = (rows["kind"] == kind) & long
        supply = rows["relation"][here] == "supplier"
        space = {"person": "party", "company": "party", "id_document": "party", "handle": "root"}.get(kind, kind)
        account, value = rows["account"][here], rows["value"][here]
        add(space, space, account[~supply], value[~supply])
        add(space, "supply", account[supply], value[supply])
    orders, ships, offers = (draft.rows[name].columns() for name in ("orders", "shipments", "listings"))
    add("payment", "payment", orders["account"], orders["payment"])
    add("address", "address", ships["account"], ships["address"])
    add("phone", "phone", ships["account"], ships["phone"])
    add("image", "image", offers["account"], offers["image"])
    add("title", "title", offers["account"], offers["title"])
    paid = [p for p in parts if len(p[1])]
    money = book["payment"] * 10**9
    tills = np.concatenate([p[:, p[1] // 10**9 == book["payment"]] for p in paid], axis=1)
    moves, ties = draft.rows["transfers"].columns(), draft.rows["ties"].columns()
    one = follow(tills[0], tills[1] - money, moves["source"], moves["target"])
    two = follow(*one, moves["source"], moves["target"])
    three = follow(*two, moves["source"], moves["target"])
    for account, value in (one, two, three):
        add("sink", "sink", account, value)
    people = np.concatenate([p[:, (p[1] // 10**9 == book["party"]) & (p[2] == 0)] for p in paid], axis=1)
    party = people[1] - book["party"] * 10**9
    work = np.isin(ties["relation"], ("associate", "owns"))
    ties = {name: column[work] for name, column in ties.items()}
    for a, b in (("a", "b"), ("b", "a")):
        add("party", "party", *follow(people[0], party, ties[a], ties[b]))
    found = np.unique(np.concatenate(parts, axis=1), axis=1)
    return found[0], found[1], found[2]


def follow(account, value, source, target):
    """Everything one step on from each account's values."""
    edges = np.unique(np.stack([source, target]), axis=1)
    left, right = np.searchsorted(edges[0], value), np.searchsorted(edges[0], value, side="right")
    count = right - left
    at = np.repeat(left - np.cumsum(count) + count, count) + np.arange(count.sum())
    found = np.unique(np.stack([np.repeat(account, count), edges[1][at]]), axis=1)
    return found[0], found[1]


def oracle(draft: Draft, *, shrink: float = 3.0) -> Traces:
    """Judge every account against the rest of each gang that it shares anything with."""
    account, value, group = facts(draft)
    _, value = np.unique(value, return_inverse=True)
    gang, n = draft.accounts["gang"], draft.size
    size = np.bincount(gang[gang >= 0])
    f = np.bincount(value)
    inside = gang[account] >= 0
    key, c = np.unique(value[inside] * len(size) + gang[account[inside]], return_counts=True)
    left, right = np.searchsorted(key, value * len(size)), np.searchsorted(key, (value + 1) * len(size))
    count = right - left
    row = np.repeat(np.arange(len(value)), count)
    at = np.repeat(left - np.cumsum(count) + count, count) + np.arange(count.sum())
    g = key[at] % len(size)
    own = gang[account[row]] == g
    others = c[at] - own
    keep = others > 0
    row, g, own, others = row[keep], g[keep], own[keep], others[keep]
    rest = size[g] - own
    chance = (f[value[row]] - others - 1 + 0.5).clip(0.5) / (n - rest)
    lr = np.log10((others + shrink * chance) / (rest + shrink) / chance)
    lr[(others == 1) & (f[value[row]] > 30)] = 0.0  # one meeting in a crowd is chance
    pair, back = np.unique(account[row] * len(size) + g, return_inverse=True)
    table = np.zeros((len(pair), 7))
    np.maximum.at(table, (back, group[row]), lr)
    total = np.bincount(back, lr.clip(0), len(pair))
    best = table.sum(1)
    odds = best + SECOND * (total - best) + np.log10(size[pair % len(size)] / n)
    strong = np.bincount(back, lr >= 1, len(pair))
    broad = (table >= 1).sum(1)
    odds = np.where(broad >= 2, odds, -9.0)  # one group of clues names nobody
    order = np.lexsort((odds, pair // len(size)))
    last = np.flatnonzero(np.diff(np.append((pair // len(size))[order], -1)))
    pick = order[last]
    found = Traces(np.full(n, -1), np.full(n, -99.0), np.zeros(n, int), np.zeros(n, int))
    who = pair[pick] // len(size)
    found.gang[who], found.odds[who] = pair[pick] % len(size), odds[pick]
    mine = gang[pair // len(size)] == pair % len(size)
    found.values[(pair // len(size))[mine]], found.groups[(pair // len(size))[mine]] = strong[mine], broad[mine]
    return found

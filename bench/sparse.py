"""Sparse evidence tables with known gangs: only account, kind and value.

Profiles `base` and `hard` follow the generator that the performance bars were measured with; `households` adds
families and
firms of up to 12 that share several identifiers at once, which no score of shared values alone can tell from gangs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
KINDS = ("phone", "payment", "address", "device", "ip")
HUB = (0.0, 0.0, 0.25, 0.15, 0.60)
FAMILY = (0.3, 0.3, 1.0, 0.5, 0.5)
MIDDLING = (0.0, 0.005, 0.05, 0.02, 0.05)


@dataclass(frozen=True)
class Sparse:
    """Uses as parallel arrays, and the gang of each account (-1 for none)."""

    account: Array
    kind: Array
    value: Array
    gang: Array


def make(accounts: int, *, profile: str = "hard", seed: int = 7) -> Sparse:
    """A table of `accounts` accounts; profile base, hard or households."""
    rng = np.random.default_rng(seed)
    hard = profile != "base"
    slot = np.arange(accounts * len(KINDS)).reshape(len(KINDS), accounts)
    _families(slot, rng, largest=4, share=0.15)
    if profile == "households":
        _families(slot, rng, largest=12, share=0.03, kinds=(0.5, 0.3, 1.0, 0.6, 0.9))
    fresh = slot.max() + 1
    fresh = _hubs(slot, rng, HUB, (1_000, 100_000), (accounts // 100, accounts // 10), fresh)
    if hard:
        fresh = _hubs(slot, rng, MIDDLING, (5, 1_000), (5, max(accounts // 100, 10)), fresh)
    _coincidences(slot, rng, 0.05 if hard else 0.01)
    gang, extra = _gangs(slot, rng, fresh, hard=hard)
    account = np.concatenate([np.tile(np.arange(accounts), len(KINDS)), extra[0]])
    kind = np.concatenate([np.repeat(np.arange(len(KINDS)), accounts), extra[1]])
    value = np.concatenate([slot.ravel(), extra[2]])
    order = rng.permutation(len(account))
    return Sparse(account[order], kind[order], value[order], gang)


def _families(
    slot: Array, rng: np.random.Generator, *, largest: int, share: float, kinds: tuple[float, ...] = FAMILY
) -> None:
    accounts = slot.shape[1]
    sizes = rng.integers(2, largest + 1, int(accounts * share))
    sizes = sizes[np.cumsum(sizes) <= accounts * share]
    member = rng.choice(accounts, sizes.sum(), replace=False)
    leader = np.repeat(member[np.cumsum(sizes) - sizes], sizes)
    for kind, chance in enumerate(kinds):
        shares = rng.random(len(member)) < chance
        slot[kind, member[shares]] = slot[kind, leader[shares]]


def _hubs(
    slot: Array,
    rng: np.random.Generator,
    shares: tuple[float, ...],
    span: tuple[int, int],
    bound: tuple[int, int],
    fresh: int,
) -> int:
    accounts = slot.shape[1]
    low, high = min(span[0], bound[0]) if span[0] > 100 else span[0], min(span[1], bound[1])
    for kind, share in enumerate(shares):
        users = np.flatnonzero(rng.random(accounts) < share)
        rng.shuffle(users)
        at = 0
        while at < len(users):
            size = int(np.clip(low / max(1 - rng.random(), 1e-9), low, high))
            slot[kind, users[at : at + size]] = fresh
            fresh, at = fresh + 1, at + size
    return fresh


def _coincidences(slot: Array, rng: np.random.Generator, chance: float) -> None:
    accounts = slot.shape[1]
    who = np.flatnonzero(rng.random(accounts) < chance)
    kind = rng.choice([0, 1, 3], len(who))
    slot[kind, who] = slot[kind, rng.integers(0, accounts, len(who))]


def _gangs(
    slot: Array, rng: np.random.Generator, fresh: int, *, hard: bool
) -> tuple[Array, tuple[Array, Array, Array]]:
    accounts = slot.shape[1]
    sizes = np.arange(5, 201)
    weights = sizes.astype(float) ** -2
    chosen: list[int] = []
    while sum(chosen) < 0.02 * accounts:
        chosen.append(int(rng.choice(sizes, p=weights / weights.sum())))
    gang = np.full(accounts, -1, np.int64)
    members = rng.choice(accounts, sum(chosen), replace=False)
    rows: list[tuple[Array, int, int]] = []
    for number, part in enumerate(np.split(members, np.cumsum(chosen)[:-1])):
        gang[part] = number
        fresh = _gang_values(rows, part, rng, fresh, hard=hard)
    account, kind, value = (
        np.concatenate(x) for x in zip(*((a, np.full(len(a), k), np.full(len(a), v)) for a, k, v in rows), strict=True)
    )
    inside = gang[account] >= 0
    slot[kind[inside], account[inside]] = value[inside]
    taken = slot[kind, account] != value
    return gang, (account[taken], kind[taken], value[taken])


def _gang_values(
    rows: list[tuple[Array, int, int]], part: Array, rng: np.random.Generator, fresh: int, *, hard: bool
) -> int:
    """Gang-owned values until each member has had, in the mean, as many links as were drawn for it."""
    low, high = (1, 4) if hard else (2, 6)
    left = int(rng.integers(low, high + 1, len(part)).sum())
    while left > 0:
        users = rng.choice(part, min(int(rng.integers(2, 13)), len(part)), replace=False)
        if hard and rng.random() < 0.10:
            users = np.append(users, rng.integers(0, 2**31) % (part.max() + 1))
        rows.append((users, int(rng.integers(0, len(KINDS))), fresh))
        fresh, left = fresh + 1, left - len(users)
    return fresh

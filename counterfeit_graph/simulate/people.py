"""Everybody's own life: when he opened, where, and the one value of each kind that is his alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterfeit_graph.simulate.draft import FIRST_DAY, LAST_DAY, SLOTS, TRADE_SLOTS, Draft, Ints, Slot
from counterfeit_graph.simulate.places import CITY_SHARE
from counterfeit_graph.simulate.words import GOODS, PLATFORMS

_EARLIEST = FIRST_DAY - 1500


def settle(draft: Draft) -> None:
    """Give every account a platform, a life time, a city, an owner and values of its own."""
    _accounts(draft)
    _slots(draft)
    _second_values(draft)
    _companies(draft)


def _accounts(draft: Draft) -> None:
    rng, n = draft.rng("accounts"), draft.size
    shares = np.array([entry[2] for entry in PLATFORMS.values()])
    opened = np.where(
        rng.random(n) < 0.35, rng.integers(_EARLIEST, FIRST_DAY, n), rng.integers(FIRST_DAY, LAST_DAY - 40, n)
    )
    closed = (rng.random(n) < 0.12) & (opened < LAST_DAY - 200)
    start = np.maximum(opened, FIRST_DAY) + 60
    ends = np.where(closed, start + (rng.random(n) * np.maximum(LAST_DAY - 10 - start, 1)).astype(np.int64), LAST_DAY)
    draft.accounts |= {
        "platform": rng.choice(len(PLATFORMS), n, p=shares / shares.sum()),
        "opened": opened,
        "ends": ends,
        "closed": closed,
        "reason": np.where(closed, np.where(rng.random(n) < 0.7, "voluntary", "inactive"), "").astype(object),
        "city": rng.choice(len(CITY_SHARE), n, p=CITY_SHARE),
        "root": draft.new("root", n),
        "form": np.zeros(n, dtype=np.int64),
        "category": rng.choice(len(GOODS), n),
        "gang": np.full(n, -1),
        "den": np.full(n, -1),
        "role": np.full(n, "", dtype=object),
        "innocent": np.full(n, "", dtype=object),
        "circle": np.full(n, -1),
        "copies": np.full(n, -1),
        "brand_share": np.where(rng.random(n) < 0.5, rng.random(n), 0.05),
        "discount": np.clip(rng.lognormal(-0.28, 0.32, n), 0.2, 1.3),
        "doubt": np.full(n, 0.03),
        "guilt": np.zeros(n),
    }
    draft.accounts["controller"] = draft.people(n, city=draft.accounts["city"])


def _slots(draft: Draft) -> None:
    rng, n = draft.rng("slots"), draft.size
    cities = draft.accounts["city"]
    home = draft.units(draft.buildings(cities))
    for name, (kind, relation, source, shown) in SLOTS.items():
        value = _own(draft, kind, home=home)
        life = {"first": draft.accounts["opened"].copy(), "last": draft.accounts["ends"].copy()}
        draft.slots[name] = Slot(kind, relation, source, value, rng.random(n) < shown, **life)
    for name in ("return", "registered"):
        moved = np.flatnonzero(rng.random(n) < 0.3)
        draft.slots[name].value[moved] = draft.units(draft.buildings(cities[moved]))
    for name, like in TRADE_SLOTS.items():
        kept = draft.slots[like]
        private = np.flatnonzero(rng.random(n) < 0.25)
        value = kept.value.copy()
        value[private] = (
            draft.units(draft.buildings(cities[private])) if name == "sender" else draft.new(kept.kind, len(private))
        )
        draft.slots[name] = Slot(kept.kind, "", "", value, np.zeros(n, dtype=bool), kept.first.copy(), kept.last.copy())
    _by_platform(draft)


def _own(draft: Draft, kind: str, *, home: Ints) -> Ints:
    if kind in {"person", "id_document"}:
        return np.asarray(draft.accounts["controller"], dtype=np.int64).copy()
    if kind == "address":
        return home.copy()
    return np.full(draft.size, -1) if kind == "company" else draft.new(kind, draft.size)


def _by_platform(draft: Draft) -> None:
    rng = draft.luck()
    names = list(PLATFORMS)
    site = draft.accounts["platform"] == names.index("web")
    draft.slots["domain"].shown |= site
    draft.slots["tracker"].shown |= site & (rng.random(draft.size) < 0.6)
    supplied = rng.random(draft.size) < 0.45
    draft.slots["supplier"].shown |= supplied
    draft.slots["company"].shown &= False
    draft.slots["supplier_company"].shown &= False


def _second_values(draft: Draft) -> None:
    """Second handsets, second numbers and new connections: rows, not slots."""
    rng, n = draft.rng("second values"), draft.size
    for slot, share in (("phone", 0.20), ("device", 0.45), ("ip", 0.70), ("payout", 0.22), ("email", 0.08)):
        who = np.flatnonzero(rng.random(n) < share)
        half = _inside(draft, who)
        draft.fact(slot, who, values=draft.new(draft.slots[slot].kind, len(who)), first=half)


def _inside(draft: Draft, who: Ints) -> Ints:
    rng = draft.luck()
    first, last = draft.accounts["opened"][who], draft.accounts["ends"][who]
    return np.asarray(first + (rng.random(len(who)) * (last - first)).astype(np.int64))


def _companies(draft: Draft) -> None:
    rng = draft.rng("companies")
    who = np.flatnonzero(rng.random(draft.size) < 0.25)
    firms = draft.people(len(who), city=draft.accounts["city"][who], kind=1)
    draft.put("company", who, values=firms)
    twice = np.flatnonzero(rng.random(draft.size) < 0.02)
    draft.slots["person"].value[twice] = draft.again(draft.slots["person"].value[twice])
    known = rng.random(len(who)) < 0.6
    own(draft, draft.accounts["controller"][who][known], firms=firms[known])


def own(draft: Draft, people: Any, *, firms: Any) -> None:
    """Write into the register that each person owns the firm beside him."""
    draft.rows["ties"].add(a=people, b=firms, relation="owns", source="company_register")

"""Honest people whom a gang has touched: framed, hijacked, hired once, born beside it, or lent their name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from counterfeit_graph.simulate.draft import LAST_DAY, Draft, Ints
from counterfeit_graph.simulate.gang_money import pay
from counterfeit_graph.simulate.gangs import Gang
from counterfeit_graph.simulate.words import PLATFORMS

Maker = Callable[..., None]


def _copy(draft: Draft, slot: str, *, who: Ints, members: Ints, **window: Ints) -> None:
    """Each of `who` also shows the value of the member beside him."""
    draft.fact(slot, who, values=draft.slots[slot].value[members], **window)


def second_hand(draft: Draft, who: Ints, *, members: Ints) -> None:
    """The number was a gang account's, lapsed, and was sold on."""
    rng = draft.luck()
    change = rng.integers(LAST_DAY - 500, LAST_DAY - 120, len(who))
    slot = draft.slots["phone"]
    slot.last[members] = np.minimum(slot.last[members], change)
    slot.shown[members] = True
    draft.put("phone", who, values=slot.value[members])
    slot.first[who] = np.minimum(change + rng.integers(90, 200, len(who)), LAST_DAY - 5)
    slot.last[who] = LAST_DAY


def hijacked(draft: Draft, who: Ints, *, members: Ints) -> None:
    """A gang's handset and connection were in the account for some days."""
    rng = draft.luck()
    start = rng.integers(LAST_DAY - 600, LAST_DAY - 20, len(who))
    end = start + rng.integers(1, 12, len(who))
    draft.accounts["opened"][who] = np.minimum(draft.accounts["opened"][who], start - 100)
    for slot in ("device", "ip"):
        _copy(draft, slot, who=who, members=members, first=start, last=end)


def employee(draft: Draft, who: Ints, *, members: Ints) -> None:
    """Packed parcels for a gang once; has an honest shop now, with the old handset and number from before."""
    rng = draft.luck()
    left = rng.integers(LAST_DAY - 700, LAST_DAY - 300, len(who))
    draft.accounts["opened"][who] = left - 150
    _copy(draft, "device", who=who, members=members, first=left - 140, last=left)
    some = rng.random(len(who)) < 0.4
    _copy(draft, "phone", who=who[some], members=members[some], first=left[some] - 140, last=left[some])
    for slot, share in (("payout", 0.25), ("return", 0.2)):
        some = rng.random(len(who)) < share
        _copy(draft, slot, who=who[some], members=members[some], first=left[some] - 140, last=left[some])
    boss = draft.accounts["controller"][members]
    draft.rows["ties"].add(a=boss, b=draft.accounts["controller"][who], relation="employs", source="former_payroll")


def relative(draft: Draft, who: Ints, *, members: Ints) -> None:
    """Lives with a gang's straw owner: same door, sometimes the same connection."""
    rng = draft.luck()
    straw = draft.slots["person"].value[members]
    draft.rows["ties"].add(a=straw, b=draft.accounts["controller"][who], relation="family", source="household_register")
    draft.put("registered", who, values=draft.slots["registered"].value[members])
    for slot, share in (("ip", 0.3), ("device", 0.1), ("phone", 0.1), ("payout", 0.06)):
        some = rng.random(len(who)) < share
        _copy(draft, slot, who=who[some], members=members[some])


def straw(draft: Draft, who: Ints, *, members: Ints) -> None:
    """Runs an honest shop, and has sold a copy of his papers to a gang."""
    draft.put("person", who, values=draft.slots["person"].value[members])
    draft.slots["document"].value[who] = draft.slots["person"].value[members]
    draft.accounts["controller"][who] = draft.slots["person"].value[members]
    some = draft.luck().random(len(who)) < 0.25
    _copy(draft, "phone", who=who[some], members=members[some])


def framed(draft: Draft, who: Ints, *, members: Ints) -> None:
    """A rival put one value of a gang onto an honest shop: its phone, return address, picture or an offer's title."""
    way = draft.luck().integers(0, 4, len(who))
    photos = draft.rows["photos"].columns()
    first = np.full(draft.size, -1)
    first[photos["account"][::-1]] = photos["image"][::-1]
    way[(way == 2) & (first[members] < 0)] = 0
    for number, slot in enumerate(("phone", "return")):
        now = way == number
        draft.fact(slot, who[now], values=_known_of_gang(draft, slot, members=members[now]))
    draft.rows["photos"].add(account=who[way == 2], image=first[members[way == 2]])
    draft.accounts["copies"][who[way == 3]] = draft.accounts["gang"][members[way == 3]]


def _known_of_gang(draft: Draft, slot: str, *, members: Ints) -> Ints:
    """A value of the slot that several of each member's gang use; his own where there is none, which he then shows."""
    draft.slots[slot].shown[members] = True
    owned, found = draft.rows["owned"].columns(), draft.slots[slot].value[members].copy()
    for at, gang in enumerate(draft.accounts["gang"][members].tolist()):
        known = owned["value"][(owned["slot"] == slot) & (owned["gang"] == gang)]
        found[at] = draft.luck().choice(known) if len(known) else found[at]
    return found


#: scenario: (share of all accounts, chance of a doubt, maker)
TOUCHED: Final[dict[str, tuple[float, float, Maker]]] = {
    "second_hand_phone": (0.002, 0.04, second_hand),
    "hijacked": (0.0018, 0.15, hijacked),
    "ex_employee": (0.0015, 0.06, employee),
    "gang_relative": (0.002, 0.05, relative),
    "straw_elsewhere": (0.0015, 0.05, straw),
    "framed": (0.0026, 0.30, framed),
}


def touch(draft: Draft, free: Ints, *, gangs: list[Gang]) -> Ints:
    """Turn the first of `free` into bystanders of gang members picked at random; gives what is left."""
    everyone = np.concatenate([gang.members for gang in gangs])
    stores = everyone[draft.accounts["role"][everyone] == "store"]
    for name, (share, doubt, make) in TOUCHED.items():
        rng = draft.rng("bystanders", name)
        count = max(2, round(share * draft.size))
        who, free = free[:count], free[count:]
        draft.accounts["innocent"][who] = name
        draft.accounts["doubt"][who] = doubt
        make(draft, who, members=rng.choice(stores, count))
    return _packers(draft, free, gangs=gangs)


def _packers(draft: Draft, free: Ints, *, gangs: list[Gang]) -> Ints:
    """Honest makers of boxes and tape who deliver to gangs and to everybody else."""
    rng = draft.rng("packers")
    count = max(1, draft.size // 5000)
    who, free = free[:count], free[count:]
    draft.accounts["innocent"][who] = "packaging_supplier"
    draft.accounts["platform"][who] = list(PLATFORMS).index("huoyuan")
    draft.slots["phone"].shown[who] = True
    bad = rng.choice(np.concatenate([gang.members for gang in gangs]), count * 15)
    good = rng.choice(free, count * 90)
    for clients in (bad, good):
        seller = rng.choice(who, len(clients))
        draft.fact("supplier", clients, values=draft.slots["phone"].value[seller])
        pay(draft, draft.slots["payout"].value[clients], target=draft.slots["payout"].value[seller])
    return free

"""Closed shops, and gang shops that come back under another name."""

from __future__ import annotations

import numpy as np

from counterfeit_graph.simulate.draft import FIRST_DAY, LAST_DAY, Draft, Ints
from counterfeit_graph.simulate.gangs import Gang

_SURVIVORS = (
    "phone",
    "email",
    "device",
    "ip",
    "payout",
    "till",
    "return",
    "sender",
    "sender_phone",
    "handle",
    "supplier",
)


def close(draft: Draft, gangs: list[Gang]) -> None:
    """Close part of the gangs' stores for counterfeiting, and let most come back as another of their accounts."""
    for gang in gangs:
        rng = draft.rng("closures", str(gang.number))
        stores = rng.permutation(gang.members[draft.accounts["role"][gang.members] == "store"])
        count = int(rng.binomial(len(stores) // 2, 2 * draft.dials["closed"])) if len(stores) > 3 else 0
        old, new = stores[:count], stores[count : 2 * count]
        _shut(draft, old)
        back = rng.random(count) < 0.7
        _reopen(draft, old[back], new=new[back])


def _shut(draft: Draft, who: Ints) -> None:
    rng = draft.luck()
    draft.accounts["opened"][who] = np.minimum(draft.accounts["opened"][who], LAST_DAY - 300)
    first = np.maximum(draft.accounts["opened"][who], FIRST_DAY) + 60
    end = first + (rng.random(len(who)) * (LAST_DAY - 120 - first)).astype(np.int64)
    draft.accounts["ends"][who], draft.accounts["closed"][who] = end, True
    draft.accounts["reason"][who] = "counterfeit"
    _relife(draft, who)


def _reopen(draft: Draft, old: Ints, *, new: Ints) -> None:
    rng = draft.luck()
    start = draft.accounts["ends"][old] + np.minimum(rng.exponential(25.0, len(old)).astype(np.int64) + 2, 90)
    draft.accounts["opened"][new] = start
    draft.accounts["ends"][new], draft.accounts["closed"][new], draft.accounts["reason"][new] = LAST_DAY, False, ""
    draft.accounts["category"][new] = draft.accounts["category"][old]
    _relife(draft, new)
    for slot in _SURVIVORS:
        kept = rng.random(len(old)) < draft.dials["survives"] * 0.6
        draft.slots[slot].value[new[kept]] = draft.slots[slot].value[old[kept]]
        draft.slots[slot].shown[new[kept]] |= draft.slots[slot].shown[old[kept]]
    draft.rows["phoenix"].add(old=old, new=new)
    _photos(draft, old, new=new)


def _photos(draft: Draft, old: Ints, *, new: Ints) -> None:
    rng = draft.luck()
    photos = draft.rows["photos"].columns()
    heir = np.full(draft.size, -1)
    heir[old] = new
    found = heir[photos["account"]]
    kept = (found >= 0) & (rng.random(len(found)) < draft.dials["survives"])
    draft.rows["photos"].add(account=found[kept], image=photos["image"][kept])


def _relife(draft: Draft, who: Ints) -> None:
    for slot in draft.slots.values():
        slot.first[who], slot.last[who] = draft.accounts["opened"][who], draft.accounts["ends"][who]


def churn(draft: Draft) -> None:
    """Half way through its life an account changes a value; gangs do so more often as they take care."""
    rng = draft.rng("churn")
    guilty = draft.accounts["guilt"] > 0
    for name in ("phone", "email", "device", "ip", "payout", "return"):
        slot = draft.slots[name]
        rate = np.where(guilty, draft.dials["churn"], 0.14)
        who = np.flatnonzero(slot.shown & (rng.random(draft.size) < rate) & (slot.last - slot.first > 120))
        middle = slot.first[who] + ((slot.last[who] - slot.first[who]) * rng.uniform(0.25, 0.75, len(who))).astype(
            np.int64
        )
        early = rng.random(len(who)) < 0.5
        fresh = draft.new("address", 0) if slot.kind == "address" else draft.new(slot.kind, len(who))
        if slot.kind == "address":
            fresh = draft.units(draft.buildings(draft.accounts["city"][who]))
        draft.fact(
            name,
            who,
            values=fresh,
            first=np.where(early, slot.first[who], middle),
            last=np.where(early, middle, slot.last[who]),
        )
        slot.first[who], slot.last[who] = (
            np.where(early, middle, slot.first[who]),
            np.where(early, slot.last[who], middle),
        )


def actions(draft: Draft) -> None:
    """The register of measures: closures, takedowns of offers, a few frozen accounts."""
    rng = draft.rng("actions")
    shut = np.flatnonzero(draft.accounts["reason"] == "counterfeit")
    draft.rows["actions"].add(
        account=shut, value=-1, kind="closure", at=draft.accounts["ends"][shut], reason="counterfeit"
    )
    other = rng.choice(draft.plain, max(2, draft.size // 300))
    draft.rows["actions"].add(
        account=other, value=-1, kind="takedown", at=rng.integers(FIRST_DAY, LAST_DAY, len(other)), reason="policy"
    )
    tills = draft.slots["till"].value[shut[rng.random(len(shut)) < 0.15]]
    draft.rows["actions"].add(
        account=-1, value=tills, kind="freeze", at=rng.integers(FIRST_DAY, LAST_DAY, len(tills)), reason="court_order"
    )

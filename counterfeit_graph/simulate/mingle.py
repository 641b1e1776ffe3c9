"""Where honest groups and gangs meet: dens that are clients of honest helpers, and resellers fed by a gang's stock."""

from __future__ import annotations

from typing import Final

import numpy as np

from counterfeit_graph.simulate.draft import TRADE_SLOTS, Draft, Ints
from counterfeit_graph.simulate.gangs import Gang

#: scenario: what its clients have in common with a den that is a client too
_HELPERS: Final[dict[str, tuple[str, ...]]] = {
    "registration_agent": ("registered", "email", "phone"),
    "shared_warehouse": ("sender", "sender_phone", "return"),
    "courier_outlet": ("sender", "sender_phone"),
    "dormitory": ("ip",),
    "market_stall": ("supplier", "sender_phone", "ip"),
    "mcn_roster": ("phone", "email", "ip"),
}
#: Share of the groups of at most `_SMALL` accounts that a few of a den join, and of resellers that buy from a gang.
_JOINED, _SMALL, _FED = 0.2, 13, 0.12


def mingle(draft: Draft, gangs: list[Gang]) -> None:
    """Let a few of a den use what some honest groups use, and some honest resellers use what a gang uses."""
    rng = draft.rng("mingle")
    for name, slots in _HELPERS.items():
        for circle in _circles(draft, name):
            if len(circle) <= _SMALL and rng.random() < _JOINED:
                den = _den(rng, gangs)
                _join(draft, circle, den=den[: int(rng.integers(1, 4))], slots=slots)
    for circle in _circles(draft, "parallel_import"):
        if rng.random() < _FED:
            _feed(draft, circle, gang=gangs[int(rng.integers(0, len(gangs)))])


def _circles(draft: Draft, name: str) -> list[Ints]:
    who = np.flatnonzero(draft.accounts["innocent"] == name)
    circle = draft.accounts["circle"][who]
    return [who[circle == number] for number in np.unique(circle)]


def _den(rng: np.random.Generator, gangs: list[Gang]) -> Ints:
    gang = gangs[int(rng.integers(0, len(gangs)))]
    return rng.permutation(gang.dens[int(rng.integers(0, len(gang.dens)))])


def _join(draft: Draft, circle: Ints, *, den: Ints, slots: tuple[str, ...]) -> None:
    for slot in draft.luck().choice(slots, min(2, len(slots)), replace=False).tolist():
        values, users = np.unique(draft.slots[slot].value[circle], return_counts=True)
        common = values[np.argmax(users)]
        if users.max() < 2:
            continue
        if slot in TRADE_SLOTS:
            draft.rows["also"].add(account=den, slot=slot, value=common)
        else:
            draft.fact(slot, den, values=common)


def _feed(draft: Draft, circle: Ints, *, gang: Gang) -> None:
    """Honest resellers who took photos and an address to buy from where they were offered: from a gang."""
    rng, photos = draft.luck(), draft.rows["photos"].columns()
    stock = photos["image"][np.isin(photos["account"], gang.members)]
    if len(stock):
        draft.rows["photos"].add(account=circle, image=rng.choice(stock, len(circle)))
    makers = draft.slots["supplier"].value[gang.members[draft.slots["supplier"].shown[gang.members]]]
    some = circle[rng.random(len(circle)) < 0.5]
    if len(makers) and len(some):
        draft.fact("supplier", some, values=rng.choice(makers, len(some)))

"""What everybody uses: depots, agents, shared connections, aggregators, stock photos; and pure chance."""

from __future__ import annotations

from typing import Final

import numpy as np

from counterfeit_graph.simulate.draft import Draft, Ints
from counterfeit_graph.simulate.gang_money import hold, pay
from counterfeit_graph.simulate.places import CITY_SHARE

#: slot: (share of ordinary accounts on a large hub, share on a middling one of 3..50, dial for gangs)
_HUBS: Final[dict[str, tuple[float, float, str]]] = {
    "sender": (0.22, 0.005, "hub_sender"),
    "sender_phone": (0.15, 0.002, ""),
    "registered": (0.10, 0.004, ""),
    "return": (0.05, 0.003, ""),
    "ip": (0.30, 0.006, "hub_ip"),
    "till": (0.12, 0.002, "hub_payee"),
    "phone": (0.01, 0.002, ""),
    "email": (0.01, 0.002, ""),
    "supplier": (0.28, 0.005, ""),
}
#: slots whose identifiers never reach `facts`, and those whose hub value is one more row beside the own value
_QUIET: Final = frozenset({"sender", "sender_phone", "till"})


def crowd(draft: Draft, gang_accounts: Ints) -> None:
    """Move ordinary accounts onto shared values; hide part of the gangs among them; add coincidences and stock."""
    for slot, (large, middling, dial) in _HUBS.items():
        rng = draft.rng("hubs", slot)
        who = rng.permutation(draft.plain)
        many, few = round(large * len(who)), round(middling * len(who))
        values = _hub(draft, slot, count=many, low=130 if slot in _QUIET else 80, high=max(200, draft.size // 12))
        _use(draft, slot, who=who[:many], values=values)
        _use(draft, slot, who=who[many : many + few], values=_hub(draft, slot, count=few, low=3, high=25))
        if dial and len(values):
            hidden = gang_accounts[rng.random(len(gang_accounts)) < draft.dials[dial]]
            _beside(draft, slot=slot, who=hidden, values=values)
    _makers(draft)
    _stock(draft)
    _chance(draft)
    _traffic(draft)
    _acquaintances(draft)


def _hub(draft: Draft, slot: str, *, count: int, low: int, high: int) -> Ints:
    """A hub value for each of `count` accounts; hub sizes follow a Pareto law of exponent one."""
    rng = draft.luck()
    size = (low / rng.random(count // low + 1)).clip(low, high).astype(np.int64)
    label = np.repeat(np.arange(len(size)), size)[:count]
    kind, many = draft.slots[slot].kind, len(size)
    if kind != "address":
        return np.asarray(draft.new(kind, many)[label])
    houses = draft.buildings(rng.choice(len(CITY_SHARE), many, p=CITY_SHARE))
    one_door = (rng.random(many) < 0.6)[label]
    shared, doors = draft.units(houses, printed=1)[label], draft.units(houses[label])
    return np.where(one_door, shared, doors)


def _use(draft: Draft, slot: str, *, who: Ints, values: Ints) -> None:
    if slot in _QUIET:
        draft.slots[slot].value[who] = values
    else:
        draft.put(slot, who, values=values)


def _beside(draft: Draft, *, slot: str, who: Ints, values: Ints) -> None:
    rng = draft.luck()
    known, users = np.unique(values, return_counts=True)
    users = np.where(users > 1, users, 0)
    if not users.sum():
        return
    picked = rng.choice(known, len(who), p=users / users.sum())
    if slot in _QUIET:
        draft.rows["also"].add(account=who, slot=slot, value=picked)
        return
    own = draft.slots[slot].value
    alone = np.bincount(own)[own[who]] == 1
    draft.put(slot, who[alone], values=picked[alone])
    draft.fact(slot, who[~alone], values=picked[~alone])


def _makers(draft: Draft) -> None:
    """The factories that sell to gangs sell to honest shops as well."""
    rng, phones = draft.rng("makers"), draft.rows["makers"].columns()["phone"]
    for phone in phones.tolist():
        buyers = rng.choice(draft.plain, min(int(rng.integers(60, 130)), len(draft.plain) // 8), replace=False)
        draft.fact("supplier", buyers, values=phone)


def _stock(draft: Draft) -> None:
    """Photos that a maker or a picture agency gives to whoever asks."""
    rng = draft.rng("stock photos")
    for share, low, high in ((0.12, 200, 1500), (0.006, 3, 50)):
        who = (
            np.flatnonzero(rng.random(draft.size) < share)
            if low > 50
            else draft.plain[rng.random(len(draft.plain)) < share]
        )
        size = (low / rng.random(len(who) // low + 1)).clip(low, high).astype(np.int64)
        pictures = np.repeat(draft.new("image", len(size)), size)[: len(who)]
        draft.rows["photos"].add(account=rng.permutation(who)[: len(pictures)], image=pictures)


def _chance(draft: Draft) -> None:
    """Handsets sold on, numbers mistyped, purses lent: an ordinary account has another's value."""
    rng = draft.rng("coincidence")
    for slot in ("phone", "device", "payout", "ip", "email"):
        who = draft.plain[rng.random(len(draft.plain)) < draft.dials["coincidence"] / 5]
        draft.fact(slot, who, values=draft.slots[slot].value[rng.integers(0, draft.size, len(who))])


def leak(draft: Draft) -> None:
    """Some values of gangs have one innocent user more."""
    rng = draft.rng("leak")
    owned = draft.rows["owned"].columns()
    for slot in np.unique(owned["slot"]).tolist():
        values = owned["value"][owned["slot"] == slot]
        values = values[rng.random(len(values)) < draft.dials["leak"] * (0.3 if slot == "mule" else 1.0)]
        who = rng.choice(draft.plain, len(values))
        if slot == "mule":
            pay(draft, draft.slots["payout"].value[who], target=values)
        elif slot in _QUIET:
            draft.rows["also"].add(account=who, slot=slot, value=values)
        else:
            draft.fact(slot, who, values=values)


def _acquaintances(draft: Draft) -> None:
    """Ordinary people have kin and friends too, and banks answer about them as well."""
    rng, people = draft.rng("acquaintances"), draft.accounts["controller"][draft.plain]
    for relation, source, share in (
        ("family", "household_register", 0.06),
        ("associate", "call_records", 0.03),
        ("employs", "payroll", 0.02),
    ):
        known = people[rng.random(len(people)) < share]
        draft.rows["ties"].add(a=known, b=rng.choice(people, len(known)), relation=relation, source=source)
    asked = np.flatnonzero(rng.random(len(people)) < 0.04)
    hold(draft, draft.slots["payout"].value[draft.plain[asked]], parties=people[asked])


def _traffic(draft: Draft) -> None:
    """Honest money: tills to their owners' banks, to wholesalers, and among friends."""
    rng, n = draft.rng("traffic"), len(draft.plain)
    tills = draft.slots["payout"].value[draft.plain]
    bank = np.flatnonzero(rng.random(n) < 0.30)
    pay(draft, tills[bank], target=draft.new("payment", len(bank)))
    buys = np.flatnonzero(rng.random(n) < 0.20)
    wholesalers = draft.new("payment", max(3, n // 300))
    weight = 1.0 / (np.arange(len(wholesalers)) + 1.0)
    pay(draft, tills[buys], target=rng.choice(wholesalers, len(buys), p=weight / weight.sum()))
    lends = np.flatnonzero(rng.random(n) < 0.02)
    pay(draft, tills[lends], target=rng.choice(tills, len(lends)))

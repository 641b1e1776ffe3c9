"""Gangs: how large, how many dens, who does what, and which values the hands of one den share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from counterfeit_graph.simulate.draft import Draft, Ints, cells, law
from counterfeit_graph.simulate.places import CITY_SHARE, TOWNS
from counterfeit_graph.simulate.words import PLATFORMS

KINDS: Final = ("network", "factory", "family", "cross_border")
_KIND_SHARE: Final = (0.5, 0.2, 0.15, 0.15)
#: role: (smallest gang that has it, share of the gang's accounts, platforms it works on)
_ROLES: Final[dict[str, tuple[int, float, tuple[str, ...]]]] = {
    "promoter": (6, 0.08, ("duanshi", "qunbo")),
    "cashier": (8, 0.04, ("qianbao",)),
    "warehouse": (8, 0.04, ("suyun",)),
    "supplier": (15, 0.02, ("huoyuan",)),
    "manager": (12, 0.03, ("qunbo", "qianbao")),
}
#: slot: cell size of the values that a few accounts of one den share
_DEN_CELLS: Final[dict[str, tuple[int, int]]] = {
    "payout": (2, 4),
    "till": (3, 8),
    "phone": (2, 5),
    "email": (2, 3),
    "device": (2, 5),
    "ip": (3, 8),
    "return": (3, 9),
    "sender": (5, 15),
    "sender_phone": (4, 12),
}


#: role, whose values of which slot it uses, as what, and how often (a dial; always where none is named)
_AT_HAND: Final = (
    ("cashier", "till", "payout", ""),
    ("cashier", "till", "payout", ""),
    ("cashier", "device", "device", "advert"),
    ("warehouse", "sender", "registered", ""),
    ("warehouse", "sender_phone", "phone", ""),
    ("manager", "device", "device", ""),
    ("manager", "device", "device", ""),
    ("manager", "ip", "ip", ""),
    ("promoter", "handle", "handle", "advert"),
    ("promoter", "phone", "phone", "advert"),
)


#: Who shares nothing shows his own value less often than others do, so that counting rows tells nothing.
_OWN_SHOWN: Final = 0.7


@dataclass
class Gang:
    """One gang: its accounts by den, its town, its people (party numbers) and its money (payment numbers)."""

    number: int
    kind: str
    city: int
    members: Ints
    dens: list[Ints]
    head: int = -1
    managers: list[int] = field(default_factory=list)
    suppliers: list[int] = field(default_factory=list)
    supplier_pays: list[int] = field(default_factory=list)
    collectors: list[int] = field(default_factory=list)


def sizes(rng: np.random.Generator, total: int) -> Ints:
    """Gang sizes of 5..200 by an inverse square law that fill `total` accounts, never the last one overshooting.

    Example:
        >>> found = sizes(np.random.default_rng(1), 1200)
        >>> 1100 <= int(found.sum()) <= 1200
        True
    """
    high = int(np.clip(total // 5, 12, 200))
    count = 1
    while law(np.random.default_rng(0), count + 1, low=5, high=high, power=2.0).sum() <= total:
        count += 1
    found = law(rng, count, low=5, high=high, power=2.0)
    while found.sum() > total and len(found) > 1:
        found = found[:-1] if found[-1] <= 12 else np.roll(found, 1)
    return found


def recruit(draft: Draft, accounts: Ints) -> list[Gang]:
    """Divide `accounts` into gangs and dens, give them roles, towns, platforms and shared values."""
    rng = draft.rng("gangs")
    plan = sizes(rng, len(accounts))
    bounds = np.concatenate([[0], np.cumsum(plan)])
    draft.rows["makers"].add(phone=draft.new("phone", max(2, len(accounts) // 80)))
    gangs = [
        _gang(draft, number=number, members=accounts[a:b])
        for number, (a, b) in enumerate(zip(bounds, bounds[1:], strict=False))
    ]
    for gang in gangs:
        _roles(draft, gang)
        for den in gang.dens:
            _share(draft, gang, den=den)
        _fronts(draft, gang)
        for den in gang.dens:
            _at_hand(draft, den)
    return gangs


def _gang(draft: Draft, *, number: int, members: Ints) -> Gang:
    rng = draft.luck()
    kind = KINDS[int(rng.choice(len(KINDS), p=_KIND_SHARE))]
    city = int(rng.choice(TOWNS))
    count: int = 1 if len(members) < 9 else int(np.ceil(len(members) / rng.integers(5, 15)))
    cut = np.sort(rng.choice(np.arange(3, len(members) - 2, 3), count - 1, replace=False))
    dens = [np.asarray(d) for d in np.split(rng.permutation(members), cut)]
    draft.accounts["gang"][members] = number
    for den in dens:
        place = city if rng.random() < 0.65 else int(rng.choice(len(CITY_SHARE), p=CITY_SHARE))
        draft.accounts["city"][den] = place
        draft.accounts["den"][den] = draft.new("den", 1)[0]
    draft.accounts["guilt"][members] = 1.0
    draft.accounts["category"][members] = rng.integers(0, 8)
    return Gang(number, kind, city, members, dens)


def _roles(draft: Draft, gang: Gang) -> None:
    rng = draft.rng("roles", str(gang.number))
    names = list(PLATFORMS)
    draft.accounts["role"][gang.members] = "store"
    shops = (
        ("amora", "web", "taoji")
        if gang.kind == "cross_border"
        else ("taoji", "pinlehui", "jingpu", "xianhui", "duanshi", "web")
    )
    draft.accounts["platform"][gang.members] = rng.choice([names.index(s) for s in shops], len(gang.members))
    free = rng.permutation(gang.members)
    for role, (least, share, platforms) in _ROLES.items():
        count = max(1, round(share * len(gang.members))) if len(gang.members) >= least else 0
        who, free = free[:count], free[count:]
        draft.accounts["role"][who] = role
        draft.accounts["platform"][who] = rng.choice([names.index(p) for p in platforms], count)


def _share(draft: Draft, gang: Gang, *, den: Ints) -> None:
    rng, city = draft.rng("den", str(draft.accounts["den"][den[0]])), int(draft.accounts["city"][den[0]])
    for slot, (low, high) in _DEN_CELLS.items():
        rate = draft.dials[{"sender": "warehouse"}.get(slot, slot)]
        shares = rng.random(len(den)) < rate
        who = den[shares]
        draft.slots[slot].shown[den[~shares]] &= rng.random((~shares).sum()) < _OWN_SHOWN
        if len(who) > 1:
            label = cells(rng, len(who), low=low, high=high)
            draft.put(slot, who, values=_values(draft, gang, slot=slot, label=label, city=city))
    _photos(draft, den, dial="den_photo")


def _values(draft: Draft, gang: Gang, *, slot: str, label: Ints, city: int) -> Ints:
    kind, count = draft.slots[slot].kind, int(label.max()) + 1
    fresh = draft.units(draft.buildings(np.full(count, city))) if kind == "address" else draft.new(kind, count)
    draft.rows["owned"].add(gang=gang.number, slot=slot, value=fresh)
    return np.asarray(fresh[label])


def _at_hand(draft: Draft, den: Ints) -> None:
    """Warehouse, cashier, manager and promoter accounts use the values they serve the den with."""
    rng = draft.rng("at hand", str(draft.accounts["den"][den[0]]))
    role = draft.accounts["role"][den]
    stores = den[role == "store"]
    if not len(stores):
        return
    for name, served, target, rate in _AT_HAND:
        who = den[(role == name) & (rng.random(len(den)) < (draft.dials[rate] if rate else 1.0))]
        draft.fact(target, who, values=draft.slots[served].value[rng.choice(stores, len(who))])


def _photos(draft: Draft, members: Ints, *, dial: str) -> None:
    rng = draft.luck()
    pool = draft.new("image", max(3, len(members) // 2))
    who = members[rng.random(len(members)) < draft.dials[dial]]
    picks = np.repeat(who, rng.integers(1, 4, len(who)))
    draft.rows["photos"].add(account=picks, image=rng.choice(pool, len(picks)))


def _fronts(draft: Draft, gang: Gang) -> None:
    """The same shop on several platforms, photo stock and suppliers that all dens draw on."""
    rng = draft.rng("fronts", str(gang.number))
    _photos(draft, gang.members, dial="stock_photo")
    who = rng.permutation(gang.members[rng.random(len(gang.members)) < draft.dials["front"]])
    if len(who) > 1:
        label = _near(draft, who, label=cells(rng, len(who), low=2, high=4))
        roots = draft.new("root", int(label.max()) + 1)[label]
        form = np.where(rng.random(len(who)) < draft.dials["front_variant"], rng.integers(1, 7, len(who)), 0)
        draft.accounts["root"][who], draft.accounts["form"][who] = roots, form
        draft.put("handle", who, values=roots)
    _suppliers(draft, gang)


def _near(draft: Draft, who: Ints, *, label: Ints) -> Ints:
    """Cells of which most keep to one den: the labels, handed out in the order of the dens."""
    rng = draft.luck()
    rank = draft.accounts["den"][who] + np.where(rng.random(len(who)) < 0.25, rng.normal(0, 50, len(who)), 0)
    near = np.empty_like(label)
    near[np.argsort(rank, kind="stable")] = np.sort(label)
    return near


def _suppliers(draft: Draft, gang: Gang) -> None:
    """A maker of the gang's own, and the makers whom half the trade buys from."""
    rng = draft.luck()
    count = 1 + len(gang.members) // 40
    phones, firms = draft.new("phone", count), draft.people(count, city=np.full(count, gang.city), kind=1)
    gang.suppliers, gang.supplier_pays = firms.tolist(), draft.new("payment", count).tolist()
    sellers = gang.members[draft.accounts["role"][gang.members] == "supplier"]
    for at, seller in enumerate(sellers.tolist()):
        draft.put("phone", np.array([seller]), values=phones[at % count])
        draft.put("company", np.array([seller]), values=firms[at % count])
        draft.put("payout", np.array([seller]), values=gang.supplier_pays[at % count])
    buyers = np.setdiff1d(gang.members[rng.random(len(gang.members)) < draft.dials["own_supplier"]], sellers)
    pick = rng.integers(0, count, len(buyers))
    by_phone = rng.random(len(buyers)) < 0.6
    draft.put("supplier", buyers[by_phone], values=phones[pick[by_phone]])
    draft.put("supplier_company", buyers[~by_phone], values=firms[pick[~by_phone]])
    makers = draft.rows["makers"].columns()["phone"]
    known = rng.choice(makers, min(len(makers), 1 + len(gang.members) // 60), replace=False)
    others = np.setdiff1d(gang.members[rng.random(len(gang.members)) < draft.dials["supplier"]], sellers)
    draft.slots["supplier"].shown[np.setdiff1d(others, buyers)] = False
    draft.fact("supplier", others, values=rng.choice(known, len(others)))

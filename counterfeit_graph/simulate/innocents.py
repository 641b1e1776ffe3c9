"""Honest groups that look guilty: common control, common places and common helpers without any crime."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from counterfeit_graph.simulate.draft import LAST_DAY, Draft, Ints, groups_of
from counterfeit_graph.simulate.gang_money import hold, pay
from counterfeit_graph.simulate.words import PLATFORMS

Maker = Callable[[Draft, Ints], None]


def _some(draft: Draft, group: Ints, *, share: float) -> Ints:
    rng = draft.luck()
    return group[rng.random(len(group)) < share]


def _common(draft: Draft, group: Ints, *, shares: dict[str, float]) -> None:
    """One value of each named slot that the given share of the group uses."""
    for slot, share in shares.items():
        who = _some(draft, group, share=share)
        if not len(who):
            continue
        kind = draft.slots[slot].kind
        home = int(draft.accounts["city"][group[0]])
        fresh = draft.units(draft.buildings(home)) if kind == "address" else draft.new(kind, 1)
        if slot in {"sender", "sender_phone", "till"}:
            draft.slots[slot].value[who] = fresh[0]
        else:
            draft.put(slot, who, values=fresh[0])


def _doors(draft: Draft, slots: tuple[str, ...], *, group: Ints) -> None:
    """Another door of one building for each account, in all the named slots."""
    doors = draft.units(np.repeat(draft.buildings(int(draft.accounts["city"][group[0]])), len(group)))
    draft.accounts["city"][group] = draft.accounts["city"][group[0]]
    for slot in slots:
        draft.slots[slot].value[group] = doors
        if slot != "sender":
            draft.slots[slot].shown[group] = True


def _stock(draft: Draft, group: Ints, *, share: float) -> None:
    rng = draft.luck()
    pool = draft.new("image", max(4, len(group) // 2))
    who = np.repeat(_some(draft, group, share=share), 2)
    draft.rows["photos"].add(account=who, image=rng.choice(pool, len(who)))


def owner(draft: Draft, group: Ints) -> None:
    """One honest owner of several shops: same person, purse, desk and warehouse."""
    rng = draft.luck()
    boss = draft.accounts["controller"][group[0]]
    draft.accounts["controller"][group] = boss
    draft.put("person", _some(draft, group, share=0.85), values=boss)
    draft.slots["document"].value[group] = boss
    firm = draft.people(1, city=draft.accounts["city"][group[0]], kind=1)
    draft.put("company", _some(draft, group, share=0.5), values=firm[0])
    draft.rows["ties"].add(a=boss, b=firm, relation="owns", source="company_register")
    _common(
        draft,
        group,
        shares={
            "payout": 0.7,
            "till": 0.6,
            "device": 0.7,
            "ip": 0.6,
            "phone": 0.5,
            "return": 0.6,
            "sender": 0.7,
            "sender_phone": 0.6,
        },
    )
    _stock(draft, group, share=0.6)
    tills = np.unique(draft.slots["till"].value[group])
    purse = draft.new("payment", 1)
    pay(draft, tills, target=np.full(len(tills), purse[0]))
    if rng.random() < 0.4:
        hold(draft, purse, parties=np.array([boss]))


def distributor(draft: Draft, group: Ints) -> None:
    """Dealers of one brand: its goods, photos and wholesaler, each with his own purse."""
    rng = draft.luck()
    draft.accounts["category"][group] = draft.accounts["category"][group[0]]
    draft.accounts["brand_share"][group] = 0.95
    draft.accounts["discount"][group] = rng.uniform(0.8, 1.0, len(group))
    _common(draft, group, shares={"supplier": 0.5, "supplier_company": 0.4, "return": 0.2})
    _stock(draft, group, share=0.9)
    mill = draft.new("payment", 1)
    tills = draft.slots["till"].value[_some(draft, group, share=0.7)]
    pay(draft, tills, target=np.full(len(tills), mill[0]))


def roster(draft: Draft, group: Ints) -> None:
    """Streamers of one agency: its contact, its studio's connection and handsets."""
    rng = draft.luck()
    pages = [list(PLATFORMS).index(p) for p in ("duanshi", "qunbo")]
    draft.accounts["platform"][group] = rng.choice(pages, len(group))
    _common(draft, group, shares={"phone": 0.5, "email": 0.4, "ip": 0.5})
    for part in np.array_split(rng.permutation(group), max(1, len(group) // 8)):
        _common(draft, part, shares={"device": 0.4})
    agency = draft.people(1, city=draft.accounts["city"][group[0]], kind=1)
    draft.rows["ties"].add(a=agency, b=draft.accounts["controller"][group], relation="represents", source="contract")


def warehouse(draft: Draft, group: Ints) -> None:
    """Clients of one fulfilment warehouse: same sender, same returns."""
    _common(draft, group, shares={"sender": 0.9, "sender_phone": 0.75, "return": 0.4})


def family(draft: Draft, group: Ints) -> None:
    """One household: same door and connection, sometimes one handset and a child's phone."""
    _common(
        draft,
        group,
        shares={
            "registered": 0.9,
            "return": 0.6,
            "sender": 0.5,
            "ip": 0.7,
            "device": 0.25,
            "phone": 0.2,
            "payout": 0.15,
        },
    )
    people = draft.accounts["controller"][group]
    draft.rows["ties"].add(a=people[:-1], b=people[1:], relation="family", source="household_register")


def dormitory(draft: Draft, group: Ints) -> None:
    """Rooms of one dormitory behind one connection."""
    _doors(draft, ("registered", "return", "sender"), group=group)
    _common(draft, group, shares={"ip": 0.6})


def stalls(draft: Draft, group: Ints) -> None:
    """Stalls of one wholesale market: same goods, photos, wholesaler and counter for parcels."""
    _doors(draft, ("registered", "return", "sender"), group=group)
    draft.accounts["category"][group] = draft.accounts["category"][group[0]]
    _common(draft, group, shares={"supplier": 0.3, "sender_phone": 0.3, "ip": 0.2})
    _stock(draft, group, share=0.5)


def outlet(draft: Draft, group: Ints) -> None:
    """Neighbours who hand their parcels in at one courier's counter."""
    _common(draft, group, shares={"sender": 0.8, "sender_phone": 0.5, "return": 0.15})


def agent(draft: Draft, group: Ints) -> None:
    """Clients of one registration agent, who opened the accounts from his desk."""
    _common(draft, group, shares={"registered": 0.6, "phone": 0.25, "email": 0.3})
    device, ip = draft.new("device", 1), draft.new("ip", 1)
    opened = draft.accounts["opened"]
    for slot, value in (("device", device), ("ip", ip)):
        who = _some(draft, group, share=0.5)
        draft.fact(slot, who, values=value[0], last=np.minimum(opened[who] + 3, LAST_DAY))


def resale(draft: Draft, group: Ints) -> None:
    """Sellers of genuine goods bought abroad: cheap, branded, and often reported."""
    rng = draft.luck()
    draft.accounts["brand_share"][group] = 0.9
    draft.accounts["discount"][group] = rng.uniform(0.4, 0.75, len(group))
    _common(draft, group, shares={"supplier": 0.6, "return": 0.4, "sender": 0.5})
    _stock(draft, group, share=0.7)


#: scenario: (share of all accounts, smallest group, largest group, chance of a doubt for each account, maker)
GROUPS: Final[dict[str, tuple[float, int, int, float, Maker]]] = {
    "multi_shop_owner": (0.030, 3, 12, 0.08, owner),
    "brand_distributor": (0.014, 6, 25, 0.06, distributor),
    "mcn_roster": (0.014, 10, 60, 0.015, roster),
    "shared_warehouse": (0.018, 8, 60, 0.015, warehouse),
    "family": (0.035, 2, 5, 0.05, family),
    "dormitory": (0.014, 10, 80, 0.015, dormitory),
    "market_stall": (0.016, 15, 120, 0.02, stalls),
    "courier_outlet": (0.014, 10, 150, 0.015, outlet),
    "registration_agent": (0.016, 10, 100, 0.015, agent),
    "parallel_import": (0.013, 1, 4, 0.28, resale),
}


def plant(draft: Draft, free: Ints) -> Ints:
    """Turn the first of `free` into the groups above; gives the accounts that are left."""
    for name, (share, low, high, doubt, make) in GROUPS.items():
        rng = draft.rng("innocents", name)
        for size in groups_of(rng, round(share * draft.size), low=low, high=high).tolist():
            group, free = free[:size], free[size:]
            draft.accounts["innocent"][group] = name
            draft.accounts["circle"][group] = draft.new("circle", 1)
            draft.accounts["doubt"][group] = doubt
            make(draft, group)
    return free

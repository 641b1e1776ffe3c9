"""What accounts offer, sell and ship: listings, orders and parcels."""

from __future__ import annotations

from typing import Final

import numpy as np

from counterfeit_graph.simulate.draft import FIRST_DAY, LAST_DAY, Draft, Ints
from counterfeit_graph.simulate.places import CITY_SHARE
from counterfeit_graph.simulate.words import CARRIERS, GOODS

#: Titles that a gang reuses, at most.
_MOST_TITLES: Final = 12
#: role: mean number of listings, orders and parcels; ordinary accounts trade like stores
_VOLUME = {
    "": (2.6, 4.5, 3.5),
    "store": (3.6, 6.5, 5.0),
    "promoter": (2.0, 0.0, 0.0),
    "supplier": (3.0, 5.0, 6.0),
    "warehouse": (0.0, 0.0, 7.0),
    "cashier": (0.0, 1.5, 0.0),
    "manager": (0.0, 0.0, 0.0),
}


def trade(draft: Draft, gang_accounts: Ints) -> None:
    """Write listings, orders and shipments of every account."""
    role = draft.accounts["role"].astype(str)
    names, at = np.unique(role, return_inverse=True)
    mean = np.array([_VOLUME[name] for name in names.tolist()])[at]
    user = np.isin(draft.accounts["platform"], (9, 10)) & (role == "")
    mean[user] *= (0.0, 0.1, 0.3)
    _listings(draft, mean[:, 0], gang_accounts=gang_accounts)
    _orders(draft, mean[:, 1])
    _shipments(draft, mean[:, 2])


def _many(rng: np.random.Generator, mean: np.ndarray) -> Ints:
    """Counts with a long tail around each mean, at most sixty."""
    return np.asarray(np.minimum(rng.poisson(mean * rng.gamma(1.6, 1 / 1.6, len(mean))), 60))


def _days(draft: Draft, who: Ints) -> Ints:
    rng = draft.luck()
    first = np.maximum(draft.accounts["opened"][who], FIRST_DAY)
    return np.asarray(
        first + (rng.random(len(who)) * np.maximum(draft.accounts["ends"][who] - first, 1)).astype(np.int64)
    )


class _Pool:
    """Which values each account may draw: its rows in random company, found by account number."""

    def __init__(self, size: int, account: Ints, *, value: Ints) -> None:
        order = np.argsort(account, kind="stable")
        self.value = value[order]
        self.count = np.bincount(account, minlength=size)
        self.start = np.concatenate([[0], np.cumsum(self.count)])

    def draw(self, who: Ints, *, rng: np.random.Generator) -> Ints:
        """One of its values for each account; -1 for an account that has none."""
        if not len(self.value):
            return np.full(len(who), -1)
        count = self.count[who]
        at = self.start[who] + (rng.random(len(who)) * count).astype(np.int64)
        return np.where(count > 0, self.value[np.minimum(at, len(self.value) - 1)], -1)


def _listings(draft: Draft, mean: np.ndarray, *, gang_accounts: Ints) -> None:
    rng = draft.rng("listings")
    who = np.repeat(np.arange(draft.size), _many(rng, mean))
    fake = np.zeros(draft.size, dtype=bool)
    fake[gang_accounts] = True
    fake = fake[who] & (rng.random(len(who)) >= draft.dials["honest_listing"])
    branded = (fake & (rng.random(len(who)) >= draft.dials["unbranded"])) | (
        rng.random(len(who)) < draft.accounts["brand_share"][who]
    )
    category = np.where(
        rng.random(len(who)) < 0.85, draft.accounts["category"][who], rng.integers(0, len(GOODS), len(who))
    )
    market = np.array([entry[2] for entry in GOODS.values()])[category]
    discount = draft.accounts["discount"][who] * rng.lognormal(0, 0.15, len(who))
    cheap = np.clip(rng.lognormal(np.log(draft.dials["discount"]), 0.35, len(who)), 0.08, 1.1)
    price = market * np.where(
        fake & branded, cheap, np.where(branded, discount, discount * rng.uniform(0.08, 0.6, len(who)))
    )
    listed = _days(draft, who)
    gone = np.where(
        rng.random(len(who)) < 0.3, np.minimum(listed + rng.integers(5, 300, len(who)), draft.accounts["ends"][who]), -1
    )
    draft.rows["listings"].add(
        account=who,
        category=category,
        branded=branded,
        fake=fake,
        price=np.round(price, 2),
        image=_pictures(draft, who),
        title=_titles(draft, who, category=category),
        listed=listed,
        removed=gone,
    )


def _pictures(draft: Draft, who: Ints) -> Ints:
    rng = draft.luck()
    photos = draft.rows["photos"].columns()
    pool = _Pool(draft.size, photos["account"], value=photos["image"])
    found = pool.draw(who, rng=rng)
    own = (found < 0) | (rng.random(len(who)) < 0.35)
    found[own] = draft.new("image", int(own.sum()))
    found[rng.random(len(who)) < 0.06] = -1
    return found


def _titles(draft: Draft, who: Ints, *, category: Ints) -> Ints:
    """A new title for most offers; gangs reuse a few of theirs, rivals copy those, and everybody copies a little."""
    rng, count = draft.luck(), len(who)
    title, stock = draft.new("title", count), draft.new("title", count)
    gang, framer = draft.accounts["gang"][who], draft.accounts["copies"][who]
    reused = np.where(
        gang >= 0, rng.random(count) < draft.dials["stock_title"], (framer >= 0) & (rng.random(count) < 0.6)
    )
    source = np.maximum(gang, framer)
    offers = np.bincount(np.maximum(gang, 0), minlength=int(source.max(initial=0)) + 1)
    several = np.minimum(3 + offers[source] // 12, _MOST_TITLES)
    pick = (source * _MOST_TITLES + (rng.random(count) * several).astype(np.int64)) % max(count, 1)
    other = rng.integers(0, max(count, 1), count)
    copied = (rng.random(count) < 0.02) & (category == category[other])
    return np.where(reused, stock[pick], np.where(copied, title[other], title))


def _orders(draft: Draft, mean: np.ndarray) -> None:
    rng = draft.rng("orders")
    who = np.repeat(np.arange(draft.size), _many(rng, mean))
    till = _from_slot(draft, who, slot="till")
    market = np.array([entry[2] for entry in GOODS.values()])[draft.accounts["category"][who]]
    amount = np.maximum(np.round(market * rng.lognormal(-0.9, 0.5, len(who)), 2), 1.0)
    seconds = _days(draft, who) * 86400 + rng.integers(0, 86400, len(who))
    listings = draft.rows["listings"].columns()
    sold = _Pool(draft.size, listings["account"], value=np.arange(len(listings["account"]))).draw(who, rng=rng)
    sold[rng.random(len(who)) < 0.3] = -1
    draft.rows["orders"].add(
        account=who,
        amount=amount,
        paid=seconds,
        payment=till,
        buyer=rng.integers(0, draft.size * 3, len(who)),
        listing=sold,
    )


def _from_slot(draft: Draft, who: Ints, *, slot: str) -> Ints:
    """The slot's value, or half the time one of the values the account uses beside it."""
    rng = draft.luck()
    own = draft.slots[slot].value[who]
    also = draft.rows["also"].columns()
    if not also:
        return own
    here = also["slot"] == slot
    beside = _Pool(draft.size, also["account"][here], value=also["value"][here]).draw(who, rng=rng)
    return np.where((beside >= 0) & (rng.random(len(who)) < 0.5), beside, own)


def _shipments(draft: Draft, mean: np.ndarray) -> None:
    rng = draft.rng("shipments")
    who = np.repeat(np.arange(draft.size), _many(rng, mean))
    phone = _from_slot(draft, who, slot="sender_phone")
    phone[rng.random(len(who)) < 0.12] = -1
    carrier = rng.integers(0, len(CARRIERS), draft.size)[who]
    seconds = _days(draft, who) * 86400 + rng.integers(28800, 79200, len(who))
    city = rng.choice(len(CITY_SHARE), len(who), p=CITY_SHARE)
    weight = np.round(rng.lognormal(-0.2, 0.6, len(who)), 2)
    draft.rows["shipments"].add(
        account=who,
        carrier=carrier,
        address=_from_slot(draft, who, slot="sender"),
        phone=phone,
        city=city,
        at=np.minimum(seconds, LAST_DAY * 86400),
        weight=weight,
    )

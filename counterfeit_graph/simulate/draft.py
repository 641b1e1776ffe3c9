"""The world while it is being made: flat arrays that each maker fills, and rows that each maker appends.

Accounts, values and parties are whole numbers here; text is given to them at the very end, so that no name can
tell what an account is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from counterfeit_graph.model import seeds
from counterfeit_graph.simulate.dials import Dials

Ints = npt.NDArray[np.int64]
Column = npt.NDArray[Any]

#: The world's calendar, in days since 1970: nothing is seen after `LAST_DAY`.
FIRST_DAY: Final = int(np.datetime64("2023-01-01").astype(np.int64))
LAST_DAY: Final = int(np.datetime64("2026-09-30").astype(np.int64))

#: slot: (identifier kind, relation, who says so, share of accounts that show it)
SLOTS: Final[dict[str, tuple[str, str, str, float]]] = {
    "person": ("person", "registrant", "real_name_check", 0.85),
    "company": ("company", "registrant", "business_licence", 0.0),
    "document": ("id_document", "registrant", "real_name_check", 0.40),
    "phone": ("phone", "contact", "shop_page", 0.85),
    "email": ("email", "contact", "shop_page", 0.50),
    "handle": ("handle", "contact", "shop_page", 0.45),
    "device": ("device", "login", "login_log", 0.80),
    "ip": ("ip", "login", "login_log", 0.75),
    "payout": ("payment", "payout", "payout_check", 0.75),
    "registered": ("address", "registered", "business_licence", 0.50),
    "return": ("address", "return", "return_label", 0.50),
    "supplier": ("phone", "supplier", "waybill", 0.0),
    "supplier_company": ("company", "supplier", "invoice", 0.0),
    "domain": ("domain", "uses", "page_scan", 0.0),
    "tracker": ("tracker", "uses", "page_scan", 0.0),
}
#: slots that show only in what an account sells and ships: orders name the till, parcels the sender
TRADE_SLOTS: Final = {"till": "payout", "sender": "return", "sender_phone": "phone"}


@dataclass
class Rows:
    """Rows of one table, kept as chunks of columns.

    Example:
        >>> rows = Rows()
        >>> rows.add(account=np.array([4, 9]), kind="phone").tolist()
        [0, 1]
        >>> rows.columns()["kind"].tolist()
        ['phone', 'phone']
    """

    chunks: list[dict[str, Column]] = field(default_factory=list)
    count: int = 0

    def add(self, **columns: Any) -> Ints:
        """Append rows; single values are repeated. Gives the new row numbers."""
        names = list(columns)
        arrays = [np.asarray(v, dtype=object) if isinstance(v, str) else np.asarray(v) for v in columns.values()]
        wide = [np.atleast_1d(a) for a in np.broadcast_arrays(*arrays)]
        self.chunks.append(dict(zip(names, wide, strict=True)))
        first, self.count = self.count, self.count + len(wide[0])
        return np.arange(first, self.count)

    def columns(self) -> dict[str, Column]:
        """All rows under each other, column by column."""
        if not self.chunks:
            return {}
        return {name: np.concatenate([chunk[name] for chunk in self.chunks]) for name in self.chunks[0]}


@dataclass
class Slot:
    """One value that each account normally has one of: who shows it, which it is, from when to when."""

    kind: str
    relation: str
    source: str
    value: Ints
    shown: npt.NDArray[np.bool_]
    first: Ints
    last: Ints


@dataclass
class Draft:
    """Everything known about the world so far."""

    size: int
    seed: int
    dials: Dials
    accounts: dict[str, Column] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=lambda: defaultdict(Rows))
    made: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    plain: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def rng(self, *names: str) -> np.random.Generator:
        """The generator of one named step."""
        return seeds.generator(self.seed, "world", str(self.size), f"{self.dials.evasion:.6f}", *names)

    def luck(self) -> np.random.Generator:
        """A fresh generator for the next piece of work; the order of work is fixed, so each piece keeps its own."""
        self.made["luck"] += 1
        return self.rng("luck", str(self.made["luck"]))

    def new(self, kind: str, count: int) -> Ints:
        """Numbers of `count` values of a kind that nobody has yet."""
        first = self.made[kind]
        self.made[kind] += count
        return np.arange(first, first + count)

    def people(self, count: int, *, city: Any, kind: int = 0, surname: Any = -1) -> Ints:
        """New parties (kind 0 person, 1 company) of a city; surname -1 is left to chance."""
        found = self.new("party", count)
        self.rows["parties"].add(party=found, kind=kind, city=city, surname=surname, alias=-1)
        return found

    def again(self, parties: Ints) -> Ints:
        """The same people in a second register: new party numbers with the old name and papers."""
        found = self.new("party", len(parties))
        self.rows["parties"].add(party=found, kind=0, city=0, surname=-1, alias=parties)
        return found

    def buildings(self, city: Any) -> Ints:
        """New buildings, one for each entry of `city`."""
        cities = np.atleast_1d(np.asarray(city))
        found = self.new("building", len(cities))
        self.rows["buildings"].add(building=found, city=cities)
        return found

    def units(self, building: Any, *, printed: int = 0) -> Ints:
        """New addresses, one for each entry of `building`, each another door of it.

        A printed address (1) comes from one form or one label printer, so that everybody writes it alike.
        """
        inside = np.atleast_1d(np.asarray(building))
        found = self.new("address", len(inside))
        self.rows["addresses"].add(address=found, building=inside, printed=printed)
        return found

    def fact(self, slot: str, accounts: Any, *, values: Any, **window: Any) -> None:
        """One more value of a slot's kind for each account; the window defaults to the account's life."""
        kept = self.slots[slot]
        who = np.atleast_1d(np.asarray(accounts))
        row = {"kind": kept.kind, "relation": kept.relation, "source": kept.source}
        row |= {"first": self.accounts["opened"][who], "last": self.accounts["ends"][who]} | window
        self.rows["facts"].add(account=who, value=values, **row)

    def put(self, slot: str, accounts: Ints, *, values: Any) -> None:
        """Make `values` the accounts' own value of a slot, and show it."""
        self.slots[slot].value[accounts] = values
        self.slots[slot].shown[accounts] = True


def law(rng: np.random.Generator, count: int, *, low: int, high: int, power: float) -> Ints:
    """Whole numbers between low and high with P(s) ~ s^-power, one from each of `count` equal slices of the law.

    Example:
        >>> sizes = law(np.random.default_rng(1), 100, low=5, high=200, power=2.0)
        >>> int(sizes.min()) >= 5 and int(sizes.max()) <= 200
        True
    """
    support = np.arange(low, high + 1)
    mass = np.cumsum(support.astype(float) ** -power)
    at = (np.arange(count) + rng.random(count)) / max(count, 1)
    return rng.permutation(support[np.searchsorted(mass / mass[-1], at)])


def groups_of(rng: np.random.Generator, total: int, *, low: int, high: int, power: float = 1.5) -> Ints:
    """Group sizes by the same law that together fill, and never pass, `total`.

    Example:
        >>> int(groups_of(np.random.default_rng(1), 500, low=3, high=12).sum()) <= 500
        True
    """
    high = max(low, min(high, total // 2))
    sizes = law(rng, max(total // low, 1), low=low, high=high, power=power)
    return sizes[np.cumsum(sizes) <= total]


def cells(rng: np.random.Generator, count: int, *, low: int, high: int) -> Ints:
    """A cell number for each of `count` things: cells of low..high things in random company.

    Example:
        >>> labels = cells(np.random.default_rng(1), 10, low=2, high=3)
        >>> int(np.bincount(labels).max()) <= 3
        True
    """
    sizes = rng.integers(low, high + 1, size=count // max(low, 1) + 1)
    labels = np.repeat(np.arange(len(sizes)), sizes)[:count]
    return rng.permutation(labels)

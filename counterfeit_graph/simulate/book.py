"""The text of everything that has a number in a draft: values, parties, places, accounts and rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.runs import in_turn
from counterfeit_graph.simulate import places, texts
from counterfeit_graph.simulate.draft import Column, Draft, Ints
from counterfeit_graph.simulate.words import PLATFORMS

_PLAIN: Final[dict[str, Callable[[np.random.Generator, int], list[str]]]] = {
    "phone": texts.phones,
    "payment": texts.payments,
    "device": texts.devices,
    "ip": texts.ips,
    "image": texts.images,
    "tracker": texts.trackers,
    "email": texts.emails,
    "domain": texts.domains,
    "root": texts.roots,
}


_LETTERS: Final = {"listings": "L", "orders": "O", "shipments": "W", "signals": "S", "actions": "A"}


class Book:
    """The text of every value of a draft, made once for each kind; nothing in it tells what an account is."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.ids = _account_ids(draft)
        self.known: dict[str, pa.Array] = {}
        for kind, make in _PLAIN.items():
            self.known[kind] = pa.array(make(draft.rng("text", kind), draft.made[kind]), pa.string())
        self._parties()
        self.style = self._writers(draft.rng("writers"))
        self._places()

    def _writers(self, rng: np.random.Generator) -> Ints:
        """How each account writes addresses; who takes care not to be found writes each shop's in another way."""
        careful = (self.draft.accounts["guilt"] > 0) & (rng.random(self.draft.size) < self.draft.dials.evasion * 1.6)
        return np.where(
            careful,
            rng.choice(places.STYLES, self.draft.size, p=places.CAREFUL_SHARE),
            places.style_of(rng, self.draft.size),
        )

    def _parties(self) -> None:
        rng, rows = self.draft.rng("text", "party"), self.draft.rows["parties"].columns()
        count = len(rows["party"])
        order = np.argsort(rows["party"], kind="stable")
        self.party = {name: column[order] for name, column in rows.items()}
        same = np.where(self.party["alias"] >= 0, self.party["alias"], np.arange(count))
        self.party = {name: column[same] for name, column in self.party.items()}
        serial = texts.unique(rng, count, below=10**8)
        self.known["party"] = pa.array([f"P{n:08d}" for n in serial.tolist()])
        papers = texts.unique(rng, count, below=90_000_000)[same].tolist()
        firm = (self.party["kind"] == 1).tolist()
        self.known["id_document"] = pa.array(
            [texts.company_document(n) if f else texts.person_document(n) for n, f in zip(papers, firm, strict=True)]
        )
        names = texts.person_names(rng, self.party["surname"])
        names, trade = [names[k] for k in same.tolist()], texts.trade_names(rng, count)
        cities = [places.CITIES[c][3][:-1] for c in self.party["city"].tolist()]
        ends = rng.choice(
            ["贸易有限公司", "电子商务有限公司", "鞋业有限公司", "供应链管理有限公司", "商行", "Trading Co., Ltd."],
            count,
        )
        self.known["party_name"] = pa.array(
            [f"{c}{t[0]}{e}" if f else p for p, t, c, e, f in zip(names, trade, cities, ends, firm, strict=True)]
        )

    def _places(self) -> None:
        rng = self.draft.rng("text", "address")
        buildings, doors = self.draft.rows["buildings"].columns(), self.draft.rows["addresses"].columns()
        self.building_city = buildings["city"]
        self.building = places.building_texts(rng, self.building_city)
        self.door, self.printed = doors["building"], doors["printed"]
        count = len(self.door)
        alone = np.bincount(self.door)[self.door] == 1
        rank = _rank(self.door) + rng.integers(0, 200, len(self.building_city))[self.door]
        whole = alone & (rng.random(count) < 0.18)
        self.room = np.where(whole, 0, (rank // 12 + 1) * 100 + rank % 12 + 1)

    def accounts(self, account: Ints) -> pa.Array:
        """Ids of accounts; -1 is blank."""
        return pc.if_else(pa.array(account >= 0), self.ids.take(pa.array(np.maximum(account, 0))), "")

    def names(self, table: str) -> pa.Array:
        """Row names of a table: a letter and a number that tells nothing of the order of making."""
        serial = texts.unique(self.draft.rng("names of", table), self.draft.rows[table].count, below=10**9)
        return pa.array([f"{_LETTERS[table]}{n:09d}" for n in serial.tolist()], pa.string())

    def phones(self, value: Ints, *, printed: Column | bool = False) -> pa.Array:
        """Numbers in several writings; blanks stay blank, and what a machine printed is plain digits."""
        rng, found = self.draft.luck(), self.of("phone", value)
        style = rng.choice(len(texts.PHONE_STYLE_SHARE), len(found), p=texts.PHONE_STYLE_SHARE)
        style[np.broadcast_to(printed, len(found)) | (value < 0)] = 0
        return texts.phone_writings(found, style)

    def addresses(self, address: Ints, writer: Ints) -> pa.Array:
        """Each address as its account usually writes it; now and then as somebody else would."""
        rng = self.draft.luck()
        other = rng.random(len(address)) < 0.05
        style = np.where(other, places.style_of(rng, len(address)), self.style[writer])
        style = np.where(self.printed[address] == 1, address % 3, style)
        key, back = np.unique(address * places.STYLES + style, return_inverse=True)
        return pa.array([self._write(k) for k in key.tolist()], pa.string()).take(pa.array(back))

    def _write(self, key: int) -> str:
        address, style = divmod(key, places.STYLES)
        at = int(self.door[address])
        return places.write(int(self.building_city[at]), self.building[at], room=int(self.room[address]), style=style)

    def of(self, kind: str, values: Ints) -> pa.Array:
        """Texts of values; -1 is blank."""
        found = self.known[kind].take(pa.array(np.maximum(values, 0)))
        return pc.if_else(pa.array(values >= 0), found, "")


def _account_ids(draft: Draft) -> pa.Array:
    """The name of each account on its platform."""
    serial = texts.unique(draft.rng("account ids"), draft.size, below=10**8).tolist()
    letters = [entry[0] for entry in PLATFORMS.values()]
    return pa.array([f"{letters[p]}:{n:08d}" for p, n in zip(draft.accounts["platform"].tolist(), serial, strict=True)])


def _rank(groups: Ints) -> Ints:
    """How many entries of the same group stand before each entry."""
    order = np.argsort(groups, kind="stable")
    sizes = np.bincount(groups)
    rank = np.empty(len(groups), dtype=np.int64)
    rank[order] = in_turn(sizes)
    return rank

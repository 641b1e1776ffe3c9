"""From numbers to text: the case's tables as a user would receive them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.simulate import places, texts
from counterfeit_graph.simulate.draft import TRADE_SLOTS, Column, Draft, Ints
from counterfeit_graph.simulate.words import CARRIERS, GOODS, LOOKS, PLATFORMS

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
_NOBODY: Final = -1


class Texts:
    """The text of every value of a draft, made once for each kind."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.known: dict[str, pa.Array] = {}
        for kind, make in _PLAIN.items():
            self.known[kind] = pa.array(make(draft.rng("text", kind), draft.made[kind]), pa.string())
        self._parties()
        self.style = self._writers(draft.rng("writers"))
        self._places()

    def _writers(self, rng: np.random.Generator) -> Ints:
        """How each account writes addresses; who takes care not to be found writes each shop's in another way."""
        careful = (self.draft.accounts["guilt"] > 0) & (rng.random(self.draft.size) < self.draft.dials.evasion * 1.6)
        return np.where(careful, rng.integers(0, places.STYLES, self.draft.size), places.style_of(rng, self.draft.size))

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
        self.known["id_document"] = pa.array([texts.company_document(n) if f else texts.person_document(n) for n, f in zip(papers, firm, strict=True)])
        names = texts.person_names(rng, self.party["surname"])
        names, trade = [names[k] for k in same.tolist()], texts.trade_names(rng, count)
        cities = [places.CITIES[c][3][:-1] for c in self.party["city"].tolist()]
        ends = rng.choice(["贸易有限公司", "电子商务有限公司", "鞋业有限公司", "供应链管理有限公司", "商行", "Trading Co., Ltd."], count)
        self.known["party_name"] = pa.array([f"{c}{t[0]}{e}" if f else p for p, t, c, e, f in zip(names, trade, cities, ends, firm, strict=True)])

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

    def addresses(self, address: Ints, writer: Ints, *, rng: np.random.Generator) -> pa.Array:
        """Each address as its account usually writes it; now and then as somebody else would."""
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


def _rank(groups: Ints) -> Ints:
    """How many entries of the same group stand before each entry."""
    order = np.argsort(groups, kind="stable")
    sizes = np.bincount(groups)
    rank = np.empty(len(groups), dtype=np.int64)
    rank[order] = np.arange(len(groups)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return rank


def days(values: Ints) -> pa.Array:
    """Dates as text; -1 is blank.

    Example:
        >>> days(np.array([0, -1])).to_pylist()
        ['1970-01-01', '']
    """
    text = pc.strftime(pa.array(values.astype("int64")).cast(pa.int32()).cast(pa.date32()), format="%Y-%m-%d")
    return pc.if_else(pa.array(values >= 0), text, "")


def seconds(values: Ints) -> pa.Array:
    """Times as text.

    Example:
        >>> seconds(np.array([61])).to_pylist()
        ['1970-01-01 00:01:01']
    """
    return pc.strftime(pa.array(values.astype("int64")).cast(pa.timestamp("s")), format="%Y-%m-%d %H:%M:%S")


def money(values: Column) -> pa.Array:
    """Amounts with two decimals.

    Example:
        >>> money(np.array([12.5, 3.0])).to_pylist()
        ['12.50', '3.00']
    """
    cents = np.round(values * 100).astype(np.int64)
    whole, rest = pa.array(cents // 100).cast(pa.string()), pa.array(cents % 100).cast(pa.string())
    return pc.binary_join_element_wise(whole, pc.utf8_lpad(rest, 2, "0"), ".")


def words(entries: Iterable[str], at: Column) -> pa.Array:
    """The entry at each place.

    Example:
        >>> words(("a", "b"), np.array([1, 0])).to_pylist()
        ['b', 'a']
    """
    return pa.array(list(entries), pa.string()).take(pa.array(np.asarray(at, dtype=np.int64)))


def numbered(draft: Draft, table: str, letters: str) -> pa.Array:
    """Row names of a table: letters and a number that tells nothing of the order of making."""
    count = draft.rows[table].count
    return pa.array([f"{letters}{n:09d}" for n in texts.unique(draft.rng("names of", table), count, below=10**9).tolist()], pa.string())


def account_ids(draft: Draft) -> pa.Array:
    """The name of each account on its platform."""
    serial = texts.unique(draft.rng("account ids"), draft.size, below=10**8).tolist()
    letters = [entry[0] for entry in PLATFORMS.values()]
    return pa.array([f"{letters[p]}:{n:08d}" for p, n in zip(draft.accounts["platform"].tolist(), serial, strict=True)])


def tables(draft: Draft, ids: pa.Array, text: Texts) -> dict[str, pa.Table]:
    """Every table of the case, rows in random order."""
    found = {
        "accounts": _accounts(draft, ids, text),
        "identifiers": _identifiers(draft, ids, text),
        "parties": _parties(text),
        "ties": _ties(draft, text),
        "holders": _holders(draft, text),
    }
    found |= {name: make(draft, ids, text) for name, make in _TRADE.items()}
    return {name: table.take(pa.array(draft.rng("order", name).permutation(table.num_rows))) for name, table in found.items()}


def _accounts(draft: Draft, ids: pa.Array, text: Texts) -> pa.Table:
    a, platforms = draft.accounts, list(PLATFORMS.values())
    return pa.table({
        "account_id": ids,
        "platform": words(PLATFORMS, a["platform"]),
        "kind": words([p[1] for p in platforms], a["platform"]),
        "name": _shop_names(draft, text),
        "opened_at": days(a["opened"]),
        "closed_at": days(np.where(a["closed"], a["ends"], -1)),
        "close_reason": pa.array(a["reason"].tolist(), pa.string()),
        "region": words([places.region(c) for c in range(len(places.CITIES))], a["city"]),
    })


def _shop_names(draft: Draft, text: Texts) -> pa.Array:
    rng, a = draft.rng("shop names"), draft.accounts
    trade = texts.trade_names(draft.rng("trade names"), draft.made["root"])
    goods = [entry[0] for entry in GOODS.values()]
    ends = ("旗舰店", "专营店", "小店", "工厂店", "优选", "生活馆", "", " shop", " store", " outlet")
    end = rng.integers(0, len(ends), draft.size).tolist()
    with_goods = (rng.random(draft.size) < 0.5).tolist()
    latin = (np.isin(a["platform"], (6, 7)) | (rng.random(draft.size) < 0.05)).tolist()
    rows = zip(a["root"].tolist(), a["category"].tolist(), end, with_goods, latin, strict=True)
    return pa.array([_shop(trade[r], goods[c] if g else "", ends[e], latin=x) for r, c, e, g, x in rows])


def _shop(trade: tuple[str, str], goods: str, end: str, *, latin: bool) -> str:
    if latin:
        return f"{trade[1].capitalize()}{end if end.startswith(' ') else ' shop'}"
    return f"{trade[0]}{goods}{end}"


def account_facts(draft: Draft) -> dict[str, Column]:
    for name, slot in draft.slots.items():
        who = np.flatnonzero(slot.shown & (slot.value >= 0))
        if name not in TRADE_SLOTS and len(who):
            row = {"kind": slot.kind, "relation": slot.relation, "source": slot.source}
            draft.rows["facts"].add(account=who, value=slot.value[who], **row, first=slot.first[who], last=slot.last[who])
    facts = draft.rows["facts"].columns()
    opened, ends = draft.accounts["opened"][facts["account"]], draft.accounts["ends"][facts["account"]]
    first, last = np.maximum(facts["first"], opened), np.minimum(facts["last"], ends)
    whole = last < first
    return facts | {"first": np.where(whole, opened, first), "last": np.where(whole, ends, last)}


def _identifiers(draft: Draft, ids: pa.Array, text: Texts) -> pa.Table:
    facts, rng = account_facts(draft), draft.rng("sightings")
    parts = [_of_kind(draft, facts, kind, text=text) for kind in sorted(set(facts["kind"].tolist()))]
    order = np.concatenate([at for at, _ in parts])
    back = pa.array(np.argsort(order))
    count = len(order)
    unknown = rng.random(count) < 0.12
    late = np.minimum(facts["first"] + rng.geometric(0.1, count), facts["last"])
    return pa.table({
        "account_id": ids.take(pa.array(facts["account"])),
        "relation": pa.array(facts["relation"].tolist(), pa.string()),
        "kind": pa.array(facts["kind"].tolist(), pa.string()),
        "value": pa.concat_arrays([column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column for _, column in parts]).take(back),
        "first_seen": days(np.where(unknown, _NOBODY, late)),
        "last_seen": days(np.where(unknown, _NOBODY, facts["last"])),
        "source": pa.array(facts["source"].tolist(), pa.string()),
    })


def _of_kind(draft: Draft, facts: dict[str, Column], kind: str, *, text: Texts) -> tuple[Ints, pa.Array]:
    at = np.flatnonzero(facts["kind"] == kind)
    value, who, rng = facts["value"][at], facts["account"][at], draft.rng("writing", kind)
    if kind == "address":
        return at, text.addresses(value, who, rng=rng)
    if kind == "phone":
        return at, write_phones(text.of("phone", value), rng, printed=facts["source"][at] == "waybill")
    if kind == "handle":
        forms = draft.accounts["form"][who]
        roots = text.known["root"].take(pa.array(value)).to_pylist()
        return at, pa.array([texts.handle(r, f) for r, f in zip(roots, forms.tolist(), strict=True)], pa.string())
    return at, text.of({"person": "party", "company": "party"}.get(kind, kind), value)


def write_phones(found: pa.Array, rng: np.random.Generator, *, printed: Column | bool = False) -> pa.Array:
    """Numbers in several writings; blanks stay blank, and what a machine printed is plain digits."""
    style = rng.choice(len(texts.PHONE_STYLE_SHARE), len(found), p=texts.PHONE_STYLE_SHARE)
    style[np.broadcast_to(printed, len(found))] = 0
    style[np.asarray(pc.equal(found, "").to_numpy(zero_copy_only=False))] = 0
    return texts.phone_writings(found, style)


def _parties(text: Texts) -> pa.Table:
    p = text.party
    return pa.table({
        "party_id": text.known["party"],
        "kind": words(("person", "company"), p["kind"]),
        "name": text.known["party_name"],
        "id_number": text.known["id_document"],
        "region": words([places.region(c) for c in range(len(places.CITIES))], p["city"]),
        "born_or_founded": pc.if_else(pa.array(p["kind"] == 0), pc.utf8_slice_codeunits(text.known["id_document"], 6, 10), ""),
    })


def _ties(draft: Draft, text: Texts) -> pa.Table:
    rows = draft.rows["ties"].columns()
    plain = {name: pa.array(rows[name].tolist(), pa.string()) for name in ("relation", "source")}
    return pa.table({"from_party": text.of("party", rows["a"]), "to_party": text.of("party", rows["b"]), **plain})


def _holders(draft: Draft, text: Texts) -> pa.Table:
    rows = draft.rows["holders"].columns()
    return pa.table({
        "kind": pa.array(rows["kind"].tolist(), pa.string()),
        "value": text.of("payment", rows["value"]),
        "party_id": text.of("party", rows["party"]),
        "source": pa.array(rows["source"].tolist(), pa.string()),
    })


def _listings(draft: Draft, ids: pa.Array, text: Texts) -> pa.Table:
    rows, names = draft.rows["listings"].columns(), numbered(draft, "listings", "L")
    brand, title = _titles(draft, rows)
    return pa.table({
        "listing_id": names,
        "account_id": ids.take(pa.array(rows["account"])),
        "brand": brand,
        "category": words(GOODS, rows["category"]),
        "title": title,
        "price": money(rows["price"]),
        "currency": _currency(draft, rows["account"]),
        "image_hash": text.of("image", rows["image"]),
        "listed_at": days(rows["listed"]),
        "removed_at": days(rows["removed"]),
    })


def _titles(draft: Draft, rows: dict[str, Column]) -> tuple[pa.Array, pa.Array]:
    """Brand and title of each offer; offers with one title number read alike."""
    rng, made = draft.rng("titles"), draft.made["title"]
    look = rng.integers(0, len(LOOKS), (made, 3))
    which = rng.random(made)
    brands, goods = [entry[1] for entry in GOODS.values()], [entry[0] for entry in GOODS.values()]
    brand, title = [], []
    style = rng.integers(100, 9999, made).tolist()
    for number, category, branded in zip(rows["title"].tolist(), rows["category"].tolist(), rows["branded"].tolist(), strict=True):
        name = brands[category][int(which[number] * len(brands[category]))] if branded else ""
        a, b, c = (LOOKS[k] for k in look[number].tolist())
        brand.append(name)
        title.append(f"{a}{name} {b}{goods[category]}{c}{style[number]}")
    return pa.array(brand, pa.string()), pa.array(title, pa.string())


def _currency(draft: Draft, account: Ints) -> pa.Array:
    return words([entry[3] for entry in PLATFORMS.values()], draft.accounts["platform"][account])


def _orders(draft: Draft, ids: pa.Array, text: Texts) -> pa.Table:
    rows, listings = draft.rows["orders"].columns(), numbered(draft, "listings", "L")
    rng = draft.rng("orders as written")
    sold = rows["listing"]
    hidden = rng.random(len(sold)) < 0.08
    return pa.table({
        "order_id": numbered(draft, "orders", "O"),
        "account_id": ids.take(pa.array(rows["account"])),
        "amount": money(rows["amount"]),
        "currency": _currency(draft, rows["account"]),
        "paid_at": seconds(rows["paid"]),
        "payment": text.of("payment", np.where(hidden, -1, rows["payment"])),
        "buyer_id": pa.array([f"b{n:07d}" for n in rows["buyer"].tolist()], pa.string()),
        "listing_id": pc.if_else(pa.array(sold >= 0), listings.take(pa.array(np.maximum(sold, 0))), ""),
    })


def _shipments(draft: Draft, ids: pa.Array, text: Texts) -> pa.Table:
    rows, rng = draft.rows["shipments"].columns(), draft.rng("waybills")
    return pa.table({
        "shipment_id": numbered(draft, "shipments", "W"),
        "account_id": ids.take(pa.array(rows["account"])),
        "carrier": words(CARRIERS, rows["carrier"]),
        "sender_address": text.addresses(rows["address"], rows["account"], rng=rng),
        "sender_phone": write_phones(text.of("phone", rows["phone"]), rng, printed=True),
        "destination_region": words([places.region(c) for c in range(len(places.CITIES))], rows["city"]),
        "shipped_at": seconds(rows["at"]),
        "weight_kg": money(rows["weight"]),
    })


def _transfers(draft: Draft, ids: pa.Array, text: Texts) -> pa.Table:  # noqa: ARG001 - one signature for all tables
    rows = draft.rows["transfers"].columns()
    return pa.table({
        "from_payment": text.of("payment", rows["source"]),
        "to_payment": text.of("payment", rows["target"]),
        "amount": money(rows["amount"]),
        "currency": pa.array(["CNY"] * len(rows["at"]), pa.string()),
        "at": seconds(rows["at"]),
    })


def _signals(draft: Draft, ids: pa.Array, text: Texts) -> pa.Table:  # noqa: ARG001 - one signature for all tables
    rows, listings = draft.rows["signals"].columns(), draft.rows["listings"].columns()
    brands = [entry[1][0] for entry in GOODS.values()]
    first = np.full(draft.size, -1)
    first[listings["account"]] = np.arange(len(listings["account"]))
    offer = np.where(rows["by_listing"].astype(bool), first[rows["account"]], -1)
    names = numbered(draft, "listings", "L")
    return pa.table({
        "signal_id": numbered(draft, "signals", "S"),
        "account_id": pc.if_else(pa.array(offer >= 0), "", ids.take(pa.array(rows["account"]))),
        "listing_id": pc.if_else(pa.array(offer >= 0), names.take(pa.array(np.maximum(offer, 0))), ""),
        "kind": pa.array(rows["kind"].tolist(), pa.string()),
        "reporter_id": reporters(draft, rows["reporter"]),
        "brand": words(brands, draft.accounts["category"][rows["account"]]),
        "at": days(rows["at"]),
        "verdict": pa.array(rows["verdict"].tolist(), pa.string()),
        "counter_notice": pa.array(rows["counter"].tolist(), pa.string()),
    })


def reporters(draft: Draft, numbers: Ints) -> pa.Array:
    """Names of reporters: honest ones are numbered from 0, those of rings from -1 down."""
    honest = max(40, draft.size // 60)
    serial = texts.unique(draft.rng("reporters"), honest + draft.made["ring_reporter"], below=10**6)
    at = np.where(numbers >= 0, numbers, honest - 1 - numbers)
    return pa.array([f"R{n:06d}" for n in serial[at].tolist()], pa.string())


def _actions(draft: Draft, ids: pa.Array, text: Texts) -> pa.Table:
    rows = draft.rows["actions"].columns()
    who = rows["account"]
    return pa.table({
        "action_id": numbered(draft, "actions", "A"),
        "account_id": pc.if_else(pa.array(who >= 0), ids.take(pa.array(np.maximum(who, 0))), ""),
        "value": text.of("payment", rows["value"]),
        "kind": pa.array(rows["kind"].tolist(), pa.string()),
        "at": days(rows["at"]),
        "reason": pa.array(rows["reason"].tolist(), pa.string()),
    })


_TRADE: Final[dict[str, Callable[[Draft, pa.Array, Texts], Any]]] = {
    "listings": _listings,
    "orders": _orders,
    "shipments": _shipments,
    "transfers": _transfers,
    "signals": _signals,
    "actions": _actions,
}

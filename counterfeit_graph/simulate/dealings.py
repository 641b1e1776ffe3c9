"""The case's tables of what happened: offers, orders, parcels, transfers, signals and measures."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.simulate import texts
from counterfeit_graph.simulate.book import Book
from counterfeit_graph.simulate.columns import days, money, seconds, text, words
from counterfeit_graph.simulate.draft import Column, Draft, Ints
from counterfeit_graph.simulate.registers import REGIONS
from counterfeit_graph.simulate.words import CARRIERS, GOODS, LOOKS, PLATFORMS

_BRANDS = [entry[1] for entry in GOODS.values()]
_THINGS = [entry[0] for entry in GOODS.values()]


def _currency(book: Book, account: Ints) -> pa.Array:
    return words([entry[3] for entry in PLATFORMS.values()], book.draft.accounts["platform"][account])


def _offers(book: Book, offer: Ints) -> pa.Array:
    """Ids of listings; -1 is blank."""
    return pc.if_else(pa.array(offer >= 0), book.names("listings").take(pa.array(np.maximum(offer, 0))), "")


def listings(book: Book) -> pa.Table:
    """One row an offer."""
    rows = book.draft.rows["listings"].columns()
    return pa.table(
        {
            "listing_id": book.names("listings"),
            "account_id": book.accounts(rows["account"]),
            **_wording(book.draft, rows),
            "price": money(rows["price"]),
            "currency": _currency(book, rows["account"]),
            "image_hash": book.of("image", rows["image"]),
            "listed_at": days(rows["listed"]),
            "removed_at": days(rows["removed"]),
        }
    )


def _wording(draft: Draft, rows: dict[str, Column]) -> dict[str, pa.Array]:
    """Brand, category and title; offers with one title number read alike, whoever copied it."""
    rng, made = draft.rng("titles"), draft.made["title"]
    pick, look, serial = rng.random(made), rng.integers(0, len(LOOKS), (made, 3)), rng.integers(100, 9999, made)
    title, first, back = np.unique(rows["title"], return_index=True, return_inverse=True)
    category, branded = rows["category"], rows["branded"].astype(bool)
    brand = [
        _BRANDS[c][int(u * len(_BRANDS[c]))]
        for c, u in zip(category.tolist(), pick[rows["title"]].tolist(), strict=True)
    ]
    named = np.where(branded, np.array(brand, dtype=object), "")
    parts = zip(
        named[first].tolist(), category[first].tolist(), look[title].tolist(), serial[title].tolist(), strict=True
    )
    written = pa.array(
        [f"{LOOKS[a]}{b} {LOOKS[c]}{_THINGS[k]}{LOOKS[d]}{s}" for b, k, (a, c, d), s in parts], pa.string()
    )
    return {"brand": text(named), "category": words(GOODS, category), "title": written.take(pa.array(back))}


def orders(book: Book) -> pa.Table:
    """One row a sale; one sale in twelve does not show where the money went."""
    rows = book.draft.rows["orders"].columns()
    hidden = book.draft.rng("orders as written").random(len(rows["listing"])) < 0.08
    return pa.table(
        {
            "order_id": book.names("orders"),
            "account_id": book.accounts(rows["account"]),
            "amount": money(rows["amount"]),
            "currency": _currency(book, rows["account"]),
            "paid_at": seconds(rows["paid"]),
            "payment": book.of("payment", np.where(hidden, -1, rows["payment"])),
            "buyer_id": pa.array([f"b{n:07d}" for n in rows["buyer"].tolist()], pa.string()),
            "listing_id": _offers(book, rows["listing"]),
        }
    )


def shipments(book: Book) -> pa.Table:
    """One row a parcel."""
    rows = book.draft.rows["shipments"].columns()
    return pa.table(
        {
            "shipment_id": book.names("shipments"),
            "account_id": book.accounts(rows["account"]),
            "carrier": words(CARRIERS, rows["carrier"]),
            "sender_address": book.addresses(rows["address"], rows["account"]),
            "sender_phone": book.phones(rows["phone"], printed=True),
            "destination_region": words(REGIONS, rows["city"]),
            "shipped_at": seconds(rows["at"]),
            "weight_kg": money(rows["weight"]),
        }
    )


def transfers(book: Book) -> pa.Table:
    """One row a transfer."""
    rows = book.draft.rows["transfers"].columns()
    return pa.table(
        {
            "from_payment": book.of("payment", rows["source"]),
            "to_payment": book.of("payment", rows["target"]),
            "amount": money(rows["amount"]),
            "currency": pa.array(["CNY"] * len(rows["at"]), pa.string()),
            "at": seconds(rows["at"]),
        }
    )


def signals(book: Book) -> pa.Table:
    """One row a doubt; some name the offer and leave the account to be found."""
    draft = book.draft
    rows, offers = draft.rows["signals"].columns(), draft.rows["listings"].columns()
    first = np.full(draft.size, -1)
    first[offers["account"]] = np.arange(len(offers["account"]))
    offer = np.where(rows["by_listing"].astype(bool), first[rows["account"]], -1)
    return pa.table(
        {
            "signal_id": book.names("signals"),
            "account_id": book.accounts(np.where(offer >= 0, -1, rows["account"])),
            "listing_id": _offers(book, offer),
            "kind": text(rows["kind"]),
            "reporter_id": reporters(draft, rows["reporter"]),
            "brand": words([brands[0] for brands in _BRANDS], draft.accounts["category"][rows["account"]]),
            "at": days(rows["at"]),
            "verdict": text(rows["verdict"]),
            "counter_notice": text(rows["counter"]),
        }
    )


def reporters(draft: Draft, numbers: Ints) -> pa.Array:
    """Names of reporters: honest ones are numbered from 0, those of rings from -1 down."""
    honest = max(40, draft.size // 60)
    serial = texts.unique(draft.rng("reporters"), honest + draft.made["ring_reporter"], below=10**6)
    at = np.where(numbers >= 0, numbers, honest - 1 - numbers)
    return pa.array([f"R{n:06d}" for n in serial[at].tolist()], pa.string())


def actions(book: Book) -> pa.Table:
    """One row a measure, against an account or a payment account."""
    rows = book.draft.rows["actions"].columns()
    return pa.table(
        {
            "action_id": book.names("actions"),
            "account_id": book.accounts(rows["account"]),
            "value": book.of("payment", rows["value"]),
            "kind": text(rows["kind"]),
            "at": days(rows["at"]),
            "reason": text(rows["reason"]),
        }
    )

"""Small cases made of lists, for the tests of this room."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa

from counterfeit_graph.model.table import Table

DAY = 86_400
TIMES = {"opened_at", "closed_at", "first_seen", "last_seen", "paid_at", "shipped_at", "listed_at", "removed_at", "at"}


def table(columns, rows):
    """A table from rows; columns of times are given in days since 1970."""
    arrays = {}
    for name, values in zip(columns.split(), zip(*rows, strict=True), strict=True):
        if name in TIMES:
            seconds = [None if v is None else v * DAY + 5 for v in values]
            arrays[name] = pa.array(seconds, pa.int64()).cast(pa.timestamp("s"))
        else:
            arrays[name] = pa.array(values)
    return Table(pa.table(arrays))


def case(**tables):
    return SimpleNamespace(tables=tables)


def small():
    return case(
        accounts=table(
            "account_id platform kind name opened_at",
            [("a", "t", "shop", "A", 10), ("b", "p", "shop", "B", 11), ("c", "p", "page", None, None)],
        ),
        identifiers=table(
            "account_id relation kind value first_seen last_seen",
            [
                ("a", "contact", "phone", "13812345670", 1, 2),
                ("b", "login", "phone", "+86 138-1234-5670", 3, None),
                ("c", None, "email", "none", None, None),
                ("a", "registrant", "person", "P1", None, None),
                ("b", "registrant", "person", "P2", None, None),
                ("zz", "contact", "email", "q@shop.cn", None, None),
            ],
        ),
        orders=table(
            "order_id account_id payment paid_at",
            [("1", "a", "PAY-1", 30), ("2", "a", "pay-1", 20), ("3", "b", "PAY-2", 5), ("4", "a", None, 1)],
        ),
        shipments=table(
            "shipment_id account_id sender_address sender_phone shipped_at",
            [("1", "c", "莆田市荔城区幸福路1号", "138****5670", 7)],
        ),
        listings=table("listing_id account_id image_hash listed_at removed_at", [("1", "c", "ABC", 4, 9)]),
        transfers=table(
            "from_payment to_payment amount currency at",
            [("PAY-1", "pay-9", 100, "CNY", 3), ("PAY-2", "000", 1, "CNY", 4)],
        ),
        holders=table("kind value party_id", [("payment", "PAY-9", "P2"), ("phone", "13812345670", "P7")]),
        parties=table(
            "party_id kind name id_number",
            [("P2", "person", "张三", "11010519491231002X"), ("P1", "person", "張三", "110105 19491231 002x")],
        ),
        ties=table("from_party to_party relation", [("P2", "P9", "owns")]),
    )


def facts(who):
    """Facts with names instead of codes, sorted."""
    ids, values = who.accounts["account_id"], who.values.rows()
    return sorted(
        (
            ids[f["account"]],
            values[f["value"]]["key"],
            f["relation"],
            f["first"],
            f["last"],
            f["rows"],
            f["table"],
            f["record"],
        )
        for f in who.facts.rows()
    )

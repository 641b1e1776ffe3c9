"""Random small cases of all the tables that evidence and gangs are made from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Case = dict[str, list[dict[str, Any]]]
# Of each kind an account of the crowd uses a value of its own, and those of a block use one together.
RELATIONS = {"device": "login", "payment": "payout", "phone": "contact", "address": "ship_from", "email": "login"}
FORMS = {
    "device": "dev-{:04d}",
    "payment": "6222021234567{:04d}",
    "phone": "1390013{:04d}",
    "address": "浙江省杭州市西湖区文三路{}号",
    "email": "shop{:04d}@x.cn",
}
KINDS = tuple(RELATIONS)
CROWD = 16
FIRST_DAY = date(2024, 1, 3)
# Owners below are blocks, from here on accounts.
OWN = 10

_SPAN = st.sampled_from([(None, None), (0, 300), (10, 40), (200, 420), (None, 5), (90, None)])
_BLOCK = st.tuples(st.integers(2, 5), st.sets(st.sampled_from(KINDS), min_size=2), st.integers(0, 3))
_CLOSED = st.tuples(st.integers(50, 400), st.sampled_from(["sold counterfeit goods", "own wish", None]))


def day(after: int | None) -> str | None:
    """A day, so many days after the first."""
    return None if after is None else str(FIRST_DAY + timedelta(after))


def shop(account: str, **more: Any) -> dict[str, Any]:
    """One account."""
    return {"account_id": account, "platform": "p", **more}


def use(account: str, kind: str, owner: int, span: tuple[int | None, int | None] = (None, None)) -> dict[str, Any]:
    """One account uses a value of some owner."""
    named = {"account_id": account, "kind": kind, "value": FORMS[kind].format(owner + 1), "relation": RELATIONS[kind]}
    return named | {"first_seen": day(span[0]), "last_seen": day(span[1])}


@st.composite
def cases(draw: Any) -> Case:
    """Sixteen shops of their own, up to three blocks of one hand each, and whatever any of them uses besides."""
    blocks = draw(st.lists(_BLOCK, min_size=1, max_size=3))
    owner = [at for at, (size, _, _) in enumerate(blocks) for _ in range(size)] + [-1] * CROWD
    some, name = st.integers(0, len(owner) - 1), [f"a{n:02d}" for n in range(len(owner))]
    closed = draw(st.dictionaries(some, _CLOSED, max_size=3))
    accounts = []
    for n, (after, why) in enumerate(closed.get(n, (None, None)) for n in range(len(owner))):
        ends = {"closed_at": after and day(7 * n + after), "close_reason": why}
        accounts.append(shop(name[n], name=f"Shop {n}", opened_at=day(7 * n), **ends))
    spans, own = draw(st.lists(_SPAN, min_size=1, max_size=6)), list(zip(owner, name, strict=True))
    uses = [
        use(account, kind, at if at >= 0 and kind in blocks[at][1] else OWN + n, spans[(n + k) % len(spans)])
        for n, (at, account) in enumerate(own)
        for k, kind in enumerate(KINDS)
    ]
    anybody = st.one_of(st.integers(0, 2), some.map(OWN.__add__))
    uses += [
        use(*row)
        for row in draw(st.lists(st.tuples(st.sampled_from(name), st.sampled_from(KINDS), anybody, _SPAN), max_size=12))
    ]
    bought = [[a for at, a in own if at == b][:signs] for b, (_, _, signs) in enumerate(blocks)]
    who, money = st.sampled_from(name), st.integers(1, 900).map(str)
    till = some.map(lambda n: FORMS["payment"].format(OWN + n + 1))
    return {
        "accounts": accounts,
        "identifiers": uses,
        "signals": _signals(
            sum(bought, []), draw(st.lists(st.tuples(who, st.booleans(), st.integers(0, 2)), max_size=5))
        ),
        "orders": _orders(draw(st.lists(st.tuples(who, money, till, st.integers(0, 400)), max_size=8))),
        "transfers": _transfers(draw(st.lists(st.tuples(till, till, money), max_size=6))),
    }


def _signals(bought: list[str], told: list[tuple[str, bool, int]]) -> list[dict[str, Any]]:
    rows = [(account, "test_purchase", "confirmed", f"buyer of {account}") for account in bought]
    rows += [
        (account, "brand_report", "confirmed" if true else "rejected", f"brand {by}") for account, true, by in told
    ]
    columns = ("account_id", "kind", "verdict", "reporter_id")
    return [
        {"signal_id": f"s{at}", "at": day(at)} | dict(zip(columns, row, strict=True)) for at, row in enumerate(rows)
    ]


def _orders(rows: list[tuple[str, str, str, int]]) -> list[dict[str, Any]]:
    columns = ("account_id", "amount", "payment")
    return [
        {"order_id": f"o{at}", "currency": "CNY", "paid_at": day(row[3])} | dict(zip(columns, row[:3], strict=True))
        for at, row in enumerate(rows)
    ]


def _transfers(rows: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    columns = ("from_payment", "to_payment", "amount")
    return [
        {"currency": "CNY", "at": day(5 * at)} | dict(zip(columns, row, strict=True)) for at, row in enumerate(rows)
    ]

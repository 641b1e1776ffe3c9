"""The case's tables of accounts, parties, ties and holders, as platforms, registers and banks would give them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.simulate import places, texts
from counterfeit_graph.simulate.book import Book
from counterfeit_graph.simulate.columns import days, text, words
from counterfeit_graph.simulate.words import GOODS, PLATFORMS

REGIONS = tuple(places.region(city) for city in range(len(places.CITIES)))
_ENDS = ("旗舰店", "专营店", "小店", "工厂店", "优选", "生活馆", "", " shop", " store", " outlet")


def accounts(book: Book) -> pa.Table:
    """One row an account."""
    a, platforms = book.draft.accounts, list(PLATFORMS.values())
    return pa.table(
        {
            "account_id": book.ids,
            "platform": words(PLATFORMS, a["platform"]),
            "kind": words([entry[1] for entry in platforms], a["platform"]),
            "name": _shop_names(book),
            "opened_at": days(a["opened"]),
            "closed_at": days(np.where(a["closed"], a["ends"], -1)),
            "close_reason": text(a["reason"]),
            "region": words(REGIONS, a["city"]),
        }
    )


def _shop_names(book: Book) -> pa.Array:
    draft = book.draft
    rng, a = draft.rng("shop names"), draft.accounts
    trade = texts.trade_names(draft.rng("trade names"), draft.made["root"])
    goods = [entry[0] for entry in GOODS.values()]
    end, with_goods = rng.integers(0, len(_ENDS), draft.size).tolist(), (rng.random(draft.size) < 0.5).tolist()
    abroad = [list(PLATFORMS).index(name) for name in ("amora", "web")]
    latin = (np.isin(a["platform"], abroad) | (rng.random(draft.size) < 0.05)).tolist()
    rows = zip(a["root"].tolist(), a["category"].tolist(), end, with_goods, latin, strict=True)
    return pa.array([_shop(trade[r], goods[c] if g else "", end=_ENDS[e], latin=x) for r, c, e, g, x in rows])


def _shop(trade: tuple[str, str], goods: str, *, end: str, latin: bool) -> str:
    if latin:
        return f"{trade[1].capitalize()}{end if end.startswith(' ') else ' shop'}"
    return f"{trade[0]}{goods}{end}"


def parties(book: Book) -> pa.Table:
    """One row a person or company; the second digit group of a person's papers is the year of birth."""
    p, papers = book.party, book.known["id_document"]
    return pa.table(
        {
            "party_id": book.known["party"],
            "kind": words(("person", "company"), p["kind"]),
            "name": book.known["party_name"],
            "id_number": papers,
            "region": words(REGIONS, p["city"]),
            "born_or_founded": pc.if_else(pa.array(p["kind"] == 0), pc.utf8_slice_codeunits(papers, 6, 10), ""),
        }
    )


def ties(book: Book) -> pa.Table:
    """One row a tie between parties."""
    rows = book.draft.rows["ties"].columns()
    ends = {"from_party": book.of("party", rows["a"]), "to_party": book.of("party", rows["b"])}
    return pa.table(ends | {name: text(rows[name]) for name in ("relation", "source")})


def holders(book: Book) -> pa.Table:
    """One row a bank's answer."""
    rows = book.draft.rows["holders"].columns()
    held = {"kind": text(rows["kind"]), "value": book.of("payment", rows["value"])}
    return pa.table(held | {"party_id": book.of("party", rows["party"]), "source": text(rows["source"])})

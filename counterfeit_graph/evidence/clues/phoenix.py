"""Phoenix shops: which new account continues one that was closed.

A pair (closed, reopened) is scored in decibans as the sum of two parts:
    survived   the same hands against strangers: each value both used, by how rare it is, faded over the time it lay
               idle; inside an independence group the strongest counts whole and further ones less
    own        a succession against another shop of the same hands: `handed`, `time`, `stock` and `reason`, whose
               densities are learned on the case (see `_succession`)
Pairs are made only by values and rare parts of names that at most `cap` accounts share, so work grows with the rows of
the case and not with pairs of accounts.

Sources: ban evaders resemble their banned account in name, text and timing (Niverthi, Verma and Kumar, WWW 2022);
vendors of two markets share photographs (Wang et al., AsiaCCS 2018); the ratio is Fellegi and Sunter's (1969).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.evidence.clues._resemblance import likenesses
from counterfeit_graph.evidence.clues._succession import TERMS, learn, properties
from counterfeit_graph.evidence.clues._survived import (
    KIND_NAMES,
    Lives,
    Survivals,
    Uses,
    lives_of,
    place,
    survivals,
    uses_of,
)
from counterfeit_graph.identity.gather import Sheet, sheet
from counterfeit_graph.model.errors import NotFoundError, OptionError
from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
_LEDGER = (
    *("clue", "kind", "value_a", "value_b", "decibans", "group", "source_a", "source_b"),
    *("relation_a", "relation_b", "users"),
)
_FOUND: list[tuple[str, pa.DataType]] = [
    *((name, pa.string()) for name in ("closed_account", "reopened_account")),
    ("decibans", pa.float64()),
    ("gap_days", pa.int64()),
    ("kinds", pa.string()),
    ("rank", pa.int64()),
    *((name, pa.float64()) for name in ("survived", "own", *TERMS)),
]
_MOST_TEXTS = 300
# "Very strong", in milli-decibans.
_ENOUGH = 40_000


@dataclass(frozen=True)
class _Scored:
    """Everything behind one answer: the pairs, their clues, and the milli-decibans of each term."""

    lives: Lives
    uses: Uses
    found: Survivals
    gap: Array
    terms: dict[str, Array]

    @property
    def own(self) -> Array:
        return np.asarray(sum(self.terms[term] for term in TERMS))

    @property
    def total(self) -> Array:
        return np.asarray(self.terms["survived"] + self.own)

    @property
    def closed(self) -> Array:
        return self.found.code // self.lives.size

    @property
    def reopened(self) -> Array:
        return self.found.code % self.lives.size


def find_phoenix(
    who: Identities, *, window_days: int = 365, least: float = 30.0, least_own: float = 6.0, keep: int = 5
) -> Table:
    """Predecessors of each account that opened after another was closed.

    Args:
        who: the resolved case; an account is closed by its `closed` day or by an action `closure`.
        window_days: longest gap looked at, from closing to opening.
        least: decibans of `survived` from which a pair is listed.
        least_own: decibans of `own` from which a pair is listed; lower it to list every shop of the same hands.
        keep: most predecessors listed for one reopened account.

    Returns:
        `Table(closed_account, reopened_account, decibans, gap_days, kinds, rank, survived, own, handed, time, stock,
        reason)`: the accounts whose succession is clearest first, and for each the best predecessor first (`rank` 1).
        `decibans` weighs "one continues the other" against "they have nothing to do with each other", and is survived +
        own; own is the sum of the last four; `kinds` names what survived, as "image+phone".

    Raises:
        OptionError: `window_days` or `keep` is below 1.

    Example:
        >>> from counterfeit_graph.identity import resolve
        >>> from counterfeit_graph.records import read
        >>> shops = [{"account_id": f"s{n}", "platform": "p", "opened_at": "2026-01-05"} for n in range(9)]
        >>> shops[0] |= {"closed_at": "2026-03-01", "contact_phone": "13905712846"}
        >>> shops[1] |= {"opened_at": "2026-03-11", "contact_phone": "13905712846"}
        >>> who = resolve(read({"accounts": shops}))
        >>> found = find_phoenix(who, least=0, least_own=-9)
        >>> found.select("closed_account", "reopened_account", "gap_days", "kinds").rows()
        [{'closed_account': 's0', 'reopened_account': 's1', 'gap_days': 10, 'kinds': 'phone'}]
    """
    if window_days < 1 or keep < 1:
        what = "window_days and keep must be 1 or more"
        raise OptionError(what, where="find_phoenix")
    if not _any_closed(who):
        return Table(pa.schema(_FOUND).empty_table())
    # What is not listed still taught the densities.
    scored = _score(who, window_days)
    strong = (scored.terms["survived"] >= round(least * 1000)) & (scored.own >= round(least_own * 1000))
    listed, rank = _ranked(scored, np.flatnonzero(strong), keep=keep)
    ids = who.accounts.select("account_id")
    shown = {"survived": scored.terms["survived"], "own": scored.own, **scored.terms}
    columns = {
        "closed_account": ids.take(scored.closed[listed])["account_id"],
        "reopened_account": ids.take(scored.reopened[listed])["account_id"],
        "decibans": scored.total[listed] / 1000,
        "gap_days": scored.gap[listed],
        "kinds": _kinds(scored, listed),
        "rank": rank,
        **{term: milli[listed] / 1000 for term, milli in shown.items()},
    }
    return Table.of(columns, dict.fromkeys(("closed_account", "reopened_account", "kinds"), "string"))


def _any_closed(who: Identities) -> bool:
    """Whether anything was closed that could be continued; facts need not be read to tell."""
    closed = who.records.tables["accounts"].arrow
    kinds = sheet(who.records, "actions").text("kind")
    known = "closed_at" in closed.column_names and closed["closed_at"].null_count < len(closed)
    return bool(known or pc.any(pc.equal(kinds, "closure")).as_py())


def phoenix_facts(who: Identities, *, window_days: int = 365, least: float = 20.0) -> Table:
    """Succession as evidence: pairs of account codes whose `survived` reaches `least` decibans.

    Returns:
        `Table(a int32, b int32, decibans, gap_days, own)`, a closed and b reopened, in order of a and b. `own` is what
        succession adds to the values that a ledger counts anyway, never below zero.

    Example:
        >>> from counterfeit_graph.identity import resolve
        >>> from counterfeit_graph.records import read
        >>> phoenix_facts(resolve(read({"accounts": [{"account_id": "s1", "platform": "p"}]}))).columns
        ('a', 'b', 'decibans', 'gap_days', 'own')
    """
    scored = _score(who, window_days)
    kept = np.flatnonzero(scored.terms["survived"] >= round(least * 1000))
    return Table.of(
        {
            "a": scored.closed[kept].astype(np.int32),
            "b": scored.reopened[kept].astype(np.int32),
            "decibans": scored.total[kept] / 1000,
            "gap_days": scored.gap[kept],
            "own": np.maximum(scored.own, 0)[kept] / 1000,
        }
    )


def phoenix_ledger(who: Identities, closed: str, *, reopened: str, window_days: int = 365) -> Table:
    """The rows behind one pair of `find_phoenix`, in the columns of the ledger; they sum to its decibans.

    Raises:
        NotFoundError: the case has no such account, or nothing that survived ties the two.

    Example:
        >>> from counterfeit_graph.identity import resolve
        >>> from counterfeit_graph.records import read
        >>> shops = [{"account_id": f"s{n}", "platform": "p", "opened_at": "2026-01-05"} for n in range(9)]
        >>> shops[0] |= {"closed_at": "2026-03-01", "contact_phone": "13905712846"}
        >>> shops[1] |= {"opened_at": "2026-03-11", "contact_phone": "13905712846"}
        >>> ledger = phoenix_ledger(resolve(read({"accounts": shops})), "s0", reopened="s1")
        >>> ledger.select("clue", "value_a", "source_a", "source_b").rows()[0]
        {'clue': 'phone', 'value_a': '13905712846', 'source_a': 'accounts:1', 'source_b': 'accounts:2'}
    """
    scored = _score(who, window_days)
    found = np.flatnonzero(scored.found.code == who.account(closed) * scored.lives.size + who.account(reopened))
    if not len(found):
        what = "nothing that survived a closure ties the two accounts"
        raise NotFoundError(what, where="phoenix_ledger", remedy="list the pairs with find_phoenix")
    clues = np.flatnonzero(scored.found.pair == found[0])
    rows = [
        _clue_row(who, scored, clue=int(clue))
        for clue in clues[np.argsort(-scored.found.counted[clues], kind="stable")]
    ]
    rows += _term_rows(who, scored, pair=int(found[0]))
    columns = {name: [row[name] for row in rows] for name in _LEDGER}
    return Table.of({"a": [closed] * len(rows), "b": [reopened] * len(rows), **columns})


def _clue_row(who: Identities, scored: _Scored, *, clue: int) -> dict[str, Any]:
    kind = KIND_NAMES[scored.found.kind[clue]]
    told = {"clue": kind, "kind": kind, "group": KINDS[kind].group, "decibans": scored.found.counted[clue] / 1000}
    if scored.found.closed[clue] < 0:
        # A likeness has two texts and no use.
        code = scored.found.code[scored.found.pair[clue]]
        return told | _alike_row(who, kind, pair=(int(code // scored.lives.size), int(code % scored.lives.size)))
    uses, ends = scored.uses, [int(scored.found.closed[clue]), int(scored.found.reopened[clue])]
    facts, key = uses.facts.take(uses.fact[ends]).rows(), int(uses.key[ends[0]])
    for side, fact in zip("ab", facts, strict=True):
        told |= {f"source_{side}": f"{fact['file']}:{fact['record']}", f"relation_{side}": fact["relation"]}
        told[f"value_{side}"] = uses.values[key].as_py()
    return told | {"users": int(uses.users[key])}


def _alike_row(who: Identities, kind: str, *, pair: tuple[int, int]) -> dict[str, Any]:
    """Both texts of a likeness: the names, or the two titles that have most words in common."""
    table, column = ("accounts", "name") if kind == "name" else ("listings", "title")
    rows = sheet(who.records, table)
    mine = [_own_texts(rows, column, account=who.accounts["account_id"][account]) for account in pair]
    # The score rests on all texts together; the pair that is most alike shows it best.
    first, second = max(product(*mine), key=lambda both: _common(both[0][0], both[1][0]))
    ends = {"value_a": first[0], "value_b": second[0], "source_a": first[1], "source_b": second[1]}
    return ends | {"relation_a": "shows", "relation_b": "shows", "users": 2}


def _own_texts(rows: Sheet, column: str, *, account: str) -> list[tuple[str, str]]:
    """Texts of an account with their places, at most a few hundred; its id where it has none."""
    at = np.flatnonzero(np.asarray(pc.fill_null(pc.equal(rows.text("account_id"), account), fill_value=False)))[
        :_MOST_TEXTS
    ]
    texts, files = (each.take(pa.array(at)).to_pylist() for each in (rows.text(column), rows.files))
    places = [f"{file}:{record}" for file, record in zip(files, rows.records[at].tolist(), strict=True)]
    return [(text, place) for text, place in zip(texts, places, strict=True) if text] or [(account, f"{rows.name}:0")]


def _common(one: str, other: str) -> float:
    words, others = (set(text.lower().split()) or {text.lower()} for text in (one, other))
    return len(words & others) / len(words | others)


def _term_rows(who: Identities, scored: _Scored, *, pair: int) -> list[dict[str, Any]]:
    """What a succession adds, read off the rows of the two accounts; the values of `time` are the two days."""
    ends = int(scored.closed[pair]), int(scored.reopened[pair])
    closed, opened = _day(scored.lives.closed[ends[0]]), _day(scored.lives.opened[ends[1]])
    said = {
        "handed": ("values few others use", "values few others use"),
        "time": (closed, opened),
        "stock": ("brands on offer", "brands on offer"),
        "reason": (who.accounts["close_reason"][ends[0]] or "-", "-"),
    }
    source_a, source_b = (_account_source(who, end) for end in ends)
    shared = {"kind": "succession", "group": "time", "source_a": source_a, "source_b": source_b, "users": 2}
    shared |= {"relation_a": "", "relation_b": ""}
    return [
        {"clue": term, "value_a": a, "value_b": b, "decibans": scored.terms[term][pair] / 1000, **shared}
        for term, (a, b) in said.items()
    ]


def _day(days: int) -> str:
    return str(np.datetime64(int(days), "D"))


def _account_source(who: Identities, account: int) -> str:
    accounts = sheet(who.records, "accounts")
    row = int(pc.index(accounts.text("account_id"), who.accounts["account_id"][account]).as_py())
    return f"{accounts.files[row]}:{accounts.records[row]}"


def _score(who: Identities, window_days: int) -> _Scored:
    lives = lives_of(who)
    uses = uses_of(who, lives)
    # Texts are the dearest to read: where nothing was closed there is nothing to continue.
    likes = likenesses(who) if lives.ended else ()
    found = survivals(uses, lives, likes=likes, window=window_days)
    gap = lives.opened[found.code % lives.size] - lives.closed[found.code // lives.size]
    survived = np.zeros(len(found.code), np.int64)
    # Integers: the sum is exact in any order.
    np.add.at(survived, found.pair, found.counted)
    known = properties(who, uses, lives=lives, found=found, window=window_days)
    learned = learn(found, survived, size=lives.size, known=known)
    return _Scored(lives, uses, found, gap, {"survived": survived, **learned})


def _ranked(scored: _Scored, listed: Array, *, keep: int) -> tuple[Array, Array]:
    """The listed pairs and their rank for their reopened account, the clearest accounts first.

    Beyond "very strong" it matters no more how strongly two accounts are tied, only how clearly one succeeds the other.
    """
    keys = (scored.closed, scored.gap, -scored.total, scored.reopened)
    listed = listed[np.lexsort(tuple(key[listed] for key in keys))]
    rank = place(scored.reopened[listed]) + 1
    # The account is placed by its best predecessor, so that its candidates stay together.
    clear = scored.own[listed] + np.minimum(scored.terms["survived"][listed], _ENOUGH)
    first = np.flatnonzero(rank == 1)
    account = np.cumsum(rank == 1) - 1
    order = np.lexsort((rank, account, -clear[first][account]))
    order = order[rank[order] <= keep]
    return listed[order], rank[order]


def _kinds(scored: _Scored, listed: Array) -> list[str]:
    """Kinds of value that tie each listed pair, in alphabetical order, as "image+phone"."""
    row = np.full(len(scored.found.code), -1)
    row[listed] = np.arange(len(listed))
    at, kind = row[scored.found.pair], scored.found.kind
    # Words are made for the listed pairs alone, never for the candidates.
    names: list[list[str]] = [[] for _ in listed]
    for both in np.unique(at[at >= 0] * len(KIND_NAMES) + kind[at >= 0]).tolist():
        names[both // len(KIND_NAMES)].append(KIND_NAMES[both % len(KIND_NAMES)])
    return ["+".join(sorted(found)) for found in names]

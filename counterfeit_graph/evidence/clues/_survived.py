"""What survived a closure: the values that a closed account and a later one both used, and what they weigh."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.evidence.clues.money import money_behind
from counterfeit_graph.evidence.clues.names import same_names
from counterfeit_graph.evidence.clues.paper import parties_behind
from counterfeit_graph.evidence.clues.supply import same_suppliers
from counterfeit_graph.evidence.uses import worded
from counterfeit_graph.identity.gather import UNKNOWN, days, sheet
from counterfeit_graph.model.runs import distinct, in_turn
from counterfeit_graph.model.schema import GROUPS, KINDS
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfeit_graph.evidence.clues._resemblance import Likeness
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
KIND_NAMES = tuple(KINDS)
GROUP_NAMES = tuple(GROUPS)
GROUP_OF = np.array([GROUP_NAMES.index(kind.group) for kind in KINDS.values()])
_NEVER = np.iinfo(np.int64).max
_DISCOUNT = np.array([group.discount for group in GROUPS.values()])
_CAP = np.array([kind.cap for kind in KINDS.values()])
_M = np.array([kind.m for kind in KINDS.values()])
_HORIZON = np.array([float(kind.horizon_days) for kind in KINDS.values()])
# Pairs met at once: bounds the memory of a step, never its answer.
_CHUNK = 4_000_000
_FACT_COLUMNS = ("account", "kind", "relation", "first", "last", "table", "file", "record")


@dataclass(frozen=True)
class Lives:
    """Days at which accounts opened and closed; `UNKNOWN` where they did not or nobody knows."""

    opened: Array
    closed: Array

    @property
    def size(self) -> int:
        """Number of accounts."""
        return len(self.opened)

    @property
    def ended(self) -> bool:
        """Whether any account was closed."""
        return bool((self.closed != UNKNOWN).any())


@dataclass(frozen=True)
class Uses:
    """One row a use of a value by an account: from when to when, and the row of `facts` that says so.

    Attributes:
        account, key, kind: codes; `key` counts the values of `values`.
        first, last: days.
        fact: row of `facts`.
        facts: Table(account, kind, relation, first, last, table, file, record), the case's own and what clues derived.
        values: text of each key, as it was written.
        accounts: number of accounts of the case.
    """

    account: Array
    key: Array
    kind: Array
    first: Array
    last: Array
    fact: Array
    facts: Table
    values: pa.ChunkedArray
    accounts: int

    @cached_property
    def users(self) -> Array:
        """Number of accounts that use each key."""
        return np.bincount(self.key, minlength=len(self.values))


@dataclass(frozen=True)
class Survivals:
    """Pairs (closed, reopened) as `code` = closed * accounts + reopened, ascending, and the clues that speak for them.

    Attributes:
        code: one entry a pair.
        pair: one entry a clue, its place in `code`.
        kind: one entry a clue, the kind of value or text.
        closed, reopened: one entry a clue, the two uses of its value; -1 where the clue is a likeness of texts.
        counted: one entry a clue, its milli-decibans after the group rule.
    """

    code: Array
    pair: Array
    kind: Array
    closed: Array
    reopened: Array
    counted: Array

    @property
    def by_value(self) -> Array:
        """Places of the clues that are values."""
        return np.flatnonzero(self.closed >= 0)


def lives_of(who: Identities) -> Lives:
    """When accounts opened and closed.

    An account closes on its own day or by an action of closure; with no day of opening it opens with its first use.
    """
    opened, closed = (days(who.accounts.arrow[name]).astype(np.int64) for name in ("opened", "closed"))
    # The unknown day is the smallest number, and would win every minimum.
    ends = np.where(closed == UNKNOWN, _NEVER, closed)
    np.minimum.at(ends, *_closures(who))
    first = who.facts["first"]
    seen, dated = np.full(len(opened), _NEVER), first != UNKNOWN
    np.minimum.at(seen, who.facts["account"][dated], first[dated])
    opened = np.where(opened == UNKNOWN, seen, opened)
    return Lives(*(np.where(day == _NEVER, UNKNOWN, day) for day in (opened, ends)))


def _closures(who: Identities) -> tuple[Array, Array]:
    actions = sheet(who.records, "actions")
    account, day = who.codes(actions.text("account_id")), actions.days("at").astype(np.int64)
    kind = np.asarray(pc.fill_null(pc.equal(actions.text("kind"), "closure"), fill_value=False))
    kept = kind & (account >= 0) & (day != UNKNOWN)
    return account[kept], day[kept]


def uses_of(who: Identities, lives: Lives) -> Uses:
    """The case's own values and those that clues derive; a use without days lasts as long as its account."""
    # A supplier counts once, in its own group, not as the phone or company that it is written down as.
    own = who.facts.where(~who.facts.isin("relation", ["supplier"]) & lives.ended)
    clues = (money_behind, parties_behind, same_suppliers, same_names) if lives.ended else ()
    derived = [clue(who) for clue in clues]
    key, values = _keys(who, own, derived=derived)
    facts = Table(pa.concat_tables([_plain(table) for table in (own, *derived)]))
    kind = np.asarray(pc.index_in(facts.arrow["kind"], value_set=pa.array(KIND_NAMES))).astype(np.int64)
    day = {name: facts[name] for name in ("first", "last")}
    uses = _distinct(
        Uses(
            facts["account"],
            key,
            kind,
            **day,
            fact=np.arange(len(facts)),
            facts=facts,
            values=values,
            accounts=lives.size,
        )
    )
    first = np.where(uses.first == UNKNOWN, lives.opened[uses.account], uses.first)
    last = np.where(uses.last == UNKNOWN, lives.closed[uses.account], uses.last)
    return replace(uses, first=first, last=last)


def _plain(table: Table) -> pa.Table:
    text = ("kind", "relation", "table", "file")
    return pa.table({n: table.arrow[n].cast(pa.string() if n in text else pa.int64()) for n in _FACT_COLUMNS})


def _keys(who: Identities, own: Table, *, derived: list[Table]) -> tuple[Array, pa.ChunkedArray]:
    """Key of every fact, and the text of each key; a derived value that the case knows keeps the case's key."""
    shown = who.values.arrow["shown"].chunks
    if not any(map(len, derived)):
        return own["value"].astype(np.int64), pa.chunked_array(shown, pa.string())
    # A till behind one shop may be the open till of another: both must have one key.
    known = worded(who.values)
    found = pa.concat_arrays([*map(worded, derived)]).dictionary_encode()
    old = pc.index_in(found.dictionary, value_set=known)
    fresh = np.asarray(pc.is_null(old))
    place = np.where(fresh, len(known) + np.cumsum(fresh) - 1, np.asarray(pc.fill_null(old, -1)))
    added = pc.list_element(pc.split_pattern(found.dictionary, "\t", max_splits=1), 1).filter(pa.array(fresh))
    keys = np.concatenate([own["value"].astype(np.int64), place[np.asarray(found.indices)]])
    return keys, pa.chunked_array([*shown, added], pa.string())


def _distinct(uses: Uses) -> Uses:
    """One row for each account and value: its first fact, its earliest and its latest day."""
    # The first fact of a use stands for it; facts come in canonical order.
    order = np.lexsort((uses.fact, uses.account, uses.key))
    if not len(order):
        return uses
    starts = np.flatnonzero(np.r_[True, (np.diff(uses.key[order]) != 0) | (np.diff(uses.account[order]) != 0)])
    early = np.minimum.reduceat(np.where(uses.first == UNKNOWN, _NEVER, uses.first)[order], starts)
    last = np.maximum.reduceat(uses.last[order], starts)
    one = order[starts]
    first = np.where(early == _NEVER, UNKNOWN, early)
    columns = {name: getattr(uses, name)[one] for name in ("account", "key", "kind", "fact")}
    return replace(uses, first=first, last=last, **columns)


def survivals(uses: Uses, lives: Lives, *, likes: Sequence[Likeness], window: int) -> Survivals:
    """Pairs of a closed account and one opened within `window` days after, and everything that survived between them.

    A pair is made by a value, or a piece of text, that at most its kind's `cap` accounts use.
    """
    size = max(lives.size, 1)
    a, b = _meetings(uses.account, uses.key, lives=lives, cap=_CAP[uses.kind], window=window)
    codes_of_values = uses.account[a] * size + uses.account[b]
    read = [_by_pieces(like, lives, window=window) for like in likes]
    # A pair that values made is also read, and a pair that its texts made is also weighed.
    code = distinct(np.concatenate([codes_of_values, *read]))
    texts = [like.milli(code // size, code % size, lives=lives) for like in likes]
    clues = [(np.searchsorted(code, codes_of_values), uses.kind[a], a, b, _milli(uses, a, reopened=b))]
    for like, milli in zip(likes, texts, strict=True):
        pair = np.flatnonzero(milli)
        none = np.full(len(pair), -1)
        clues.append((pair, np.full(len(pair), KIND_NAMES.index(like.kind)), none, none, milli[pair]))
    pair, kind, closed, reopened, milli = (np.concatenate(column) for column in zip(*clues, strict=True))
    return Survivals(code, pair, kind, closed, reopened, group_rule(pair, GROUP_OF[kind], milli=milli))


def _by_pieces(like: Likeness, lives: Lives, *, window: int) -> Array:
    """Codes of the pairs that share a rare piece of text."""
    order = np.lexsort((like.account, like.piece))
    account, piece = like.account[order], like.piece[order]
    cap = np.full(len(order), KINDS[like.kind].cap)
    a, b = _meetings(account, piece, lives=lives, cap=cap, window=window)
    return distinct(account[a] * max(lives.size, 1) + account[b])


def _meetings(account: Array, key: Array, *, lives: Lives, cap: Array, window: int) -> tuple[Array, Array]:
    """Rows of closed accounts beside the rows of the same key by accounts opened in their window; `key` ascends."""
    users = np.bincount(key)
    start = np.cumsum(users) - users
    many = users[key]
    # Only closed accounts start a meeting: they are few, and the work grows with them.
    left = np.flatnonzero((many > 1) & (many <= cap) & (lives.closed[account] != UNKNOWN))
    cuts = np.flatnonzero(np.diff(np.cumsum(many[left]) // _CHUNK)) + 1
    met = []
    for part in np.split(left, cuts):
        a = np.repeat(part, many[part])
        b = np.repeat(start[key[part]], many[part]) + in_turn(many[part])
        opened, gap = lives.opened[account[b]], lives.opened[account[b]] - lives.closed[account[a]]
        near = (opened != UNKNOWN) & (gap >= 0) & (gap <= window) & (a != b)
        met.append((a[near], b[near]))
    return np.concatenate([a for a, _ in met]), np.concatenate([b for _, b in met])


def _milli(uses: Uses, closed: Array, *, reopened: Array) -> Array:
    """Milli-decibans of each shared value: 10 log10((m exp(-idle/horizon) + u) / u), u the share of users."""
    kind, rate = uses.kind[closed], uses.users[uses.key[closed]] / max(uses.accounts, 1)
    # A value that the later account used before the closure never lay idle.
    idle = np.maximum(uses.first[reopened] - uses.last[closed], 0)
    fade = np.where(_HORIZON[kind] > 0, np.exp(-idle / np.maximum(_HORIZON[kind], 1.0)), 1.0)
    return np.asarray(np.floor(10_000 * np.log10((_M[kind] * fade + rate) / rate)), np.int64)


def group_rule(pair: Array, group: Array, *, milli: Array) -> Array:
    """What each clue counts: the strongest of a pair in a group whole, the r-th further one `discount` ** r of itself.

    Example:
        >>> group_rule(np.zeros(2, int), np.zeros(2, int), milli=np.array([10_000, 30_000])).tolist()
        [4000, 30000]
    """
    # Whole milli-decibans, rounded down, so that no sum depends on the order of its rows.
    order = np.lexsort((-milli, group, pair))
    rank = place(pair[order] * len(GROUP_NAMES) + group[order])
    counted = np.empty(len(order), np.int64)
    counted[order] = np.floor(milli[order] * _DISCOUNT[group[order]] ** rank).astype(np.int64)
    return counted


def place(runs: Array) -> Array:
    """Place of each entry within its run of equal neighbours, from 0.

    Example:
        >>> place(np.array([4, 4, 9])).tolist()
        [0, 1, 0]
    """
    at = np.arange(len(runs))
    fresh = np.r_[True, np.diff(runs) != 0][: len(runs)]
    return at - np.maximum.accumulate(np.where(fresh, at, 0))

"""What survived a closure: the values that a closed account and a later one both used, and what they weigh."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.evidence.clues.clue import derived_facts
from counterfeit_graph.evidence.clues.money import money_behind
from counterfeit_graph.evidence.clues.paper import parties_behind
from counterfeit_graph.evidence.clues.stock import same_titles
from counterfeit_graph.evidence.clues.supply import same_suppliers
from counterfeit_graph.identity.gather import UNKNOWN, days, sheet
from counterfeit_graph.model.schema import GROUPS, KINDS
from counterfeit_graph.model.table import Table, concat
from counterfeit_graph.records.normalise import normalise
from counterfeit_graph.records.normalise.name import pinyin

if TYPE_CHECKING:
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


@dataclass(frozen=True)
class Uses:
    """One row a use of a value by an account: from when to when, and the row of `facts` that says so.

    Attributes:
        account, key, kind: codes; `key` counts the values of `values`.
        first, last: days.
        fact: row of `facts`.
        facts: Table(account, kind, relation, first, last, table, file, record), the case's own and what clues derived.
        values: text of each key, as it was written.
    """

    account: Array
    key: Array
    kind: Array
    first: Array
    last: Array
    fact: Array
    facts: Table
    values: Array

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
        closed, reopened: one entry a clue, the two uses of its value.
        counted: one entry a clue, its milli-decibans after the group rule.
    """

    code: Array
    pair: Array
    closed: Array
    reopened: Array
    counted: Array


def codes(who: Identities, ids: pa.ChunkedArray) -> Array:
    """Account codes of ids; -1 where the case has no such account."""
    known = who.accounts.arrow["account_id"].combine_chunks()
    return np.asarray(pc.fill_null(pc.index_in(ids, value_set=known), -1)).astype(np.int64)


def lives_of(who: Identities) -> Lives:
    """When accounts opened and closed.

    An account closes on its own day or by an action of closure; with no day of opening it opens with its first use.
    """
    opened, closed = (days(who.accounts.arrow[name]).astype(np.int64) for name in ("opened", "closed"))
    ends = np.where(closed == UNKNOWN, _NEVER, closed)
    np.minimum.at(ends, *_closures(who))
    first = who.facts["first"].astype(np.int64)
    seen, dated = np.full(len(opened), _NEVER), first != UNKNOWN
    np.minimum.at(seen, who.facts["account"][dated], first[dated])
    opened = np.where(opened == UNKNOWN, seen, opened)
    return Lives(*(np.where(day == _NEVER, UNKNOWN, day) for day in (opened, ends)))


def _closures(who: Identities) -> tuple[Array, Array]:
    actions = sheet(who.records, "actions")
    account, day = codes(who, actions.text("account_id")), actions.days("at").astype(np.int64)
    kind = np.asarray(pc.fill_null(pc.equal(actions.text("kind"), "closure"), fill_value=False))
    kept = kind & (account >= 0) & (day != UNKNOWN)
    return account[kept], day[kept]


def uses_of(who: Identities, lives: Lives) -> Uses:
    """The case's own values and those that clues derive; a use without days lasts as long as its account."""
    own = who.facts.where(who.facts["relation"] != "supplier")
    derived = [clue(who) for clue in (money_behind, parties_behind, same_suppliers, same_titles, _parts_of_names)]
    key, values = _keys(who, own, derived=derived)
    facts = Table(pa.concat_tables([_plain(table) for table in (own, *derived)]))
    kind = np.asarray(pc.index_in(facts.arrow["kind"], value_set=pa.array(KIND_NAMES))).astype(np.int64)
    day = {name: facts[name] for name in ("first", "last")}
    uses = _distinct(Uses(facts["account"], key, kind, **day, fact=np.arange(len(facts)), facts=facts, values=values))
    first = np.where(uses.first == UNKNOWN, lives.opened[uses.account], uses.first)
    last = np.where(uses.last == UNKNOWN, lives.closed[uses.account], uses.last)
    return Uses(uses.account, uses.key, uses.kind, first, last, uses.fact, facts, values)


def _plain(table: Table) -> pa.Table:
    text = ("kind", "relation", "table", "file")
    return pa.table({n: table.arrow[n].cast(pa.string() if n in text else pa.int64()) for n in _FACT_COLUMNS})


def _keys(who: Identities, own: Table, *, derived: list[Table]) -> tuple[Array, Array]:
    """Key of every fact, and the text of each key; a derived value that the case knows keeps the case's key."""
    known = _worded(who.values)
    found = pa.concat_arrays([_worded(table) for table in derived]).dictionary_encode()
    old = pc.index_in(found.dictionary, value_set=known)
    fresh = np.asarray(pc.is_null(old))
    place = np.where(fresh, len(known) + np.cumsum(fresh) - 1, np.asarray(pc.fill_null(old, -1)))
    added = pc.list_element(pc.split_pattern(found.dictionary, "\t", max_splits=1), 1).filter(pa.array(fresh))
    values = np.concatenate([who.values["shown"], np.asarray(added.to_pylist(), object)])
    return np.concatenate([own["value"].astype(np.int64), place[np.asarray(found.indices)]]), values


def _worded(table: Table) -> pa.Array:
    """Kind and key of each row as one text."""
    kind, key = (table.arrow[name].cast(pa.string()).combine_chunks() for name in ("kind", "key"))
    return pc.binary_join_element_wise(kind, key, "\t")


def _parts_of_names(who: Identities) -> Table:
    """Facts (account, part of its name or handle); a handle counts by its sound alone, which a name may share."""
    accounts = sheet(who.records, "accounts")
    named = codes(who, accounts.text("account_id"))
    names = normalise("name", accounts.text("name")).to_pylist()
    heard = sounds(accounts.text("name"))
    parts = [[*name_parts(name or ""), *sound] for name, sound in zip(names, heard, strict=True)]
    handles = who.facts.where(who.facts["kind"] == "handle")
    keys = pa.array(who.values["key"][handles["value"]], pa.string())
    places = [
        {"account": named, "file": accounts.files, "record": accounts.records, "table": "accounts", "key": parts},
        {**{n: handles.arrow[n] for n in ("account", "file", "record")}, "table": "identifiers", "key": sounds(keys)},
    ]
    return concat([_spread(**place) for place in places])


def _spread(key: list[list[str]], **places: Any) -> Table:
    """One fact of kind `name` for each text of each row."""
    row = pa.array(np.repeat(np.arange(len(key)), [len(texts) for texts in key]).astype(np.int64))
    account, record = (np.asarray(places[name])[row] for name in ("account", "record"))
    where = {"table": places["table"], "file": places["file"].cast(pa.string()).take(row).to_pylist()}
    texts = [text for each in key for text in each]
    return derived_facts(
        {"account": account, "record": record, **where, "key": texts, "kind": "name", "relation": "shows"}
    )


def sounds(texts: pa.ChunkedArray | pa.Array) -> list[list[str]]:
    """How each text sounds, as one run of letters marked with "~"; none for fewer than five letters.

    Example:
        >>> sounds(pa.array(["锦绣鞋坊", "JinXiu_XieFang88", "abc"]))
        [['~jinxiuxiefang'], ['~jinxiuxiefang'], []]
    """
    heard = pinyin(texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts).to_pylist()
    letters = ["".join(c for c in text or "" if c.isalpha()) for text in heard]
    return [["~" + run] if len(run) > 4 else [] for run in letters]


def name_parts(name: str) -> list[str]:
    """Words of three letters or more, pairs of neighbouring Han characters, and the whole; no digits, no signs.

    Example:
        >>> name_parts("锦绣鞋坊 kicks-88")
        ['=锦绣鞋坊kicks', 'kicks', '绣鞋', '锦绣', '鞋坊']
    """
    letters = "".join(c if c.isalpha() else " " for c in name)
    words = {run for run in letters.split() if run.isascii() and len(run) > 2}
    runs = "".join(c if c > "\u2e7f" else " " for c in letters).split()
    pairs = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    whole = letters.replace(" ", "")
    return sorted(words | pairs | ({"=" + whole} if len(whole) > 1 else set()))


def _distinct(uses: Uses) -> Uses:
    """One row for each account and value: its first fact, its earliest and its latest day."""
    order = np.lexsort((uses.fact, uses.account, uses.key))
    if not len(order):
        return uses
    starts = np.flatnonzero(np.r_[True, (np.diff(uses.key[order]) != 0) | (np.diff(uses.account[order]) != 0)])
    early = np.minimum.reduceat(np.where(uses.first == UNKNOWN, _NEVER, uses.first)[order], starts)
    last = np.maximum.reduceat(uses.last[order], starts)
    one = order[starts]
    first = np.where(early == _NEVER, UNKNOWN, early)
    return Uses(uses.account[one], uses.key[one], uses.kind[one], first, last, uses.fact[one], uses.facts, uses.values)


def survivals(uses: Uses, lives: Lives, *, window: int) -> Survivals:
    """Pairs of a closed account and one opened within `window` days after, sharing a value of at most `cap` users."""
    users = uses.users[uses.key]
    narrow = (users > 1) & (users <= _CAP[uses.kind])
    left = np.flatnonzero(narrow & (lives.closed[uses.account] != UNKNOWN))
    cuts = np.flatnonzero(np.diff(np.cumsum(users[left]) // _CHUNK)) + 1
    met = [_meet(uses, lives, left=part, window=window) for part in np.split(left, cuts)]
    a, b = (np.concatenate([pair[side] for pair in met]) for side in (0, 1))
    milli = _milli(uses, a, reopened=b, rate=users[a] / max(lives.size, 1))
    code, pair = np.unique(uses.account[a] * lives.size + uses.account[b], return_inverse=True)
    return Survivals(code, pair, a, b, group_rule(pair, GROUP_OF[uses.kind[a]], milli=milli))


def _meet(uses: Uses, lives: Lives, *, left: Array, window: int) -> tuple[Array, Array]:
    """Each use by a closed account (`left`) beside the uses of the same value by accounts opened in its window."""
    users, start = uses.users, np.cumsum(uses.users) - uses.users
    many = users[uses.key[left]]
    a = np.repeat(left, many)
    b = np.repeat(start[uses.key[left]], many) + np.arange(len(a)) - np.repeat(np.cumsum(many) - many, many)
    opened, gap = lives.opened[uses.account[b]], lives.opened[uses.account[b]] - lives.closed[uses.account[a]]
    near = (opened != UNKNOWN) & (gap >= 0) & (gap <= window) & (a != b)
    return a[near], b[near]


def _milli(uses: Uses, closed: Array, *, reopened: Array, rate: Array) -> Array:
    """Milli-decibans of each shared value: 10 log10((m exp(-idle/horizon) + u) / u), u the share of users."""
    kind = uses.kind[closed]
    idle = np.maximum(uses.first[reopened] - uses.last[closed], 0)
    fade = np.where(_HORIZON[kind] > 0, np.exp(-idle / np.maximum(_HORIZON[kind], 1.0)), 1.0)
    return np.asarray(np.floor(10_000 * np.log10((_M[kind] * fade + rate) / rate)), np.int64)


def group_rule(pair: Array, group: Array, *, milli: Array) -> Array:
    """What each clue counts: the strongest of a pair in a group whole, the r-th further one `discount` ** r of itself.

    Example:
        >>> group_rule(np.zeros(2, int), np.zeros(2, int), milli=np.array([10_000, 30_000])).tolist()
        [4000, 30000]
    """
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

"""Who used what: the distinct (account, value) pairs on which all evidence is computed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.evidence._kernels import HARD, UNKNOWN_DAY
from counterfeit_graph.evidence.passing import passing_uses
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.identity.hashing import order_with_ties
from counterfeit_graph.model.runs import spans
from counterfeit_graph.model.schema import FORGEABILITY, GROUPS, KINDS, forgeability
from counterfeit_graph.model.table import Table, concat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
FACT_COLUMNS = ("account", "value", "kind", "relation", "first", "last", "rows", "table", "file", "record")
# Least share of the accounts that a second group of evidence is known of, for its silence to say anything.
LONE = 0.1
# Later than any day.
_LATE = 2**31 - 1
KIND_NAMES: tuple[str, ...] = tuple(KINDS)
GROUP_NAMES: tuple[str, ...] = tuple(GROUPS)
KIND_GROUP: Array = np.array([GROUP_NAMES.index(KINDS[name].group) for name in KIND_NAMES], np.int64)
# Kinds of each group, as a bit mask, that are known of accounts: every shop has a name, and pairs are judged by hand.
_OWN = {
    group: sum(1 << code for code, name in enumerate(KIND_NAMES) if KINDS[name].group == group and name != "name")
    for group in GROUP_NAMES
    if group not in ("time", "judgement")
}


@dataclass(frozen=True)
class Uses:
    """Distinct (account, value) pairs in order of account and value, and their compressed rows.

    Attributes:
        accounts: number of accounts of the case.
        account, value: codes of each use (int32).
        first, last: days of use; `UNKNOWN_DAY` where a date is missing.
        parcel: whether a fact of the use is a parcel sent (relation `ship_from`).
        passing: whether the account gave the value up long before its end (see `passing`).
        forge: index into `FORGEABILITY` of the use's best fact (0 writable, 1 co-acted, 2 verified).
        root: code, among all values, of the account's own value that the use hangs on; itself for an own value.
        other_root: another such value, where the use was reached through several; else the same.
        fact: row of `facts` that stands for the use: the one hardest to forge, then the earliest.
        known: bit mask over `KIND_NAMES` per account: the kinds of which any value is known, shared or not.
        kind: index into `KIND_NAMES` of each value.
        values: Table(kind, key, shown), one row a value.
        facts: Table of the case's facts, then of those that clues derived.
    """

    accounts: int
    account: Array
    value: Array
    first: Array
    last: Array
    parcel: Array
    passing: Array
    forge: Array
    root: Array
    other_root: Array
    fact: Array
    known: Array
    kind: Array
    values: Table
    facts: Table
    account_ptr: Array
    value_ptr: Array
    value_use: Array

    @property
    def rows(self) -> tuple[Array, ...]:
        """The compressed rows as the kernels take them."""
        return self.account_ptr, self.value, self.value_ptr, self.value_use, self.account

    @property
    def dates(self) -> tuple[Array, Array, Array]:
        """First and last day of each use, and how hard it is to forge: `forge`, and -1 where the use is passing."""
        return self.first, self.last, self.grade

    @cached_property
    def grade(self) -> Array:
        """`forge` of each use, -1 where it is passing."""
        return np.where(self.passing, np.int8(-1), self.forge.astype(np.int8))

    @cached_property
    def group(self) -> Array:
        """Independence group of each value, as an index into `GROUP_NAMES`.

        A phone that is known from parcels stands on the same label as the sender's address, and says place with it.
        """
        parcels = self.value[np.flatnonzero(self.parcel)]
        on_labels = np.bincount(parcels, minlength=len(self.kind)) * 2 > self.users
        labelled = on_labels & (KIND_GROUP[self.kind] == GROUP_NAMES.index("contact"))
        return np.where(labelled, GROUP_NAMES.index("place"), KIND_GROUP[self.kind])

    @cached_property
    def soft(self) -> Array:
        """Whether nothing is known of each account that is hard to forge; what is not known cannot be asked for."""
        hard = sum(1 << code for code, name in enumerate(KIND_NAMES) if KINDS[name].forgeability != "writable")
        return np.asarray((self.known & hard) == 0)

    @cached_property
    def lone(self) -> str:
        """The group of evidence that alone is known, any other of a tenth as many accounts at most; "" for none."""
        found = {name: int(np.count_nonzero(self.known & mask)) for name, mask in _OWN.items()}
        first, second = sorted(found, key=lambda name: -found[name])[:2]
        return first if found[second] <= LONE * found[first] > 0 else ""

    @property
    def users(self) -> Array:
        """Number of accounts that use each value."""
        return np.diff(self.value_ptr)

    def users_of(self, values: Array) -> Array:
        """The accounts that use some values, value by value."""
        return np.asarray(self.account[self.value_use[spans(self.value_ptr, values)]])

    @cached_property
    def code(self) -> Array:
        """Code of each value among all values of the case, as `root` has them."""
        out = np.zeros(len(self.kind), np.int64)
        out[self.value] = self.facts["value"][self.fact]
        return out

    @cached_property
    def known_counts(self) -> Array:
        """Number of accounts of which a value of each kind is known."""
        return _by_kind(np.bincount(self.known, minlength=1))

    def known_of(self, accounts: Array, share: Array) -> Array:
        """How many of some accounts a value of each kind is known, each counting as `share` has it."""
        return _by_kind(np.bincount(self.known[accounts], weights=share, minlength=1))


def _by_kind(together: Array) -> Array:
    """What accounts of which the same kinds are known count together, kind by kind: few of all combinations occur."""
    found = np.flatnonzero(together)
    return np.array([together[found] @ (found >> kind & 1) for kind in range(len(KIND_NAMES))])


def independent_groups(mask: Array) -> Array:
    """Number of independent groups in bit masks over `GROUP_NAMES`.

    Pictures and wording come with the goods: who buys from one supplier often shows his, so the two count as one.

    Example:
        >>> content, supply, money = (1 << GROUP_NAMES.index(name) for name in ("content", "supply", "money"))
        >>> independent_groups(np.array([content | supply, content | money])).tolist()
        [1, 2]
    """
    content, supply = GROUP_NAMES.index("content"), GROUP_NAMES.index("supply")
    goods = (mask >> content | mask >> supply) & 1
    return np.asarray(np.bitwise_count(mask & ~(1 << content | 1 << supply | HARD)) + goods)


def gather_uses(who: Identities, own_kinds: frozenset[str], *, derived: list[Table]) -> Uses:
    """All facts of the wanted kinds, and those that clues derived, as uses of shared values.

    Args:
        who: the resolved case.
        own_kinds: kinds of the case's own facts to take.
        derived: Tables with `FACT_COLUMNS` and `via`, `key` in place of `value`, from clues.

    Values that a single account uses can link nothing and are left out; their users stay counted per kind.
    """
    values, extra = _with_derived(who.values, derived)
    own = who.facts.select(*FACT_COLUMNS)
    # The case's own facts are passed over, not copied: most are of values that nobody shares.
    facts = concat([own, *(Table(table.arrow.select(FACT_COLUMNS).cast(own.arrow.schema)) for table in extra)])
    via = np.concatenate([np.zeros(0, np.int32), *(table["via"].astype(np.int32) for table in extra)])
    account, value, kind = facts["account"], facts["value"], codes_of(values.arrow["kind"], KIND_NAMES)
    wanted = np.isin(KIND_NAMES, list(own_kinds))[kind[value]] & ~facts.isin("relation", ["supplier"])
    wanted[len(own) :] = True
    several = np.bincount(value[wanted], minlength=len(values)) > 1
    kept = np.flatnonzero(wanted & several[value]).astype(np.int32)
    known = _known(account, kind[value], wanted=wanted, accounts=len(who.accounts))
    found = distinct(who, Kept.of(facts, kept, kind=kind, via=via), values=len(values))
    return _shared_only(known, found, values=values, facts=facts)


def _known(account: Array, kind: Array, *, wanted: Array, accounts: int) -> Array:
    """Bit mask over `KIND_NAMES` of the kinds of which any value is known of each account."""
    known = np.zeros(accounts, np.int32)
    for code in np.flatnonzero(np.bincount(kind, minlength=1)).tolist():
        known[account[wanted & (kind == code)]] |= 1 << code
    return known


def codes_of(texts: pa.ChunkedArray | pa.Array, known: Sequence[str]) -> Array:
    """Place of each text in `known`, -1 where it is none of them."""
    return np.asarray(pc.fill_null(pc.index_in(texts, value_set=pa.array(known, pa.string())), -1))


def _with_derived(values: Table, derived: list[Table]) -> tuple[Table, list[Table]]:
    """The values with the new keys of `derived` after them, and the derived facts with value codes."""
    if not derived:
        return values, []
    found = pa.concat_arrays([worded(table) for table in derived]).dictionary_encode()
    kinds = values.isin("kind", sorted({kind for table in derived for kind in table["kind"]}))
    rows = np.flatnonzero(kinds)
    old = np.asarray(pc.fill_null(pc.index_in(found.dictionary, value_set=worded(values.take(rows))), -1))
    fresh = found.dictionary.filter(pa.array(old < 0))
    rank = np.asarray(pc.rank(fresh)).astype(np.int64) - 1
    code = np.empty(len(old), np.int32)
    code[old >= 0], code[old < 0] = rows[old[old >= 0]], len(values) + rank
    parts = pc.split_pattern(fresh.take(pc.sort_indices(fresh)), "\t", max_splits=1)
    kind, key = (pc.list_element(parts, at) for at in (0, 1))
    coded = np.split(code[np.asarray(found.indices)], np.cumsum([len(table) for table in derived])[:-1])
    facts = [table.with_columns({"value": codes}) for table, codes in zip(derived, coded, strict=True)]
    # A supplier is written down as a value of some kind, which its key begins with and nobody needs to read.
    bare = pc.replace_substring_regex(key, pattern="^[a-z_]+:", replacement="")
    shown = pc.if_else(pc.equal(kind, "supplier"), bare, key)
    added = Table(pa.table({"kind": kind, "key": key, "shown": shown}))
    return (concat([values.select("kind", "key", "shown"), added]) if len(fresh) else values), facts


def worded(table: Table) -> pa.Array:
    """Kind and key of each row as one text, a tab between them."""
    kind, key = (table.arrow[name].cast(pa.string()).combine_chunks() for name in ("kind", "key"))
    return pc.binary_join_element_wise(kind, key, "\t")


@dataclass(frozen=True)
class Kept:
    """The facts that can link somebody: the row of each in the table of facts, and the own value that it hangs on."""

    fact: Array
    account: Array
    value: Array
    first: Array
    last: Array
    grade: Array
    parcel: Array
    root: Array

    @classmethod
    def of(cls, facts: Table, rows: Array, *, kind: Array, via: Array) -> Kept:
        """The facts at `rows`, ascending; `via` are the own values behind the last rows of `facts`, -1 for itself."""
        account, value, first, last = (facts[name][rows] for name in ("account", "value", "first", "last"))
        words = facts.arrow["relation"].unique().cast(pa.string()).to_pylist()
        relation = codes_of(facts.arrow["relation"], words)[rows]
        root, own = value.copy(), len(facts) - len(via)
        behind = via[rows[rows >= own] - own]
        root[rows >= own] = np.where(behind < 0, value[rows >= own], behind)
        grade = _grades(words)[kind[value], relation]
        parcel = (np.array(words) == "ship_from")[relation]
        return cls(rows, account, value, first, last, grade, parcel, root)


def _grades(relations: Sequence[str]) -> Array:
    """Forgeability of a fact by its kind and relation, as an index into `FORGEABILITY`."""
    grades = [[FORGEABILITY.index(forgeability(kind, word)) for word in relations] for kind in KIND_NAMES]
    return np.array(grades, np.int8).reshape(len(KIND_NAMES), len(relations))


def distinct(who: Identities, facts: Kept, *, values: int) -> dict[str, Array]:
    """One use for each account and value: its days spanned, the fact that is hardest to forge standing for it."""
    key = facts.account.astype(np.int64) * values + facts.value
    order = order_with_ties(key, lambda rows: [-facts.grade[rows], facts.first[rows], rows])
    starts = np.flatnonzero(np.insert(np.diff(key[order]) != 0, 0, True)[: len(order)])
    best = order[starts]
    passing = passing_uses(who, facts.account, root=facts.root)
    early = np.where(facts.first == UNKNOWN_DAY, _LATE, facts.first)
    first = _fold(np.minimum, early[order], starts=starts)
    return {
        "account": facts.account[best],
        "value": facts.value[best],
        "first": np.where(first == _LATE, UNKNOWN_DAY, first).astype(np.int32),
        "last": _fold(np.maximum, facts.last[order], starts=starts),
        "parcel": _fold(np.maximum, facts.parcel[order], starts=starts),
        "passing": _fold(np.minimum, passing[order], starts=starts),
        "forge": facts.grade[best],
        "root": _fold(np.minimum, facts.root[order], starts=starts),
        "other_root": _fold(np.maximum, facts.root[order], starts=starts),
        "fact": facts.fact[best],
    }


def _fold(how: np.ufunc, values: Array, *, starts: Array) -> Array:
    """`values` folded from each start to the next."""
    return np.asarray(how.reduceat(values, starts)) if len(starts) else values


def _shared_only(known: Array, uses: dict[str, Array], *, values: Table, facts: Table) -> Uses:
    users = np.bincount(uses["value"], minlength=len(values))
    shared, codes = users > 1, np.cumsum(users > 1, dtype=np.int32) - np.int32(1)
    rows = np.flatnonzero(shared)
    # Shared values come first, so that as a rule they are a slice and no copy.
    kept_values = Table(values.arrow.slice(0, len(rows))) if shared[: len(rows)].all() else values.take(rows)
    kept = shared[uses["value"]]
    uses = {name: array[kept] for name, array in uses.items()}
    uses["value"] = codes[uses["value"]]
    account_ptr, _ = compress(uses["account"], len(known))
    value_ptr, value_use = compress(uses["value"], len(rows))
    kind = codes_of(kept_values.arrow["kind"], KIND_NAMES)
    return Uses(
        len(known),
        **uses,
        known=known,
        kind=kind,
        values=kept_values,
        facts=facts,
        account_ptr=account_ptr,
        value_ptr=value_ptr,
        value_use=value_use,
    )

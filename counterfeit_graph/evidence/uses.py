"""Who used what: the distinct (account, value) pairs on which all evidence is computed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.evidence._kernels import UNKNOWN_DAY, compress
from counterfeit_graph.evidence.passing import passing_uses
from counterfeit_graph.model.schema import FORGEABILITY, GROUPS, KINDS, forgeability
from counterfeit_graph.model.table import Table, concat

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
FACT_COLUMNS = ("account", "value", "kind", "relation", "first", "last", "rows", "table", "file", "record")
DERIVED_COLUMNS = (*FACT_COLUMNS, "via")
KIND_NAMES: tuple[str, ...] = tuple(KINDS)
GROUP_NAMES: tuple[str, ...] = tuple(GROUPS)
KIND_GROUP: Array = np.array([GROUP_NAMES.index(KINDS[name].group) for name in KIND_NAMES], np.int64)


@dataclass(frozen=True)
class Uses:
    """Distinct (account, value) pairs in order of account and value, and their compressed rows.

    Attributes:
        accounts: number of accounts of the case.
        account, value: codes of each use (int64).
        first, last: days of use; `UNKNOWN_DAY` where a date is missing.
        parcel: whether a fact of the use is a parcel sent (relation `ship_from`).
        passing: whether the account gave the value up long before its end (see `passing`).
        forge: index into `FORGEABILITY` of the use's best fact (0 writable, 1 co-acted, 2 verified).
        root: code, among all values, of the account's own value that the use hangs on; itself for an own value.
        other_root: another such value, where the use was reached through several; else the same.
        fact: row of `facts` that stands for the use: the one hardest to forge, then the earliest.
        kind: index into `KIND_NAMES` of each value.
        values: Table(kind, key, shown), one row a value.
        facts: Table of all facts that the uses rest on.
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
        """First and last day of each use, and whether it is passing."""
        return self.first, self.last, self.passing

    @cached_property
    def group(self) -> Array:
        """Independence group of each value, as an index into `GROUP_NAMES`.

        A phone that is known from parcels stands on the same label as the sender's address, and says place with it.
        """
        on_labels = np.bincount(self.value, weights=self.parcel, minlength=len(self.kind)) * 2 > self.users
        labelled = on_labels & (KIND_GROUP[self.kind] == GROUP_NAMES.index("contact"))
        return np.where(labelled, GROUP_NAMES.index("place"), KIND_GROUP[self.kind])

    @property
    def users(self) -> Array:
        """Number of accounts that use each value."""
        return np.diff(self.value_ptr)


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
    return np.asarray(np.bitwise_count(mask & ~(1 << content | 1 << supply)) + goods)


def gather_uses(who: Identities, own_kinds: frozenset[str], *, derived: list[Table]) -> Uses:
    """All facts of the wanted kinds, and those that clues derived, as uses of shared values.

    Args:
        who: the resolved case.
        own_kinds: kinds of the case's own facts to take.
        derived: Tables with `DERIVED_COLUMNS`, `key` in place of `value`, from clues.

    Values that a single account uses can link nothing and are left out; their users stay counted per kind.
    """
    kinds = _codes(who.values["kind"], KIND_NAMES)
    wanted = np.array([name in own_kinds for name in KIND_NAMES])
    own = who.facts.where(wanted[kinds[who.facts["value"]]] & ~_is(who.facts, "supplier"))
    values, extra = _with_derived(who.values, derived)
    own = own.select(*FACT_COLUMNS).with_columns({"via": np.full(len(own), -1, np.int64)})
    facts = concat([own, *extra]) if extra else own
    return _distinct(values, facts, who=who)


def known_kinds(uses: Uses) -> Array:
    """(accounts, kinds): whether any value of the kind is known of the account, shared or not."""
    known = np.zeros((uses.accounts, len(KIND_NAMES)), bool)
    kinds = uses.facts.arrow["kind"].combine_chunks().cast("string").dictionary_encode()
    codes = np.array([KIND_NAMES.index(name) for name in kinds.dictionary.to_pylist()], np.int64)
    if len(codes):
        known[uses.facts["account"], codes[kinds.indices.to_numpy()]] = True
    return known


def _codes(names: Array, known: tuple[str, ...]) -> Array:
    return np.asarray(
        pc.index_in(pa.array(names, pa.string()), pa.array(known)).to_numpy(zero_copy_only=False), np.int64
    )


def _with_derived(values: Table, derived: list[Table]) -> tuple[Table, list[Table]]:
    """The values with the new keys of `derived` after them, and the derived facts with value codes."""
    known = {pair: code for code, pair in enumerate(zip(values["kind"], values["key"], strict=True))} if derived else {}
    keys = {pair for table in derived for pair in zip(table["kind"], table["key"], strict=True)}
    fresh = sorted(keys - known.keys())
    known.update({pair: len(values) + i for i, pair in enumerate(fresh)})
    added = Table.of(
        {"kind": [k for k, _ in fresh], "key": [v for _, v in fresh], "shown": [v for _, v in fresh]},
        {"kind": "string", "key": "string", "shown": "string"},
    )
    facts = []
    for table in derived:
        codes = [known[pair] for pair in zip(table["kind"], table["key"], strict=True)]
        coded = table.with_columns({"value": np.array(codes, np.int32)})
        facts.append(coded.select(*DERIVED_COLUMNS))
    return (concat([values.select("kind", "key", "shown"), added]) if fresh else values), facts


def _distinct(values: Table, facts: Table, *, who: Identities) -> Uses:
    several = np.bincount(facts["value"], minlength=len(values)) > 1
    uses = distinct_uses(facts, np.flatnonzero(several[facts["value"]]), who=who, values=len(values))
    return _shared_only(len(who.accounts), uses, values=values, facts=facts)


def distinct_uses(facts: Table, kept: Array, *, who: Identities, values: int) -> dict[str, Array]:
    """The facts at `kept`, of so many values, as columns of `Uses`: one entry for each account and value."""
    account, value = facts["account"].astype(np.int64), facts["value"].astype(np.int64)
    grade = _grade(facts)[kept]
    key = account[kept] * values + value[kept]
    first, last = facts["first"][kept].astype(np.int64), facts["last"][kept].astype(np.int64)
    order = np.lexsort((kept, first, -grade, key))
    starts = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0]) if len(order) else np.zeros(0, np.int64)
    best = order[starts]
    root = np.where(facts["via"] < 0, value, facts["via"])[kept][order]
    parcel = _is(facts, "ship_from")[kept][order]
    passing = passing_uses(who, facts, via=facts["via"])[kept][order]
    early = np.where(first == UNKNOWN_DAY, 2**31, first)[order]
    uses = {
        "account": account[kept][best],
        "value": value[kept][best],
        "first": np.minimum.reduceat(early, starts) if len(starts) else early,
        "last": np.maximum.reduceat(last[order], starts) if len(starts) else last[order],
        "parcel": np.maximum.reduceat(parcel, starts) if len(starts) else parcel,
        "passing": np.minimum.reduceat(passing, starts) if len(starts) else passing,
        "forge": grade[best],
        "root": np.minimum.reduceat(root, starts) if len(starts) else root,
        "other_root": np.maximum.reduceat(root, starts) if len(starts) else root,
        "fact": kept[best],
    }
    uses["first"] = np.where(uses["first"] == 2**31, UNKNOWN_DAY, uses["first"])
    return uses


def _shared_only(accounts: int, uses: dict[str, Array], *, values: Table, facts: Table) -> Uses:
    users = np.bincount(uses["value"], minlength=len(values))
    shared = users[uses["value"]] > 1
    codes = np.cumsum(users > 1) - 1
    kept_values = values.take(np.flatnonzero(users > 1))
    uses = {name: array[shared] for name, array in uses.items()}
    uses["value"] = codes[uses["value"]]
    account_ptr, _ = compress(uses["account"], accounts)
    value_ptr, value_use = compress(uses["value"], len(kept_values))
    kind = _codes(kept_values["kind"], KIND_NAMES)
    return Uses(
        accounts,
        **uses,
        kind=kind,
        values=kept_values,
        facts=facts,
        account_ptr=account_ptr,
        value_ptr=value_ptr,
        value_use=value_use,
    )


def _is(facts: Table, relation: str) -> Array:
    relations = facts.arrow["relation"].cast(pa.string())
    return np.asarray(pc.fill_null(pc.equal(relations, relation), False).to_numpy(zero_copy_only=False))


def _grade(facts: Table) -> Array:
    """Forgeability of each fact as an index into `FORGEABILITY`, looked up once per distinct (kind, relation)."""
    arrow = facts.arrow
    both = pc.binary_join_element_wise(
        arrow["kind"].cast(pa.string()), pc.fill_null(arrow["relation"].cast(pa.string()), ""), "\t"
    )
    coded = both.combine_chunks().dictionary_encode() if isinstance(both, pa.ChunkedArray) else both.dictionary_encode()
    names = [pair.split("\t") for pair in coded.dictionary.to_pylist()]
    grades = np.array([FORGEABILITY.index(forgeability(kind, relation)) for kind, relation in names], np.int64)
    return grades[coded.indices.to_numpy()] if len(names) else np.zeros(0, np.int64)

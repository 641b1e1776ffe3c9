"""`Index`: what a resolved case knows, in places that no later row moves, so that new rows find their like at once.

Codes of accounts and values follow what the case holds, and new rows shift them. Inside an index everything has a
*slot* instead, handed out in the order of arrival; `code` and `joint` tell the codes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity import _kernels
from counterfeit_graph.identity.accounts import Key, attributes
from counterfeit_graph.identity.coding import text_rank
from counterfeit_graph.identity.facts import TABLES, Facts, Words, in_order
from counterfeit_graph.identity.gather import Array, Sheet
from counterfeit_graph.identity.hashing import hash_texts, mix, order_with_ties
from counterfeit_graph.model.lookup import Lookup
from counterfeit_graph.model.runs import spans
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.identity.identities import Identities

# What the accounts of `Identities` call the days that the accounts of a case have.
_DAYS = {"opened": "opened_at", "closed": "closed_at"}


@dataclass(frozen=True)
class Rows:
    """Facts in their slots, and which of them speak of each account and of each value.

    Lists are made of `facts`; the few that came `later` are looked through.
    """

    facts: Facts
    later: Facts
    words: Words
    of_account: tuple[Array, Array]
    of_value: tuple[Array, Array]

    @classmethod
    def of(cls, facts: Facts, words: Words) -> Rows:
        """All these facts with their lists."""
        by_account = _kernels.compress(facts.account, int(facts.account.max(initial=-1)) + 1)
        by_value = _kernels.compress(facts.value, int(facts.value.max(initial=-1)) + 1)
        return cls(facts, facts.take(np.zeros(0, np.int64)), words, by_account, by_value)

    def with_more(self, facts: Facts, words: Words) -> Rows:
        """The same with more facts, which name their relations and files by `words`."""
        relations, files = (
            _union(old, new) for old, new in zip(vars(self.words).values(), vars(words).values(), strict=True)
        )
        relation = _among(words.relations, relations)[facts.relation]
        whole, file = Words(relations, files), _among(words.files, files)[facts.file]
        later = self.later.joined(replace(facts, relation=relation, file=file))
        # A search through a tenth of the facts would in the end cost more than new lists.
        if len(later.account) * 10 > len(self.facts.account):
            return Rows.of(self.facts.joined(later), whole)
        return replace(self, later=later, words=whole)

    def take(self, rows: Array) -> Facts:
        """The facts in some slots."""
        late = rows >= len(self.facts.account)
        early, places = rows[~late], rows[late] - len(self.facts.account)
        columns = []
        for old, new in zip(vars(self.facts).values(), vars(self.later).values(), strict=True):
            column = np.empty(len(rows), np.result_type(old, new))
            column[~late], column[late] = old[early], new[places]
            columns.append(column)
        return Facts(*columns)

    def whole(self) -> Facts:
        """All facts."""
        return self.facts.joined(self.later)

    def about(self, sought: Array, lists: tuple[Array, Array], *, column: Array) -> Array:
        """Slots of the facts about some accounts or values (ascending), of which `column` is that of later facts."""
        ptr, rows = lists
        old = sought[sought < len(ptr) - 1]
        wanted = np.zeros(int(max(column.max(initial=-1), sought.max(initial=-1))) + 1, bool)
        wanted[sought] = True
        later = np.flatnonzero(wanted[column]) + len(self.facts.account)
        return np.asarray(np.concatenate([rows[spans(ptr, old)], later]))

    def of_accounts(self, accounts: Array) -> Array:
        """Slots of the facts of some accounts."""
        return self.about(accounts, self.of_account, column=self.later.account)

    def of_values(self, values: Array) -> Array:
        """Slots of the facts that name some values."""
        return self.about(values, self.of_value, column=self.later.value)


def _union(old: pa.Array, new: pa.Array) -> pa.Array:
    """Words in the order of their arrival, so that those of old facts keep their places."""
    return pa.concat_arrays([old, new.filter(pc.invert(pc.is_in(new, value_set=old)))])


def _among(words: pa.Array, whole: pa.Array) -> Array:
    return np.asarray(pc.index_in(words, value_set=whole)).astype(np.int32)


@dataclass(frozen=True)
class Values:
    """Values by slot: their kind (a place in `names`), key and shown text, and what joins.

    `joint` lists the slots of values with several users in the order of their codes, which are the first of the case.
    """

    names: tuple[str, ...]
    kind: Array
    key: pa.ChunkedArray
    shown: pa.ChunkedArray
    lookup: Lookup
    shared: Array
    joint: Array

    def words(self, kind: str, keys: pa.Array) -> Array:
        """64-bit word of values of one kind."""
        return np.asarray(hash_texts(keys) ^ mix(hash_texts(pa.array([kind])))[0])


@dataclass(frozen=True)
class Index:
    """What a resolved case knows, by slot.

    Attributes:
        accounts: Table of the accounts, as `Identities.accounts` has them.
        by_id: the accounts by the words of their ids.
        key: word and weighted days by which each account is ordered.
        code: code of each account.
        values: the values.
        content: 64-bit word of each value.
        rows: the facts.
    """

    accounts: pa.Table
    by_id: Lookup
    key: Key
    code: Array
    values: Values
    content: Array
    rows: Rows

    @classmethod
    def of(cls, who: Identities) -> Index:
        """The index of a resolved case, whose slots are its codes."""
        ids = who.accounts.arrow["account_id"].cast(pa.string())
        values, content = _values_of(who)
        rows = _rows_of(who)
        key = attributes(Sheet("accounts", _as_read(who.accounts)))
        facts = rows.facts
        _kernels.add_facts(facts.account, facts.content(content, rows.words), facts.first, facts.last, key)
        code = np.arange(len(ids), dtype=np.int64)
        return cls(who.accounts.arrow, Lookup.of(hash_texts(ids)), key, code, values, content, rows)

    @property
    def ids(self) -> pa.ChunkedArray:
        """Id of each account."""
        return self.accounts["account_id"]

    @cached_property
    def order(self) -> Array:
        """Slots of the accounts in the order of their codes."""
        order = np.empty(len(self.code), np.int64)
        order[self.code] = np.arange(len(order))
        return order

    def account_table(self) -> pa.Table:
        """The accounts in the order of their codes."""
        return self.accounts.take(pa.array(self.order))

    def value_codes(self) -> Array:
        """Code of each value: shared ones by kind and key, then the others by kind and word."""
        kind = np.array([sorted(self.values.names).index(name) for name in self.values.names], np.int64)
        lone = np.flatnonzero(~self.values.shared)
        order = order_with_ties(self.content[lone], lambda rows: [self._ranks(lone[rows])])
        order = lone[order[np.argsort(kind[self.values.kind[lone[order]]], kind="stable")]]
        code = np.empty(len(self.values.kind), np.int64)
        code[np.concatenate([self.values.joint, order])] = np.arange(len(code))
        return code

    def _ranks(self, slots: Array) -> Array:
        return text_rank(self.values.key.take(pa.array(slots)))

    def value_table(self, slots: Array) -> pa.Table:
        """Kind, key and shown text of some values."""
        rows, names = pa.array(slots), pa.array(sorted(self.values.names), pa.string())
        kind = np.array([sorted(self.values.names).index(name) for name in self.values.names], np.int8)
        kinds = pa.DictionaryArray.from_arrays(pa.array(kind[self.values.kind[slots]]), names)
        return pa.table({"kind": kinds, "key": self.values.key.take(rows), "shown": self.values.shown.take(rows)})

    def fact_table(self) -> pa.Table:
        """The facts as `Identities` has them."""
        facts, code = self.rows.whole(), self.value_codes()
        relations, files = (words.take(pc.sort_indices(words)) for words in vars(self.rows.words).values())
        moved = (np.asarray(pc.index_in(old, value_set=new)).astype(np.int32)
                 for old, new in zip(vars(self.rows.words).values(), (relations, files), strict=True))  # fmt: skip
        relation, file = (of[column] for of, column in zip(moved, (facts.relation, facts.file), strict=True))
        coded = replace(facts, value=code[facts.value].astype(np.int32), relation=relation, file=file)
        order = np.empty(len(code), np.int64)
        order[code] = np.arange(len(code))
        return (
            in_order(coded, self.code.astype(np.int32))
            .table_of(Table(self.value_table(order)), Words(relations, files))
            .arrow
        )


def _as_read(accounts: Table) -> Table:
    return Table(accounts.arrow.rename_columns([_DAYS.get(name, name) for name in accounts.columns]))


def _values_of(who: Identities) -> tuple[Values, Array]:
    arrow = who.values.arrow
    kinds = arrow["kind"].combine_chunks()
    coded = kinds if pa.types.is_dictionary(kinds.type) else kinds.dictionary_encode()
    names = tuple(coded.dictionary.to_pylist())
    kind = np.asarray(coded.indices).astype(np.int8)
    salts = np.array([mix(hash_texts(pa.array([name])))[0] for name in names], np.uint64)
    content = hash_texts(arrow["key"]) ^ (salts[kind] if len(names) else np.zeros(len(kind), np.uint64))
    account, value = (who.facts[name] for name in ("account", "value"))
    owner, shared = np.full(len(kind), -1, np.int32), np.zeros(len(kind), bool)
    _kernels.mark_shared(value, account, owner, shared)
    joint = np.flatnonzero(shared)
    return Values(names, kind, arrow["key"], arrow["shown"], Lookup.of(content), shared, joint), content


def _rows_of(who: Identities) -> Rows:
    arrow = who.facts.arrow
    places, words = {}, {}
    for name in ("relation", "file", "table"):
        coded = arrow[name].combine_chunks()
        coded = coded if pa.types.is_dictionary(coded.type) else coded.dictionary_encode()
        places[name], words[name] = np.asarray(coded.indices).astype(np.int32), coded.dictionary
    known = np.array([TABLES.index(name) for name in words["table"].to_pylist()], np.int32)
    places["table"] = known[places["table"]] if len(known) else places["table"]
    names = ("account", "value", "relation", "table", "first", "last", "rows", "file", "record")
    facts = Facts(*(places[name] if name in places else who.facts[name] for name in names))
    return Rows.of(facts, Words(words["relation"], words["file"]))

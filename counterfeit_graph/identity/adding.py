"""New accounts and identifiers of a resolved case: who is who, without looking at the old rows again."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity import _kernels
from counterfeit_graph.identity.accounts import Key, account_table, attributes, in_order_of
from counterfeit_graph.identity.coding import smallest_forms, text_rank, value_keys
from counterfeit_graph.identity.facts import Facts, Words, collect
from counterfeit_graph.identity.gather import Array, Raw, Read, Sheet, raws
from counterfeit_graph.identity.hashing import hash_texts
from counterfeit_graph.identity.index import Index, Rows, Values
from counterfeit_graph.identity.spelling import Spelling
from counterfeit_graph.model.table import Table, taken

# Every so many of the shared values are read to find where a new one belongs.
_SPREAD = 64


@dataclass(frozen=True)
class Extension:
    """A case with more rows, by slot.

    Attributes:
        index: what it knows now.
        accounts: slots of the accounts that are new or have new facts, ascending.
        values: slots of the values with new facts, ascending.
        joined: slots of the values that have several users now and had not.
        place: code among the shared values, now, of each that was one before.
        reads: the new raw columns with what was found for their rows.
        facts: the new ones, accounts and values by slot.
        relations: those that they name.
    """

    index: Index
    accounts: Array
    values: Array
    joined: Array
    place: Array
    reads: list[Read]
    facts: Facts
    relations: tuple[str, ...]


def extended(index: Index, new: Mapping[str, pa.Table], *, roots: pa.Table) -> Extension:
    """The index with the rows of `new`: accounts that it lacks, and identifiers of these or of its own.

    Args:
        index: what the case knows.
        new: the tables `accounts` and `identifiers`.
        roots: columns `party_id` and `root`, to which values that name parties are led.
    """
    tables = {name: Table(new[name]) for name in ("accounts", "identifiers")}
    before, order = len(index.ids), index.order
    index = _with_accounts(index, Sheet("accounts", tables["accounts"]))
    found = raws(SimpleNamespace(tables=tables))
    ids = Sheet("identifiers", tables["identifiers"]).text("account_id").combine_chunks()
    known = index.ids
    users = index.by_id.find(hash_texts(ids), lambda asked, slots: _equal(ids, asked, known=(known, slots)))
    by = [users[raw.rows].astype(np.int32) if raw.place else None for raw in found]
    values, content, codes = _with_values(index, found, roots=roots)
    reads = [Read(raw, accounts, slots) for raw, accounts, slots in zip(found, by, codes, strict=True)]
    words = Words.of(found)
    facts = collect(reads, words)
    key = index.key
    _kernels.add_facts(facts.account, facts.content(content, words), facts.first, facts.last, key)
    moving = np.zeros(len(index.ids), bool)
    moving[facts.account] = moving[before:] = True
    order, code = _ordered(order, key, moving=moving, ids=index.ids)
    named = np.unique(facts.value).astype(np.int64)
    joined = _joined(index.rows, values, facts=facts, named=named)
    values, place = _with_joint(values, joined)
    rows = index.rows.with_more(facts, words)
    index = replace(index, key=key, code=code, values=values, content=content, rows=rows)
    vars(index)["order"] = order
    relations = tuple(words.relations.take(pa.array(np.unique(facts.relation))).to_pylist())
    return Extension(index, np.flatnonzero(moving), named, joined, place, reads, facts, relations)


def _with_accounts(index: Index, more: Sheet) -> Index:
    """The index with more accounts, and words of accounts of its own to which facts may be added."""
    if not len(more.table):
        return replace(index, key=(index.key[0].copy(), index.key[1].copy()))
    ids = more.text("account_id")
    by_id = index.by_id.with_more(hash_texts(ids), len(index.ids))
    whole = pa.concat_tables([index.accounts, account_table(more, np.arange(len(ids))).arrow])
    word, when = (np.concatenate(parts) for parts in zip(index.key, attributes(more), strict=True))
    return replace(index, accounts=whole, by_id=by_id, key=(word, when))


def _equal(texts: pa.Array, asked: Array, *, known: tuple[pa.ChunkedArray, Array]) -> Array:
    """Whether the texts that are asked for are those in some slots of what is known."""
    column, slots = known
    return np.asarray(pc.equal(texts.take(pa.array(asked)), taken(column, slots)))


@dataclass(frozen=True)
class _Sought:
    """Distinct keys of one kind, their smallest written form, their words, and their slots, -1 for new ones."""

    kind: int
    keys: pa.Array
    shown: pa.Array
    words: Array
    slots: Array


def _with_values(index: Index, found: list[Raw], *, roots: pa.Table) -> tuple[Values, Array, list[Array]]:
    """The values with new ones, the word of each, and the slot of each row of each raw column."""
    values = index.values
    fresh_kinds = sorted({raw.kind for raw in found if len(raw.rows)} - set(values.names))
    values = replace(values, names=(*values.names, *fresh_kinds))
    sought: list[_Sought] = []
    codes: list[Array] = []
    size = len(values.kind)
    for raw in found:
        if not len(raw.rows):
            codes.append(np.zeros(0, np.int32))
            continue
        written = raw.values.combine_chunks().dictionary_encode()
        written = written if isinstance(written, pa.Array) else written.combine_chunks()
        part, at = _sought(values, raw.kind, texts=(written.dictionary, roots))
        new = np.flatnonzero(part.slots < 0)
        slots = part.slots.copy()
        slots[new] = size + np.arange(len(new))
        size += len(new)
        sought.append(part)
        codes.append(np.append(np.append(slots, -1)[at], -1)[np.asarray(pc.fill_null(written.indices, -1))])
    values, content = _added(values, index.content, sought=sought)
    return values, content, [code.astype(np.int32) for code in codes]


def _sought(values: Values, kind: str, *, texts: tuple[pa.Array, pa.Table]) -> tuple[_Sought, Array]:
    """The distinct keys of written texts, and the place of each text's key among them, -1 where it cannot join."""
    written, roots = texts
    keys = value_keys(kind, written, roots=roots, spelling=Spelling())
    encoded = keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys
    encoded = encoded.dictionary_encode()
    distinct, at = encoded.dictionary, np.asarray(pc.fill_null(encoded.indices, -1)).astype(np.int64)
    words, number = values.words(kind, distinct), values.names.index(kind)

    def meant(asked: Array, slots: Array) -> Array:
        return np.asarray(_equal(distinct, asked, known=(values.key, slots)) & (values.kind[slots] == number))

    slots = values.lookup.find(words, meant)
    return _Sought(number, distinct, smallest_forms(written, at, count=len(distinct)), words, slots), at


def _added(values: Values, content: Array, *, sought: list[_Sought]) -> tuple[Values, Array]:
    """The values with the new keys among `sought`, and the word of each; old ones shown by their smallest form."""
    start = len(values.kind)
    new = [np.flatnonzero(part.slots < 0) for part in sought]
    words = np.concatenate([np.zeros(0, np.uint64), *(p.words[n] for p, n in zip(sought, new, strict=True))])
    kinds = [np.full(len(n), part.kind, np.int8) for part, n in zip(sought, new, strict=True)]
    keys = [part.keys.take(pa.array(n)) for part, n in zip(sought, new, strict=True)]
    shown = [part.shown.take(pa.array(n)) for part, n in zip(sought, new, strict=True)]
    whole = replace(
        values,
        kind=np.concatenate([values.kind, *kinds]),
        key=pa.chunked_array([*values.key.chunks, pa.concat_arrays([pa.array([], pa.string()), *keys])], pa.string()),
        shown=pa.chunked_array(
            [*values.shown.chunks, pa.concat_arrays([pa.array([], pa.string()), *shown])], pa.string()
        ),
        lookup=values.lookup.with_more(words, start),
        shared=np.concatenate([values.shared, np.zeros(len(words), bool)]),
    )
    old = [np.flatnonzero(part.slots >= 0) for part in sought]
    slots = np.concatenate([np.zeros(0, np.int64), *(p.slots[n] for p, n in zip(sought, old, strict=True))])
    forms = [part.shown.take(pa.array(n)) for part, n in zip(sought, old, strict=True)]
    whole = _shown(whole, slots, written=pa.concat_arrays([pa.array([], pa.string()), *forms]))
    return whole, np.concatenate([content, words])


def _shown(values: Values, slots: Array, *, written: pa.Array) -> Values:
    """Values whose smallest written form is a new one are shown by it."""
    smaller = np.flatnonzero(np.asarray(pc.less(written, taken(values.shown, slots))))
    if not len(smaller):
        return values
    order = np.argsort(slots[smaller])
    mask = np.zeros(len(values.kind), bool)
    mask[slots[smaller]] = True
    shown = pc.replace_with_mask(values.shown.combine_chunks(), pa.array(mask), written.take(pa.array(smaller[order])))
    return replace(values, shown=pa.chunked_array([shown]))


def _ordered(order: Array, key: Key, *, moving: Array, ids: pa.ChunkedArray) -> tuple[Array, Array]:
    """The accounts in order, and the place of each: moving ones are taken out of it and put where their keys say."""
    word, when = key
    moved = np.flatnonzero(moving)
    moved = moved[in_order_of((word[moved], when[moved]), lambda rows: text_rank(taken(ids, moved[rows])))]
    low, high = _kernels.places_among(order, moving, word, word[moved])
    before = low.copy()
    # Accounts of one word stand in the order of their days, and those that are alike in all in that of their ids.
    level = np.flatnonzero(low < high)
    for start in np.unique(low[level]).tolist():
        mine = level[low[level] == start]
        alike = np.arange(start, high[mine[0]])
        alike = alike[~moving[order[alike]]]
        known, asked = (_Ranks(when, ids, slots) for slots in (order[alike], moved[mine]))
        before[mine] = np.append(alike, high[mine[0]])[[bisect(known, rank) for rank in asked]]
    found: tuple[Array, Array] = _kernels.placed(order, moving, moved, before)
    return found


@dataclass(frozen=True)
class _Ranks(Sequence[tuple[int, str]]):
    """Days and ids of some accounts, each read when it is asked for: a search among many looks at few."""

    when: Array
    ids: pa.ChunkedArray
    slots: Array

    def __getitem__(self, at: Any) -> Any:
        slot = int(self.slots[at])
        return int(self.when[slot]), self.ids[slot].as_py()

    def __len__(self) -> int:
        return len(self.slots)


def _joined(rows: Rows, values: Values, *, facts: Facts, named: Array) -> Array:
    """Values among `named` that have several users with the new facts and had not without."""
    single = named[~values.shared[named]]
    owner, shared = np.empty(len(values.kind), np.int32), np.zeros(len(values.kind), bool)
    # Of the others nothing is asked.
    owner[single] = -1
    old = rows.of_values(single)
    for part in (rows.take(old), facts):
        _kernels.mark_shared(part.value, part.account, owner, shared)
    return single[shared[single]]


def _with_joint(values: Values, joined: Array) -> tuple[Values, Array]:
    """The shared values with more of them, and the new place of each that was one."""
    rank = {name: at for at, name in enumerate(sorted(values.names))}
    of_kind = np.array([rank[name] for name in values.names], np.int64)
    kind, texts = of_kind[values.kind[joined]], _texts(values.key, joined)
    order = np.array(sorted(range(len(joined)), key=lambda n: (kind[n], texts[n])), np.int64)
    kind, texts, joined = kind[order], texts[order], joined[order]
    starts = np.searchsorted(of_kind[values.kind[values.joint]], np.arange(len(rank) + 1))
    # Of what is known few texts are read: some of them tell nearly where each new one belongs.
    some = _texts(values.key, values.joint[::_SPREAD])
    coarse = -(-starts // _SPREAD)
    near = _bisected(texts, lambda at: some[at], between=(coarse[kind], coarse[kind + 1]))
    bounds = np.maximum((near - 1) * _SPREAD + 1, starts[kind]), np.minimum(near * _SPREAD, starts[kind + 1])
    low = _bisected(texts, lambda at: _texts(values.key, values.joint[at]), between=bounds)
    place = np.arange(len(values.joint)) + np.searchsorted(low, np.arange(len(values.joint)), side="right")
    shared = values.shared.copy()
    shared[joined] = True
    return replace(values, joint=np.insert(values.joint, low, joined), shared=shared), place


def _bisected(texts: Array, known: Callable[[Array], Array], *, between: tuple[Array, Array]) -> Array:
    """The place of each text among known ones in ascending order, between two bounds; all searches step together."""
    low, high = (bound.copy() for bound in between)
    while len(left := np.flatnonzero(low < high)):
        middle = (low[left] + high[left]) // 2
        before = known(middle) < texts[left]
        low[left], high[left] = np.where(before, middle + 1, low[left]), np.where(before, high[left], middle)
    return low


def _texts(column: pa.ChunkedArray, slots: Array) -> Array:
    return np.asarray(taken(column, slots).to_numpy(zero_copy_only=False), object)

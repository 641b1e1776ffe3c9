"""Value codes: every distinct value of the case gets one number, the same whatever the accounts are called.

Values that join accounts are numbered in the order of their kind and key. The others, most of a large case, join
nobody yet, so their order carries no meaning and a hash of the key serves: sorting it costs a tenth of sorting text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity import _kernels
from counterfeit_graph.identity.gather import PARTY_KINDS, Array, Raw
from counterfeit_graph.identity.hashing import hash_texts, mix, order_with_ties
from counterfeit_graph.identity.spelling import Spelling
from counterfeit_graph.model.table import Table


@dataclass(frozen=True)
class Coded:
    """The values of a case: their table, a word of content for each, and the code of every row of every raw column."""

    values: Table
    content: Array
    codes: list[Array]


@dataclass(frozen=True)
class _Kind:
    """The values of one kind in their order, the first `shared` of which join accounts; `codes` are places in it."""

    name: str
    keys: pa.Array
    shown: pa.Array
    content: Array
    shared: int
    codes: list[Array]


def code_values(raws: Sequence[Raw], users: Sequence[Array | None], *, roots: pa.Table, spelling: Spelling) -> Coded:
    """Number the values of all raw columns.

    Args:
        raws: columns of values as written.
        users: for each of them the account position of each row (-1 for none), or None where no account is meant.
        roots: columns `party_id` and `root`, to which values that name parties are led.
        spelling: gives texts their keys.

    Returns:
        Codes of one raw column are -1 where a value cannot join.
    """
    kinds = sorted({raw.kind for raw in raws if len(raw.rows)})
    at = {kind: [i for i, raw in enumerate(raws) if raw.kind == kind] for kind in kinds}
    keyed = {kind: partial(value_keys, kind, roots=roots, spelling=spelling) for kind in kinds}
    parts = [
        _code_kind(kind, [raws[i] for i in at[kind]], users=[users[i] for i in at[kind]], keyed=keyed[kind])
        for kind in kinds
    ]
    codes: list[Array] = [np.full(len(raw.rows), -1, np.int32) for raw in raws]
    for part, final in zip(parts, _final(parts), strict=True):
        for i, local in zip(at[part.name], part.codes, strict=True):
            codes[i] = final[local]
    return Coded(_table(parts), np.concatenate([np.zeros(0, np.uint64), *_in_order(parts, "content")]), codes)


def _code_kind(
    kind: str, raws: list[Raw], *, users: list[Array | None], keyed: Callable[[pa.Array], pa.Array]
) -> _Kind:
    written = pa.chunked_array([chunk for raw in raws for chunk in raw.values.chunks], pa.string())
    encoded = _one(written.dictionary_encode())
    keys = _one(keyed(encoded.dictionary).dictionary_encode())
    key_of_raw = _codes(keys)
    row_codes = np.append(key_of_raw, np.int32(-1))[_codes(encoded)]
    codes = np.split(row_codes, np.cumsum([len(raw.rows) for raw in raws])[:-1])
    count = len(keys.dictionary)
    shown = smallest_forms(encoded.dictionary, key_of_raw, count=count)
    content = hash_texts(keys.dictionary) ^ mix(hash_texts(pa.array([kind])))[0]
    shared = _shared(codes, users, count=count)
    order = np.concatenate([_by_key(keys.dictionary, shared), _by_content(keys.dictionary, ~shared, content=content)])
    place, rows = np.full(count + 1, -1, np.int32), pa.array(order)
    place[order] = np.arange(count, dtype=np.int32)
    texts = keys.dictionary.take(rows), shown.take(rows)
    return _Kind(kind, *texts, content[order], int(shared.sum()), [place[local] for local in codes])


def value_keys(kind: str, distinct: pa.Array, *, roots: pa.Table, spelling: Spelling) -> pa.Array:
    """The key of each written text, null where it cannot join; a party's key is its root."""
    if kind not in PARTY_KINDS:
        return spelling.keys(kind, distinct)
    trimmed = pc.utf8_trim_whitespace(distinct)
    found = roots.column("root").take(pc.index_in(trimmed, value_set=roots.column("party_id")))
    return _flat(pc.coalesce(found, trimmed))


def _shared(codes: list[Array], users: list[Array | None], *, count: int) -> Array:
    owner, shared = np.full(count, -1, np.int32), np.zeros(count, bool)
    for local, accounts in zip(codes, users, strict=True):
        if accounts is not None:
            _kernels.mark_shared(local, accounts, owner, shared)
    return shared


def smallest_forms(written: pa.Array, key_of_raw: Array, *, count: int) -> pa.Array:
    """The smallest written form of each key; only keys with several forms need a comparison."""
    forms = np.bincount(key_of_raw[key_of_raw >= 0], minlength=count)
    chosen = np.zeros(count, np.int64)
    usable = np.flatnonzero(key_of_raw >= 0)
    chosen[key_of_raw[usable]] = usable
    several = usable[forms[key_of_raw[usable]] > 1]
    by_text = several[np.asarray(pc.sort_indices(written.take(pa.array(several)))).astype(np.int64)]
    chosen[key_of_raw[by_text[::-1]]] = by_text[::-1]
    return written.take(pa.array(chosen))


def _final(parts: list[_Kind]) -> list[Array]:
    """Code of each place of each kind, -1 after the last: first come those that join accounts, kind by kind."""
    shared = np.array([part.shared for part in parts], np.int64)
    alone = np.array([len(part.keys) for part in parts], np.int64) - shared
    before = np.cumsum(shared) - shared, shared.sum() + np.cumsum(alone) - alone
    ranges = [
        (np.arange(a, a + n, dtype=np.int32), np.arange(b, b + m, dtype=np.int32))
        for a, n, b, m in zip(before[0], shared, before[1], alone, strict=True)
    ]
    return [np.concatenate([*pair, np.array([-1], np.int32)]) for pair in ranges]


def _in_order(parts: list[_Kind], name: str) -> list[Any]:
    """Slices of a column of each kind in the order of the final codes."""
    columns = [(getattr(part, name), part.shared) for part in parts]
    return [*(column[:shared] for column, shared in columns), *(column[shared:] for column, shared in columns)]


def _table(parts: list[_Kind]) -> Table:
    """The table of values in the order of their codes."""
    texts = {"key": pa.chunked_array(_in_order(parts, "keys"), pa.string())}
    texts["shown"] = pa.chunked_array(_in_order(parts, "shown"), pa.string())
    return Table(pa.table({"kind": _kind_column(parts), **texts}))


def _kind_column(parts: list[_Kind]) -> pa.Array:
    counts = [part.shared for part in parts] + [len(part.keys) - part.shared for part in parts]
    codes = np.repeat(np.tile(np.arange(len(parts), dtype=np.int8), 2), counts)
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array([part.name for part in parts], pa.string()))


def _by_key(keys: pa.Array, chosen: Array) -> Array:
    rows = np.flatnonzero(chosen)
    return rows[np.asarray(pc.sort_indices(keys.take(pa.array(rows)))).astype(np.int64)]


def _by_content(keys: pa.Array, chosen: Array, *, content: Array) -> Array:
    rows = np.flatnonzero(chosen)
    return rows[order_with_ties(content[rows], lambda tied: [text_rank(keys.take(pa.array(rows[tied])))])]


def text_rank(texts: pa.Array | pa.ChunkedArray) -> Array:
    """Dense rank of texts in code-point order, equal texts equal, nulls last.

    Example:
        >>> text_rank(pa.array(["b", "a", "b"])).tolist()
        [2, 1, 2]
    """
    return np.asarray(pc.rank(_flat(texts), sort_keys="ascending", tiebreaker="dense")).astype(np.int64)


def _flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _one(column: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    flat = _flat(column)
    return flat if isinstance(flat, pa.Array) else flat.chunk(0)


def _codes(encoded: pa.DictionaryArray) -> Array:
    return np.asarray(pc.fill_null(encoded.indices, -1)).astype(np.int32)

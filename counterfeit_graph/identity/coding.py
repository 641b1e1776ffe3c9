"""Value codes: every distinct value of the case gets one number, the same whatever the accounts are called.

Values that join accounts are numbered in the order of their kind and key. The others, most of a large case, join
nobody yet, so their order carries no meaning and a hash of the key serves: sorting it costs a tenth of sorting text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity import _kernels
from counterfeit_graph.identity.gather import Array, Raw
from counterfeit_graph.identity.hashing import hash_texts, mix, order_with_ties
from counterfeit_graph.model.table import Table
from counterfeit_graph.records.normalise import keys_of

# Kinds whose values are party ids, and whose keys are therefore roots of parties.
PARTY_KINDS = ("person", "company", "backer")


@dataclass(frozen=True)
class Coded:
    """The values of a case: their table, a word of content for each, and the code of every row of every raw column."""

    values: Table
    content: Array
    codes: list[Array]


@dataclass(frozen=True)
class _Kind:
    name: str
    keys: pa.Array
    shown: pa.Array
    codes: list[Array]
    content: Array
    shared: Array


def code_values(raws: Sequence[Raw], users: Sequence[Array | None], *, roots: pa.Table) -> Coded:
    """Number the values of all raw columns.

    Args:
        raws: columns of values as written.
        users: for each of them the account position of each row (-1 for none), or None where no account is meant.
        roots: columns `party_id` and `root`, to which values that name parties are led.

    Returns:
        Codes of one raw column are -1 where a value cannot join.
    """
    kinds = sorted({raw.kind for raw in raws if len(raw.rows)})
    at = {kind: [i for i, raw in enumerate(raws) if raw.kind == kind] for kind in kinds}
    parts = [
        _code_kind(kind, [raws[i] for i in at[kind]], users=[users[i] for i in at[kind]], roots=roots) for kind in kinds
    ]
    codes: list[Array] = [np.full(len(raw.rows), -1, np.int32) for raw in raws]
    order, table = _table(parts)
    for part, places in zip(parts, order, strict=True):
        lookup = np.append(places, np.int32(-1))
        for i, local in zip(at[part.name], part.codes, strict=True):
            codes[i] = lookup[local]
    content = np.zeros(len(table), np.uint64)
    for part, places in zip(parts, order, strict=True):
        content[places] = part.content
    return Coded(table, content, codes)


def _code_kind(kind: str, raws: list[Raw], *, users: list[Array | None], roots: pa.Table) -> _Kind:
    written = pa.chunked_array([chunk for raw in raws for chunk in raw.values.chunks], pa.string())
    encoded = _one(written.dictionary_encode())
    keys = _one(value_keys(kind, encoded.dictionary, roots=roots).dictionary_encode())
    key_of_raw = _codes(keys)
    row_codes = np.append(key_of_raw, np.int32(-1))[_codes(encoded)]
    bounds = np.cumsum([len(raw.rows) for raw in raws])[:-1]
    codes = np.split(row_codes, bounds)
    content = hash_texts(keys.dictionary) ^ mix(hash_texts(pa.array([kind])))[0]
    shown = _shown(encoded.dictionary, key_of_raw, count=len(keys.dictionary))
    return _Kind(kind, keys.dictionary, shown, codes, content, _shared(codes, users, count=len(keys.dictionary)))


def value_keys(kind: str, distinct: pa.Array, *, roots: pa.Table) -> pa.Array:
    """The key of each written text, null where it cannot join; a party's key is its root."""
    if kind not in PARTY_KINDS:
        return keys_of(kind, distinct)
    trimmed = pc.utf8_trim_whitespace(distinct)
    found = roots.column("root").take(pc.index_in(trimmed, value_set=roots.column("party_id")))
    return _flat(pc.coalesce(found, trimmed))


def _shared(codes: list[Array], users: list[Array | None], *, count: int) -> Array:
    owner, shared = np.full(count, -1, np.int32), np.zeros(count, bool)
    for local, accounts in zip(codes, users, strict=True):
        if accounts is not None:
            _kernels.mark_shared(local, accounts, owner, shared)
    return shared


def _shown(written: pa.Array, key_of_raw: Array, *, count: int) -> pa.Array:
    """The smallest written form of each key; only keys with several forms need a comparison."""
    forms = np.bincount(key_of_raw[key_of_raw >= 0], minlength=count)
    chosen = np.zeros(count, np.int64)
    usable = np.flatnonzero(key_of_raw >= 0)
    chosen[key_of_raw[usable]] = usable
    several = usable[forms[key_of_raw[usable]] > 1]
    by_text = several[np.asarray(pc.sort_indices(written.take(pa.array(several)))).astype(np.int64)]
    chosen[key_of_raw[by_text[::-1]]] = by_text[::-1]
    return written.take(pa.array(chosen))


def _table(parts: list[_Kind]) -> tuple[list[Array], Table]:
    """Final code of each local code of each kind, and the table of values in the order of these codes."""
    chosen = [(i, rows) for i, part in enumerate(parts) for rows in [_by_key(part)]]
    chosen += [(i, rows) for i, part in enumerate(parts) for rows in [_by_content(part)]]
    order = [np.zeros(len(part.keys), np.int32) for part in parts]
    start = 0
    for i, rows in chosen:
        order[i][rows] = np.arange(start, start + len(rows), dtype=np.int32)
        start += len(rows)
    return order, Table(
        pa.table(
            {
                "kind": _kind_column(parts, chosen),
                "key": pa.chunked_array([parts[i].keys.take(pa.array(rows)) for i, rows in chosen], pa.string()),
                "shown": pa.chunked_array([parts[i].shown.take(pa.array(rows)) for i, rows in chosen], pa.string()),
            }
        )
    )


def _kind_column(parts: list[_Kind], chosen: list[tuple[int, Array]]) -> pa.Array:
    codes = np.concatenate([np.zeros(0, np.int8), *(np.full(len(rows), i, np.int8) for i, rows in chosen)])
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array([part.name for part in parts], pa.string()))


def _by_key(part: _Kind) -> Array:
    rows = np.flatnonzero(part.shared)
    return rows[np.asarray(pc.sort_indices(part.keys.take(pa.array(rows)))).astype(np.int64)]


def _by_content(part: _Kind) -> Array:
    rows = np.flatnonzero(~part.shared)
    return rows[order_with_ties(part.content[rows], lambda tied: [text_rank(part.keys.take(pa.array(rows[tied])))])]


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

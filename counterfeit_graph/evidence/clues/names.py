"""Clue: the same or nearly the same name on several platforms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.evidence.clues.clue import derived_facts
from counterfeit_graph.model.table import taken

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.model.table import Table

Array = np.ndarray[Any, Any]
SHORTEST_STEM = 4


def same_names(who: Identities) -> Table:
    """Facts (account, stem of its name): the name's handle form without digits at its ends."""
    accounts = who.records.tables["accounts"]
    if "name" not in accounts.columns or accounts.arrow["name"].null_count == len(accounts):
        return text_facts(
            who, accounts.where(np.zeros(len(accounts), bool)), keys=pa.array([], pa.string()), kind="name"
        )
    handles = who.spelling.normalised("handle", accounts.arrow["name"])
    stems = pa.array([re.sub(r"^[\d_.\-]+|[\d_.\-]+$", "", name or "") for name in handles.to_pylist()], pa.string())
    length = pc.utf8_length(stems)
    foreign = pc.and_(pc.greater_equal(length, 2), pc.invert(pc.string_is_ascii(stems)))
    long = np.asarray(pc.or_(pc.greater_equal(length, SHORTEST_STEM), foreign))
    return text_facts(who, accounts.where(long), keys=stems.filter(pa.array(long)), kind="name")


def text_facts(who: Identities, part: Table, *, keys: pa.Array, kind: str) -> Table:
    """Facts that accounts show a text: one per (account, key), its first record standing for it.

    Args:
        who: the resolved case.
        part: rows with account_id, file and record.
        keys: the text of each row, in its canonical form.
        kind: `name` or `title`.
    """
    account = who.codes(part.arrow["account_id"])
    key, file = _ranked(keys), _ranked(part.arrow["file"].cast(pa.string()))
    kept = np.flatnonzero(account >= 0)
    order = kept[np.lexsort((part["record"][kept], file[kept], key[kept], account[kept]))]
    pair = np.column_stack([account, key])[order]
    starts = np.flatnonzero(np.insert((np.diff(pair, axis=0) != 0).any(axis=1), 0, True)[: len(order)])
    first = order[starts]
    columns = {"account": account[first], "key": keys.take(pa.array(first)), "record": part["record"][first]}
    columns |= {
        "rows": np.diff(np.append(starts, len(order))),
        "file": taken(part.arrow["file"].cast(pa.string()), first),
    }
    return derived_facts(
        {**columns, "kind": kind, "relation": "shows", "table": "accounts" if kind == "name" else "listings"}
    )


def _ranked(texts: pa.Array | pa.ChunkedArray) -> Array:
    """The rank of each text among the distinct ones."""
    coded = (texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts).dictionary_encode()
    place = np.asarray(pc.rank(coded.dictionary)).astype(np.int64)
    return np.asarray(place[np.asarray(coded.indices)])

"""Who is who among people and companies: one root a party, by exact identity number and by people's judgement."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from counterfeit_graph.identity.coding import text_rank
from counterfeit_graph.identity.gather import Array, Case, sheet
from counterfeit_graph.model.table import Table
from counterfeit_graph.records.normalise import normalise

Pairs = Iterable[tuple[str, str]]


def resolve_parties(case: Case, confirmed: Pairs, *, rejected: Pairs) -> Table:
    """The parties with their roots, sorted by party id.

    Two parties are one where their identity numbers have one key, unless a reviewer rejected the pair, or where a
    reviewer confirmed it. The root is the smallest party id among those that are one.

    Returns:
        Columns `party_id`, `root`, `kind`, `name`; one row per party id.
    """
    found = sheet(case, "parties")
    ids = found.text("party_id").combine_chunks()
    order = np.lexsort((found.records, text_rank(found.files), text_rank(ids)))
    first = order[np.insert(np.diff(text_rank(ids)[order]) != 0, 0, True)] if len(order) else order
    rows = pa.array(first.astype(np.int64))
    party_ids = ids.take(rows)
    numbers = normalise("id_document", found.text("id_number").take(rows))
    roots = _roots(party_ids, numbers, confirmed=list(confirmed), rejected=set(_both_ways(rejected)))
    return Table(
        pa.table(
            {
                "party_id": party_ids,
                "root": party_ids.take(pa.array(roots)),
                "kind": found.text("kind").take(rows),
                "name": found.text("name").take(rows),
            }
        )
    )


def _both_ways(pairs: Pairs) -> Iterable[tuple[str, str]]:
    return ((x, y) for a, b in pairs for x, y in ((a, b), (b, a)))


def _roots(
    ids: pa.Array, numbers: pa.Array, *, confirmed: list[tuple[str, str]], rejected: set[tuple[str, str]]
) -> Array:
    """Place of each party's root; `ids` are sorted, so the smallest place is the smallest id."""
    start, end = _same_number(numbers)
    if rejected:
        start, end = _without(ids, start, end=end, rejected=rejected)
    place = {name: i for i, name in enumerate(ids.to_pylist())} if confirmed else {}
    known = [(place[a], place[b]) for a, b in confirmed if a in place and b in place]
    start = np.append(start, [a for a, _ in known]).astype(np.int64)
    end = np.append(end, [b for _, b in known]).astype(np.int64)
    links = coo_array((np.ones(len(start), np.int8), (start, end)), shape=(len(ids), len(ids)))
    _, group = connected_components(links, directed=False) if len(ids) else (0, np.zeros(0, np.int64))
    # A component's own number depends on the order of its edges; its smallest id does not.
    smallest = np.full(len(ids), len(ids), np.int64)
    np.minimum.at(smallest, group, np.arange(len(ids)))
    return smallest[group]


def _same_number(numbers: pa.Array) -> tuple[Array, Array]:
    """Edges from the first party with an identity number to each further one."""
    codes = np.asarray(pc.fill_null(numbers.dictionary_encode().indices, -1)).astype(np.int64)
    known = np.flatnonzero(codes >= 0)
    first = np.full(codes.max(initial=-1) + 1, len(codes), np.int64)
    np.minimum.at(first, codes[known], known)
    start = first[codes[known]]
    return start[start != known], known[start != known]


def _without(ids: pa.Array, start: Array, *, end: Array, rejected: set[tuple[str, str]]) -> tuple[Array, Array]:
    """The same edges where no rejected pair meets; else each party joins the first that it was not parted from."""
    names = ids.to_pylist()
    pairs, groups = [], dict[int, list[int]]()
    for head, tail in zip(start.tolist(), end.tolist(), strict=True):
        groups.setdefault(head, [head]).append(tail)
    for members in groups.values():
        clusters: list[list[int]] = []
        for member in members:
            free = (c for c in clusters if not any((names[member], names[other]) in rejected for other in c))
            home = next(free, None)
            if home is None:
                clusters.append([member])
            else:
                pairs.append((home[0], member))
                home.append(member)
    edges = np.array(pairs, np.int64).reshape(-1, 2)
    return edges[:, 0], edges[:, 1]

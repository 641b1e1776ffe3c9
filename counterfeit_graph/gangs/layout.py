"""Laying a `Cut` out as the two tables of a `Network`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counterfeit_graph.gangs.grouped import Column, Ints, Links, earliest, fold, starts
from counterfeit_graph.gangs.neighbours import ACTIVITY, USES
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.gangs.cut import Cut

NODE_TYPES = {
    "node": "int32", "kind": "string", "id": "string", "label": "string", "sales": "int64", "role": "string",
    "account_kind": "string", "platform": "string", "open": "bool", "listings": "int64", "orders": "int64",
    "shipments": "int64", "inside": "int64", "outside": "int64", "public": "bool",
}  # fmt: skip
EDGE_TYPES = {
    "source": "int32", "target": "int32", "relation": "string", "amount": "int64", "currency": "string",
    "weight": "float64", "first": "int32", "last": "int32", "file": "string", "record": "int64",
}  # fmt: skip

Columns = dict[str, Column]

# A node's key is its space and its code there in one number: sorting the keys puts nodes into canonical order.
_SPACE = 2**40
_ACCOUNT, _PARTY, _VALUE, _SUPPLIER = (space * _SPACE for space in range(4))


def tables(cut: Cut) -> tuple[Table, Table]:
    """The nodes and the edges of a cut; edges are sorted by their ends and relation."""
    keys, nodes = _nodes(cut)
    blocks = [_facts(cut), *_between(cut)]
    plain = [{"currency": _text("", len(block["source"]))} | block for block in blocks]
    edges = {name: np.concatenate([block[name] for block in plain]) for name in EDGE_TYPES}
    ends = [np.searchsorted(keys, edges[name]) for name in ("source", "target")]
    known = [np.isin(edges[name], keys) for name in ("source", "target")]
    edges |= {"source": ends[0], "target": ends[1]}
    kept = np.flatnonzero(known[0] & known[1])
    order = kept[np.lexsort((edges["relation"].astype(str)[kept], ends[1][kept], ends[0][kept]))]
    return Table.of(nodes, NODE_TYPES), Table.of({name: column[order] for name, column in edges.items()}, EDGE_TYPES)


def _nodes(cut: Cut) -> tuple[Ints, Columns]:
    """Keys of the nodes in ascending order, and their columns."""
    index, values, parties = cut.index, cut.values, cut.parties
    supply = index.is_supply[cut.facts]
    supplier = np.isin(values.codes, index.fact_value[cut.facts[supply]])
    # The same phone may be a supplier's for one account and a contact for another: then it is two nodes.
    used = np.isin(values.codes, index.fact_value[cut.facts[~supply]])
    plain, supplies = np.flatnonzero(~supplier | used), np.flatnonzero(supplier)
    blocks = [_accounts(cut), _parties(cut), _values(cut, plain), _values(cut, supplies)]
    blocks[3]["kind"] = _text("supplier", len(supplies))
    keys = [cut.accounts, _PARTY + parties.codes, _VALUE + values.codes[plain], _SUPPLIER + values.codes[supplies]]
    nodes = {name: np.concatenate([block[name] for block in blocks]) for name in NODE_TYPES if name != "node"}
    return np.concatenate(keys), {"node": np.arange(sum(map(len, keys))), **nodes}


def _accounts(cut: Cut) -> Columns:
    index, codes = cut.index, cut.accounts
    size = len(codes)
    names = {"kind": _text("account", size), "id": index.account_ids[codes], "label": index.account_names[codes]}
    said = {
        "sales": cut.sales,
        "account_kind": index.account_kinds[codes],
        "platform": index.platforms[codes],
        "open": index.is_open[codes],
    }
    said |= {name: index.activity[name][codes] for name in ACTIVITY}
    return (
        names | said | {"role": _text("", size), **_users(np.ones(size), np.zeros(size), public=np.zeros(size, bool))}
    )


def _parties(cut: Cut) -> Columns:
    index, reach = cut.index, cut.parties
    kind = np.where(index.is_company[reach.codes], "company", "person").astype(object)
    names = {"kind": kind, "id": index.party_ids[reach.codes], "label": index.party_names[reach.codes]}
    return _plain(names) | _users(reach.inside, reach.outside, public=reach.public)


def _values(cut: Cut, at: Ints) -> Columns:
    index, reach = cut.index, cut.values
    codes = reach.codes[at]
    names = {"kind": index.value_kinds[codes], "id": index.value_keys[codes], "label": index.value_shown[codes]}
    return _plain(names) | _users(reach.inside[at], reach.outside[at], public=reach.public[at])


def _plain(names: Columns) -> Columns:
    """Columns of nodes that are not accounts: they have no sales of their own, lest a sale be counted twice."""
    size = len(names["id"])
    empty = {"sales": np.zeros(size, np.int64), "open": np.ones(size, bool)}
    empty |= {name: np.zeros(size, np.int64) for name in ACTIVITY}
    return names | empty | {name: _text("", size) for name in ("account_kind", "platform", "role")}


def _users(inside: Column, outside: Column, *, public: Column) -> Columns:
    return {"inside": inside.astype(np.int64), "outside": outside.astype(np.int64), "public": public}


def _facts(cut: Cut) -> Columns:
    """What accounts use, one edge an account, node and relation."""
    index = cut.index
    rows = np.concatenate([cut.facts, cut.papers])
    value = index.fact_value[rows].astype(np.int64)
    party = index.value_party[value]
    target = np.where(party >= 0, _PARTY + party, np.where(index.is_supply[rows], _SUPPLIER, _VALUE) + value)
    source, use = index.fact_account[rows].astype(np.int64), index.fact_use[rows]
    order = np.lexsort((index.fact_record[rows], index.fact_file[rows], use, target, source))
    new = starts(np.column_stack([source, target, use])[order])
    rows, at = rows[order], order[new]
    sums = {"amount": fold(np.add, cut.money_of(rows), new=new), "weight": fold(np.add, index.fact_rows[rows], new=new)}
    days = {"first": earliest(index.fact_first[rows], new), "last": fold(np.maximum, index.fact_last[rows], new=new)}
    place = {"file": _words(index.files, index.fact_file[rows[new]]), "record": index.fact_record[rows[new]]}
    # Only money has a currency; a parcel or a phone has none.
    paid = np.where(sums["amount"] > 0, cut.currency, "").astype(object)
    columns = {"source": source[at], "target": target[at], "relation": _words(USES, use[at]), "currency": paid}
    return columns | sums | days | place


def _between(cut: Cut) -> list[Columns]:
    """Transfers, holdings and ties; what leads out of the cut is left out with the nodes that it leads to."""
    index = cut.index
    values, ties = cut.values.codes, np.unique(index.tied.of(cut.parties.codes))
    words = tuple(f"tie:{word}" if word else "tie" for word in index.ties.relations)
    return [
        _transfers(cut),
        _links(index.holds, index.held_by.of(values), spaces=(_PARTY, _VALUE), words=("holds",)),
        _links(index.ties, ties, spaces=(_PARTY, _PARTY), words=words),
    ]


def _transfers(cut: Cut) -> Columns:
    """Money passed on, one edge a pair and currency."""
    moved, rows = cut.index.transfers, cut.index.paid_from.of(cut.values.codes)
    columns = _links(moved, rows, spaces=(_VALUE, _VALUE), words=("transfers",))
    return columns | {"currency": _words(moved.relations, moved.relation[rows])}


def _links(links: Links, rows: Ints, *, spaces: tuple[int, int], words: tuple[str, ...]) -> Columns:
    relation = links.relation[rows] if len(words) > 1 else np.zeros(len(rows), np.int64)
    columns = {"source": spaces[0] + links.source[rows], "target": spaces[1] + links.target[rows]}
    columns |= {"relation": _words(words, relation), "file": _words(links.files, links.file[rows])}
    return columns | {name: getattr(links, name)[rows] for name in ("amount", "weight", "first", "last", "record")}


def _text(word: str, size: int) -> Column:
    return np.full(size, word, dtype=object)


def _words(words: tuple[str, ...], codes: Ints) -> Column:
    return np.asarray(words, dtype=object)[codes]

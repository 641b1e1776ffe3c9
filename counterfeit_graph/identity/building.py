"""From the tables of a case to the parts of `Identities`, in one pass over every value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity.accounts import account_table, canonical_order, positions, read_accounts
from counterfeit_graph.identity.coding import Coded, code_values
from counterfeit_graph.identity.facts import Words, collect, in_order
from counterfeit_graph.identity.gather import Array, Case, Raw, Sheet, raws, sheet
from counterfeit_graph.identity.judgements import pairs
from counterfeit_graph.identity.parties import resolve_parties
from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.model.table import Table
from counterfeit_graph.records.normalise import reasons

_UNUSABLE = pa.schema(
    [("table", pa.string()), ("file", pa.string()), ("record", pa.int64()), ("kind", pa.string()), ("reason", pa.string())]
)


@dataclass(frozen=True)
class Parts:
    """The tables of `Identities`, each as its contract says."""

    accounts: Table
    values: Table
    facts: Table
    parties: Table
    ties: Table
    transfers: Table
    holders: Table
    unusable: Table


def build(case: Case, log: Table) -> Parts:
    """All parts, under the judgements that stand in `log`."""
    parties = resolve_parties(case, pairs(log, "party", "confirmed"), pairs(log, "party", "rejected"))
    accounts, found = read_accounts(case), raws(case)
    users = [positions(_users(raw), accounts)[raw.rows] if raw.place else None for raw in found]
    coded = code_values(found, users, parties.arrow)
    words = Words.of(found)
    facts = collect(found, users, coded.codes, words)
    order = canonical_order(accounts, facts, facts.content(coded.content, words))
    code = np.empty(len(order), np.int32)
    code[order] = np.arange(len(order), dtype=np.int32)
    return Parts(
        accounts=account_table(accounts, order),
        values=coded.values,
        facts=in_order(facts, code).table_of(coded.values, words),
        parties=parties,
        ties=_ties(case, parties),
        transfers=_transfers(case, found, coded),
        holders=_holders(found, coded, parties),
        unusable=_unusable(case, found, users, coded),
    )


def _users(raw: Raw) -> pa.ChunkedArray:
    return raw.sheet.text("account_id")


def _root(ids: pa.ChunkedArray, parties: Table) -> pa.ChunkedArray:
    found = pc.index_in(ids, value_set=parties.arrow.column("party_id").combine_chunks())
    return pc.coalesce(parties.arrow.column("root").take(found), ids)


def _ties(case: Case, parties: Table) -> Table:
    found = sheet(case, "ties")
    ends = {name: found.text(name) for name in ("from_party", "to_party")}
    roots = {"from_root": _root(ends["from_party"], parties), "to_root": _root(ends["to_party"], parties)}
    rest = {"relation": found.text("relation"), "source": found.text("source")}
    return Table(pa.table({**ends, **roots, **rest, "file": found.files, "record": pa.array(found.records)}))


def _transfers(case: Case, found: list[Raw], coded: Coded) -> Table:
    source = sheet(case, "transfers")
    ends = {raw.column: (raw, codes) for raw, codes in zip(found, coded.codes, strict=True) if raw.sheet.name == "transfers"}
    start, end = (_whole(*ends[name]) for name in ("from_payment", "to_payment"))
    rows = np.flatnonzero((start >= 0) & (end >= 0))
    taken = pa.array(rows)
    names = source.table.columns
    amount = source.table.arrow.column("amount") if "amount" in names else pa.nulls(len(source.table), pa.int64())
    return Table(
        pa.table(
            {
                "from_value": start[rows],
                "to_value": end[rows],
                "amount": amount.take(taken),
                "currency": source.text("currency").take(taken),
                "at": source.days("at")[rows],
                "file": source.files.take(taken),
                "record": source.records[rows],
            }
        )
    )


def _whole(raw: Raw, codes: Array) -> Array:
    """Code of each row of the raw column's table, -1 in the rows without a value."""
    out = np.full(len(raw.sheet.table), -1, np.int32)
    out[raw.rows] = codes
    return out


def _holders(found: list[Raw], coded: Coded, parties: Table) -> Table:
    parts = [_held(raw, codes, parties) for raw, codes in zip(found, coded.codes, strict=True) if raw.sheet.name == "holders"]
    columns = (("value", pa.int32()), ("party_id", pa.string()), ("root", pa.string()), ("file", pa.string()), ("record", pa.int64()))
    return Table(pa.concat_tables([pa.schema(columns).empty_table(), *parts])).sort("file", "record")


def _held(raw: Raw, codes: Array, parties: Table) -> pa.Table:
    keep = codes >= 0
    rows = pa.array(raw.rows[keep])
    party = raw.sheet.text("party_id").take(rows)
    columns = {"value": pa.array(codes[keep]), "party_id": party, "root": _root(party, parties)}
    return pa.table({**columns, "file": raw.sheet.files.take(rows), "record": raw.sheet.records[raw.rows[keep]]})


def _unusable(case: Case, found: list[Raw], users: list[Array | None], coded: Coded) -> Table:
    parts = [_why_not(*each) for each in zip(found, users, coded.codes, strict=True)]
    parts.append(_unknown_kinds(sheet(case, "identifiers")))
    return Table(pa.concat_tables([_UNUSABLE.empty_table(), *parts])).sort("table", "file", "record", "kind")


def _why_not(raw: Raw, accounts: Array | None, codes: Array) -> pa.Table:
    no_value = np.flatnonzero(codes < 0)
    stray = np.flatnonzero((codes >= 0) & (accounts < 0)) if accounts is not None else no_value[:0]
    why = pa.chunked_array([*_one_chunk(reasons(raw.values.take(pa.array(no_value)).combine_chunks())), pa.array(["unknown account"] * len(stray), pa.string())])
    return _places(raw.sheet, raw.rows[np.concatenate([no_value, stray])], raw.kind, why)


def _unknown_kinds(source: Sheet) -> pa.Table:
    kinds = source.text("kind")
    known = pc.is_in(kinds, value_set=pa.array(list(KINDS)))
    rows = np.flatnonzero(~np.asarray(known))
    return _places(source, rows, "", pa.chunked_array([pa.array(["unknown kind"] * len(rows), pa.string())]))


def _places(source: Sheet, rows: Array, kind: str, why: pa.ChunkedArray) -> pa.Table:
    columns = {
        "table": pa.array([source.name] * len(rows), pa.string()),
        "file": source.files.take(pa.array(rows)),
        "record": pa.array(source.records[rows]),
        "kind": pa.array([kind] * len(rows), pa.string()),
        "reason": why,
    }
    return pa.table(columns, schema=_UNUSABLE)


def _one_chunk(column: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]

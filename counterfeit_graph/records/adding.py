"""New rows of a case that was read before: what reading all of it at once would have taken, and no old row read again.

New rows are held against the old ones as rows of one case are held against each other: what they speak of must be
known in either, a row that an old one said already is a duplicate, and of rows that give one id other values the
smallest is kept, be it old or new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.model.table import Table, concat
from counterfeit_graph.records.draft import Draft, Terms, draft, schema_of
from counterfeit_graph.records.intake import take_in
from counterfeit_graph.records.links import DUPLICATES, ORDER, Settled, drop, duplicates_of, known_only
from counterfeit_graph.records.mapping import CaseMap, TableMap, load_mapping
from counterfeit_graph.records.reading import MappingSource, own_mapping
from counterfeit_graph.records.records import Records, tallied
from counterfeit_graph.records.refuse import gather
from counterfeit_graph.records.same import conflicts, hashes, keepers
from counterfeit_graph.records.settings import Settings
from counterfeit_graph.records.text import kept as kept_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Addition:
    """A case with further rows.

    Attributes:
        records: old and new rows together, old ones first.
        rows: by table, the new rows that were taken.
        displaced: by table, positions of old rows that a new row of the same id took the place of.
    """

    records: Records
    rows: Mapping[str, pa.Table]
    displaced: Mapping[str, Array]


@dataclass(frozen=True)
class _Joined:
    """One table of both readings, what was not taken of it, and the hashes of its new rows and of their ids."""

    whole: Settled
    rows: pa.Table
    displaced: Array
    words: tuple[Array, Array]


def add(records: Records, new: Any, *, mapping: MappingSource = None) -> Addition:
    """The case with further rows.

    Args:
        records: the case as it was read.
        new: what `read` takes, or `Records`: new rows only, accounts not needed. A row that was given before is a
            duplicate. Rows that were refused because nobody knew what they speak of are tried again.
        mapping: path or content of a `case.yaml`; by default the one inside the folder, else the case's own.

    Raises:
        CaseError: a file, folder or table cannot be used as a whole.
        ColumnError: a column is missing, doubled or misspelt.

    Example:
        >>> from counterfeit_graph.records import read
        >>> records = read({"accounts": [{"account_id": "1", "platform": "p"}]})
        >>> later = add(records, {"orders": [{"order_id": "7", "account_id": "1", "amount": "12.50"}]}).records
        >>> len(later["accounts"]), len(later["orders"])
        (1, 1)
    """
    drafts, inputs, ignored = _drafts_of(records, new, mapping=mapping)
    joined: dict[str, _Joined] = {}
    wide = [part for each in drafts.get("accounts", ()) for part in each.wide]
    for name in ORDER:
        parts = [each.arrow for each in drafts.get(name, ())]
        parts += [records.waiting[name].arrow] if name in records.waiting else []
        known = {table: found.whole for table, found in joined.items()}
        base = records
        if name == "ties" and not len(records.tables["parties"]) and known["parties"].arrow.num_rows:
            # Ties are held against the parties once there are any, and then old ties are, too.
            base = replace(records, tables={**records.tables, name: records.tables[name].take([])})
            parts = [records.tables[name].arrow, *parts]
        own = pa.concat_tables([schema_of(TABLES[name]).empty_table(), *parts])
        # Signals may speak of accounts by their listings alone.
        if name not in ("accounts", "signals") and own.num_rows and "account_id" in own.column_names:
            known["accounts"] = _spoken_of(records, own, now=joined["accounts"])
        joined[name] = _join(base, own, name=name, wide=wide if name == "identifiers" else [], known=known)
    every = [each for parts in drafts.values() for each in parts]
    refused = [part for each in every for part in each.refused]
    refused += [part for name in joined for part in joined[name].whole.refused]
    again = pa.concat_tables([records.duplicates.arrow, *(joined[name].whole.duplicates for name in TABLES)])
    everything = _refused(records, refused)
    reads = {(each.table, each.file): each.read for each in every}
    table = tallied(records.counts, reads, refused=everything, duplicates=again)
    whole = replace(
        records,
        tables=MappingProxyType({name: Table(joined[name].whole.arrow) for name in TABLES}),
        refused=Table(everything),
        table=table,
        ignored=concat([records.ignored, ignored]),
        duplicates=Table(again),
        inputs=MappingProxyType(dict(sorted({**records.inputs, **inputs}.items()))),
        waiting=MappingProxyType({name: Table(w) for name, each in joined.items() if len(w := each.whole.waiting)}),
    )
    rows = {name: each.rows for name, each in joined.items()}
    # What was hashed once need not be hashed again.
    vars(whole)["seen"] = records.seen.with_more(whole.tables, {name: each.words for name, each in joined.items()})
    return Addition(whole, rows, {name: each.displaced for name, each in joined.items()})


def _spoken_of(records: Records, rows: pa.Table, *, now: _Joined) -> Settled:
    """Of the accounts that the case knows with its new rows, those that some rows may speak of: few of many."""
    ids = pa.table({"account_id": rows["account_id"].unique()})
    held = records.seen.keyed("accounts", ids, words=hashes(ids, ["account_id"]))
    old = records.tables["accounts"].select("account_id").take(held[held >= 0]).arrow
    return replace(now.whole, arrow=pa.concat_tables([old, now.rows.select(["account_id"])]))


def _refused(records: Records, more: list[pa.Table]) -> pa.Table:
    """Old and new refusals; those of waiting rows were made anew, or are no more."""
    old = records.refused.arrow
    if records.waiting:
        unknown = pa.array(["unknown_account", "unknown_listing", "unknown_party"])
        old = old.filter(pc.invert(pc.is_in(old["reason"], value_set=unknown)))
    elif not any(map(len, more)):
        return old
    return gather([old, *more])


def _drafts_of(records: Records, new: Any, *, mapping: MappingSource) -> tuple[dict[str, list[Draft]], Any, Table]:
    drafts: dict[str, list[Draft]] = defaultdict(list)
    inputs: dict[str, str] = {}
    if isinstance(new, Records):
        taken = _label(records, new.inputs)
        for each in _of_records(new, taken):
            drafts[each.table].append(each)
        return drafts, {taken[file]: digest for file, digest in new.inputs.items()}, new.ignored
    given = own_mapping(new) if mapping is None else mapping
    case_map = _like(records) if given is None else load_mapping(given, records.settings)
    intake = take_in(new, case_map, partial=True)
    parts = list(intake.parts)
    taken = _label(records, {raw.file: "" for _, raw, _ in parts})
    for table, raw, digest in parts:
        how, file = case_map.of(table), taken[raw.file]
        spoilt = tuple(part.set_column(1, "file", pa.repeat(pa.scalar(file), len(part))) for part in raw.refused)
        named = replace(raw, file=file, refused=spoilt)
        drafts[table].append(draft(named, TABLES[table], terms=Terms(how.columns, how.constants, how.settings)))
        inputs[file] = digest
    rows = [(each.table, each.file, name) for some in drafts.values() for each in some for name in each.ignored]
    rows += [("", name, "") for name in intake.ignored]
    columns = {name: [row[at] for row in rows] for at, name in enumerate(("table", "file", "column"))}
    return drafts, inputs, Table.of(columns, types=dict.fromkeys(columns, "string"))


def _like(records: Records) -> CaseMap:
    """The mapping under which the case was read: new rows come from where the old ones came from."""
    tables = {
        name: TableMap((), how["sheet"], how["columns"], how["constants"], Settings(**how["settings"]))
        for name, how in records.made_with.get("mapping", {}).items()
    }
    return CaseMap(tables, records.settings)


def _label(records: Records, files: Mapping[str, str]) -> dict[str, str]:
    """A name of its own for each new file: a source must say which of two files of one name is meant."""
    taken, number = set(records.counts["file"]) | set(records.inputs), 0
    named = {file: file for file in files}
    while taken & set(named.values()):
        number += 1
        named = {file: f"update-{number}/{file}" for file in files}
    return named


def _of_records(new: Records, taken: Mapping[str, str]) -> Iterator[Draft]:
    """Rows that were read already, as drafts; identifiers that stood in columns of accounts stay with these."""
    names = pa.array(list(taken)), pa.array(list(taken.values()), pa.string())
    for row in new.counts.rows():
        name, file = row["table"], row["file"]
        lost = _of_file(new.refused.arrow, "table", word=name)
        lost = _renamed(_of_file(lost, "file", word=file), names)
        arrow = _of_file(new.tables[name].arrow, "file", word=file)
        wide: tuple[pa.Table, ...] = ()
        if name == "accounts":
            wide = (_renamed(_of_file(new.tables["identifiers"].arrow, "file", word=file), names),)
        read = arrow.num_rows + int(pc.sum(pc.equal(lost["scope"], "row")).as_py() or 0)
        yield Draft(name, taken[file], read, _renamed(arrow, names), (lost,), (), wide)


def _of_file(rows: pa.Table, column: str, *, word: str) -> pa.Table:
    return rows.filter(pc.equal(rows[column], word))


def _renamed(rows: pa.Table, names: tuple[pa.Array, pa.Array]) -> pa.Table:
    found = names[1].take(pc.index_in(rows["file"].combine_chunks(), value_set=names[0]))
    return rows.set_column(rows.column_names.index("file"), "file", found)


def _join(records: Records, own: pa.Table, *, name: str, wide: list[pa.Table], known: Mapping[str, Settled]) -> _Joined:
    old = records.tables[name].arrow
    nothing, none = own.slice(0, 0), np.zeros(0, np.int64)
    if not own.num_rows and not any(map(len, wide)):
        nowhere = (none.astype(np.uint64),) * 2
        return _Joined(Settled(old, old.num_rows, (), DUPLICATES.empty_table(), nothing), nothing, none, nowhere)
    own, refused, waiting = known_only(name, own, known=known)
    rows = pa.concat_tables([own, *wide])
    columns, key = [column.name for column in TABLES[name].columns], TABLES[name].key
    words = hashes(rows, columns)
    said = records.seen.places(name, rows, words=words)
    again = _duplicates(name, rows.slice(0, own.num_rows), said=said[: own.num_rows], old=old)
    count = int((said[: own.num_rows] < 0).sum())
    rows, words = kept_rows(rows, said < 0), words[said < 0]
    kept = keepers(rows, columns, words=words)
    first = kept == np.arange(rows.num_rows)
    twice = duplicates_of(name, rows, at=np.flatnonzero(~first[:count]), kept=kept)
    rows, words, gone, ids = kept_rows(rows, first), words[first], none, words[:0]
    if key:
        ids = hashes(rows, [key])
        stay, gone, lost = _smallest(records, rows, name=name, ids=ids)
        rows, words, ids, refused = kept_rows(rows, stay), words[stay], ids[stay], [*refused, *lost]
    before = old.take(pa.array(np.setdiff1d(np.arange(old.num_rows), gone))) if len(gone) else old
    whole = pa.concat_tables([before, rows])
    twice = pa.concat_tables([again, twice])
    return _Joined(Settled(whole, whole.num_rows, tuple(refused), twice, waiting), rows, gone, (words, ids))


def _duplicates(name: str, rows: pa.Table, *, said: Array, old: pa.Table) -> pa.Table:
    """New rows that an old row said already."""
    at = np.flatnonzero(said >= 0)
    both = pa.concat_tables(
        [rows.select(["file", "record"]), Table(old.select(["file", "record"])).take(said[at]).arrow]
    )
    kept = np.arange(both.num_rows)
    kept[at] = rows.num_rows + np.arange(len(at))
    return duplicates_of(name, both, at=at, kept=kept)


def _smallest(records: Records, rows: pa.Table, *, name: str, ids: Array) -> tuple[Array, Array, list[pa.Table]]:
    """Of rows that give one id other values the smallest: the new rows kept, the old ones displaced, the refusals."""
    key, old = TABLES[name].key, records.tables[name].arrow
    held = np.unique(records.seen.keyed(name, rows, words=ids))
    held = held[held >= 0]
    both = pa.concat_tables([Table(old).take(held).arrow, rows])
    losers = conflicts(both, key, columns=[column.name for column in TABLES[name].columns])
    _, lost = drop(name, both, at=losers, fault=(key, "id_conflict"))
    stay = np.ones(both.num_rows, bool)
    stay[losers] = False
    return stay[len(held) :], held[~stay[: len(held)]], lost

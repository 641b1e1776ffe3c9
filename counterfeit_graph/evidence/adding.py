"""Evidence with new rows: uses of who is new or has new rows, and of whom they share a value with for the first time.

A case of accounts and identifiers alone is extended; where other tables have new rows, or clues derive facts from
them, who is who and who uses what are worked out anew: one transfer changes which flows are a payer's main ones, and
with them facts that lie three steps away. Either way the run keeps its parameters.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.evidence._kernels_adding import merged, taken_from
from counterfeit_graph.evidence.estimate import Seen
from counterfeit_graph.evidence.updating import Earlier, Moved
from counterfeit_graph.evidence.uses import FACT_COLUMNS, KIND_NAMES, Kept, Uses, distinct
from counterfeit_graph.identity._kernels import compress, pointers
from counterfeit_graph.identity.facts import TABLES, Facts
from counterfeit_graph.identity.hashing import order_with_ties
from counterfeit_graph.model.table import Deferred, Table, taken

if TYPE_CHECKING:
    from counterfeit_graph.evidence.clues.clue import ClueSet
    from counterfeit_graph.evidence.graph import EvidenceGraph
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.identity.adding import Extension
    from counterfeit_graph.identity.index import Index

Array = np.ndarray[Any, Any]
# Columns of a use that decide what it counts.
_TOLD = ("first", "last", "parcel", "passing", "forge")


def extend_uses(evidence: EvidenceGraph, extension: Extension, *, before: Index) -> tuple[Uses, Earlier]:
    """The uses after an extension of the case that `evidence` is about, and what knows the links it had.

    `before` is the index of the case until then.
    """
    old, index = evidence.uses, extension.index
    account = index.code[before.order].astype(np.int32)
    again = _looked_at(index, extension)
    fresh = _uses_of(index, again)
    gone = np.zeros(len(account), bool)
    gone[before.code[np.flatnonzero(again[: len(account)])]] = True
    columns, lost = _in_order(old, fresh, now=(account, extension.place), gone=gone)
    uses = _laid_out(columns, index, known=_known(old, extension, account=account))
    changed = _changed(lost, fresh, values=len(index.values.joint))
    touched = np.zeros(uses.accounts, bool)
    touched[index.code[extension.accounts]] = True
    moved = Moved(account, extension.place, changed, touched)
    # A phone comes to stand on a label, or leaves it, with the parcels of its users.
    changed |= moved.by_value(old.group) != uses.group
    last = Seen(evidence.weights, evidence.pairs, np.zeros(0, np.int64))
    return uses, Earlier(evidence.estimation.seen, last, moved, old)


def _looked_at(index: Index, extension: Extension) -> Array:
    """Slots of the accounts whose uses are gathered again: touched ones, and the first users of what is shared now."""
    again = np.zeros(len(index.ids), bool)
    again[extension.accounts] = True
    again[index.rows.take(index.rows.of_values(np.sort(extension.joined))).account] = True
    return again


def _uses_of(index: Index, again: Array) -> dict[str, Array]:
    """Columns of the uses of some accounts (mask by slot), accounts and values by their codes."""
    rows = index.rows.of_accounts(np.flatnonzero(again))
    facts, words = index.rows.take(rows), index.rows.words
    value, account = _value_codes(index, facts.value), index.code[facts.account]
    joint, size = index.values.joint, len(index.values.joint) + len(index.values.kind)
    ranks = [np.asarray(pc.rank(each, tiebreaker="dense")).astype(np.int64) for each in (words.relations, words.files)]
    keys = (ranks[0][facts.relation], facts.table, facts.first, facts.last, ranks[1][facts.file], facts.record)
    order = order_with_ties(account * size + value, lambda tied: [key[tied] for key in keys])
    table = _as_table(index, facts.take(order), account=account[order], value=value[order])
    who: Any = SimpleNamespace(facts=table, accounts=range(len(index.ids)), values=range(size))
    chosen = np.flatnonzero(value[order] < len(joint))
    kept = Kept.of(table, chosen, kind=_kinds(index)[index.values.kind[joint]], via=np.zeros(0, np.int32))
    uses = distinct(who, kept, values=size)
    return uses | {"fact": rows[order][uses["fact"]]}


def _value_codes(index: Index, slots: Array) -> Array:
    """Code of each value among the shared ones; those of one user follow, as they do in a whole run."""
    joint, shared = index.values.joint, index.values.shared[slots]
    place = np.empty(len(index.values.kind), np.int32)
    place[joint] = np.arange(len(joint))
    code = len(joint) + slots.astype(np.int64)
    code[shared] = place[slots[shared]]
    return code


def _as_table(index: Index, facts: Facts, *, account: Array, value: Array) -> Table:
    words, kinds = index.rows.words, pa.array(index.values.names, pa.string())
    spelt = {
        "kind": (index.values.kind[facts.value].astype(np.int32), kinds),
        "relation": (facts.relation, words.relations),
        "table": (facts.table, pa.array(TABLES)),
        "file": (facts.file, words.files),
    }
    columns: dict[str, Any] = {name: pa.DictionaryArray.from_arrays(pa.array(a), w) for name, (a, w) in spelt.items()}
    columns |= {"account": account.astype(np.int32), "value": value.astype(np.int32)}
    rest = {name: getattr(facts, name) for name in ("first", "last", "rows", "record")}
    whole = {**columns, **rest}
    return Table(pa.table({name: whole[name] for name in FACT_COLUMNS}))


def _kinds(index: Index) -> Array:
    """Place in `KIND_NAMES` of each name of a kind in the index."""
    return np.array([KIND_NAMES.index(name) for name in index.values.names], np.int64)


def _in_order(
    old: Uses, fresh: dict[str, Array], *, now: tuple[Array, Array], gone: Array
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Columns of all uses in order of account and value, and those of the uses that fresh ones stand for.

    `now` are the codes that accounts and values of before have now, `gone` the accounts whose uses are gathered again.
    """
    # Untouched accounts keep their order among each other, and so do values.
    came = fresh["account"], fresh["value"]
    source, account, value, rows = merged((old.account, old.value), now, gone, came)
    columns = {name: taken_from(source, getattr(old, name), fresh[name]) for name in (*_TOLD, "fact")}
    # Every use of a case that is extended hangs on itself.
    columns |= {"account": account, "value": value, "root": value, "other_root": value}
    lost = {name: getattr(old, name)[rows] for name in _TOLD}
    return columns, lost | {"account": now[0][old.account[rows]], "value": now[1][old.value[rows]]}


def _laid_out(columns: dict[str, Array], index: Index, *, known: Array) -> Uses:
    joint = index.values.joint
    account_ptr = pointers(columns["account"], len(index.ids))
    value_ptr, value_use = compress(columns["value"], len(joint))
    return Uses(
        len(index.ids),
        **columns,
        known=known,
        kind=_kinds(index)[index.values.kind[joint]],
        values=Deferred(lambda: index.value_table(joint)),
        facts=Deferred(lambda: _facts(index)),
        account_ptr=account_ptr,
        value_ptr=value_ptr,
        value_use=value_use,
    )


def _facts(index: Index) -> pa.Table:
    """All facts in their slots, as `Uses.fact` counts them."""
    facts, code = index.rows.whole(), index.value_codes()
    return _as_table(index, facts, account=index.code[facts.account], value=code[facts.value]).arrow


def _changed(lost: dict[str, Array], fresh: dict[str, Array], *, values: int) -> Array:
    """Values of which a use among `fresh` is new, or other than it was among those `lost`."""
    changed = np.zeros(values, bool)
    before, now = (part["account"].astype(np.int64) * values + part["value"] for part in (lost, fresh))
    order = np.argsort(before)
    before = before[order]
    at = np.minimum(np.searchsorted(before, now), max(len(before) - 1, 0))
    same = before[at] == now if len(before) else np.zeros(len(now), bool)
    for name in _TOLD if len(before) else ():
        same &= lost[name][order][at] == fresh[name]
    changed[fresh["value"][~same]] = True
    return changed


def _known(old: Uses, extension: Extension, *, account: Array) -> Array:
    """The bit mask `Uses.known` with the kinds of new facts."""
    index = extension.index
    known = np.zeros(len(index.ids), old.known.dtype)
    known[account] = old.known
    facts = extension.facts
    bits = (1 << _kinds(index)).astype(known.dtype)
    np.bitwise_or.at(known, index.code[facts.account], bits[index.values.kind[facts.value]])
    return known


def derives(who: Identities, extension: Extension, *, clues: ClueSet, usual: ClueSet) -> bool:
    """Whether clues may derive facts from the new rows, or leave some of them out; `usual` are those that are known."""
    index = extension.index
    supplier = pc.index(index.rows.words.relations, pa.scalar("supplier")).as_py()
    # Most cases name no supplier, and nobody's rows need be looked at.
    rows = index.rows.of_accounts(extension.accounts if supplier >= 0 else np.zeros(0, np.int64))
    supplied = (index.rows.take(rows).relation == supplier).any()
    named = taken(index.accounts["name"], extension.accounts).null_count < len(extension.accounts)
    kinds = {kind for clue in clues for kind in clue.kinds}
    strange = not set(clues) <= set(usual) or not set(index.values.names) <= kinds
    return bool(strange or named or len(who.ties) or supplied)

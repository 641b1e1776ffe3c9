"""Accounts in canonical order: sorted by what they are and use, so that calling them otherwise changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity import _kernels
from counterfeit_graph.identity.coding import text_rank
from counterfeit_graph.identity.facts import Facts
from counterfeit_graph.identity.gather import Array, Case, Raw, Sheet, sheet
from counterfeit_graph.identity.hashing import hash_texts, mix, order_with_ties
from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.model.table import Table

# Word and weighted days of each account, uint64 and int64.
Key = tuple[Array, Array]
TEXT_COLUMNS = ("platform", "kind", "name", "close_reason", "region")


def read_accounts(case: Case) -> Sheet:
    """The accounts table with one row per account_id: of several, the first in file and record order.

    Raises:
        CaseError: the case has no accounts.
    """
    found = sheet(case, "accounts")
    if "account_id" not in found.table.columns:
        what = "no table of accounts"
        raise CaseError(what, where="case", remedy="give a table 'accounts' with a column account_id")
    # Ranking a million ids costs a second, and a reader that keeps one row an account makes it needless.
    if pc.count_distinct(found.text("account_id"), mode="all").as_py() == len(found.table):
        return found
    order = np.lexsort((found.records, text_rank(found.files), text_rank(found.text("account_id"))))
    ids = text_rank(found.text("account_id"))[order]
    first = order[np.insert(ids[1:] != ids[:-1], 0, True)]
    return Sheet("accounts", found.table.take(np.sort(first)))


def users(raws: Sequence[Raw], accounts: Sheet) -> list[Array | None]:
    """For each raw column the account position of each of its rows, -1 for none; None where it names no accounts."""
    ids = accounts.text("account_id").combine_chunks()
    # One look-up a table, not one a column: identifiers come in a dozen kinds.
    sheets = {id(raw.sheet): raw.sheet for raw in raws if raw.place}
    of_sheet = {key: _positions(found.text("account_id"), ids) for key, found in sheets.items()}
    return [of_sheet[id(raw.sheet)][raw.rows] if raw.place else None for raw in raws]


def _positions(account_ids: pa.ChunkedArray, ids: pa.Array) -> Array:
    found = pc.index_in(account_ids, value_set=ids)
    return np.concatenate([np.zeros(0, np.int32), *(np.asarray(pc.fill_null(c, -1)) for c in found.chunks)])


def canonical_order(accounts: Sheet, facts: Facts, *, content: Array) -> Array:
    """Positions of the accounts in canonical order.

    Args:
        accounts: the accounts as read.
        facts: their facts, accounts given by position.
        content: uint64 word of each fact (`Facts.content`).

    An account has a word, a commutative sum over its facts of a 64-bit mix of value and relation, combined with what
    else it says of itself; accounts of one word go by their days (`_kernels.add_facts`), so that an order of the same
    accounts some days later is the same; and only those that are alike in all of it by their ids.
    """
    key = attributes(accounts)
    _kernels.add_facts(facts.account, content, facts.first, facts.last, key)
    ids = accounts.text("account_id").combine_chunks()
    return in_order_of(key, lambda rows: text_rank(ids.take(pa.array(rows))))


def in_order_of(key: Key, names: Callable[[Array], Array]) -> Array:
    """Positions of accounts in the order of their keys; of those that tie, `names` gives ranks of their ids."""
    word, when = key
    return order_with_ties(word, lambda rows: [when[rows], names(rows)])


def attributes(accounts: Sheet) -> Key:
    """The key of what each account says of itself, its id aside: its word, and its days weighted by it."""
    word = np.zeros(len(accounts.table), np.uint64)
    for column in TEXT_COLUMNS:
        word = mix(word ^ hash_texts(accounts.text(column)))
    key, each = (word.copy(), np.zeros(len(word), np.int64)), np.arange(len(word), dtype=np.int32)
    _kernels.add_facts(each, word, accounts.days("opened_at"), accounts.days("closed_at"), key)
    return key


def account_table(accounts: Sheet, order: Array) -> Table:
    """The table of accounts in canonical order; `opened` and `closed` are int32 days."""
    rows = pa.array(order)
    text = {name: accounts.text(name).take(rows) for name in ("account_id", *TEXT_COLUMNS)}
    days = {"opened": accounts.days("opened_at")[order], "closed": accounts.days("closed_at")[order]}
    columns = {**text, **{name: pa.array(values) for name, values in days.items()}}
    names = ("account_id", "platform", "kind", "name", "opened", "closed", "close_reason", "region")
    return Table(pa.table({name: columns[name] for name in names}))

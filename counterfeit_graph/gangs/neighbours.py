"""`NetworkIndex`: who uses, holds, pays and knows what, sorted once so that a gang is a slice and not a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.gangs.grouped import (
    UNKNOWN_DAY,
    Column,
    Grouped,
    Ints,
    Links,
    Texts,
    coded,
    fold,
    links_of,
    starts,
)
from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.model.table import Table, taken
from counterfeit_graph.records.normalise import keys_of

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities

# Kinds whose values are parties: their key is the root of a party.
PARTY_KINDS = ("person", "company")
MONEY_KINDS = ("payment", "card")
# Tables whose rows are counted for each account.
ACTIVITY = ("listings", "orders", "shipments")
# What an account does with a value, in the words of a network's edges.
USES = ("uses", "pays_into", "registered_by", "ships_from", "supplied_by")


class NetworkIndex:
    """Everything that networks of gangs are cut from, sorted once for a whole case.

    Codes are those of `Identities`: an account is its row of `who.accounts`, a value its row of `who.values`; a party
    is its place in `party_ids`.

    Example:
        >>> import counterfeit_graph as cg
        >>> orders = Table.of({"order_id": ["1"], "account_id": ["a"], "amount": ["6.00"], "currency": ["CNY"]})
        >>> accounts = Table.of({"account_id": ["a"], "platform": ["x"]})
        >>> index = NetworkIndex(cg.resolve(cg.read({"accounts": accounts, "orders": orders})))
        >>> index.sale_amount.tolist(), index.currencies
        ([600], ('CNY',))
    """

    def __init__(self, who: Identities) -> None:
        self.who = who
        words = (Texts(who.accounts.arrow[name]) for name in ("account_id", "name", "kind", "platform"))
        self.account_ids, self.account_names, self.account_kinds, self.platforms = words
        self.is_open = who.accounts["closed"].astype(np.int64) == UNKNOWN_DAY
        words = (Texts(who.values.arrow[name]) for name in ("shown", "kind", "key"))
        self.value_shown, self.value_kinds, self.value_keys = words
        self._read_parties(who)
        self._read_facts(who.facts)
        self._read_orders(_table(who, "orders"))
        self.activity = {name: self._count(_table(who, name)) for name in ACTIVITY}
        self._read_links(who)

    def _read_parties(self, who: Identities) -> None:
        named = np.flatnonzero(who.values.isin("kind", PARTY_KINDS))
        self._known = tuple(who.parties.arrow[name].combine_chunks() for name in ("party_id", "root"))
        keys = taken(who.values.arrow["key"], named)
        # Parties may be named only in a tie, a bank's answer or an account's papers, with no row of their own.
        told = (who.holders.arrow["party_id"], *(who.ties.arrow[name] for name in ("from_party", "to_party")))
        loose = [self._roots(column) for column in (*(column.combine_chunks() for column in told), keys)]
        every = pc.unique(pa.concat_arrays([*(each.filter(pc.not_equal(each, "")) for each in loose), self._known[1]]))
        self._party_ids = every.take(pc.sort_indices(every))
        self.party_ids: Column = self._party_ids.to_numpy(zero_copy_only=False)
        self.value_party = np.full(len(self.value_keys), -1, np.int64)
        self.value_party[named] = self._parties(keys)
        self._name_parties(who, named)
        content = [name for name, kind in KINDS.items() if kind.group == "content"]
        self.is_content, self.is_money = (who.values.isin("kind", kinds) for kinds in (content, MONEY_KINDS))

    def _name_parties(self, who: Identities, named: Ints) -> None:
        """Kind and name of each party: those of its root's first row, else what its values and its id say."""
        rows = np.full(len(self.party_ids), -1, np.int64)
        root = self._parties(self._known[1])
        rows[root[::-1]] = np.arange(len(root))[::-1]
        kind, name = (_words_at(who.parties.arrow[column], rows) for column in ("kind", "name"))
        guessed = np.zeros(len(rows), bool)
        guessed[self.value_party[named]] = self.value_kinds[named] == "company"
        self.is_company = np.where(kind == "", guessed, kind == "company")
        self.party_names = np.where(name == "", self.party_ids, name)

    def _roots(self, ids: pa.Array) -> pa.Array:
        """Root of each party id; an id of no known party is its own."""
        return pc.coalesce(self._known[1].take(pc.index_in(ids, value_set=self._known[0], skip_nulls=True)), ids)

    def _parties(self, ids: pa.Array) -> Ints:
        found = pc.index_in(self._roots(ids), value_set=self._party_ids, skip_nulls=True)
        return np.asarray(pc.fill_null(found, -1)).astype(np.int64)

    def _read_facts(self, facts: Table) -> None:
        self.fact_account, self.fact_value = (facts[n] for n in ("account", "value"))
        self.fact_relation, self.relations = coded(facts, "relation")
        self.fact_file, self.files = coded(facts, "file")
        self.fact_rows, self.fact_record = (facts[n] for n in ("rows", "record"))
        self.fact_first, self.fact_last = (facts[n] for n in ("first", "last"))
        self.by_account = Grouped.by(self.fact_account, len(self.account_ids))
        # Facts come in order of account and value, and an account that used a value twice is one user.
        once = starts(np.column_stack([self.fact_account, self.fact_value]))
        self.users = np.bincount(self.fact_value[once], minlength=len(self.value_keys)).astype(np.int64)
        paper = self.value_party[self.fact_value]
        named = np.flatnonzero(paper >= 0)
        pairs = np.column_stack([self.fact_account, paper])[named]
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        self.registered = np.bincount(pairs[starts(pairs), 1], minlength=len(self.party_ids)).astype(np.int64)
        self._name_uses()

    def _name_uses(self) -> None:
        """What each fact is called in a network: a place in `USES`."""
        party = self.value_party[self.fact_value] >= 0
        pays = self.is_money[self.fact_value] & self._related("payout", "payee")
        ships = self.who.facts.isin("kind", ["address"]) & self._related("ship_from")
        supplies = self._related("supplier")
        named = [pays, party & self._related("registrant"), ships, supplies]
        self.fact_use = np.select(named, range(1, len(USES)), 0).astype(np.int64)
        self.is_supply = supplies & ~party

    def _related(self, *words: str) -> Column:
        """Facts whose relation is one of `words`."""
        return np.isin(self.relations, words)[self.fact_relation]

    def _read_orders(self, orders: Table) -> None:
        """Sums of orders by account, payee fact (-1 without one) and currency."""
        account = self._account_of(orders)
        fact = self._payee_facts(account, orders)
        currency, self.currencies = coded(orders, "currency")
        order = np.lexsort((currency, fact, account))
        order = order[account[order] >= 0]
        new = starts(np.column_stack([account, fact, currency])[order])
        at = order[new]
        self.sale_account, self.sale_fact, self.sale_currency = account[at], fact[at], currency[at]
        self.sale_amount = fold(np.add, orders["amount"].astype(np.int64)[order], new=new) if len(new) else new
        self.sale_orders = np.diff(np.r_[new, len(order)])
        self.sales_of = Grouped.by(self.sale_account, len(self.account_ids))

    def _account_of(self, table: Table) -> Ints:
        return self.who.codes(table.arrow["account_id"]) if len(table) else np.zeros(0, np.int64)

    def _count(self, table: Table) -> Ints:
        """Rows of each account."""
        account = self._account_of(table)
        return np.bincount(account[account >= 0], minlength=len(self.account_ids)).astype(np.int64)

    def _payee_facts(self, account: Ints, orders: Table) -> Ints:
        """The fact "buyers of this account pay into that payment account" of each order, -1 where there is none."""
        payee = np.flatnonzero(self._related("payee"))
        if not len(payee) or "payment" not in orders.columns:
            return np.full(len(orders), -1, np.int64)
        till, width = self._tills(orders.arrow.column("payment")), max(len(self.value_keys), 1)
        keys = self.fact_account[payee].astype(np.int64) * width + self.fact_value[payee]
        order = np.argsort(keys, kind="stable")
        sought = np.where((account >= 0) & (till >= 0), account * width + till, -1)
        at = order[np.minimum(np.searchsorted(keys[order], sought), len(order) - 1)]
        return np.where(keys[at] == sought, payee[at], -1)

    def _tills(self, payments: pa.ChunkedArray) -> Ints:
        """Value code of the payment account of each order."""
        encoded = pa.chunked_array(payments.cast(pa.string()).chunks).combine_chunks().dictionary_encode()
        keys = keys_of("payment", encoded.dictionary)
        ours = np.flatnonzero(self.who.values.isin("kind", ["payment"]))
        known = self.who.values.take(ours).arrow["key"].combine_chunks()
        found = np.asarray(pc.fill_null(pc.index_in(keys, value_set=known, skip_nulls=True), -1)).astype(np.int64)
        value = np.append(np.where(found >= 0, ours[found] if len(ours) else -1, -1), -1)
        return np.asarray(value[np.asarray(pc.fill_null(encoded.indices, -1))])

    def _read_links(self, who: Identities) -> None:
        moved, held, ties = who.transfers, who.holders, who.ties
        values, parties = len(self.value_keys), len(self.party_ids)
        ends = moved["from_value"].astype(np.int64), moved["to_value"].astype(np.int64)
        amounts = {"amount": _whole(moved["amount"]), "first": moved["at"].astype(np.int64)}
        self.transfers = links_of(moved, ends, by="currency", columns=amounts | {"last": amounts["first"]})
        self.paid_from, self.paid_into = (
            Grouped.by(self.transfers.source, values),
            Grouped.by(self.transfers.target, values),
        )
        self.holds = links_of(
            held, (self._parties(held.arrow["party_id"].combine_chunks()), held["value"].astype(np.int64))
        )
        self.held_by, self.holdings = Grouped.by(self.holds.target, values), Grouped.by(self.holds.source, parties)
        tied = [self._parties(ties.arrow[name].combine_chunks()) for name in ("from_party", "to_party")]
        self.ties = links_of(ties, (tied[0], tied[1]))
        self.tied = _touching(self.ties, parties)


def _touching(links: Links, size: int) -> Grouped:
    """The links at either end of each code."""
    both = Grouped.by(np.r_[links.source, links.target], size)
    return Grouped(both.start, both.rows % max(len(links), 1))


def _table(who: Identities, name: str) -> Table:
    return who.records.tables.get(name, Table(pa.table({})))


def _words_at(column: pa.ChunkedArray, rows: Ints) -> Column:
    """The words at some rows, blank where there is no row or no word."""
    found = pc.fill_null(column.combine_chunks().take(pa.array(rows, mask=rows < 0)), "")
    return np.asarray(found.to_numpy(zero_copy_only=False), object)


def _whole(amounts: Column) -> Ints:
    known: Any = np.nan_to_num(amounts) if amounts.dtype.kind == "f" else amounts
    return np.asarray(known, dtype=np.int64)

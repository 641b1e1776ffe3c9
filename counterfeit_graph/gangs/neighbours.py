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
    places_in,
    starts,
)
from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.model.table import Table
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
        self._root = dict(zip(who.parties["party_id"], who.parties["root"], strict=True))
        ends = [who.ties[name] for name in ("from_party", "to_party")]
        # Parties may be named only in a tie, a bank's answer or an account's papers, with no row of their own.
        loose = [who.holders["party_id"], *ends, self.value_keys[named]]
        found = {self._root.get(party, party) for column in loose for party in column if party}
        self.party_ids: Column = np.asarray(sorted(found | set(self._root.values())), dtype=object)
        self.value_party = np.full(len(self.value_keys), -1, np.int64)
        self.value_party[named] = self._parties(self.value_keys[named])
        kinds, names = _words_of(who.parties, "kind"), _words_of(who.parties, "name")
        guessed = dict(zip(self.value_party[named].tolist(), self.value_kinds[named], strict=True))
        kind = [kinds.get(party) or guessed.get(i, "person") for i, party in enumerate(self.party_ids)]
        self.is_company = np.asarray([word == "company" for word in kind], dtype=bool)
        self.party_names = np.asarray([names.get(party) or party for party in self.party_ids], dtype=object)
        content = [name for name, kind in KINDS.items() if kind.group == "content"]
        self.is_content, self.is_money = (who.values.isin("kind", kinds) for kinds in (content, MONEY_KINDS))

    def _parties(self, ids: Column) -> Ints:
        return places_in([self._root.get(party, party) for party in ids], self.party_ids)

    def _read_facts(self, facts: Table) -> None:
        accounts = max(len(self.account_ids), 1)
        self.fact_account, self.fact_value = (facts[n] for n in ("account", "value"))
        self.fact_relation, self.relations = coded(facts, "relation")
        self.fact_file, self.files = coded(facts, "file")
        self.fact_rows, self.fact_record = (facts[n] for n in ("rows", "record"))
        self.fact_first, self.fact_last = (facts[n] for n in ("first", "last"))
        self.by_account = Grouped.by(self.fact_account, len(self.account_ids))
        # One number for each pair sorts faster than two columns, and an account that used a value twice is one user.
        once = np.unique(self.fact_value.astype(np.int64) * accounts + self.fact_account)
        self.users = np.bincount(once // accounts, minlength=len(self.value_keys)).astype(np.int64)
        paper = self.value_party[self.fact_value]
        registers = np.unique(paper[paper >= 0] * accounts + self.fact_account[paper >= 0])
        self.registered = np.bincount(registers // accounts, minlength=len(self.party_ids)).astype(np.int64)
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
        self.holds = links_of(held, (self._parties(held["party_id"]), held["value"].astype(np.int64)))
        self.held_by, self.holdings = Grouped.by(self.holds.target, values), Grouped.by(self.holds.source, parties)
        tied = [self._parties(ties[name]) for name in ("from_party", "to_party")]
        self.ties = links_of(ties, (tied[0], tied[1]))
        self.tied = _touching(self.ties, parties)


def _touching(links: Links, size: int) -> Grouped:
    """The links at either end of each code."""
    both = Grouped.by(np.r_[links.source, links.target], size)
    return Grouped(both.start, both.rows % max(len(links), 1))


def _table(who: Identities, name: str) -> Table:
    return who.records.tables.get(name, Table(pa.table({})))


def _words_of(parties: Table, column: str) -> dict[str, str]:
    """The first word of each root, in the table's order."""
    found: dict[str, str] = {}
    for name, word in zip(parties["root"], parties[column], strict=True):
        found.setdefault(name, word or "")
    return found


def _whole(amounts: Column) -> Ints:
    known: Any = np.nan_to_num(amounts) if amounts.dtype.kind == "f" else amounts
    return np.asarray(known, dtype=np.int64)

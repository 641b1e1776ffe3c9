"""`Cut`: how the neighbourhood of one gang is taken out of a case, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counterfeit_graph.gangs.grouped import Ints

if TYPE_CHECKING:
    from counterfeit_graph.gangs.neighbours import NetworkIndex

# A phone of sixty strangers is an agency's, and an acquaintance of sixty an agent, however many insiders there are too.
_MOST_OUTSIDE = 60
_MOST_TIES = 60


@dataclass(frozen=True)
class Reach:
    """Nodes of one space that a gang reaches: codes in ascending order, users within and beyond it, public or not.

    Example:
        >>> reach = Reach.of(np.array([4, 7]), np.array([1, 2]), outside=np.array([5, 0]))
        >>> reach.codes.tolist(), reach.private.tolist()
        ([7], [7])
    """

    codes: Ints
    inside: Ints
    outside: Ints
    public: Ints

    @classmethod
    def of(cls, codes: Ints, inside: Ints, *, outside: Ints, hubs: Ints | None = None) -> Reach:
        """Nodes with their users. What outsiders use more than insiders is public, and left out unless it joins two."""
        public = (outside > inside) | (outside > _MOST_OUTSIDE)
        if hubs is not None:
            public |= np.isin(codes, hubs)
        kept = ~public | (inside > 1)
        return cls(codes[kept], inside[kept], outside[kept], public[kept])

    @property
    def private(self) -> Ints:
        """Codes through which more can be reached."""
        return self.codes[~self.public]

    def with_more(self, more: Reach) -> Reach:
        """This and other nodes together."""
        order = np.argsort(np.r_[self.codes, more.codes], kind="stable")
        pairs = zip(vars(self).values(), vars(more).values(), strict=True)
        return Reach(*(np.concatenate(pair)[order] for pair in pairs))


class Cut:
    """One gang's part of a case: first what its accounts use, then where the money goes, then whose papers they are.

    Pictures, titles and names are taken in only where two accounts share them: there are many, and each alone tells
    nothing.
    """

    def __init__(self, index: NetworkIndex, accounts: Ints, *, hubs: Ints) -> None:
        self.index = index
        self.accounts = accounts
        self.hubs = hubs
        facts = index.by_account.of(accounts)
        party = index.value_party[index.fact_value[facts]]
        self.facts, self.papers = facts[party < 0], facts[party >= 0]
        codes, inside = self._users(index.fact_value[self.facts], self.facts)
        # A shop shows dozens of pictures that nobody else has.
        shared = (inside > 1) | ~index.is_content[codes]
        codes, inside = codes[shared], inside[shared]
        self.values = Reach.of(codes, inside, outside=index.users[codes] - inside, hubs=hubs)
        self.parties = Reach.of(codes[:0], inside[:0], outside=inside[:0])
        self._read_sales()

    def _read_sales(self) -> None:
        """Sales of each account, in the currency that most of the gang's orders are paid in."""
        index = self.index
        rows = index.sales_of.of(self.accounts)
        # Counted by orders, not by amount: amounts in different currencies cannot be compared.
        orders = np.bincount(index.sale_currency[rows], index.sale_orders[rows], minlength=len(index.currencies))
        main = int(np.argmax(orders))
        self.currency = index.currencies[main]
        rows = rows[index.sale_currency[rows] == main]
        self.sales = np.zeros(len(self.accounts), np.int64)
        np.add.at(self.sales, np.searchsorted(self.accounts, index.sale_account[rows]), index.sale_amount[rows])
        paid = rows[index.sale_fact[rows] >= 0]
        order = np.argsort(index.sale_fact[paid])
        self._paid, self._amount = index.sale_fact[paid][order], index.sale_amount[paid][order]

    def money_of(self, facts: Ints) -> Ints:
        """What buyers paid by way of each fact, in minor units of the gang's currency; 0 for facts of other kinds."""
        if not len(self._paid):
            return np.zeros(len(facts), np.int64)
        at = np.minimum(np.searchsorted(self._paid, facts), len(self._paid) - 1)
        return np.where(self._paid[at] == facts, self._amount[at], 0)

    def _users(self, codes: Ints, facts: Ints) -> tuple[Ints, Ints]:
        """Distinct codes and the gang's accounts behind each."""
        size = max(len(self.index.account_ids), 1)
        pairs = np.unique(codes.astype(np.int64) * size + self.index.fact_account[facts])
        found, count = np.unique(pairs // size, return_counts=True)
        return found, count.astype(np.int64)

    def follow_money(self, hops: int) -> None:
        """Add the payment accounts that the gang's money is passed on to, up to `hops` transfers behind the tills."""
        moved = self.index.transfers
        for _ in range(hops):
            paying = self._paying()
            rows = self.index.paid_from.of(paying)
            found = np.setdiff1d(moved.target[rows], self.values.codes)
            if not len(found):
                return
            # Those found in one round vouch for each other, or a head whom two new mules feed would look public.
            into = self.index.paid_into.of(found)
            ours = np.isin(moved.source[into], np.r_[paying, found])
            place = np.searchsorted(found, moved.target[into])
            inside = np.bincount(place[ours], minlength=len(found)).astype(np.int64)
            outside = np.bincount(place[~ours], minlength=len(found)) + self.index.users[found]
            more = Reach.of(found, inside, outside=outside.astype(np.int64), hubs=self.hubs)
            self.values = self.values.with_more(more)

    def _paying(self) -> Ints:
        private = self.values.private
        return np.asarray(private[self.index.is_money[private]])

    def follow_papers(self, hops: int) -> None:
        """Add who registered the accounts, who holds the values, and the parties tied to them."""
        index = self.index
        codes, accounts = self._users(index.value_party[index.fact_value[self.papers]], self.papers)
        held = index.holds.source[index.held_by.of(self.values.private)]
        # A party is inside once for each account in its name and once for each value that it holds.
        found, count = np.unique(np.r_[np.repeat(codes, accounts), held], return_counts=True)
        registered = np.zeros(len(found), np.int64)
        registered[np.searchsorted(found, codes)] = accounts
        outside = index.registered[found] - registered
        self.parties = Reach.of(found, count.astype(np.int64), outside=outside)
        frontier = self.parties.private
        for _ in range(hops - 1):
            frontier = self._follow_ties(frontier)

    def _follow_ties(self, frontier: Ints) -> Ints:
        """Add the parties tied to the frontier; gives those of them through which ties are followed further.

        A chain of acquaintances reaches anybody, so it goes on only through companies and through those tied twice.
        """
        index, ties = self.index, self.index.ties
        quiet = frontier[index.tied.counts[frontier] <= _MOST_TIES]
        rows = index.tied.of(quiet)
        ends = np.r_[ties.source[rows], ties.target[rows]]
        found = np.setdiff1d(ends, self.parties.codes)
        rows = index.tied.of(found)
        other = np.where(np.isin(ties.source[rows], found), ties.target[rows], ties.source[rows])
        mine = np.where(np.isin(ties.source[rows], found), ties.source[rows], ties.target[rows])
        ours = np.isin(other, self.parties.codes)
        inside = np.bincount(np.searchsorted(found, mine[ours]), minlength=len(found)).astype(np.int64)
        more = Reach.of(found, inside, outside=index.registered[found])
        self.parties = self.parties.with_more(more)
        on = index.is_company[more.codes] | (more.inside > 1)
        return more.codes[on & ~more.public]

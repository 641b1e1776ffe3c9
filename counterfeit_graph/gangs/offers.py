"""What accounts deal in: a gang sells what its makers make, and who sells the same speaks for it a little.

What an account offers is its own choice, so nobody can frame it by it; nor can it name anybody, since competitors sell
the same: it only counts beside what is hard to forge. How much it says is read off the case: a gang that deals in
everything says nothing, nor does one that sells what all others sell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
# Members' worth of belief that a gang deals in what the market deals in.
LIKE_ALL = 4.0
# Least decibans of dealing in something else: gangs have decoys, and honest sidelines.
OTHER_LINE = -5.0


@dataclass(frozen=True)
class Offers:
    """The share of each account's offers that is of each category; one row an account and category, in that order.

    Attributes:
        account: codes of the accounts.
        category: codes of the categories.
        share: of the account's offers with a category, above 0 to 1.
        market: share of each category in the case, every account counting once.
    """

    account: Array
    category: Array
    share: Array
    market: Array

    @classmethod
    def of(cls, who: Identities) -> Offers:
        """The offers of a case; none where its listings have no categories."""
        listings = who.records.tables.get("listings")
        if listings is None or not {"account_id", "category"} <= set(listings.columns):
            none = np.zeros(0, np.int64)
            return cls(none, none, np.zeros(0), np.zeros(0))
        word = pc.utf8_lower(pc.utf8_trim_whitespace(listings.arrow["category"].cast(pa.string())))
        known = pc.fill_null(pc.greater(pc.utf8_length(word), 0), fill_value=False)
        names = np.asarray(word.filter(known).to_pylist(), str)
        seller = who.codes(listings.arrow["account_id"].filter(known)).astype(np.int64)
        kinds, kind = np.unique(names[seller >= 0], return_inverse=True)
        pairs, offers = np.unique(seller[seller >= 0] * max(len(kinds), 1) + kind, return_counts=True)
        account, category = np.divmod(pairs, max(len(kinds), 1))
        share = offers / np.maximum(np.bincount(account, weights=offers), 1)[account]
        everybody = np.bincount(category, weights=share, minlength=len(kinds)) + 1
        return cls(account, category, share, everybody / everybody.sum())

    def alike(self, gang: Array, *, named: Array) -> Array:
        """Decibans for each account of `gang` from what it and the gang's other members deal in; 0 for all others.

        10 log10 of the sum over categories of the account's share times (c + k q) / ((n + k) q), where the n other
        members with offers deal in the category with c accounts' worth, and the market with a share q.

        Args:
            gang: gang that each account is held against, -1 for none.
            named: whether each account is a member of that gang.
        """
        rows = np.flatnonzero(gang[self.account] >= 0)
        account, category, share = self.account[rows], self.category[rows], self.share[rows]
        own, mine = gang[account], share * named[account]
        _, cell = np.unique(own * len(self.market) + category, return_inverse=True)
        others = np.bincount(cell, weights=mine)[cell] - mine if len(cell) else mine
        members = np.bincount(own, weights=mine)[own] - named[account] if len(own) else mine
        market = self.market[category]
        ratio = share * (others + LIKE_ALL * market) / ((members + LIKE_ALL) * market)
        likely = np.bincount(account, weights=ratio, minlength=len(gang))
        decibans = 10 * np.log10(np.where(likely > 0, likely, 1.0))
        return np.asarray(np.maximum(decibans, OTHER_LINE).round(3))

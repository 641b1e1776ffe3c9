"""Passing uses: values that an account used for a while, and gave up long before it stopped trading.

A former employee once logged in from the gang's handset, a thief was in the account for a week, a number was handed on.
Such a use says what was, not who is in control now: it stays in the ledger and counts nothing. Only stays are judged,
uses with a first and a later last day of kinds that fade; a single dated record is no stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels import UNKNOWN_DAY
from counterfeit_graph.model.schema import KINDS

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.model.table import Table

Array = np.ndarray[Any, Any]
# A stay that ended more than so many days before the account's last trace, and covered less than `SETTLED` of its life,
TAIL_DAYS = 60
SETTLED = 0.5
# or one that covered less than this share of its life and ended before it did, is passing.
GLIMPSE = 0.05


def passing_facts(who: Identities) -> Array:
    """Whether each fact of a case is a passing use.

    Example:
        >>> import counterfeit_graph as cg
        >>> stays = [("old@x.cn", "2020-01-01", "2020-03-01"), ("new@x.cn", "2020-03-01", "2022-01-01")]
        >>> columns = ("value", "first_seen", "last_seen")
        >>> rows = [dict(zip(columns, stay), account_id="a", kind="email") for stay in stays]
        >>> accounts = [{"account_id": "a", "platform": "p"}]
        >>> sorted(passing_facts(cg.resolve(cg.read({"accounts": accounts, "identifiers": rows}))).tolist())
        [False, True]
    """
    facts = who.facts
    stays = _stays(facts)
    if not stays.any():
        return stays
    account, first, last = facts["account"], facts["first"].astype(np.int64), facts["last"].astype(np.int64)
    begun, ended = _lives(account, first, last=last, accounts=len(who.accounts))
    tail, share = ended[account] - last, (last - first) / np.maximum(ended - begun, 1)[account]
    left = ((tail > TAIL_DAYS) & (share < SETTLED)) | ((tail > 0) & (share < GLIMPSE))
    return np.asarray(stays & left)


def passing_uses(who: Identities, account: Array, *, root: Array) -> Array:
    """Whether uses are passing: by `account` of what hangs on the own value `root`, which is given up."""
    mine, alone = who.facts, passing_facts(who)
    if not alone.any():
        return np.zeros(len(account), bool)
    size = np.int64(max(len(who.values), 1))
    key = mine["account"].astype(np.int64) * size + mine["value"]
    # Facts come in order of account and value: a value is given up where all that is said of it is passing.
    starts = np.flatnonzero(np.insert(np.diff(key) != 0, 0, True))
    given_up = key[starts[np.logical_and.reduceat(alone, starts)]]
    sought = account.astype(np.int64) * size + root
    at = np.minimum(np.searchsorted(given_up, sought), max(len(given_up) - 1, 0))
    return np.asarray((given_up[at] == sought) & (root < size)) if len(given_up) else np.zeros(len(account), bool)


def _stays(facts: Table) -> Array:
    first, last = facts["first"], facts["last"]
    fading = [name for name, kind in KINDS.items() if kind.horizon_days > 0]
    of_kind = facts.isin("kind", fading) & facts.isin("table", ["identifiers"])
    return np.asarray(of_kind & (first != UNKNOWN_DAY) & (last > first))


def _lives(account: Array, first: Array, *, last: Array, accounts: int) -> tuple[Array, Array]:
    """First and last day of any trace of each account; without a date, an empty life."""
    begun, ended = np.full(accounts, 2**31, np.int64), np.full(accounts, UNKNOWN_DAY, np.int64)
    known = first != UNKNOWN_DAY
    np.minimum.at(begun, account[known], first[known])
    known = last != UNKNOWN_DAY
    np.maximum.at(ended, account[known], last[known])
    return begun, ended

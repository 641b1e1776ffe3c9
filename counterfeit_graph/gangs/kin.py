"""Kin: accounts that stand in a gang through nothing but their own relatives, employers or agents.

Who lives with a straw owner shares his door, his connection, sometimes his purse; a register says that the two are
family. Where one such tie explains every value through which an account hangs on a gang, the account is not named.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.schema import NEAR_TIES
from counterfeit_graph.model.table import taken

if TYPE_CHECKING:
    from counterfeit_graph.gangs.field import Field
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.model.table import Table

Array = np.ndarray[Any, Any]


def explained_by_kin(who: Identities, field: Field, *, gang: Array) -> Array:
    """Whether each account of a gang hangs on it by values alone that it has from people near its registrant.

    Args:
        who: the case: ties without control, registrants, who used what.
        field: the uses that count.
        gang: gang of each account, -1 for none.
    """
    explained = np.zeros(field.accounts, bool)
    kin = kin_of(who, gang >= 0)
    if not kin:
        return explained
    users = _users(who, accounts=[*kin])
    for account in users:
        roots = _roots(field, account, gang=gang)
        explained[account] = bool(roots) and all(users[account].get(root, set()) & kin[account] for root in roots)
    return explained


def near_ties(who: Identities) -> Table:
    """The ties without control: relatives, employers, agents.

    Example:
        >>> import counterfeit_graph as cg
        >>> ties = [{"from_party": "x", "to_party": "y", "relation": word} for word in ("family", "owns")]
        >>> case = {"accounts": [{"account_id": "a", "platform": "p"}], "ties": ties}
        >>> near_ties(cg.resolve(cg.read(case)))["relation"].tolist()
        ['family']
    """
    return who.ties.where(who.ties.isin("relation", NEAR_TIES))


def kin_of(who: Identities, among: Array) -> dict[int, set[int]]:
    """Per account, the accounts whose registrants are tied to its own without control; those without any are left out.

    Args:
        who: the case.
        among: the accounts that are asked for, as a mask.

    Example:
        >>> import counterfeit_graph as cg
        >>> shops = [{"account_id": n, "platform": "p", "registrant_person": n} for n in "ab"]
        >>> ties = [{"from_party": "a", "to_party": "b", "relation": "family"}]
        >>> kin = kin_of(cg.resolve(cg.read({"accounts": shops, "ties": ties})), np.array([True, True]))
        >>> kin == {0: {1}, 1: {0}}
        True
    """
    near = near_ties(who)
    if not len(near):
        return {}
    facts = who.facts.where(who.facts.isin("kind", ["person", "company"]))
    key = taken(who.values.arrow["key"], facts["value"])
    # Few parties have such ties, and the papers of all others need not be read.
    tied = pa.concat_arrays([near.arrow[name].combine_chunks() for name in ("from_root", "to_root")])
    told = np.flatnonzero(np.asarray(pc.is_in(key, value_set=tied)))
    registered = defaultdict(set)
    for account, party in zip(facts["account"][told].tolist(), key.take(pa.array(told)).to_pylist(), strict=True):
        registered[party].add(account)
    kin: dict[int, set[int]] = defaultdict(set)
    for a, b in zip(near["from_root"], near["to_root"], strict=True):
        for one, other in ((a, b), (b, a)):
            for account in sorted(account for account in registered.get(one, ()) if among[account]):
                kin[account] |= registered.get(other, set())
    return dict(kin)


def _users(who: Identities, *, accounts: list[int]) -> dict[int, dict[int, set[int]]]:
    """Per account, the users of each of its own values."""
    facts = who.facts
    mine = np.isin(facts["account"], accounts)
    wanted = np.isin(facts["value"], facts["value"][mine])
    users: dict[int, set[int]] = defaultdict(set)
    for account, value in zip(facts["account"][wanted].tolist(), facts["value"][wanted].tolist(), strict=True):
        users[value].add(account)
    own: dict[int, dict[int, set[int]]] = {account: {} for account in sorted(accounts)}
    for account, value in zip(facts["account"][mine].tolist(), facts["value"][mine].tolist(), strict=True):
        own[account][value] = users[value]
    return own


def _roots(field: Field, account: int, *, gang: Array) -> set[int]:
    """The account's own values through which it shares something that counts with others of its gang."""
    roots: set[int] = set()
    value_ptr, value_use = field.users
    for use in range(field.account_ptr[account], field.account_ptr[account + 1]):
        value = field.value[use]
        others = field.account[value_use[value_ptr[value] : value_ptr[value + 1]]]
        if field.worth[0][value] > 0 and ((gang[others] == gang[account]) & (others != account)).any():
            roots |= set(field.roots[use].tolist())
    return roots

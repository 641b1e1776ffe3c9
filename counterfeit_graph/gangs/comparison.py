"""Each account compared with its gang, kind by kind: what it shares, what it keeps apart, whom it knows there.

As in record linkage (Fellegi and Sunter 1969), agreement on some kinds of value says more than on others, and so does
disagreement: relatives and lodgers share a phone or a door with a member, hardly a listing text; and an account that
has its own till where nearly all of the others pay into common ones says as much against a gang as a shared till says
for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_NAMES

if TYPE_CHECKING:
    from counterfeit_graph.evidence.uses import Uses
    from counterfeit_graph.gangs.field import Field

Array = np.ndarray[Any, Any]
# Members' worth of belief, for each kind, in how often the members of all gangs share it.
STRENGTH = 4.0
# Least decibans of a value that counts as an own tie, as where groups of evidence are counted.
COUNTS = 3.0
# Most decibans that a common supplier says, and members who must buy there.
MOST_GOODS = 25.0
SEVERAL = 2
SUPPLY = GROUP_NAMES.index("supply")


@dataclass(frozen=True)
class Comparison:
    """Accounts compared with their gangs; one row an account.

    Attributes:
        account: codes of the accounts.
        shared: (accounts, kinds), whether a value of the kind that speaks for the gang is shared with a member.
        apart: (accounts, kinds), 0 to 1: how usual it is among the gang's other members to share the kind, where the
            account has one of its own and shares none; 0 elsewhere.
        values: number of values, however common, that the account shares with members; what lies behind a value that
            they share is no other: whoever is paid into a member's account stands before all that he pays on to.
        goods: decibans of the supplier that speaks most for the gang, of those that two members or more buy from: one
            too common to tie two accounts may still be used by a fifth of a gang and by one in a hundred others.
    """

    account: Array
    shared: Array
    apart: Array
    values: Array
    goods: Array


@dataclass(frozen=True)
class _Shared:
    """The uses that accounts have in common with a member of their gang: rows of the field, members, decibans."""

    use: Array
    others: Array
    size: Array
    decibans: Array

    @property
    def speaking(self) -> Array:
        return self.use[self.decibans >= COUNTS]


def compare(uses: Uses, field: Field, *, gang: Array, named: Array) -> Comparison:
    """How the accounts of `gang` compare with its members.

    Args:
        uses: all uses of the case.
        field: the uses that count.
        gang: gang that each account stands to, -1 for none.
        named: whether each account is a member of that gang.
    """
    accounts, found = np.flatnonzero(gang >= 0), _shared(field, gang, named=named)
    at = np.searchsorted(accounts, field.account[found.use])
    shared = np.zeros((len(accounts), len(KIND_NAMES)), bool)
    speaking = found.decibans >= COUNTS
    shared[at[speaking], uses.kind[field.value[found.speaking]]] = True
    goods = np.zeros(len(accounts))
    supplied = uses.group[field.value[found.use]] == SUPPLY
    np.maximum.at(goods, at[supplied], _share_against_market(field, found, users=uses.users)[supplied])
    return Comparison(
        accounts,
        shared,
        _kept_apart(uses, accounts, shared=shared, gang=gang, named=named),
        np.bincount(at[_by_itself(uses, field, shared=found.use)], minlength=len(accounts)),
        np.minimum(goods, MOST_GOODS),
    )


def _shared(field: Field, gang: Array, *, named: Array) -> _Shared:
    inside = np.flatnonzero(gang[field.account] >= 0)
    own, value, member = gang[field.account[inside]], field.value[inside], named[field.account[inside]]
    gangs = int(gang.max(initial=-1)) + 1
    _, at = np.unique(value.astype(np.int64) * gangs + own, return_inverse=True)
    others = np.bincount(at, weights=member)[at] - member if len(at) else np.zeros(0)
    size = np.bincount(gang[named], minlength=gangs)[own] - member
    alone, m = field.worth[0][value], field.worth[1][value]
    # As `share_decibans` has it for one account and a group without it.
    decibans = np.where(alone > 0, alone + 10 * np.log10((others + m) / ((size + 1) * m)), 0.0)
    kept = others > 0
    return _Shared(inside[kept], others[kept], size[kept], decibans[kept])


def _by_itself(uses: Uses, field: Field, *, shared: Array) -> Array:
    """Which of the `shared` uses follow from no other: all but those behind own values that are shared themselves."""
    own, roots = _own(uses, field)[shared], field.roots[shared]
    values = int(max(roots.max(initial=0), uses.code.max(initial=0))) + 1
    mine = field.account[shared].astype(np.int64) * values
    direct = mine[own] + uses.code[field.value[shared[own]]]
    return np.asarray(own | ~np.isin(mine[:, None] + roots, direct).all(axis=1))


def _own(uses: Uses, field: Field) -> Array:
    """Whether each use is of a value that the account itself uses, and not only of what lies behind one."""
    return np.asarray((field.roots == uses.code[field.value][:, None]).any(axis=1))


def _share_against_market(field: Field, found: _Shared, *, users: Array) -> Array:
    """Decibans of each shared value from how many of the gang's other members use it, and how many of all others.

    0 where one member alone does: two honest shops of a small wholesaler would else speak for each other.
    """
    users = users[field.value[found.use]] - 1
    inside = (found.others + 0.2) / (found.size + 1)
    outside = (users - found.others + 0.5) / (field.accounts - found.size)
    return np.where(found.others >= SEVERAL, 10 * np.log10(inside / outside), 0.0)


def _kept_apart(uses: Uses, accounts: Array, *, shared: Array, gang: Array, named: Array) -> Array:
    """How usual sharing is, drawn towards what it is in all gangs, where an account has a kind and shares none."""
    own = gang[accounts]
    has = (uses.known[accounts, None] >> np.arange(len(KIND_NAMES)) & 1 > 0) | shared
    member = named[accounts, None]
    sharing, having = (_by_gang(table & member, own)[own] for table in (shared, has))
    usual = ((shared & member).sum(axis=0) + 1) / ((has & member).sum(axis=0) + 2)
    share = (sharing - (shared & member) + STRENGTH * usual) / (having - (has & member) + STRENGTH)
    return np.where(has & ~shared, np.minimum(share, 0.99), 0.0)


def beyond_one(uses: Uses, field: Field, *, gang: Array, named: Array) -> Array:
    """How many own values tie each account to its gang beyond the one member who explains most of them.

    A member explains an own value of the account that nobody else of the gang shares, whatever lies behind it: who is
    paid into his brother's account stands before all that his brother pays. A value that no member shares directly is
    explained by the one who alone shares what lies behind.
    """
    shared = _shared(field, gang, named=named).speaking
    known = _acquaintances(uses, field, gang=np.where(named, gang, -1), shared=(shared, gang[field.account[shared]]))
    alone = known[known.groupby(["account", "root"])["other"].transform("size") == 1]
    ties = known.drop_duplicates(["account", "root"]).groupby("account").size()
    most = alone.groupby(["account", "other"]).size().groupby(level="account").max()
    own = np.zeros(len(gang), np.int64)
    own[ties.index.to_numpy(np.int64)] = ties.sub(most, fill_value=0).to_numpy(np.int64)
    return own


def _acquaintances(uses: Uses, field: Field, *, gang: Array, shared: tuple[Array, Array]) -> pd.DataFrame:
    """account, root, other: which members each account shares its own value `root` with, or what lies behind it.

    `gang` is that of members only; `shared` uses and the gangs that they speak for.
    """
    mine = pd.DataFrame({"value": field.value[shared[0]], "gang": shared[1], "left": shared[0]})
    theirs = np.flatnonzero(gang[field.account] >= 0)
    members = pd.DataFrame({"value": field.value[theirs], "gang": gang[field.account[theirs]], "right": theirs})
    pairs = mine.merge(members, on=["value", "gang"])
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    left, right = left[left != right], right[left != right]
    direct = _own(uses, field)
    known = pd.DataFrame({"account": field.account[left], "other": field.account[right], "direct": direct[left]})
    known = pd.concat([known.assign(root=field.roots[left, side]) for side in (0, 1)]).drop_duplicates()
    straight = known.groupby(["account", "root"])["direct"].transform("any")
    return known.loc[known["direct"] | ~straight, ["account", "root", "other"]].drop_duplicates()


def _by_gang(table: Array, gang: Array) -> Array:
    """Sums of the rows of `table` by gang."""
    out = np.zeros((int(gang.max(initial=-1)) + 1, table.shape[1]))
    np.add.at(out, gang, table)
    return out

"""What an account does not share: how far it keeps apart from its gang, and how few people it knows there.

A shared trace speaks for a gang as often as members share such traces. An account that has its own phone, till and
papers where nearly all of the others use common ones says as much against it. And whoever knows one member only, as
a relative, a lodger or a former hand does, shares with the gang what that one shares with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from counterfeit_graph.evidence.uses import KIND_NAMES

if TYPE_CHECKING:
    from counterfeit_graph.evidence.uses import Uses
    from counterfeit_graph.gangs.field import Field

Array = np.ndarray[Any, Any]
# Members' worth of belief, for each kind, in how often the members of all gangs share it.
STRENGTH = 4.0
# Least decibans of a value that counts as an own tie, as where groups of evidence are counted.
COUNTS = 3.0


def keeps_apart(uses: Uses, field: Field, *, gang: Array, named: Array) -> Array:
    """Decibans, 0 or less, that the kinds which each account has and does not share say against its gang.

    For each kind of which a value is known of the account and none is shared with another member, 10 log10(1 - c),
    c the share of the gang's other members who do share theirs, drawn towards that of all gangs.

    Args:
        uses: all uses of the case.
        field: the uses that count.
        gang: gang of each account, -1 for none.
        named: whether each account is one of its members.
    """
    accounts = np.flatnonzero(gang >= 0)
    shares = np.zeros((len(gang), len(KIND_NAMES)), bool)
    inside, _ = _shared(field, gang, named=named)
    shares[field.account[inside], uses.kind[field.value[inside]]] = True
    known = uses.known[accounts, None] >> np.arange(len(KIND_NAMES)) & 1 > 0
    has, shares = known | shares[accounts], shares[accounts]
    member = named[accounts, None]
    sharing, having = (_by_gang(table & member, gang[accounts])[gang[accounts]] for table in (shares, has))
    usual = ((shares & member).sum(axis=0) + 1) / ((has & member).sum(axis=0) + 2)
    share = (sharing - (shares & member) + STRENGTH * usual) / (having - (has & member) + STRENGTH)
    out = np.zeros(len(gang))
    out[accounts] = np.where(has & ~shares, 10 * np.log10(np.clip(1 - share, 0.01, 1.0)), 0.0).sum(axis=1)
    return out


def beyond_one(uses: Uses, field: Field, *, gang: Array, named: Array) -> tuple[Array, Array]:
    """What ties each account to its gang beyond the one member who explains most of it.

    A member explains an own value of the account that nobody else of the gang shares, whatever lies behind it: who is
    paid into his brother's account stands before all that his brother pays. A value that no member shares directly is
    explained by the one who alone shares what lies behind.

    Args:
        uses: all uses of the case.
        field: the uses that count.
        gang: gang of each account, -1 for none.
        named: whether each account is one of its members.

    Returns:
        (decibans, own values) of each account; the least that any one member leaves.
    """
    shared, decibans = _shared(field, gang, named=named)
    told = pd.DataFrame({"account": field.account[shared], "decibans": decibans})
    told["group"] = field.worth[2][field.value[shared]]
    told["root"], told["root2"] = field.roots[shared].T
    known = _acquaintances(uses, field, gang=np.where(named, gang, -1), shared=(shared, gang[field.account[shared]]))
    alone = known[known.groupby(["account", "root"])["other"].transform("size") == 1]
    left = _left(told, alone, discount=field.worth[3])
    ties = known.drop_duplicates(["account", "root"]).groupby("account").size()
    most = alone.groupby(["account", "other"]).size().groupby(level="account").max()
    score, own = np.zeros(len(gang)), np.zeros(len(gang), np.int64)
    score[left.index.to_numpy(np.int64)] = left.to_numpy()
    own[ties.index.to_numpy(np.int64)] = ties.sub(most, fill_value=0).to_numpy(np.int64)
    return score, own


def _left(told: pd.DataFrame, alone: pd.DataFrame, *, discount: Array) -> pd.Series[float]:
    """Pooled decibans of each account without the uses that hang on values which one member explains, the least."""
    whole = _pooled(told, ["account"], discount=discount)
    each = alone[["account", "other"]].drop_duplicates().merge(told, on="account")
    for root in ("root", "root2"):
        explained = alone.rename(columns={"root": root}).assign(**{f"no_{root}": True})
        each = each.merge(explained, on=["account", "other", root], how="left")
    gone = each["no_root"].eq(True) & each["no_root2"].eq(True)
    least = _pooled(each.assign(decibans=each["decibans"].where(~gone, 0.0)), ["account", "other"], discount=discount)
    return least.groupby(level="account").min().combine_first(whole)


def _pooled(told: pd.DataFrame, keys: list[str], *, discount: Array) -> pd.Series[float]:
    """The group rule: the strongest clue of each independence group whole, the next times its discount, and so on."""
    told = told.sort_values([*keys, "group", "decibans"], ascending=[*(True for _ in keys), True, False], kind="stable")
    place = told.groupby([*keys, "group"]).cumcount().to_numpy()
    return told.assign(worth=told["decibans"] * discount[told["group"]] ** place).groupby(keys)["worth"].sum()


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
    # What hangs on itself is shared directly, all else lies behind an own value.
    itself = uses.facts["value"][uses.fact]
    direct = ((itself == uses.root) | (itself == uses.other_root))[~uses.passing]
    known = pd.DataFrame({"account": field.account[left], "other": field.account[right], "direct": direct[left]})
    known = pd.concat([known.assign(root=field.roots[left, side]) for side in (0, 1)]).drop_duplicates()
    straight = known.groupby(["account", "root"])["direct"].transform("any")
    return known.loc[known["direct"] | ~straight, ["account", "root", "other"]].drop_duplicates()


def _by_gang(table: Array, gang: Array) -> Array:
    """Sums of the rows of `table` by gang."""
    out = np.zeros((int(gang.max(initial=-1)) + 1, table.shape[1]))
    np.add.at(out, gang, table)
    return out


def _shared(field: Field, gang: Array, *, named: Array) -> tuple[Array, Array]:
    """The uses of values that speak for the gang and that a member uses too, and what each says."""
    inside = np.flatnonzero((gang[field.account] >= 0) & (field.worth[0][field.value] > 0))
    own, value, member = gang[field.account[inside]], field.value[inside], named[field.account[inside]]
    gangs = int(gang.max(initial=-1)) + 1
    _, at = np.unique(value.astype(np.int64) * gangs + own, return_inverse=True)
    others = np.bincount(at, weights=member)[at] - member if len(at) else np.zeros(0)
    size = np.bincount(gang[named], minlength=gangs)[own] - member
    alone, m = field.worth[0][value], field.worth[1][value]
    # As `share_decibans` has it for one account and a group without it.
    decibans = alone + 10 * np.log10((others + m) / ((size + 1) * m))
    speaks = (others > 0) & (decibans >= COUNTS)
    return inside[speaks], decibans[speaks]

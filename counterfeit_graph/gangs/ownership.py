"""Which accounts and values belong together, where nothing is known but that accounts use values.

Two kinds of guess are weighed against each other until they agree: a value is a group's own if its users are members by
their *other* values, and an account is a member if it uses own values (belief propagation on the graph of accounts and
values, with a stochastic block model of one group behind it; Decelle, Krzakala, Moore and Zdeborova 2011). A warehouse
or a cafe ties many who have nothing else in common, and so never becomes anyone's own. What a group looks like, its
`Ownership`, is learned from the groups found.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.gangs._kernels_bare import believe, nested_values, propagate, twice_tied
from counterfeit_graph.identity._kernels import compress

if TYPE_CHECKING:
    from counterfeit_graph.evidence.uses import Uses

Array = np.ndarray[Any, Any]
# A value of more users than this is nobody's own.
MOST_USERS = 50
# Fewer accounts than this are not told from a family.
LEAST = 5
# Belief from which an account or a value is taken to be of the group, and from which a value is worth following.
BELIEVED, FOLLOWED = 0.5, 0.3
# Least chance that a use of an own value is a stranger's: as often is a verified record wrong.
LEAST_STRAY = 0.01
NO_LIMIT = 1 << 30


@dataclass(frozen=True)
class BareTable:
    """Uses of the values that two to fifty accounts use, by account and by value.

    Attributes:
        account_ptr, use_value: values of each account.
        value_ptr, value_account: users of each value.
        kind: of each value, 0.. over the kinds that there are.
    """

    account_ptr: Array
    use_value: Array
    value_ptr: Array
    value_account: Array
    kind: Array

    @classmethod
    def of(cls, uses: Uses) -> BareTable:
        """The table behind some uses."""
        kept = (uses.users > 1) & (uses.users <= MOST_USERS)
        code = np.cumsum(kept, dtype=np.int32) - np.int32(1)
        inside = kept[uses.value]
        account, value = uses.account[inside], code[uses.value[inside]]
        account_ptr, _ = compress(account, uses.accounts)
        value_ptr, use = compress(value, int(kept.sum()))
        kind = np.unique(uses.kind[kept], return_inverse=True)[1]
        return cls(account_ptr, value, value_ptr, account[use], kind)

    @property
    def rows(self) -> tuple[Array, Array, Array, Array]:
        """The compressed rows as the kernels take them."""
        return self.account_ptr, self.use_value, self.value_ptr, self.value_account

    @property
    def accounts(self) -> int:
        """Number of accounts of the case."""
        return len(self.account_ptr) - 1

    @cached_property
    def users(self) -> Array:
        """Number of users of each value."""
        return np.asarray(np.diff(self.value_ptr))

    def values_of(self, accounts: Array) -> Array:
        """Values of the accounts, one after the other."""
        return self.use_value[_places(self.account_ptr, accounts)]

    def users_of(self, values: Array) -> Array:
        """Users of the values, one after the other."""
        return self.value_account[_places(self.value_ptr, values)]


def _places(ptr: Array, rows: Array) -> Array:
    """Positions of the entries of some compressed rows, in their order."""
    counts = ptr[rows + 1] - ptr[rows]
    return np.asarray(np.arange(counts.sum()) + np.repeat(ptr[rows] - np.cumsum(counts) + counts, counts))


@dataclass(frozen=True)
class Ownership:
    """What groups look like in a table.

    Attributes:
        per_member: own values for each member.
        degree: own values that a member uses.
        stray: chance that a use of an own value is a stranger's.
        sizes: chance that an own value has so many users.
        owned: own values by kind and number of users.
    """

    per_member: float
    degree: float
    stray: float
    sizes: Array
    owned: Array

    @classmethod
    def start(cls, kinds: int) -> Ownership:
        """Before anything is known: each member uses two or three of values that a few to a dozen share."""
        few = np.where(np.arange(MOST_USERS + 1) <= 13, 1.0, 0.001)
        few[:2] = 0.0
        return cls(0.36, 2.5, LEAST_STRAY, few / few.sum(), np.zeros((kinds, MOST_USERS + 1)))

    def prior(self, table: BareTable) -> Array:
        """Log odds, for each member, that a value is the group's own and not one of the others of its kind and size."""
        others = np.zeros_like(self.owned)
        np.add.at(others, (table.kind, table.users), 1)
        rest = np.maximum(others - self.owned, 0.5)[table.kind, table.users]
        return np.asarray(np.log(self.per_member * self.sizes[table.users] / len(self.owned) / rest))

    def learned(self, table: BareTable, groups: list[Candidate]) -> Ownership:
        """The same from the groups found.

        How many own values a member uses is estimated from members with two or more (a Poisson law cut off below), so
        that strangers, who have one, do not count: how many accounts with one are too many says how many they are.
        """
        owned, uses = np.zeros_like(self.owned), [np.zeros(0, np.int64)]
        for group in groups:
            np.add.at(owned, (table.kind[group.values], table.users[group.values]), 1)
            if len(group.accounts) > LEAST + 2:
                uses.append(np.unique(table.users_of(group.values), return_counts=True)[1])
        count = np.bincount(np.concatenate(uses), minlength=3)
        several, total = count[2:].sum(), float(count @ np.arange(len(count)))
        if not several:
            return self
        degree = cut_poisson_mean((total - count[1]) / several)
        stray = (count[1] - several * degree / (np.expm1(degree) - degree)) / total
        sizes = np.convolve(np.pad(owned.sum(axis=0), 1), [0.25, 0.5, 0.25], "valid") + 0.05
        sizes[:2] = 0.0
        per_member = float(owned.sum() / sum(len(group.accounts) for group in groups))
        return Ownership(per_member, degree, max(float(stray), LEAST_STRAY), sizes / sizes.sum(), owned)


def cut_poisson_mean(mean: float) -> float:
    """The mean of a Poisson law whose draws of two and more have this mean.

    Example:
        >>> round(cut_poisson_mean(3.22), 1)
        2.5
    """
    low, high = 1e-3, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        above = middle * np.expm1(middle) / (np.expm1(middle) - middle)
        low, high = (middle, high) if above < mean else (low, middle)
    return low


@dataclass(frozen=True)
class Candidate:
    """Accounts that may be one group, ascending, how firmly each is believed to be a member, and the group's values."""

    accounts: Array
    belief: Array
    values: Array


@dataclass(frozen=True)
class Search:
    """The search for candidates in a table, inside the communities `label` (of `communities`)."""

    table: BareTable
    label: Array

    @cached_property
    def _cyclic(self) -> list[Array]:
        """The communities in which shared values close two cycles or more: uses - values - accounts + 1.

        A star round one value closes none, and neither do households that hang on each other by a number handed on.
        """
        table, values = self.table, max(len(self.table.kind), 1)
        account = np.repeat(np.arange(table.accounts), np.diff(table.account_ptr))
        cell, users = np.unique(self.label[account] * values + table.use_value, return_counts=True)
        spare = np.bincount(cell // values, weights=users - 1, minlength=table.accounts)
        closes = spare - np.bincount(self.label, minlength=table.accounts) + 1
        return [part for part in _parts(self.label, least=LEAST) if closes[self.label[part[0]]] >= 2]

    def candidates(self, model: Ownership) -> list[Candidate]:
        """Groups of five accounts or more, by what groups look like: those spread over many values first."""
        prior = model.prior(self.table)
        ask = _Ask(self.table, prior, (float(self.table.accounts), model.stray, model.degree))
        taken, wide = _apart(self.table.accounts, [found for nodes in self._cyclic for found in ask.wide(nodes)])
        tight = ask.tight(np.where(taken, -1, self.label))
        return [each for each in [*wide, *tight] if len(each.accounts) >= LEAST]


@dataclass(frozen=True)
class _Ask:
    """Whom to believe: a table, the prior of each value, and the model as `believe` takes it."""

    table: BareTable
    prior: Array
    model: tuple[float, float, float]

    def wide(self, nodes: Array) -> list[Candidate]:
        """At most one group: what is left of the nodes, and then of all who use its values."""
        first = self._believed(nodes, np.ones(len(nodes)), least=FOLLOWED)
        if len(first.accounts) < 3 or len(first.values) < 2:
            return []
        around = np.unique(np.concatenate([first.accounts, self.table.users_of(first.values)]))
        start = np.where(np.isin(around, first.accounts), 1.0, 0.1)
        found = self._believed(around, start)
        return [found] if len(found.accounts) > 2 else []

    def tight(self, label: Array) -> list[Candidate]:
        """Groups and households around accounts of one label that share two values and more, largest first."""
        cores, taken, found = _parts(twice_tied(*self.table.rows, label), least=3), label < 0, []
        for core in sorted(cores, key=lambda part: (-len(part), part[0])):
            rest = core[~taken[core]]
            values, uses = np.unique(self.table.values_of(rest), return_counts=True)
            around = np.unique(np.concatenate([rest, self.table.users_of(values[uses > 1])]))
            around = around[~taken[around]]
            if len(rest) < 3 or len(around) < LEAST:
                continue
            start = np.where(np.isin(around, rest), 1.0, 0.3)
            found.append(self._believed(around, start, most=2))
            taken[found[-1].accounts] = True
        return found

    def _believed(self, nodes: Array, start: Array, *, most: int = NO_LIMIT, least: float = BELIEVED) -> Candidate:
        """The nodes that are believed to be members, and the values from a belief of `least` on."""
        node_ptr = np.append(0, np.cumsum(self.table.account_ptr[nodes + 1] - self.table.account_ptr[nodes]))
        values, node_value, users = np.unique(self.table.values_of(nodes), return_inverse=True, return_counts=True)
        node_value, node = node_value.astype(np.int32), np.repeat(np.arange(len(nodes)), np.diff(node_ptr))
        value_ptr, use = compress(node_value, len(values))
        nested = nested_values(node_ptr, node_value, value_ptr, node[use], most)
        rows = (node_ptr, node_value, (self.table.users[values] - users).astype(float))
        belief, own = believe(rows, nested, self.prior[values], start, self.model)
        members = belief > BELIEVED
        return Candidate(nodes[members], belief[members], values[own > least])


def communities(table: BareTable) -> Array:
    """Communities of the accounts by label propagation: the fewer use a value, the more it says."""
    users = table.users
    weight = np.log(table.accounts / np.maximum(users, 1)) / np.sqrt(np.maximum(users - 1, 1))
    return np.asarray(propagate(*table.rows, weight))


def _parts(label: Array, *, least: int) -> list[Array]:
    """The nodes of each label, 0.., that has `least` nodes or more."""
    large = np.flatnonzero(np.bincount(label)[label] >= least)
    if not len(large):
        return []
    order = large[np.argsort(label[large], kind="stable")]
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def _apart(accounts: int, found: list[Candidate]) -> tuple[Array, list[Candidate]]:
    """Each account in the candidate that it is believed to be of most, the first on a tie; and who is in any."""
    group, belief = np.full(accounts, -1, np.int64), np.zeros(accounts)
    for number, each in enumerate(found):
        firmer = each.belief > belief[each.accounts]
        group[each.accounts[firmer]] = number
        belief[each.accounts[firmer]] = each.belief[firmer]
    kept = [(each, group[each.accounts] == number) for number, each in enumerate(found)]
    return group >= 0, [Candidate(each.accounts[at], each.belief[at], each.values) for each, at in kept]

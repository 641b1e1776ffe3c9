"""Gang or household? Two explanations of a group of accounts that share values, weighed against each other.

A household or a firm shares *one* value of a kind, each member using it with the kind's own chance, and most of them
one address. A gang owns many values, several of a kind, each in the hands of some members. Both explanations are
likelihoods of the same uses; how common groups of each size are, which kinds they share and how widely is learned from
the case (expectation-maximisation over a mixture of the two; Dempster, Laird and Rubin 1977).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import gammaln

from counterfeit_graph.gangs.ownership import LEAST

if TYPE_CHECKING:
    from counterfeit_graph.gangs.ownership import BareTable, Candidate, Ownership

Array = np.ndarray[Any, Any]
# Rounds of expectation and maximisation.
ROUNDS = 20
# Households of a size are counted together with those of about a tenth more or less.
NEAR = 0.1
# Chances are kept this far from 0 and 1, and sizes never seen are this common.
EDGE = 0.02


@dataclass(frozen=True)
class Explanations:
    """The uses of some candidates as both explanations see them.

    Attributes:
        sizes: accounts of each candidate.
        of, kind, users: the candidate of each of its values, its kind, and how many of the candidate use it.
        part_of, crossing: the candidate of each way to part one into households, and the log chance of the uses that
            cross between them.
        house_of, house_size: the way that each household belongs to, and its accounts.
        shares: (households, kinds) how many use the household's value of a kind, 0 where it has none.
        accounts: number of accounts of the case.
    """

    sizes: Array
    of: Array
    kind: Array
    users: Array
    part_of: Array
    crossing: Array
    house_of: Array
    house_size: Array
    shares: Array
    accounts: int


def gang_odds(table: BareTable, found: list[Candidate], *, model: Ownership, handed_on: float) -> Array:
    """Log odds, for each candidate, that it is a gang rather than households that hang on each other by chance.

    Args:
        table: the uses.
        found: the candidates.
        model: what groups look like.
        handed_on: for each account of the case, the values of others that it has by chance.
    """
    told = _explanations(table, found, handed_on=handed_on)
    gang = _Gang.start(told, model=model)
    house = _House.start(told)
    odds = np.zeros(len(found))
    for _ in range(ROUNDS):
        ways = house.log_chance(told)
        best = np.full(len(found), -np.inf)
        np.maximum.at(best, told.part_of, ways)
        odds = gang.log_chance(told) - best
        believed = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
        gang = gang.learned(told, believed)
        house = house.learned(told, (1 - believed)[told.part_of] * (ways == best[told.part_of]))
    return odds


@dataclass(frozen=True)
class _Gang:
    """How often gangs of each size occur (a power law), how many values they own for each member, of which kinds."""

    common: Array
    per_member: float
    kinds: Array
    users: Array

    @classmethod
    def start(cls, told: Explanations, *, model: Ownership) -> _Gang:
        kinds = told.shares.shape[1]
        half = _power_law(told.sizes, np.full(len(told.sizes), 0.5))
        return cls(half, model.per_member, np.full(kinds, 1 / kinds), model.sizes)

    def log_chance(self, told: Explanations) -> Array:
        """Members are any accounts, own values a Poisson number, their users any members."""
        size, users = told.sizes[told.of], told.users
        # A value of more users than there are members has them all.
        most = np.append(np.cumsum(self.users[::-1])[::-1], 0.0)
        chance = np.where(users == size, most[users], self.users[users])
        each = np.log(self.per_member * size * self.kinds[told.kind] * np.maximum(chance, 1e-6))
        each -= _log_choose(size, users)
        said = np.bincount(told.of, weights=each, minlength=len(told.sizes))
        return np.asarray(
            said + _drawn(self.common[told.sizes], told.sizes, accounts=told.accounts) - self.per_member * told.sizes
        )

    def learned(self, told: Explanations, believed: Array) -> _Gang:
        weight = believed[told.of]
        kinds = 1 + np.bincount(told.kind, weights=weight, minlength=len(self.kinds))
        per_member = max(weight.sum() / max(believed @ told.sizes, 1.0), EDGE)
        return _Gang(_power_law(told.sizes, believed), float(per_member), kinds / kinds.sum(), self.users)


@dataclass(frozen=True)
class _House:
    """How often households of each size occur, whether they share a kind, and which part of them uses the value.

    `itself` is what each household adds to the number of its own size: nothing is common because of itself.
    """

    common: Array
    itself: Array
    shared: Array
    part: Array

    @classmethod
    def start(cls, told: Explanations) -> _House:
        kinds = told.shares.shape[1]
        half, _ = _smoothed(told.sizes, np.full(len(told.sizes), 0.5), most=int(told.sizes.max(initial=1)))
        return cls(half, np.zeros(len(told.house_of)), np.full(kinds, 0.8), np.full(kinds, 0.6))

    def _unseen(self, size: Array) -> tuple[Array, Array]:
        """Chances that no member, and that one, uses a value which households of this size share."""
        none = (1 - self.part) ** size[:, None]
        return none, size[:, None] * self.part * none / (1 - self.part)

    def log_chance(self, told: Explanations) -> Array:
        """Of each way to part a candidate into households."""
        size, shares = told.house_size, told.shares
        seen = np.log(self.shared) + shares * np.log(self.part) + (size[:, None] - shares) * np.log(1 - self.part)
        none, one = self._unseen(size)
        each = np.where(shares > 0, seen, np.log(1 - self.shared + self.shared * (none + one))).sum(axis=1)
        others = np.maximum(self.common[size] - self.itself, EDGE)
        each += _drawn(others, size, accounts=told.accounts)
        return np.asarray(np.bincount(told.house_of, weights=each, minlength=len(told.crossing)) + told.crossing)

    def learned(self, told: Explanations, believed: Array) -> _House:
        """From households of five or more: small families share in their own way, and are many."""
        weight, size = believed[told.house_of], told.house_size
        none, one = self._unseen(size)
        unseen = self.shared * (none + one)
        hidden = np.where(told.shares > 0, 0.0, unseen / (1 - self.shared + unseen))
        counted = (weight * (size >= LEAST))[:, None]
        has = counted * ((told.shares > 0) + hidden)
        using = (counted * (told.shares + hidden * one / (none + one))).sum(axis=0)
        part = np.clip((1 + using) / (2 + (has * size[:, None]).sum(axis=0)), EDGE, 1 - EDGE)
        shared = np.clip((0.5 + has.sum(axis=0)) / (1 + counted.sum()), EDGE, 1 - EDGE)
        return _House(*_smoothed(size, weight, most=len(self.common) - 1), shared, part)


def _log_choose(n: Array, k: Array) -> Array:
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0))


def _drawn(common: Array, size: Array, *, accounts: int) -> Array:
    """Log chance that some accounts are one group, where so many groups of their number are drawn from all accounts."""
    return np.asarray(np.log(common) + gammaln(size + 1.0) - size * np.log(accounts))


def _power_law(sizes: Array, weight: Array) -> Array:
    """Expected groups of each size under n^-a, a by maximum likelihood (Clauset, Shalizi and Newman 2009)."""
    total = float(weight.sum())
    exponent = 1 + (total + 1) / (float(weight @ np.log(sizes / (LEAST - 0.5))) + 1)
    law = np.arange(1, int(sizes.max(initial=LEAST)) + 1) ** -exponent
    return np.append(0.0, (total + 0.1) * law / law[LEAST - 1 :].sum())


def _smoothed(sizes: Array, weight: Array, *, most: int) -> tuple[Array, Array]:
    """Expected households of each size, each counted at sizes near its own too, and what each adds to its own."""
    log_size = np.log(np.arange(1, most + 1))
    count = np.bincount(sizes, weights=weight, minlength=most + 1)[1:]
    near = np.exp(-0.5 * ((log_size[:, None] - log_size) / NEAR) ** 2)
    near /= near.sum(axis=0)
    return np.append(EDGE, near @ count + EDGE), weight * np.diag(near)[sizes - 1]


def _explanations(table: BareTable, found: list[Candidate], *, handed_on: float) -> Explanations:
    kinds = int(table.kind.max(initial=0)) + 1
    values: list[tuple[int, int, int]] = []
    ways: list[tuple[int, float]] = []
    houses: list[tuple[int, int]] = []
    shares: list[list[int]] = []
    for number, each in enumerate(found):
        shared = _shared(table, each)
        values += [(number, kind, len(users)) for users, kind in shared]
        for homes in _partings(frozenset(each.accounts.tolist()), shared):
            taken, cost = _dealt(homes, shared, chance=handed_on / table.accounts)
            houses += [(len(ways), len(home)) for home in homes]
            shares += [[own.get(kind, 0) for kind in range(kinds)] for own in taken]
            ways.append((number, cost))
    of, kind, users = (np.array(column, np.int64) for column in zip(*values, strict=True))
    part_of, crossing = (np.array(column) for column in zip(*ways, strict=True))
    house_of, house_size = (np.array(column, np.int64) for column in zip(*houses, strict=True))
    sizes = np.array([len(each.accounts) for each in found], np.int64)
    cells = np.array(shares, np.int64).reshape(-1, kinds)
    return Explanations(sizes, of, kind, users, part_of, crossing, house_of, house_size, cells, table.accounts)


def _shared(table: BareTable, group: Candidate) -> list[tuple[frozenset[int], int]]:
    """Users in the group, and kind, of each of its values that two or more of the group use; most users first."""
    inside = set(group.accounts.tolist())
    users = [(frozenset(inside.intersection(table.users_of(np.array([x])).tolist())), x) for x in group.values]
    ordered = sorted(((-len(who), int(table.kind[x]), int(x), who) for who, x in users if len(who) > 1))
    return [(who, kind) for _, kind, _, who in ordered]


def _partings(group: frozenset[int], shared: list[tuple[frozenset[int], int]]) -> list[list[frozenset[int]]]:
    """Two ways to part a group: one household; or one around its widest value, one around the widest of the rest..."""
    rest, homes = group, []
    while True:
        widest, kind = max(shared, key=lambda each: len(each[0] & rest), default=(frozenset[int](), 0))
        if len(widest & rest) < 2:
            break
        # A household may have one account of another: a member of two.
        home, kinds = widest if len(widest - rest) == 1 else widest & rest, {kind}
        for users, other in shared:
            if other not in kinds and 2 * len(users & home) >= len(users):
                home |= users & rest
                kinds.add(other)
        homes.append(home)
        rest -= home
    return [[group]] if homes == [group] else [[group], homes]


def _dealt(
    homes: list[frozenset[int]], shared: list[tuple[frozenset[int], int]], *, chance: float
) -> tuple[list[dict[int, int]], float]:
    """Users of each household's value of each kind, and the log chance of all other uses: values handed on."""
    taken: list[dict[int, int]] = [{} for _ in homes]
    cost = 0.0
    for users, kind in shared:
        inside = [len(users & home) for home in homes]
        home = inside.index(max(inside))
        fits = inside[home] > 1 and kind not in taken[home]
        if fits:
            taken[home][kind] = inside[home]
        cost += (len(users) - (inside[home] if fits else 1)) * np.log(chance * len(users))
    return taken, float(cost)

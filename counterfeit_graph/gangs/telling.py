"""What tells the dens of each gang apart: ties between its accounts, and the ways to the values that tie them.

What the whole gang shares does not tell its dens apart, so a value is weighed against the gang and not against the
case, and each gang by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.clues._survived import Lives, lives_of
from counterfeit_graph.evidence.pairing import pairs_sharing
from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_NAMES
from counterfeit_graph.gangs.crew import Crew, Ties, Ways
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.identity.gather import UNKNOWN
from counterfeit_graph.model.runs import in_turn
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.field import Field

Array = np.ndarray[Any, Any]
# Groups of evidence that speak for the same hands, but for the kind by which a whole gang names its fronts.
HANDS = ("place", "machine", "money", "contact", "paper")
FRONTS = ("handle",)


@dataclass(frozen=True)
class Cells:
    """Values as gangs use them: one cell for each value and gang, in order of gangs.

    Attributes:
        use: uses of the field, ascending.
        cell: of each use.
        account: of each use.
        gang, users, milli: of each cell, with the gang's users of the value, and what it says of each pair of them.
    """

    use: Array
    cell: Array
    account: Array
    gang: Array
    users: Array
    milli: Array

    @property
    def telling(self) -> Array:
        """The cells that say anything."""
        return (self.users > 1) & (self.milli > 0)


def crews(evidence: EvidenceGraph, field: Field, *, gang: Array, handed: int) -> Iterator[tuple[Array, Crew]]:
    """The accounts of each gang, ascending, and what tells its dens apart.

    Args:
        evidence: where the uses come from.
        field: the uses.
        gang: gang of each account, -1 for none.
        handed: days after a closure, see `handed_on`.
    """
    inside, use = np.flatnonzero(gang >= 0), np.flatnonzero(gang[field.account] >= 0)
    size = np.bincount(gang[inside])
    accounts = list(_by_gang(gang[inside], inside, size=size))
    number = np.zeros(field.accounts, np.int64)
    number[np.concatenate([inside[:0], *(mine for (mine,) in accounts)])] = in_turn(size)
    behind = _behind_tills(evidence, use)
    every = _cells(field, use, gang=gang, behind=behind)
    told = _tell(evidence, field, cells=every, handed=handed)
    telling = _cells(field, use[told], gang=gang, behind=behind[told])
    ties = [_by_gang(gang[a], number[a], number[b], milli, size=size) for a, b, milli in map(_pairs, (telling, every))]
    ways = _by_gang(*_ways(evidence, field, cells=telling, seats=(number, size)), size=size)
    for (mine,), one, other, way in zip(accounts, *ties, ways, strict=True):
        yield mine, Crew(len(mine), Ties(*one), Ties(*other), Ways(*way))


def _by_gang(gang: Array, *columns: Array, size: Array) -> Iterator[list[Array]]:
    """The columns of each gang."""
    order = np.argsort(gang, kind="stable")
    ends = np.searchsorted(gang[order], np.arange(1, len(size)))
    parts = [np.split(column[order], ends) for column in columns]
    return ([part[g] for part in parts] for g in range(len(size)))


def _cells(field: Field, use: Array, *, gang: Array, behind: Array) -> Cells:
    """Cells of some uses, given which of them lie `behind` tills.

    A value that f of n accounts use says 10 log10(n / f) / (f - 1) for each pair of them. So a value that the whole
    gang shares tells no dens apart, and to each of its users its pairs together say the same, whatever their number
    (Newman 2001). It says as much of that as it has users inside the gang among all: a depot that everybody sends from
    is nobody's place of work. An account behind the tills says 1 / (f - 1) of it: the more it collects from, the more
    dens it stands behind.
    """
    account, values = field.account[use], len(field.worth[0])
    key, cell = np.unique(gang[account] * np.int64(values) + field.value[use], return_inverse=True)
    size, users = np.bincount(gang[gang >= 0])[key // values], np.bincount(cell, minlength=len(key))
    everywhere, pairs = np.diff(field.users[0])[key % values], np.maximum(users - 1, 1)
    alone = 10.0 * np.log10(size / users) * users / everywhere / pairs
    collects = np.unique(cell[behind])
    alone[collects] /= pairs[collects]
    return Cells(use, cell.astype(np.int32), account, key // values, users, np.floor(alone * MILLI).astype(np.int64))


def _pairs(cells: Cells) -> tuple[Array, Array, Array]:
    """Pairs of accounts that use telling cells: (a, b, milli-decibans)."""
    values, uses = len(cells.users), len(cells.use)
    ptr, _ = compress(cells.account, int(cells.account.max(initial=-1)) + 1)
    value_ptr, value_use = compress(cells.cell, values)
    no_date, settled = np.zeros(uses, np.int32), np.zeros(uses, np.int8)
    weights = (cells.milli, np.zeros(values), np.zeros(values), cells.telling)
    rows = (ptr, cells.cell, value_ptr, value_use, cells.account)
    dates, one_group = (no_date, no_date, settled), (np.zeros(values, np.int64), np.ones(1))
    a, b, milli, _ = pairs_sharing(rows, dates, worth=weights, groups=one_group, floor=1)
    return a, b, milli


def _ways(
    evidence: EvidenceGraph, field: Field, *, cells: Cells, seats: tuple[Array, Array]
) -> tuple[Array, Array, Array, Array, Array]:
    """(gang, account, source, value, users) of the ways to telling cells; `seats` are (number, size), see `Ways`."""
    number, size = seats
    kept = cells.telling[cells.cell]
    use, cell, account = cells.use[kept], cells.cell[kept], cells.account[kept]
    gang, users = cells.gang[cell], cells.users[cell]
    value = size[gang] + cell - np.searchsorted(cells.gang, gang)
    # Roots are told by their codes among all values of the case, which facts have too.
    itself = evidence.uses.facts["value"][evidence.uses.fact[~evidence.uses.passing][use]]
    roots = field.roots[use].astype(np.int64)
    width = int(max(itself.max(initial=0), roots.max(initial=0))) + 1
    own = account * np.int64(width) + itself
    order = np.argsort(own)
    source = np.tile(number[account], (2, 1))
    for side in (0, 1):
        sought = account * np.int64(width) + roots[:, side]
        at = order[np.searchsorted(own[order], sought) % max(len(own), 1)]
        behind = (own[at] == sought) & (sought != own)
        source[side, behind] = value[at[behind]]
    both = np.flatnonzero(source[0] != source[1])
    row = np.concatenate([np.arange(len(use)), both])
    return gang[row], number[account[row]], np.concatenate([source[0], source[1, both]]), value[row], users[row]


def _tell(evidence: EvidenceGraph, field: Field, *, cells: Cells, handed: int) -> Array:
    """Whether each use of the cells tells dens apart: hands and no fronts, and not taken over from a closed account."""
    uses, value = evidence.uses, field.value[cells.use]
    hands = np.isin(uses.group, [GROUP_NAMES.index(name) for name in HANDS])
    hands &= ~np.isin(uses.kind, [KIND_NAMES.index(name) for name in FRONTS])
    taken = np.zeros(len(value), bool)
    kept = hands[value]
    taken[kept] = handed_on(lives_of(evidence.who), cells.account[kept], cell=cells.cell[kept], days=handed)
    return np.asarray(kept & ~taken)


def handed_on(lives: Lives, account: Array, *, cell: Array, days: int) -> Array:
    """Whether each account has a value from a closed one: both use it, and it opened within `days` after the closure.

    Who reopens a shop takes over its phones and tills, wherever in the gang he sits: they say whom he succeeds and not
    with whom he works now.

    Args:
        lives: when accounts opened and closed.
        account: who uses, one entry a use.
        cell: what is used, the same for all uses of one value.
        days: longest gap from closing to opening.

    Example:
        >>> lives = Lives(opened=np.array([0, 150, 150]), closed=np.array([100, UNKNOWN, UNKNOWN]))
        >>> handed_on(lives, np.array([0, 1, 2]), cell=np.array([5, 5, 6]), days=90).tolist()
        [False, True, False]
    """
    opened, closed = lives.opened[account], lives.closed[account]
    ends, begins = closed != UNKNOWN, opened != UNKNOWN
    # One number sorts by cell and then by day: days lie far less than 2**32 apart.
    moment = np.unique(cell, return_inverse=True)[1] * 2**32
    closures = np.sort(moment[ends] + closed[ends])
    after, before = (np.searchsorted(closures, moment + opened - gap) for gap in (days, 0))
    return np.asarray(begins & (before > after))


def _behind_tills(evidence: EvidenceGraph, use: Array) -> Array:
    """Whether each use of the field is of a payment account to which the account's tills pay on."""
    facts, fact = evidence.uses.facts, evidence.uses.fact[~evidence.uses.passing][use]
    return np.asarray((facts.isin("relation", ["behind"]) & facts.isin("kind", ["payment"]))[fact])

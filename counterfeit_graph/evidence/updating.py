"""What an update need not look at again: the links of values that nobody new uses.

Values and accounts of the earlier run are led to those of the later one. A pair of accounts is summed again only where
both use a value that changed, in its users, its days or what it counts; every other sum is taken over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence._kernels_adding import merged_links, renumbered
from counterfeit_graph.evidence.estimate import LAST, Links, Look, Seen, supported_by
from counterfeit_graph.evidence.pairing import pairs_sharing
from counterfeit_graph.identity._kernels import compress
from counterfeit_graph.model.runs import spans
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.evidence.uses import Uses
    from counterfeit_graph.evidence.weights import Weights

Array = np.ndarray[Any, Any]
# What of a value decides the sums of the pairs that share it.
_TOLD = ("alone", "rate", "makes_pairs")


@dataclass(frozen=True)
class Moved:
    """How the later run numbers what the earlier one knew, and what is new.

    Attributes:
        account: code in the later run of each account of the earlier one.
        value: code in the later run of each shared value of the earlier one.
        changed: per shared value of the later run, whether it is new or any of its uses is.
        touched: per account of the later run, whether it is new or any fact of it is: its place among the others
            may be another.
    """

    account: Array
    value: Array
    changed: Array
    touched: Array

    @classmethod
    def nowhere(cls, accounts: int, values: int) -> Moved:
        """So many accounts and values that are all as they were."""
        blank = np.zeros(values, bool), np.zeros(accounts, bool)
        return cls(np.arange(accounts), np.arange(values), *blank)

    def by_value(self, old: Array) -> Array:
        """An array over the values of the earlier run as one over those of the later, 0 for new ones."""
        out = np.zeros(len(self.changed), old.dtype)
        out[self.value] = old
        return out

    def counting(self, old: Weights, new: Weights) -> Array:
        """Values that count, or did, and are other than before: in their users, their days or what they count."""
        changed = self.changed.copy()
        # Horizons are by kind, and hardly ever others.
        for name in _TOLD if (old.days == new.days).all() else (*_TOLD, "horizon"):
            changed |= self.by_value(getattr(old, name)) != getattr(new, name)
        return np.asarray(changed & (self.by_value(old.alone > 0) | (new.alone > 0)))


@dataclass(frozen=True)
class Patch:
    """What becomes of an earlier round's links: `gone` are those (mask) that `fresh` ones stand for."""

    gone: Array
    fresh: Links


@dataclass(frozen=True)
class Earlier(Look):
    """A look at the rounds of an earlier run under the same numbers.

    Attributes:
        seen: what its rounds looked at.
        last: its weights and links in the end.
        moved: what became of its accounts and values.
        uses: its uses.
        patches: what became of the links of each round that was looked at.
    """

    seen: tuple[Seen, ...]
    last: Seen
    moved: Moved
    uses: Uses
    patches: dict[int, Patch] = field(default_factory=dict)

    def links(self, at: int, uses: Uses, *, weights: Weights, posterior: float) -> Links:
        """The earlier links but for pairs that share what changed, and these anew, in order of the accounts."""
        if at >= len(self.seen):
            return super().links(at, uses, weights=weights, posterior=posterior)
        old = self._seen(at)
        again, touched = self._again(old, uses, weights=weights), self.moved.touched
        low, high, gone, moving = renumbered(old.links.a, old.links.b, self.moved.account, again, touched)
        patch = Patch(gone, _among(again, uses, weights=weights, posterior=posterior))
        self.patches[at] = patch
        # Untouched accounts keep their order, and so do their links; the others find their places among them.
        led = (low, high, old.links.milli, old.links.groups)
        parts = zip(led, vars(patch.fresh).values(), strict=True)
        other = [np.concatenate([part[moving], fresh]) for part, fresh in parts]
        order = np.argsort(other[0].astype(np.int64) * uses.accounts + other[1])
        out = gone.copy()
        out[moving] = True
        return Links(*merged_links(led, out, tuple(part[order] for part in other)))

    def supported(self, at: int, uses: Uses, *, weights: Weights, links: Links) -> Array:
        """The earlier pairs but for those of links that are gone, and those of the fresh ones."""
        if at not in self.patches:
            return super().supported(at, uses, weights=weights, links=links)
        old, patch = self.seen[at], self.patches[at]
        lost = supported_by(old.links.where(patch.gone), self.uses, weights=old.weights)
        return self.moved.by_value(old.supported - lost) + supported_by(patch.fresh, uses, weights=weights)

    def counted(self, at: int, seen: Seen, *, controllers: Array) -> tuple[Array, Array, Array]:
        """Values whose users, controllers or support are others than before; what all others counted, they count."""
        if at not in self.patches:
            return super().counted(at, seen, controllers=controllers)
        old, led = self.seen[at], self.moved.by_value
        after = self.seen[at + 1].weights if at + 1 < len(self.seen) else self.last.weights
        other = self.moved.changed | (led(old.supported) != seen.supported) | (led(after.controllers) != controllers)
        other |= led(old.weights.controllers) != seen.weights.controllers
        return np.flatnonzero(other), led(after.alone), led(after.rate)

    def _seen(self, at: int) -> Seen:
        return self.last if at == LAST else self.seen[at]

    def _again(self, old: Seen, uses: Uses, *, weights: Weights) -> Array:
        """Accounts that use a value which changed and makes pairs, before or now."""
        pairing = weights.makes_pairs | self.moved.by_value(old.weights.makes_pairs)
        changed = self.moved.counting(old.weights, weights) & pairing
        again = np.zeros(uses.accounts, bool)
        again[uses.users_of(np.flatnonzero(changed))] = True
        return again


def _among(accounts: Array, uses: Uses, *, weights: Weights, posterior: float) -> Links:
    """The links between some accounts (mask), with all values that they share."""
    counting = weights.makes_pairs & (weights.alone > 0)
    codes = np.flatnonzero(accounts)
    kept = spans(uses.account_ptr, codes)
    counts = counting[uses.value[kept]]
    each = uses.account_ptr[codes + 1] - uses.account_ptr[codes]
    account, kept = np.repeat(np.arange(len(codes), dtype=np.int32), each)[counts], kept[counts]
    # Codes without gaps, in the order of the others: what no kept use names costs nothing.
    named = np.zeros(len(counting), bool)
    named[uses.value[kept]] = True
    values, value = np.flatnonzero(named), (np.cumsum(named, dtype=np.int32) - np.int32(1))[uses.value[kept]]
    rows = (compress(account, len(codes))[0], value, *compress(value, len(values)), account)
    dates = tuple(column[kept] for column in uses.dates)
    worth = tuple(column[values] for column in weights.for_kernels)
    floor = max(int(np.ceil((posterior - weights.prior) * MILLI)), 1)
    groups = uses.group[values], weights.discount
    a, b, milli, speak = pairs_sharing(rows, dates, worth=worth, groups=groups, floor=floor)
    codes = codes.astype(np.int32)
    return Links(codes[a], codes[b], milli, speak)

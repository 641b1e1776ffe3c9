"""What a gang can still sell: sales of open shops with a live till and a live warehouse or supplier.

A till is live while nobody has frozen it. Where its money can no longer get to an account in which money is meant to
rest, the shop still sells but its money is stuck where it can be frozen next, so the sale counts half. A shop of which
no till (or no source of goods) is known cannot be shown to fall with one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from counterfeit_graph.takedown.needs import Needs, itself, nearest, needs_of, ones, reaching, steps
from counterfeit_graph.takedown.recovery import RULES, Odds
from counterfeit_graph.takedown.standing import Standing, standing
from counterfeit_graph.takedown.wiring import Floats, Ints, Wiring

# What a sale counts whose money can no longer get to where it rests.
STUCK = 0.5
# Who has half as much control as the mightiest can start anew without him.
_COMMANDS = 0.5
_LEAST = 1e-12


@dataclass(frozen=True)
class Trade:
    """A gang as a machine that sells: its open shops, their payment accounts and sources of goods, as node numbers."""

    wiring: Wiring
    shops: Ints
    payments: Ints
    sources: Ints
    needs: Needs
    odds: Odds

    @classmethod
    def of(cls, wiring: Wiring, odds: Odds | None = None) -> Trade:
        """The trade of a network.

        Example:
            >>> from counterfeit_graph.gangs.network import Network
            >>> till = ("account:a", "pays_into", "payment:p", 10)
            >>> trade = Trade.of(Wiring.of(Network.by_hand({"account:a": 10, "payment:p": 0}, [till])))
            >>> trade.left(np.array([[False, False], [False, True]]))["none"].tolist()
            [10.0, 0.0]
        """
        shops = wiring.accounts[wiring.network.nodes["open"].astype(bool)[wiring.accounts]]
        payments, sources, needs = needs_of(wiring, shops)
        return cls(wiring, shops, payments, sources, needs, odds or Odds())

    @property
    def value(self) -> Floats:
        """Sales of each shop."""
        return np.asarray(self.wiring.sales[self.shops])

    @cached_property
    def standing(self) -> Standing:
        """What each node holds in its hands."""
        return standing(self.wiring)

    @cached_property
    def command(self) -> Floats:
        """Share of the command of each node: persons with at least half as much control as the one who has most."""
        control = np.where((self.wiring.kind == "person") & ~self.wiring.public, self.standing.control, 0.0)
        control[control < _COMMANDS * control.max(initial=0.0)] = 0.0
        return np.asarray(control / max(float(control.sum()), _LEAST))

    @cached_property
    def friends(self) -> Floats:
        """Shops x shops: one where two share a private value or a registrant; a shop is its own friend."""
        wiring = self.wiring
        rows = wiring.joins[np.isin(wiring.source[wiring.joins], self.shops)]
        used = wiring.matrix(rows, np.ones(len(rows)))[self.shops]
        return np.maximum(ones((used @ used.T).toarray()), itself(len(self.shops)))

    @cached_property
    def mended(self) -> dict[str, Needs]:
        """What would serve as well, and whose customers go where, under each rule that mends links."""
        now, friends = self.needs, self.friends
        payments = nearest(now.behind(friends), role=now.role) + itself(len(self.payments))
        sources = nearest(steps(now.goods.T, friends), role=self.wiring.kind[self.sources]) + itself(len(self.sources))
        return {
            "triadic": now.shared(friends),
            "random": now.shared(np.ones((1, len(self.shops)), np.float32)),
            "substitute": now.replaced(payments, sources, heirs=nearest(friends)),
        }

    def parts(self, dead: Ints, needs: Needs, *, rest: Floats | None = None) -> tuple[Floats, Floats, Floats]:
        """For each row of `dead` (sets x nodes) and shop: has it goods, a live till, one whose money gets to rest?

        `rest` spares the search for the payments whose money does, where that is known.
        """
        live, fresh = ones(~dead[:, self.payments]), ones(~dead[:, self.sources])
        if rest is None:
            rest = reaching(needs.onward, live, ends=needs.ends)
        tills, goods = ~self.needs.has_till, ~self.needs.has_goods
        return (
            np.maximum(steps(fresh, needs.goods.T), goods),
            np.maximum(steps(live, needs.tills.T), tills),
            np.maximum(steps(rest, needs.tills.T), tills),
        )

    def left(self, dead: Ints) -> dict[str, Floats]:
        """Capacity left for each row of `dead`, in the unit of sales: with no recovery ("none") and under each rule."""
        up = ones(~dead[:, self.shops])
        rest = reaching(self.needs.onward, ones(~dead[:, self.payments]), ends=self.needs.ends)
        goods, till, end = self.parts(dead, self.needs, rest=rest)
        now = up * goods * till, up * goods * end
        found = {"none": self._worth(*now)}
        for rule, needs in self.mended.items():
            # A shop mends itself with lent tills and stock, or its customers go to an heir that still sells.
            stock, *tills = self.parts(dead, needs, rest=rest if needs.onward is self.needs.onward else None)
            won = (np.maximum(up * stock * a, steps(b, needs.heirs.T)) for a, b in zip(tills, now, strict=True))
            # Half the digits are enough for ones and zeros, not for money.
            odds = np.float64(getattr(self.odds, rule))
            found[rule] = self._worth(*(np.maximum(b, odds * a) for b, a in zip(now, won, strict=True)))
        # What is opened anew comes back with the odds of the hardest thing that was lost.
        hardest = self._free(dead) * np.where(goods > 0, self.odds.shop, self.odds.source)
        least = self._free(dead) * self.odds.payment
        again = [np.maximum(b, np.where(a > 0, hardest, least)) for b, a in zip(now, (till, end), strict=True)]
        return found | {"phoenix": self._worth(*again)}

    def _free(self, dead: Ints) -> Floats:
        """Share of the command that is free; a gang whose heads nobody knows keeps all of it."""
        return np.asarray(1.0 - (dead @ self.command))[:, None]

    def _worth(self, sells: Floats, rests: Floats) -> Floats:
        return np.asarray((STUCK * sells + (1.0 - STUCK) * rests) @ self.value)


def worst(left: dict[str, Floats]) -> Floats:
    """The largest capacity over the rules of recovery.

    Example:
        >>> worst({"triadic": np.array([3.0]), "random": np.array([1.0]), "substitute": np.array([4.0]),
        ...        "phoenix": np.array([2.0])}).tolist()
        [4.0]
    """
    return np.asarray(np.max([left[rule] for rule in RULES], axis=0))

"""How a gang mends itself after a blow: four rules, of which a plan quotes the worst.

| rule | the customers of a shop that cannot sell | in vain where |
|---|---|---|
| triadic | are served, or lent till and stock, by shops it shares a value with | these are down too |
| random | are served, or lent to, by any shop of the gang | all are down |
| substitute | are served by the nearest of the same role | the role is scarce |
| phoenix | find it opened anew: a shop soon, a depot less so, a payment account hardly | whoever commands is held |

Each rule wins back a share of the sales (`Odds`). The shares are assumptions, to be set by whoever knows better. That
the rule of recovery outweighs the first blow: Diviak et al. 2023; that scarce roles are to be hit: Duijn et al. 2014;
that payment accounts are the hardest to replace: McCoy et al. 2012.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from counterfeit_graph.model.errors import OptionError

RULES = ("triadic", "random", "substitute", "phoenix")


@dataclass(frozen=True)
class Odds:
    """Share of the stranded sales that a rule wins back, from 0 to 1; `shop`, `source` and `payment` are phoenix's.

    Example:
        >>> Odds(shop=0.7).shop
        0.7
    """

    triadic: float = 0.5
    random: float = 0.3
    substitute: float = 0.5
    shop: float = 0.9
    source: float = 0.6
    payment: float = 0.4

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0.0 <= getattr(self, field.name) <= 1.0:
                fault = f"odds of {getattr(self, field.name)}"
                raise OptionError(fault, where=f"Odds.{field.name}", remedy="give a share from 0 to 1")
        if not self.payment <= self.source <= self.shop:
            fault = "a till that is replaced more easily than a source of goods, or that than a shop"
            raise OptionError(fault, where="Odds", remedy="give payment <= source <= shop")

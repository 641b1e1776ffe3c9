"""What can be done to a gang: actions on nodes, with their cost and their preconditions.

| action | on whom | only if |
|---|---|---|
| arrest | person | a register, not only an acquaintance, ties him to the gang |
| freeze | payment account, card | it is not public |
| raid | address | parcels leave from it and it is not public |
| inspect | company, supplier | accounts buy from it and it is not public |
| closure | open account on the gang's main platform | - |
| notice | open account on any other platform | - |

An arrest takes along what the person holds. Taking down single offers is no move: they are listed anew on the same day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counterfeit_graph.model.errors import OptionError, nearest_of
from counterfeit_graph.model.schema import ACTIONS

if TYPE_CHECKING:
    from counterfeit_graph.takedown.wiring import Ints, Wiring

# Actions that a plan may hold.
PLANNED = ("arrest", "freeze", "raid", "closure", "notice", "inspect")


@dataclass(frozen=True)
class Move:
    """One action on one node; `nodes` is everything that goes with it, the target first."""

    action: str
    node: int
    cost: float
    nodes: tuple[int, ...]


def costs_of(actions: Iterable[str] | Mapping[str, float] | None) -> dict[str, float]:
    """Cost of each allowed action, from names (with the vocabulary's costs) or from costs by name.

    Raises:
        OptionError: an action is unknown or costs nothing.

    Example:
        >>> costs_of(["freeze"]), costs_of({"arrest": 1})
        ({'freeze': 1.0}, {'arrest': 1.0})
    """
    names = PLANNED if actions is None else actions
    given = (
        dict(names) if isinstance(names, Mapping) else {name: ACTIONS[name].cost for name in names if name in ACTIONS}
    )
    for name in names:
        if name not in PLANNED:
            fault = f"no action {name!r} for a plan"
            raise OptionError(fault, where="actions", nearest=nearest_of(name, PLANNED))
        if given[name] <= 0:
            fault = f"a cost of {given[name]}"
            raise OptionError(fault, where=f"actions, {name}", remedy="give a cost above 0")
    return {name: float(given[name]) for name in PLANNED if name in given}


def moves_of(wiring: Wiring, costs: Mapping[str, float]) -> list[Move]:
    """Every move that the preconditions allow, in the order of actions and nodes.

    Example:
        >>> from counterfeit_graph.gangs.network import Network
        >>> from counterfeit_graph.takedown.wiring import Wiring
        >>> till = ("account:a", "pays_into", "payment:p", 5)
        >>> wiring = Wiring.of(Network.by_hand({"account:a": 5, "payment:p": 0}, [till]))
        >>> [move.action for move in moves_of(wiring, {"freeze": 1.0, "closure": 0.3})]
        ['freeze', 'closure']
    """
    fit = _fit(wiring)
    return [
        Move(action, node, cost, _along(wiring, action, node=node))
        for action, cost in costs.items()
        for node in np.flatnonzero(fit[action]).tolist()
    ]


def _fit(wiring: Wiring) -> dict[str, Ints]:
    """For each action, the nodes that it can be done to."""
    kind, private = wiring.kind, ~wiring.public
    alive = private & wiring.network.nodes["open"].astype(bool) & (kind == "account")
    home = _at_home(wiring)
    return {
        "arrest": (kind == "person")
        & private
        & (_ends(wiring, 0, "holds", "tie:owns") | _ends(wiring, 1, "registered_by")),
        "freeze": np.isin(kind, ACTIONS["freeze"].targets) & private,
        "raid": (kind == "address") & private & _ends(wiring, 1, "ships_from"),
        "closure": alive & home,
        "notice": alive & ~home,
        "inspect": np.isin(kind, ACTIONS["inspect"].targets) & private & _ends(wiring, 1, "supplied_by"),
    }


def _at_home(wiring: Wiring) -> Ints:
    """Accounts on the platform that most of the gang's accounts are on, the first by name of several."""
    platform = wiring.network.nodes["platform"].astype(str)
    words, count = np.unique(platform[wiring.accounts], return_counts=True)
    return platform == words[count.argmax()] if len(words) else np.zeros(wiring.size, bool)


def _ends(wiring: Wiring, end: int, *relations: str) -> Ints:  # 0 is the source of an edge, 1 its target
    rows = np.flatnonzero(np.isin(wiring.relation.astype(str), relations))
    found = np.zeros(wiring.size, bool)
    found[(wiring.source, wiring.target)[end][rows]] = True
    return found


def _along(wiring: Wiring, action: str, *, node: int) -> tuple[int, ...]:
    """The target and, with an arrest, the private values that the person holds."""
    # The bank freezes what is in the name of an arrested person; accounts in that name go on under others.
    held = wiring.holdings[[node]].indices.tolist() if action == "arrest" else []
    return (node, *sorted(value for value in held if not wiring.public[value]))

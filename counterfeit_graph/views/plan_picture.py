"""A plan against a gang as a `Picture` whose steps can be gone through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.views.gang_picture import Key, gang_picture
from counterfeit_graph.views.picture import MOST_NODES, Facts, Picture, Step, at_most, graph_picture
from counterfeit_graph.views.text import money, shown

if TYPE_CHECKING:
    from counterfeit_graph.takedown import Heads, Plan

_MONEY = ("capacity_left", "exposure", "impact")


def plan_picture(plan: Plan, *, limit: int = MOST_NODES, heads: Heads | None = None) -> Picture:
    """The network that a plan is about, with the plan's steps.

    Each step marks what it takes out, and the shops that then have no live till or no live source of goods left.

    Args:
        plan: a plan against a gang, or against a network made by hand.
        limit: most nodes to draw; the targets stay.
        heads: if given, its first node is drawn as the head.
    """
    rows = plan.table.rows()
    targets = [(row["target_kind"], row["target"]) for row in rows]
    picture = _ground(plan, targets, limit=limit, heads=heads)
    places = {key: at for at, key in enumerate(zip(picture.nodes["kind"], picture.nodes["id"], strict=True))}
    hits = _hits(plan) or [([target], []) for target in targets]
    steps = (_step(plan, row, hit=hit, places=places) for row, hit in zip(rows, hits, strict=True))
    return replace(picture, steps=tuple(steps))


def _ground(plan: Plan, targets: list[Key], *, limit: int, heads: Heads | None) -> Picture:
    if hasattr(plan.gang, "network"):
        return gang_picture(plan.gang, limit=limit, kept=targets, heads=heads)
    # A plan can be made for a network by hand, which knows no members and no evidence.
    picture = graph_picture(plan.gang.to_networkx())
    keys = list(zip(picture.nodes["kind"], picture.nodes["id"], strict=True))
    return at_most(picture, limit, kept=[keys.index(target) for target in targets])


def _hits(plan: Plan) -> list[tuple[list[Key], list[Key]]]:
    """Per step: nodes that it takes out, and open shops that cannot sell after it, before anything has mended."""
    problem = getattr(plan, "problem", None)
    if problem is None:
        return []
    trade, nodes = problem.trade, problem.trade.wiring.network.nodes
    keys = list(zip(nodes["kind"], nodes["id"], strict=True))
    # Before recovery: what a gang wins back is an assumption, what loses its till is not.
    found, chosen = [], list(plan.made_with["chosen"])
    for step in range(1, len(chosen) + 1):
        dead = problem.dead(chosen[:step])
        goods, till, _ = trade.parts(dead[None, :], trade.needs)
        idle = [
            shop for shop, sells in zip(trade.shops, goods[0] * till[0], strict=True) if not sells and not dead[shop]
        ]
        found.append(([keys[at] for at in dead.nonzero()[0]], [keys[at] for at in idle]))
    return found


def _step(plan: Plan, row: Mapping[str, Any], *, hit: tuple[list[Key], list[Key]], places: Mapping[Key, int]) -> Step:
    # Rows of the picture; what it does not draw cannot be marked.
    targets, idle = (tuple(places[key] for key in keys if key in places) for keys in hit)
    return Step(row["action"], _named(plan, row), targets, idle, plan_facts(plan, row))


def _named(plan: Plan, row: Mapping[str, Any]) -> str:
    """The target's id, and the name it goes by if that is another."""
    nodes = plan.problem.trade.wiring.network.nodes if getattr(plan, "problem", None) else None
    if nodes is None:
        return str(row["target"])
    at = np.flatnonzero((nodes["kind"] == row["target_kind"]) & (nodes["id"] == row["target"]))
    label = nodes["label"][at[0]] if len(at) else ""
    return " ".join(dict.fromkeys(each for each in (str(label or ""), str(row["target"])) if each))


def plan_facts(plan: Plan, row: Mapping[str, Any]) -> Facts:
    """The figures of a step as people read them: money in its currency, capacity as a share of what it was."""
    unit = str(plan.made_with.get("unit") or "accounts")
    waves = len(plan.made_with.get("waves", ()))
    told = {"wave": f"{row['wave']} / {waves}"} if waves > 1 else {}
    told |= {name: shown(row[name]) for name in ("cost", *_MONEY) if name in row}
    if "share_left" in row:
        told |= {name: shown(row[name]) if unit == "accounts" else money(row[name], unit) for name in _MONEY}
        told |= {name: shown(row[name]) for name in ("innocents", "lead_days")}
        told["capacity_left"] = f"{row['share_left']:.0%} ({told['capacity_left']})"
    return tuple(told.items())

"""What a step of a plan does, what depends on its target, and on which assumptions the figures rest."""

from __future__ import annotations

from dataclasses import dataclass

from counterfeit_graph.explain.edges import Touching, money, tell_edges
from counterfeit_graph.explain.explanation import Explanation, Figure, Telling
from counterfeit_graph.explain.wording import label, said, visible
from counterfeit_graph.model.errors import NotFoundError
from counterfeit_graph.model.schema import ACTIONS
from counterfeit_graph.takedown.plan import Plan, Step
from counterfeit_graph.takedown.subject import network_of


def step(found: Plan | Step, *, number: int = 1, language: str = "en") -> Explanation:
    """One step of a plan.

    Args:
        found: the plan, or one of its steps by itself. A step by itself cites its row of `plan.csv`; a plan cites the
            rows of the case that tie the target to the gang.
        number: which step of a plan, from 1.
        language: "en" or "zh".

    Raises:
        NotFoundError: the plan has no such step.

    Example:
        >>> import counterfeit_graph as cg
        >>> from counterfeit_graph.gangs.network import Network
        >>> network = Network.by_hand({"account:a": 5, "payment:p": 0}, [("account:a", "pays_into", "payment:p", 5)])
        >>> step(cg.plan_takedown(network, budget=1)).sentences[0]
        'Step 1: freeze payment account p. Its cost is 1.0, its preparation takes 3 days. [network:1]'
    """
    # A step does not know the network it was planned on: its own row is all that it can cite.
    if isinstance(found, Step):
        return _told(found, Sources((f"plan.csv:{found.step}",), found.currency or "accounts"), language=language)
    steps = found.steps
    if not 1 <= number <= len(steps):
        what = f"the plan has {len(steps)} steps"
        raise NotFoundError(what, where=f"step {number}")
    taken = steps[number - 1]
    touching = Touching.of(network_of(found.gang)[1], taken.target_kind, node_id=taken.target)
    unit = str(found.made_with["unit"])
    return _told(taken, Sources(touching.places, unit, found, touching), language=language)


@dataclass(frozen=True)
class Sources:
    """Where the figures of a step come from: their places and unit, and the plan with its target's edges if known."""

    places: tuple[str, ...]
    unit: str
    plan: Plan | None = None
    touching: Touching | None = None


def _told(taken: Step, known: Sources, *, language: str) -> Explanation:
    telling, places, plan = Telling(language), known.places, known.plan
    action = ACTIONS[taken.action]
    telling.say(
        "step.what",
        action=action.label_zh if language == "zh" else action.label,
        kind=label("kind", taken.target_kind, language=language),
        target=Figure(visible(taken.target), places),
        step=_count(taken.step, places),
        cost=Figure(f"{taken.cost:.1f}", places, taken.cost),
        days=_count(taken.lead_days, places),
    )
    amounts = {name: Figure(money(getattr(taken, name), known.unit), places, getattr(taken, name)) for name in _AMOUNTS}
    telling.say("step.depends", exposure=amounts["exposure"], accounts=_count(taken.accounts, places))
    if known.touching is not None:
        tell_edges(telling, known.touching, section="step")
    rule = said(f"rule.{taken.rule}", language)
    share = Figure(f"{taken.share_left:.0%}", places, taken.share_left)
    telling.say("step.left", rule=rule, share=share, left=amounts["capacity_left"], unmended=amounts["unmended"])
    telling.say("step.impact", impact=amounts["impact"])
    telling.say("step.innocents" if taken.innocents else "step.no_innocents", **_outsiders(taken, places))
    if plan is not None:
        telling.say("step.proven" if plan.proven else "step.unproven")
    telling.say("step.limits")
    return telling.done(said("title.step", language, step=str(taken.step), gang=taken.gang_id or "-"))


_AMOUNTS = ("exposure", "capacity_left", "unmended", "impact")


def _count(number: int, places: tuple[str, ...]) -> Figure:
    return Figure(f"{number:,}", places, number)


def _outsiders(taken: Step, places: tuple[str, ...]) -> dict[str, Figure]:
    return {"count": _count(taken.innocents, places)} if taken.innocents else {}

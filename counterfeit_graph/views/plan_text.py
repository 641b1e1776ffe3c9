"""A plan as tables and lines to be read on a terminal: money in its currency, shares in percent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfeit_graph.model.schema import ACTIONS
from counterfeit_graph.model.table import Table
from counterfeit_graph.takedown.legal import CURRENCY
from counterfeit_graph.takedown.recovery import RULES
from counterfeit_graph.views.text import money, visible

if TYPE_CHECKING:
    from counterfeit_graph.takedown import Plan
    from counterfeit_graph.takedown.legal import Assessment

_NO_STEP = "Nothing to do: no move that the gang's network allows takes anything away for this budget."


def steps(plan: Plan) -> Table:
    """One row a step: what is done to whom, what depends on it, what it takes and leaves, and how many others use it.

    Example:
        >>> import counterfeit_graph as cg
        >>> from counterfeit_graph.gangs.network import Network
        >>> steps(cg.plan_takedown(Network.by_hand({"account:a": 5}, []), budget=1))["left"].tolist()
        ['90 %']
    """
    rows = [_step(row) for row in plan.table.rows()]
    return Table.of({name: [row[name] for row in rows] for name in _COLUMNS})


_COLUMNS = ("wave", "step", "action", "target", "cost", "days", "shops", "depends", "takes", "left", "rule", "others")


def _step(row: dict[str, Any]) -> dict[str, Any]:
    action, rule = ACTIONS[row["action"]], row["rule"]
    depends, takes = (_amount(row[name], row["currency"]) for name in ("exposure", "impact"))
    same = {name: row[name] for name in ("wave", "step", "cost")}
    shown = {"action": f"{action.label} {action.label_zh}", "target": f"{row['target_kind']} {visible(row['target'])}"}
    counts = {"days": row["lead_days"], "shops": row["accounts"], "others": row["innocents"]}
    amounts = {"depends": depends, "takes": takes, "left": _percent(row["share_left"])}
    return {**same, **shown, **counts, **amounts, "rule": rule}


def compared(plan: Plan) -> Table:
    """The plan beside every baseline: steps, cost, what is left in all and under each rule, and others hit.

    Example:
        >>> import counterfeit_graph as cg
        >>> from counterfeit_graph.gangs.network import Network
        >>> compared(cg.plan_takedown(Network.by_hand({"account:a": 5}, []), budget=1))["left"].tolist()[0]
        '90 %'
    """
    rows = plan.compare().rows()
    shares = {"left": "share_left", "before recovery": "none"} | {rule: rule for rule in RULES}
    told = {name: [row[name] for row in rows] for name in ("plan", "steps", "cost")}
    told |= {name: [_percent(row[key]) for row in rows] for name, key in shares.items()}
    return Table.of({**told, "others": [row["innocents"] for row in rows]})


def in_words(plan: Plan, law: Assessment) -> list[str]:
    """What the tables do not say: how good the plan is, whom it hits besides, and what the law would ask.

    Example:
        >>> import counterfeit_graph as cg
        >>> from counterfeit_graph.gangs.network import Network
        >>> from counterfeit_graph.takedown.legal import assess
        >>> network = Network.by_hand({"account:a": 6_000_000}, [])
        >>> in_words(cg.plan_takedown(network, budget=1), assess(network))[0]
        'Proven: no plan of this budget leaves less.'
    """
    lines = [_goodness(plan)] if len(plan) else [_NO_STEP]
    others = int(plan.table["innocents"].sum())
    lines.append(f"Users outside the gang of what is hit: {others:,}. Hear them before, or restore them after.")
    lines.append("Shares left rest on assumed odds of recovery; of the four rules the worst counts.")
    return [*lines, *law_lines(law)]


def law_lines(law: Assessment) -> list[str]:
    """What the sales amount to before the law, which bands are reached, and what a case would still lack.

    Example:
        >>> from counterfeit_graph.gangs.network import Network
        >>> from counterfeit_graph.takedown.legal import assess
        >>> law_lines(assess(Network.by_hand({"account:a": 6_000_000}, [])))[1]
        'Reached: Criminal Law 214, selling goods under a counterfeit mark, entry band from 50,000.00 CNY (x 1.2, S).'
    """
    sales = law.amounts["sales"]
    known = "unknown in yuan" if sales is None else _range(*sales)
    lines = [f"Sales of the gang: {known}. Notes for a case, no legal advice; sales are not yet sales of counterfeits."]
    reached = [row for row in law.table.rows() if row["reached"] == "yes" and not row["condition"]]
    lines += [f"Reached: {_threshold(row)}." for row in reached] or ["Reached: no band that these figures can show."]
    return [*lines, f"A case would still lack: {'; '.join(law.missing)}."]


def _range(low: int, high: int) -> str:
    return money(low, CURRENCY) if low == high else f"{money(low, CURRENCY)} to {money(high, CURRENCY)}"


def _threshold(row: dict[str, Any]) -> str:
    figure = f"{row['figure']}" if row["measure"] == "persons" else money(row["figure"], CURRENCY)
    told = f"{row['article']}, {row['act']}, {row['band']} band from {figure}"
    return f"{told} (x {row['margin_low']:.1f}, {row['confidence']})"


def _goodness(plan: Plan) -> str:
    if plan.proven:
        return "Proven: no plan of this budget leaves less."
    return f"Another plan of this budget could leave at most {_percent(plan.gap or 0.0)} less of what was sold."


def _amount(minor: int, currency: str) -> str:
    """Without the name of the currency, which the heading tells."""
    return money(minor, currency).removesuffix(f" {currency}") if currency else f"{minor:,}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 or not share else f"{100 * share:.1f} %"

"""Plans: monotone in budget, inside what can be done, honest about what they leave and whom they touch."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.gangs.network import Network
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.schema import ACTIONS
from counterfeit_graph.takedown import Odds, baselines
from counterfeit_graph.takedown.capacity import Trade
from counterfeit_graph.takedown.exact import best
from counterfeit_graph.takedown.moves import costs_of, moves_of
from counterfeit_graph.takedown.plan import Step
from counterfeit_graph.takedown.search import Problem, search
from counterfeit_graph.takedown.wiring import Wiring
from tests.takedown.made import CHAIN, gang, gangs, nodes_of


def problem_of(network: Network) -> Problem:
    wiring = Wiring.of(network)
    return Problem.of(Trade.of(wiring), moves_of(wiring, costs_of(None)))


@settings(max_examples=15)
@given(gangs(), st.sampled_from([1.0, 2.0, 3.5]))
def test_the_exact_plan_is_the_best_of_all(network, budget):
    problem = problem_of(network)
    few = sorted(range(len(problem.moves)), key=lambda row: -problem.costs[row])[:9]
    small = Problem.of(problem.trade, [problem.moves[row] for row in few])
    every = itertools.chain.from_iterable(itertools.combinations(range(len(few)), k) for k in range(len(few) + 1))
    least = min(small.aim(chosen) for chosen in map(list, every) if small.cost(chosen) <= budget)
    if small.trade.value.any() and few:
        chosen, bound = best(small, budget)
        assert small.aim(chosen) == pytest.approx(least, abs=1e-6)
        assert bound == pytest.approx(least, abs=1e-6)


@settings(max_examples=20)
@given(gangs(), st.lists(st.floats(0, 6), min_size=2, max_size=4))
def test_more_budget_never_leaves_more(network, budgets):
    left = [cg.plan_takedown(network, budget=budget).table["share_left"] for budget in sorted(budgets)]
    shares = [column[-1] if len(column) else 1.0 for column in left]
    assert (np.diff(shares) <= 1e-5).all()


@settings(max_examples=5)
@given(gangs(), st.floats(0, 6))
def test_more_budget_never_leaves_more_where_the_plan_is_searched_for(network, budget):
    problem = problem_of(network)
    if problem.moves:
        aims = [problem.aim(search(problem, level)) for level in (budget, budget + 0.2, budget + 0.6, budget + 2)]
        assert (np.diff(aims) <= 1e-6).all()


@settings(max_examples=20)
@given(gangs(), st.floats(0, 6))
def test_every_step_is_allowed_and_paid_for(network, budget):
    plan = cg.plan_takedown(network, budget=budget)
    public = dict(zip(network.nodes["id"], network.nodes["public"], strict=True))
    for row in plan.table.rows():
        assert row["target_kind"] in ACTIONS[row["action"]].targets
        assert not public[row["target"]]
    assert plan.table["cost"].sum() <= budget + 1e-9


@settings(max_examples=20)
@given(gangs(), st.data())
def test_taking_out_more_never_leaves_more(network, data):
    problem = problem_of(network)
    some = data.draw(st.lists(st.integers(0, len(problem.moves) - 1), max_size=4)) if problem.moves else []
    fewer = some[: len(some) // 2]
    left = problem.trade.left(np.asarray([problem.dead(fewer), problem.dead(some)]))
    assert all(more <= less + 1e-9 for less, more in left.values())
    assert all((left["none"] <= value + 1e-9).all() for value in left.values())


def test_a_plan_hits_the_till_that_all_share():
    edges = [(f"account:{name}", "pays_into", "payment:till", 10) for name in "abc"]
    plan = cg.plan_takedown(Network.by_hand(nodes_of(edges), edges, outside={"payment:till": 4}), budget=1)
    step = plan.first
    assert isinstance(step, Step)
    assert (step.action, step.target, step.innocents, step.accounts, step.exposure) == ("freeze", "till", 4, 3, 300)
    assert (step.unmended, step.rule, step.share_left) == (0, "phoenix", 0.4)
    assert step.impact == 300 - step.capacity_left


def test_to_hold_whoever_commands_stops_the_phoenix():
    plan = cg.plan_takedown(gang(), budget=4)
    assert ("arrest", "boss") in {(step.action, step.target) for step in plan.steps}
    assert plan.compare(baselines.sales)["phoenix"][0] < 0.1


def test_money_that_cannot_rest_counts_half():
    plan = cg.plan_takedown(gang(), budget=1, actions=["freeze"])
    assert plan.first.target in {"purse", "collector"}
    assert plan.first.unmended == 150


@pytest.mark.parametrize("network", [Network.by_hand({}, []), Network.by_hand({"phone:x": 0}, [])])
def test_a_gang_without_shops_has_an_empty_plan(network):
    plan = cg.plan_takedown(network)
    assert (len(plan), plan.first, plan.steps) == (0, None, ())
    assert plan.table.columns[:6] == ("gang_id", "step", "action", "target_kind", "target", "cost")


def test_no_budget_no_step():
    plan = cg.plan_takedown(gang(), budget=0)
    assert len(plan) == 0
    assert plan.compare()["share_left"].tolist() == [1.0] * 7


def test_a_gang_without_money_or_places_is_hit_at_its_shops():
    plan = cg.plan_takedown(Network.by_hand({"account:a": 70, "account:b": 30}, []), budget=0.5)
    assert [(step.action, step.target) for step in plan.steps] == [("closure", "a")]


def test_parts_that_are_not_joined_count_together():
    apart = [(a.replace(":", ":x"), r, b.replace(":", ":x"), n) for a, r, b, n in CHAIN]
    plan = cg.plan_takedown(gang([*CHAIN, *apart]), budget=2)
    assert plan.problem.trade.value.sum() == 600
    assert len(plan) > 0


def test_closed_shops_sell_nothing():
    network = gang()
    closed = Network(network.nodes.with_columns({"open": network.nodes["id"] != "a"}), network.edges)
    assert cg.plan_takedown(closed).problem.trade.value.sum() == 200


def test_a_large_gang_is_searched_and_can_be_bounded():
    edges = [(f"account:{n}", "pays_into", f"payment:{n // 3}", 10 + n) for n in range(75)]
    edges += [(f"account:{n}", "ships_from", f"address:{n // 9}", 0) for n in range(75)]
    plan = cg.plan_takedown(Network.by_hand(nodes_of(edges), edges), budget=4)
    assert (plan.bound, plan.gap, plan.proven) == (None, None, False)
    bounded = plan.bounded(nodes=1)
    assert bounded.table is plan.table
    assert 0 <= bounded.gap < 0.5
    assert bounded.bounded() is bounded


def test_costs_may_be_given():
    plan = cg.plan_takedown(gang(), budget=2, actions={"arrest": 1, "freeze": 1})
    assert set(plan.table["action"]) <= {"arrest", "freeze"}
    assert plan.proven


def test_the_plan_beats_every_baseline_of_the_same_cost():
    plan = cg.plan_takedown(gang(), budget=4)
    rows = plan.compare().rows()
    assert [row["plan"] for row in rows][1:] == [each.__name__ for each in baselines.ALL]
    assert rows[0]["share_left"] <= min(row["share_left"] for row in rows) + 1e-6
    assert all(row["cost"] <= 4 for row in rows)


def test_wrong_options_are_refused():
    with pytest.raises(OptionError, match="did you mean 'freeze'"):
        cg.plan_takedown(gang(), actions=["freze"])
    for options in ({"budget": -1}, {"budget": float("nan")}, {"actions": {"freeze": 0}}):
        with pytest.raises(OptionError):
            cg.plan_takedown(gang(), **options)


def test_odds_are_checked():
    with pytest.raises(OptionError, match="triadic"):
        Odds(triadic=1.5)
    with pytest.raises(OptionError, match="payment <= source"):
        Odds(payment=0.95)


def test_the_same_question_has_the_same_answer():
    one, other = (cg.plan_takedown(gang(), budget=3, seed=5) for _ in range(2))
    assert one.table.rows() == other.table.rows()
    assert one.compare().rows() == other.compare().rows()


def test_the_budget_may_come_in_waves():
    whole, parts = (cg.plan_takedown(gang(), budget=budget) for budget in (4, (1, 2, 1)))
    assert sorted(parts.table["target"]) == sorted(whole.table["target"])
    assert parts.table["share_left"][-1] == whole.table["share_left"][-1]
    assert set(whole.table["wave"]) == {1}
    assert (np.diff(parts.table["wave"]) >= 0).all()
    for wave, limit in ((1, 1), (2, 3), (3, 4)):
        assert parts.table["cost"][parts.table["wave"] <= wave].sum() <= limit + 1e-9


@settings(max_examples=10)
@given(gangs(), st.floats(0, 3), st.floats(0, 3))
def test_each_wave_is_the_best_part_of_the_plan(network, first, second):
    plan = cg.plan_takedown(network, budget=(first, second))
    problem, chosen = plan.problem, plan.made_with["chosen"]
    wave = [row for row, number in zip(chosen, plan.table["wave"], strict=True) if number == 1]
    every = itertools.chain.from_iterable(itertools.combinations(chosen, k) for k in range(len(chosen) + 1))
    least = min(problem.aim(part) for part in map(list, every) if problem.cost(part) <= first)
    assert problem.aim(wave) == pytest.approx(least, abs=1e-6)


def test_many_steps_are_parted_one_by_one():
    network = Network.by_hand({f"account:{n:02}": 100 + n for n in range(40)}, [])
    plan = cg.plan_takedown(network, budget=(3, 3))
    assert np.bincount(plan.table["wave"]).tolist() == [0, 10, 10]
    assert plan.table["target"].tolist() == [f"{n:02}" for n in range(39, 19, -1)]


def test_more_budget_than_there_is_to_do_is_left():
    plan = cg.plan_takedown(Network.by_hand({f"account:{n}": 100 + n for n in range(70)}, []), budget=1e9)
    assert (len(plan), plan.table["unmended"][-1]) == (70, 0)


def test_what_pays_only_together_is_found():
    edges = [(f"account:{n}", "pays_into", f"payment:{n}{k}", 10) for n in range(40) for k in "ab"]
    network = Network.by_hand({name: 100 * name.startswith("account") for name in nodes_of(edges)}, edges)
    plan = cg.plan_takedown(network, budget=2, actions=["freeze"])
    assert [(row["impact"], row["target"][:-1]) for row in plan.table.rows()][1][0] > 0
    assert len({row["target"][:-1] for row in plan.table.rows()}) == 1


def test_courses_end_where_the_comparison_does():
    plan = cg.plan_takedown(gang(), budget=4)
    ends = {row["plan"]: (row["step"], row["spent"], row["share_left"]) for row in plan.courses().rows()}
    for row in plan.compare().rows():
        assert ends[row["plan"]] == (row["steps"], row["cost"], pytest.approx(row["share_left"], abs=1e-8))
    own = plan.courses(baselines.sales).rows()[: len(plan) + 1]
    assert [row["share_left"] for row in own] == [1.0, *plan.table["share_left"]]


def test_amounts_have_a_currency_only_where_sales_are_known():
    edges = [("account:a", "pays_into", "payment:t", 10)]
    for sales, currency, unit in ((100, "CNY", "CNY"), (0, "", "accounts")):
        made = Network.by_hand({"account:a": sales, "payment:t": 0}, edges)
        plan = cg.plan_takedown(Network(made.nodes, made.edges, "CNY"), budget=1)
        assert (plan.first.currency, plan.made_with["unit"]) == (currency, unit)


def test_who_else_uses_what_an_arrest_takes_along_is_counted():
    edges = [*CHAIN, ("person:boss", "holds", "payment:rent", 0)]
    plan = cg.plan_takedown(gang(edges, payment_purse=2, payment_rent=0), budget=3, actions=["arrest"])
    [row] = [row for row in plan.table.rows() if row["target"] == "boss"]
    assert row["innocents"] == 2

"""Heads, roles and plans on the true gangs of simulated worlds.

    python bench/heads.py [--accounts 10000] [--seeds 1 2 3] [--evasion 0 0.5 0.9] [--no-plans]

For each evasion: the share of gangs of eight accounts or more whose true head comes first, and among the first three,
with the degree baseline beside it; macro-F1 of roles; and the share of sales left by five-step plans (every action at
cost one) under the worst rule of recovery, beside what the same five steps of the best baseline leave. This is told for
gangs of eight or more and for all, beside each gang's own best of all baselines and beside the one that is best on
average; as mean of shares, mean of the gangs' ratios, and of money, where the largest gangs decide.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

import counterfeit_graph as cg
from counterfeit_graph.gangs.neighbours import NetworkIndex
from counterfeit_graph.gangs.network import Network, build_network
from counterfeit_graph.gangs.roles import find_roles
from counterfeit_graph.model.table import Table
from counterfeit_graph.takedown.moves import PLANNED

LEAST, STEPS = 8, 5
Key = tuple[str, str]


def gangs_of(world: Any) -> list[tuple[Network, set[str], dict[Key, str]]]:
    """Network, ids of the true heads and true roles of every gang of a world."""
    index = NetworkIndex(cg.resolve(cg.read(dict(world.tables))))
    code = {name: at for at, name in enumerate(index.account_ids)}
    members, heads, roles = defaultdict(list), defaultdict(set), defaultdict(dict)
    truth = {name: Table(table).rows() for name, table in world.truth.items()}
    for row in truth["accounts"]:
        if row["gang_id"]:
            members[row["gang_id"]].append(code[row["account_id"]])
            roles[row["gang_id"]]["account", row["account_id"]] = row["role"]
    for row in truth["heads"]:
        heads[row["gang_id"]].add(row["node_id"])
    for row in truth["roles"]:
        roles[row["gang_id"]][row["node_kind"], row["node_id"]] = row["role"]
    return [(build_network(index, members[gang]), heads[gang], roles[gang]) for gang in sorted(members)]


def place(ids: Any, heads: set[str]) -> int:
    """Rank of the first true head, from 1; a large number where none is ranked."""
    return next((at for at, name in enumerate(ids, 1) if name in heads), 10**6)


def by_degree(network: Network) -> list[str]:
    """Ids of everything but accounts, most neighbours first."""
    ends = np.concatenate([network.edges[name] for name in ("source", "target")])
    order = np.argsort(-np.bincount(ends, minlength=len(network.nodes)), kind="stable")
    return [network.nodes["id"][at] for at in order if network.nodes["kind"][at] != "account"]


def roles_of(network: Network, truth: dict[Key, str]) -> list[tuple[str, str]]:
    """True and found role of each account and of each node that the network holds; heads are another question."""
    found: dict[Key, str] = {}
    for row in find_roles(network).rows():
        found.setdefault((_space(row["node_kind"]), row["node_id"]), row["role"])
    held = {(_space(kind), name) for kind, name in zip(network.nodes["kind"], network.nodes["id"], strict=True)}
    keys = {(_space(kind), name): role for (kind, name), role in truth.items() if role != "head"}
    return [(role, found.get(key, "")) for key, role in keys.items() if key in held]


def _space(kind: str) -> str:
    return "party" if kind in {"person", "company"} else kind


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    scores = []
    for role in sorted({true for true, _ in pairs}):
        hit = sum(true == found == role for true, found in pairs)
        wrong = sum((true == role) != (found == role) for true, found in pairs)
        scores.append(2 * hit / max(2 * hit + wrong, 1))
    return float(np.mean(scores))


@dataclass(frozen=True)
class Left:
    """What five steps leave of one gang: shares by plan and baseline, sales, CPU seconds of the plan, is it proven?"""

    shares: dict[str, float]
    sales: float
    seconds: float
    proven: bool
    size: int


def plan_of(network: Network) -> Left:
    start = time.process_time()
    plan = cg.plan_takedown(network, budget=STEPS, actions=dict.fromkeys(PLANNED, 1.0))
    seconds = time.process_time() - start
    shares = {row["plan"]: row["share_left"] for row in plan.compare().rows()}
    size = int((network.nodes["kind"] == "account").sum())
    return Left(shares, float(plan.problem.trade.value.sum()), seconds, plan.proven, size)


def measure(evasion: float, options: argparse.Namespace) -> str:
    gangs = [
        each for seed in options.seeds for each in gangs_of(cg.simulate(options.accounts, seed=seed, evasion=evasion))
    ]
    large = [(network, heads) for network, heads, _ in gangs if (network.nodes["kind"] == "account").sum() >= LEAST]
    start = time.perf_counter()
    ours = np.asarray([place(cg.find_heads(network).table["node_id"], heads) for network, heads in large])
    each = 1000 * (time.perf_counter() - start) / len(large)
    degree = np.asarray([place(by_degree(network), heads) for network, heads in large])
    accounts = [
        pair
        for network, _, truth in gangs
        for pair in roles_of(network, {k: v for k, v in truth.items() if k[0] == "account"})
    ]
    whole = [pair for network, _, truth in gangs for pair in roles_of(network, truth)]
    heads = f"head first {(ours == 1).mean():.1%}, in three {(ours <= 3).mean():.1%}"
    by = f"(degree {(degree == 1).mean():.1%}, {(degree <= 3).mean():.1%})"
    f1 = f"roles macro-F1 {macro_f1(accounts):.3f} of accounts, {macro_f1(whole):.3f} of all nodes"
    line = f"evasion {evasion}: {len(large)} gangs; {heads} {by}, {each:.0f} ms each; {f1}"
    return line if options.no_plans else f"{line}\n{_plans([network for network, _, _ in gangs])}"


def _plans(networks: list[Network]) -> str:
    found = [left for left in map(plan_of, networks) if left.sales]
    told = [f"  plans of {STEPS} steps, {name}: {_ratios(part)}" for name, part in _parts(found).items()]
    cpu, proven = sum(left.seconds for left in found), sum(left.proven for left in found)
    # The plans of a run have the vocabulary's costs and a budget of three.
    start = time.process_time()
    for network in networks:
        cg.plan_takedown(network)
    usual = time.process_time() - start
    return "\n".join([*told, f"  {cpu:.1f} CPU s, {proven} of {len(found)} proven; as in a run {usual:.1f} CPU s"])


def _parts(found: list[Left]) -> dict[str, list[Left]]:
    return {f"gangs of {LEAST} or more": [left for left in found if left.size >= LEAST], "all gangs": found}


def _ratios(found: list[Left]) -> str:
    """Shares left and their ratios: beside each gang's own best baseline, and beside the best one on average."""
    names = [name for name in found[0].shares if name != "plan"]
    shares = np.asarray([[left.shares[name] for name in names] for left in found])
    plan, sales = (
        np.asarray(each) for each in zip(*((left.shares["plan"], left.sales) for left in found), strict=True)
    )
    own, one = shares.min(axis=1), shares[:, shares.mean(axis=0).argmin()]
    told = [f"{len(found)} gangs, {plan.mean():.1%} left"]
    for name, best in (("own best", own), (names[int(shares.mean(axis=0).argmin())], one)):
        each = np.mean(plan / np.maximum(best, 1e-9))
        money = (plan @ sales) / (best @ sales)
        ratio = f"{plan.mean() / best.mean():.3f} of it, gang by gang {each:.3f}, money {money:.3f}"
        told.append(f"{name} {best.mean():.1%}: {ratio}")
    return "; ".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--evasion", type=float, nargs="+", default=[0.0, 0.5, 0.9])
    parser.add_argument("--no-plans", action="store_true")
    options = parser.parse_args()
    for evasion in options.evasion:
        print(measure(evasion, options), flush=True)


if __name__ == "__main__":
    main()

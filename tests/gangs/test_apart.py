"""What an account keeps for itself speaks against it, and what one acquaintance explains does not hold it."""

from __future__ import annotations

from typing import Any

import numpy as np

import counterfeit_graph as cg
from counterfeit_graph.gangs.apart import beyond_one, keeps_apart
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.tiers import member_tier

GANG = [f"g{n}" for n in range(6)]
CROWD = [f"s{n}" for n in range(60)]


def case(*more: tuple[str, str, str]) -> tuple[Any, np.ndarray[Any, Any]]:
    """Six accounts that share a tracker, a till and a machine, a lodger who shares what `more` says, and a crowd."""
    shared = [(a, kind, f"common {kind}") for a in GANG for kind in ("tracker", "payment", "device")]
    own = [(a, kind, f"{kind} of {a}") for a in ["lodger", *CROWD] for kind in ("tracker", "payment", "device")]
    uses = [{"account_id": a, "kind": k, "value": v} for a, k, v in [*shared, *own, *more]]
    shops = [{"account_id": a, "platform": "p"} for a in [*GANG, "lodger", *CROWD]]
    evidence = cg.weigh(cg.resolve(cg.read({"accounts": shops, "identifiers": uses})))
    return evidence, np.where(np.isin(evidence.who.accounts["account_id"].astype(str), [*GANG, "lodger"]), 0, -1)


def apart(*more: tuple[str, str, str]) -> dict[str, float]:
    evidence, gang = case(*more)
    names = evidence.who.accounts["account_id"].astype(str)
    found = keeps_apart(evidence.uses, Field.of(evidence), gang=gang, named=np.isin(names, GANG))
    return dict(zip(names, found.tolist(), strict=True))


def test_a_lodger_with_his_own_phone_and_till_keeps_apart() -> None:
    found = apart(("lodger", "device", "common device"))
    assert found["lodger"] < -6
    assert found["g0"] == 0.0
    assert found["s0"] == 0.0


def test_who_shares_everything_does_not_keep_apart() -> None:
    assert apart(*(("lodger", kind, f"common {kind}") for kind in ("tracker", "payment", "device")))["lodger"] == 0.0


def test_each_kind_kept_apart_adds() -> None:
    one = apart(*(("lodger", kind, f"common {kind}") for kind in ("tracker", "payment")))["lodger"]
    two = apart(("lodger", "tracker", "common tracker"))["lodger"]
    assert two < one < 0


def beyond(*more: tuple[str, str, str]) -> tuple[float, int]:
    evidence, gang = case(*more)
    names = evidence.who.accounts["account_id"].astype(str)
    score, ties = beyond_one(evidence.uses, Field.of(evidence), gang=gang, named=np.isin(names, GANG))
    at = int(np.flatnonzero(names == "lodger")[0])
    return float(score[at]), int(ties[at])


def test_what_one_member_explains_does_not_count() -> None:
    private = [("lodger", "phone", "13911112222"), ("g0", "phone", "13911112222")]
    assert beyond(*private) == (0.0, 0)
    assert beyond(*private, ("lodger", "device", "attic"), ("g0", "device", "attic")) == (0.0, 0)


def test_another_member_is_beyond_the_one() -> None:
    score, ties = beyond(
        ("lodger", "phone", "13911112222"),
        ("g0", "phone", "13911112222"),
        ("lodger", "device", "attic"),
        ("g1", "device", "attic"),
    )
    assert score > 10
    assert ties == 1


def test_what_many_share_is_nobody_s_alone() -> None:
    score, ties = beyond(("lodger", "device", "common device"))
    assert score > 5
    assert ties == 1


def test_uncertain_accounts_and_loose_members_are_not_told_to_the_police() -> None:
    tier = np.array(["police", "police", "review", "police"], object)
    member, firm = np.array([True, True, True, False]), np.array([True, False, False, True])
    assert member_tier(tier, member=member, firm=firm).tolist() == ["police", "platform", "review", "watch"]

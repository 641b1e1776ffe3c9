"""What an account keeps for itself speaks against it, and what one acquaintance explains does not hold it."""

from __future__ import annotations

from typing import Any

import numpy as np

import counterfeit_graph as cg
from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.gangs.comparison import Comparison, beyond_one, compare
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.tiers import member_tier

GANG = [f"g{n}" for n in range(6)]
CROWD = [f"s{n}" for n in range(60)]


def case(*more: tuple[str, str, str], relation: str = "uses") -> tuple[Any, np.ndarray[Any, Any]]:
    """Six accounts that share a tracker, a till and a machine, a lodger, a crowd, and what `more` says of them."""
    shared = [(a, kind, f"common {kind}") for a in GANG for kind in ("tracker", "payment", "device")]
    own = [(a, kind, f"{kind} of {a}") for a in ["lodger", *CROWD] for kind in ("tracker", "payment", "device")]
    uses = [{"account_id": a, "kind": k, "value": v} for a, k, v in [*shared, *own]]
    uses += [{"account_id": a, "kind": k, "value": v, "relation": relation} for a, k, v in more]
    shops = [{"account_id": a, "platform": "p"} for a in [*GANG, "lodger", *CROWD]]
    evidence = cg.weigh(cg.resolve(cg.read({"accounts": shops, "identifiers": uses})))
    return evidence, np.where(np.isin(evidence.who.accounts["account_id"].astype(str), [*GANG, "lodger"]), 0, -1)


def compared(*more: tuple[str, str, str]) -> tuple[Comparison, dict[str, int]]:
    """The comparison, and the row of each account in it."""
    evidence, gang = case(*more)
    names = evidence.who.accounts["account_id"].astype(str)
    found = compare(evidence.uses, Field.of(evidence), gang=gang, named=np.isin(names, GANG))
    return found, {name: row for row, name in enumerate(names[found.account])}


def kinds(row: np.ndarray[Any, Any]) -> dict[str, float]:
    return {kind: value for kind, value in zip(KIND_NAMES, row.tolist(), strict=True) if value}


def test_a_lodger_with_his_own_till_keeps_apart_what_all_others_share() -> None:
    found, row = compared(("lodger", "device", "common device"))
    assert kinds(found.shared[row["lodger"]]) == {"device": True}
    kept = kinds(found.apart[row["lodger"]])
    assert set(kept) == {"tracker", "payment"}
    assert all(share > 0.8 for share in kept.values())
    assert kinds(found.apart[row["g0"]]) == {}
    assert "s0" not in row


def test_who_shares_everything_keeps_nothing_apart() -> None:
    found, row = compared(*(("lodger", kind, f"common {kind}") for kind in ("tracker", "payment", "device")))
    assert kinds(found.apart[row["lodger"]]) == {}
    assert found.values[row["lodger"]] == 3


def test_what_few_members_share_is_kept_apart_by_few() -> None:
    mail = [(account, "email", f"{account}@x.example") for account in [*GANG, "lodger"]]
    found, row = compared(("lodger", "device", "common device"), *mail)
    kept = kinds(found.apart[row["lodger"]])
    assert kept["email"] < 0.2 < kept["payment"]


def paid(*tills: tuple[str, str]) -> float:
    """How many values the lodger shares whose gang has tills that pay on to one collector, where he has `tills`."""
    shops = [{"account_id": a, "platform": "p"} for a in [*GANG, "lodger", *CROWD]]
    own = [*((a, f"till of {a}") for a in [*GANG, *CROWD]), *tills]
    uses = [{"account_id": a, "kind": "payment", "value": v, "relation": "payout"} for a, v in own]
    chain = [*((f"till of {a}", "mule") for a in GANG), ("mule", "collector"), ("lodger's till", "mule")]
    moves = [{"from_payment": a, "to_payment": b, "amount": "100", "at": "2026-01-05"} for a, b in chain]
    who = cg.resolve(cg.read({"accounts": shops, "identifiers": uses, "transfers": moves}))
    evidence, names = cg.weigh(who), who.accounts["account_id"].astype(str)
    gang = np.where(np.isin(names, [*GANG, "lodger"]), 0, -1)
    found = compare(evidence.uses, Field.of(evidence), gang=gang, named=np.isin(names, GANG))
    return float(found.values[list(names[found.account]).index("lodger")])


def test_what_lies_behind_a_shared_till_is_shared_with_it() -> None:
    """Who is paid into a member's till stands before the collector too, and has nothing more in common for that."""
    assert paid(("lodger", "till of g0")) == 1
    assert paid(("lodger", "lodger's till")) == 2
    assert paid(("lodger", "till of g0"), ("lodger", "lodger's till")) == 3


def test_a_supplier_speaks_by_how_much_more_of_the_gang_buys_there() -> None:
    """As many accounts elsewhere buy there, but a twentieth of them and half of the gang."""
    buyers = [*GANG[:3], "lodger", *CROWD[:3]]
    evidence, gang = case(*[(account, "company", "Mill Ltd") for account in buyers], relation="supplier")
    names = evidence.who.accounts["account_id"].astype(str)
    found = compare(evidence.uses, Field.of(evidence), gang=gang, named=np.isin(names, GANG))
    row = {name: at for at, name in enumerate(names[found.account])}
    assert found.goods[row["lodger"]] > 5
    assert found.goods[row["g5"]] == 0


def test_a_supplier_of_one_member_alone_says_nothing() -> None:
    """Two shops that buy from one small wholesaler would else speak for each other."""
    evidence, gang = case(*[(account, "company", "Mill Ltd") for account in ("g0", "lodger")], relation="supplier")
    names = evidence.who.accounts["account_id"].astype(str)
    found = compare(evidence.uses, Field.of(evidence), gang=gang, named=np.isin(names, GANG))
    assert not found.goods.any()


def beyond(*more: tuple[str, str, str]) -> int:
    evidence, gang = case(*more)
    names = evidence.who.accounts["account_id"].astype(str)
    ties = beyond_one(evidence.uses, Field.of(evidence), gang=gang, named=np.isin(names, GANG))
    return int(ties[np.flatnonzero(names == "lodger")[0]])


def test_what_one_member_explains_does_not_count() -> None:
    private = [("lodger", "phone", "13911112222"), ("g0", "phone", "13911112222")]
    assert beyond(*private) == 0
    assert beyond(*private, ("lodger", "device", "attic"), ("g0", "device", "attic")) == 0


def test_another_member_is_beyond_the_one() -> None:
    phone = [("lodger", "phone", "13911112222"), ("g0", "phone", "13911112222")]
    assert beyond(*phone, ("lodger", "device", "attic"), ("g1", "device", "attic")) == 1


def test_what_many_share_is_nobody_s_alone() -> None:
    assert beyond(("lodger", "device", "common device")) == 1


def test_uncertain_accounts_and_loose_members_are_not_told_to_the_police() -> None:
    tier = np.array(["police", "police", "review", "police"], object)
    member, firm = np.array([True, True, True, False]), np.array([True, False, False, True])
    assert member_tier(tier, member=member, firm=firm).tolist() == ["police", "platform", "review", "watch"]

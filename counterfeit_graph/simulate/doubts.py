"""Who doubts whom: brands, buyers, test purchases, patrols and police; each errs in its own way. And rings that lie."""

from __future__ import annotations

from typing import Final

import numpy as np

from counterfeit_graph.simulate.draft import FIRST_DAY, LAST_DAY, Draft, Ints
from counterfeit_graph.simulate.gangs import Gang

#: kind: (share of doubts about the guilty, about the innocent; chance confirmed if guilty, if innocent; if open at all)
_SOURCES: Final[dict[str, tuple[float, float, float, float, float]]] = {
    "brand_report": (0.38, 0.40, 0.66, 0.070, 0.22),
    "customer_complaint": (0.34, 0.46, 0.50, 0.060, 0.30),
    "test_purchase": (0.10, 0.03, 0.90, 0.015, 0.04),
    "random_check": (0.13, 0.10, 0.60, 0.030, 0.06),
    "police": (0.05, 0.01, 0.85, 0.050, 0.35),
}


def doubt(draft: Draft, gangs: list[Gang]) -> None:
    """Write the signals about every account, see that no gang goes wholly unseen, and let rings complain."""
    rng = draft.rng("signals")
    guilty = np.flatnonzero(draft.accounts["guilt"] > 0)
    innocent = np.flatnonzero(draft.accounts["guilt"] == 0)
    _signals(draft, np.repeat(guilty, rng.poisson(draft.dials["signals"], len(guilty))), guilty=1)
    _signals(draft, np.repeat(innocent, rng.poisson(draft.accounts["doubt"][innocent])), guilty=0)
    _same_mistake_again(draft)
    for gang in gangs:
        _least(draft, gang)


def _same_mistake_again(draft: Draft) -> None:
    """A reporter who was wrong about one shop of an honest group is at times wrong about its neighbour too."""
    rng, seen = draft.luck(), draft.rows["signals"].columns()
    circle = draft.accounts["circle"][seen["account"]]
    wrong = np.flatnonzero((seen["verdict"] == "confirmed") & (circle >= 0) & (rng.random(len(circle)) < 0.3))
    for row in wrong.tolist():
        group = np.flatnonzero(draft.accounts["circle"] == circle[row])
        again = {name: seen[name][[row]] for name in ("kind", "verdict", "reporter")}
        _write(draft, rng.choice(group, 1), **again, counter="")


def _signals(draft: Draft, who: Ints, *, guilty: int) -> None:
    rng = draft.luck()
    kinds = list(_SOURCES)
    table = np.array(list(_SOURCES.values()))
    kind = rng.choice(len(kinds), len(who), p=table[:, 1 - guilty] / table[:, 1 - guilty].sum())
    right, open_share = table[kind, 3 - guilty], table[kind, 4]
    roll = rng.random(len(who))
    verdict = np.where(
        roll < right, "confirmed", np.where(roll < right + (1 - right) * open_share, "open", "rejected")
    ).astype(object)
    counter = np.where(
        (guilty == 0) & (verdict == "confirmed") & (rng.random(len(who)) < 0.25),
        "upheld",
        np.where(rng.random(len(who)) < 0.04, "denied", ""),
    ).astype(object)
    _write(draft, who, kind=np.array(kinds, dtype=object)[kind], verdict=verdict, counter=counter)


def _write(draft: Draft, who: Ints, **row: object) -> None:
    rng = draft.luck()
    first = np.maximum(draft.accounts["opened"][who], FIRST_DAY) + 5
    at = first + (rng.random(len(who)) * np.maximum(draft.accounts["ends"][who] - first, 1)).astype(np.int64)
    row = {
        "reporter": rng.integers(0, max(40, draft.size // 60), len(who)),
        "by_listing": rng.random(len(who)) < 0.3,
    } | row
    draft.rows["signals"].add(account=who, at=np.minimum(at, LAST_DAY), **row)


def _least(draft: Draft, gang: Gang) -> None:
    """Most gangs have been met at least a few times by somebody who looked closely."""
    rng = draft.luck()
    seen = draft.rows["signals"].columns()
    have = int((np.isin(seen["account"], gang.members) & (seen["verdict"] == "confirmed")).sum())
    wanted = int(draft.dials["least_confirmed"] + rng.random() - (rng.random() < 0.04)) - have
    if wanted > 0:
        stores = gang.members[draft.accounts["role"][gang.members] == "store"]
        kind = rng.choice(["test_purchase", "brand_report", "random_check"], wanted).astype(object)
        _write(
            draft, rng.choice(stores, wanted, replace=wanted > len(stores)), kind=kind, verdict="confirmed", counter=""
        )


def rings(draft: Draft, free: Ints) -> Ints:
    """Complaint rings: the same few reporters strike the same honest shops; most of it falls when answered."""
    rng = draft.rng("rings")
    count = max(1, round(draft.size / 2500))
    for ring in range(count):
        reporters = draft.new("ring_reporter", int(rng.integers(4, 11)))
        victims, free = free[: (many := int(rng.integers(15, 36)))], free[many:]
        if ring % 2:
            victims = np.append(victims, _shops_of_one(draft))
        draft.accounts["innocent"][victims] = "ring_victim"
        draft.rows["rings"].add(ring=ring, reporter=reporters)
        _strike(draft, victims, reporters=reporters)
    return free


def _shops_of_one(draft: Draft) -> Ints:
    """All shops of one honest owner: a ring that strikes him leaves a group with several upheld doubts."""
    rng = draft.luck()
    owned = np.flatnonzero(draft.accounts["innocent"] == "multi_shop_owner")
    if not len(owned):
        return owned
    boss = draft.accounts["controller"][rng.choice(owned)]
    return np.asarray(owned[draft.accounts["controller"][owned] == boss])


def _strike(draft: Draft, victims: Ints, *, reporters: Ints) -> None:
    rng = draft.luck()
    who = np.repeat(victims, rng.integers(1, 4, len(victims)))
    verdict = rng.choice(["confirmed", "rejected", "open"], len(who), p=(0.30, 0.50, 0.20)).astype(object)
    counter = np.where((verdict == "confirmed") & (rng.random(len(who)) < 0.7), "upheld", "").astype(object)
    kind = rng.choice(["brand_report", "customer_complaint"], len(who), p=(0.7, 0.3)).astype(object)
    _write(
        draft,
        who,
        reporter=-1 - rng.choice(reporters, len(who)),
        by_listing=rng.random(len(who)) < 0.3,
        kind=kind,
        verdict=verdict,
        counter=counter,
    )

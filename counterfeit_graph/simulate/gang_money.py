"""Where a gang's money goes: from tills over mules to collectors, and from them to the head."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from counterfeit_graph.simulate.draft import FIRST_DAY, LAST_DAY, Draft, Ints, cells
from counterfeit_graph.simulate.gangs import Gang

Sums = npt.NDArray[np.float64]
#: What a mule or a collector passes on of a yuan.
_AFTER_FEE: Final = 0.93


def launder(draft: Draft, gang: Gang) -> None:
    """Write the gang's transfers, and the bank's answers on who holds which account."""
    gang.collectors = draft.new("payment", 1 + len(gang.dens) // 4).tolist()
    arrived = np.zeros(len(gang.collectors))
    for den, manager in zip(gang.dens, gang.managers, strict=True):
        arrived[manager % len(arrived)] += _den_money(draft, gang, den=den, manager=manager)
    _to_head(draft, gang, arrived=arrived)


def _den_money(draft: Draft, gang: Gang, *, den: Ints, manager: int) -> float:
    """From the den's tills to its collector; gives what arrives there."""
    rng = draft.rng("den money", str(manager))
    tills = np.unique(np.concatenate([draft.slots["till"].value[den], draft.slots["payout"].value[den]]))
    tills = np.setdiff1d(tills, gang.supplier_pays)
    hot = tills[rng.random(len(tills)) < draft.dials["upstream"]]
    sales = rng.lognormal(9.5, 0.8, len(hot))
    collector = np.array([gang.collectors[manager % len(gang.collectors)]])
    through = rng.random(len(hot)) < draft.dials["mule"]
    pay(draft, hot[~through], target=collector, total=sales[~through])
    mules, passed = _mules(draft, gang, sources=hot[through], sums=sales[through])
    again = rng.random(len(mules)) < draft.dials["second_mule"]
    pay(draft, mules[~again], target=collector, total=passed[~again])
    second, left = _mules(draft, gang, sources=mules[again], sums=passed[again])
    pay(draft, second, target=collector, total=left)
    goods = tills[rng.random(len(tills)) < draft.dials["supplier"] * 0.5]
    pay(draft, goods, target=rng.choice(gang.supplier_pays, len(goods)))
    if rng.random() < draft.dials["holder_known"]:
        hold(draft, collector, parties=np.array([manager]))
    return float(sales[~through].sum() + passed[~again].sum() + left.sum())


def _mules(draft: Draft, gang: Gang, *, sources: Ints, sums: Sums) -> tuple[Ints, Sums]:
    """Send the money of each few sources through one mule's account; gives those accounts and what they pass on."""
    rng = draft.luck()
    if not len(sources):
        return np.empty(0, dtype=np.int64), np.empty(0)
    label = cells(rng, len(sources), low=2, high=4)
    mules = draft.new("payment", int(label.max()) + 1)
    pay(draft, sources, target=mules[label], total=sums)
    straws = draft.people(len(mules), city=gang.city)
    known = rng.random(len(mules)) < draft.dials["holder_known"] * 0.6
    hold(draft, mules[known], parties=straws[known])
    draft.rows["owned"].add(gang=gang.number, slot="mule", value=mules)
    draft.rows["roles"].add(gang=gang.number, kind="payment", node=mules, role="cashier")
    return mules, np.asarray(np.bincount(label, sums) * _AFTER_FEE, dtype=np.float64)


def _to_head(draft: Draft, gang: Gang, *, arrived: Sums) -> None:
    rng = draft.rng("head money", str(gang.number))
    own = draft.new("payment", 1 + (len(gang.members) >= 60))
    collectors = np.array(gang.collectors)
    if rng.random() < draft.dials["nominee"]:
        nominee, account = draft.people(1, city=gang.city), draft.new("payment", 1)
        pay(draft, collectors, target=account, total=arrived * _AFTER_FEE)
        pay(draft, np.repeat(account, len(own)), target=own, total=np.full(len(own), arrived.sum() / len(own)))
        hold(draft, account, parties=nominee)
        draft.rows["ties"].add(a=nominee, b=np.array([gang.head]), relation="family", source="household_register")
        draft.rows["roles"].add(gang=gang.number, kind="payment", node=account, role="cashier")
    else:
        pay(
            draft,
            collectors,
            target=np.append(own, rng.choice(own, len(collectors)))[: len(collectors)],
            total=arrived * _AFTER_FEE,
        )
    _spend(draft, gang, own=own)
    names = np.append(np.full(len(own), gang.head), draft.again(np.array([gang.head])) if rng.random() < 0.2 else [])[
        -len(own) :
    ]
    hold(draft, own, parties=names.astype(np.int64))
    rows = draft.rows["roles"]
    rows.add(gang=gang.number, kind="payment", node=collectors, role="cashier")
    rows.add(gang=gang.number, kind="payment", node=own, role="head")
    draft.rows["heads"].add(gang=gang.number, kind="payment", node=own)
    draft.rows["heads"].add(
        gang=gang.number, kind="person", node=np.unique(np.append(names, gang.head)).astype(np.int64)
    )


def _spend(draft: Draft, gang: Gang, *, own: Ints) -> None:
    """The head is no dead end: he pays makers, and strangers for what he buys himself."""
    rng = draft.luck()
    some = own[rng.random(len(own)) < 0.5]
    pay(draft, some, target=rng.choice(gang.supplier_pays, len(some)))
    pay(draft, own, target=draft.slots["payout"].value[rng.integers(0, draft.size, len(own))])


def pay(draft: Draft, source: Ints, *, target: Ints, total: Sums | None = None) -> None:
    """A few transfers between each source and its target, spread over the years; `total` yuan between each pair."""
    rng = draft.luck()
    times = rng.integers(1, 5, len(source))
    many = int(times.sum())
    at = rng.integers(FIRST_DAY * 86400, LAST_DAY * 86400, many)
    sums = rng.lognormal(8.2, 1.0, len(source)) if total is None else total
    amount = np.round(np.repeat(sums / times, times) * rng.uniform(0.7, 1.3, many), 2)
    wide = np.broadcast_to(target, source.shape)
    draft.rows["transfers"].add(source=np.repeat(source, times), target=np.repeat(wide, times), amount=amount, at=at)


def hold(draft: Draft, payments: Ints, *, parties: Ints) -> None:
    """The bank's answer: this account is held by this party."""
    draft.rows["holders"].add(kind="payment", value=payments, party=parties, source="bank_answer")

"""Where a gang's money goes: from tills over mules to collectors, and from them to the head."""

from __future__ import annotations

import numpy as np

from counterfeit_graph.simulate.draft import FIRST_DAY, LAST_DAY, Draft, Ints, cells
from counterfeit_graph.simulate.gangs import Gang


def launder(draft: Draft, gang: Gang) -> None:
    """Write the gang's transfers, and the bank's answers on who holds which account."""
    rng = draft.rng("money", str(gang.number))
    gang.collectors = draft.new("payment", 1 + len(gang.dens) // 4).tolist()
    for den, manager in zip(gang.dens, gang.managers, strict=True):
        _den_money(draft, gang, den, manager=manager)
    _to_head(draft, rng, gang)


def _den_money(draft: Draft, gang: Gang, den: Ints, *, manager: int) -> None:
    rng = draft.rng("den money", str(manager))
    tills = np.unique(np.concatenate([draft.slots["till"].value[den], draft.slots["payout"].value[den]]))
    tills = np.setdiff1d(tills, gang.supplier_pays)
    hot = tills[rng.random(len(tills)) < draft.dials["upstream"]]
    collector = gang.collectors[manager % len(gang.collectors)]
    through = rng.random(len(hot)) < draft.dials["mule"]
    pay(draft, rng, hot[~through], np.full((~through).sum(), collector))
    mules = _mules(draft, rng, gang, hot[through])
    again = rng.random(len(mules)) < draft.dials["second_mule"]
    pay(draft, rng, mules[~again], np.full((~again).sum(), collector))
    second = _mules(draft, rng, gang, mules[again])
    pay(draft, rng, second, np.full(len(second), collector))
    goods = tills[rng.random(len(tills)) < draft.dials["supplier"] * 0.5]
    pay(draft, rng, goods, rng.choice(gang.supplier_pays, len(goods)))
    if rng.random() < draft.dials["holder_known"]:
        hold(draft, np.array([collector]), np.array([manager]))


def _mules(draft: Draft, rng: np.random.Generator, gang: Gang, sources: Ints) -> Ints:  # noqa: PLR0917
    """Send the money of each few sources through one mule's account; gives those accounts."""
    if not len(sources):
        return np.empty(0, dtype=np.int64)
    label = cells(rng, len(sources), low=2, high=4)
    mules = draft.new("payment", int(label.max()) + 1)
    pay(draft, rng, sources, mules[label])
    straws = draft.people(len(mules), city=gang.city)
    known = rng.random(len(mules)) < draft.dials["holder_known"] * 0.6
    hold(draft, mules[known], straws[known])
    draft.rows["owned"].add(gang=gang.number, slot="mule", value=mules)
    draft.rows["roles"].add(gang=gang.number, kind="payment", node=mules, role="cashier")
    return mules


def _to_head(draft: Draft, rng: np.random.Generator, gang: Gang) -> None:
    own = draft.new("payment", 1 + (len(gang.members) >= 60))
    collectors = np.array(gang.collectors)
    target = rng.choice(own, len(collectors))
    if rng.random() < draft.dials["nominee"]:
        nominee, account = draft.people(1, city=gang.city), draft.new("payment", 1)
        pay(draft, rng, collectors, np.full(len(collectors), account[0]))
        pay(draft, rng, np.full(len(own), account[0]), own)
        hold(draft, account, nominee)
        draft.rows["ties"].add(a=nominee, b=np.array([gang.head]), relation="family", source="household_register")
        draft.rows["roles"].add(gang=gang.number, kind="payment", node=account, role="cashier")
    else:
        pay(draft, rng, collectors, target)
    hold(draft, own, np.full(len(own), gang.head))
    draft.rows["roles"].add(gang=gang.number, kind="payment", node=collectors, role="cashier")
    draft.rows["roles"].add(gang=gang.number, kind="payment", node=own, role="head")
    draft.rows["heads"].add(gang=gang.number, kind="payment", node=own)


def pay(draft: Draft, rng: np.random.Generator, source: Ints, target: Ints) -> None:  # noqa: PLR0917
    """A few transfers between each source and its target, spread over the years."""
    times = rng.integers(1, 5, len(source))
    many = int(times.sum())
    at = rng.integers(FIRST_DAY * 86400, LAST_DAY * 86400, many)
    amount = np.round(rng.lognormal(8.2, 1.0, many), 2)
    draft.rows["transfers"].add(source=np.repeat(source, times), target=np.repeat(target, times), amount=amount, at=at)


def hold(draft: Draft, payments: Ints, parties: Ints) -> None:
    """The bank's answer: this account is held by this party."""
    draft.rows["holders"].add(kind="payment", value=payments, party=parties, source="bank_answer")

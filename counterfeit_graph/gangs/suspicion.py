"""Suspicion: what speaks for counterfeiting, apart from what speaks for common control.

Suspicion comes from signals (each source with a reliability learned from the case), from closures for counterfeiting
and from prices far below market; never from being linked, never from a name, a region, an age. How often honest and
counterfeit accounts carry each mark is learned with a two-class mixture over the groups (Dempster, Laird and Rubin
1977), accounts in no group serving as honest ones; the vocabulary's start values stand for the experience of other
cases.
Contrary evidence counts as much: notices that failed, against a group that rivals besiege, outweigh the few that
passed, and so does trading openly: the shops of an honest owner stand under his company, those of a gang under
strangers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.gangs.marks import INDEPENDENT, MARKS, Marks
from counterfeit_graph.model.runs import spans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.evidence.uses import Uses
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Suspicion:
    """What speaks for counterfeiting.

    Attributes:
        account: decibans for counterfeiting of each account by itself, prior left out.
        group: posterior decibans of each group, notices against it that failed and trading openly taken off.
        confirmed: number of accounts with a confirmed mark, per group.
        independent: whether a source that rivals cannot write has confirmed, per group.
        rates: per mark (honest rate, counterfeit rate).
    """

    account: Array
    group: Array
    confirmed: Array
    independent: Array
    rates: Array


def weigh_suspicion(
    evidence: EvidenceGraph, label: Array, *, reliability: Mapping[str, float] | None = None, how: Marks | None = None
) -> Suspicion:
    """Suspicion of accounts and of the groups in `label` (-1 for none).

    Args:
        evidence: the case.
        label: group of each account.
        reliability: weight in [0, 1] of reporters, by reporter id; 1 where missing.
        how: what counts as a mark, and what is believed before the case says more.
    """
    who, how, reliability = evidence.who, how or Marks(), reliability or {}
    notices = _notices(who)
    marked, marks = _marks(who, reliability, notices=notices, how=how)
    groups, mine = int(label.max(initial=-1)) + 1, label[marked]
    size = np.bincount(label[label >= 0], minlength=groups)
    counts = np.zeros((groups, len(MARKS)))
    np.add.at(counts, mine[mine >= 0], marks[mine >= 0])
    honest = marks[mine < 0].sum(axis=0), len(label) - int(size.sum())
    openly = np.asarray(one_company(evidence.uses, label) >= how.openly * size)
    rates, posterior = _mixture(counts, _Groups(size, openly), honest=honest, how=how)
    gain, loss = _gains(rates)
    signed = _signed(mine, marks >= how.relied, groups=groups)
    confirmed = np.minimum(signed, _sources(who, label, notices=notices, reliability=reliability, how=how))
    independent = counts[:, [MARKS.index(name) for name in sorted(INDEPENDENT)]].max(axis=1, initial=0) >= how.relied
    alone = np.full(len(label), loss.sum())
    alone[marked] += marks @ (gain - loss)
    contrary = _contrary(who, label, notices=notices, groups=groups, passes=how.passes)
    return Suspicion(alone, posterior + contrary, confirmed, independent, rates)


def _signed(label: Array, relied: Array, *, groups: int) -> Array:
    """Accounts of each group with a mark of a source that is relied on; prices alone are no sign."""
    signed = relied[:, : len(MARKS) - 1].any(axis=1)
    return np.bincount(label[(label >= 0) & signed], minlength=groups)


def _sources(
    who: Identities, label: Array, *, notices: pd.DataFrame, reliability: Mapping[str, float], how: Marks
) -> Array:
    """Distinct sources that confirmed something against each group: one reporter's repeated mistake counts once.

    A reporter most of whose decided notices failed confirms nothing: against shops that a ring besieges, some pass.
    """
    closed = _closed(who, how.words)
    if not len(notices) and not len(closed):
        return np.zeros(int(label.max(initial=-1)) + 1, np.int64)
    notices = notices[notices["passed"] & ~_fails(notices, how.record)]
    weight = notices["reporter_id"].map(lambda reporter: reliability.get(reporter, 1.0)).astype(float)
    notices = notices[weight.to_numpy() >= how.relied]
    source = notices["reporter_id"].fillna(notices["kind"])
    told = pd.DataFrame({"account_id": notices["account_id"], "source": source})
    told = pd.concat([told, pd.DataFrame({"account_id": closed["account_id"], "source": closed["account_id"]})])
    if not len(told):
        return np.zeros(int(label.max(initial=-1)) + 1, np.int64)
    code = who.codes(told["account_id"].astype(object))
    told = told[code >= 0].assign(group=label[code[code >= 0]])
    distinct = told[told["group"] >= 0].drop_duplicates(["group", "source"])
    return np.bincount(distinct["group"].to_numpy(np.int64), minlength=int(label.max(initial=-1)) + 1)


def _fails(notices: pd.DataFrame, usual: tuple[float, float]) -> pd.Series[bool]:
    """Whether each notice is of a reporter who succeeds too rarely: his own with `Marks.record`."""
    passed, least = usual
    record = notices.groupby("reporter_id")["passed"].agg(["sum", "size"])
    fails = (record["sum"] + passed) / (record["size"] + passed + 1) < least
    return notices["reporter_id"].map(fails).eq(True)


def _contrary(who: Identities, label: Array, *, notices: pd.DataFrame, groups: int, passes: float) -> Array:
    """What the outcomes of notices against each group say, where that speaks for honesty.

    With s notices that passed and f that failed (rejected, or undone by a counter-notice), s log(p1 / p0) + f log((1 -
    p1) / (1 - p0)), where p0 is the share that passes against accounts in no group and p1 = `passes` against
    counterfeiters.
    """
    # Of sources that rivals can write.
    outcome = notices[~notices["kind"].isin(INDEPENDENT)]
    if not len(outcome):
        return np.zeros(groups)
    at = who.codes(outcome["account_id"].astype(object))
    outcome, group = outcome[at >= 0], label[at[at >= 0]]
    passed = outcome["passed"].to_numpy(bool)
    p0 = min((passed[group < 0].sum() + 2.0) / ((group < 0).sum() + 10.0), passes / 2)
    score = np.where(passed, np.log10(passes / p0), np.log10((1 - passes) / (1 - p0)))
    return np.minimum(10 * np.bincount(group[group >= 0], weights=score[group >= 0], minlength=groups), 0.0)


@dataclass(frozen=True)
class _Groups:
    """Accounts of each group, and whether it trades openly."""

    size: Array
    openly: Array


def one_company(uses: Uses, label: Array) -> Array:
    """How many accounts of each group in `label` (-1 for none) stand under one company, the one of most of them.

    Owners count as their companies do where a register says that they own them.
    """
    companies = np.flatnonzero(uses.kind == KIND_NAMES.index("company"))
    registered = uses.value_use[spans(uses.value_ptr, companies)]
    registered = registered[label[uses.account[registered]] >= 0]
    rows = pd.DataFrame({"account": uses.account[registered], "company": uses.value[registered]}).drop_duplicates()
    shops = rows.groupby([label[rows["account"]], "company"]).size().groupby(level=0).max()
    most = np.zeros(int(label.max(initial=-1)) + 1, np.int64)
    most[shops.index.to_numpy(np.int64)] = shops
    return most


def _mixture(counts: Array, groups: _Groups, *, honest: tuple[Array, int], how: Marks) -> tuple[Array, Array]:
    """(rates of each mark among honest and counterfeit accounts, posterior decibans of each group).

    `honest` are the marks that accounts in no group carry, summed, and the number of these accounts.
    """
    carried, accounts = honest
    (counts, size, openly), alike, often = _alike(counts, groups)
    start0 = (carried + how.honest[0]) / (accounts + how.honest[1])
    start1 = np.clip(start0 * 10 ** (np.array([how.start[name] for name in MARKS]) / 10), 0.01, how.most)
    rates, trade, prior = np.stack([start0, start1]), np.array(how.trade), 10 * np.log10(how.prior / (1 - how.prior))
    posterior, strength = np.zeros(len(size)), how.strength
    for _ in range(30):
        gain, loss = _gains(rates)
        excuse = openly * min(10 * np.log10(trade[1] / trade[0]), 0.0)
        posterior = counts @ gain + (size[:, None] - counts) @ loss + prior + excuse
        belief = 1 / (1 + 10 ** (-np.clip(posterior, -200, 200) / 10))
        no, yes = (1 - belief) * often, belief * often
        zero = (carried + no @ counts + strength * start0) / (accounts + no @ size + strength)
        one = (yes @ counts + strength * start1) / (yes @ size + strength)
        rates = np.stack([np.clip(zero, 1e-6, 0.99), np.clip(np.maximum(one, zero), 1e-6, 0.99)])
        sides = zip((no, yes), how.trade, strict=True)
        trade = np.array([(side @ openly + strength * a) / (side.sum() + strength) for side, a in sides])
    return rates, posterior[alike]


def _alike(counts: Array, groups: _Groups) -> tuple[tuple[Array, Array, Array], Array, Array]:
    """Different groups (marks, size, openness) in order, which of them each group is, and how many are."""
    # Most groups carry no mark, and those of one size that trade alike are then alike: one number tells them apart.
    whole = np.column_stack([counts, groups.size, groups.openly])
    marked, code = counts.any(axis=1), 2 * groups.size.astype(np.int64) + groups.openly
    first, plain, some = np.unique(code[~marked], return_inverse=True, return_counts=True)
    table, others, rest = np.unique(whole[marked], axis=0, return_inverse=True, return_counts=True)
    alike = np.empty(len(counts), np.int64)
    alike[~marked], alike[marked] = plain, len(first) + others.ravel()
    size, openly = (np.concatenate([part, table[:, at]]) for part, at in ((first // 2, -2), (first % 2, -1)))
    counts = np.concatenate([np.zeros((len(first), counts.shape[1])), table[:, :-2]])
    return (counts, size, openly), alike, np.concatenate([some, rest])


def _gains(rates: Array) -> tuple[Array, Array]:
    """Decibans for counterfeiting of carrying a mark, and of not carrying it."""
    return 10 * np.log10(rates[1] / rates[0]), 10 * np.log10((1 - rates[1]) / (1 - rates[0]))


def _marks(
    who: Identities, reliability: Mapping[str, float], *, notices: pd.DataFrame, how: Marks
) -> tuple[Array, Array]:
    """The accounts that carry any of `MARKS`, and (accounts, marks) in [0, 1], less where a source is unreliable."""
    others = ("closure", _closed(who, how.words)), ("cheap", _cheap(who, how.cheap))
    found = [(mark, rows) for mark, rows in (*_signalled(notices, reliability), *others) if len(rows)]
    if not found:
        return np.zeros(0, np.int64), np.zeros((0, len(MARKS)))
    rows = pd.concat([rows.assign(mark=MARKS.index(mark)) for mark, rows in found])
    code = who.codes(rows["account_id"].astype(object))
    rows, code = rows[code >= 0], code[code >= 0]
    marked, at = np.unique(code, return_inverse=True)
    marks = np.zeros((len(marked), len(MARKS)))
    np.maximum.at(marks, (at, rows["mark"].to_numpy()), rows["weight"].to_numpy(float))
    return marked, marks


def _notices(who: Identities) -> pd.DataFrame:
    """Decided signals: account_id, kind, passed, reporter_id; a signal on an offer counts for its account."""
    if not len(who.records.tables.get("signals", ())):
        return pd.DataFrame({"account_id": [], "kind": [], "passed": np.zeros(0, bool), "reporter_id": []})
    signals = who.records.tables["signals"].to_pandas()
    for column in ("account_id", "listing_id", "verdict", "counter_notice", "reporter_id", "kind"):
        signals[column] = signals.get(column)
    seller = signals["listing_id"].map(_sellers(who, signals["listing_id"]))
    account = signals["account_id"].where(signals["account_id"].notna(), seller)
    decided = signals["verdict"].isin(["confirmed", "rejected"])
    passed = signals["verdict"].eq("confirmed") & signals["counter_notice"].ne("upheld")
    return pd.DataFrame(
        {"account_id": account, "kind": signals["kind"], "passed": passed, "reporter_id": signals["reporter_id"]}
    )[decided]


def _sellers(who: Identities, offers: pd.Series[str]) -> dict[str, str]:
    """The account of each of some offers: few of many, so the others are never made objects."""
    listings = who.records.tables.get("listings")
    if listings is None or not {"listing_id", "account_id"} <= set(listings.columns):
        return {}
    named = pa.array(offers.dropna().unique(), pa.string())
    rows = listings.where(np.asarray(pc.is_in(listings.arrow["listing_id"], value_set=named)))
    return dict(zip(rows["listing_id"], rows["account_id"], strict=True))


def _signalled(notices: pd.DataFrame, reliability: Mapping[str, float]) -> list[tuple[str, pd.DataFrame]]:
    """Signals that passed, one frame (account_id, weight) a kind."""
    notices = notices[notices["passed"]]
    if not len(notices):
        return []
    weight = notices["reporter_id"].map(lambda reporter: reliability.get(reporter, 1.0)).astype(float)
    return [(str(kind), part) for kind, part in notices.assign(weight=weight).groupby("kind", sort=True)]


def _closed(who: Identities, words: Sequence[str]) -> pd.DataFrame:
    """Accounts closed for counterfeiting, by an action or by their own closing reason."""
    sides = [_stated(who, "actions", column="reason"), _stated(who, "accounts", column="close_reason")]
    found = [rows.loc[_speaks_of(words, rows["reason"]), "account_id"] for rows in sides]
    return pd.DataFrame({"account_id": pd.concat(found).dropna(), "weight": 1.0})


def _stated(who: Identities, table: str, *, column: str) -> pd.DataFrame:
    """account_id and reason of the rows that state one: few of many, so the others are never made objects."""
    rows = who.records.tables.get(table)
    if rows is None or not {column, "account_id"} <= set(rows.columns) or rows.arrow[column].null_count == len(rows):
        return pd.DataFrame({"account_id": [], "reason": []}, dtype=object)
    stated = rows.select(column, "account_id").where(np.asarray(rows.arrow[column].is_valid()))
    return pd.DataFrame({"account_id": stated["account_id"], "reason": stated[column]}, dtype=object)


def _speaks_of(words: Sequence[str], reasons: pd.Series[str]) -> Array:
    speaks = "|".join(map(re.escape, words)) or "(?!)"
    return np.asarray(reasons.fillna("").str.lower().str.contains(speaks, regex=True), bool)


def _cheap(who: Identities, least: float) -> pd.DataFrame:
    """Accounts whose branded offers cost far less than the market's for the same brand and category and currency."""
    found = who.records.tables.get("listings")
    if found is None or not len(found) or not {"brand", "price"} <= set(found.columns):
        return pd.DataFrame({"account_id": [], "weight": []})
    market = [name for name in ("brand", "category", "currency") if name in found.columns]
    branded = pc.and_(
        pc.fill_null(pc.not_equal(found.arrow["brand"], ""), fill_value=False), found.arrow["price"].is_valid()
    )
    offers = found.select("account_id", "price", *market).where(np.asarray(branded)).to_pandas()
    ratio = offers["price"] / offers.groupby(market, dropna=False)["price"].transform("median")
    middle = ratio.groupby(offers["account_id"]).median()
    return pd.DataFrame({"account_id": middle.index[middle < least], "weight": 1.0})

"""The tables of gangs, dens, members and groups, laid out from labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.evidence.uses import GROUP_NAMES
from counterfeit_graph.gangs.lists import DIGITS, false_names
from counterfeit_graph.gangs.membership import TERMS
from counterfeit_graph.gangs.tiers import Grounds, member_tier, tier_of
from counterfeit_graph.model.schema import FORGEABILITY
from counterfeit_graph.model.table import Table, taken

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.membership import Membership
    from counterfeit_graph.gangs.options import Finding
    from counterfeit_graph.gangs.standing import Standing

Array = np.ndarray[Any, Any]
UNKNOWN_DAY = -(2**31)
# Columns of the accounts that are not listed.
UNLISTED = dict.fromkeys(("account_id", "gang_id"), "string") | dict.fromkeys(
    ("confidence", *TERMS, "control"), "float64"
)


@dataclass(frozen=True)
class Found:
    """Everything that the tables are laid out from; gangs are numbered 0.. in the order in which they are listed.

    Attributes:
        evidence: the evidence.
        members: how each account stands in its gang.
        den: den of each account, -1 for none.
        stability: of each gang.
        suspicion: of the gangs: posterior decibans, signs.
        signs: accounts with a confirmed sign.
        options: of the finding.
    """

    evidence: EvidenceGraph
    members: Membership
    den: Array
    stability: Array
    suspicion: Array
    signs: Array
    options: Finding

    @property
    def gang(self) -> Array:
        """Gang of each account, named or uncertain, -1 for none."""
        return self.members.gang

    @property
    def confidence(self) -> Array:
        """Of each account in its gang."""
        return self.members.confidence

    @property
    def standing(self) -> Standing:
        """How each account of a gang stands to its named members."""
        return self.members.standing

    @property
    def gangs(self) -> int:
        """Number of gangs."""
        return len(self.suspicion)

    @cached_property
    def member(self) -> Array:
        """Whether each account is a member, and not an uncertain one."""
        return (self.gang >= 0) & (self.confidence >= self.options.sure)

    @cached_property
    def doubt(self) -> Array:
        """The chance that each account of a gang is named there falsely; 0 for all others."""
        out, inside = np.zeros(len(self.gang)), self.gang >= 0
        out[inside] = false_names(self.confidence[inside], self.suspicion[self.gang[inside]])
        return out

    def per_gang(self, mask: Array, values: Array | None = None) -> Array:
        """How many accounts of `mask` each gang has, or what `values`, one an account of `mask`, sum to."""
        return np.bincount(self.gang[mask], weights=values, minlength=self.gangs)


def gang_ids(count: int) -> list[str]:
    """Names of the gangs in the order of the table."""
    return [f"G{n + 1:04d}" for n in range(count)]


def den_ids(count: int) -> list[str]:
    """Names of the dens."""
    return [f"D{n + 1:05d}" for n in range(count)]


def member_table(found: Found, roles: dict[int, str], *, tiers: Array) -> Table:
    """The table of members, see `Gangs.members`; by gang, members first, by den, by account."""
    accounts = np.flatnonzero(found.gang >= 0)
    ids = np.asarray(found.evidence.who.ids(accounts).to_pylist(), object)
    member = found.member
    order = np.lexsort((ids.astype(str), found.den[accounts], ~member[accounts], found.gang[accounts]))
    accounts, ids = accounts[order], ids[order]
    dens, gangs = den_ids(int(found.den.max(initial=-1)) + 1), gang_ids(found.gangs)
    columns = {
        "account_id": ids,
        "gang_id": [gangs[g] for g in found.gang[accounts]],
        "den_id": [dens[d] if d >= 0 else "" for d in found.den[accounts]],
        "role": [roles.get(a, "store") for a in accounts.tolist()],
        "state": np.where(member[accounts], "member", "uncertain").tolist(),
        "confidence": np.round(found.confidence[accounts], 3),
        "decibans": np.round(_score(found)[accounts], 3),
        "tier": member_tier(
            tiers[found.gang[accounts]], member=member[accounts], firm=found.members.firm[accounts]
        ).tolist(),
        "chance_false": np.round(found.doubt[accounts], DIGITS),
        **_judged(found, accounts),
    }
    return Table.of(
        {k: list(v) for k, v in columns.items()},
        dict.fromkeys(("account_id", "gang_id", "den_id", "role", "state", "tier"), "string"),
    )


def unlisted_table(found: Found) -> Table:
    """account_id, gang_id, confidence, then control after its terms; see `Gangs.unlisted`. By gang and account."""
    gang = found.members.unlisted
    accounts = np.flatnonzero(gang >= 0)
    ids = np.asarray(found.evidence.who.ids(accounts).to_pylist(), object)
    order = np.lexsort((ids.astype(str), gang[accounts]))
    accounts, gangs = accounts[order], gang_ids(found.gangs)
    columns: dict[str, Any] = {
        "account_id": ids[order],
        "gang_id": [gangs[g] for g in gang[accounts]],
        "confidence": np.round(found.confidence[accounts], 3),
        **_judged(found, accounts),
    }
    return Table.of({k: list(v) for k, v in columns.items()}, UNLISTED)


def _judged(found: Found, accounts: Array) -> dict[str, Array]:
    """What speaks for control of some accounts and against it, and what that comes to."""
    judged = found.members.judged
    rows = np.searchsorted(judged.account, accounts)
    terms = dict(zip(TERMS, np.round(judged.terms[rows], 3).T, strict=True))
    return {**terms, "control": np.round(judged.control[rows], 3)}


def _score(found: Found) -> Array:
    score = np.zeros(len(found.gang))
    score[found.standing.account] = found.standing.score
    return score


def gang_table(found: Found, sales: Table, *, persons: Array) -> Table:
    """The table of gangs; see `Gangs.table`."""
    count, member = found.gangs, found.member
    score = pd.Series(_score(found)[member]).groupby(found.gang[member]).median().reindex(range(count)).fillna(0.0)
    groups, verified = _kinds_of(found)
    amount = sales["sales"]
    grounds = Grounds(found.suspicion, found.signs, groups, verified, persons, amount, found.stability)
    named = found.per_gang(member)
    columns: dict[str, Any] = {
        "gang_id": gang_ids(count),
        "accounts": named,
        "dens": _different(found, found.den[member]),
        "platforms": _different(found, _platforms(found)),
        "decibans": np.round(score.to_numpy(), 3),
        "stability": np.round(found.stability, 3),
        "tier": tier_of(grounds, found.options.tiers),
        "sales": amount,
        "currency": sales["currency"],
        "first_seen": _days(found, "first", pick=np.minimum),
        "last_seen": _days(found, "last", pick=np.maximum),
        "uncertain": found.per_gang(~member & (found.gang >= 0)),
        "suspicion": np.round(found.suspicion, 3),
        "signs": found.signs,
        "persons": persons,
        "expected_false": np.round(found.per_gang(member, found.doubt[member]), 2),
    }
    return Table.of(
        columns,
        {
            "gang_id": "string",
            "tier": "string",
            "currency": "string",
            "first_seen": "date32",
            "last_seen": "date32",
        },
    )


def _different(found: Found, what: Array) -> Array:
    """Per gang, how many different numbers its members have, whose numbers these are in turn."""
    pairs = np.unique(np.stack([found.gang[found.member], what]), axis=1)
    return np.bincount(pairs[0], minlength=found.gangs)


def _platforms(found: Found) -> Array:
    """A number for the platform of each member; -1 where it is not known."""
    if not found.gangs:
        # Nobody asks for the table of accounts of a large case in which there is no gang.
        return np.zeros(0, np.int64)
    words = taken(found.evidence.who.accounts.arrow["platform"], np.flatnonzero(found.member))
    return np.asarray(pc.fill_null(words.cast(pa.string()).dictionary_encode().indices, -1)).astype(np.int64)


def _days(found: Found, column: str, *, pick: np.ufunc) -> Array:
    """First or last day on which a member used anything, as int32 days; null where no date is known."""
    if not found.gangs:
        return np.zeros(0, object)
    facts, member = found.evidence.who.facts, found.member
    account, day = facts["account"], facts[column].astype(np.int64)
    kept = member[account] & (day != UNKNOWN_DAY)
    start = 2**31 - 1 if pick is np.minimum else UNKNOWN_DAY
    out = np.full(found.gangs, start, np.int64)
    pick.at(out, found.gang[account[kept]], day[kept])
    return np.array([None if day == start else day for day in out.tolist()], object)


def _kinds_of(found: Found) -> tuple[Array, Array]:
    """Per gang: groups of evidence that tie a good share of its members, and whether a verified kind ties any."""
    if not found.gangs:
        return np.zeros(0, np.int64), np.zeros(0, bool)
    member, field = found.member, found.evidence.uses
    bits = np.zeros((len(found.gang), len(GROUP_NAMES)), bool)
    for g in range(len(GROUP_NAMES)):
        bits[found.standing.account, g] = (found.standing.mask >> g & 1) > 0
    groups = np.stack([found.per_gang(member, bits[member, g].astype(float)) for g in range(len(GROUP_NAMES))], axis=1)
    sizes = np.maximum(found.per_gang(member), 1)
    inside = member[field.account] & (field.forge == FORGEABILITY.index("verified"))
    cell = field.value[inside].astype(np.int64) * found.gangs + found.gang[field.account[inside]]
    users = np.unique(cell, return_counts=True)
    verified = np.zeros(found.gangs, bool)
    verified[(users[0] % max(found.gangs, 1))[users[1] > 1]] = True
    return (groups / sizes[:, None] >= 0.2).sum(axis=1), verified


def den_table(found: Found) -> Table:
    """den_id, gang_id, accounts, place, decibans, stability; `place` is the address that most members use.

    An address of the public is nobody's place: the next one stands for it, or none.
    """
    member = found.member & (found.den >= 0)
    count = int(found.den.max(initial=-1)) + 1
    names, texts = ("den_id", "gang_id", "accounts", "place", "decibans", "stability"), ("den_id", "gang_id", "place")
    if not count:
        return Table.of({name: [] for name in names}, dict.fromkeys(texts, "string"))
    frame = pd.DataFrame(
        {
            "den": found.den[member],
            "gang": found.gang[member],
            "score": _score(found)[member],
            "sure": found.confidence[member],
        }
    )
    grouped = frame.groupby("den", sort=True).agg(
        gang=("gang", "first"), accounts=("gang", "size"), score=("score", "median"), sure=("sure", "mean")
    )
    places, dens, gangs = _places(found, member), den_ids(count), gang_ids(found.gangs)
    columns = (
        [dens[d] for d in grouped.index],
        [gangs[g] for g in grouped["gang"]],
        grouped["accounts"].tolist(),
        [places.get(d, "") for d in grouped.index],
        grouped["score"].round(3).tolist(),
        grouped["sure"].round(3).tolist(),
    )
    return Table.of(dict(zip(names, columns, strict=True)), dict.fromkeys(texts, "string"))


def _places(found: Found, member: Array) -> dict[int, str]:
    if not member.any():
        return {}
    facts = found.evidence.who.facts
    own = facts.isin("kind", ["address"]) & member[facts["account"]]
    rows = np.flatnonzero(own & ~np.isin(facts["value"], _public(found.evidence)))
    frame = pd.DataFrame(
        {"den": found.den[facts["account"][rows]], "value": facts["value"][rows], "account": facts["account"][rows]}
    )
    users = frame.drop_duplicates().groupby(["den", "value"]).size().reset_index(name="users")
    best = users.sort_values(["den", "users", "value"], ascending=[True, False, True]).drop_duplicates("den")
    shown = found.evidence.who.values.take(best["value"].to_numpy())["shown"]
    return {int(den): str(place) for den, place in zip(best["den"], shown, strict=True)}


def _public(evidence: EvidenceGraph) -> Array:
    """Codes, among all values of the case, of those that tie no two accounts: `evidence.hubs`."""
    return evidence.uses.code[~evidence.weights.makes_pairs]


def group_table(evidence: EvidenceGraph, accounts: Array, *, label: Array, score: Array) -> Table:
    """group_id, account_id, decibans of some accounts, of whom `label` has the group and `score` what speaks for it."""
    listed = np.bincount(label) > 0
    numbers = (np.cumsum(listed) - 1)[label]
    rows = pa.table({"number": numbers, "account_id": evidence.who.ids(accounts), "decibans": score.round(3)})
    rows = rows.sort_by([("number", "ascending"), ("account_id", "ascending")])
    count = pc.cast(pa.array(np.arange(1, np.count_nonzero(listed) + 1)), pa.string())
    names = pc.binary_join_element_wise(pa.scalar("C"), pc.utf8_lpad(count, 5, "0"), "")
    return Table(rows.set_column(0, "group_id", names.take(rows["number"].combine_chunks())))

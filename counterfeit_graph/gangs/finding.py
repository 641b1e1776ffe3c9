"""`find_gangs`: from evidence to gangs, dens, members and their states."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph import __version__
from counterfeit_graph.evidence.clues.complaints import find_complainants
from counterfeit_graph.gangs.bare import is_bare, with_pattern
from counterfeit_graph.gangs.dens import join_groups, split_dens
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.finders import JOINING, Finder, known_finder
from counterfeit_graph.gangs.growth import Growth
from counterfeit_graph.gangs.marks import MARKS
from counterfeit_graph.gangs.membership import Judged, Membership, Tried, settle
from counterfeit_graph.gangs.options import Finding
from counterfeit_graph.gangs.regions import Ground, grow_regions
from counterfeit_graph.gangs.result import Atlas, Gangs, Trace
from counterfeit_graph.gangs.sheets import Found, den_table, gang_table, group_table, member_table, unlisted_table
from counterfeit_graph.gangs.stability import Reruns, gang_stability
from counterfeit_graph.gangs.standing import NONE, Standing, standings
from counterfeit_graph.gangs.suspicion import Suspicion, weigh_suspicion
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.fields import check_fields
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.control import Control
    from counterfeit_graph.gangs.network import Network
    from counterfeit_graph.gangs.regions import Earlier
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]


def find_gangs(
    evidence: EvidenceGraph,
    finder: Finder | None = None,
    *,
    options: Finding | None = None,
    reruns: int = 20,
    seed: int = 0,
) -> Gangs:
    """The gangs behind the evidence.

    Cores of confident pairs are grown by pooled evidence into groups; groups tied to each other are joined by `finder`;
    a joined group with signs of counterfeiting is a gang, without them a group under common control. Whoever shares
    anything with a gang is compared with its members, and is a member where that makes control probable enough, in the
    mean of reruns on resampled evidence; those who were grown into it and are not are `uncertain`, or not listed where
    hardly anything speaks for control. Where a large case
    is a table of account, kind and value alone, groups of five or more are those whose pattern of shared values is a
    gang's and not a household's.

    Args:
        evidence: what ties the accounts.
        finder: what joins groups into gangs; `Leiden(3.0)` by default, 3 decibans a pair.
        options: thresholds; see `Finding`.
        reruns: resampled reruns behind `stability` and `confidence`; with 0 the one is 1, the other what the whole
            evidence says.
        seed: of the resampling.

    Returns:
        The gangs, those with most members named first.

    Raises:
        OptionError: the finder is none, or an option is of the wrong kind or out of range.

    Source of the method: docs/method.md.

    Example:
        >>> import counterfeit_graph as cg
        >>> evidence = cg.weigh(cg.resolve(cg.read({"accounts": [{"account_id": "1", "platform": "p"}]})))
        >>> find_gangs(evidence, reruns=0)
        Gangs(0 gangs, 0 members)
    """
    return Search(JOINING if finder is None else finder, options or Finding(), reruns, seed).run(evidence)


@dataclass(frozen=True)
class Search:
    """How gangs are looked for, so that an update looks for them in the same way; see `find_gangs`."""

    finder: Finder
    options: Finding
    reruns: int
    seed: int

    def __post_init__(self) -> None:
        known_finder(self.finder)
        check_fields(self)
        if self.reruns < 0:
            msg = "reruns must not be negative"
            raise OptionError(msg, where=f"find_gangs(reruns={self.reruns})")

    def run(self, evidence: EvidenceGraph, earlier: Earlier | None = None) -> Gangs:
        """The gangs behind the evidence; `earlier` knows the groups of the run that the evidence extends."""
        options = replace(self.options, growth=self.options.growth.of_case(evidence))
        ground = Ground.of(evidence, options.growth)
        join = partial(join_groups, growth=options.growth, finder=self.finder)
        grown = grow_regions(ground, options.growth, join=join, earlier=earlier)
        label, score = grown.over(ground.size)
        if is_bare(evidence):
            label = with_pattern(evidence, label, join=options.growth.join)
            score = _scores(evidence, label)
        suspicion = weigh_suspicion(evidence, label, reliability=_reliability(evidence.who), how=options.marks)
        suspect, grouped = _suspect(suspicion, options), np.flatnonzero(label >= 0)
        listed = _listed(np.bincount(label[grouped], minlength=len(suspect)), suspect, suspicion=suspicion)
        found = replace(self, options=options)._tried(evidence, label, listed=listed, suspicion=suspicion)
        made_with = {
            "finder": repr(self.finder),
            "options": asdict(options),
            "reruns": self.reruns,
            "seed": self.seed,
            "version": __version__,
        }
        plain = grouped[~suspect[label[grouped]]]
        groups = group_table(evidence, plain, label=label[plain], score=score[plain])
        gangs = _laid_out(found, groups, made_with=made_with, trace=Trace(self, grown))
        return replace(gangs, learned=_rates(suspicion))

    def _tried(self, evidence: EvidenceGraph, label: Array, *, listed: Array, suspicion: Suspicion) -> Found:
        """The gangs, of the groups in `label` those that are `listed`, with how surely each account belongs to them."""
        signs = suspicion.group[listed], suspicion.confirmed[listed]
        if not len(listed):
            # One number for everybody: in a large case without gangs, that many numbers would cost more than the rest.
            nobody = np.broadcast_to(np.int64(NONE), len(label))
            return Found(evidence, _no_members(nobody, self.options.control), nobody, np.ones(0), *signs, self.options)
        field, core = Field.of(evidence), _renamed(label, listed)
        near = np.flatnonzero(field.around(core >= 0))
        standing = standings(field.counting, label, accounts=near)
        whole = _with_fringe(core, label, standing=standing, listed=listed, growth=self.options.growth)
        how, reruns = (self.options.growth, self.finder), Reruns(self.reruns, self.seed)
        stability = gang_stability(evidence, whole, how=how, reruns=reruns)
        tried = Tried(core, whole, standing, suspicion)
        members = settle(evidence, field, tried=tried, options=self.options, reruns=reruns)
        order = _largest_first(members, signs[0], sure=self.options.sure)
        members, stability, signs = _in_order(members, order), stability[order], (signs[0][order], signs[1][order])
        inside = np.where((core >= 0) | (members.confidence >= self.options.sure), members.gang, NONE)
        den = split_dens(evidence, field, gang=inside, split=self.options.dens)
        return Found(evidence, members, den, stability, *signs, self.options)


def _largest_first(members: Membership, suspicion: Array, *, sure: float) -> Array:
    """The gangs in the order in which they are listed: most members named first, then most suspicion."""
    named = members.gang[(members.gang >= 0) & (members.confidence >= sure)]
    count = np.bincount(named, minlength=len(suspicion))
    return np.lexsort((np.arange(len(suspicion)), -suspicion, -count))


def _in_order(members: Membership, order: Array) -> Membership:
    """The same with gangs numbered in another order."""
    place = np.append(np.argsort(order), NONE)
    standing = replace(members.standing, group=place[members.standing.group])
    judged = replace(members.judged, gang=place[members.judged.gang])
    gang, unlisted = place[members.gang], place[members.unlisted]
    return replace(members, gang=gang, unlisted=unlisted, standing=standing, judged=judged)


def _no_members(nowhere: Array, how: Control) -> Membership:
    none, accounts = np.zeros(0, np.int64), len(nowhere)
    nobody = Standing(none, none, np.zeros(0), np.zeros(0), np.zeros(0), none, none, *np.zeros((2, 0), bool))
    judged = Judged(accounts, none, none, np.zeros((0, len(how.worth))), np.zeros(0, bool), how)
    return Membership(nowhere, nowhere, np.zeros(accounts), np.zeros(accounts, bool), nobody, judged)


def _scores(evidence: EvidenceGraph, label: Array) -> Array:
    """Pooled evidence of each account for the group in `label` that it speaks for best, of those in any."""
    standing = standings(Field.of(evidence).counting, label, accounts=np.flatnonzero(label >= 0))
    score = np.zeros(len(label))
    score[standing.account] = standing.score
    return score


def _reliability(who: Identities) -> dict[str, float]:
    if not len(who.records.tables.get("signals", ())):
        return {}
    complainants = find_complainants(who)
    return dict(zip(complainants["reporter_id"], complainants["weight"].tolist(), strict=True))


def _suspect(suspicion: Suspicion, options: Finding) -> Array:
    """Whether each group is a gang: several sources say so, or one that rivals cannot write, of which more is asked."""
    several = suspicion.confirmed >= options.signs
    asked = np.where(several, options.suspicion, options.lone)
    return np.asarray((suspicion.group >= asked) & (several | suspicion.independent))


def _rates(suspicion: Suspicion) -> dict[str, dict[str, float]]:
    """How often honest and counterfeit accounts were found to carry each mark."""
    sides = zip(MARKS, *suspicion.rates.round(6).tolist(), strict=True)
    return {mark: {"honest": honest, "counterfeit": counterfeit} for mark, honest, counterfeit in sides}


def _listed(size: Array, suspect: Array, *, suspicion: Suspicion) -> Array:
    """The suspected groups, most accounts first, then most suspicion."""
    groups = np.flatnonzero(suspect)
    return groups[np.lexsort((groups, -suspicion.group[groups], -size[groups]))]


def _renamed(label: Array, listed: Array) -> Array:
    """Gang number of each account: the place of its group in `listed`, -1 for none."""
    place = np.full(int(label.max(initial=-1)) + 2, -1, np.int64)
    place[listed] = np.arange(len(listed))
    return place[label]


def _with_fringe(core: Array, label: Array, *, standing: Standing, listed: Array, growth: Growth) -> Array:
    """The gangs with the accounts in no group that evidence links to one, though not by independent clues."""
    place = _renamed(np.arange(int(label.max(initial=-1)) + 1), listed)
    loose = standing.linked(growth) & (label[standing.account] < 0)
    out = core.copy()
    accounts = standing.account[loose]
    out[accounts] = place[standing.group[loose]]
    return out


def _laid_out(found: Found, groups: Table, *, made_with: dict[str, Any], trace: Trace) -> Gangs:
    who = found.evidence.who
    atlas = Atlas(found.evidence)
    member = np.flatnonzero(found.member)
    by_gang = member[np.argsort(found.gang[member], kind="stable")]
    ends = np.cumsum(np.bincount(found.gang[member], minlength=found.gangs))
    networks = [atlas.network(accounts) for accounts in np.split(by_gang, ends)[: found.gangs]]
    sales = Table.of(
        {
            "sales": np.array([int(network.nodes["sales"].sum()) for network in networks], np.int64),
            "currency": [n.currency for n in networks],
        },
        {"currency": "string"},
    )
    persons = np.array([int((network.nodes["kind"] == "person").sum()) for network in networks], np.int64)
    table, dens = gang_table(found, sales, persons=persons), den_table(found)
    members = member_table(found, _account_roles(who, networks), tiers=table["tier"])
    gangs = Gangs(table, dens, members, groups, found.evidence, made_with, atlas, trace)
    return replace(gangs, unlisted=unlisted_table(found))


def _account_roles(who: Identities, networks: list[Network]) -> dict[int, str]:
    """Role of each account code, from the networks of its gang."""
    accounts = [network.nodes.where(network.nodes["kind"] == "account") for network in networks]
    rows = [row for part in accounts for row in zip(part["id"], part["role"], strict=True) if row[1]]
    codes = who.codes([account_id for account_id, _ in rows]).tolist()
    return dict(zip(codes, (role for _, role in rows), strict=True))

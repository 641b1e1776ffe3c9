"""`find_gangs`: from evidence to gangs, dens, members and their states."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph import __version__
from counterfeit_graph.evidence.clues.complaints import find_complainants
from counterfeit_graph.evidence.clues.phoenix import find_phoenix
from counterfeit_graph.gangs.bare import is_bare, with_pattern
from counterfeit_graph.gangs.dens import join_groups, split_dens
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.finders import Finder, Leiden
from counterfeit_graph.gangs.growth import Growth, grow
from counterfeit_graph.gangs.membership import Tried, settle
from counterfeit_graph.gangs.options import Finding
from counterfeit_graph.gangs.result import Atlas, Gangs, Trace
from counterfeit_graph.gangs.sheets import Found, den_table, gang_table, group_table, member_table
from counterfeit_graph.gangs.stability import resample
from counterfeit_graph.gangs.standing import NONE, Standing, standings
from counterfeit_graph.gangs.suspicion import Suspicion, weigh_suspicion
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs.network import Network
    from counterfeit_graph.gangs.watching import Watch
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
    a joined group with signs of counterfeiting is a gang, without them a group under common control. Every member is
    tried again on resampled evidence, and is `uncertain` where it does not hold. Where a large case is a table of
    account, kind and value alone, groups of five or more are those whose pattern of shared values is a gang's and not
    a household's.

    Args:
        evidence: what ties the accounts.
        finder: what joins groups into gangs; `Leiden()` by default.
        options: thresholds; see `Finding`.
        reruns: resampled reruns behind `stability` and `confidence`; 0 leaves them at 1.
        seed: of the resampling.

    Returns:
        The gangs, largest first.

    Source of the method: docs/method.md.

    Example:
        >>> import counterfeit_graph as cg
        >>> evidence = cg.weigh(cg.resolve(cg.read({"accounts": [{"account_id": "1", "platform": "p"}]})))
        >>> find_gangs(evidence, reruns=0)
        Gangs(0 gangs, 0 members)
    """
    return Search(finder or Leiden(), options or Finding(), reruns, seed).run(evidence)


@dataclass(frozen=True)
class Search:
    """How gangs are looked for, so that an update looks for them in the same way; see `find_gangs`."""

    finder: Finder
    options: Finding
    reruns: int
    seed: int

    def run(self, evidence: EvidenceGraph, watch: Watch | None = None) -> Gangs:
        """The gangs behind the evidence; `watch` knows the scorings of the run that the evidence extends."""
        field, options = Field.of(evidence, watch), self.options
        label = join_groups(field.counting, grow(field.counting, options.growth), finder=self.finder)
        if is_bare(evidence):
            label = with_pattern(evidence, label, join=options.growth.join)
        standing = standings(field.counting, label)
        suspicion = weigh_suspicion(evidence.who, label, reliability=_reliability(evidence.who))
        suspect = (suspicion.group >= options.suspicion) & (
            (suspicion.confirmed >= options.signs) | suspicion.independent
        )
        listed = _listed(label, suspect, suspicion=suspicion)
        core = _renamed(label, listed)
        whole = _with_fringe(core, label, standing=standing, listed=listed, growth=options.growth)
        how = (options.growth, self.finder)
        stability = resample(evidence, whole, how=how, reruns=self.reruns, seed=self.seed)
        tried = Tried(core, whole, standing, suspicion, stability)
        found = self._tried(field, evidence, tried=tried, listed=listed)
        made_with = {
            "finder": repr(self.finder),
            "options": asdict(options),
            "reruns": self.reruns,
            "seed": self.seed,
            "version": __version__,
        }
        groups = group_table(evidence, _unsuspected(label, suspect), standing=standing)
        return _laid_out(found, groups, made_with=made_with, trace=Trace(self, tuple(field.watch.scored)))

    def _tried(self, field: Field, evidence: EvidenceGraph, *, tried: Tried, listed: Array) -> Found:
        """The gangs with how surely each account belongs to them."""
        members = settle(evidence, field, tried=tried, options=self.options)
        den = np.full(len(tried.core), NONE, np.int64)
        if len(listed):
            inside = np.where((tried.core >= 0) | (members.confidence >= self.options.sure), members.gang, NONE)
            den = split_dens(evidence, field, gang=inside, split=self.options.dens)
        signs = (tried.suspicion.group[listed], tried.suspicion.confirmed[listed])
        return Found(evidence, members, den, tried.stability.gang, *signs, self.options)


def _reliability(who: Identities) -> dict[str, float]:
    complainants = find_complainants(who)
    return dict(zip(complainants["reporter_id"], complainants["weight"].tolist(), strict=True))


def _listed(label: Array, suspect: Array, *, suspicion: Suspicion) -> Array:
    """The suspected groups in the order in which they are listed: most accounts first, then most suspicion."""
    size = np.bincount(label[label >= 0], minlength=len(suspect))
    groups = np.flatnonzero(suspect)
    return groups[np.lexsort((groups, -suspicion.group[groups], -size[groups]))]


def _renamed(label: Array, listed: Array) -> Array:
    """Gang number of each account: the place of its group in `listed`, -1 for none."""
    place = np.full(int(label.max(initial=-1)) + 2, -1, np.int64)
    place[listed] = np.arange(len(listed))
    return place[label]


def _with_fringe(core: Array, label: Array, *, standing: Standing, listed: Array, growth: Growth) -> Array:
    """The gangs with the accounts in no group that evidence links to one, though not by independent clues."""
    place = _renamed(np.arange(int(label.max(initial=-1)) + 1), listed) if len(listed) else np.zeros(0, np.int64)
    loose = standing.linked(growth) & (label[standing.account] < 0)
    out = core.copy()
    accounts = standing.account[loose]
    out[accounts] = place[standing.group[loose]] if len(place) else -1
    return out


def _unsuspected(label: Array, suspect: Array) -> Array:
    kept = np.append(~suspect, False)
    return np.where(kept[label], label, -1)


def _laid_out(found: Found, groups: Table, *, made_with: dict[str, Any], trace: Trace) -> Gangs:
    who = found.evidence.who
    atlas = Atlas(found.evidence, find_phoenix(who))
    networks = [atlas.network(np.flatnonzero(found.member & (found.gang == g))) for g in range(found.gangs)]
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
    return Gangs(table, dens, members, groups, found.evidence, made_with, atlas, trace)


def _account_roles(who: Identities, networks: list[Network]) -> dict[int, str]:
    """Role of each account code, from the networks of its gang."""
    accounts = [network.nodes.where(network.nodes["kind"] == "account") for network in networks]
    rows = [row for part in accounts for row in zip(part["id"], part["role"], strict=True) if row[1]]
    codes = who.codes([account_id for account_id, _ in rows]).tolist()
    return dict(zip(codes, (role for _, role in rows), strict=True))

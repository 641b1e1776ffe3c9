"""`Gangs` and `Gang`: what was found, as frozen tables that know where they came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from counterfeit_graph.evidence import EvidenceGraph
from counterfeit_graph.evidence.clues.phoenix import find_phoenix
from counterfeit_graph.gangs.history import Before, History, follow
from counterfeit_graph.gangs.lists import with_doubt
from counterfeit_graph.gangs.neighbours import NetworkIndex
from counterfeit_graph.gangs.network import Network, build_network
from counterfeit_graph.gangs.regions import Earlier
from counterfeit_graph.gangs.roles import find_roles
from counterfeit_graph.gangs.significance import marked, significance
from counterfeit_graph.gangs.tiers import TIERS
from counterfeit_graph.model.errors import NotFoundError, OptionError, nearest_of
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx

    from counterfeit_graph.gangs.regions import Grown

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Atlas:
    """The networks of one case's gangs, cut from an index that is built once and when first needed."""

    evidence: EvidenceGraph

    @cached_property
    def index(self) -> NetworkIndex:
        """Who uses, holds, pays and knows what, for the whole case."""
        return NetworkIndex(self.evidence.who)

    @cached_property
    def networks(self) -> dict[tuple[int, ...], Network]:
        """Networks already cut, by account codes."""
        return {}

    @cached_property
    def reopened(self) -> Table:
        """What `find_phoenix` found in the whole case, with `chance_false`; found when it is first asked for."""
        return with_doubt(find_phoenix(self.evidence.who), prior=self.evidence.weights.prior)

    def network(self, accounts: Array) -> Network:
        """The network of some accounts, with the roles of its nodes, on which no succession bears."""
        key = tuple(accounts.tolist())
        if key not in self.networks:
            network = build_network(self.index, accounts)
            self.networks[key] = network.with_roles(find_roles(network))
        return self.networks[key]


class Look(Protocol):
    """What looks for gangs in evidence, in the same way again."""

    def run(self, evidence: EvidenceGraph, earlier: Earlier | None = None) -> Gangs:
        """The gangs behind the evidence."""
        ...


@dataclass(frozen=True)
class Trace:
    """What an update goes by: how the gangs were looked for, and the groups behind them."""

    look: Look
    grown: Grown

    def since(self, before: EvidenceGraph, evidence: EvidenceGraph) -> Earlier | None:
        """What knows these groups in a run on `evidence`, where it extends the evidence `before`."""
        moved = evidence.estimation.moved
        if moved is None or evidence.estimation.extends is not before.estimation.mark:
            return None
        changed = moved.counting(before.weights, evidence.weights)
        stirred = moved.touched.copy()
        stirred[evidence.uses.users_of(np.flatnonzero(changed))] = True
        return Earlier(replace(self.grown, codes=moved.account[self.grown.codes]), stirred)


@dataclass(frozen=True, repr=False)
class Gangs(Result):
    """The gangs of a case; never changed in place.

    Attributes:
        table: one row a gang: gang_id, accounts, dens, platforms, decibans, stability, tier, sales, currency,
            first_seen, last_seen, uncertain, suspicion, signs, persons, expected_false (of its members).
        dens: den_id, gang_id, accounts, place, decibans, stability.
        members: account_id, gang_id, den_id, role, state, confidence, decibans; then tier, the highest in whose lists
            the account is named, chance_false, the chance that it is named falsely, and control, the decibans for
            control against mere acquaintance with a member, after its terms: common (values shared with members),
            goods, signs and apart (what it does not share).
        groups: group_id, account_id, decibans: groups under common control without a sign of counterfeiting.
        evidence: the evidence they were found on.
        made_with: options, seed and versions.
        unlisted: account_id, gang_id, confidence, then control after its terms: accounts that were taken into a gang by
            what they share and are almost surely no members of it (`Finding.doubt`). They are in no list.
        learned: how often honest and counterfeit accounts carry each mark of suspicion, as the case has it.

    Iterating gives `Gang` objects; `gangs["G0001"]` gives one.
    """

    table: Table
    dens: Table
    members: Table
    groups: Table
    evidence: EvidenceGraph
    made_with: Mapping[str, Any]
    atlas: Atlas = field(repr=False)
    trace: Trace = field(repr=False)
    unlisted: Table = field(default_factory=lambda: Table.of({"account_id": [], "gang_id": []}), repr=False)
    learned: Mapping[str, Mapping[str, float]] = field(default_factory=dict, repr=False)

    def __getitem__(self, gang_id: str) -> Gang:
        ids = self.table["gang_id"].tolist()
        if gang_id not in ids:
            msg = "no such gang"
            raise NotFoundError(msg, where=str(gang_id), nearest=nearest_of(str(gang_id), ids))
        return Gang(gang_id, self)

    def __iter__(self) -> Iterator[Gang]:
        return (Gang(gang_id, self) for gang_id in self.table["gang_id"])

    def at_least(self, *, stability: float = 0.0, tier: str = "watch") -> Gangs:
        """Only the gangs with this stability and tier, or more."""
        if tier not in TIERS:
            msg = "no such tier"
            raise NotFoundError(msg, where=tier, nearest=nearest_of(tier, TIERS))
        level = np.array([TIERS.index(name) for name in self.table["tier"]], int)
        return self._only((self.table["stability"] >= stability) & (level >= TIERS.index(tier)))

    def largest(self) -> Gang:
        """The gang with most accounts; the first of them in the table where several have as many."""
        if not len(self.table):
            msg = "the case has no gang"
            raise NotFoundError(msg, where="gangs.largest()")
        return Gang(self.table["gang_id"][int(np.argmax(self.table["accounts"]))], self)

    def significance(self, *, shuffles: int = 99, seed: int = 0) -> Table:
        """Whether coincidence could have tied each gang, and each den, as firmly.

        Args:
            shuffles: how often the values of the case are dealt out anew; p is 1 / (shuffles + 1) at best.
            seed: of the dealing.

        Returns:
            Table(level, id, accounts, decibans, by_chance, p, q): level gang or den; decibans the evidence of kept
            pairs inside for each account but the first; by_chance the most that any group had in any dealing; p the
            share of dealings with any group as strong; q the false discovery rate at which it is called no chance:
            groups as strong in a dealing, in the mean, over groups found as strong. Uncertain accounts are left out,
            and so are gangs and dens of one account.

        Raises:
            OptionError: no shuffles.

        Source of the method: `docs/method.md`.
        """
        return significance(self.evidence, self.members, shuffles=shuffles, seed=seed)

    def tested(self, *, shuffles: int, seed: int = 0) -> Gangs:
        """The same with columns `p` and `q` of `significance` in the tables of gangs and dens, null where not tested.

        Example:
            >>> import counterfeit_graph as cg
            >>> shops = {"accounts": [{"account_id": "1", "platform": "p"}]}
            >>> cg.find_gangs(cg.weigh(cg.resolve(cg.read(shops)))).tested(shuffles=9).table.columns[-2:]
            ('p', 'q')
        """
        found = self.significance(shuffles=shuffles, seed=seed)
        table, dens = marked(self.table, found, column="gang_id"), marked(self.dens, found, column="den_id")
        return replace(self, table=table, dens=dens)

    def following(self, before: Before) -> History:
        """These gangs under the ids that they had in an earlier run of the case, and what happened to each since.

        Args:
            before: the gangs of the earlier run, or those that its own `following` gave; or what a saved run tells.

        Returns:
            `History`: its table has continued, merged, split, born and ended; its `gangs` are these, renamed.

        Example:
            >>> import counterfeit_graph as cg
            >>> shops = {"accounts": [{"account_id": "1", "platform": "p"}]}
            >>> gangs = cg.find_gangs(cg.weigh(cg.resolve(cg.read(shops))))
            >>> len(gangs.following(gangs))
            0
        """
        return follow(self, before)

    def update(self, evidence: EvidenceGraph) -> History:
        """The gangs behind later evidence, looked for in the same way, under the ids that they had.

        Args:
            evidence: what `EvidenceGraph.update` gave. Groups that nothing new touches are not looked at again; other
                evidence is searched as a whole.

        Returns:
            What `find_gangs(evidence, ...).following(self)` gives with the same finder, options, reruns and seed.

        Raises:
            OptionError: what is given is no evidence, such as the new rows themselves.

        Example:
            >>> import counterfeit_graph as cg
            >>> evidence = cg.weigh(cg.resolve(cg.read({"accounts": [{"account_id": "1", "platform": "p"}]})))
            >>> later = evidence.update({"accounts": [{"account_id": "2", "platform": "p"}]})
            >>> cg.find_gangs(evidence).update(later).gangs
            Gangs(0 gangs, 0 members)
        """
        given: Any = evidence
        if not isinstance(given, EvidenceGraph):
            msg, remedy = f"a {type(given).__name__} is no evidence", "gangs.update(gangs.evidence.update(new))"
            raise OptionError(msg, where="gangs.update", remedy=remedy)
        return self.trace.look.run(evidence, self.trace.since(self.evidence, evidence)).following(self)

    def _only(self, mask: Array) -> Gangs:
        kept = set(self.table["gang_id"][mask])
        table, dens = _of_gangs(self.table, kept), _of_gangs(self.dens, kept)
        members, unlisted = _of_gangs(self.members, kept), _of_gangs(self.unlisted, kept)
        return replace(self, table=table, dens=dens, members=members, unlisted=unlisted)

    def __repr__(self) -> str:
        return f"Gangs({len(self.table):,} gangs, {len(self.members):,} members)"


def _of_gangs(table: Table, kept: set[str]) -> Table:
    return table.where(np.array([gang_id in kept for gang_id in table["gang_id"]], bool))


@dataclass(frozen=True, repr=False)
class Gang(Result):
    """One gang, as a view on `Gangs`."""

    id: str
    gangs: Gangs

    @property
    def table(self) -> Table:  # type: ignore[override] # a view, not a field
        """The members."""
        return self.members

    @cached_property
    def row(self) -> dict[str, Any]:
        """The gang's row of `gangs.table`."""
        return _of_gangs(self.gangs.table, {self.id}).rows()[0]

    @cached_property
    def members(self) -> Table:
        """account_id, gang_id, den_id, role, state, confidence, decibans."""
        return _of_gangs(self.gangs.members, {self.id})

    @cached_property
    def unlisted(self) -> Table:
        """Accounts that were taken into the gang and are almost surely no members; see `Gangs.unlisted`."""
        return _of_gangs(self.gangs.unlisted, {self.id})

    @cached_property
    def dens(self) -> Table:
        """den_id, gang_id, accounts, place, decibans, stability."""
        return _of_gangs(self.gangs.dens, {self.id})

    @property
    def evidence(self) -> EvidenceGraph:
        """The evidence the gang was found on."""
        return self.gangs.evidence

    @cached_property
    def codes(self) -> Array:
        """Account codes of the members, uncertain ones left out, ascending."""
        members = self.members.where(self.members["state"] == "member")
        return np.array(sorted(self.evidence.who.account(name) for name in members["account_id"]), np.int64)

    @cached_property
    def network(self) -> Network:
        """Accounts, parties, payment accounts, addresses and suppliers of the gang, and how they are tied."""
        return self.gangs.atlas.network(self.codes).with_successions(self.gangs.atlas.reopened)

    @cached_property
    def roles(self) -> Table:
        """node_kind, node_id, role, score, reason."""
        return find_roles(self.network)

    @cached_property
    def links(self) -> Table:
        """Kept pairs inside the gang: a, b (account ids), decibans, kinds."""
        pairs = self.evidence.pairs
        inside = np.zeros(len(self.evidence.who.accounts), bool)
        inside[self.codes] = True
        return self.evidence.table.where(inside[pairs.a] & inside[pairs.b])

    @cached_property
    def reopened(self) -> Table:
        """closed_account, reopened_account, decibans, gap_days, then the terms and chance_false: successions inside.

        `chance_false` is the chance that the row names the wrong predecessor.
        """
        names = set(self.members["account_id"])
        found = self.gangs.atlas.reopened
        both = [
            a in names and b in names for a, b in zip(found["closed_account"], found["reopened_account"], strict=True)
        ]
        return found.where(np.array(both, bool))

    def to_networkx(self) -> nx.Graph[str]:
        """The members and their links as a NetworkX graph; nodes have den, role and state, edges decibans and kinds."""
        import networkx as nx  # noqa: PLC0415 - a guest of this one call

        graph: nx.Graph[str] = nx.Graph(name=self.id)
        graph.add_nodes_from(
            (row["account_id"], {k: row[k] for k in ("den_id", "role", "state")}) for row in self.members.rows()
        )
        graph.add_edges_from(
            (row["a"], row["b"], {k: row[k] for k in ("decibans", "kinds")}) for row in self.links.rows()
        )
        return graph

    def __repr__(self) -> str:
        return f"Gang({self.id}: {self.row['accounts']} accounts, {self.row['dens']} dens, {self.row['tier']})"

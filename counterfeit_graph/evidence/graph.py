"""`EvidenceGraph` and `weigh`: accounts, the links between them, and the ledger behind each link."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from counterfeit_graph.evidence import clues as clue_room
from counterfeit_graph.evidence.estimate import Links, estimated, link
from counterfeit_graph.evidence.fitted import Fitting
from counterfeit_graph.evidence.ledger import hub_table, ledger_table
from counterfeit_graph.evidence.scale import Scale, scale_of
from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_GROUP, KIND_NAMES, Uses, gather_uses
from counterfeit_graph.evidence.validation import calibrated
from counterfeit_graph.evidence.weights import Weights, in_market, prior_decibans, start_weights
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.guests import guest
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.schema import GROUPS, KINDS
from counterfeit_graph.model.table import Table
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from counterfeit_graph.evidence.calibration import Calibration
    from counterfeit_graph.evidence.clues.clue import ClueSet
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Weighing:
    """How evidence is weighed.

    Attributes:
        caps: most users that a value of a kind may have and still tie pairs, by kind; the vocabulary's where missing.
        partners: expected number of further accounts of an account's controller; estimated from the case where None.
        rounds: rounds of estimation of m, u and the prior; 0 keeps the vocabulary's start values.
        keep: posterior decibans from which a pair is kept as a link.
        discounts: what a further clue of a group counts in a pair, by group; fitted to the case where missing.
        horizons: days after which an unused value fades (0 never), by kind; fitted to the case where missing.

    Example:
        >>> Weighing(keep=3.0).keep
        3.0
    """

    caps: Mapping[str, int] = field(default_factory=dict)
    partners: float | None = None
    rounds: int = 3
    keep: float = 0.0
    discounts: Mapping[str, float] = field(default_factory=dict)
    horizons: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for group, share in self.discounts.items():
            if group not in GROUPS or not 0 <= share <= 1:
                msg = "discounts take a known group of evidence and a share between 0 and 1"
                raise OptionError(msg, where=f"Weighing(discounts={{{group!r}: {share}}})")
        for kind, days in self.horizons.items():
            if kind not in KINDS or days < 0:
                msg = "horizons take a known kind and days, 0 or more"
                raise OptionError(msg, where=f"Weighing(horizons={{{kind!r}: {days}}})")
        for kind, cap in self.caps.items():
            if kind not in KINDS or cap < 2:
                msg = "caps take a known kind and 2 users or more"
                raise OptionError(msg, where=f"Weighing(caps={{{kind!r}: {cap}}})")
        if self.rounds < 0 or (self.partners is not None and self.partners <= 0):
            msg = "rounds must not be negative, partners must be above 0"
            raise OptionError(msg, where="Weighing")


@dataclass(frozen=True, repr=False)
class EvidenceGraph(Result):
    """Accounts and the evidence that ties them; never changed in place.

    Attributes:
        who: the identities that the evidence is about.
        uses: who used what, shared values only.
        weights: what each value counts.
        pairs: the kept pairs as arrays (account codes, milli-decibans, groups).
        made_with: options of the run.
    """

    who: Identities
    uses: Uses
    weights: Weights
    pairs: Links
    made_with: Mapping[str, Any]

    @cached_property
    def links(self) -> Table:
        """Kept pairs: Table(a, b, decibans, kinds); a and b account codes, kinds the groups that speak."""
        names = {
            mask: "+".join(g for i, g in enumerate(GROUP_NAMES) if mask >> i & 1)
            for mask in np.unique(self.pairs.groups).tolist()
        }
        kinds = [names[mask] for mask in self.pairs.groups.tolist()]
        columns = {"a": self.pairs.a, "b": self.pairs.b, "decibans": self.pairs.milli / MILLI, "kinds": kinds}
        return Table.of(columns, {"kinds": "string"})

    @cached_property
    def table(self) -> Table:  # type: ignore[override] # a view, not a field
        """The links with account ids: Table(a, b, decibans, kinds)."""
        ids = self.who.accounts["account_id"]
        named = {
            "a": ids[self.pairs.a],
            "b": ids[self.pairs.b],
            "decibans": self.links["decibans"],
            "kinds": self.links["kinds"],
        }
        return Table.of(named, {"a": "string", "b": "string", "kinds": "string"})

    @cached_property
    def posterior(self) -> Array:
        """Posterior decibans of each kept pair, evidence plus prior; never below a thousandth."""
        return np.maximum(self.links["decibans"] + self.weights.prior, 1 / MILLI)

    def between(self, a: str, b: str) -> Table:
        """The ledger of one pair of accounts: every value they share, and what it counts; the decibans sum to the link.

        Raises:
            NotFoundError: an account that the case does not hold.
        """
        codes = sorted((self.who.account(a), self.who.account(b)))
        return self.ledger_of(np.array(codes[:1]), np.array(codes[1:]))

    def ledger(self) -> Table:
        """The ledger of every kept pair."""
        return self.ledger_of(self.pairs.a, self.pairs.b)

    def ledger_of(self, a: Array, b: Array) -> Table:
        """The ledger of pairs given by account codes, a < b."""
        return ledger_table(self.uses, self.weights, ids=self.who.accounts["account_id"], pairs=(a, b))

    @cached_property
    def hubs(self) -> Table:
        """Values that many unrelated accounts share: Table(kind, value, users, decibans, reason)."""
        return hub_table(self.uses, self.weights)

    @cached_property
    def parameters(self) -> Table:
        """What the weights rest on, per kind: Table(kind, group, m, discount, cap, horizon_days, accounts, values)."""
        present = [i for i in range(len(KIND_NAMES)) if self.weights.known[i] > 0]
        names = [KIND_NAMES[i] for i in present]
        caps = self.made_with["caps"]
        columns = {
            "kind": names,
            "group": [KINDS[name].group for name in names],
            "m": [float(self.weights.m[i]) for i in present],
            "discount": [float(self.weights.discount[KIND_GROUP[i]]) for i in present],
            "cap": [caps.get(name, KINDS[name].cap) for name in names],
            "horizon_days": np.rint(self.weights.days[present]).astype(np.int64),
            "accounts": [int(self.weights.known[i]) for i in present],
            "shared_values": np.bincount(self.uses.kind, minlength=len(KIND_NAMES))[present].tolist(),
        }
        return Table.of(columns)

    @cached_property
    def scale(self) -> Scale:
        """What decibans of a link are worth: known worlds, this case's silence, and the pairs that reviewers judged."""
        return self._known.judged(self._judged.scores["total"])

    @cached_property
    def worth(self) -> Table:
        """The links with what they are worth on the calibrated scale: Table(a, b, decibans, worth)."""
        links = self.table.select("a", "b", "decibans")
        return links.with_columns({"worth": np.round(self.scale.of(links["decibans"]), 3)})

    @cached_property
    def calibration(self) -> Table:
        """How well the decibans keep their word on the pairs that reviewers judged; see `calibrate`."""
        return self._judged.table

    @cached_property
    def _known(self) -> Scale:
        return scale_of(self.uses, self.weights, links=self.pairs)

    @cached_property
    def _judged(self) -> Calibration:
        judged = [row for row in self.who.judgements.rows() if row["of"] == "account"]
        columns = {name: [row[name] for row in judged] for name in ("a", "b")}
        columns["same"] = [row["judgement"] == "confirmed" for row in judged]
        truth = Table.of(columns, {"a": "string", "b": "string", "same": "bool"})
        # What these pairs move is not held against them.
        return calibrated(self.who, truth, uses=self.uses, weights=self.weights, scale=self._known)

    def calibrate(self, truth: Table) -> Calibration:
        """How well the decibans keep their word where the truth is known, clue by clue and in total.

        Args:
            truth: judged pairs (a, b, same) of account ids, or the controller of accounts (account_id, controller),
                which judges every pair of them. Pairs that were picked for their evidence judge only such pairs.

        Raises:
            ColumnError: a table of other columns.
            NotFoundError: an account that the case does not hold.

        Source of the method: Brümmer and du Preez (2006), Vergeer et al. (2016); see `docs/method.md`.

        Example:
            >>> import counterfeit_graph as cg
            >>> shops = [{"account_id": n, "platform": "p", "contact_email": f"{n in 'ab'}@x.cn"} for n in "abcd"]
            >>> evidence = weigh(cg.resolve(cg.read({"accounts": shops})))
            >>> truth = cg.Table.of({"account_id": [*"abcd"], "controller": [*"xxyz"]})
            >>> evidence.calibrate(truth).table.select("clue", "same", "different").rows()[-1]
            {'clue': 'total', 'same': 1, 'different': 5}
        """
        return calibrated(self.who, truth, uses=self.uses, weights=self.weights, scale=self.scale)

    def to_networkx(self) -> nx.Graph[str]:
        """The kept pairs as a NetworkX graph: nodes are account ids, edges have `decibans`, `kinds` and `weight`.

        The weight is the posterior in decibans, evidence plus prior, by which finders of communities go.
        """
        import networkx as nx  # noqa: PLC0415 - a guest of this one call

        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(self.who.accounts["account_id"].tolist())
        rows = self.table.with_columns({"weight": self.posterior}).rows()
        graph.add_edges_from((row.pop("a"), row.pop("b"), row) for row in rows)
        return graph

    def to_igraph(self) -> Any:
        """The kept pairs as an `igraph.Graph`: vertex attribute `name`, edge attributes `decibans` and `kinds`.

        Raises:
            OptionError: igraph is not installed; it is optional, for its licence (GPL) binds whoever builds on it.
        """
        graph = guest("igraph").Graph(n=len(self.who.accounts), edges=np.stack([self.pairs.a, self.pairs.b], axis=1))
        graph.vs["name"] = self.who.accounts["account_id"].tolist()
        graph.es["decibans"], graph.es["kinds"] = self.links["decibans"].tolist(), self.links["kinds"].tolist()
        return graph

    def to_scipy(self) -> csr_array[Any]:
        """The kept pairs as a symmetric sparse matrix of decibans; rows and columns are account codes.

        Row i is the account `who.accounts["account_id"][i]`.
        """
        ends = (np.concatenate([self.pairs.a, self.pairs.b]), np.concatenate([self.pairs.b, self.pairs.a]))
        decibans, size = np.tile(self.links["decibans"], 2), len(self.who.accounts)
        return csr_array((decibans, ends), shape=(size, size))

    def __repr__(self) -> str:
        return f"EvidenceGraph({len(self.who.accounts):,} accounts, {len(self.pairs):,} links)"


def weigh(who: Identities, clues: ClueSet | None = None, *, options: Weighing | None = None) -> EvidenceGraph:
    """Weigh everything that accounts share, in decibans.

    Args:
        who: resolved identities.
        clues: which clues to use; all by default.
        options: caps, prior, rounds of estimation, discounts and horizons.

    Returns:
        The evidence graph. Every link is the sum of its ledger rows.

    Source of the method: Fellegi and Sunter (1969) with term frequencies; see `docs/method.md`.

    Example:
        >>> import counterfeit_graph as cg
        >>> shops = [{"account_id": n, "platform": "p", "contact_phone": "13905712846"} for n in "ab"]
        >>> evidence = weigh(cg.resolve(cg.read({"accounts": shops})))
        >>> evidence.between("a", "b").select("kind", "value_a").rows()
        [{'kind': 'phone', 'value_a': '13905712846'}]
    """
    chosen, options = clues or clue_room.all, options or Weighing()
    kinds = frozenset(kind for clue in chosen for kind in clue.kinds)
    uses = gather_uses(
        who, kinds, derived=[table for clue in chosen if clue.derive for table in [clue.derive(who)] if len(table)]
    )
    known = in_market(uses.known_counts, accounts=uses.accounts)
    start = start_weights(uses, known, caps=options.caps, partners=options.partners or 2.0)
    prior = prior_decibans(options.partners, uses.accounts) if options.partners else None
    fitting = Fitting(options.discounts, options.horizons, _rejected(who))
    weights = estimated(uses, start, fitting=fitting, rounds=options.rounds, prior=prior)
    pairs = link(uses, weights, posterior=options.keep)
    made_with = {
        "clues": chosen.names,
        "caps": dict(options.caps),
        "rounds": options.rounds,
        "keep": options.keep,
        "discounts": dict(options.discounts),
        "horizons": dict(options.horizons),
        "prior": weights.prior,
    }
    return EvidenceGraph(who, uses, weights, pairs, made_with)


def _rejected(who: Identities) -> Array:
    """Account codes of the pairs that a reviewer held apart, lower first."""
    rows = [row for row in who.judgements.rows() if (row["of"], row["judgement"]) == ("account", "rejected")]
    return np.array([sorted((who.account(row["a"]), who.account(row["b"]))) for row in rows], np.int64).reshape(-1, 2)

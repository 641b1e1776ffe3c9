"""`EvidenceGraph` and `weigh`: accounts, the links between them, and the ledger behind each link."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from counterfeit_graph.evidence import clues as clue_room
from counterfeit_graph.evidence.adding import derives, extend_uses
from counterfeit_graph.evidence.drift import BOUND, drift_of
from counterfeit_graph.evidence.estimate import LAST, Look, estimated, groups_of, replayed
from counterfeit_graph.evidence.fitted import Fitting
from counterfeit_graph.evidence.hubs import hub_table, public_values
from counterfeit_graph.evidence.ledger import ledger_table
from counterfeit_graph.evidence.parameters import Parameters, by_kind, named
from counterfeit_graph.evidence.scale import Scale, scale_of
from counterfeit_graph.evidence.updating import Moved
from counterfeit_graph.evidence.uses import GROUP_NAMES, KIND_GROUP, KIND_NAMES, Uses, gather_uses
from counterfeit_graph.evidence.validation import calibrated
from counterfeit_graph.evidence.weighing import Weighing
from counterfeit_graph.evidence.weights import Weights, in_market, reweighed, start_weights
from counterfeit_graph.model.guests import guest
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.model.table import Table
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from counterfeit_graph.evidence.calibration import Calibration
    from counterfeit_graph.evidence.clues.clue import ClueSet
    from counterfeit_graph.evidence.estimate import Links, Seen
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
# Digits of the parameters as they are shown.
_DIGITS = 4


@dataclass(frozen=True)
class Estimation:
    """How the weights of a run came about: what an update goes by.

    Attributes:
        parameters: what was estimated, or kept from an earlier run.
        options: how evidence was weighed.
        clues: which clues were used.
        seen: what each round looked at.
        moved: of an update, what became of the codes of the run that it extends.
        extends: the `mark` of that run.
        mark: tells this run from every other.
    """

    parameters: Parameters
    options: Weighing
    clues: ClueSet
    seen: tuple[Seen, ...]
    moved: Moved | None = None
    extends: object = None
    mark: object = field(default_factory=object)


@dataclass(frozen=True, repr=False)
class EvidenceGraph(Result):
    """Accounts and the evidence that ties them; never changed in place.

    Attributes:
        who: the identities that the evidence is about.
        uses: who used what, shared values only.
        weights: what each value counts.
        pairs: the kept pairs as arrays (account codes, milli-decibans, groups).
        made_with: options of the run.
        estimation: how the weights came about.
    """

    who: Identities
    uses: Uses
    weights: Weights
    pairs: Links
    made_with: Mapping[str, Any]
    estimation: Estimation = field(repr=False)

    @property
    def estimated(self) -> Parameters:
        """What the weights rest on besides each value's own users: estimated from this case, or kept from before."""
        return self.estimation.parameters

    def update(self, new: Any) -> EvidenceGraph:
        """The evidence of the case with new rows, under the parameters that this run goes by.

        Args:
            new: a folder, a mapping of tables or `Records`, with new rows only: accounts, identifiers, orders, or any
                other table's.

        Returns:
            What `weigh` gives for old and new rows together with `options=self.as_options()`. Its `drift` tells how
            far the parameters that the case itself would give have gone from those kept.

        Example:
            >>> import counterfeit_graph as cg
            >>> shops = [{"account_id": n, "platform": "p", "contact_phone": "13905712846"} for n in "ab"]
            >>> evidence = weigh(cg.resolve(cg.read({"accounts": shops[:1]})))
            >>> len(evidence.update({"accounts": shops[1:]}).uses.account)
            2
        """
        options, clues = self.as_options(), self.estimation.clues
        before = self.who.index if self._plain else None
        who, extension = self.who.extended(new)
        if who.facts is self.who.facts:
            unmoved = Moved.nowhere(self.uses.accounts, len(self.uses.kind))
            estimation = replace(self.estimation, options=options, moved=unmoved, extends=self.estimation.mark)
            return replace(self, who=who, estimation=replace(estimation, mark=object()))
        if extension is None or before is None or derives(who, extension, clues=clues, usual=clue_room.all):
            return weigh(who, clues, options=options)
        uses, found = extend_uses(self, extension, before=before)
        later = weighed(who, uses, options=options, clues=clues, look=found)
        estimation = replace(later.estimation, moved=found.moved, extends=self.estimation.mark)
        return replace(later, estimation=estimation)

    @cached_property
    def drift(self) -> Table:
        """How far kept parameters are from what the case would give now: Table(parameter, kind, kept, now, decibans).

        What passes half a deciban calls for a whole run; `drifted` names it. Of many pairs a sample speaks for m.
        """
        return drift_of(self)

    @property
    def drifted(self) -> tuple[str, ...]:
        """The parameters that have drifted past the bound, as "m of phone"; none in a run that estimated its own."""
        if self.estimation.options.parameters is None:
            return ()
        far = self.drift.where(np.abs(self.drift["decibans"]) > BOUND)
        return tuple(
            f"{name} of {kind}" if kind else name for name, kind in zip(far["parameter"], far["kind"], strict=True)
        )

    def prepare(self) -> EvidenceGraph:
        """This evidence, with what updates look things up in made now; else the first update makes it."""
        self.who.prepare()
        return self

    @property
    def _plain(self) -> bool:
        """Whether every use rests on facts of the case's own rows, in the codes of its shared values."""
        whole = len(self.uses.facts) == len(self.who.facts) if self.estimation.moved is None else True
        return whole and bool((self.uses.root == self.uses.value).all())

    def as_options(self) -> Weighing:
        """Options under which `weigh` goes by this run's parameters, and estimates none anew."""
        return replace(self.estimation.options, parameters=self.estimated)

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
        told = {"a": ids[self.pairs.a], "b": ids[self.pairs.b], "decibans": self.links["decibans"]}
        return Table.of({**told, "kinds": self.links["kinds"]}, dict.fromkeys(("a", "b", "kinds"), "string"))

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
        """Values that the public shares, most users first, and why; between two accounts they count nothing.

        See `hub_table`; `in_groups` are the decibans that they count for an account against a group.
        """
        return hub_table(self.uses, self.weights, seen=self.estimation.seen, caps=self.made_with["caps"])

    @cached_property
    def parameters(self) -> Table:
        """What the weights rest on, per kind, as exactly as matters (`estimated` has every digit).

        Table(kind, group, m, discount, cap, horizon_days, accounts, in_market, shared_values): `accounts` of the case
        of which a value is known, and how many `in_market`, of which a small case is taken for a sample.
        """
        present = [i for i in range(len(KIND_NAMES)) if self.weights.known[i] > 0]
        names = [KIND_NAMES[i] for i in present]
        caps, known = self.made_with["caps"], self.uses.known_counts
        columns = {
            "kind": names,
            "group": [KINDS[name].group for name in names],
            "m": [round(float(self.weights.m[i]), _DIGITS) for i in present],
            "discount": [round(float(self.weights.discount[KIND_GROUP[i]]), _DIGITS) for i in present],
            "cap": [caps.get(name, KINDS[name].cap) for name in names],
            "horizon_days": np.rint(self.weights.days[present]).astype(np.int64),
            "accounts": [int(known[i]) for i in present],
            "in_market": [int(self.weights.known[i]) for i in present],
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

    def calibrate(self, truth: Any) -> Calibration:
        """How well the decibans keep their word where the truth is known, clue by clue and in total.

        Args:
            truth: judged pairs (a, b, same) of account ids, or the controller of accounts (account_id, controller),
                which judges every pair of them. Pairs that were picked for their evidence judge only such pairs. A
                `Table`, a mapping of columns, pandas, polars or Arrow; `same` holds booleans, or the words true, false.

        Raises:
            CaseError: it is no table.
            ColumnError: a table of other columns; or a cell that is blank or of another kind, an account paired with
                itself, or rows that contradict each other: the row is named.
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
        """The kept pairs as an `igraph.Graph`: vertices have `name`; edges `decibans`, `kinds`, and posterior `weight`.

        Raises:
            OptionError: igraph is not installed; it is optional, for its licence (GPL) binds whoever builds on it.
        """
        graph = guest("igraph").Graph(n=len(self.who.accounts), edges=np.stack([self.pairs.a, self.pairs.b], axis=1))
        graph.vs["name"], graph.es["weight"] = self.who.accounts["account_id"].tolist(), self.posterior.tolist()
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
        drifted = f", drifted: {', '.join(self.drifted)}" if self.drifted else ""
        return f"EvidenceGraph({len(self.who.accounts):,} accounts, {len(self.pairs):,} links{drifted})"


def weighed(
    who: Identities, uses: Uses, *, options: Weighing, clues: ClueSet, look: Look | None = None
) -> EvidenceGraph:
    """The evidence graph of some uses; `look` tells where links come from, see `updating`."""
    look = look or Look()
    given = None if options.parameters is None else Parameters.of(options.parameters)
    kept = given or Parameters(
        uses.accounts, named(in_market(uses.known_counts, accounts=uses.accounts)), lone=uses.lone
    )
    start = start_weights(
        uses, by_kind(kept.known), caps=options.caps, partners=options.partners or 2.0, accounts=kept.accounts
    )
    if kept.lone:
        start = replace(start, lone=kept.lone, discount=np.where(np.isin(GROUP_NAMES, kept.lone), 1.0, start.discount))
    fitting = Fitting(options.discounts, options.horizons, _rejected(who), options.m)
    if options.m:
        start = reweighed(start, m=fitting.given_m(start.m), controllers=uses.users)
    if given is None:
        fixed = options.partners is not None
        weights, told, seen = estimated(uses, start, fitting=fitting, rounds=options.rounds, fixed=fixed)
        kept = replace(kept, rounds=told)
    else:
        prior = None if options.partners is None else start.prior
        kept = replace(kept, rounds=fitting.over(kept.rounds, prior=prior))
        weights, seen = replayed(uses, fitting.fixed(start), rounds=kept.rounds, look=look)
    weights = replace(weights, makes_pairs=weights.makes_pairs & ~public_values(uses, weights))
    pairs = look.links(LAST, uses, weights=weights, posterior=options.keep)
    if given is None:
        kept = replace(kept, groups=groups_of(pairs, weights, soft=uses.soft))
    made_with = {
        "clues": clues.names,
        "caps": dict(options.caps),
        "partners": options.partners,
        "rounds": options.rounds,
        "keep": options.keep,
        "m": dict(options.m),
        "discounts": dict(options.discounts),
        "horizons": dict(options.horizons),
        "prior": weights.prior,
        "parameters": kept.as_mapping(),
    }
    return EvidenceGraph(who, uses, weights, pairs, made_with, Estimation(kept, options, clues, seen))


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
    return weighed(who, uses, options=options, clues=chosen)


def _rejected(who: Identities) -> Array:
    """Account codes of the pairs that a reviewer held apart, lower first."""
    rows = [row for row in who.judgements.rows() if (row["of"], row["judgement"]) == ("account", "rejected")]
    return np.array([sorted((who.account(row["a"]), who.account(row["b"]))) for row in rows], np.int64).reshape(-1, 2)

"""`score`: an answer held against the truth of its world."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from counterfeit_graph.model.errors import NotFoundError, OutputError, nearest_of
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Table
from counterfeit_graph.simulate import tallies

_ANSWER: Final = ("members", "gangs", "heads", "phoenix", "complainants")
_TRUTH: Final = ("accounts", "gangs", "heads", "phoenix", "complainants")
#: A gang this large is expected to have a head who can be found.
_LED_FROM: Final = 8
_Measures = Iterator[tuple[str, float]]


@dataclass(frozen=True, repr=False)
class Score(Result):
    """What was measured: `table` has the columns `measure` and `value`; shares are 0..1.

    Example:
        >>> Score(Table.of({"measure": ["pair_f1"], "value": [0.5]}))["pair_f1"]
        0.5
    """

    table: Table

    def __getitem__(self, measure: str) -> float:
        """One measure by name.

        Raises:
            NotFoundError: nothing of that name was measured.
        """
        values = dict(zip(self.table["measure"].tolist(), self.table["value"].tolist(), strict=True))
        if measure not in values:
            what = f"no measure {measure!r}"
            raise NotFoundError(what, nearest=nearest_of(measure, values))
        return float(values[measure])

    def __repr__(self) -> str:
        rows = zip(self.table["measure"].tolist(), self.table["value"].tolist(), strict=True)
        return "\n".join(f"{measure:<44}{value:>10.4g}" for measure, value in rows)


def score(answer: object, truth: object) -> Score:
    """Measure an answer against the truth.

    Args:
        answer: the folder that an investigation wrote, or anything with tables `members`, `gangs`, `heads`, `phoenix`
            and `complainants` (a mapping, or attributes); what is missing is not measured, `members` must be there.
        truth: the folder `truth/` of a world, a `World`, or a mapping of its tables.

    Measures named `pair_*` count an innocent in a gang against precision; only rows in state `member` are named.
    `innocents_per_10000` is taken over all accounts of the world.

    Raises:
        OutputError: a folder lacks the one table that is needed.

    Example:
        >>> from counterfeit_graph.simulate.world import simulate
        >>> world = simulate(600, seed=1)
        >>> real = world.truth["accounts"].to_pylist()
        >>> told = [row | {"state": "member"} for row in real if row["gang_id"]]
        >>> score({"members": Table.of({name: [row[name] for row in told] for name in told[0]})}, world)["pair_f1"]
        1.0
    """
    found, real = _tables(answer, _ANSWER, needed="members"), _tables(truth, _TRUTH, needed="accounts")
    parts = _Sides(found, real)
    rows = [*parts.groups(), *parts.innocents(), *parts.heads(), *parts.phoenix(), *parts.rings()]
    return Score(Table.of({"measure": [name for name, _ in rows], "value": [float(value) for _, value in rows]}))


def _tables(source: object, names: tuple[str, ...], *, needed: str) -> dict[str, pa.Table]:
    if isinstance(source, (str, Path)):
        found = {name: _read(Path(source) / f"{name}.csv") for name in names if (Path(source) / f"{name}.csv").exists()}
    else:
        parts = {name: _part(getattr(source, "truth", source), name) for name in names}
        found = {name: pa.table(part) for name, part in parts.items() if hasattr(part, "__arrow_c_stream__")}
    if needed not in found:
        what, where = f"no table {needed!r} to score", str(source) if isinstance(source, (str, Path)) else ""
        raise OutputError(what, where=where, remedy="give the folder that was written")
    return found


def _part(source: Any, name: str) -> Any:
    """A table by name; the main table of a result is its gangs."""
    if isinstance(source, Mapping):
        return source.get(name)
    return getattr(source, name, getattr(source, "table", None) if name == "gangs" else None)


def _read(path: Path) -> pa.Table:
    """A table of text, whatever its cells look like."""
    with path.open(encoding="utf-8", newline="") as lines:
        names, *rows = csv.reader(lines)
    return pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})


def _column(table: pa.Table, name: str) -> list[str]:
    return (
        ["" if cell is None else str(cell) for cell in table.column(name).to_pylist()]
        if name in table.column_names
        else [""] * table.num_rows
    )


class _Sides:
    """Answer and truth laid side by side, one entry per account of the world."""

    def __init__(self, found: Mapping[str, pa.Table], real: Mapping[str, pa.Table]) -> None:
        self.found, self.real = found, real
        accounts = _column(real["accounts"], "account_id")
        self.at = {account: number for number, account in enumerate(accounts)}
        self.true = {
            name: _objects(_column(real["accounts"], name)) for name in ("gang_id", "den_id", "role", "innocent")
        }
        self.told = {name: self._told(name) for name in ("gang_id", "den_id", "role", "state", "tier")}
        self.member = (self.told["state"] != "uncertain") & (self.told["gang_id"] != "")
        self.gang = tallies.codes(np.where(self.member, self.told["gang_id"], ""))
        self.real_gang = tallies.codes(self.true["gang_id"])

    def _told(self, name: str) -> np.ndarray[Any, Any]:
        wide = np.full(len(self.at), "", dtype=object)
        for account, value in zip(
            _column(self.found["members"], "account_id"), _column(self.found["members"], name), strict=True
        ):
            if account in self.at:
                wide[self.at[account]] = value
        return wide

    def groups(self) -> _Measures:
        """Pairs, B-cubed, gangs, dens and roles."""
        guilty = self.real_gang >= 0
        yield from _rates("pair", tallies.pair_rates(self.gang, self.real_gang))
        yield "pair_f1_among_gang_accounts", tallies.pair_rates(self.gang[guilty], self.real_gang[guilty])[2]
        yield from _rates("bcubed", tallies.bcubed(self.gang, self.real_gang))
        yield "gangs_true", len(np.unique(self.real_gang[guilty]))
        yield "gangs_found", len(np.unique(self.gang[self.gang >= 0]))
        yield "gang_recall", tallies.recovered(self.gang, self.real_gang)
        den = tallies.codes(np.where(self.member, self.told["den_id"], ""))
        yield from _rates("den_pair", tallies.pair_rates(den, tallies.codes(self.true["den_id"])))
        named = guilty & self.member
        yield "role_macro_f1", tallies.macro_f1(self.told["role"][named], self.true["role"][named])

    def innocents(self) -> _Measures:
        """Innocents named as members, by scenario and by the tier that they are named in; those uncertain apart."""
        wrong = np.flatnonzero(self.member & (self.true["gang_id"] == ""))
        unsure = (self.told["state"] == "uncertain") & (self.true["gang_id"] == "")
        yield "members_named", int(self.member.sum())
        yield "innocents_per_10000", 1e4 * len(wrong) / max(len(self.at), 1)
        yield "uncertain_innocents_per_10000", 1e4 * int(unsure.sum()) / max(len(self.at), 1)
        scenarios = Counter(str(name) or "plain" for name in self.true["innocent"][wrong])
        yield from ((f"innocents: {name}", count) for name, count in sorted(scenarios.items()))
        if "gangs" in self.found and "tier" in self.found["gangs"].column_names:
            tier = dict(zip(_column(self.found["gangs"], "gang_id"), _column(self.found["gangs"], "tier"), strict=True))
            named_in = zip(self.told["tier"][wrong], self.told["gang_id"][wrong], strict=True)
            tiers = Counter(own or tier.get(str(gang), "") or "none" for own, gang in named_in)
            yield from (
                (f"innocents in tier {name}", tiers.get(name, 0)) for name in ("watch", "review", "platform", "police")
            )

    def heads(self) -> _Measures:
        """Share of true gangs of eight or more whose head comes first, or in the first three, in their best match."""
        if "heads" not in self.found or "heads" not in self.real:
            return
        rows = zip(*(_column(self.found["heads"], name) for name in ("gang_id", "rank", "node_id")), strict=True)
        ranked = {(gang, int(float(rank))): _key(node) for gang, rank, node in rows}
        match = self._matches()
        real = zip(_column(self.real["heads"], "gang_id"), _column(self.real["heads"], "node_id"), strict=True)
        right = {(gang, _key(node)) for gang, node in real}
        led = [gang for gang, size in Counter(g for g in self.true["gang_id"] if g).items() if size >= _LED_FROM]
        hits = [[(gang, ranked.get((match.get(gang, ""), rank), "?")) in right for rank in (1, 2, 3)] for gang in led]
        yield "heads_first", sum(hit[0] for hit in hits) / max(len(led), 1)
        yield "heads_in_first_three", sum(any(hit) for hit in hits) / max(len(led), 1)

    def _matches(self) -> dict[str, str]:
        """For each true gang the found gang that holds most of it, by name."""
        told, true = np.unique(self.told["gang_id"][self.gang >= 0]), np.unique(self.true["gang_id"])
        best = tallies.best_match(self.gang, self.real_gang)
        return {true[true != ""][t]: told[f] for t, f in best.items()}

    def phoenix(self) -> _Measures:
        """Share of the shops that came back whose first named predecessor is the right one."""
        if "phoenix" not in self.found or "phoenix" not in self.real:
            return
        first: dict[str, tuple[float, str]] = {}
        rows = zip(
            *(_column(self.found["phoenix"], name) for name in ("reopened_account", "closed_account", "decibans")),
            strict=True,
        )
        for new, old, weight in rows:
            if new not in first or float(weight or 0) > first[new][0]:
                first[new] = (float(weight or 0), old)
        real = list(
            zip(
                _column(self.real["phoenix"], "reopened_account"),
                _column(self.real["phoenix"], "closed_account"),
                strict=True,
            )
        )
        yield "phoenix_hits_at_1", sum(first.get(new, (0.0, ""))[1] == old for new, old in real) / max(len(real), 1)

    def rings(self) -> _Measures:
        """Reporters placed in a ring of complainants, against those who are in one."""
        if "complainants" not in self.found or "complainants" not in self.real:
            return
        told = _ringed(self.found["complainants"])
        real = _ringed(self.real["complainants"])
        precision, recall = len(told & real) / max(len(told), 1), len(told & real) / max(len(real), 1)
        yield from _rates("ring_reporter", (precision, recall, tallies.f1(precision, recall)))


def _ringed(table: pa.Table) -> set[str]:
    return {name for name, ring in zip(_column(table, "reporter_id"), _column(table, "ring_id"), strict=True) if ring}


def _rates(name: str, rates: tuple[float, float, float]) -> _Measures:
    return iter(zip((f"{name}_precision", f"{name}_recall", f"{name}_f1"), rates, strict=True))


def _objects(values: list[str]) -> np.ndarray[Any, Any]:
    wide = np.empty(len(values), dtype=object)
    wide[:] = values
    return wide


def _key(node: str) -> str:
    """A node's name without the spaces, marks and case that writing adds."""
    return "".join(c for c in node.casefold() if c.isalnum())

"""The whole walk in one call, and its output folder: whole or absent."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfeit_graph import exports
from counterfeit_graph.evidence import EvidenceGraph, weigh
from counterfeit_graph.evidence.clues.complaints import find_complainants
from counterfeit_graph.exports.earlier import earlier_run
from counterfeit_graph.exports.manifest import file_digest
from counterfeit_graph.exports.money import MONEY
from counterfeit_graph.exports.run_file import run_of
from counterfeit_graph.exports.tables import check_output
from counterfeit_graph.gangs import Gangs, find_gangs
from counterfeit_graph.gangs.history import led_on
from counterfeit_graph.gangs.lists import expected_lists
from counterfeit_graph.identity import Identities, resolve
from counterfeit_graph.model.errors import OutputError
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Table, concat
from counterfeit_graph.options import Options, options_of
from counterfeit_graph.records import Records, read
from counterfeit_graph.takedown import Heads, Plan, find_heads, plan_takedown
from counterfeit_graph.takedown.saved import FOLDER as NETWORKS
from counterfeit_graph.takedown.saved import network_tables
from counterfeit_graph.views import Parts, report
from counterfeit_graph.views.report import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["STEPS", "Investigation", "Options", "investigate", "options_of"]
STEPS: tuple[str, ...] = (
    "read",
    "resolve",
    "weigh",
    "find gangs",
    "find successions",
    "test",
    "find heads",
    "plan",
    "complaints",
)


@dataclass(frozen=True, repr=False)
class Investigation(Result):
    """A finished run: every result of the walk, and `save`.

    Attributes:
        records, who, evidence, gangs: the results of the walk.
        heads, plans: by gang id.
        phoenix: closed_account, reopened_account, decibans, gap_days, best predecessor first; `find_phoenix`.
        complainants: reporter_id, ring_id, notices, success_rate, counter_rate, verdict; `find_complainants`.
        made_with: options and seed.
        clock: seconds that each step took; kept apart, as it differs from run to run.
        options: what was chosen.
        history: of an update, or of a run `after` another, what became of the gangs from run to run, all runs that
            follow each other in one table; see `History`, and `since` for the last step alone.
    """

    records: Records
    who: Identities
    evidence: EvidenceGraph
    gangs: Gangs
    heads: Mapping[str, Heads]
    plans: Mapping[str, Plan]
    phoenix: Table
    complainants: Table
    made_with: Mapping[str, Any]
    clock: Mapping[str, float]
    options: Options = field(repr=False)
    history: Table | None = None

    def update(self, new: Any) -> Investigation:
        """The investigation of the case with new rows, gangs under the ids that they had.

        Args:
            new: new rows only, in any form that `read` takes; see `EvidenceGraph.update` and `Gangs.update`.

        Example:
            >>> run = investigate({"accounts": [{"account_id": "1", "platform": "p"}]})
            >>> run.update({"accounts": [{"account_id": "2", "platform": "p"}]})
            Investigation(2 accounts, 0 gangs)
        """
        clock = _Clock(None)
        with clock("weigh"):
            evidence = self.evidence.update(new)
        with clock("find gangs"):
            history = self.gangs.update(evidence)
        found = _planned(evidence, history.gangs, options=self.options, seed=self.made_with["seed"], clock=clock)
        return replace(found, history=led_on(self.history, history.table))

    @property
    def since(self) -> Table | None:
        """What became of the gangs since the run before; None of a run that followed none."""
        if self.history is None:
            return None
        return self.history.where(self.history["run"] == self.gangs.made_with["run"])

    @property
    def table(self) -> Table:  # type: ignore[override] # a view, not a field
        """The gangs."""
        return self.gangs.table

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables that are written, by file name."""
        return {
            "gangs": self.gangs.table,
            "dens": self.gangs.dens,
            "members": self.gangs.members,
            "groups": self.gangs.groups,
            "links": self.evidence.table,
            "ledger": self.evidence.ledger(),
            "hubs": self.evidence.hubs,
            "parameters": self.evidence.parameters,
            "heads": _stacked([heads.table for heads in self.heads.values()], _HEADS),
            "plan": _stacked([plan.table for plan in self.plans.values()], _PLAN),
            "phoenix": self.phoenix,
            "complainants": self.complainants,
            "refused": self.records.refused,
        } | self._told_beside

    @property
    def _told_beside(self) -> dict[str, Table]:
        """What only some runs tell: what happened since an earlier one, and how well judged pairs bear decibans out."""
        judged = any(row["of"] == "account" for row in self.who.judgements.rows())
        beside = {"history": self.history, "calibration": self.evidence.calibration if judged else None}
        return {name: table for name, table in beside.items() if table is not None}

    @cached_property
    def lists(self) -> Table:
        """Names in each list, and how many are expected to be false: Table(list, names, expected_false, share)."""
        others = {"phoenix": self.phoenix, "complainants": self.complainants}
        return expected_lists(self.gangs.members, others)

    @cached_property
    def run(self) -> dict[str, Any]:
        """What is needed to run it again, and what was counted: the content of run.json but for the clock."""
        return run_of(self.gangs, self.lists, made_with=self.made_with)

    def save(self, folder: str | Path, *, parquet: bool = False, dossiers: bool = False) -> Path:
        """Write the output folder: every file of the case format, whole or not at all.

        Args:
            folder: must not exist yet.
            parquet: write the tables as Parquet beside the CSV.
            dossiers: write a dossier for each gang.

        Returns:
            The folder.

        Raises:
            OutputError: the folder exists or cannot be written.
        """
        target = check_output(folder)
        draft = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            self._write(draft, parquet=parquet, dossiers=dossiers)
            draft.rename(target)
        except OSError as fault:
            msg = f"cannot be written ({fault.strerror})"
            raise OutputError(msg, where=str(folder), remedy="name another folder") from fault
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return target

    def _write(self, folder: Path, *, parquet: bool, dossiers: bool) -> None:
        folder.mkdir(parents=True)
        exports.tables(self.tables, folder, money=MONEY)
        if parquet:
            exports.tables(self.tables, folder, format="parquet", money=MONEY)
        (folder / "report.html").write_text(report(self.parts), encoding="utf-8", newline="\n")
        planned = [gang for gang in self.gangs if gang.id in self.plans]
        exports.tables(network_tables(planned), folder / NETWORKS, format="parquet")
        for gang in self.gangs if dossiers else ():
            exports.dossier(self.plans.get(gang.id, gang), folder / "dossiers" / gang.id)
        files = {
            path.relative_to(folder).as_posix(): file_digest(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        run = {**self.run, "files": files, "clock": dict(self.clock)}
        (folder / "run.json").write_text(
            json.dumps(run, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )

    @property
    def parts(self) -> Parts:
        """What the report is made of."""
        groups = len(set(self.gangs.groups["group_id"]))
        return Parts(
            self.gangs,
            heads=self.heads,
            plans=self.plans,
            phoenix=self.phoenix,
            complainants=self.complainants,
            refused=self.records.refused,
            counts=self.records.counts,
            groups=groups,
            run=self.run,
            history=EMPTY if self.since is None else self.since,
        )

    def __repr__(self) -> str:
        return f"Investigation({len(self.who.accounts):,} accounts, {len(self.gangs.table):,} gangs)"


_HEADS = ("gang_id", "rank", "node_kind", "node_id", "score")
_PLAN = ("gang_id", "step", "action", "target_kind", "target", "cost", "capacity_left", "exposure", "impact")


def _stacked(tables: list[Table], columns: tuple[str, ...]) -> Table:
    return concat(tables) if tables else Table.of({name: [] for name in columns}, dict.fromkeys(columns, "string"))


def investigate(
    case: Any,
    *,
    options: Options | None = None,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
    judgements: Any = None,
) -> Investigation:
    """Everything at once: read, resolve, weigh, find gangs and heads, phoenix shops, plan, complaint rings.

    Args:
        case: anything that `read` takes.
        options: everything that can be chosen.
        seed: of the resampling.
        progress: called with the name of each step of `STEPS` as it begins.
        judgements: people's judgements, as `resolve` takes them.

    Returns:
        The finished run; its `save(folder)` writes every file of the case format.

    Example:
        >>> run = investigate({"accounts": [{"account_id": "1", "platform": "p"}]})
        >>> len(run.gangs)
        0
    """
    options, clock = options or Options(), _Clock(progress)
    with clock("read"):
        records = read(case)
    with clock("resolve"):
        who = resolve(records, seed=seed, judgements=judgements)
    with clock("weigh"):
        evidence = weigh(who, options=options.weighing)
    with clock("find gangs"):
        gangs = find_gangs(evidence, options.finder, options=options.finding, reruns=options.reruns, seed=seed)
    if not options.after:
        return _planned(evidence, gangs, options=options, seed=seed, clock=clock)
    before = earlier_run(options.after)
    history = gangs.following(before)
    # Where the earlier run lies is no part of the result; which one it was, is.
    told = replace(options, after=before.digest)
    found = _planned(evidence, history.gangs, options=told, seed=seed, clock=clock)
    return replace(found, history=led_on(before.history, history.table))


def _planned(evidence: EvidenceGraph, gangs: Gangs, *, options: Options, seed: int, clock: _Clock) -> Investigation:
    """Heads, plans and complainants of gangs that were found."""
    who = evidence.who
    with clock("find successions"):
        reopened = gangs.atlas.reopened
    with clock("test"):
        gangs = gangs.tested(shuffles=options.shuffles, seed=seed) if options.shuffles else gangs
    chosen = [gang for gang, _ in zip(gangs, range(options.planned), strict=False) if len(gang.codes)]
    with clock("find heads"):
        heads = {gang.id: find_heads(gang, seed=seed) for gang in chosen}
    with clock("plan"):
        plans = {gang.id: plan_takedown(gang, budget=options.budget, seed=seed) for gang in chosen}
    with clock("complaints"):
        complainants = find_complainants(who)
    made_with = {"options": options.as_mapping(), "seed": seed}
    tables = (heads, plans, reopened, complainants, made_with, clock.seconds, options)
    records: Any = who.records
    return Investigation(records, who, evidence, gangs, *tables)


class _Clock:
    """Tells the steps as they begin and keeps how long each took."""

    def __init__(self, progress: Callable[[str], None] | None) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        if self.progress:
            self.progress(step)
        started = time.perf_counter()
        yield
        self.seconds[step] = round(time.perf_counter() - started, 3)

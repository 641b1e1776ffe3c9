"""The whole walk in one call, and its output folder: whole or absent."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfeit_graph import __version__, exports
from counterfeit_graph.evidence import EvidenceGraph, Weighing, weigh
from counterfeit_graph.evidence.clues.complaints import find_complainants
from counterfeit_graph.exports.money import MONEY
from counterfeit_graph.gangs import Components, Finding, Gangs, LabelPropagation, Leiden, Louvain, find_gangs
from counterfeit_graph.gangs.lists import expected_lists
from counterfeit_graph.identity import Identities, resolve
from counterfeit_graph.model.errors import OptionError, OutputError, nearest_of
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Table, concat
from counterfeit_graph.records import Records, read
from counterfeit_graph.takedown import Heads, Plan, find_heads, plan_takedown
from counterfeit_graph.takedown.saved import FOLDER as NETWORKS
from counterfeit_graph.takedown.saved import network_tables
from counterfeit_graph.views import Parts, report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from counterfeit_graph.gangs.finders import Finder

STEPS: tuple[str, ...] = ("read", "resolve", "weigh", "find gangs", "find heads", "plan", "complaints")


@dataclass(frozen=True)
class Options:
    """Everything that can be chosen for a run.

    Attributes:
        weighing: how evidence is weighed.
        finding: how gangs are found.
        finder: what joins groups into gangs.
        reruns: resampled reruns behind stability and confidence.
        budget: cost units of each gang's plan.
        planned: most gangs, largest first, for which heads and plans are made.

    Example:
        >>> Options(reruns=5).reruns
        5
    """

    weighing: Weighing = field(default_factory=Weighing)
    finding: Finding = field(default_factory=Finding)
    finder: Finder = field(default_factory=Leiden)
    reruns: int = 20
    budget: float = 3.0
    planned: int = 500

    def __post_init__(self) -> None:
        if self.reruns < 0 or self.planned < 0 or self.budget < 0:
            msg = "reruns, budget and planned must not be negative"
            raise OptionError(msg, where="Options")


_FINDERS = {kind.__name__.lower(): kind for kind in (Leiden, Louvain, LabelPropagation, Components)}


def options_of(chosen: Mapping[str, Any]) -> Options:
    """Options from plain mappings, such as a YAML file's content; what is left out keeps its default.

    `finder` is one name with its options: `finder: {leiden: {resolution: 4}}`.

    Raises:
        OptionError: a key that is unknown (the nearest one is named), or a value out of range.

    Example:
        >>> options_of({"reruns": 5, "finding": {"sure": 0.8}}).finding.sure
        0.8
    """
    chosen = dict(chosen)
    finder = chosen.pop("finder", {"leiden": {}})
    finder = {finder: {}} if isinstance(finder, str) else finder
    [(name, settings)] = finder.items() if len(finder) == 1 else [("", {})]
    if name.lower() not in _FINDERS:
        msg = f"unknown finder {name!r}"
        raise OptionError(msg, where="options: finder", nearest=nearest_of(name.lower(), _FINDERS))
    built = {"finder": _built(_FINDERS[name.lower()], settings or {}, where="finder")}
    options: Options = _built(Options, chosen, where="")
    return replace(options, **built)


def _built(kind: Any, chosen: Any, *, where: str) -> Any:
    """A frozen option object from a mapping, nested ones too."""
    if not isinstance(chosen, Mapping):
        msg = "takes 'key: value' pairs"
        raise OptionError(msg, where=f"options: {where}")
    plain = kind()
    for key in chosen:
        if not hasattr(plain, key):
            msg = f"unknown option {key!r}"
            raise OptionError(
                msg,
                where=f"options: {where or 'top level'}",
                nearest=nearest_of(key, vars(plain)),
            )
    values = {
        key: _built(type(getattr(plain, key)), value, where=key) if is_dataclass(getattr(plain, key)) else value
        for key, value in chosen.items()
    }
    try:
        return kind(**values)
    except TypeError as fault:
        msg = "has a value of the wrong kind"
        raise OptionError(msg, where=f"options: {where or 'top level'}") from fault


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
        history: of an update, what became of the gangs of the run before.
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
        return replace(found, history=history.table)

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
        }

    @cached_property
    def lists(self) -> Table:
        """Names in each list, and how many are expected to be false: Table(list, names, expected_false, share)."""
        others = {"phoenix": self.phoenix, "complainants": self.complainants}
        return expected_lists(self.gangs.members, others)

    @cached_property
    def run(self) -> dict[str, Any]:
        """What is needed to run it again, and what was counted: the content of run.json but for the clock."""
        accounts = max(len(self.who.accounts), 1)
        members, lists = self.gangs.members, self.lists.rows()
        expected = lists[0]["expected_false"]
        return {
            "version": __version__,
            "python": platform.python_version(),
            "libraries": {
                name: metadata.version(name)
                for name in ("numpy", "scipy", "numba", "pandas", "pyarrow", "duckdb", "networkx")
            },
            "inputs": dict(sorted(self.records.inputs.items())),
            "made_with": dict(self.made_with),
            "settings": asdict(self.records.settings),
            "counts": self.records.counts.rows(),
            "found": {
                "accounts": len(self.who.accounts),
                "links": len(self.evidence.pairs),
                "hubs": len(self.evidence.hubs),
                "gangs": len(self.gangs.table),
                "dens": len(self.gangs.dens),
                "members": int((members["state"] == "member").sum()),
                "uncertain": int((members["state"] == "uncertain").sum()),
                "groups": len(set(self.gangs.groups["group_id"])),
                "refused": len(self.records.refused),
                "expected_false_names": expected,
                "expected_false_names_per_10000": round(expected / accounts * 10_000, 3),
            },
            "lists": lists,
            "parameters": {
                "prior_decibans": self.evidence.weights.prior,
                "kinds": self.evidence.parameters.rows(),
                "estimated": self.evidence.estimated.as_mapping(),
                "drifted": list(self.evidence.drifted),
                "scale": self.evidence.scale.table.rows(),
            },
        }

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
            path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()
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
        )

    def __repr__(self) -> str:
        return f"Investigation({len(self.who.accounts):,} accounts, {len(self.gangs.table):,} gangs)"


_HEADS = ("gang_id", "rank", "node_kind", "node_id", "score")
_PLAN = ("gang_id", "step", "action", "target_kind", "target", "cost", "capacity_left", "exposure", "impact")


def _stacked(tables: list[Table], columns: tuple[str, ...]) -> Table:
    return concat(tables) if tables else Table.of({name: [] for name in columns}, dict.fromkeys(columns, "string"))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_output(folder: str | Path) -> Path:
    """The output folder's path, checked before any work is done.

    Raises:
        OutputError: it exists, or its parent cannot be written.
    """
    target = Path(folder).resolve()
    if target.exists():
        msg = "exists already"
        raise OutputError(msg, where=str(folder), remedy="name another folder or remove this one")
    parent = next(path for path in target.parents if path.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        msg = "cannot be written"
        raise OutputError(msg, where=str(folder), remedy="name a folder that you may write")
    return target


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
    return _planned(evidence, gangs, options=options, seed=seed, clock=clock)


def _planned(evidence: EvidenceGraph, gangs: Gangs, *, options: Options, seed: int, clock: _Clock) -> Investigation:
    """Heads, plans and complainants of gangs that were found."""
    who = evidence.who
    chosen = [gang for gang, _ in zip(gangs, range(options.planned), strict=False) if len(gang.codes)]
    with clock("find heads"):
        heads = {gang.id: find_heads(gang, seed=seed) for gang in chosen}
    with clock("plan"):
        plans = {gang.id: plan_takedown(gang, budget=options.budget, seed=seed) for gang in chosen}
    with clock("complaints"):
        complainants = find_complainants(who)
    made_with = {"options": {**asdict(options), "finder": repr(options.finder)}, "seed": seed}
    tables = (heads, plans, gangs.atlas.reopened, complainants, made_with, clock.seconds, options)
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

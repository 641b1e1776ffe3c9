"""The evidence of a saved run, weighed again from its case exactly as the run weighed it."""

from __future__ import annotations

import csv
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfeit_graph.evidence import EvidenceGraph, weigh
from counterfeit_graph.exports.cells import armed
from counterfeit_graph.identity import resolve
from counterfeit_graph.identity.judgements import log_of
from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.options import options_of
from counterfeit_graph.records import read
from counterfeit_graph.takedown.saved import read_run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from counterfeit_graph.records import Records

_LINKS = "links.csv"
_TOLD = {"inputs", "settings", "counts", "parameters"}


def evidence_of(out: str | Path, case: Any, *, between: tuple[str, str]) -> EvidenceGraph:
    """The evidence behind a saved run, so that what it says of two accounts is what the run says of them.

    Options, seed, judgements and the parameters that the run estimated are those of its `run.json`.

    Args:
        out: the folder that an investigation was saved to.
        case: the case that it read, as `read` takes it.
        between: two account ids.

    Raises:
        CaseError: `out` holds no run, the case is not the one that it read, or its `links.csv` tells of another sum.
        NotFoundError: an account that the case does not hold.

    Example:
        >>> import tempfile, counterfeit_graph as cg
        >>> shops = {"accounts": [{"account_id": n, "platform": "p", "contact_phone": "13905712846"} for n in "ab"]}
        >>> with tempfile.TemporaryDirectory() as home:
        ...     out = cg.investigate(shops).save(f"{home}/out")
        ...     evidence_of(out, shops, between=("a", "b"))
        EvidenceGraph(2 accounts, 1 links)
    """
    home = Path(out)
    run = read_run(home)
    if not _TOLD.issubset(run):
        msg = "the run does not tell what it read and estimated"
        raise CaseError(msg, where=str(out), remedy="investigate the case again with this version")
    records = read(case)
    differs = next(_differences(run, records), "")
    if differs:
        msg = f"is not the case that {home.name} was made from: {differs}"
        remedy = "name the case as it was, or investigate it again"
        raise CaseError(msg, where=Path(case).name if isinstance(case, (str, Path)) else "case", remedy=remedy)
    made, judged = run["made_with"], run.get("judgements", ())
    who = resolve(records, seed=made["seed"], judgements=log_of(judged))
    weighing = options_of({"weighing": made["options"]["weighing"]}).weighing
    # What the run kept from before, if it was an update, and what it estimated itself are told alike.
    evidence = weigh(who, options=replace(weighing, parameters=run["parameters"]["estimated"]))
    _check_sum(home / _LINKS, evidence, between=between)
    return evidence


def _differences(run: Mapping[str, Any], records: Records) -> Iterator[str]:
    """What tells the records from those that a run read, in a few words each."""
    before, now = run["inputs"], dict(records.inputs)
    for file in sorted({*before, *now}):
        if before.get(file) != now.get(file):
            yield f"{file} {'differs' if file in before and file in now else 'is in one of the two alone'}"
    if run["settings"] != asdict(records.settings):
        yield "its settings differ"
    if run["counts"] != records.counts.rows():
        yield "other rows of it are taken, so its case.yaml or the version differs"


def _check_sum(path: Path, evidence: EvidenceGraph, *, between: tuple[str, str]) -> None:
    """See that the run's file of links tells the same sum for two accounts, or like the evidence none."""
    a, b = sorted(evidence.who.account(name) for name in between)
    ids = evidence.who.accounts["account_id"]
    kept = evidence.links["decibans"][(evidence.pairs.a == a) & (evidence.pairs.b == b)].tolist()
    if _told(path, {str(ids[a]), str(ids[b])}) != kept:
        msg, remedy = "tells of another sum for the two accounts", "investigate the case again with this version"
        raise CaseError(msg, where=str(path), remedy=remedy)


def _told(path: Path, pair: set[str]) -> list[float]:
    """The decibans that a file of links has for a pair; none if it is no link."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            return [float(row["decibans"]) for row in rows if {armed(row["a"]), armed(row["b"])} == pair]
    except (OSError, UnicodeDecodeError, KeyError, ValueError, csv.Error) as fault:
        msg = "cannot be read as the run wrote it"
        raise CaseError(msg, where=str(path), remedy="investigate the case again") from fault

"""What run.json tells of a run: what was counted, how much of it is expected to be wrong, and the numbers behind it."""

from __future__ import annotations

import ast
import inspect
import platform
from dataclasses import asdict
from importlib import metadata
from typing import TYPE_CHECKING, Any

from counterfeit_graph import __version__
from counterfeit_graph.evidence import components, estimate, fitted, hubs, passing, scale, weights
from counterfeit_graph.evidence.uses import GROUP_NAMES
from counterfeit_graph.gangs import comparison, membership, offers, thinning

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from counterfeit_graph.evidence import EvidenceGraph
    from counterfeit_graph.gangs import Gangs
    from counterfeit_graph.model.table import Table

# Where weights come from; each has its own name for how much it believes before a case says more.
_ESTIMATING = (weights, estimate, fitted, components, passing, scale)
_LIBRARIES = ("numpy", "scipy", "numba", "pandas", "pyarrow", "duckdb", "networkx")


def run_of(gangs: Gangs, lists: Table, *, made_with: Mapping[str, Any]) -> dict[str, Any]:
    """The content of run.json but for the clock: all that is needed to run it again, and what came out.

    Args:
        gangs: what was found.
        lists: names in each list, and how many of them are expected to be false.
        made_with: options and seed of the run.
    """
    records: Any = gangs.evidence.who.records
    return {
        "version": __version__,
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in _LIBRARIES},
        "inputs": dict(sorted(records.inputs.items())),
        "made_with": dict(made_with),
        "judgements": gangs.evidence.who.history.rows(),
        "settings": asdict(records.settings),
        "counts": records.counts.rows(),
        "found": _found(gangs, lists),
        "lists": lists.rows(),
        "ids_used": dict(gangs.made_with.get("ids_used", {})),
        "run": gangs.made_with.get("run", 1),
        "parameters": parameters(gangs),
    }


def _found(gangs: Gangs, lists: Table) -> dict[str, Any]:
    evidence, members = gangs.evidence, gangs.members
    records: Any = evidence.who.records
    accounts, expected = len(evidence.who.accounts), float(lists["expected_false"][0])
    return {
        "accounts": accounts,
        "links": len(evidence.pairs),
        "hubs": len(evidence.hubs),
        "gangs": len(gangs.table),
        "dens": len(gangs.dens),
        "members": int((members["state"] == "member").sum()),
        "uncertain": int((members["state"] == "uncertain").sum()),
        "groups": len(set(gangs.groups["group_id"])),
        "refused": len(records.refused),
        "expected_false_names": expected,
        "expected_false_names_per_10000": round(expected / max(accounts, 1) * 10_000, 3),
    }


def parameters(gangs: Gangs) -> dict[str, Any]:
    """Every number that the result rests on besides the options: learned from the case, or from other cases."""
    evidence = gangs.evidence
    return {
        "prior_decibans": evidence.weights.prior,
        "kinds": evidence.parameters.rows(),
        "discounts_in_groups": _by_group(evidence),
        "estimated": evidence.estimated.as_mapping(),
        "drifted": list(evidence.drifted),
        "scale": evidence.scale.table.rows(),
        "suspicion": {**gangs.made_with["options"]["marks"], "marks": gangs.learned},
        "control": {
            **gangs.made_with["options"]["control"],
            **_constants(comparison),
            **_constants(offers),
            **_constants(membership),
        },
        "reruns": _constants(thinning),
        "hubs": _constants(hubs),
        "estimation": {module.__name__.rpartition(".")[2]: _constants(module) for module in _ESTIMATING},
    }


def _constants(module: ModuleType) -> dict[str, Any]:
    """The numbers that a module itself sets and has no option for, by their names in small letters."""
    # What it imports is another's to tell: its own source says which names it sets.
    own = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, (ast.Assign, ast.AnnAssign))]
    # A place in a list, which a call looks up, is no number that anything rests on.
    plain = [node for node in own if not any(isinstance(each, ast.Call) for each in ast.walk(node))]
    names = [each for node in plain for each in ast.walk(node) if isinstance(each, ast.Name)]
    stored = [each.id for each in names if isinstance(each.ctx, ast.Store) and each.id.isupper()]
    found = {name.strip("_").lower(): getattr(module, name) for name in stored}
    return {name: value for name, value in found.items() if _is_number(value)}


def _is_number(value: Any) -> bool:
    """Whether it is a number, or holds nothing but numbers, so that JSON can."""
    if isinstance(value, (tuple, dict)):
        return bool(value) and all(map(_is_number, value.values() if isinstance(value, dict) else value))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _by_group(evidence: EvidenceGraph) -> dict[str, float]:
    """What a further clue of a group of evidence counts for an account against a group; `kinds` has it for pairs."""
    return dict(zip(GROUP_NAMES, evidence.weights.pooling.tolist(), strict=True))

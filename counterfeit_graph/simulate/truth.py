"""What only the world's maker knows: who belongs to which gang, who heads it, and why the innocent look guilty."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.simulate.draft import Column, Draft, Ints
from counterfeit_graph.simulate.gangs import Gang
from counterfeit_graph.simulate.render import Texts, reporters, words

_SPACE = {"person": "party", "company": "party", "payment": "payment"}


def truth(draft: Draft, ids: pa.Array, *, text: Texts, gangs: list[Gang]) -> dict[str, pa.Table]:
    """The tables of `truth/`, sorted by their first column."""
    names = gang_names(draft, len(gangs))
    found = {
        "accounts": _accounts(draft, ids, text=text, names=names),
        "gangs": _gangs(names, gangs),
        "heads": _nodes(draft.rows["heads"].columns(), names, text),
        "roles": _nodes(draft.rows["roles"].columns(), names, text),
        "phoenix": _phoenix(draft, ids),
        "complainants": _complainants(draft),
    }
    return {name: table.sort_by(table.column_names[0]) for name, table in found.items()}


def gang_names(draft: Draft, count: int) -> pa.Array:
    """Names of gangs, in no telling order."""
    return pa.array([f"gang-{n + 1:04d}" for n in draft.rng("gang names").permutation(count).tolist()], pa.string())


def _named(names: pa.Array, numbers: Ints) -> pa.Array:
    return pc.if_else(pa.array(numbers >= 0), names.take(pa.array(np.maximum(numbers, 0))), "")


def _accounts(draft: Draft, ids: pa.Array, *, text: Texts, names: pa.Array) -> pa.Table:
    a = draft.accounts
    dens = pa.array([f"den-{n + 1:05d}" for n in draft.rng("den names").permutation(draft.made["den"]).tolist()], pa.string())
    return pa.table({
        "account_id": ids,
        "gang_id": _named(names, a["gang"]),
        "den_id": _named(dens, a["den"]),
        "role": pa.array(a["role"].tolist(), pa.string()),
        "controller": text.of("party", a["controller"]),
        "innocent": pa.array(a["innocent"].tolist(), pa.string()),
    })


def _gangs(names: pa.Array, gangs: list[Gang]) -> pa.Table:
    return pa.table({
        "gang_id": names,
        "accounts": pa.array([str(len(gang.members)) for gang in gangs], pa.string()),
        "dens": pa.array([str(len(gang.dens)) for gang in gangs], pa.string()),
        "kind": pa.array([gang.kind for gang in gangs], pa.string()),
    })


def _nodes(rows: dict[str, Column], names: pa.Array, text: Texts) -> pa.Table:
    node = np.full(len(rows["node"]), "", dtype=object)
    for kind, space in _SPACE.items():
        here = rows["kind"] == kind
        node[here] = text.of(space, rows["node"][here]).to_pylist()
    found = {"gang_id": words(names.to_pylist(), rows["gang"]), "node_kind": pa.array(rows["kind"].tolist(), pa.string()), "node_id": pa.array(node.tolist(), pa.string())}
    return pa.table(found | ({"role": pa.array(rows["role"].tolist(), pa.string())} if "role" in rows else {}))


def _phoenix(draft: Draft, ids: pa.Array) -> pa.Table:
    rows = draft.rows["phoenix"].columns()
    none = np.empty(0, dtype=np.int64)
    old, new = rows.get("old", none), rows.get("new", none)
    return pa.table({"closed_account": ids.take(pa.array(old)), "reopened_account": ids.take(pa.array(new))})


def _complainants(draft: Draft) -> pa.Table:
    rows, seen = draft.rows["rings"].columns(), draft.rows["signals"].columns()["reporter"]
    honest = np.unique(seen[seen >= 0])
    liars = reporters(draft, -1 - rows["reporter"])
    ring = pa.array([f"ring-{n + 1}" for n in rows["ring"].tolist()], pa.string())
    return pa.table({
        "reporter_id": pa.concat_arrays([liars, reporters(draft, honest)]),
        "ring_id": pa.concat_arrays([ring, pa.array([""] * len(honest), pa.string())]),
        "kind": pa.array(["ring"] * len(ring) + ["honest"] * len(honest), pa.string()),
    })

"""What only the world's maker knows: who belongs to which gang, who heads it, and why the innocent look guilty."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.simulate.book import Book
from counterfeit_graph.simulate.columns import text
from counterfeit_graph.simulate.dealings import reporters
from counterfeit_graph.simulate.draft import Column, Draft, Ints
from counterfeit_graph.simulate.gangs import Gang


def truth(book: Book, gangs: list[Gang]) -> dict[str, pa.Table]:
    """The tables of `truth/`, sorted by their first column."""
    names, rows = gang_names(book.draft, len(gangs)), book.draft.rows
    found = {
        "accounts": _accounts(book, names),
        "gangs": _gangs(names, gangs),
        "heads": _nodes(book, names, rows=rows["heads"].columns()),
        "roles": _nodes(book, names, rows=rows["roles"].columns()),
        "phoenix": _phoenix(book),
        "complainants": _complainants(book.draft),
    }
    return {
        name: table.sort_by([(column, "ascending") for column in table.column_names]) for name, table in found.items()
    }


def gang_names(draft: Draft, count: int) -> pa.Array:
    """Names of gangs, in no telling order."""
    return pa.array([f"gang-{n + 1:04d}" for n in draft.rng("gang names").permutation(count).tolist()], pa.string())


def _named(names: pa.Array, numbers: Ints) -> pa.Array:
    return pc.if_else(pa.array(numbers >= 0), names.take(pa.array(np.maximum(numbers, 0))), "")


def _accounts(book: Book, names: pa.Array) -> pa.Table:
    a, draft = book.draft.accounts, book.draft
    dens = [f"den-{n + 1:05d}" for n in draft.rng("den names").permutation(draft.made["den"]).tolist()]
    return pa.table(
        {
            "account_id": book.ids,
            "gang_id": _named(names, a["gang"]),
            "den_id": _named(pa.array(dens, pa.string()), a["den"]),
            "role": text(a["role"]),
            "controller": book.of("party", a["controller"]),
            "innocent": text(a["innocent"]),
        }
    )


def _gangs(names: pa.Array, gangs: list[Gang]) -> pa.Table:
    return pa.table(
        {
            "gang_id": names,
            "accounts": pa.array([str(len(gang.members)) for gang in gangs], pa.string()),
            "dens": pa.array([str(len(gang.dens)) for gang in gangs], pa.string()),
            "kind": pa.array([gang.kind for gang in gangs], pa.string()),
        }
    )


def _nodes(book: Book, names: pa.Array, *, rows: dict[str, Column]) -> pa.Table:
    money = pa.array(rows["kind"] == "payment")
    node = pc.if_else(money, *(_held(book, kind, numbers=rows["node"]) for kind in ("payment", "party")))
    found = {"gang_id": _named(names, rows["gang"]), "node_kind": text(rows["kind"]), "node_id": node}
    return pa.table(found | ({"role": text(rows["role"])} if "role" in rows else {}))


def _held(book: Book, kind: str, *, numbers: Ints) -> pa.Array:
    """Texts of numbers of which some belong to another kind and are not looked at."""
    return book.of(kind, np.minimum(numbers, book.draft.made[kind] - 1))


def _phoenix(book: Book) -> pa.Table:
    rows, none = book.draft.rows["phoenix"].columns(), np.empty(0, dtype=np.int64)
    old, new = rows.get("old", none), rows.get("new", none)
    return pa.table({"closed_account": book.accounts(old), "reopened_account": book.accounts(new)})


def _complainants(draft: Draft) -> pa.Table:
    rows, seen = draft.rows["rings"].columns(), draft.rows["signals"].columns()["reporter"]
    honest = np.unique(seen[seen >= 0])
    liars = reporters(draft, -1 - rows["reporter"])
    ring = pa.array([f"ring-{n + 1}" for n in rows["ring"].tolist()], pa.string())
    return pa.table(
        {
            "reporter_id": pa.concat_arrays([liars, reporters(draft, honest)]),
            "ring_id": pa.concat_arrays([ring, pa.array([""] * len(honest), pa.string())]),
            "kind": pa.array(["ring"] * len(ring) + ["honest"] * len(honest), pa.string()),
        }
    )

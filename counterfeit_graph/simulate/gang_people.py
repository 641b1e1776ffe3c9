"""Who stands behind a gang: a head who touches no shop, managers, and straw owners with papers of their own."""

from __future__ import annotations

import numpy as np

from counterfeit_graph.simulate.draft import Draft, Ints, cells
from counterfeit_graph.simulate.gangs import Gang
from counterfeit_graph.simulate.words import SURNAMES


def staff(draft: Draft, gang: Gang) -> None:
    """Give the gang its people, register its accounts on straw owners, and tie them as far as anybody knows."""
    rng = draft.rng("people", str(gang.number))
    family = int(rng.integers(0, len(SURNAMES)))
    surname = family if gang.kind == "family" else -1
    gang.head = int(draft.people(1, city=gang.city, surname=surname)[0])
    gang.managers = draft.people(len(gang.dens), city=gang.city, surname=surname).tolist()
    for den, manager in zip(gang.dens, gang.managers, strict=True):
        _register(draft, gang, den=den, manager=manager)
    _command(draft, gang)
    _write_roles(draft, gang)


def _register(draft: Draft, gang: Gang, *, den: Ints, manager: int) -> None:
    rng = draft.rng("straws", str(manager))
    label = cells(rng, len(den), low=2, high=3)
    alone = rng.random(len(den)) >= draft.dials["straw"]
    label[alone] = label.max() + 1 + np.arange(alone.sum())
    _, label = np.unique(label, return_inverse=True)
    straws = draft.people(
        int(label.max()) + 1, city=rng.choice([gang.city, *draft.accounts["city"][den].tolist()], int(label.max()) + 1)
    )
    shown = draft.slots["person"].shown[den].copy()
    draft.put("person", den, values=straws[label])
    draft.slots["person"].shown[den] = shown | (rng.random(len(den)) < 0.5)
    draft.slots["document"].value[den] = straws[label]
    draft.accounts["controller"][den] = manager
    draft.rows["roles"].add(gang=gang.number, kind="person", node=straws, role="registrar")
    draft.rows["straws"].add(gang=gang.number, party=straws)
    _firms(draft, gang, den=den)
    known = straws[rng.random(len(straws)) < draft.dials["tie"] * 0.8]
    draft.rows["ties"].add(a=np.full(len(known), manager), b=known, relation="associate", source="call_records")


def _firms(draft: Draft, gang: Gang, *, den: Ints) -> None:
    rng = draft.luck()
    draft.slots["company"].shown[den] &= rng.random(len(den)) < 0.5
    draft.slots["company"].value[den[~draft.slots["company"].shown[den]]] = -1
    who = den[rng.random(len(den)) < draft.dials["company"]]
    if len(who) < 2:
        return
    label = cells(rng, len(who), low=2, high=4)
    firms = draft.people(int(label.max()) + 1, city=np.full(int(label.max()) + 1, gang.city), kind=1)
    draft.put("company", who, values=firms[label])
    owners = draft.slots["person"].value[who[np.unique(label, return_index=True)[1]]]
    draft.rows["ties"].add(a=owners, b=firms, relation="owns", source="company_register")


def _command(draft: Draft, gang: Gang) -> None:
    """What police know of who gives orders: part of the true ties, and some idle ones."""
    rng = draft.luck()
    known = [m for m in gang.managers if rng.random() < draft.dials["tie"]]
    relation = "family" if gang.kind == "family" else "associate"
    draft.rows["ties"].add(
        a=np.full(len(known), gang.head), b=np.array(known, dtype=np.int64), relation=relation, source="police_file"
    )
    firms = [f for f in gang.suppliers if rng.random() < draft.dials["tie"]]
    draft.rows["ties"].add(
        a=np.full(len(firms), gang.head), b=np.array(firms, dtype=np.int64), relation="owns", source="company_register"
    )
    kin = draft.people(int(rng.integers(1, 4)), city=gang.city)
    draft.rows["ties"].add(a=np.full(len(kin), gang.head), b=kin, relation="family", source="household_register")


def _write_roles(draft: Draft, gang: Gang) -> None:
    rows = draft.rows["roles"]
    rows.add(gang=gang.number, kind="person", node=np.array([gang.head]), role="head")
    rows.add(gang=gang.number, kind="person", node=np.array(gang.managers), role="manager")
    rows.add(gang=gang.number, kind="company", node=np.array(gang.suppliers), role="supplier")

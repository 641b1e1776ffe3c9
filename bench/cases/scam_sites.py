"""Scam sites: those that share a payment address belong together; names, brands, wording and dates are the evidence."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx
import pandas as pd

from cases.scoring import Quality, Truth, halves, linked
from counterfeit_graph.evidence import Weighing

NAME = "cryptoscam_sites"
FLOOR = "P 0.020 R 0.339"
CAPS = {"tracker": 60, "name": 30, "image": 60, "payment": 80}
SECRET = r"(?:0x)?[0-9A-Fa-f]{30,}|\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b"


def read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sites with a known address, and the addresses; addresses written in descriptions are blanked."""
    paid = pd.read_csv(folder / "site_payment.csv", dtype=str)
    site = pd.read_csv(folder / "sites.csv", dtype=str).fillna("")
    site = site[site.site_id.isin(paid.site_id)].rename(columns={"site_id": "account_id"})
    site["description"] = site.description.str.replace(SECRET, "", regex=True).str.casefold()
    site["stem"] = site.domain.str.rsplit(".", n=1).str[0].str.casefold()
    site["ending"] = site.domain.str.rsplit(".", n=1).str[1]
    return site, paid.rename(columns={"site_id": "account_id"})


def truth(paid: pd.DataFrame) -> Truth:
    """Pairs that share an address; the owner of a site is its component, so that none straddles the halves."""
    both = paid.merge(paid, on=["coin", "address"])
    pairs = {(min(a, b), max(a, b)) for a, b in zip(both.account_id_x, both.account_id_y, strict=True) if a != b}
    graph = nx.Graph(sorted(pairs))
    owner = {account: account for account in paid.account_id}
    for group in nx.connected_components(graph):
        owner |= dict.fromkeys(group, min(group))
    return Truth(owner, frozenset(pairs))


def identifiers(site: pd.DataFrame) -> pd.DataFrame:
    """Pieces of the name alone and with the day; brand, ending and wording with the day."""
    rows = []
    for row in site.itertuples():
        letters = re.sub("[^a-z]", "", row.stem)
        words = {word for word in re.split("[^a-z]+", row.stem) if len(word) > 2}
        values = [("name", word) for word in words]
        values += [("tracker", f"{row.first_listed} {word}") for word in words]
        values += [("tracker", f"{row.first_listed} {letters[i : i + 5]}") for i in range(len(letters) - 4)]
        values += [("name", letters[i : i + 6]) for i in range(len(letters) - 5)]
        values += [("tracker", f"{row.first_listed} {row.brand} {row.ending}")]
        values += [("image", f"{row.first_listed} {row.description}")] * bool(row.description)
        rows += [(row.account_id, kind, value) for kind, value in sorted(set(values))]
    return pd.DataFrame(rows, columns=["account_id", "kind", "value"])


def case(site: pd.DataFrame, given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {"accounts": site[["account_id"]].assign(platform="web"), "identifiers": given}


def measure(data: Path, *, shown: bool) -> Quality:
    """With addresses shown they are the only evidence, and the note adds the rest; else the rest is all there is."""
    site, paid = read(data / NAME)
    known = truth(paid)
    options = Weighing(caps=CAPS, keep=-60.0)
    size = f"{len(site):,} sites, {len(known.pairs):,} true pairs"
    wording = identifiers(site)
    if shown:
        addresses = paid.assign(kind="payment", value=paid.address)[["account_id", "kind", "value"]]
        scores = halves(*linked(case(site, addresses), options=options), truth=known)
        both = halves(*linked(case(site, pd.concat([addresses, wording])), options=options), truth=known)
        return Quality(size, *scores, FLOOR, f"with names and wording beside the addresses: F1 {both[2]:.3f}")
    pairs, score = linked(case(site, wording), options=options)
    best = halves(pairs, score, truth=known)
    note = f"threshold of best F1 instead of recall 0.3: P {best[0]:.3f} R {best[1]:.3f} F1 {best[2]:.3f}"
    return Quality(size, *halves(pairs, score, truth=known, least_recall=0.3), FLOOR, note)

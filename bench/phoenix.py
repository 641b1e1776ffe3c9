"""How well closed shops are matched with the accounts that continue them.

`python bench/phoenix.py [--data FOLDER] [--accounts 20000] [--scale 200000]`: simulated worlds, and, where FOLDER
holds them, markets that were shut (`dnm_markets_2020_2022`) and sites put on a block list (`cryptoscam_sites`).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

import counterfeit_graph as cg
from counterfeit_graph.evidence.clues.complaints import find_complainants
from counterfeit_graph.evidence.clues.phoenix import find_phoenix

EVERYTHING = {"least": -1e6, "least_own": -1e6, "keep": 10**6}
Pairs = set[tuple[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="*", default=[7])
    parser.add_argument("--scale", type=int, default=0, help="also time a case of this many accounts")
    given = parser.parse_args()
    worlds(given.accounts, given.seeds)
    if given.scale:
        scale(given.scale)
    for name, run in (("dnm_markets_2020_2022", markets), ("cryptoscam_sites", sites)):
        folder = given.data / name if given.data else None
        if folder is None or not folder.is_dir():
            print(f"\n{name}: absent, not measured")
        else:
            run(folder)


def ranks(found: pd.DataFrame, truth: Pairs) -> pd.Series:
    """Best place of a true predecessor for each reopened account that has one; infinite where none is listed."""
    found = found.assign(place=found.groupby("reopened_account").cumcount() + 1)
    hit = found[[pair in truth for pair in zip(found.closed_account, found.reopened_account, strict=True)]]
    wanted = sorted({reopened for _, reopened in truth})
    return hit.groupby("reopened_account").place.min().astype(float).reindex(wanted, fill_value=np.inf)


def quality(place: pd.Series) -> str:
    hits = " ".join(f"hit@{k} {np.mean(place <= k):.3f}" for k in (1, 3, 10))
    return f"{len(place)} to find, MRR {np.mean(1 / place):.3f} {hits}"


def alerts(found: pd.DataFrame, truth: Pairs) -> Iterable[str]:
    """Precision and recall of the best predecessor of each account, at four thresholds of `own`."""
    top = found[(found["rank"] == 1) & (found.survived >= 30)]
    right = np.array([pair in truth for pair in zip(top.closed_account, top.reopened_account, strict=True)], bool)
    for least in (0, 3, 6, 10):
        listed = (top.own >= least).to_numpy()
        precision, recall = right[listed].mean() if listed.any() else float("nan"), right[listed].sum() / len(truth)
        yield f"own >= {least:2d}: {listed.sum():4d} alerts, precision {precision:.2f} recall {recall:.2f}"


def worlds(accounts: int, seeds: list[int]) -> None:
    print(f"simulated worlds, {accounts:,} accounts")
    for evasion in (0.0, 0.5, 0.9):
        for seed in seeds:
            world = cg.simulate(accounts, seed=seed, evasion=evasion)
            who = cg.resolve(cg.read(dict(world.tables)))
            start = time.process_time()
            found = find_phoenix(who, **EVERYTHING).to_pandas()
            spent, table = time.process_time() - start, world.truth["phoenix"]
            pairs = set(zip(*(table[name].to_pylist() for name in ("closed_account", "reopened_account")), strict=True))
            print(f"evasion {evasion} seed {seed}: {quality(ranks(found, pairs))}, {spent:.1f} s")
            for line in alerts(found, pairs):
                print(f"    {line}")
            rings(who, world.truth["complainants"].to_pandas())


def rings(who: cg.identity.Identities, truth: pd.DataFrame) -> None:
    """Complainants of rings that were found, honest ones that were named."""
    found = find_complainants(who).to_pandas().merge(truth, on="reporter_id", suffixes=("", "_true"))
    liar, named = found.ring_id_true.fillna("") != "", found.ring_id != ""
    pure = found[named].groupby("ring_id").ring_id_true.nunique().eq(1).mean() if named.any() else float("nan")
    weight, lowered = found.weight[liar].mean(), (found.weight[~liar] < 1).sum()
    caught, wrong = (liar & named).sum(), (~liar & named).sum()
    print(f"    rings: {caught} of {liar.sum()} liars named, {wrong} of {(~liar).sum()} honest; of one kind {pure:.2f}")
    print(f"    mean weight of liars {weight:.2f}; honest complainants whose weight fell: {lowered}")


def scale(accounts: int) -> None:
    who = cg.resolve(cg.read(dict(cg.simulate(accounts, seed=7).tables)))
    start, wall = time.process_time(), time.perf_counter()
    found = find_phoenix(who)
    spent = f"{time.process_time() - start:.0f} s of processor, {time.perf_counter() - wall:.0f} s"
    print(f"{accounts:,} accounts: {len(found):,} pairs listed, {spent}")


def markets(folder: Path) -> None:
    """Sellers of markets that were shut before others were first seen; equal handles are one seller, and are hidden."""
    listings = pd.read_csv(folder / "listings.csv.gz", dtype=str).drop_duplicates(["market", "vendor", "title"])
    listings = listings[listings.market != "market"]
    seen = pd.read_csv(folder / "vendors.csv", dtype=str)
    last = pd.read_csv(folder / "markets.csv", dtype=str).set_index("market").last_scrape
    shut = last[last < "2022-06-01"].index
    seen["account_id"] = seen.market + "/" + seen.vendor
    seen["closed_at"] = seen.market.map(last).where(seen.market.isin(shut))
    truth = {
        (a.account_id, b.account_id)
        for a in seen[seen.closed_at.notna()].itertuples()
        for b in seen[(seen.handle_norm == a.handle_norm) & (seen.first_date > a.closed_at)].itertuples()
        if len(str(a.handle_norm)) > 3
    }
    for shown in (False, True):
        accounts = seen.rename(columns={"market": "platform", "first_date": "opened_at", "vendor": "name"})
        columns = ["account_id", "platform", "opened_at", "closed_at"] + ["name"] * shown
        offers = pd.DataFrame(
            {"account_id": listings.market + "/" + listings.vendor, "title": listings.title, "brand": listings.category}
        )
        offers.insert(0, "listing_id", np.arange(len(offers)).astype(str))
        who = cg.resolve(cg.read({"accounts": accounts[columns], "listings": offers}))
        found = find_phoenix(who, window_days=700, **EVERYTHING).to_pandas()
        print(f"\nshut markets, handles {'shown' if shown else 'hidden'}: {quality(ranks(found, truth))}")
    print(f"{len(seen)} sellers, {len(shut)} markets shut, {len(truth)} true pairs")


def sites(folder: Path) -> None:
    """Scam sites: which earlier site had the payment address of this one? Addresses are hidden."""
    site = pd.read_csv(folder / "sites.csv", dtype=str)
    pay = pd.read_csv(folder / "site_payment.csv", dtype=str).merge(site[["site_id", "first_listed"]], on="site_id")
    both = pay.merge(pay, on=["coin", "address"])
    gap = (pd.to_datetime(both.first_listed_y) - pd.to_datetime(both.first_listed_x)).dt.days
    truth = set(both.loc[(gap > 0) & (gap <= 365), ["site_id_x", "site_id_y"]].itertuples(index=False, name=None))
    accounts = pd.DataFrame({"account_id": site.site_id, "platform": "web", "kind": "site"})
    accounts["opened_at"] = accounts["closed_at"] = site.first_listed
    accounts["name"] = site.domain.str.replace(r"\.[a-z]+$", "", regex=True).str.replace(".", " ", regex=False)
    offers = site.rename(columns={"description": "title"})[["site_id", "brand", "title"]]
    offers = offers.assign(listing_id=site.site_id).rename(columns={"site_id": "account_id"})
    found = find_phoenix(cg.resolve(cg.read({"accounts": accounts, "listings": offers})), **EVERYTHING).to_pandas()
    print(f"\nblocked sites: {quality(ranks(found[found.gap_days > 0], truth))}")
    print(f"    nearest name by trigrams: {quality(ranks(nearest_names(site), truth))}")


def nearest_names(site: pd.DataFrame, *, most: int = 20) -> pd.DataFrame:
    """Yardstick: earlier sites of the last year with the most alike domain, by trigrams (cosine, rare ones heavier)."""
    grams = [[name[i : i + 3] for i in range(len(name) - 2)] for name in ("  " + site.domain + " ").tolist()]
    words, column = np.unique([g for each in grams for g in each], return_inverse=True)
    row = np.repeat(np.arange(len(site)), [len(each) for each in grams])
    matrix = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(len(site), len(words)))
    matrix = matrix * np.log(len(site) / np.bincount(column))
    matrix = sparse.csr_array(matrix / np.sqrt((matrix * matrix).sum(axis=1))[:, None])
    day = pd.to_datetime(site.first_listed).to_numpy().astype("datetime64[D]").astype(int)
    rows = []
    for start in range(0, len(site), 500):
        alike = (matrix[start : start + 500] @ matrix.T).toarray()
        gap = day[start : start + 500, None] - day[None, :]
        alike[(gap <= 0) | (gap > 365)] = -1
        best = np.argsort(-alike, axis=1)[:, :most]
        rows += [
            (site.site_id[b], site.site_id[start + a]) for a, bests in enumerate(best) for b in bests if alike[a, b] > 0
        ]
    return pd.DataFrame(rows, columns=["closed_account", "reopened_account"])


if __name__ == "__main__":
    main()

"""Clue: the same or nearly the same name on several platforms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from counterfeit_graph.evidence.clues.clue import derived_facts
from counterfeit_graph.records.normalise import normalise

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.model.table import Table

SHORTEST_STEM = 4


def same_names(who: Identities) -> Table:
    """Facts (account, stem of its name): the name's handle form without digits at its ends."""
    accounts = who.records.tables["accounts"]
    if "name" not in accounts.columns or accounts.arrow["name"].null_count == len(accounts):
        return text_facts(who, accounts.where(np.zeros(len(accounts), bool)), keys=[], kind="name")
    handles = normalise("handle", pa.array(accounts["name"], pa.string())).to_pylist()
    stems = [re.sub(r"^[\d_.\-]+|[\d_.\-]+$", "", name or "") for name in handles]
    long = np.array([len(stem) >= SHORTEST_STEM or (len(stem) >= 2 and not stem.isascii()) for stem in stems], bool)
    part = accounts.where(long)
    keys = [stem for stem, wanted in zip(stems, long, strict=True) if wanted]
    return text_facts(who, part, keys=keys, kind="name")


def text_facts(who: Identities, part: Table, *, keys: list[str], kind: str) -> Table:
    """Facts that accounts show a text: one per (account, key), its first record standing for it.

    Args:
        who: the resolved case.
        part: rows with account_id, file and record.
        keys: the text of each row, in its canonical form.
        kind: `name` or `title`.
    """
    account = who.codes(part.arrow["account_id"])
    frame = pd.DataFrame({"account": account, "key": keys, "file": part["file"], "record": part["record"]})
    frame = frame[frame["account"] >= 0].sort_values(["account", "key", "file", "record"])
    frame["rows"] = frame.groupby(["account", "key"])["record"].transform("size")
    first = frame.drop_duplicates(["account", "key"])
    columns = {name: first[name].tolist() for name in ("account", "key", "rows", "file", "record")}
    return derived_facts(
        {**columns, "kind": kind, "relation": "shows", "table": "accounts" if kind == "name" else "listings"}
    )

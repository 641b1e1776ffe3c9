"""Clue: the same offer text on several accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from counterfeit_graph.evidence.clues.names import text_facts
from counterfeit_graph.model.table import Table
from counterfeit_graph.records.normalise import normalise

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities

_NONE = Table.of({"account_id": [], "title": [], "file": [], "record": []})
# Titles with fewer characters say too little to be the same by anything but chance.
SHORTEST = 12


def same_titles(who: Identities) -> Table:
    """Facts (account, title of an offer), one row per distinct title of an account."""
    listings = who.records.tables.get("listings", _NONE)
    known = "title" in listings.columns
    keys = normalise("title", pa.array(listings["title"], pa.string())).to_pylist() if known else [None] * len(listings)
    long = np.array([text is not None and len(text) >= SHORTEST for text in keys], bool)
    kept = [text for text, wanted in zip(keys, long, strict=True) if wanted]
    return text_facts(who, listings.where(long), keys=kept, kind="title")

"""Clue: the same offer text on several accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.evidence.clues.names import text_facts
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities

_NONE = Table.of({"account_id": [], "title": [], "file": [], "record": []})
# Titles with fewer characters say too little to be the same by anything but chance.
SHORTEST = 12


def same_titles(who: Identities) -> Table:
    """Facts (account, title of an offer), one row per distinct title of an account."""
    listings = who.records.tables.get("listings", _NONE)
    known = "title" in listings.columns
    keys = who.spelling.normalised("title", listings.arrow["title"]) if known else pa.nulls(len(listings), pa.string())
    long = np.asarray(pc.fill_null(pc.greater_equal(pc.utf8_length(keys), SHORTEST), fill_value=False))
    return text_facts(who, listings.where(long), keys=keys.filter(pa.array(long)), kind="title")

"""Clue: the parties behind the paper.

An account's registrant is often a straw. The parties tied to him by control (owner, director, associate; a household,
an employer or an agency is no control) and the registered holders of the payment accounts, phones and domains that the
account uses stand one step behind. Holders of money further on are not taken: they say what the money says, and would
count it twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from counterfeit_graph.evidence.clues.clue import derived_facts
from counterfeit_graph.model.schema import NEAR_TIES

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.model.table import Table

_SOURCE = ["file", "record"]
_COLUMNS = ["account", "relation", "table", "file", "record", "via"]


def parties_behind(who: Identities) -> Table:
    """Facts (account, party behind it): `behind` for holders of its values, `tied` for parties tied to its own."""
    if not len(who.ties) and not len(who.holders):
        return derived_facts(dict.fromkeys(("account", "kind", "key", "relation", "table", "file", "record"), []))
    own = _own_parties(who)
    held = _holders(who)
    tied = _tied(who, pd.concat([own, held], ignore_index=True))
    rows = pd.concat([held, tied], ignore_index=True)
    rows = rows.merge(own[["account", "party"]].drop_duplicates().assign(own=True), on=["account", "party"], how="left")
    rows = rows[rows["own"].isna()].sort_values(["account", "party", "via", "relation", "table", "file", "record"])
    rows = rows.drop_duplicates(["account", "party", "via"])
    return _as_facts(rows, _kinds(who))


def _kinds(who: Identities) -> dict[str, str]:
    return dict(zip(who.parties["root"], who.parties["kind"], strict=True))


def _own_parties(who: Identities) -> pd.DataFrame:
    facts = who.facts.where(who.facts.isin("kind", ["person", "company"]))
    key = who.values.take(facts["value"])["key"]
    return pd.DataFrame({"account": facts["account"], "party": key, "via": facts["value"].astype(np.int64)})


def _holders(who: Identities) -> pd.DataFrame:
    """The holder of every value that an account uses."""
    holders = who.holders.to_pandas().drop(columns="party_id").rename(columns={"root": "party"})
    held = who.facts.where(np.isin(who.facts["value"], who.holders["value"]))
    uses = pd.DataFrame({"account": held["account"], "value": held["value"]}).drop_duplicates()
    found = uses.merge(holders, on="value").rename(columns={"value": "via"})
    return found.assign(relation="behind", table="holders")[["account", "party", "relation", "table", "via", *_SOURCE]]


def _tied(who: Identities, known: pd.DataFrame) -> pd.DataFrame:
    ties = who.ties.to_pandas()
    # Words that the vocabulary lacks are taken as control.
    ties = ties[~ties["relation"].isin(NEAR_TIES)].reset_index(drop=True)
    ends = (ties["from_root"], ties["to_root"])
    sides = [pd.DataFrame({"party": a, "other": b}) for a, b in (ends, ends[::-1])]
    both = pd.concat([side.join(ties[_SOURCE]) for side in sides], ignore_index=True)
    found = known[["account", "party", "via"]].drop_duplicates().merge(both, on="party")
    found = found[found["party"] != found["other"]].drop(columns="party").rename(columns={"other": "party"})
    return found.assign(relation="tied", table="ties")[["account", "party", "relation", "table", "via", *_SOURCE]]


def _as_facts(rows: pd.DataFrame, kinds: dict[str, str]) -> Table:
    kind = [kinds.get(party) or "person" for party in rows["party"]]
    return derived_facts(
        {**{name: rows[name].tolist() for name in _COLUMNS}, "kind": kind, "key": rows["party"].tolist()}
    )

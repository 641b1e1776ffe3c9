"""Clue: the same supplier.

What a supplier is written down as (a company, a phone, a payment account) is evidence of supply, not of the paper,
contact or money group that the value would speak in otherwise; the facts are therefore taken over under their own kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfeit_graph.evidence.clues.clue import derived_facts

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities
    from counterfeit_graph.model.table import Table


def same_suppliers(who: Identities) -> Table:
    """Facts (account, supplier) from every fact with relation `supplier`."""
    facts = who.facts.where(who.facts.isin("relation", ["supplier"]))
    keys = [f"{kind}:{key}" for kind, key in zip(facts["kind"], who.values.take(facts["value"])["key"], strict=True)]
    taken = {name: facts[name].tolist() for name in ("account", "first", "last", "rows", "table", "file", "record")}
    return derived_facts({**taken, "kind": "supplier", "key": keys, "relation": "supplier"})

"""From the tables of a case to the parts of `Identities`, in one pass over every value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterfeit_graph.identity.accounts import account_table, canonical_order, read_accounts, users
from counterfeit_graph.identity.coding import code_values
from counterfeit_graph.identity.facts import Words, collect, in_order
from counterfeit_graph.identity.flows import holders, ties, transfers
from counterfeit_graph.identity.gather import Case, Read, raws
from counterfeit_graph.identity.judgements import pairs
from counterfeit_graph.identity.parties import resolve_parties
from counterfeit_graph.identity.spelling import Spelling
from counterfeit_graph.identity.unusable import unusable
from counterfeit_graph.model.table import Table


@dataclass(frozen=True)
class Parts:
    """The tables of `Identities`, each as its contract says."""

    table: Table
    values: Table
    facts: Table
    parties: Table
    ties: Table
    transfers: Table
    holders: Table
    unusable: Table


def build(case: Case, log: Table, *, spelling: Spelling) -> Parts:
    """All parts, under the judgements that stand in `log`; `spelling` gives texts their keys."""
    confirmed, rejected = (pairs(log, "party", judgement=word) for word in ("confirmed", "rejected"))
    parties = resolve_parties(case, confirmed, rejected=rejected)
    accounts, found = read_accounts(case), raws(case)
    by = users(found, accounts)
    coded = code_values(found, by, roots=parties.arrow, spelling=spelling)
    reads, words = [Read(*each) for each in zip(found, by, coded.codes, strict=True)], Words.of(found)
    facts = collect(reads, words)
    # Until here an account is its row; from here on it is its place in an order free of names.
    order = canonical_order(accounts, facts, content=facts.content(coded.content, words))
    code = np.empty(len(order), np.int32)
    code[order] = np.arange(len(order), dtype=np.int32)
    return Parts(
        table=account_table(accounts, order),
        values=coded.values,
        facts=in_order(facts, code).table_of(coded.values, words),
        parties=parties,
        ties=ties(case, parties),
        transfers=transfers(case, reads),
        holders=holders(reads, parties),
        unusable=unusable(case, reads),
    )

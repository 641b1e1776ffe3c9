"""The ledger behind the links of a gang."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang
    from counterfeit_graph.model.table import Table


def gang_ledger(gang: Gang) -> Table:
    """The ledger rows of every link between two members of a gang, as `EvidenceGraph.ledger` has them."""
    return _ledger(gang, gang.links)


def strongest_links(gang: Gang, *, limit: int) -> list[tuple[dict[str, object], Table]]:
    """The strongest links of a gang, each with its ledger rows, strongest clue first; the rows sum to the link.

    Args:
        gang: the gang.
        limit: most links.
    """
    links = gang.links.sort("-decibans", "a", "b").take(range(min(limit, len(gang.links))))
    rows = _ledger(gang, links)
    # One question to the evidence for all links: its kernels are quick, the way there is not.
    pairs = np.array([f"{a}\x1f{b}" for a, b in zip(rows["a"], rows["b"], strict=True)], dtype=object)
    return [(link, rows.where(pairs == f"{link['a']}\x1f{link['b']}").sort("-decibans")) for link in links.rows()]


def _ledger(gang: Gang, links: Table) -> Table:
    evidence = gang.gangs.evidence
    names = sorted({*links["a"], *links["b"]})
    codes = {name: evidence.who.account(name) for name in names}
    # Links name the lower code first, which the ledger asks for.
    ends = [np.array([codes[name] for name in links[end]], dtype=np.int64) for end in ("a", "b")]
    return evidence.ledger_of(*ends)

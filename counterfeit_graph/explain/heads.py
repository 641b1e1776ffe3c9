"""Why a person, company or account ranks where it does among the heads of a gang."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfeit_graph.explain.edges import Touching, tell_edges
from counterfeit_graph.explain.explanation import Explanation, Figure, Telling
from counterfeit_graph.explain.wording import label, said, visible
from counterfeit_graph.model.errors import NotFoundError
from counterfeit_graph.takedown.subject import network_of

if TYPE_CHECKING:
    from typing import Any

    from counterfeit_graph.takedown.heads import Heads

_TERMS = ("control", "insulation", "fall", "substitutability")


def head(found: Heads, *, rank: int = 1, language: str = "en") -> Explanation:
    """The terms of a head's score and the rows of the case that stand behind them.

    Args:
        found: the ranking, made from a gang or its network.
        rank: which head, from 1.
        language: "en" or "zh".

    Raises:
        NotFoundError: the ranking is shorter.
        OptionError: the ranking was made from a plain graph, whose edges have no places.

    Example:
        >>> import counterfeit_graph as cg
        >>> from counterfeit_graph.gangs.network import Network
        >>> network = Network.by_hand({"account:a": 5, "payment:p": 0}, [("account:a", "pays_into", "payment:p", 5)])
        >>> head(cg.find_heads(network)).sentences[0]
        'payment account p ranks 1 of 1, with a score of 0.500. [network:1]'
    """
    # A plain graph has no rows to cite, and is refused here.
    _, network = network_of(found.gang)
    rows = found.table.rows()
    if not 1 <= rank <= len(rows):
        what = f"the ranking has {len(rows)} heads"
        raise NotFoundError(what, where=f"rank {rank}")
    row, telling = rows[rank - 1], Telling(language)
    touching = Touching.of(network, row["node_kind"], node_id=row["node_id"])
    _tell_place(telling, row, count=len(rows), touching=touching)
    for term in _TERMS:
        if term in row:
            value = Figure(f"{row[term]:+.3f}", touching.places, row[term])
            telling.say(f"head.{term}", value=value)
    tell_edges(telling, touching, section="head")
    _tell_next(telling, rows, rank=rank, touching=touching)
    telling.say("head.limits")
    return telling.done(said("title.head", language, node=row["node_id"]))


def _tell_place(telling: Telling, row: dict[str, Any], *, count: int, touching: Touching) -> None:
    where = touching.places
    telling.say(
        "head.place",
        kind=label("kind", row["node_kind"], language=telling.language),
        node=Figure(visible(row["node_id"]), where),
        rank=Figure(f"{row['rank']:,}", where, row["rank"]),
        count=Figure(f"{count:,}", where, count),
        score=Figure(f"{row['score']:.3f}", where, row["score"]),
    )
    if row.get("leads") is not None:
        drawn = {name: Figure(f"{row[name]:.2f}", where, row[name]) for name in ("low", "high", "leads")}
        telling.say("head.reruns", **drawn)


def _tell_next(telling: Telling, rows: list[dict[str, Any]], *, rank: int, touching: Touching) -> None:
    if rank < len(rows):
        other = rows[rank]
        there = Touching.of(touching.network, other["node_kind"], node_id=other["node_id"]).places
        kind = label("kind", other["node_kind"], language=telling.language)
        score = Figure(f"{other['score']:.3f}", there, other["score"])
        telling.say("head.next", kind=kind, node=Figure(visible(other["node_id"]), there), score=score)

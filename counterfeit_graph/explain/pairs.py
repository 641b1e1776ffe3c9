"""Why two accounts are, or are not, taken to be under one control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfeit_graph.explain.alternatives import tell_alternatives
from counterfeit_graph.explain.explanation import Explanation, Figure, Telling
from counterfeit_graph.explain.matter import Matter, Row, places, total, value_of, verified, weighed
from counterfeit_graph.explain.ways import of_pair, relation_of
from counterfeit_graph.explain.wording import label, listed, said, strength, visible, weight

if TYPE_CHECKING:
    from counterfeit_graph.evidence import EvidenceGraph

_MOST_CLUES = 12
_USED = ("kind", "value", "a", "b", "relation_a", "relation_b")


def pair(evidence: EvidenceGraph, between: tuple[str, str], *, language: str = "en") -> Explanation:
    """What ties two accounts, clue by clue, and what else could explain it.

    Args:
        evidence: the weighed case.
        between: two account ids.
        language: "en" or "zh".

    Raises:
        NotFoundError: the case has no such account.
        OptionError: the language is not spoken here.

    Example:
        >>> import counterfeit_graph as cg
        >>> shops = [{"account_id": n, "platform": "p", "payout_payment": f"62220212{n}"} for n in "abcdefgh"]
        >>> shops[1]["payout_payment"] = shops[0]["payout_payment"]
        >>> told = pair(cg.weigh(cg.resolve(cg.read({"accounts": shops}))), ("a", "b"))
        >>> told.sentences[1].split(":")[0]
        'payment account 62220212a'
    """
    telling, matter = Telling(language), Matter.of_pair(evidence, between)
    telling.say("pair.propositions")
    tell_clues(telling, matter)
    _tell_total(telling, matter)
    _tell_judgements(telling, matter)
    if matter.rows:
        tell_alternatives(telling, matter)
    telling.say("pair.limits")
    return telling.done(said("title.pair", language, a=matter.accounts[0], b=matter.accounts[1]))


def tell_clues(telling: Telling, matter: Matter) -> None:
    """One sentence a clue, the strongest first; the many small ones together."""
    for row in matter.rows[:_MOST_CLUES]:
        _tell_clue(telling, matter, row=row)
    # The ledger comes strongest first, so that what is told together is the weakest.
    rest = matter.rows[_MOST_CLUES:]
    if rest:
        count = Figure(f"{len(rest):,}", places(rest), len(rest))
        telling.say("pair.more", count=count, decibans=weighed(total(rest), rest, language=telling.language))


def _tell_clue(telling: Telling, matter: Matter, *, row: Row) -> None:
    language, sources = telling.language, places([row])
    shared: dict[str, Figure | str] = {
        "kind": label("kind", row["kind"], language=language),
        "value": value_of(row),
        "a": Figure(visible(row["a"]), (row["source_a"],)),
        "b": Figure(visible(row["b"]), (row["source_b"],)),
        "relation_a": relation_of(row["kind"], row["relation_a"], language=language),
        "relation_b": relation_of(row["kind"], row["relation_b"], language=language),
        "users": matter.users(row),
        "decibans": weighed(row["decibans"], [row], language=language),
    }
    # What does not count is named, not hidden: the reader sees what was seen and why.
    if row["passing"]:
        gone = [visible(row[end]) for end in ("a", "b") if row["passing"] in {end, "both"}]
        names = Figure(listed(gone, language), sources, len(gone))
        used = {key: shared[key] for key in _USED}
        telling.say("pair.clue_passing", gone=names, **of_pair(row, used, language=language))
    elif not row["alone"]:
        seen = {name: value for name, value in shared.items() if name != "decibans"}
        telling.say("pair.clue_hub", **of_pair(row, seen, language=language))
    elif round(row["decibans"], 1) < round(row["alone"], 1):
        group = label("group", row["group"], language=language)
        alone = Figure(weight(row["alone"], language), sources, row["alone"])
        telling.say("pair.clue_further", alone=alone, group=group, **of_pair(row, shared, language=language))
    else:
        words = strength(row["decibans"], language)
        telling.say("pair.clue", words=words, **of_pair(row, shared, language=language))


def _tell_total(telling: Telling, matter: Matter) -> None:
    rows, language = matter.rows, telling.language
    if not rows:
        telling.say("pair.nothing")
        return
    decibans = total(rows)
    telling.say("pair.total", decibans=weighed(decibans, rows, language=language), words=strength(decibans, language))
    groups = list(dict.fromkeys(label("group", row["group"], language=language) for row in rows if row["decibans"] > 0))
    if len(groups) == 1:
        telling.say("pair.one_group", group=groups[0])
    elif groups:
        count = Figure(f"{len(groups)}", places(rows), len(groups))
        telling.say("pair.groups", count=count, groups=listed(groups, language))
    _tell_verified(telling, rows)


def _tell_verified(telling: Telling, rows: tuple[Row, ...]) -> None:
    # Hubs are checked values too, and no evidence.
    checked = [row for row in rows if row["decibans"] > 0 and verified(row)]
    if not checked:
        telling.say("pair.unverified")
        return
    language = telling.language
    kinds = list(dict.fromkeys(label("kind", row["kind"], language=language) for row in checked))
    share = weighed(total(checked), checked, language=language)
    telling.say("pair.verified", decibans=share, kinds=listed(kinds, language))


def _tell_judgements(telling: Telling, matter: Matter) -> None:
    ends = set(matter.accounts)
    for number, row in enumerate(matter.evidence.who.judgements.rows(), 1):
        if {row["a"], row["b"]} == ends:
            place = (f"judgements:{number}",)
            signed = {name: Figure(visible(row[name]), place) for name in ("by", "why")}
            judgement = said(f"judgement.{row['judgement']}", telling.language)
            telling.say("pair.judged", judgement=judgement, **signed)

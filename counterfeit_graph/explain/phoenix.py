"""Why an account is taken to continue one that was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfeit_graph.evidence.clues.phoenix import find_phoenix, phoenix_ledger
from counterfeit_graph.explain.explanation import Explanation, Figure, Telling
from counterfeit_graph.explain.matter import Row, account_places, places, total, value_of, weighed
from counterfeit_graph.explain.wording import label, said, strength, visible, weight

if TYPE_CHECKING:
    from counterfeit_graph.identity import Identities

_MOST_CLUES = 10
_MOST_RIVALS = 3
# Decibans below which clues are told together.
_LEAST = 1.0


def phoenix(who: Identities, between: tuple[str, str], *, window_days: int = 365, language: str = "en") -> Explanation:
    """What survived from a closed account to a later one, and who else could be its predecessor.

    Args:
        who: the resolved case.
        between: ids of the closed and of the reopened account.
        window_days: longest gap looked at, as given to `find_phoenix`.
        language: "en" or "zh".

    Raises:
        NotFoundError: the case has no such account, or nothing that survived ties the two.

    Example:
        >>> import counterfeit_graph as cg
        >>> shops = [{"account_id": f"s{n}", "platform": "p", "opened_at": "2026-01-05"} for n in range(9)]
        >>> shops[0] |= {"closed_at": "2026-03-01", "contact_phone": "13905712846"}
        >>> shops[1] |= {"opened_at": "2026-03-11", "contact_phone": "13905712846"}
        >>> told = phoenix(cg.resolve(cg.read({"accounts": shops})), ("s0", "s1"))
        >>> told.section("weighed")[0].split(" [")[0]
        'Two propositions are weighed: s1 continues s0, or the two have nothing to do with each other.'
    """
    closed, reopened = between
    rows = phoenix_ledger(who, closed, reopened=reopened, window_days=window_days).rows()
    # Every candidate, however weak: a rival is told even where it would not be listed.
    listed = find_phoenix(who, window_days=window_days, least=-1e6, least_own=-1e6, keep=len(who.accounts)).rows()
    candidates = [row for row in listed if row["reopened_account"] == reopened]
    telling = Telling(language)
    ends = {
        "closed": Figure(visible(closed), (rows[-1]["source_a"],)),
        "reopened": Figure(visible(reopened), (rows[-1]["source_b"],)),
    }
    telling.say("succession.propositions", **ends)
    _tell_survivals(telling, [row for row in rows if row["kind"] != "succession"], ends=ends)
    own = [row for row in rows if row["kind"] == "succession"]
    gap = next(row["gap_days"] for row in candidates if row["closed_account"] == closed)
    for row in own:
        _tell_term(telling, row, days=Figure(f"{gap:,}", places([row]), gap))
    _tell_total(telling, rows)
    _tell_rivals(telling, who, rivals=[row for row in candidates if row["closed_account"] != closed])
    telling.say("succession.limits")
    return telling.done(said("title.succession", language, closed=closed, reopened=reopened))


def _tell_survivals(telling: Telling, rows: list[Row], *, ends: dict[str, Figure]) -> None:
    told = [row for row in rows[:_MOST_CLUES] if row["decibans"] >= _LEAST]
    for row in told:
        _tell_survival(telling, row, ends=ends)
    rest = rows[len(told) :]
    if rest:
        count = Figure(f"{len(rest):,}", places(rest), len(rest))
        telling.say("succession.more", count=count, decibans=weighed(total(rest), rest, language=telling.language))


def _tell_survival(telling: Telling, row: Row, *, ends: dict[str, Figure]) -> None:
    kind = label("kind", row["kind"], language=telling.language)
    decibans = weighed(row["decibans"], [row], language=telling.language)
    # Texts that are alike are shown side by side, for the reader to judge.
    if row["value_a"] != row["value_b"]:
        texts = {f"value_{s}": Figure(visible(row[f"value_{s}"]), (row[f"source_{s}"],)) for s in "ab"}
        telling.say("succession.alike", kind=kind, decibans=decibans, **texts, **ends)
        return
    users = Figure(f"{row['users']:,}", places([row]), row["users"])
    used = {s: label("relation", row[s] or "uses", language=telling.language) for s in ("relation_a", "relation_b")}
    telling.say("succession.clue", kind=kind, value=value_of(row), users=users, decibans=decibans, **used, **ends)


def _tell_term(telling: Telling, row: Row, *, days: Figure) -> None:
    decibans = weighed(row["decibans"], [row], language=telling.language)
    given: dict[str, Figure | str] = {
        name: Figure(visible(row[name]), places([row])) for name in ("value_a", "value_b")
    }
    fields = {"time": {**given, "days": days}, "reason": {"value_a": given["value_a"]}}.get(row["clue"], {})
    telling.say(f"succession.{row['clue']}", decibans=decibans, **fields)


def _tell_total(telling: Telling, rows: list[Row]) -> None:
    language = telling.language
    own = [row for row in rows if row["kind"] == "succession"]
    shared = [row for row in rows if row["kind"] != "succession"]
    sums = {"survived": (shared, total(shared)), "own": (own, total(own)), "decibans": (rows, total(rows))}
    figures = {name: weighed(value, part, language=language) for name, (part, value) in sums.items()}
    telling.say("succession.total", words=strength(total(rows), language), **figures)


def _tell_rivals(telling: Telling, who: Identities, *, rivals: list[Row]) -> None:
    """Other predecessors, the best three, whatever they weigh."""
    for row in rivals[:_MOST_RIVALS]:
        place = account_places(who, [row["closed_account"]])
        decibans = Figure(weight(row["decibans"], telling.language), place, row["decibans"])
        telling.say("succession.rivals", other=Figure(visible(row["closed_account"]), place), decibans=decibans)
    if not rivals:
        telling.say("succession.alone")

"""Alternative explanations, each tested on the case and told with what speaks for it and against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.explain.explanation import Figure
from counterfeit_graph.explain.matter import known_day, total, value_of, weighed, writable
from counterfeit_graph.explain.wording import alternatives, label, listed, strength, visible

if TYPE_CHECKING:
    from counterfeit_graph.explain.explanation import Telling
    from counterfeit_graph.explain.matter import Matter, Row

# A template of `alternative.` and its fields.
Told = tuple[str, dict[str, Figure | str]]
# From so many users on, a value is shared more widely than one household or one till.
_WIDE = 6
# A value first used so long after an account opened came with somebody else, or later.
_LATE_DAYS = 180
_IDLE_DAYS = 60
_FAMILY = ("family", "spouse", "parent", "child", "sibling", "relative", "kin")
_AGENCY = ("agent", "agency", "represents", "registration_agent", "accountant", "mcn")
# Sentences of one form that an alternative may have, for and against alike.
_MOST_ALIKE = 3
# Remaining evidence below this is "weak" at most.
_LITTLE = 10.0
# What a clue must count to be worth explaining away.
_WEAK = 3.0


# What remains without the clues that an alternative would account for, as sentences.
Rest = Callable[["Matter", dict[str, Any]], Iterator[Told]]


def tell_alternatives(telling: Telling, matter: Matter, *, rest: Rest | None = None) -> None:
    """Every alternative in the order of the vocabulary: what speaks for it, then what speaks against it."""
    for name, body in alternatives().items():
        named = str(body["label_zh" if telling.language == "zh" else "label"])
        left = rest(matter, body) if rest else _rest(matter, body, language=telling.language)
        found = [*_TESTS[name](matter, telling.language), *left]
        if not any(key in _FOR for key, _ in found):
            found.insert(0, ("nothing_for", {}))
        # For and against are cut at the same number, so that neither buries the other.
        said: Counter[str] = Counter()
        for key, fields in sorted(found, key=lambda told: told[0] not in _FOR):
            said[key] += 1
            if said[key] <= _MOST_ALIKE:
                telling.say(f"alternative.{key}", name=named, **fields)


_FOR = (
    "nothing_for",
    "tie",
    "shared_widely",
    "unsuspected",
    "gap",
    "late",
    "writable_only",
    "rest_little",
    "rest_nothing",
)


def explained(rows: tuple[Row, ...], body: dict[str, Any]) -> list[Row]:
    """The rows that an alternative would account for."""
    if body.get("writable"):
        return [row for row in rows if writable(row)]
    return [row for row in rows if row["kind"] in body["explains"] and not _downstream(row)]


def _downstream(row: Row) -> bool:
    """Whether a row is about money behind the till: that is neither a shared purse nor a stolen payout."""
    return row["kind"] in {"payment", "card"} and "behind" in {row["relation_a"], row["relation_b"]}


def _rest(matter: Matter, body: dict[str, Any], *, language: str) -> Iterator[Told]:
    """What remains without the clues that the alternative would account for."""
    gone = explained(matter.rows, body)
    left = [row for row in matter.rows if row not in gone]
    kinds = listed(list(dict.fromkeys(label("kind", row["kind"], language=language) for row in gone)), language)
    rest = total(left)
    fields: dict[str, Figure | str] = {
        "decibans": weighed(rest, left, language=language),
        "words": strength(rest, language),
    }
    if not gone:
        yield "rest_untouched", fields
    elif not left:
        yield "rest_nothing", {"kinds": kinds}
    # Without its stronger neighbours a clue counts whole: the bound is what it says alone.
    elif total(left, "alone") < _LITTLE:
        most = total(left, "alone")
        yield (
            "rest_little",
            {"kinds": kinds, "decibans": weighed(most, left, language=language), "words": strength(most, language)},
        )
    else:
        yield "rest", {"kinds": kinds, **fields}


def _ties(matter: Matter, relations: tuple[str, ...]) -> Iterator[Told]:
    """Ties of some relations between parties that stand behind different accounts."""
    who = matter.evidence.who
    people = np.isin(matter.facts["kind"].astype(str), ["person", "company"])
    parties = who.values.take(matter.facts["value"][people])["key"]
    behind: dict[str, set[int]] = {}
    for account, party in zip(matter.facts["account"][people].tolist(), parties, strict=True):
        behind.setdefault(str(party), set()).add(account)
    for row in who.ties.rows():
        one, two = (behind.get(row[side], set()) for side in ("from_root", "to_root"))
        # A tie inside one account ties nothing to nothing.
        across = one and two and len(one | two) > 1 and (one | two) & set(matter.subject)
        if str(row["relation"]).lower() in relations and across:
            place = (f"{row['file']}:{row['record']}",)
            ends = {side: Figure(visible(row[side]), place) for side in ("from_party", "to_party")}
            yield "tie", {**ends, "relation": visible(str(row["relation"]))}


def _wide(matter: Matter, kinds: list[str], *, language: str) -> Iterator[Told]:
    """Values of some kinds that many accounts use."""
    seen: set[tuple[str, str]] = set()
    # The widest first: they are the likeliest to be a household, an office or a depot.
    for row in sorted(matter.rows, key=lambda row: -int(row["users"])):
        key = (row["kind"], row["value_a"])
        if row["kind"] in kinds and row["users"] >= _WIDE and row["decibans"] >= _WEAK and key not in seen:
            seen.add(key)
            kind = label("kind", row["kind"], language=language)
            yield "shared_widely", {"kind": kind, "value": value_of(row), "users": matter.users(row)}


def _family(matter: Matter, language: str) -> Iterator[Told]:
    del language
    return _ties(matter, _FAMILY)


def _agency(matter: Matter, language: str) -> Iterator[Told]:
    yield from _ties(matter, _AGENCY)
    yield from _wide(matter, alternatives()["agency"]["explains"], language=language)


def _market(matter: Matter, language: str) -> Iterator[Told]:
    return _wide(matter, alternatives()["market"]["explains"], language=language)


def _resale(matter: Matter, language: str) -> Iterator[Told]:
    yield from _wide(matter, alternatives()["resale"]["explains"], language=language)
    found = matter.confirmed
    if found:
        yield "suspected", {"count": Figure(f"{len(found):,}", found, len(found))}
    else:
        yield "unsuspected", {}


def _hijack(matter: Matter, language: str) -> Iterator[Told]:
    """Whether the shared values came late in the life of an account, or were there from its opening."""
    opened, ids = (matter.evidence.who.accounts[name] for name in ("opened", "account_id"))
    for row, fact in _dated(matter, alternatives()["hijack"]["explains"]):
        start = int(opened[fact["account"]])
        if not known_day(start) or fact["account"] not in matter.subject:
            continue
        days, place = max(0, int(fact["first"]) - start), (f"{fact['file']}:{fact['record']}",)
        account = Figure(visible(str(ids[fact["account"]])), place)
        kind = label("kind", row["kind"], language=language)
        told: dict[str, Figure | str] = {
            "account": account,
            "kind": kind,
            "value": value_of(row),
            "days": Figure(f"{days:,}", place, days),
        }
        yield ("late" if days > _LATE_DAYS else "from_the_start"), told


def _second_hand(matter: Matter, language: str) -> Iterator[Told]:
    """Whether a number lay idle between its two users, or served both at once."""
    spans: dict[tuple[str, str], list[Row]] = {}
    for row, fact in _dated(matter, alternatives()["second_hand"]["explains"]):
        spans.setdefault((row["kind"], row["value_a"]), []).append({**fact, "row": row})
    for (kind, _), facts in spans.items():
        facts.sort(key=lambda fact: (fact["first"], fact["last"]))
        if len({fact["account"] for fact in facts}) < 2 or not all(known_day(fact["last"]) for fact in facts):
            continue
        early, late = facts[0], next(fact for fact in facts if fact["account"] != facts[0]["account"])
        idle, where = (
            int(late["first"]) - int(early["last"]),
            tuple(f"{f['file']}:{f['record']}" for f in (early, late)),
        )
        shared: dict[str, Figure | str] = {
            "kind": label("kind", kind, language=language),
            "value": value_of(early["row"]),
        }
        if idle > _IDLE_DAYS:
            yield "gap", {**shared, "days": Figure(f"{idle:,}", where, idle)}
        elif idle <= 0:
            last = str(np.datetime64(min(int(early["last"]), int(late["last"])), "D"))
            yield "overlap", {**shared, "last": Figure(last, where)}


def _dated(matter: Matter, kinds: list[str]) -> Iterator[tuple[Row, Row]]:
    """Ledger rows of some kinds beside each fact of theirs whose first day is known."""
    facts = [fact for fact in matter.facts.rows() if known_day(fact["first"])]
    for row in matter.rows:
        if row["kind"] in kinds and not _downstream(row):
            yield from ((row, fact) for fact in facts if (fact["kind"], fact["shown"]) == (row["kind"], row["value_a"]))


def _framing(matter: Matter, language: str) -> Iterator[Told]:
    del language
    if matter.rows and all(writable(row) for row in matter.rows):
        yield "writable_only", {}


_TESTS: dict[str, Callable[[Matter, str], Iterator[Told]]] = {
    "family": _family,
    "agency": _agency,
    "market": _market,
    "resale": _resale,
    "hijack": _hijack,
    "second_hand": _second_hand,
    "framing": _framing,
}

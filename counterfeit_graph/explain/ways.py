"""How accounts come by a value: by records of their own, or by what lies behind these.

Money goes on from a till to who collects it, and registers tell who stands behind a registrant. Nobody *uses* what lies
behind his own values, and no sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterfeit_graph.explain.explanation import Figure
from counterfeit_graph.explain.wording import label, listed, said

if TYPE_CHECKING:
    from counterfeit_graph.explain.matter import Row

Fields = Mapping[str, Figure | str]
# Relations of facts that clues derived: no record of the account's own has the value.
BEHIND: tuple[str, ...] = ("behind", "tied")
_PARTIES = ("person", "company")


def relation_of(kind: str, relation: str | None, *, language: str) -> str:
    """How an account came by a value, in words.

    Example:
        >>> relation_of("payment", "behind", language="en"), relation_of("person", "behind", language="en")
        ('money goes on to', 'the registered holder of what it uses')
    """
    if _way(kind, relation) == "held":
        return said("use.holder", language)
    return label("relation", relation or "uses", language=language)


def of_pair(row: Row, fields: Fields, *, language: str) -> dict[str, Figure | str]:
    """The fields with `use`: what two accounts have to do with a value that both use, or that lies behind either.

    Args:
        row: of the ledger.
        fields: `a`, `b`, `relation_a`, `relation_b`; and `users` in all, where that is told.
        language: "en" or "zh".

    Example:
        >>> ends = {"a": "s1", "b": "s2", "relation_a": "paid by buyers into", "relation_b": "money goes on to"}
        >>> of_pair({"kind": "payment", "relation_a": "payee", "relation_b": "behind"}, ends, language="en")["use"]
        'used by s1 (paid by buyers into) and reached by money of s2 through transfers'
    """
    words = _shown(fields)
    a, b = (_way(row["kind"], row[f"relation_{end}"]) for end in "ab")
    plain = a == b == "used"
    if plain:
        told = said("use.pair", language, **words)
    elif a == b:
        told = said(f"use.{a}", language, account=listed([words["a"], words["b"]], language))
    else:
        each = [
            said(f"use.{way}", language, account=words[end], relation=words[f"relation_{end}"])
            for way, end in ((a, "a"), (b, "b"))
        ]
        told = listed(each, language)
    if "users" in fields:
        told += said("use.users" if plain else "use.users_behind", language, users=words["users"])
    return {**fields, "use": told}


def of_members(row: Row, fields: Fields, *, language: str) -> dict[str, Figure | str]:
    """The fields with `use` and its numbers: what the members of a gang have to do with a value.

    Args:
        row: as `accounts.row_of` gives it: `others` who have the value besides the member `a`, `behind` of them without
            using it.
        fields: `size` of the gang, and `users` of the value in all.
        language: "en" or "zh".
    """
    mine = row["relation_a"] in BEHIND
    return _of_many("members", row, fields=fields, counts=(row["others"] + 1, row["behind"] + mine), language=language)


def of_others(row: Row, fields: Fields, *, language: str) -> dict[str, Figure | str]:
    """The fields with `use` and its numbers: what the other members of a gang have to do with a member's value.

    Args:
        row: as in `of_members`.
        fields: `size`, the number of other members.
        language: "en" or "zh".
    """
    return _of_many("others", row, fields=fields, counts=(row["others"], row["behind"]), language=language)


def _of_many(whom: str, row: Row, *, fields: Fields, counts: tuple[int, int], language: str) -> dict[str, Figure | str]:
    everybody, behind = counts
    where, party = row["sources"], row["kind"] in _PARTIES
    how = ("party" if party else "money") if behind else "used"
    numbers = {"others": behind or everybody}
    # Who uses the value itself is told apart from those whom it merely lies behind.
    if behind and everybody > behind:
        numbers["more"] = everybody - behind
    found = {**fields, **{name: Figure(f"{each:,}", where, each) for name, each in numbers.items()}}
    words = _shown(found)
    told = said(f"use.{whom}_{how}", language, **words)
    told += said("use.more", language, **words) if "more" in numbers else ""
    if "users" in fields:
        told += said("use.users_behind" if behind else "use.users", language, **words)
    return {**found, "use": told}


def _way(kind: str, relation: str | None) -> str:
    """What to say of an account that came by a value of this kind in this way: a template `use.`."""
    if relation not in BEHIND:
        return "used"
    if kind not in _PARTIES:
        return "money"
    return "tied" if relation == "tied" else "held"


def _shown(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: field.shown if isinstance(field, Figure) else field for name, field in fields.items()}

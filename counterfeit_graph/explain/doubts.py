"""Why an account is uncertain, and which of its values count nothing for being given up long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.evidence.uses import KIND_NAMES
from counterfeit_graph.explain.explanation import Figure
from counterfeit_graph.explain.matter import account_places
from counterfeit_graph.explain.ways import BEHIND, of_others, relation_of
from counterfeit_graph.explain.wording import label, listed, visible, weight
from counterfeit_graph.gangs.comparison import compare
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.kin import explained_by_kin, kin_of, near_ties
from counterfeit_graph.gangs.membership import TERMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfeit_graph.explain.explanation import Telling
    from counterfeit_graph.gangs.result import Gang

_MOST_NAMED = 5
# Kinds that this share of the members share are named where the account keeps its own.
_USUAL = 0.5


def tell_doubt(telling: Telling, gang: Gang, *, row: Mapping[str, Any]) -> None:
    """Why an account is no member of a gang: a reviewer's word, its kin, or else too little evidence.

    `row` is that of `gang.members`, or of `gang.unlisted`.
    """
    told, account = len(telling.told), row["account_id"]
    _tell_rejected(telling, gang, account=account)
    _tell_kin(telling, gang, account=account)
    if row["control"] < 0.0:
        telling.say("standing.acquaintance")
    if len(telling.told) == told:
        telling.say("standing.uncertain")
    telling.say("standing.no_member")


def _tell_rejected(telling: Telling, gang: Gang, *, account: str) -> None:
    held = _held_against(gang)
    for number, row in enumerate(gang.evidence.who.judgements.rows(), 1):
        ends = {row["a"], row["b"]}
        if row["of"] == "account" and row["judgement"] == "rejected" and account in ends and ends <= held:
            [other] = ends - {account}
            telling.say("standing.rejected", other=Figure(visible(other), (f"judgements:{number}",)))


def _held_against(gang: Gang) -> set[str]:
    """Everybody who was taken into the gang, listed with it in the end or not."""
    return {*gang.members["account_id"], *gang.unlisted["account_id"]}


def tell_control(telling: Telling, gang: Gang, *, row: Mapping[str, Any]) -> None:
    """How far an account of a gang is told apart from its members' acquaintances, and what it keeps to itself.

    `row` is that of `gang.members`, or of `gang.unlisted`.
    """
    where = account_places(gang.evidence.who, [row["account_id"]])
    terms = {**{name: row[name] for name in (*TERMS, "control")}, "start": _control(gang)["general"]["start"]}
    telling.say("standing.control", **{k: Figure(weight(v, telling.language), where, v) for k, v in terms.items()})
    kept = _kept_apart(gang, account=row["account_id"])
    if kept:
        names = [label("kind", kind, language=telling.language) for kind in kept]
        telling.say("standing.apart", kinds=listed(names, telling.language))


def _control(gang: Gang) -> Mapping[str, Any]:
    """What told members from acquaintances when the gang was found."""
    told: Mapping[str, Any] = gang.gangs.made_with["options"]["control"]
    return told


def _kept_apart(gang: Gang, *, account: str) -> list[str]:
    """Kinds of which the account has its own, which speaks against it, where most members share theirs."""
    evidence, code = gang.evidence, gang.evidence.who.account(account)
    inside, named = np.full(evidence.uses.accounts, -1), np.zeros(evidence.uses.accounts, bool)
    inside[[*gang.codes, code]], named[gang.codes] = 0, True
    found = compare(evidence.uses, Field.of(evidence), gang=inside, named=named)
    apart = found.apart[np.searchsorted(found.account, code)]
    order, worth = np.argsort(-apart, kind="stable"), _control(gang)["apart"]
    return [KIND_NAMES[kind] for kind in order if apart[kind] >= _USUAL and worth[KIND_NAMES[kind]] < 0]


def _tell_kin(telling: Telling, gang: Gang, *, account: str) -> None:
    who, ids = gang.evidence.who, gang.evidence.who.accounts["account_id"]
    code = who.account(account)
    inside = np.where(np.isin(ids, sorted(_held_against(gang))), 0, -1)
    if not explained_by_kin(who, Field.of(gang.evidence), gang=inside)[code]:
        return
    # Of an agency's many accounts, those are named that share something with this one.
    mine = who.facts["value"][who.facts["account"] == code]
    sharing = set(who.facts["account"][np.isin(who.facts["value"], mine)].tolist())
    kin = sorted(sharing & kin_of(who, np.arange(len(who.accounts)) == code)[code])
    names = listed([visible(str(ids[each])) for each in kin[:_MOST_NAMED]], telling.language)
    more = f" (+{len(kin) - _MOST_NAMED})" if len(kin) > _MOST_NAMED else ""
    telling.say("standing.kin", kin=Figure(f"{names}{more}", _written(gang, [code, *kin]), len(kin)))


def _written(gang: Gang, accounts: list[int]) -> tuple[str, ...]:
    """Where the register ties the registrants of the first account to those of the others."""
    who = gang.evidence.who
    facts = who.facts.where(who.facts.isin("kind", ["person", "company"]))
    party = who.values["key"][facts["value"]]
    own, others = party[facts["account"] == accounts[0]], party[np.isin(facts["account"], accounts[1:])]
    ties = near_ties(who)
    a, b = ties["from_root"], ties["to_root"]
    rows = ties.where((np.isin(a, own) & np.isin(b, others)) | (np.isin(b, own) & np.isin(a, others)))
    return tuple(f"{file}:{record}" for file, record in zip(rows["file"], rows["record"], strict=True))


def tell_passing(telling: Telling, gang: Gang, *, account: str) -> None:
    """The values that an account shares with members of its gang, and gave up long before its last trace."""
    uses, code = gang.evidence.uses, gang.evidence.who.account(account)
    mine = np.arange(uses.account_ptr[code], uses.account_ptr[code + 1])
    counts = uses.passing[mine] & (gang.evidence.weights.alone[uses.value[mine]] > 0)
    found = [(use, _others(gang, use)) for use in mine[counts].tolist()]
    for use, others in [each for each in found if len(each[1])][:_MOST_NAMED]:
        telling.say("standing.passing", **_fields(telling, gang, use=use, others=others))


def _others(gang: Gang, use: int) -> Any:
    """Uses of the same value by other members."""
    uses = gang.evidence.uses
    value = uses.value[use]
    users = uses.value_use[uses.value_ptr[value] : uses.value_ptr[value + 1]]
    return users[np.isin(uses.account[users], gang.codes) & (users != use)]


def _fields(telling: Telling, gang: Gang, *, use: int, others: Any) -> dict[str, Figure | str]:
    uses = gang.evidence.uses
    facts = uses.facts.take(uses.fact[[use, *others]]).rows()
    where = tuple(dict.fromkeys(f"{fact['file']}:{fact['record']}" for fact in facts))
    kind, shown = (str(uses.values[name][uses.value[use]]) for name in ("kind", "shown"))
    size, language = len(np.setdiff1d(gang.codes, uses.account[use])), telling.language
    behind = sum(fact["relation"] in BEHIND for fact in facts[1:])
    row = {"kind": kind, "others": len(others), "behind": behind, "sources": where}
    return {
        "kind": label("kind", kind, language=language),
        "value": Figure(visible(shown), where),
        "relation": relation_of(kind, facts[0]["relation"], language=language),
        **of_others(row, {"size": Figure(f"{size:,}", where, size)}, language=language),
    }

"""Why an account is taken to belong to a gang, and what would have to fall for it not to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.explain.alternatives import tell_alternatives
from counterfeit_graph.explain.doubts import tell_control, tell_doubt, tell_passing
from counterfeit_graph.explain.explanation import Explanation, Figure, Telling
from counterfeit_graph.explain.matter import Matter, Row, account_places, places, total, value_of, weighed
from counterfeit_graph.explain.pool import Pool
from counterfeit_graph.explain.suspicion import tell_signals
from counterfeit_graph.explain.ways import BEHIND, of_others, relation_of
from counterfeit_graph.explain.wording import label, listed, said, strength, visible, weight
from counterfeit_graph.gangs.growth import Growth
from counterfeit_graph.model.errors import NotFoundError, nearest_of
from counterfeit_graph.model.schema import KINDS, ROLES
from counterfeit_graph.model.units import MILLI

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang

_MOST_VALUES = 12
_MOST_PLACES = 12


def account(gang: Gang, account_id: str, *, language: str = "en") -> Explanation:
    """Which values tie an account to its gang, how strongly all together, and what would have to fall.

    Args:
        gang: the gang.
        account_id: one of its members, uncertain ones too; or an account that is almost surely none and not listed.
        language: "en" or "zh".

    Raises:
        NotFoundError: the account is not in the gang.

    Example:
        >>> import counterfeit_graph as cg
        >>> world = cg.simulate(600, seed=5, evasion=0.2)
        >>> evidence = cg.weigh(cg.resolve(cg.read(dict(world.tables))))
        >>> found = cg.find_gangs(evidence, reruns=0).largest()
        >>> told = account(found, found.members["account_id"][0])
        >>> [name for name in ("standing", "ties", "total", "drop") if told.section(name)]
        ['standing', 'ties', 'total', 'drop']
    """
    members = {row["account_id"]: row for table in (gang.unlisted, gang.members) for row in table.rows()}
    if account_id not in members:
        what = "no such account in the gang"
        raise NotFoundError(what, where=gang.id, nearest=nearest_of(account_id, members))
    telling, row = Telling(language), members[account_id]
    _tell_place(telling, gang, row=row)
    pool, code = Pool.of(gang), gang.evidence.who.account(account_id)
    at = np.flatnonzero(gang.codes == code)
    # An uncertain account is no member: its values are not pooled as if it were.
    tell_control(telling, gang, row=row)
    if len(at):
        telling.say("standing.member")
        _tell_pool(telling, pool, member=int(at[0]))
    else:
        tell_doubt(telling, gang, row=row)
    tell_passing(telling, gang, account=account_id)
    tell_signals(telling, gang.evidence.who, accounts=(account_id,))
    telling.say("standing.limits")
    return telling.done(said("title.account", language, account=account_id, gang=gang.id))


def _tell_place(telling: Telling, gang: Gang, *, row: dict[str, Any]) -> None:
    language, place = telling.language, account_places(gang.evidence.who, [row["account_id"]])
    if "state" not in row:
        ends = {"account": Figure(visible(row["account_id"]), place), "gang": Figure(gang.id, place)}
        telling.say(
            "standing.unlisted", **ends, confidence=Figure(f"{row['confidence']:.3f}", place, row["confidence"])
        )
        return
    role = ROLES.get(row["role"])
    telling.say(
        "standing.place",
        account=Figure(visible(row["account_id"]), place),
        state=said(f"state.{row['state']}", language),
        gang=Figure(gang.id, place),
        den=Figure(row["den_id"] or "-", place),
        role=(role.label_zh if language == "zh" else role.label) if role else row["role"],
        confidence=Figure(f"{row['confidence']:.2f}", place, row["confidence"]),
    )


def _tell_pool(telling: Telling, pool: Pool, *, member: int) -> None:
    kept = pool.everything()
    counted = pool.counted(kept)
    # What counts nothing is no reason, and is not told as one.
    mine = np.flatnonzero((pool.member == member) & (counted > 0))
    mine = mine[np.argsort(-counted[mine], kind="stable")]
    rows = [row_of(pool, int(at), counted=int(counted[at])) for at in mine]
    for row in rows[:_MOST_VALUES]:
        _tell_value(telling, pool, row=row)
    rest = rows[_MOST_VALUES:]
    if rest:
        count = Figure(f"{len(rest):,}", places(rest), len(rest))
        telling.say("pair.more", count=count, decibans=weighed(total(rest), rest, language=telling.language))
    _tell_sum(telling, rows)
    _tell_drop(telling, pool, member=member)
    ids = pool.gang.evidence.who.accounts["account_id"]
    everybody, own = tuple(str(ids[code]) for code in pool.gang.codes), str(ids[pool.gang.codes[member]])
    tell_alternatives(telling, Matter(pool.gang.evidence, tuple(rows), everybody, about=(own,)))


def row_of(pool: Pool, at: int, *, counted: int) -> Row:
    """A row of the pool in the columns of the ledger: side a is the member, side b another one who uses the value."""
    uses = pool.gang.evidence.uses
    value = int(pool.value[at])
    users = uses.value_use[uses.value_ptr[value] : uses.value_ptr[value + 1]]
    # The records of the other members are the other half of the reason.
    inside = users[np.isin(uses.account[users], pool.gang.codes) & (users != pool.use[at]) & ~uses.passing[users]]
    facts = uses.facts.take(uses.fact[[pool.use[at], *inside[:_MOST_PLACES]]]).rows()
    sources = [f"{fact['file']}:{fact['record']}" for fact in facts]
    kind, shown = (str(uses.values[name][value]) for name in ("kind", "shown"))
    return {
        "a": str(pool.gang.evidence.who.accounts["account_id"][uses.account[pool.use[at]]]),
        "kind": kind,
        "value_a": shown,
        "group": KINDS[kind].group,
        "decibans": counted / MILLI,
        "alone": float(pool.decibans[at]),
        "relation_a": facts[0]["relation"],
        "relation_b": facts[1]["relation"],
        "source_a": sources[0],
        "source_b": sources[1],
        "sources": tuple(dict.fromkeys(sources)),
        "users": int(uses.users[value]),
        "others": int(pool.others[at]),
        "behind": int(np.count_nonzero(uses.facts.take(uses.fact[inside]).isin("relation", list(BEHIND)))),
    }


def _tell_value(telling: Telling, pool: Pool, *, row: Row) -> None:
    language, where, size = telling.language, row["sources"], len(pool.gang.codes) - 1
    told = of_others(row, {"size": Figure(f"{size:,}", where, size)}, language=language)
    telling.say(
        "standing.value",
        kind=label("kind", row["kind"], language=language),
        value=value_of(row),
        relation=relation_of(row["kind"], row["relation_a"], language=language),
        decibans=Figure(weight(row["decibans"], language), where, row["decibans"]),
        **told,
    )


def _tell_sum(telling: Telling, rows: list[Row]) -> None:
    decibans, language = total(rows), telling.language
    telling.say(
        "standing.total", decibans=weighed(decibans, rows, language=language), words=strength(decibans, language)
    )
    groups = list(dict.fromkeys(label("group", row["group"], language=language) for row in rows))
    if len(groups) == 1:
        telling.say("pair.one_group", group=groups[0])
    elif groups:
        telling.say(
            "pair.groups", count=Figure(f"{len(groups)}", places(rows), len(groups)), groups=listed(groups, language)
        )


def _tell_drop(telling: Telling, pool: Pool, *, member: int) -> None:
    """The values that would all have to fall, and what would be left."""
    growth = growth_of(pool.gang)
    gone = pool.to_drop(member, growth)
    if not gone:
        telling.say("drop.loose")
        return
    # What would be left is told as well: it shows how close the case is.
    kept = pool.everything()
    kept[gone] = False
    rows = [row_of(pool, at, counted=0) for at in gone]
    named = [f"{label('kind', row['kind'], language=telling.language)} {visible(str(row['value_a']))}" for row in rows]
    left = float(pool.pooled(kept)[member])
    where = places(rows)
    telling.say(
        "drop.values" if len(gone) > 1 else "drop.value",
        values=Figure(listed(named, telling.language), where, len(gone)),
        count=Figure(f"{len(gone):,}", where, len(gone)),
        decibans=Figure(weight(left, telling.language), where, left),
    )


def growth_of(gang: Gang) -> Growth:
    """The options of growth that a gang was found with."""
    return Growth(**gang.gangs.made_with["options"]["growth"])

"""What is known about a gang: its size, what ties it, what is suspected, and what else could explain it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from counterfeit_graph.explain.accounts import growth_of, row_of
from counterfeit_graph.explain.alternatives import Told, explained, tell_alternatives
from counterfeit_graph.explain.explanation import Explanation, Figure, Telling
from counterfeit_graph.explain.matter import Matter, Row, account_places, places, value_of
from counterfeit_graph.explain.pool import Pool
from counterfeit_graph.explain.suspicion import tell_signals
from counterfeit_graph.explain.ways import of_members
from counterfeit_graph.explain.wording import label, listed, said, strength, visible, weight
from counterfeit_graph.gangs.tiers import Tiers
from counterfeit_graph.model.units import minor_units

if TYPE_CHECKING:
    from counterfeit_graph.gangs.result import Gang

_MOST_VALUES = 10
_MOST_DENS = 8


def gang(found: Gang, *, language: str = "en") -> Explanation:
    """What ties a gang together, what it is suspected of, and what would have to fall for it to leave its tier.

    Args:
        found: the gang.
        language: "en" or "zh".

    Example:
        >>> import counterfeit_graph as cg
        >>> world = cg.simulate(600, seed=5, evasion=0.2)
        >>> evidence = cg.weigh(cg.resolve(cg.read(dict(world.tables))))
        >>> told = gang(cg.find_gangs(evidence, reruns=0).largest())
        >>> told.title, told.section("limits")[-1].split(";")[0]
        ('G0001', 'This is a lead for people to check')
    """
    telling = Telling(language)
    ids = found.evidence.who.accounts["account_id"][found.codes].tolist()
    where = account_places(found.evidence.who, ids)
    _tell_size(telling, found, where=where)
    # Values are told before suspicion: who acts together and what is wrong are two questions.
    pool = Pool.of(found)
    rows = _values(pool)
    for row in rows[:_MOST_VALUES]:
        _tell_value(telling, row, size=len(ids))
    _tell_strength(telling, pool, where=where)
    _tell_tier(telling, found, where=where)
    tell_signals(telling, found.evidence.who, accounts=ids)
    _tell_openly(telling, rows, where=where, least=found.gangs.made_with["options"]["marks"]["openly"])

    def rest(matter: Matter, body: dict[str, Any]) -> Iterator[Told]:
        return _rest(pool, explained(matter.rows, body), language=language)

    tell_alternatives(telling, Matter(found.evidence, tuple(rows), tuple(ids)), rest=rest)
    _tell_limits(telling, found, where=where)
    return telling.done(said("title.gang", language, gang=found.id))


def _figure(number: float, where: tuple[str, ...]) -> Figure:
    return Figure(f"{number:,}", where, float(number))


def _tell_size(telling: Telling, found: Gang, *, where: tuple[str, ...]) -> None:
    row = found.row
    counts = {name: _figure(row[name], where) for name in ("accounts", "platforms", "dens", "uncertain")}
    telling.say("gang.size", gang=Figure(found.id, where), **counts)
    if row["first_seen"] is not None:
        days = {name: Figure(str(row[f"{name}_seen"]), where) for name in ("first", "last")}
        sales = Figure(_money(row["sales"], row["currency"]), _order_places(found), row["sales"])
        telling.say("gang.seen", sales=sales, **days)
    for den in found.dens.rows()[:_MOST_DENS]:
        accounts = [each["account_id"] for each in found.members.rows() if each["den_id"] == den["den_id"]]
        own = account_places(found.evidence.who, accounts)
        named = {"den": Figure(den["den_id"], own), "place": Figure(visible(den["place"] or "-"), own)}
        telling.say("gang.den", accounts=_figure(den["accounts"], own), **named)


def _money(minor: int, currency: str) -> str:
    digits = minor_units(currency or "")
    return f"{minor / 10**digits:,.{digits}f} {currency or ''}".strip()


def _order_places(found: Gang) -> tuple[str, ...]:
    """The first rows behind the money that the members took, or the accounts where no till is known."""
    edges = found.network.edges
    paid = edges.where(edges["relation"] == "pays_into")
    # A network keeps the first row behind each edge; the sum of sales rests on all of them.
    rows = tuple(f"{file}:{record}" for file, record in zip(paid["file"], paid["record"], strict=True) if file)
    return rows or account_places(found.evidence.who, found.members["account_id"].tolist()[:1])


def _values(pool: Pool) -> list[Row]:
    """One row for each value that members share, those that hold most members strongest first."""
    counted = pool.counted(pool.everything())
    weights = np.bincount(pool.value, counted, int(pool.value.max(initial=0)) + 1)
    first = np.full(len(weights), -1)
    for at in np.lexsort((pool.use, counted)).tolist():
        first[pool.value[at]] = at
    order = np.lexsort((np.arange(len(weights)), -weights))
    return [row_of(pool, int(first[value]), counted=int(counted[first[value]])) for value in order if first[value] >= 0]


def _tell_value(telling: Telling, row: Row, *, size: int) -> None:
    language, counts = telling.language, {"size": size, "users": row["users"]}
    figures = {name: _figure(count, row["sources"]) for name, count in counts.items()}
    told = of_members(row, figures, language=language)
    telling.say("gang.value", kind=label("kind", row["kind"], language=language), value=value_of(row), **told)


def _tell_openly(telling: Telling, rows: list[Row], *, where: tuple[str, ...], least: float) -> None:
    """The company under which nearly all of the gang's accounts stand, if there is one."""
    companies = [row for row in rows if row["kind"] == "company"]
    most = max(companies, key=lambda row: row["others"], default=None)
    if most is not None and most["others"] + 1 >= least * len(where):
        count = Figure(f"{most['others'] + 1:,}", most["sources"], most["others"] + 1)
        telling.say("suspicion.openly", count=count, size=_figure(len(where), where), company=value_of(most))


def _tell_strength(telling: Telling, pool: Pool, *, where: tuple[str, ...]) -> None:
    pooled = pool.pooled(pool.everything())
    if not len(pooled):
        return
    middle, least = float(np.median(pooled)), float(pooled.min())
    telling.say(
        "gang.total",
        decibans=Figure(weight(middle, telling.language), where, middle),
        least=Figure(weight(least, telling.language), where, least),
        words=strength(middle, telling.language),
    )


def _tell_tier(telling: Telling, found: Gang, *, where: tuple[str, ...]) -> None:
    row, language = found.row, telling.language
    tier = said(f"tier.{row['tier']}", language)
    suspicion = Figure(_scaled(row["suspicion"], language), where, row["suspicion"])
    telling.say("gang.suspicion", decibans=suspicion, signs=_figure(row["signs"], where), tier=tier)
    rules = Tiers(**found.gangs.made_with["options"]["tiers"])
    bound = {"review": rules.review, "platform": rules.platform, "police": rules.police}.get(row["tier"])
    if bound is None:
        telling.say("drop.watch", tier=tier)
        return
    # What a tier asks for is on one scale, so that the distance to its edge is one number.
    spare = row["suspicion"] - bound
    # The review tier asks for suspicion alone.
    needed = rules.signs if row["tier"] != "review" else 0
    telling.say(
        "drop.tier",
        tier=tier,
        suspicion=Figure(_scaled(spare, language), where, spare),
        signs=_figure(max(row["signs"] - needed + 1, 1) if needed else row["signs"], where),
        all_signs=_figure(row["signs"], where),
    )


def _scaled(decibans: float, language: str) -> str:
    """A place on the scale that decides tiers: no odds, since it is no likelihood ratio."""
    return f"{decibans:+.1f} {said('unit.decibans', language)}"


def _rest(pool: Pool, gone: list[Row], *, language: str) -> Iterator[Told]:
    """How many members would still be held without the values that an alternative would account for."""
    growth, size = growth_of(pool.gang), len(pool.gang.codes)
    shown, kinds = pool.gang.evidence.uses.values["shown"], pool.gang.evidence.uses.values["kind"]
    named = {(row["kind"], row["value_a"]) for row in gone}
    kept = np.array([(str(kinds[v]), str(shown[v])) not in named for v in pool.value.tolist()], bool)
    held = int(pool.holds(kept, growth).sum())
    members = pool.gang.members["account_id"].tolist()
    where = places(gone) or account_places(pool.gang.evidence.who, members)
    words = list(dict.fromkeys(label("kind", row["kind"], language=language) for row in gone))
    yield (
        "rest_members",
        {
            "kinds": listed(words, language) or said("alternative.no_kind", language),
            "kept": Figure(f"{held:,}", where, held),
            "size": Figure(f"{size:,}", where, size),
        },
    )


def _tell_limits(telling: Telling, found: Gang, *, where: tuple[str, ...]) -> None:
    doubt = found.row["expected_false"]
    telling.say("gang.expected_false", count=Figure(f"{doubt:.2f}", where, doubt))
    telling.say("gang.limits")

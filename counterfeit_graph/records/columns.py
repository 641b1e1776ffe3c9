"""Which column of a file is which column of the table; what is missing, doubled or misspelt."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from counterfeit_graph.model.errors import ColumnError, nearest_of
from counterfeit_graph.model.schema import INPUT_KINDS, RELATIONS, TableSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Most columns of one file.
WIDEST = 1000
# What a column is mapped to when it is not to be read.
IDLE = ""


@dataclass(frozen=True)
class Layout:
    """Where each of our columns stands in a file.

    Args:
        places: our column -> position in the file.
        wide: (relation, kind, header, position) of columns of `accounts` that hold identifiers.
        ignored: headers that are not read.
    """

    places: Mapping[str, int]
    wide: tuple[tuple[str, str, str, int], ...]
    ignored: tuple[str, ...]


def lay_out(headers: Sequence[str], spec: TableSpec, *, renamed: Mapping[str, str], where: str) -> Layout:
    """Find the columns of `spec` among the headers, after the case's own renaming.

    Raises:
        ColumnError: a header is doubled, a required column is missing, or a header looks like a slip of the pen.

    Example:
        >>> from counterfeit_graph.model.schema import TABLES
        >>> lay_out(["account_id", "platform", "phone"], TABLES["accounts"], renamed={}, where="accounts.csv").wide
        (('uses', 'phone', 'phone', 2),)
    """
    if len(headers) > WIDEST:
        what = f"has {len(headers):,} columns, more than {WIDEST:,}"
        raise ColumnError(what, where=where)
    _check_renamed(headers, spec, renamed=renamed, where=where)
    ours = [renamed.get(header, header) for header in headers]
    _check_doubled(headers, ours, where=where)
    known = {column.name for column in spec.columns}
    places = {name: at for at, name in enumerate(ours) if name in known}
    pairs = {at: wide_pair(name) for at, name in enumerate(ours) if name not in known and spec.name == "accounts"}
    wide = tuple((*pair, headers[at], at) for at, pair in pairs.items() if pair)
    strange = [at for at, name in enumerate(ours) if name not in known and not pairs.get(at)]
    free = [name for name in _names(spec) if name not in ours]
    for at in strange:
        _check_slip(ours[at], free, where=where)
    ignored = tuple(headers[at] for at in strange)
    missing = [name for name in spec.required if name not in places]
    if missing:
        what = f"no column {missing[0]!r}{_hint(missing[0], ignored)}"
        raise ColumnError(what, where=where, remedy=_remedy(missing))
    return Layout(places, wide, ignored)


def wide_pair(name: str) -> tuple[str, str] | None:
    """Relation and kind that a wide column stands for.

    Example:
        >>> wide_pair("ship_from_address"), wide_pair("phone"), wide_pair("colour")
        (('ship_from', 'address'), ('uses', 'phone'), None)
    """
    if name in INPUT_KINDS:
        return "uses", name
    for relation in RELATIONS:
        kind = name.removeprefix(f"{relation}_")
        if kind != name and kind in INPUT_KINDS:
            return relation, kind
    return None


def _names(spec: TableSpec) -> list[str]:
    wide = [*INPUT_KINDS, *(f"{r}_{k}" for r in RELATIONS for k in INPUT_KINDS)] if spec.name == "accounts" else []
    return [*(column.name for column in spec.columns), *wide]


def _check_renamed(headers: Sequence[str], spec: TableSpec, *, renamed: Mapping[str, str], where: str) -> None:
    for theirs, ours in renamed.items():
        if theirs not in headers:
            what = f"case.yaml names a column {theirs!r}"
            raise ColumnError(what, where=where, nearest=nearest_of(theirs, headers))
        if ours != IDLE and ours not in _names(spec):
            what = f"case.yaml maps to {ours!r}"
            raise ColumnError(what, where=where, nearest=nearest_of(ours, _names(spec)))


def _check_doubled(headers: Sequence[str], ours: Sequence[str], *, where: str) -> None:
    for name, count in Counter(name for name in ours if name != IDLE).items():
        if count > 1:
            spots = " and ".join(f"{at + 1} ({headers[at]!r})" for at, n in enumerate(ours) if n == name)
            what = f"column {name!r} stands {count} times, at {spots}"
            raise ColumnError(what, where=where, remedy="rename or drop one")


def _check_slip(name: str, free: Sequence[str], *, where: str) -> None:
    near = slip_of(name, free) if name != IDLE else ""
    if near:
        remedy = "rename it, or map it to nothing in case.yaml if it is meant"
        what = f"unknown column {name!r}"
        raise ColumnError(what, where=where, nearest=near, remedy=remedy)


def slip_of(name: str, free: Sequence[str]) -> str:
    """The one of `free` that `name` is a slip of: a letter or two, case, spaces or full-width forms; else ''.

    Example:
        >>> slip_of("acount_id", ["account_id"]), slip_of("Platform ", ["platform"]), slip_of("colour", ["platform"])
        ('account_id', 'platform', '')
    """
    folded = fold(name)
    for known in free:
        if fold(known) == folded:
            return known
    reach = {known: OSA.distance(folded, known) for known in free if OSA.distance(folded, known) <= _slack(known)}
    return min(sorted(reach), key=reach.__getitem__) if reach else ""


def fold(name: str) -> str:
    """A header without case, width, accents and the look-alikes of other alphabets."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold().translate(_LOOKALIKES)
    return plain.replace(" ", "_").replace("-", "_")


_LOOKALIKES = str.maketrans("асеорхуікѕј", "aceopxyiksj")


def _slack(known: str) -> int:
    return 0 if len(known) < 4 else 1 if len(known) < 7 else 2


def _hint(missing: str, ignored: Sequence[str]) -> str:
    near = nearest_of(missing, ignored)
    return f" (nearest here is {near!r})" if near else ""


def _remedy(missing: Sequence[str]) -> str:
    rest = f" (and {', '.join(missing[1:])})" if len(missing) > 1 else ""
    return f"add it{rest} or map your own column to it in case.yaml"

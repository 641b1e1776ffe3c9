"""What became of each gang from one run to the next: ids that persist, births, merges, splits and ends.

Groups of two runs are matched one to one so that the overlaps of the pairs (Jaccard, over account ids) sum to the most
(Kuhn 1955; for communities in time, Greene, Doyle and Cunningham 2010). A matched group keeps its id; ids are never
given out again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array

from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Table, concat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfeit_graph.gangs.result import Gangs

Array = np.ndarray[Any, Any]
# Least overlap of two groups that are taken to be one.
SAME = 0.2
# Share of a group's accounts, of those known in both runs, that makes the other group where they went or came from.
MOST = 0.5
# Ids that persist.
_IDS = ("gang_id", "den_id")
EVENTS = ("born", "continued", "ended", "merged", "split")
TYPES = {**dict.fromkeys(("event", "gang_id", "other_id"), "string"), "accounts": "int64", "run": "int64"}


@dataclass(frozen=True, repr=False)
class History(Result):
    """What happened between two runs.

    Attributes:
        table: event, gang_id, other_id, accounts, run: `continued`, `merged` (other_id went into gang_id), `split`
            (gang_id came out of other_id), `born` and `ended`; `accounts` that the event is about, members as in the
            table of gangs: who is uncertain in a run helps to match groups and is not counted; `run` is the number of
            the later run, the first that follows none being 1.
        gangs: the later gangs under ids that persist.
    """

    table: Table
    gangs: Gangs

    def __repr__(self) -> str:
        counts = pd.Series(self.table["event"]).value_counts().sort_index()
        return f"History({', '.join(f'{count} {event}' for event, count in counts.items())})"


class Before(Protocol):
    """What is asked of an earlier run: its gangs and dens by id, who was in them, and the greatest ids given out."""

    @property
    def table(self) -> Table:
        """One row a gang, with `gang_id`."""
        ...

    @property
    def dens(self) -> Table:
        """One row a den, with `den_id`."""
        ...

    @property
    def members(self) -> Table:
        """account_id, gang_id, den_id, and state where it is known."""
        ...

    @property
    def made_with(self) -> Mapping[str, Any]:
        """`ids_used` and `run`, its number, where the run itself followed another."""
        ...


def follow(now: Gangs, before: Before) -> History:
    """The gangs `now` under the ids that they had `before`, and what happened to each; see `Gangs.following`."""
    shared = {c: _shared(now.members, before.members, column=c) for c in _IDS}
    kept = {c: _matched(shared[c], _sizes(now.members, c), before=_sizes(before.members, c)) for c in _IDS}
    used = {c: max(before.made_with.get("ids_used", {}).get(c, 0), _last(before, c)) for c in _IDS}
    names = {"": ""}
    for column in _IDS:
        names |= _renamed(_ids(now, column), kept[column], used=used[column])
    table, dens, members, unlisted = (
        _with_names(part, names) for part in (now.table, now.dens, now.members, now.unlisted)
    )
    renamed = replace(now, table=table, dens=dens, members=members, unlisted=unlisted)
    after = {c: max(used[c], _last(renamed, c)) for c in used}
    told = _events(shared["gang_id"], names, kept=kept["gang_id"], sides=(now, before))
    run = before.made_with.get("run", 1) + 1
    return History(
        told.with_columns({"run": np.full(len(told), run, np.int64)}),
        replace(renamed, made_with={**now.made_with, "ids_used": after, "run": run}),
    )


def led_on(past: Table | None, now: Table) -> Table:
    """What was told before, and then what happened now: one table of all runs.

    Example:
        >>> told = {"event": ["born"], "gang_id": ["G0001"], "other_id": [""], "accounts": [4]}
        >>> first, then = (Table.of(told | {"run": [run]}) for run in (2, 3))
        >>> led_on(first, then)["run"].tolist()
        [2, 3]
    """
    return now if past is None else concat([past, now])


def _shared(now: Table, before: Table, *, column: str) -> pd.DataFrame:
    """Accounts that groups of now and before have in common: columns now, before, accounts, and named of these."""
    if not (len(now) and len(before)):
        return pd.DataFrame({"now": [], "before": [], "accounts": [], "named": []})
    sides = [
        pd.DataFrame({"account_id": table["account_id"], side: table[column], f"{side}_named": _named(table)})
        for table, side in ((now, "now"), (before, "before"))
    ]
    both = sides[0].merge(sides[1], on="account_id")
    both = both[(both["now"] != "") & (both["before"] != "")]
    both["named"] = both["now_named"] & both["before_named"]
    return both.groupby(["now", "before"]).agg(accounts=("named", "size"), named=("named", "sum")).reset_index()


def _named(members: Table) -> Array:
    """Whether each account is a member, and not an uncertain one; a table without states lists members alone."""
    return members["state"] == "member" if "state" in members.columns else np.ones(len(members), bool)


def _sizes(members: Table, column: str) -> pd.Series[int]:
    return pd.Series(members[column]).value_counts()


def _matched(shared: pd.DataFrame, now: pd.Series[int], *, before: pd.Series[int]) -> dict[str, str]:
    """Id before of each group of now that goes on."""
    if not len(shared):
        return {}
    union = now[shared["now"]].to_numpy() + before[shared["before"]].to_numpy() - shared["accounts"].to_numpy()
    overlap = shared["accounts"].to_numpy() / union
    rows, row_names = pd.factorize(shared["now"], sort=True)
    columns, column_names = pd.factorize(shared["before"], sort=True)
    weight = csr_array((overlap, (rows, columns)), shape=(len(row_names), len(column_names))).toarray()
    pairs = zip(*linear_sum_assignment(weight, maximize=True), strict=True)
    return {str(row_names[int(i)]): str(column_names[int(j)]) for i, j in pairs if weight[i, j] >= SAME}


def _ids(gangs: Before, column: str) -> Array:
    """The ids of all gangs, or of all dens."""
    return (gangs.table if column == "gang_id" else gangs.dens)[column]


def _last(gangs: Before, column: str) -> int:
    """The greatest number among the ids of gangs or dens."""
    return max((int(name[1:]) for name in _ids(gangs, column)), default=0)


def _renamed(ids: Array, kept: dict[str, str], *, used: int) -> dict[str, str]:
    """New name of each id: the one it had, or the next that was never given out."""
    fresh = [name for name in ids if name not in kept]
    width = len(ids[0]) - 1 if len(ids) else 0
    return kept | {name: f"{name[0]}{used + n + 1:0{width}d}" for n, name in enumerate(fresh)}


def _with_names(table: Table, names: dict[str, str]) -> Table:
    columns = [column for column in _IDS if column in table.columns]
    return table.with_columns({column: np.array([names[name] for name in table[column]], object) for column in columns})


def _events(shared: pd.DataFrame, names: dict[str, str], *, kept: dict[str, str], sides: tuple[Gangs, Before]) -> Table:
    named = [side.members.where(_named(side.members)) for side in sides]
    sizes, (_, before) = [_sizes(members, "gang_id") for members in named], sides
    empty: dict[str, list[Any]] = {name: [] for name in ("event", "gang_id", "other_id", "accounts")}
    types = {name: TYPES[name] for name in empty}
    if len(names) == 1 and not len(before.table):
        return Table.of(empty, types)
    known_now = shared.groupby("now")["accounts"].transform("sum")
    known_before = shared.groupby("before")["accounts"].transform("sum")
    goes = shared[(shared["accounts"] >= MOST * known_before) & ~shared["before"].isin(kept.values())]
    comes = shared[(shared["accounts"] >= MOST * known_now) & ~shared["now"].isin(kept)]
    stays = shared[shared["now"].map(kept) == shared["before"]]
    rows = [(event, names[now], old, n)
            for event, part in (("continued", stays), ("merged", goes), ("split", comes))
            for now, old, n in part[["now", "before", "named"]].itertuples(index=False)]  # fmt: skip
    gone = set(kept.values()) | set(goes["before"])
    rows += [("ended", old, "", int(sizes[1].get(old, 0))) for old in before.table["gang_id"] if old not in gone]
    born = [now for now in names if now.startswith("G") and now not in kept and now not in set(comes["now"])]
    rows += [("born", names[now], "", int(sizes[0].get(now, 0))) for now in born]
    rows.sort(key=lambda row: (row[1], row[0], row[2]))
    columns = zip(("event", "gang_id", "other_id", "accounts"), zip(*rows, strict=True), strict=True) if rows else ()
    return Table.of({**empty, **{name: list(values) for name, values in columns}}, types)

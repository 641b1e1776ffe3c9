"""Small cases that come in parts, and what an update must give for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import counterfeit_graph as cg
from counterfeit_graph.records.adding import add

if TYPE_CHECKING:
    from counterfeit_graph.gangs import Gangs

Part = dict[str, list[dict[str, Any]]]
KINDS = ("phone", "device", "payment", "address", "email", "ip")
_FORMS = {"phone": "1390571284{}", "device": "dev-{}", "payment": "62220000000000{}", "ip": "20.1.1.{}"}
_FORMS |= {"address": "No. {} Long Road, Hangzhou", "email": "shop{}@x.cn"}
_DAYS = st.sampled_from([None, "2025-01-05", "2025-02-01", "2025-09-30", "2026-01-02"])
_ROW = st.tuples(
    st.integers(0, 13), st.sampled_from(KINDS), st.integers(0, 4), st.sampled_from(["uses", "login", "ship_from"]),
    _DAYS, _DAYS, st.booleans(),
)  # fmt: skip


def identifier(account: int, kind: str, value: int, *rest: Any) -> dict[str, Any]:
    """One row; the last of `rest` writes the value in another form."""
    relation, first, last, loud = rest or ("uses", None, None, False)
    text = _FORMS[kind].format(value)
    days = sorted(day for day in (first, last) if day) if first and last else [first, last]
    written = text.upper() if loud and kind in ("email", "device") else text
    row = {"account_id": f"a{account:02d}", "kind": kind, "value": written, "relation": relation}
    return row | {"first_seen": days[0], "last_seen": days[1]}


def shop(account: int) -> dict[str, Any]:
    """One account."""
    return {"account_id": f"a{account:02d}", "platform": "p" if account % 3 else "q"}


# Two phones that five accounts share, and a stranger.
FIRST: Part = {
    "accounts": [shop(n) for n in range(6)],
    "identifiers": [identifier(n, kind, n // 3) for n in range(5) for kind in ("phone", "device")],
}


@st.composite
def parts(draw: Any, *, most: int = 3) -> list[Part]:
    """A case in up to so many parts: each account comes in one of them, each row at the earliest with its account."""
    count = draw(st.integers(2, most))
    came = [draw(st.integers(0, count - 1)) if n > 3 else 0 for n in range(14)]
    rows = draw(st.lists(_ROW, min_size=5, max_size=60))
    found: list[Part] = [{"accounts": [], "identifiers": []} for _ in range(count)]
    for account, at in enumerate(came):
        found[at]["accounts"].append(shop(account))
    for row in rows:
        at = max(came[row[0]], draw(st.integers(0, count - 1)))
        found[at]["identifiers"].append(identifier(*row))
    return found


def of_one_kind(part: Part) -> Part:
    """A part with its devices alone."""
    return part | {"identifiers": [row for row in part["identifiers"] if row["kind"] == "device"]}


def of(part: Part) -> dict[str, Any]:
    """A part as tables; one without rows still has columns."""
    return {name: rows for name, rows in part.items() if rows or name == "accounts"}


def whole(parts_: list[Part], *, at: cg.EvidenceGraph) -> cg.EvidenceGraph:
    """A whole run over all parts, under the parameters of `at`."""
    records = cg.read(of(parts_[0]))
    for part in parts_[1:]:
        records = add(records, of(part)).records
    return cg.weigh(cg.resolve(records), options=at.as_options())


def evidence_of(evidence: cg.EvidenceGraph) -> dict[str, Any]:
    """Everything that tables say of some evidence."""
    who = evidence.who
    told = {"links": evidence.table, "ledger": evidence.ledger(), "hubs": evidence.hubs}
    told |= {"parameters": evidence.parameters, "accounts": who.table, "values": who.values, "facts": who.facts}
    return {name: table.rows() for name, table in told.items()}


def gangs_of(gangs: Gangs) -> dict[str, Any]:
    """Everything that tables say of some gangs."""
    return {name: getattr(gangs, name).rows() for name in ("table", "dens", "members", "groups")}

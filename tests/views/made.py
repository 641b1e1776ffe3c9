"""A gang made by hand, with everything that a view or an export reads of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from counterfeit_graph.gangs.network import Network
from counterfeit_graph.model.table import Table
from counterfeit_graph.takedown import Plan, plan_takedown
from counterfeit_graph.views import Parts

HOSTILE = "</script><img src=x onerror=alert(1)>"
HIDDEN = "青羊\u202egnp.\u200b店"
FORMULA = '=HYPERLINK("http://x")'
SHOPS = ("S1", "S2", "S3", "00012", "180000000000000001", "S6")
_DAY = 19000


@dataclass(frozen=True)
class Who:
    accounts: Table
    records: Any

    def account(self, name: str) -> int:
        return self.accounts["account_id"].tolist().index(name)


@dataclass(frozen=True)
class Records:
    tables: dict[str, Table]


@dataclass(frozen=True)
class Evidence:
    who: Who
    rows: Table
    hubs: Table = field(
        default_factory=lambda: Table.of(
            {
                "kind": ["address"],
                "value": ["Depot 1"],
                "users": [88],
                "decibans": [0.0],
                "reason": ["address with many users"],
            }
        )
    )

    links: Table = field(
        default_factory=lambda: Table.of({"a": [0, 0, 2], "b": [1, 5, 3], "decibans": [35.75, 22.0, 29.0]})
    )
    parameters: Table = field(
        default_factory=lambda: Table.of(
            {
                "kind": ["phone"],
                "group": ["contact"],
                "m": [0.25],
                "discount": [0.5],
                "cap": [60],
                "horizon_days": [365],
            }
        )
    )

    def ledger_of(self, a, b) -> Table:
        ids = self.who.accounts["account_id"]
        wanted = {(ids[i], ids[j]) for i, j in zip(a, b, strict=True)}
        return self.rows.where([pair in wanted for pair in zip(self.rows["a"], self.rows["b"], strict=True)])

    def between(self, a: str, b: str) -> Table:
        a, b = sorted((a, b))
        return self.rows.where((self.rows["a"] == a) & (self.rows["b"] == b))


@dataclass(frozen=True)
class Gangs:
    table: Table
    dens: Table
    members: Table
    evidence: Evidence
    made_with: dict[str, Any]
    found: dict[str, Any] = field(default_factory=dict)

    def __iter__(self):
        return iter(self.found.values())

    def __getitem__(self, name: str):
        return self.found[name]

    def __len__(self) -> int:
        return len(self.table)


@dataclass(frozen=True)
class Gang:
    id: str
    row: dict[str, Any]
    members: Table
    dens: Table
    links: Table
    network: Network
    roles: Table
    reopened: Table
    gangs: Gangs = None


@dataclass(frozen=True)
class Made:
    table: Table
    gang: Gang
    made_with: dict[str, Any] = field(default_factory=dict)


def network() -> Network:
    nodes = {f"account:{name}": 1000 * (i + 1) for i, name in enumerate(SHOPS)}
    nodes |= {"payment:6222-01": 0, "payment:6222-09": 0, "phone:+8613800001111": 0, "address:成都市青羊区1号": 0}
    nodes |= {"person:P1": 0, f"handle:{HOSTILE}": 0, "email:only@one.shop": 0}
    edges = [(f"account:{name}", "pays_into", "payment:6222-01", 700 * (i + 1)) for i, name in enumerate(SHOPS[:4])]
    edges += [("payment:6222-01", "transfers", "payment:6222-09", 5000), ("person:P1", "holds", "payment:6222-09", 0)]
    edges += [(f"account:{name}", "uses", "phone:+8613800001111", 0) for name in SHOPS[1:5]]
    edges += [(f"account:{name}", "ships_from", "address:成都市青羊区1号", 0) for name in SHOPS[3:]]
    edges += [("account:S1", "uses", f"handle:{HOSTILE}", 0), ("account:S2", "uses", f"handle:{HOSTILE}", 0)]
    edges += [("account:S6", "uses", "email:only@one.shop", 0), ("account:S1", "reopened_as", "account:S6", 0)]
    return Network.by_hand(nodes, edges)


def accounts() -> Table:
    names = ["青羊正品店", HIDDEN, HOSTILE, FORMULA, "鞋王", "New 鞋王"]
    columns = {
        "account_id": list(SHOPS),
        "platform": ["taobao"] * 3 + ["pdd"] * 3,
        "kind": ["shop"] * 6,
        "name": names,
        "opened": [_DAY + 30 * i for i in range(6)],
        "closed": [_DAY + 170, *[-(2**31)] * 5],
        "close_reason": ["counterfeit", *[None] * 5],
        "region": [None] * 6,
    }
    return Table.of(columns, {"close_reason": "string", "region": "string", "opened": "int32", "closed": "int32"})


def ledger() -> Table:
    a = ["S1", "S1", "S1", "00012"]
    b = ["S2", "S2", "S6", "S3"]
    columns = {
        "a": a,
        "b": b,
        "clue": ["payment", "handle", "supplier", "payment"],
        "kind": ["payment", "handle", "address", "payment"],
        "value_a": ["6222-01", HOSTILE, FORMULA, "6222-01"],
        "value_b": ["6222-01", HOSTILE, "x", "6222-01"],
        "decibans": [31.5, 4.25, 22.0, 29.0],
        "group": ["money", "contact", "place", "money"],
        "source_a": ["identifiers.csv:1"] * 4,
        "source_b": ["identifiers.csv:2"] * 4,
    }
    return Table.of(columns)


def signals() -> Table:
    return Table.of(
        {
            "signal_id": ["1", "2"],
            "account_id": ["S1", "S2"],
            "kind": ["brand_report", "test_purchase"],
            "at": [(_DAY + 100) * 86400, (_DAY + 150) * 86400],
            "verdict": ["confirmed", "open"],
        },
        {"at": "timestamp[s]"},
    )


def members() -> Table:
    return Table.of(
        {
            "account_id": list(SHOPS),
            "gang_id": ["G0001"] * 6,
            "den_id": ["D0001"] * 3 + ["D0002"] * 3,
            "role": ["store", "store", "promoter", "warehouse", "store", "store"],
            "state": ["member"] * 5 + ["uncertain"],
            "confidence": [1.0] * 5 + [0.62],
            "decibans": [40.0] * 5 + [14.0],
        }
    )


def gang() -> Gang:
    row = {
        "gang_id": "G0001",
        "accounts": 6,
        "dens": 2,
        "platforms": 2,
        "decibans": 41.25,
        "stability": 0.97,
        "tier": "platform",
        "sales": 2100000,
        "currency": "CNY",
        "first_seen": "2022-01-08",
        "last_seen": "2022-07-01",
    }
    dens = Table.of(
        {
            "den_id": ["D0001", "D0002"],
            "gang_id": ["G0001"] * 2,
            "accounts": [3, 3],
            "place": ["成都", ""],
            "decibans": [38.0, 33.0],
            "stability": [0.98, 0.95],
        }
    )
    evidence = Evidence(Who(accounts(), Records({"signals": signals()})), ledger())
    gangs = Gangs(Table.of({k: [v] for k, v in row.items()}), dens, members(), evidence, {"seed": 7, "version": "0"})
    links = Table.of(
        {
            "a": ["S1", "S1", "00012"],
            "b": ["S2", "S6", "S3"],
            "decibans": [35.75, 22.0, 29.0],
            "kinds": ["payment+handle", "address", "payment"],
        }
    )
    roles = Table.of(
        {
            "node_kind": ["account", "payment", "person", "account"],
            "node_id": ["S1", "6222-01", "P1", "00012"],
            "role": ["store", "cashier", "head", "warehouse"],
            "score": [1.0, 4.0, 9.0, 3.0],
            "reason": ["sells to buyers", "collects for 4 stores", HOSTILE, "ships for 3 accounts"],
        }
    )
    reopened = Table.of({"closed_account": ["S1"], "reopened_account": ["S6"], "decibans": [22.0], "gap_days": [10]})
    made = Gang("G0001", row, members(), dens, links, network().with_roles(roles), roles, reopened, gangs)
    gangs.found["G0001"] = made
    return made


def plan() -> Made:
    return Made(
        Table.of(
            {
                "gang_id": ["G0001"] * 2,
                "step": [1, 2],
                "action": ["freeze", "raid"],
                "target_kind": ["payment", "address"],
                "target": ["6222-01", "成都市青羊区1号"],
                "cost": [1.0, 2.0],
                "capacity_left": [0.4, 0.0],
                "exposure": [4, 3],
                "impact": [4, 2],
            }
        ),
        gang(),
    )


def solved_plan(*, budget: float = 2.0) -> Plan:
    return plan_takedown(network(), budget=budget)


def heads() -> Made:
    return Made(
        Table.of(
            {
                "gang_id": ["G0001"] * 2,
                "rank": [1, 2],
                "node_kind": ["person", "payment"],
                "node_id": ["P1", "6222-01"],
                "score": [0.91, 0.4],
                "control": [0.8, 0.3],
                "insulation": [0.7, 0.1],
            }
        ),
        gang(),
    )


def parts() -> Parts:
    made = gang()
    return Parts(
        made.gangs,
        {"G0001": heads()},
        {"G0001": plan()},
        made.reopened,
        complainants=Table.of(
            {
                "reporter_id": ["R1"],
                "ring_id": [HOSTILE],
                "notices": [12],
                "success_rate": [0.5],
                "counter_rate": [0.25],
                "verdict": ["abusive"],
            }
        ),
        refused=Table.of(
            {
                "table": ["orders"],
                "file": ["orders.csv"],
                "record": [17],
                "column": ["amount"],
                "reason": ["no number"],
                "value": [HOSTILE],
            }
        ),
        counts=Table.of(
            {
                "table": ["orders"],
                "file": ["orders.csv"],
                "read": [100],
                "accepted": [99],
                "refused": [1],
                "duplicates": [0],
            }
        ),
        groups=3,
        run={"seed": 7, "version": "0", "inputs": {"orders.csv": "ab" * 32}, "options": {"resolution": 3}},
    )

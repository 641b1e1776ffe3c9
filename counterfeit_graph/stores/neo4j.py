"""`Neo4j`: a case as (:Account)-[:USED]->(:Value), and results beside it; the only file that speaks to the server."""

from __future__ import annotations

import datetime
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from neo4j import Driver, GraphDatabase, NotificationMinimumSeverity, RoutingControl
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from counterfeit_graph.model.errors import CaseError, OptionError, nearest_of
from counterfeit_graph.model.table import Table
from counterfeit_graph.stores.cypher import CONSTRAINTS, READS, WRITES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Rows of one statement.
BATCH = 10_000


@dataclass(frozen=True)
class Neo4j:
    """A Neo4j database, 5 or newer, over Bolt.

    Args:
        uri: such as `neo4j+s://host:7687` or `bolt://localhost:7687`.
        user: name to log in with; no log-in when empty.
        password: is never shown.
        database: name of the database.

    Example:
        >>> Neo4j("bolt://localhost:7687", user="neo4j", password="secret")
        Neo4j(uri='bolt://localhost:7687', user='neo4j', database='neo4j')
    """

    uri: str
    user: str = field(default="", kw_only=True)
    password: str = field(default="", kw_only=True, repr=False)
    database: str = field(default="neo4j", kw_only=True)

    def __post_init__(self) -> None:
        if "@" in self.uri:
            what = "the address carries a log-in"
            raise OptionError(what, where="uri", remedy="pass user and password by name")

    def save(self, tables: Mapping[str, Table]) -> None:
        """Write accounts, identifiers, gangs, members and links; rows that are there already are updated.

        Raises:
            OptionError: a table is none of these.
            CaseError: the server cannot be reached or refuses.
        """
        for name in tables:
            if name not in WRITES:
                what = f"no graph for table {name!r}"
                raise OptionError(what, where="Neo4j.save", nearest=nearest_of(name, WRITES))
        with self._driver() as driver:
            for statement in CONSTRAINTS:
                driver.execute_query(statement, database_=self.database, routing_=RoutingControl.WRITE)
            for name in (name for name in WRITES if name in tables):
                for rows in batches(tables[name], WRITES[name].key):
                    driver.execute_query(
                        WRITES[name].statement,
                        parameters_={"rows": rows},
                        database_=self.database,
                        routing_=RoutingControl.WRITE,
                    )

    def load(self) -> dict[str, Table]:
        """Accounts and identifiers as text.

        Raises:
            CaseError: the server cannot be reached or holds no accounts.
        """
        with self._driver() as driver:
            tables = {name: self._read(driver, statement) for name, statement in READS.items()}
        if not len(tables["accounts"]):
            what = "holds no (:Account) nodes"
            raise CaseError(what, where=self.uri, remedy="save a case first, or check the database name")
        return tables

    def _read(self, driver: Driver, statement: str) -> Table:
        found = driver.execute_query(statement, database_=self.database, routing_=RoutingControl.READ)
        rows = [{key: _text(value) for key, value in record["row"].items()} for record in found.records]
        names = list(dict.fromkeys(name for row in rows for name in sorted(row)))
        return Table.of({name: [row.get(name) for row in rows] for name in names}, types=dict.fromkeys(names, "string"))

    @contextmanager
    def _driver(self) -> Iterator[Driver]:
        auth = (self.user, self.password) if self.user else None
        try:
            with GraphDatabase.driver(
                self.uri,
                auth=auth,
                telemetry_disabled=True,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
                user_agent="counterfeit-graph",
            ) as driver:
                driver.verify_connectivity()
                yield driver
        except AuthError:
            what = "the server refuses the log-in"
            raise CaseError(what, where=self.uri, remedy="check user and password") from None
        except (DriverError, Neo4jError, ValueError) as error:
            what = f"the server cannot be used ({type(error).__name__})"
            raise CaseError(what, where=self.uri, remedy="check that it runs and that the address is right") from error


def batches(table: Table, key: tuple[str, ...]) -> Iterator[list[dict[str, Any]]]:
    """Rows as parameters, `BATCH` at a time: key columns by name, the others under `rest`.

    Example:
        >>> next(batches(Table.of({"gang_id": ["G1"], "tier": ["review"]}), ("gang_id",)))
        [{'gang_id': 'G1', 'rest': {'tier': 'review'}}]
    """
    for start in range(0, len(table), BATCH):
        yield [_row(row, key) for row in Table(table.arrow.slice(start, BATCH)).rows()]


def _row(row: Mapping[str, Any], key: tuple[str, ...]) -> dict[str, Any]:
    plain = {name: _plain(value) for name, value in row.items()}
    named = {name: "" if plain.get(name) is None else plain[name] for name in key}
    return {**named, "rest": {name: value for name, value in plain.items() if name not in key}}


def _plain(value: Any) -> Any:
    """Dates as ISO text, so that they come back as they went."""
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    return str(value.iso_format()) if hasattr(value, "iso_format") else str(value)

"""`check_store`: the laws that every store keeps, to be run on one's own store too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfeit_graph.model.errors import OutputError
from counterfeit_graph.model.table import Table

if TYPE_CHECKING:
    from counterfeit_graph.stores.store import Store

# Ids that a careless store turns into numbers or blanks, and a name that a careless query would run.
_ACCOUNTS = Table.of(
    {
        "account_id": ["00012", "110105199003078811", "NA"],
        "platform": ["taobao", "1e3", "null"],
        "name": ["x'}) DETACH DELETE n; drop table accounts; --", "店铺", None],
    },
    types={"name": "string"},
)
_IDENTIFIERS = Table.of({"account_id": ["00012", "NA"], "kind": ["phone", "phone"], "value": ["13812345678"] * 2})


def check_store(store: Store) -> None:
    """Save a small case twice, load it and compare; what the store held before may be lost.

    Raises:
        OutputError: ids, blanks or rows came back as something else.

    Example:
        >>> import tempfile
        >>> from counterfeit_graph.stores import Embedded
        >>> with tempfile.TemporaryDirectory() as place:
        ...     check_store(Embedded(f"{place}/store"))
    """
    tables = {"accounts": _ACCOUNTS, "identifiers": _IDENTIFIERS}
    for _ in range(2):
        store.save(tables)
    loaded = store.load()
    for name, table in tables.items():
        found = loaded[name].select(*table.columns).rows() if name in loaded else []
        if sorted(map(repr, found)) != sorted(map(repr, table.rows())):
            what = f"{name} came back as something else"
            raise OutputError(
                what, where=type(store).__name__, remedy="keep text as text, blanks as blanks, each row once"
            )

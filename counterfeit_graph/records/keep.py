"""Records kept in an embedded store and taken out again as they were."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.records.records import Records
from counterfeit_graph.records.settings import Settings
from counterfeit_graph.stores.embedded import Embedded

if TYPE_CHECKING:
    from pathlib import Path

_BESIDE = ("refused", "table", "ignored", "duplicates")
_CONTENT = "records"


def save_records(records: Records, folder: str | Path) -> Embedded:
    """Keep records in a folder of Parquet files; what was read need not be read again.

    Raises:
        OutputError: the folder cannot be written.

    Example:
        >>> import tempfile
        >>> from counterfeit_graph.records import read
        >>> records = read({"accounts": [{"account_id": "1", "platform": "taobao"}]})
        >>> with tempfile.TemporaryDirectory() as place:
        ...     again = load_records(save_records(records, f"{place}/kept"))
        >>> again["accounts"].rows() == records["accounts"].rows()
        True
    """
    tables = {f"in_{name}": table for name, table in records.tables.items()}
    tables |= {f"waiting_{name}": table for name, table in records.waiting.items()}
    tables |= {name: getattr(records, name) for name in _BESIDE}
    about = {"content": _CONTENT, "inputs": dict(records.inputs), "made_with": dict(records.made_with)}
    store = Embedded(folder)
    store.save(tables, about=about)
    return store


def holds_records(store: object) -> bool:
    """Whether a store was written by `save_records`."""
    return isinstance(store, Embedded) and store.about().get("content") == _CONTENT


def load_records(store: Embedded) -> Records:
    """Records as they were kept.

    Raises:
        CaseError: the store holds something else, or was changed.
    """
    if not holds_records(store):
        what = "the store holds no records"
        raise CaseError(what, remedy="read it as a case with read(store)")
    kept, about = store.load(), store.about()
    return Records(
        tables=MappingProxyType({name: kept[f"in_{name}"] for name in TABLES}),
        inputs=MappingProxyType(about["inputs"]),
        settings=Settings(**about["made_with"]["settings"]),
        made_with=MappingProxyType(about["made_with"]),
        waiting=MappingProxyType({name: kept[key] for name in TABLES if (key := f"waiting_{name}") in kept}),
        **{name: kept[name] for name in _BESIDE},
    )
